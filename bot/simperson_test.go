package bot_test

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"time"

	"wecan/bot/sandbox"
)

// simPerson applies by chat. She answers the last question she sees, as people
// do, also when she sees it twice; she never says anything again by herself.
type simPerson struct {
	w    *world
	n    int
	user sandbox.User
	name string
	city string

	seen    int // the last message of the bot she has reacted to
	behind  int // the last message read together with it
	moves   int
	waited  time.Duration // longest wait for a reply
	done    bool
	blocks  int
	excuses int      // things she did for which a message may rightly come again
	stray   bool     // she has sent what is no answer
	taps    []string // for the report of a failing seed
	numbers []string // the reference numbers she was told
}

func newPerson(w *world, n int) *simPerson {
	cities := []string{"Utrecht", "Leipzig", "Rome", "Valencia"}
	return &simPerson{
		w: w, n: n, user: sandbox.User{ID: int64(100 + n), FirstName: "P", LanguageCode: "en"},
		name: fmt.Sprintf("Name %c%c", 'A'+n, 'a'+byte(w.plan.hash("name", n)%26)),
		city: cities[w.plan.hash("city", n)%4],
	}
}

var numberForm = regexp.MustCompile(`WE-[0-9A-Z]{4}-[0-9A-Z]{3}`)

// live chats until she has her number or ctx ends.
func (p *simPerson) live(ctx context.Context) {
	p.pause(ctx, "start", 3000)
	p.w.tg.Say(p.user, "/start")
	for asked := time.Now(); !p.done; {
		changed := p.w.tg.Changed(p.user.ID)
		if p.react(ctx) {
			asked = time.Now()
			continue
		}
		if p.done {
			return
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return
		}
		p.waited = max(p.waited, time.Since(asked))
	}
}

// chance decides what she does on this move.
func (p *simPerson) chance(per1000 int, name string) bool {
	return p.w.plan.happens(per1000, name, p.n, p.moves)
}

func (p *simPerson) pause(ctx context.Context, name string, most int) {
	select {
	case <-time.After(time.Duration(p.w.plan.hash(name, p.n, p.moves)%uint64(most)) * time.Millisecond):
	case <-ctx.Done():
	}
}

// react does what she does about the newest message, if it is new to her.
func (p *simPerson) react(ctx context.Context) bool {
	last, ok := p.newest()
	if !ok {
		return false
	}
	p.moves++
	if p.chance(700, "think") {
		p.pause(ctx, "thinks", 1500)
		if again, _ := p.newest(); again.ID != last.ID {
			return true // another message came while she was thinking
		}
	}
	p.seen = max(last.ID, p.behind)
	p.disturb(ctx, last)
	switch label, typed := p.answer(last); {
	case p.told():
		p.done = true
	case typed:
		p.w.tg.Say(p.user, label)
	case label != "":
		p.choose(last, label)
	}
	return true
}

// answer is what she answers to a message: a button's label, or what she types.
// It is empty for a message that asks nothing.
func (p *simPerson) answer(m sandbox.Message) (label string, typed bool) {
	for _, label := range []string{p.city, "English", "✅ Yes, start", "✅ Send"} {
		if offers(m, label) {
			return label, false
		}
	}
	if strings.Contains(m.Text, "What name should we use") || strings.Contains(m.Text, "write a name") {
		return p.name, true
	}
	return "", false
}

// told looks for her number. By webhook an answer to something else may come
// after it.
func (p *simPerson) told() bool {
	p.numbers = nil
	for _, m := range p.w.tg.Messages(p.user.ID) {
		if m.FromBot && strings.Contains(m.Text, "Your number is WE-") {
			p.numbers = append(p.numbers, numberForm.FindString(m.Text))
		}
	}
	return len(p.numbers) > 0
}

// newest is the newest message of the bot that she has not reacted to yet: the
// newest question among them if there is one.
func (p *simPerson) newest() (sandbox.Message, bool) {
	var last, question sandbox.Message
	for _, m := range p.w.tg.MessagesAfter(p.user.ID, p.seen) {
		if !m.FromBot {
			continue
		}
		last = m
		if label, _ := p.answer(m); label != "" {
			question = m
		}
	}
	if question.ID > 0 && last.ID > question.ID {
		// What came behind it is read with it.
		p.behind = last.ID
		return question, true
	}
	p.behind = last.ID
	return last, last.ID > p.seen
}

// offers says whether the message has a button with that label.
func offers(m sandbox.Message, label string) bool {
	for _, row := range m.Buttons {
		for _, b := range row {
			if b.Text == label {
				return true
			}
		}
	}
	return false
}

// choose taps the label, or types it.
func (p *simPerson) choose(m sandbox.Message, label string) {
	if p.chance(typesLabels, "types") {
		p.w.tg.Say(p.user, label)
		return
	}
	for _, row := range m.Buttons {
		for _, b := range row {
			if b.Text == label {
				p.tap(m, b.Data)
				if p.chance(250, "double") {
					p.excuses++
					p.tap(m, b.Data)
				}
				return
			}
		}
	}
	// The buttons are gone: this question has been answered already.
}

func (p *simPerson) tap(m sandbox.Message, data string) {
	// A button that was taken away meanwhile cannot be tapped: no harm.
	_, err := p.w.tg.Tap(p.user, m.ID, data)
	p.taps = append(p.taps, fmt.Sprintf("%s tap on %d %s %v", time.Now().Format("05.000"), m.ID, data, err))
}

// disturb does what people do besides answering.
func (p *simPerson) disturb(ctx context.Context, last sandbox.Message) {
	switch {
	case p.chance(60, "voice"):
		p.strays()
		p.w.tg.SendMedia(p.user, "voice")
	case p.chance(60, "number"):
		p.strays()
		p.shares()
	case p.chance(60, "help"):
		p.strays()
		p.w.tg.Say(p.user, "/help")
	case p.chance(60, "old button"):
		for _, m := range p.w.tg.Messages(p.user.ID) {
			if m.FromBot && m.ID < last.ID && m.Text != last.Text && len(m.Buttons) > 0 { // a copy's button would be an answer
				p.excuses++
				p.tap(m, m.Buttons[0][0].Data)
				return
			}
		}
	case p.chance(40, "block"):
		p.excuses++
		p.blocks++
		p.w.tg.Block(p.user)
		p.pause(ctx, "blocked for", 3000)
		p.w.tg.Unblock(p.user)
	}
}

// strays notes that she sends what is no answer: two such may be answered alike, one right
// behind the other.
func (p *simPerson) strays() {
	if p.stray {
		p.excuses++
	}
	p.stray = true
}

const typesLabels = 200
