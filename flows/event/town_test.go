package event_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"wecan/flows"
	"wecan/flows/broadcast"
	"wecan/flows/enrollment"
	"wecan/flows/event"
	"wecan/flows/referral"
	"wecan/i18n"
)

// town is a programme with people and their phones, and a clock. What actors tell each
// other arrives at once and in order.
type town struct {
	tb   testing.TB
	defs *flows.Definitions
	ids  flows.IDs
	now  time.Time

	actors   map[flows.ActorID]flows.Actor
	members  map[flows.ActorID]map[string][]byte
	receipts map[flows.ActorID][]flows.Receipt
	chats    map[flows.ActorID]*screen
	under    []errand
	turns    uint64
	message  int
	orders   int

	seen func(s *screen, e flows.Effect) // what comes to a phone
}

// errand is something on its way to an actor. Whoever told it hears what came of it by
// that receipt, "" for not at all.
type errand struct {
	delivery

	receipt string
}

// screen is one person's chat.
type screen struct {
	chat    int64
	lang    string
	said    []string
	buttons []pressed
}

type pressed struct {
	message int
	button  flows.Button
}

// definitions never change, and are made once for all towns.
var definitions = sync.OnceValues(func() (*flows.Definitions, error) {
	book, err := flows.Parse(enrollment.Capability(), referral.Capability(), event.Capability(), broadcast.Capability())
	if err != nil {
		return nil, err
	}
	p, err := flows.ParseProgramme("programme.yaml", []byte(weekly(programme, "monday 09:00")))
	if err != nil {
		return nil, err
	}
	catalog, err := i18n.Load(i18n.Files, append(book.Sources(), p.Sources()...), nil)
	if err != nil {
		return nil, err
	}
	return flows.Compile(book, catalog, p)
})

func newTown(tb testing.TB) *town {
	tb.Helper()
	defs, err := definitions()
	if err != nil {
		tb.Fatal(err)
	}
	ids, err := flows.NewIDs([]byte("the secret of the tests"), 7)
	if err != nil {
		tb.Fatal(err)
	}
	return &town{
		tb: tb, defs: defs, ids: ids, now: begins, message: 100, actors: map[flows.ActorID]flows.Actor{},
		members: map[flows.ActorID]map[string][]byte{}, receipts: map[flows.ActorID][]flows.Receipt{}, chats: map[flows.ActorID]*screen{},
	}
}

func (w *town) enters(lang string) *screen {
	s := &screen{chat: int64(100 + len(w.chats)), lang: lang}
	w.chats[w.ids.Person(s.chat)] = s
	return s
}

// write is a message of somebody.
func (w *town) write(s *screen, text string) {
	w.tb.Helper()
	w.message++
	w.bring(delivery{w.ids.Person(s.chat), flows.Text{Origin: flows.Origin{Chat: s.chat, Lang: s.lang}, Message: w.message, Text: text}})
}

func (w *town) tap(s *screen, b pressed) {
	w.tb.Helper()
	w.message++
	w.bring(delivery{w.ids.Person(s.chat), flows.Tap{
		Origin: flows.Origin{Chat: s.chat, Lang: s.lang}, Query: fmt.Sprint("q", w.message), Message: b.message, Data: b.button.Data,
	}})
}

// enrolled goes through the form, and has a place then.
func (w *town) enrolled(s *screen, name string) {
	w.tb.Helper()
	for _, line := range []string{"/start", "english", "no", "yes", "leipzig", "yes", name, "yes", "no", "Arabic", "2", "1", "no", "skip", "send"} {
		w.write(s, line)
	}
	_, after, found := strings.Cut(strings.Join(s.said, "\n"), "WE-")
	if !found {
		w.tb.Fatalf("no number:\n%s", strings.Join(s.said, "\n"))
	}
	d := enrollment.Decision{ID: "d" + name, By: "Anna", What: enrollment.VerbAccept}
	to := w.ids.Of(flows.KindApplication, "WE-"+after[:8])
	tell, err := flows.NewTell(to, "decide", d)
	if err != nil {
		w.tb.Fatal(err)
	}
	w.bring(delivery{to, flows.Told{Name: "decide", Data: tell.Data}})
}

// plans plans or changes an event, or cancels it when there is no plan.
func (w *town) plans(reference string, p *event.Plan) {
	w.tb.Helper()
	w.orders++
	o, ordering := event.Order{ID: fmt.Sprint("o", w.orders), By: "Anna", Reference: reference}, event.NewCancel
	if p != nil {
		o.Plan, ordering = *p, event.NewPlan
	}
	in, err := ordering(w.ids, o)
	if err != nil {
		w.tb.Fatal(err)
	}
	w.bring(delivery{in.To, in.Input})
}

