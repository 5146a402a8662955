package bot_test

import (
	"context"
	"math/rand/v2"
	"strings"
	"sync"
	"time"

	"wecan/bot/sandbox"
	"wecan/flows"
	"wecan/flows/event"
	"wecan/i18n"
	"wecan/store"
)

// simFest is a small event of a simulation: more people sign up than there are places
// while everything breaks, one of them leaves, and it moves.
type simFest struct {
	w         *world
	reference string
	plan      event.Plan
	folk      []*simComer
	over      chan struct{}
}

// simComer is somebody who signs up, by chat. Whatever is asked twice she answers alike.
type simComer struct {
	*simPerson
	woman   bool          // she wants one of the places for women
	leaving bool          // she gives her place back
	leaves  chan struct{} // closed when she is to leave
}

const (
	firstComer = 80 // simPerson.n of the first of them
	comers     = 4
	festPlaces = 2
)

// newFest plans the event and has people take part in the programme before anything breaks.
func newFest(w *world, s *store.Store) *simFest {
	k := &simFest{w: w, over: make(chan struct{}), reference: flows.NewReference(rand.New(rand.NewPCG(w.plan.seed, 1)))}
	k.plan = event.Plan{
		Kind: event.KindLab, Words: []event.Words{{Lang: i18n.English, Title: "Fest"}}, Site: "utrecht", Open: event.OpenEverybody,
		Start: time.Now().Add(5 * time.Hour).UTC().Truncate(time.Minute), Minutes: 60, Place: "Hall 1", Remind: []int{},
		Capacity: festPlaces, Reserved: []event.Reserved{{ID: event.GroupWomen, Places: 1}}, Offer: 1,
	}
	first := []flows.Incoming{k.order("planned")}
	for i := range comers {
		p := newPerson(w, firstComer+i)
		c := &simComer{simPerson: p, leaves: make(chan struct{}), woman: w.plan.happens(400, "woman", p.n)}
		k.folk = append(k.folk, c)
		first = append(first, w.takesPart(p, event.GuestOf(w.ids, w.ids.Person(p.user.ID)))...)
	}
	w.before(s, first)
	return k
}

func (k *simFest) order(id string) flows.Incoming {
	in, err := event.NewPlan(k.w.ids, event.Order{ID: id, By: "Anna", Reference: k.reference, Plan: k.plan})
	if err != nil {
		k.w.note(err.Error())
	}
	return in
}

// live lets them live, and those who plan.
func (k *simFest) live(ctx context.Context, crowd *sync.WaitGroup) {
	for _, c := range k.folk {
		crowd.Go(func() { c.live(ctx, k.over) })
	}
	crowd.Go(func() { k.happens(ctx) })
}

// happens is what happens to the event. While it is told that it has moved, somebody dies
// once more.
func (k *simFest) happens(ctx context.Context) {
	defer close(k.over)
	pause := func(name string, least, most int) {
		select {
		case <-time.After(time.Duration(least+int(k.w.plan.hash("fest "+name)%uint64(most-least))) * time.Millisecond):
		case <-ctx.Done():
		}
	}
	pause("begins", 3000, 6000)
	first := k.w.plan.happens(300, "it moves first")
	if first {
		k.moves(ctx)
	}
	k.leaves(ctx)
	if !first {
		pause("moves", 500, 6000)
		k.moves(ctx)
	}
	pause("told", 55_000, 70_000)
	k.w.crashPlace(0, k.w.plan.crashes)                   //nolint:contextcheck // a process has a life of its own
	for calm := 0; calm < 3 && ctx.Err() == nil; calm++ { // an offer that lapses is followed by another
		pause("settles", 5000, 5001)
		v, _, err := k.view(ctx)
		if err != nil || v.Tally.Offered > 0 {
			calm = -1
		}
	}
}

func (k *simFest) moves(ctx context.Context) {
	k.plan.Start = k.plan.Start.Add(20 * time.Minute)
	k.w.bring(ctx, k.order("moved"))
}

// leaves has the first one who knows of her place give it back.
func (k *simFest) leaves(ctx context.Context) {
	for ctx.Err() == nil {
		for _, c := range k.folk {
			if k.heard(c) == event.SeatPlaced {
				close(c.leaves)
				return
			}
		}
		time.Sleep(200 * time.Millisecond)
	}
}

// view is the event as the store has it, and who stands how.
func (k *simFest) view(ctx context.Context) (event.View, []event.Row, error) {
	v, rows, _, err := k.w.event(ctx, k.reference)
	return v, rows, err
}

// live signs up, reads, and answers.
func (c *simComer) live(ctx context.Context, over <-chan struct{}) {
	c.pause(ctx, "start", 3000)
	c.w.tg.Say(c.user, "/events")
	leaves := c.leaves
	for ctx.Err() == nil {
		changed := c.w.tg.Changed(c.user.ID)
		for _, m := range c.w.tg.MessagesAfter(c.user.ID, c.seen) {
			c.seen = m.ID
			if m.FromBot && len(m.Buttons) > 0 {
				c.moves++
				c.pause(ctx, "thinks", 900)
				c.hear(m)
			}
		}
		select {
		case <-changed:
		case <-leaves:
			leaves, c.leaving = nil, true
			c.w.tg.Say(c.user, "/events")
		case <-over:
			return
		case <-ctx.Done():
		}
	}
}

// hear answers what is asked, or lets it be.
func (c *simComer) hear(m sandbox.Message) {
	data := dataOf(m, c.answer(m))
	if data == "" {
		return
	}
	c.tap(m, data)
	if c.chance(250, "double") {
		c.tap(m, data)
	}
}

// answer is the label that she taps, "" for none.
func (c *simComer) answer(m sandbox.Message) string {
	asks := func(words string) bool { return strings.Contains(m.Text, words) }
	switch {
	case asks("tap the number"):
		return "1"
	case asks("Do you want to sign up?") && !c.leaving:
		return "✅ Sign up"
	case asks("Should we prepare"), asks("We keep some places for women") && !c.woman:
		return "❌ No"
	case asks("We keep some places for women"), asks("Do you want to give it back?"), asks("Do you still want to come?"):
		return "✅ Yes"
	case asks("Please check your answers"):
		return "✅ Send"
	case offers(m, "✅ Yes, I will come"):
		return c.takes()
	case offers(m, "❌ I cannot come") && (c.leaving || c.would(200, "cannot")):
		return "❌ I cannot come"
	case offers(m, "✅ I will come"):
		return "✅ I will come"
	}
	return ""
}

// takes is what she answers when a place is offered to her.
func (c *simComer) takes() string {
	switch {
	case c.would(300, "silent"):
		return ""
	case c.would(150, "declines"):
		return "❌ No"
	}
	return "✅ Yes, I will come"
}

// would decides once and for all.
func (c *simComer) would(per1000 int, what string) bool {
	return c.w.plan.happens(per1000, what, c.n)
}
