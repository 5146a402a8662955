package session_test

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"wecan/flows"
)

// world is a programme with people, their phones, and a clock. What actors tell each
// other arrives at once and in order; a test may have it otherwise.
type world struct {
	tb   testing.TB
	defs *flows.Definitions
	ids  flows.IDs
	now  time.Time

	actors   map[flows.ActorID]flows.Actor
	members  map[flows.ActorID]map[string][]byte
	receipts map[flows.ActorID][]flows.Receipt
	phones   map[int64]*phone
	chats    map[flows.ActorID]int64
	blocked  map[int64]bool

	under   []flight
	latest  map[[2]flows.ActorID]time.Time // when the last one arrives, by sender and receiver
	down    time.Time                      // nothing is handled before
	turns   uint64
	flights int
	message int
	query   int
	reports map[string]int

	delay  func() time.Duration                                 // how long something is under way; nil for not at all
	again  func() (late time.Duration, comes bool)              // whether a copy comes, and by how much later; nil for never
	left   func(d delivery, was flows.Actor, r flows.Result)    // what a turn leaves; nil for nothing
	seen   func(chat int64, e flows.Effect)                     // what comes to a phone; nil for nothing
	flaw   func(of flows.Kind, in flows.Input, r *flows.Result) // a fault that a test plants; nil for none
	broken error
}

type delivery struct {
	to flows.ActorID
	in flows.Input
}

// flight is something under way.
type flight struct {
	delivery

	at    time.Time
	order int
}

// clone is another world that goes on from here.
func (w *world) clone(tb testing.TB) *world {
	tb.Helper()
	c := *w
	c.tb = tb
	c.actors, c.members, c.chats, c.blocked = maps.Clone(w.actors), map[flows.ActorID]map[string][]byte{}, maps.Clone(w.chats), map[int64]bool{}
	for id, m := range w.members {
		c.members[id] = maps.Clone(m)
	}
	c.receipts, c.latest, c.reports = maps.Clone(w.receipts), map[[2]flows.ActorID]time.Time{}, map[string]int{}
	c.phones = map[int64]*phone{}
	for chat, p := range w.phones {
		c.phones[chat] = &phone{chat: p.chat, lang: p.lang, messages: slices.Clone(p.messages)}
	}
	return &c
}

// bring takes something to its actor, and all that follows from it at once.
func (w *world) bring(d delivery) {
	w.tb.Helper()
	w.fly(d, w.now)
	w.pass(w.now)
}

func (w *world) fly(d delivery, at time.Time) {
	w.flights++
	w.under = append(w.under, flight{d, at, w.flights})
}

// tell is what another actor, or a command, tells one.
func (w *world) tell(from, to flows.ActorID, name string, value any) {
	w.tb.Helper()
	tell, err := flows.NewTell(to, name, value)
	if err != nil {
		w.tb.Fatal(err)
	}
	w.bring(delivery{to, flows.Told{From: from, Name: name, Data: tell.Data}})
}

// send puts what an actor tells another one under way: what comes from one to the
// other stays in order, but for copies.
func (w *world) send(from flows.ActorID, t flows.Tell) {
	d := delivery{t.To, flows.Told{From: from, Name: t.Name, Data: t.Data}}
	at := w.now
	if w.delay != nil {
		at = at.Add(w.delay())
	}
	pair := [2]flows.ActorID{from, t.To}
	if at.Before(w.latest[pair]) {
		at = w.latest[pair]
	}
	w.latest[pair] = at
	w.fly(d, at)
	if w.again != nil && t.To.Kind() != flows.KindPerson { // the runtime knows a person's copies for weeks
		if late, comes := w.again(); comes {
			w.fly(d, at.Add(late))
		}
	}
}

// wait lets time pass, and does what is due at its time.
func (w *world) wait(d time.Duration) {
	w.tb.Helper()
	w.pass(w.now.Add(d))
}

func (w *world) pass(until time.Time) {
	w.tb.Helper()
	for range 200_000 {
		f, ok := w.next()
		if f.at.Before(w.down) {
			f.at = w.down
		}
		if !ok || f.at.After(until) || w.broken != nil {
			w.now = until
			return
		}
		if f.at.After(w.now) {
			w.now = f.at
		}
		w.under = slices.DeleteFunc(w.under, func(other flight) bool { return other.order == f.order })
		if err := w.turn(f.delivery); err != nil {
			w.broken = err
		}
	}
	w.broken = errors.New("a timer rings for ever, or the actors talk for ever")
}