// bring takes something to its actor, and all that follows from it at once.
func (w *town) bring(d delivery) {
	w.tb.Helper()
	w.under = append(w.under, errand{delivery: d})
	for range 10_000 {
		if len(w.under) == 0 {
			return
		}
		first := w.under[0]
		w.under = w.under[1:]
		verdict := w.turn(first.delivery)
		if told, is := first.in.(flows.Told); is && first.receipt != "" {
			w.receipts[told.From] = append(w.receipts[told.From], flows.Receipt{Name: first.receipt, Word: verdict})
		}
	}
	w.tb.Fatal("the actors talk for ever")
}

// pass lets time pass, and does what is due at its time.
func (w *town) pass(until time.Time) {
	w.tb.Helper()
	for range 10_000 {
		first, due := delivery{}, until
		for _, id := range slices.Sorted(maps.Keys(w.actors)) {
			for _, name := range slices.Sorted(maps.Keys(w.actors[id].Timers)) {
				if at := w.actors[id].Timers[name]; at.Before(due) {
					first, due = delivery{id, flows.Timer{Name: name, Due: at}}, at
				}
			}
		}
		if first.in == nil {
			w.now = until
			return
		}
		if due.After(w.now) {
			w.now = due
		}
		w.bring(first)
	}
	w.tb.Fatal("a timer rings for ever")
}

// turn makes one turn as the runtime does, and answers its verdict.
func (w *town) turn(d delivery) string {
	w.tb.Helper()
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
		w.tb.Fatalf("%s: %v", d.to.Kind(), err)
	}
	w.turns++
	t := flows.Turn{Now: w.now, IDs: w.ids, Receipts: w.receipts[d.to], Members: map[string][]byte{}}
	for i := range 8 {
		t.Seed[i] = byte(w.turns >> (8 * i))
	}
	delete(w.receipts, d.to)
	if l, is := machine.(flows.Loader); is {
		for _, name := range l.Members(d.in) {
			if data := w.members[d.to][name]; data != nil {
				t.Members[name] = data
			}
		}
	}
	r, err := machine.Step(t, a, d.in)
	if err != nil {
		w.tb.Fatalf("%s: %T: %v", d.to.Kind(), d.in, err)
	}
	w.keep(d.to, r)
	return r.Verdict
}

// keep writes what a turn left, through bytes, and carries its effects.
func (w *town) keep(to flows.ActorID, r flows.Result) {
	w.tb.Helper()
	data, err := flows.EncodeActor(r.Actor)
	if err == nil {
		w.actors[to], err = flows.DecodeActor(to, data)
	}
	if err != nil {
		w.tb.Fatalf("%s: %v", to.Kind(), err)
	}
	if w.members[to] == nil {
		w.members[to] = map[string][]byte{}
	}
	maps.Copy(w.members[to], r.Members)
	for _, e := range r.Effects {
		if tell, is := e.(flows.Tell); is {
			w.under = append(w.under, w.tells(to, tell))
		} else if page, is := e.(flows.Page); is {
			w.under = append(w.under, errand{delivery: delivery{to, w.page(page)}})
		} else {
			w.show(to, e)
		}
	}
}

// tells puts a tell under way, with what it shares.
func (w *town) tells(from flows.ActorID, e flows.Tell) errand {
	data := e.Data
	if e.Shared != nil {
		data = w.members[e.Shared.Actor][e.Shared.Member]
	}
	return errand{delivery{e.To, flows.Told{From: from, Name: e.Name, Data: data}}, e.Receipt}
}

// page are all people of a partition, whoever asks for them first.
func (w *town) page(p flows.Page) flows.Told {
	l := flows.Listed{Partition: p.Partition, After: p.After, Next: "all", End: true}
	for _, id := range slices.Sorted(maps.Keys(w.actors)) {
		if p.After == "" && id.Kind() == p.Kind && id.Partition() == p.Partition && w.actors[id].Created.Before(p.Before) {
			l.IDs = append(l.IDs, id)
		}
	}
	data, err := json.Marshal(l)
	if err != nil {
		w.tb.Fatal(err)
	}
	return flows.Told{Name: flows.ToldListed, Data: data}
}

// show is what an effect changes on a phone.
func (w *town) show(who flows.ActorID, e flows.Effect) {
	s := w.chats[who]
	if s == nil {
		return
	}
	if w.seen != nil {
		w.seen(s, e)
	}
	if e, is := e.(flows.Send); is {
		w.message++
		s.said = append(s.said, plain(e.Text))
		for _, b := range slices.Concat(e.Buttons...) {
			s.buttons = append(s.buttons, pressed{w.message, b})
		}
		if e.Receipt != "" {
			w.receipts[who] = append(w.receipts[who], flows.Receipt{Name: e.Receipt, Message: w.message})
		}
	}
}

// plain leaves the marks of direction out, which nobody sees.
func plain(s string) string {
	return strings.NewReplacer("\u2066", "", "\u2067", "", "\u2068", "", "\u2069", "", "\u200f", "", "\u200e", "").Replace(s)
}
