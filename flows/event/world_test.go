package event_test

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
	"wecan/flows/event"
)

// world is a programme with events and guests, and a clock. What actors tell each other
// arrives at once and in order; a test may have it otherwise. People are only what they
// are told.
type world struct {
	tb       testing.TB
	p        *flows.Programme
	machines map[flows.Kind]flows.Machine
	ids      flows.IDs
	now      time.Time

	actors  map[flows.ActorID]flows.Actor
	members map[flows.ActorID]map[string][]byte

	under   []flight
	latest  map[[2]flows.ActorID]time.Time // when the last one arrives, by sender and receiver
	down    time.Time                      // nothing is handled before
	turns   uint64
	flights int
	wishes  int
	reports map[string]int
	loaded  int // bytes of members that the last turn read

	delay  func() time.Duration                                 // how long something is under way; nil for not at all
	again  func() (late time.Duration, comes bool)              // whether a copy comes, and by how much later; nil for never
	mixed  bool                                                 // what one tells another comes in any order
	left   func(d delivery, r flows.Result)                     // what a turn leaves; nil for nothing
	hears  func(person flows.ActorID, name string, given given) // what a person is told; nil for nothing
	flaw   func(of flows.Kind, in flows.Input, r *flows.Result) // a fault that a test plants; nil for none
	comes  func(d delivery)                                     // what comes to an actor; nil for nothing
	broken error
}

type given map[string]string

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

// programme has two sites with clocks of their own, and holidays in a row.
const programme = `
organisation: Org
keep: {months: 6}
quiet: "20:00-09:00"
announcements: {digest: off}
cohorts: {spring27: Spring}
tracks:
  social: {name: "Social", about: "Something of your own."}
  peer: {name: "Peer", about: "You help others."}
sites:
  leipzig:
    name: Leipzig
    time_zone: Europe/Berlin
    emergency: "112"
    person: "leipzig@example.org"
    holidays: ["2027-03-26", "2027-03-29"]
  lisboa:
    name: Lisbon
    time_zone: Europe/Lisbon
    emergency: "112"
    person: "lisboa@example.org"
    holidays: ["2027-03-26"]
`

// begins is a Monday, two weeks before the clocks change.
var begins = time.Date(2027, 3, 15, 9, 0, 0, 0, time.UTC) //nolint:gochecknoglobals // a constant

