package broadcast_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"wecan/flows"
	"wecan/flows/broadcast"
	"wecan/i18n"
)

// programme has two sites whose nights differ.
const programme = `
organisation: Org
keep: {months: 6}
quiet: "20:00-09:00"
announcements: {week: 2, second: 60}
sites:
  leipzig:
    name: Leipzig
    time_zone: Europe/Berlin
    emergency: "112"
    person: "leipzig@example.org"
    mattermost: {channel: help/leipzig}
  lisboa:
    name: Lisbon
    time_zone: Europe/Lisbon
    emergency: "112"
    person: "lisboa@example.org"
`

// world has announcements, their walkers and people, and a clock. Outboxes are carried as
// processes do it: in order, but for bulk tells that stand together. What else can happen
// on the way happens by the dice.
type world struct {
	tb       testing.TB
	p        *flows.Programme
	ids      flows.IDs
	now      time.Time
	dice     *rand.Rand
	machines map[flows.Kind]flows.Machine

	actors   map[flows.ActorID]*flows.Actor
	members  map[flows.ActorID]map[string][]byte
	receipts map[flows.ActorID][]flows.Receipt
	outbox   map[flows.ActorID][]flows.Effect
	waiting  []flows.ActorID // whose outbox is not empty
	late     []delivery      // what is brought some time
	people   map[flows.ActorID]*someone
	lists    [flows.Partitions][]flows.ActorID // in the order of creation
	reports  map[string]int
	posts    []flows.Effect
	turns    uint64
	orders   int

	near   bool                                                 // all people are in a few partitions, as many are
	rough  bool                                                 // things come twice, late and in another order, and verdicts get lost
	spoil  func(of flows.Kind, in flows.Input, r *flows.Result) // a fault that a test plants
	listed func(flows.Page, *flows.Listed)                      // another one
	seen   int                                                  // verdicts that got lost
	away   bool                                                 // Mattermost is
}

type delivery struct {
	to flows.ActorID
	in flows.Input
}

func newWorld(tb testing.TB, seed uint64) *world {
	tb.Helper()
	ids, err := flows.NewIDs([]byte("the secret of the tests"), 7)
	if err != nil {
		tb.Fatal(err)
	}
	p, err := flows.ParseProgramme("programme.yaml", []byte(programme))
	if err != nil {
		tb.Fatal(err)
	}
	catalog, err := i18n.Load(nil, append(broadcast.Capability().Words, p.Sources()...))
	if err != nil {
		tb.Fatal(err)
	}
	w := &world{
		tb: tb, p: p, ids: ids, now: time.Date(2027, 3, 15, 10, 0, 0, 0, time.UTC), dice: rand.New(rand.NewPCG(seed, 1)),
		actors: map[flows.ActorID]*flows.Actor{}, members: map[flows.ActorID]map[string][]byte{},
		receipts: map[flows.ActorID][]flows.Receipt{}, outbox: map[flows.ActorID][]flows.Effect{},
		people: map[flows.ActorID]*someone{}, reports: map[string]int{},
	}
	w.machines = broadcast.Capability().Bind(nil, p, catalog)
	return w
}

// turn makes one turn of an actor that is no person.
func (w *world) turn(to flows.ActorID, in flows.Input) {
	a := w.actors[to]
	if a == nil {
		a = &flows.Actor{ID: to, Created: w.now}
		w.actors[to], w.members[to] = a, map[string][]byte{}
	}
	if timer, ok := in.(flows.Timer); ok && !a.Timers[timer.Name].Equal(timer.Due) {
		return
	} else if ok {
		delete(a.Timers, timer.Name)
	}
	m := w.machines[to.Kind()]
	w.turns++
	t := flows.Turn{Now: w.now, IDs: w.ids, Receipts: w.receipts[to], Members: map[string][]byte{}}
	if l, ok := m.(flows.Loader); ok {
		for _, name := range l.Members(in) {
			if data := w.members[to][name]; data != nil {
				t.Members[name] = data
			}
		}
	}
	r, err := m.Step(t, copied(*a), in)
	if err != nil {
		w.tb.Fatalf("%T at %v: %v", in, w.now, err)
	}
	if w.spoil != nil {
		w.spoil(to.Kind(), in, &r)
	}
	delete(w.receipts, to)
	*a = r.Actor
	if size := len(a.Body); size > flows.StateLimit {
		w.tb.Fatalf("a %s takes %d bytes", to.Kind(), size)
	}
	for name, data := range r.Members {
		if data == nil {
			delete(w.members[to], name)
		} else {
			w.members[to][name] = data
		}
	}
	for _, words := range r.Reports {
		w.reports[words]++
	}
	w.add(to, r.Effects)
}

func copied(a flows.Actor) flows.Actor {
	timers := map[string]time.Time{}
	for name, at := range a.Timers {
		timers[name] = at
	}
	a.Timers = timers
	return a
}

func (w *world) add(of flows.ActorID, effects []flows.Effect) {
	if len(effects) == 0 {
		return
	}
	if len(w.outbox[of]) == 0 {
		w.waiting = append(w.waiting, of)
	}
	w.outbox[of] = append(w.outbox[of], effects...)
}

