package bot_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"wecan/bot"
	"wecan/bot/sandbox"
	"wecan/flows"
	"wecan/flows/session"
	"wecan/store"
)

// simSessions are two sessions of a simulation: planned, moved and cancelled while
// everything breaks, and those who are invited.
type simSessions struct {
	w      *world
	guests []*simGuest
	alpha  session.Plan // has one place, and moves
	beta   session.Plan // is cancelled
	over   chan struct{}
}

// simGuest is somebody who takes part. She answers what she is asked, once each.
type simGuest struct {
	*simPerson
	off  map[string]bool // what she does not come to, by title
	said map[string]bool // which questions she has answered: one may come twice
}

const (
	firstGuest = 60 // simPerson.n of the first of them
	guests     = 2
	alpha      = "Alpha"
	beta       = "Beta"
)

// newSessions has the guests take part before anything breaks: an application that
// nobody has sent tells it, since to apply and be accepted is not what is tried here.
func newSessions(w *world, s *store.Store) *simSessions {
	k := &simSessions{w: w, over: make(chan struct{})}
	var first []flows.Incoming
	for i := range guests {
		g := &simGuest{simPerson: newPerson(w, firstGuest+i), off: map[string]bool{}, said: map[string]bool{}}
		k.guests = append(k.guests, g)
		first = append(first, w.takesPart(g.simPerson, w.ids.Of(flows.KindAgenda, number(g.simPerson)))...)
	}
	w.before(s, first)
	plan := session.Plan{Site: "utrecht", Minutes: 60, Place: "Room 1", Remind: []int{40}} // that is at once
	k.alpha, k.beta = plan, plan
	k.alpha.Title, k.alpha.Capacity, k.alpha.Start = alpha, 1, time.Now().Add(30*time.Minute).UTC().Truncate(time.Minute)
	k.beta.Title, k.beta.Start = beta, time.Now().Add(25*time.Minute).UTC().Truncate(time.Minute)
	return k
}

// before is what happens before anything breaks.
func (w *world) before(s *store.Store, all []flows.Incoming) {
	w.t.Helper()
	desk := bot.New(bot.Options{Store: s, Carrier: nobody{}, IDs: w.ids}, w.defs)
	err := desk.Start(w.t.Context())
	if err == nil {
		err = desk.Handle(w.t.Context(), all...)
	}
	if err == nil {
		err = desk.CatchUp(w.t.Context())
	}
	if err = errors.Join(err, desk.Stop(time.Second)); err != nil {
		w.t.Fatal(err)
	}
}

// number is that of her application.
func number(p *simPerson) string { return fmt.Sprintf("WE-%d", p.n) }

// takesPart is how somebody begins to take part: who follows that is told.
func (w *world) takesPart(p *simPerson, follows flows.ActorID) []flows.Incoming {
	w.t.Helper()
	me := w.ids.Person(p.user.ID)
	part, err := flows.NewTell(follows, flows.ToldParticipation, flows.Participation{
		Reference: number(p), Person: me, Seq: 1, In: true, Site: "utrecht",
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return []flows.Incoming{
		{ID: "update:0", To: me, Input: flows.Text{Origin: flows.Origin{Chat: p.user.ID, Lang: "en"}, Message: 1, Text: "/help"}},
		{ID: "part", To: part.To, Input: flows.Told{From: w.ids.Of(flows.KindApplication, number(p)), Name: part.Name, Data: part.Data}},
	}
}

// live lets them live, and those who plan.
func (k *simSessions) live(ctx context.Context, crowd *sync.WaitGroup) {
	for _, g := range k.guests {
		crowd.Go(func() { g.live(ctx) })
	}
	crowd.Go(func() { k.plans(ctx) })
}

// plans is what those who plan do. When the changes are told somebody dies once more.
func (k *simSessions) plans(ctx context.Context) {
	defer close(k.over)
	step := 0
	pause := func(most int) {
		step++
		select {
		case <-time.After(time.Duration(k.w.plan.hash("plans", step)%uint64(most)) * time.Millisecond):
		case <-ctx.Done():
		}
	}
	order := func(plan session.Plan, orders func(flows.IDs, session.Order) (flows.Incoming, error)) {
		in, err := orders(k.w.ids, session.Order{ID: fmt.Sprint("order", step), By: "Anna", Reference: "WE-" + plan.Title, Plan: plan})
		if err != nil {
			k.w.note(err.Error())
		}
		k.w.bring(ctx, in)
	}
	pause(2500)
	order(k.alpha, session.NewPlan)
	order(k.beta, session.NewPlan)
	time.Sleep(time.Second)
	pause(7000)
	k.alpha.Start = k.alpha.Start.Add(20 * time.Minute)
	order(k.alpha, session.NewPlan)
	pause(3000)
	order(k.beta, session.NewCancel)
	time.Sleep(time.Minute)
	pause(8000)
	k.w.crashPlace(0, k.w.plan.crashes) //nolint:contextcheck // a process has a life of its own
	time.Sleep(10 * time.Second)
}

// bring brings an input to a process until one has taken it.
func (w *world) bring(ctx context.Context, in flows.Incoming) {
	for try := 0; ctx.Err() == nil; try++ {
		w.mu.Lock()
		var p *simProcess
		if n := len(w.living); n > 0 {
			p = w.living[int(w.plan.hash("bring", try)%uint64(n))]
		}
		w.mu.Unlock()
		if p != nil {
			within, cancel := context.WithTimeout(ctx, 3*time.Second)
			err := p.Handle(within, in)
			cancel()
			if err == nil {
				return
			}
		}
		time.Sleep(300 * time.Millisecond)
	}
}

// live reads, and answers.
func (g *simGuest) live(ctx context.Context) {
	g.w.tg.Say(g.user, "/next") // until somebody writes, Telegram takes nothing for her
	for ctx.Err() == nil {
		changed := g.w.tg.Changed(g.user.ID)
		for _, m := range g.w.tg.MessagesAfter(g.user.ID, g.seen) {
			g.seen = m.ID
			if m.FromBot && len(m.Buttons) > 0 {
				g.moves++
				g.pause(ctx, "thinks", 900)
				g.hear(m)
			}
		}
		select {
		case <-changed:
		case <-g.w.sessions.over:
			return
		case <-ctx.Done():
		}
	}
}

// hear answers what is asked, or lets it be.
func (g *simGuest) hear(m sandbox.Message) {
	title := beta
	if strings.Contains(m.Text, alpha) {
		title = alpha
	}
	label := "✅ I will come"
	switch {
	case g.chance(200, "silent"):
		return
	case g.chance(250, "off"):
		label = "❌ I cannot come"
	}
	data := dataOf(m, label)
	if data == "" || g.said[m.Text] {
		return
	}
	g.said[m.Text] = true
	g.off[title] = label != "✅ I will come"
	g.tap(m, data)
	if g.chance(250, "double") {
		g.excuses++
		g.tap(m, data)
	}
}