func newWorld(tb testing.TB) *world {
	tb.Helper()
	ids, err := flows.NewIDs([]byte("the secret of the tests"), 7)
	if err != nil {
		tb.Fatal(err)
	}
	p, err := flows.ParseProgramme("programme.yaml", []byte(programme))
	if err != nil {
		tb.Fatal(err)
	}
	return &world{
		tb: tb, p: p, ids: ids, now: begins,
		machines: map[flows.Kind]flows.Machine{
			flows.KindEvent: event.Event{Programme: p}, flows.KindGuest: event.Guest{Programme: p}, flows.KindListing: event.Listing{Programme: p},
			flows.KindTeam: event.Team{Programme: p},
		},
		actors: map[flows.ActorID]flows.Actor{}, members: map[flows.ActorID]map[string][]byte{},
		latest: map[[2]flows.ActorID]time.Time{}, reports: map[string]int{},
	}
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

// tell is what somebody tells an actor.
func (w *world) tell(from, to flows.ActorID, name string, value any) {
	w.tb.Helper()
	tell, err := flows.NewTell(to, name, value)
	if err != nil {
		w.tb.Fatal(err)
	}
	w.bring(delivery{to, flows.Told{From: from, Name: name, Data: tell.Data}})
}

// send puts what an actor tells another one under way.
func (w *world) send(from flows.ActorID, t flows.Tell) {
	d := delivery{t.To, flows.Told{From: from, Name: t.Name, Data: t.Data}}
	at := w.now
	if w.delay != nil {
		at = at.Add(w.delay())
	}
	pair := [2]flows.ActorID{from, t.To}
	if at.Before(w.latest[pair]) && !w.mixed {
		at = w.latest[pair]
	}
	w.latest[pair] = at
	w.fly(d, at)
	if w.again == nil {
		return
	}
	if late, comes := w.again(); comes {
		w.fly(d, at.Add(late))
	}
}

// wait lets time pass, and does what is due at its time.
func (w *world) wait(d time.Duration) {
	w.tb.Helper()
	w.pass(w.now.Add(d))
}

func (w *world) pass(until time.Time) {
	w.tb.Helper()
	for range 100_000 {
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
			if !found || cmp.Or(one.at.Compare(first.at), cmp.Compare(one.to, first.to)) < 0 {
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
	if w.comes != nil {
		w.comes(d)
	}
	if _, isActor := w.machines[d.to.Kind()]; !isActor {
		return nil
	}
	a, ok := w.actors[d.to]
	if !ok {
		a = flows.Actor{ID: d.to, Created: w.now}
	}
	a.Timers = maps.Clone(a.Timers)
	if timer, is := d.in.(flows.Timer); is {
		delete(a.Timers, timer.Name)
	}
	machine := w.machines[d.to.Kind()]
	w.turns++
	t := flows.Turn{Now: w.now, IDs: w.ids}
	for i := range 8 {
		t.Seed[i] = byte(w.turns >> (8 * i))
	}
	w.loaded = 0
	if l, is := machine.(flows.Loader); is {
		t.Members = map[string][]byte{}
		for _, name := range l.Members(d.in) {
			if data := w.members[d.to][name]; data != nil {
				t.Members[name] = data
				w.loaded += len(data)
			}
		}
	}
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
		w.left(d, r)
	}
	return nil
}

// keep writes what a turn left, through bytes, and carries its effects.
func (w *world) keep(to flows.ActorID, r flows.Result) error {
	data, err := flows.EncodeActor(r.Actor)
	if err != nil {
		return fmt.Errorf("write %s: %w", to.Kind(), err)
	}
	if w.actors[to], err = flows.DecodeActor(to, data); err != nil {
		return fmt.Errorf("read: %w", err)
	}
	for name, value := range r.Members {
		if w.members[to] == nil {
			w.members[to] = map[string][]byte{}
		}
		w.members[to][name] = value
		if value == nil {
			delete(w.members[to], name)
		}
	}
	if len(r.Effects) > 256 {
		return fmt.Errorf("a turn of a %s has %d effects", to.Kind(), len(r.Effects))
	}
	for _, e := range r.Effects {
		t, is := e.(flows.Tell)
		switch {
		case !is:
			return fmt.Errorf("a %s does %T", to.Kind(), e)
		case t.To.Kind() == flows.KindPerson:
			if w.hears != nil {
				w.hears(t.To, t.Name, stored[struct{ Given given }](w, t.Data).Given)
			}
		default:
			w.send(to, t)
		}
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

func (w *world) eventID(reference string) flows.ActorID {
	return w.ids.Of(flows.KindEvent, reference)
}

// orders plans or cancels an event.
func (w *world) orders(reference string, plan *event.Plan) {
	w.tb.Helper()
	w.wishes++
	o := event.Order{ID: fmt.Sprint("o", w.wishes), By: "Anna", Reference: reference}
	ordering := event.NewCancel
	if plan != nil {
		o.Plan, ordering = *plan, event.NewPlan
	}
	in, err := ordering(w.ids, o)
	if err != nil {
		w.tb.Fatal(err)
	}
	w.bring(delivery{in.To, in.Input})
}

// wish is what a person wishes, as a flow's step brings it.
func (w *world) wish(chat int64, what, reference string, form event.Form) {
	w.tb.Helper()
	w.wishes++
	person := w.ids.Person(chat)
	w.tell(person, event.GuestOf(w.ids, person), what, map[string]any{"id": fmt.Sprint("w", w.wishes), "event": reference, "lang": "en", "form": form})
}

// says is a wish with other words than a form.
func (w *world) says(chat int64, what, reference string, more map[string]any) {
	w.tb.Helper()
	w.wishes++
	person := w.ids.Person(chat)
	said := map[string]any{"id": fmt.Sprint("w", w.wishes), "event": reference, "lang": "en"}
	maps.Copy(said, more)
	w.tell(person, event.GuestOf(w.ids, person), what, said)
}

// takesPart is what her application tells.
func (w *world) takesPart(chat int64, p flows.Participation) {
	w.tb.Helper()
	p.Person = w.ids.Person(chat)
	w.tell(w.ids.Of(flows.KindApplication, p.Reference), event.GuestOf(w.ids, p.Person), flows.ToldParticipation, p)
}

func (w *world) view(reference string) event.View {
	w.tb.Helper()
	v, _, err := event.ReadView(w.actors[w.eventID(reference)].Body)
	if err != nil {
		w.tb.Fatal(err)
	}
	return v
}

func (w *world) roster(reference string) []event.Row {
	w.tb.Helper()
	rows, err := w.view(reference).Roster(w.members[w.eventID(reference)])
	if err != nil {
		w.tb.Fatal(err)
	}
	return rows
}
