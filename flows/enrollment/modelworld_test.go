package enrollment_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"wecan/flows"
	"wecan/flows/enrollment"
)

// model is a site with applications, an intake, a clock, and news under way.
// What is under way arrives in any order, twice, or late.
type model struct {
	choose chooser
	flaw   *flaw
	defs   []*flows.Definitions // with more and fewer places
	now    time.Time
	in     int // which of them holds

	ids     flows.IDs
	actors  map[flows.ActorID]flows.Actor
	members map[flows.ActorID]map[string][]byte
	under   []delivery
	past    []delivery
	drawn   int
	letters int // how often the program wrote to people by itself
	most    int // places taken up, at most, as the last programme file allows
	broken  error
}

type delivery struct {
	to flows.ActorID
	in flows.Input
}

// walkProgramme has places, some of them reserved.
const walkProgramme = `
organisation: Org
keep: {months: 6}
sites:
  leipzig:
    name: Leipzig
    time_zone: Europe/Berlin
    emergency: "112"
    person: "team@example.org"
    holidays: ["2026-03-06", "2026-03-09"]
    places: %d
    reserved: {arabic: {places: %d, if: language == "ar"}}
selection:
  score: {link: {name: "By a link", points: 3, if: link == "b"}}
lists: {reasons: {places: "more people than places"}}
`

func newModel(tb testing.TB, choose chooser, f *flaw) *model {
	tb.Helper()
	x := &model{
		choose: choose, flaw: f, now: time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC), ids: ids(tb),
		actors: map[flows.ActorID]flows.Actor{}, members: map[flows.ActorID]map[string][]byte{},
	}
	x.defs = walkDefinitions(tb)
	x.most = x.site().Places
	return x
}

var walkDefs []*flows.Definitions //nolint:gochecknoglobals // they never change, and are made once for thousands of walks

func walkDefinitions(tb testing.TB) []*flows.Definitions {
	tb.Helper()
	for _, n := range [][2]int{{3, 1}, {4, 1}, {4, 2}, {2, 1}} {
		if len(walkDefs) == 4 {
			break
		}
		defs, err := enrollment.Definitions(fmt.Appendf(nil, walkProgramme, n[0], n[1]), nil)
		if err != nil {
			tb.Fatal(err)
		}
		walkDefs = append(walkDefs, defs)
	}
	return walkDefs
}

func (x *model) programme() *flows.Programme { return x.defs[x.in].Programme }

func (x *model) site() flows.Site { return x.programme().Sites[0] }

func (x *model) person(who int) flows.ActorID { return x.ids.Person(int64(who + 1)) }

func (x *model) app(who int) flows.ActorID { return x.ids.Of(flows.KindApplication, numbered(who)) }

func (x *model) intake() flows.ActorID { return x.ids.Of(flows.KindIntake, "leipzig") }

func (x *model) view(who int) enrollment.View {
	v, _, err := enrollment.ReadView(x.actors[x.app(who)].Body)
	if err != nil {
		x.broken = err
	}
	return v
}

// tell makes the turn of something that was just said, or leaves it under way.
func (x *model) tell(from, to flows.ActorID, name string, data any) error {
	tell, err := flows.NewTell(to, name, data)
	if err != nil {
		return fmt.Errorf("tell: %w", err)
	}
	in := flows.Told{From: from, Name: name, Data: tell.Data}
	if x.choose("is under way for a while", 4) == 0 {
		x.under = append(x.under, delivery{to, in})
		return nil
	}
	return x.turn(to, in)
}

// turn makes one turn as the runtime does, and looks at what it did.
func (x *model) turn(to flows.ActorID, in flows.Input) error {
	a, ok := x.actors[to]
	if !ok {
		a = flows.Actor{ID: to, Created: x.now}
	}
	before := a
	a.Timers = maps.Clone(a.Timers)
	if timer, isTimer := in.(flows.Timer); isTimer {
		if !a.Timers[timer.Name].Equal(timer.Due) {
			return nil
		}
		delete(a.Timers, timer.Name)
	} else {
		x.past = append(x.past, delivery{to, in})
	}
	had := x.seats()
	machine, err := x.defs[x.in].Machine(to)
	if err != nil {
		return fmt.Errorf("turn: %w", err)
	}
	t := flows.Turn{Now: x.now, IDs: x.ids, Members: maps.Clone(x.members[to])}
	result, err := x.step(machine, t, a, in)
	if err != nil {
		return err
	}
	if err := x.keep(result, to); err != nil {
		return err
	}
	if to == x.intake() {
		return errors.Join(x.checkIntake(had, in), x.checkTells(result, in))
	}
	return errors.Join(x.checkApplication(before, result.Actor, in), x.checkTells(result, in))
}

