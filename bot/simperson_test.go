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
	moves   int
	waited  time.Duration // longest wait for a reply
	done    bool
	excuses int      // things she did for which a message may rightly come again
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
	p.seen = last.ID
	p.disturb(ctx, last)
	switch {
	case p.told():
		p.done = true
	case strings.Contains(last.Text, "What name should we use"), strings.Contains(last.Text, "write a name"):
		p.w.tg.Say(p.user, p.name)
	case offers(last, p.city):
		p.choose(last, p.city)
	case offers(last, "English"):
		p.choose(last, "English")
	case offers(last, "✅ Yes, start"):
		p.choose(last, "✅ Yes, start")
	case offers(last, "✅ Send"):
		p.choose(last, "✅ Send")
	default:
		return true // an information: the question comes behind it
	}
	return true
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

// newest is the newest message of the bot, if she has not reacted to it yet.
func (p *simPerson) newest() (sandbox.Message, bool) {
	var last sandbox.Message
	for _, m := range p.w.tg.MessagesAfter(p.user.ID, p.seen) {
		if m.FromBot {
			last = m
		}
	}
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
	_, _ = p.w.tg.Tap(p.user, m.ID, data)
}

// disturb does what people do besides answering.
func (p *simPerson) disturb(ctx context.Context, last sandbox.Message) {
	switch {
	case p.chance(60, "voice"):
		p.w.tg.SendMedia(p.user, "voice")
	case p.chance(60, "help"):
		p.w.tg.Say(p.user, "/help")
	case p.chance(60, "old button"):
		for _, m := range p.w.tg.Messages(p.user.ID) {
			if m.FromBot && m.ID < last.ID && len(m.Buttons) > 0 {
				p.excuses++
				p.tap(m, m.Buttons[0][0].Data)
				return
			}
		}
	case p.chance(40, "block"):
		p.excuses++
		p.w.tg.Block(p.user)
		p.pause(ctx, "blocked for", 3000)
		p.w.tg.Unblock(p.user)
	}
}

const typesLabels = 0
