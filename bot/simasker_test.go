package bot_test

import (
	"context"
	"fmt"
	"strings"
	"time"

	"wecan/bot/sandbox"
)

// simAsker asks for a person by chat, and writes to whoever has her request. She
// answers a question once and says nothing again: what she has said is the bot's.
type simAsker struct {
	*simPerson

	written int             // lines
	talks   bool            // somebody has her request, as far as she can see
	said    map[string]bool // which questions she has answered
}

// linesEach is how many lines each of the two writes.
const linesEach = 4

const (
	firstAsker  = 30 // simPerson.n of the first of them
	firstHelper = 40
)

func newAsker(w *world, i int) *simAsker {
	return &simAsker{simPerson: newPerson(w, firstAsker+i), said: map[string]bool{}}
}

// What she says. Each text is said by nobody else and only once, so that it can be
// followed.
func (a *simAsker) need() string          { return fmt.Sprintf("need%d", a.n) }
func (a *simAsker) called() string        { return fmt.Sprintf("Calla%c", 'a'+a.n-firstAsker) }
func (a *simAsker) line(k int) string     { return fmt.Sprintf("ask%dn%d", a.n, k) }
func (h *simHelper) text(a, k int) string { return fmt.Sprintf("nav%dfor%dn%d", h.n, a, k) }

// live asks when the team is there, and chats until her request is closed.
func (a *simAsker) live(ctx context.Context) {
	defer a.w.talks.end()
	select {
	case <-a.w.talks.staffed:
	case <-ctx.Done():
		return
	}
	a.pause(ctx, "start", 2000)
	a.w.tg.Say(a.user, "/question")
	for !a.done && ctx.Err() == nil {
		changed := a.w.tg.Changed(a.user.ID)
		if a.read(ctx) || a.write(ctx) {
			continue
		}
		select {
		case <-changed:
		case <-ctx.Done():
		}
	}
}

// read looks at the next message that is new to her.
func (a *simAsker) read(ctx context.Context) bool {
	for _, m := range a.w.tg.MessagesAfter(a.user.ID, a.seen) {
		a.seen = m.ID
		if m.FromBot {
			a.moves++
			a.pause(ctx, "thinks", 400)
			a.hear(m)
			return true
		}
	}
	return false
}

func (a *simAsker) hear(m sandbox.Message) {
	switch {
	case strings.Contains(m.Text, "What do you need help with"):
		a.once("words", func() { a.w.tg.Say(a.user, a.need()) })
	case strings.Contains(m.Text, "who helps you call you"):
		a.once("called", func() { a.w.tg.Say(a.user, a.called()) })
	case strings.Contains(m.Text, "What you write here now goes to"):
		a.talks = true
	case strings.Contains(m.Text, "has closed your request"):
		a.talks = false
		a.once("got", func() { a.choose(m, "👍 Yes") })
	case strings.Contains(m.Text, "You can ask again at any time"):
		a.done = true
	}
}

// once answers a question that may come again.
func (a *simAsker) once(question string, answer func()) {
	if !a.said[question] {
		a.said[question] = true
		answer()
	}
}

// write says the next thing to whoever helps her.
func (a *simAsker) write(ctx context.Context) bool {
	if !a.talks || a.written == linesEach {
		return false
	}
	a.moves++
	if a.chance(60, "block") {
		a.away(ctx)
	}
	a.pause(ctx, "writes", 1200)
	a.written++
	a.w.tg.Say(a.user, a.line(a.written))
	return true
}

// away is blocking the bot for a while. What comes meanwhile must come afterwards.
func (p *simPerson) away(ctx context.Context) {
	p.excuses++
	p.blocks++
	p.w.tg.Block(p.user)
	p.pause(ctx, "blocked for", 3000)
	p.w.tg.Unblock(p.user)
}

// asleep is longer than an offer stands.
const asleep = 70 * time.Second