// step does one thing that can be done, some time after the last one; false when there is
// nothing but to wait for a timer.
func (w *world) step() bool {
	if len(w.late) > 0 && (len(w.waiting) == 0 || w.dice.IntN(4) == 0) {
		at := w.dice.IntN(len(w.late))
		d := w.late[at]
		w.late = slices.Delete(w.late, at, at+1)
		w.turn(d.to, d.in)
		return true
	}
	if len(w.waiting) == 0 {
		return w.ring(w.now.Add(time.Millisecond))
	}
	w.now = w.now.Add(time.Duration(w.dice.IntN(8)) * time.Millisecond)
	at := w.dice.IntN(len(w.waiting))
	of := w.waiting[at]
	queue := w.outbox[of]
	bulk := 0
	for bulk < min(8, len(queue)) && isBulk(queue[bulk]) {
		bulk++
	}
	pick := 0
	if bulk > 0 {
		pick = w.dice.IntN(bulk)
	}
	e := queue[pick]
	if w.away && of.Kind() == flows.KindBulletin && flows.AtMattermost(e) {
		w.ring(w.now.Add(time.Millisecond))
		return true
	}
	if w.outbox[of] = slices.Delete(slices.Clone(queue), pick, pick+1); len(w.outbox[of]) == 0 {
		w.waiting = slices.Delete(w.waiting, at, at+1)
	}
	w.carry(of, e)
	return true
}

func isBulk(e flows.Effect) bool {
	tell, ok := e.(flows.Tell)
	return ok && tell.Bulk
}

func (w *world) carry(of flows.ActorID, e flows.Effect) {
	switch e := e.(type) {
	case flows.Tell:
		if e.To.Kind() == flows.KindPerson {
			w.tellPerson(of, e)
			return
		}
		d := delivery{e.To, flows.Told{From: of, Name: e.Name, Data: e.Data}}
		if w.rough {
			switch w.dice.IntN(20) {
			case 0:
				w.late = append(w.late, d) // comes twice
			case 1:
				w.late = append(w.late, d) // comes late
				return
			}
		}
		w.turn(d.to, d.in)
	case flows.Page:
		l := w.page(e)
		if w.listed != nil {
			w.listed(e, &l)
		}
		data, err := json.Marshal(l)
		if err != nil {
			w.tb.Fatal(err)
		}
		w.turn(of, flows.Told{Name: flows.ToldListed, Data: data})
	case flows.Post:
		w.posts = append(w.posts, e)
		w.receipts[of] = append(w.receipts[of], flows.Receipt{Name: e.Receipt, Post: fmt.Sprint("post", len(w.posts))})
	case flows.Repost:
		w.posts = append(w.posts, e)
	case flows.Send, flows.Play, flows.Attach, flows.Enclose, flows.Answer, flows.Edit, flows.Delete, flows.Commands, flows.React:
		w.tb.Fatalf("nobody carries a %T", e)
	}
}

// page is what a store answers. A place is the number of the last one.
func (w *world) page(p flows.Page) flows.Listed {
	if why := p.Fault(); why != "" || p.Kind != flows.KindPerson {
		w.tb.Fatalf("a bad page: %s %s", why, p.Kind)
	}
	l := flows.Listed{Partition: p.Partition, After: p.After, Next: p.After, End: true}
	from := 0
	if p.After != "" {
		if _, err := fmt.Sscan(p.After, &from); err != nil {
			w.tb.Fatal(err)
		}
	}
	for i := from; i < len(w.lists[p.Partition]); i++ {
		id := w.lists[p.Partition][i]
		if !w.people[id].born.Before(p.Before) {
			break
		}
		if len(l.IDs) == p.Most {
			l.End = false
			break
		}
		l.IDs = append(l.IDs, id)
		l.Next = strconv.Itoa(i + 1)
	}
	return l
}

// settle goes on until nothing is under way.
func (w *world) settle() {
	for n := 0; w.step(); n++ {
		if n > 2_000_000 {
			w.tb.Fatal("it never ends")
		}
	}
}

// ring brings the next timer, and answers false when there is none before until.
func (w *world) ring(until time.Time) bool {
	var who flows.ActorID
	var name string
	next := until
	for id, a := range w.actors {
		for n, at := range a.Timers {
			if at.Before(next) || at.Equal(next) && who != "" && strings.Compare(string(id), string(who)) < 0 {
				who, name, next = id, n, at
			}
		}
	}
	if who == "" {
		return false
	}
	if next.After(w.now) {
		w.now = next
	}
	w.turn(who, flows.Timer{Name: name, Due: next})
	return true
}

// pass lets time go by until then.
func (w *world) pass(until time.Time) {
	for {
		w.settle()
		if !w.ring(until) {
			break
		}
	}
	if until.After(w.now) {
		w.now = until
	}
}

const reference = "WE-4K7M-9Q2"

func (w *world) order(what broadcast.What, o broadcast.Order) {
	w.tb.Helper()
	w.orders++
	if o.ID == "" {
		o.ID = fmt.Sprint("order", w.orders)
	}
	if o.By == "" {
		o.By = "nadia"
	}
	o.Reference = reference
	in, err := broadcast.New(w.ids, what, o)
	if err != nil {
		w.tb.Fatal(err)
	}
	if w.rough && w.dice.IntN(4) == 0 {
		w.late = append(w.late, delivery{in.To, in.Input})
	}
	w.turn(in.To, in.Input)
}

func (w *world) view() broadcast.View {
	w.tb.Helper()
	id := w.ids.Of(flows.KindBroadcast, reference)
	if w.actors[id] == nil {
		return broadcast.View{}
	}
	v, _, err := broadcast.ReadView(w.actors[id].Body, w.members[id])
	if err != nil {
		w.tb.Fatal(err)
	}
	return v
}