func (x *model) step(m flows.Machine, t flows.Turn, a flows.Actor, in flows.Input) (flows.Result, error) {
	if x.flaw != nil {
		return x.flaw.step(m, t, a, in)
	}
	return m.Step(t, a, in)
}

// keep writes what a turn left, through bytes.
func (x *model) keep(r flows.Result, to flows.ActorID) error {
	data, err := flows.EncodeActor(r.Actor)
	if err != nil {
		return fmt.Errorf("keep: %w", err)
	}
	if x.actors[to], err = flows.DecodeActor(to, data); err != nil {
		return fmt.Errorf("keep: %w", err)
	}
	for name, value := range r.Members {
		if x.members[to] == nil {
			x.members[to] = map[string][]byte{}
		}
		x.members[to][name] = value
	}
	for _, e := range r.Effects {
		if tell, ok := e.(flows.Tell); ok && tell.To.Kind() != flows.KindPerson {
			x.under = append(x.under, delivery{tell.To, flows.Told{From: to, Name: tell.Name, Data: tell.Data}})
		}
	}
	return nil
}

// pass lets time pass hour by hour, and rings what falls due at its time.
func (x *model) pass(hours int) error {
	until := x.now.Add(time.Duration(hours)*time.Hour + 7*time.Minute)
	for range 1000 {
		to, timer, ok := x.next(until)
		if !ok {
			x.now = until
			return nil
		}
		if timer.Due.After(x.now) {
			x.now = timer.Due
		}
		if err := x.turn(to, timer); err != nil {
			return err
		}
	}
	return errors.New("a timer rings for ever")
}

// down is a time in which nothing runs: what fell due in it rings at its end.
func (x *model) down(hours int) error {
	x.now = x.now.Add(time.Duration(hours) * time.Hour)
	return x.pass(0)
}

func (x *model) next(until time.Time) (flows.ActorID, flows.Timer, bool) {
	var to flows.ActorID
	var first flows.Timer
	for _, id := range slices.Sorted(maps.Keys(x.actors)) {
		for name, due := range x.actors[id].Timers {
			if !due.After(until) && (to == "" || due.Before(first.Due)) {
				to, first = id, flows.Timer{Name: name, Due: due}
			}
		}
	}
	return to, first, to != ""
}

// reload is a new programme file. The intake looks at it at its next turn: here
// when an old wish comes again.
func (x *model) reload(n int) error {
	x.in = n
	at := slices.IndexFunc(x.past, func(d delivery) bool { return d.to == x.intake() })
	if at < 0 {
		return nil
	}
	return x.turn(x.past[at].to, x.past[at].in)
}

// listed is an entry of the intake's list, as it is stored.
type listed struct {
	Reference string   `json:"r"`
	Seat      string   `json:"s"`
	Pool      string   `json:"p"`
	Points    int      `json:"n"`
	Arrived   int64    `json:"t"`
	Groups    []string `json:"g"`
	At        int64    `json:"u"`
}

func (l listed) holds() bool { return l.Seat == "held" || l.Seat == "offered" || l.Seat == "taken" }

func (x *model) seats() []listed {
	var out []listed
	if data := x.members[x.intake()]["list"]; data != nil {
		if err := json.Unmarshal(data, &out); err != nil {
			x.broken = err
		}
	}
	return out
}

// bodies are the states of all, without timers.
func (x *model) bodies() string {
	var b strings.Builder
	for _, id := range slices.Sorted(maps.Keys(x.actors)) {
		fmt.Fprintf(&b, "%s %s %s\n", id.Kind(), x.actors[id].Body, x.members[id]["list"])
	}
	return b.String()
}