// next is what comes next: something under way, or a timer, which has the order 0.
func (w *world) next() (first flight, found bool) {
	for id, a := range w.actors {
		for name, due := range a.Timers {
			one := flight{delivery{id, flows.Timer{Name: name, Due: due}}, due, 0}
			if !found || cmp.Or(one.at.Compare(first.at), cmp.Compare(one.to, first.to), cmp.Compare(name, first.in.(flows.Timer).Name)) < 0 { //nolint:forcetypeassert // only such are here
				first, found = one, true
			}
		}
	}
	for _, one := range w.under {
		if !found || one.at.Before(first.at) || one.at.Equal(first.at) && (first.order == 0 || one.order < first.order) {
			first, found = one, true
		}
	}
	return first, found
}

// turn makes one turn as the runtime does.
func (w *world) turn(d delivery) error {
	a, ok := w.actors[d.to]
	if !ok {
		a = flows.Actor{ID: d.to, Created: w.now}
	}
	a.Timers = maps.Clone(a.Timers)
	if timer, is := d.in.(flows.Timer); is {
		delete(a.Timers, timer.Name)
	}
	machine, err := w.defs.Machine(d.to)
	if err != nil {
		return fmt.Errorf("%s: %w", d.to.Kind(), err)
	}
	w.turns++
	t := flows.Turn{Now: w.now, IDs: w.ids, Receipts: w.receipts[d.to]}
	for i := range 8 {
		t.Seed[i] = byte(w.turns >> (8 * i))
	}
	delete(w.receipts, d.to)
	if l, is := machine.(flows.Loader); is {
		t.Members = map[string][]byte{}
		for _, name := range l.Members(d.in) {
			if data := w.members[d.to][name]; data != nil {
				t.Members[name] = data
			}
		}
	}
	was := w.actors[d.to]
	r, err := machine.Step(t, a, d.in)
	if err != nil {
		return fmt.Errorf("%s: %T: %w", d.to.Kind(), d.in, err)
	}
	for _, words := range r.Reports {
		w.reports[words]++
	}
	if w.flaw != nil {
		w.flaw(d.to.Kind(), d.in, &r)
	}
	if err := w.keep(d.to, r); err != nil {
		return err
	}
	if w.left != nil {
		w.left(d, was, r)
	}
	return nil
}

// keep writes what a turn left, through bytes, and carries its effects.
func (w *world) keep(to flows.ActorID, r flows.Result) error {
	data, err := flows.EncodeActor(r.Actor)
	if err != nil {
		return fmt.Errorf("write %s: %w: %.3000s", to.Kind(), err, r.Actor.Body)
	}
	if len(data) > flows.StateLimit {
		return fmt.Errorf("the state of a %s has grown to %d bytes", to.Kind(), len(data))
	}
	if w.actors[to], err = flows.DecodeActor(to, data); err != nil {
		return fmt.Errorf("read: %w", err)
	}
	for name, value := range r.Members {
		if w.members[to] == nil {
			w.members[to] = map[string][]byte{}
		}
		w.members[to][name] = value
	}
	for _, e := range r.Effects {
		if tell, is := e.(flows.Tell); is {
			w.send(to, tell)
			continue
		}
		w.show(to, e)
	}
	return nil
}

// stored reads a part of what an actor keeps.
func stored[T any](w *world, data []byte) (v T) {
	if len(data) > 0 {
		if err := json.Unmarshal(data, &v); err != nil && w.broken == nil {
			w.broken = err
		}
	}
	return v
}

// each changes what a turn tells.
func each(r *flows.Result, change func(t *flows.Tell)) {
	for i, e := range r.Effects {
		if t, is := e.(flows.Tell); is {
			change(&t)
			r.Effects[i] = t
		}
	}
}

// without takes out what a turn tells.
func without(r *flows.Result, which func(t flows.Tell) bool) {
	r.Effects = slices.DeleteFunc(r.Effects, func(e flows.Effect) bool {
		t, is := e.(flows.Tell)
		return is && which(t)
	})
}
