package enrollment_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"wecan/flows"
	"wecan/flows/enrollment"
)

// site is an intake with a programme file of its own, a clock, and what it has
// told last.
type site struct {
	t       *testing.T
	ids     flows.IDs
	machine enrollment.Intake
	now     time.Time
	actor   flows.Actor
	members map[string][]byte
	told    map[flows.ActorID]told
	seq     int
}

// told is how an application stands, as the intake says it.
type told struct {
	State  string
	Number int
	Until  time.Time
}

func newSite(t *testing.T, places string) *site {
	t.Helper()
	s := &site{t: t, ids: ids(t), now: time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC), members: map[string][]byte{}}
	s.actor = flows.Actor{ID: s.ids.Of(flows.KindIntake, "here")}
	s.reload(places)
	return s
}

// reload is a new programme file.
func (s *site) reload(places string) {
	s.t.Helper()
	data := fmt.Sprintf("organisation: Org\nkeep: {months: 6}\nsites: {here: {name: Here, time_zone: UTC, emergency: '112', person: team@example.org%s}}\n", places)
	defs, err := enrollment.Definitions([]byte(data), nil)
	if err != nil {
		s.t.Fatal(err)
	}
	s.machine = enrollment.Intake{Programme: defs.Programme}
}

func (s *site) turn(in flows.Input) flows.Result {
	s.t.Helper()
	if timer, ok := in.(flows.Timer); ok {
		delete(s.actor.Timers, timer.Name)
	}
	r, err := s.machine.Step(flows.Turn{Now: s.now, IDs: s.ids, Members: s.members}, s.actor, in)
	if err != nil {
		s.t.Fatal(err)
	}
	s.actor, s.told = r.Actor, map[flows.ActorID]told{}
	for name, value := range r.Members {
		s.members[name] = value
	}
	for _, e := range r.Effects {
		tell, _ := e.(flows.Tell)
		var stand told
		if err := json.Unmarshal(tell.Data, &stand); err != nil {
			s.t.Fatal(err)
		}
		s.told[tell.To] = stand
	}
	return r
}

// wish is what application i wants. Earlier ones have come earlier.
func (s *site) wish(i int, want string, groups ...string) told {
	s.t.Helper()
	s.seq++
	reference := fmt.Sprintf("WE-%04d-222", i)
	id := s.ids.Of(flows.KindApplication, reference)
	tell, err := flows.NewTell(s.actor.ID, "wish", map[string]any{
		"site": "here", "reference": reference, "seq": s.seq, "want": want, "arrived": s.now.Add(time.Duration(i) * time.Second), "groups": groups,
	})
	if err != nil {
		s.t.Fatal(err)
	}
	s.turn(flows.Told{From: id, Name: "wish", Data: tell.Data})
	return s.told[id]
}

func (s *site) ring() flows.Result {
	s.t.Helper()
	return s.turn(flows.Timer{Name: "next", Due: s.actor.Timers["next"]})
}

// ringUntilTold lets days pass until somebody is told something.
func (s *site) ringUntilTold() {
	s.t.Helper()
	for range 10 {
		s.now = s.actor.Timers["next"]
		if s.ring(); len(s.told) > 0 {
			return
		}
	}
}

// A programme file with many more places offers them in waves that a turn can
// tell, and the body stays small however long the list is.
func TestManyFreedPlacesAreOfferedInWaves(t *testing.T) {
	s := newSite(t, ", places: 1")
	s.wish(0, "seat")
	for i := 1; i <= 400; i++ {
		if got := s.wish(i, "seat"); got.State != "waiting" || got.Number != i {
			t.Fatalf("application %d is %+v", i, got)
		}
	}
	s.reload(", places: 1000")
	if r := s.ring(); len(r.Effects) != 100 {
		t.Errorf("the first wave asks %d", len(r.Effects))
	}
	if r := s.wish(1, "take"); r.State != "taken" || len(s.told) != 2 {
		t.Errorf("after a yes %+v, and %d are told", r, len(s.told))
	}
	if n := len(s.actor.Body); n > 200 {
		t.Errorf("the body has %d bytes: %s", n, s.actor.Body)
	}
	if n := len(s.members["list"]); n > 401*100 {
		t.Errorf("the list has %d bytes for 401", n)
	}
	s.ringUntilTold()
	if n := len(s.told); n != 200 {
		t.Errorf("the end of a wave and the next one tell %d", n)
	}
}

// An offer whose end falls into a time when nothing ran is open for a while
// longer: her yes may wait at Telegram.
func TestAnOfferThatEndedInTheDarkHasGrace(t *testing.T) {
	s := newSite(t, ", places: 1")
	s.wish(0, "seat")
	s.wish(1, "seat")
	s.wish(0, "none")
	s.now = s.actor.Timers["next"].Add(5 * time.Hour)
	if s.ring(); len(s.told) != 0 {
		t.Errorf("at once it tells %+v", s.told)
	}
	if got := s.wish(1, "take"); got.State != "taken" {
		t.Errorf("her yes makes %+v", got)
	}
}

// The rules of a changed programme file.
func TestPlacesFollowTheProgrammeFile(t *testing.T) {
	s := newSite(t, "")
	for i := range 50 {
		if got := s.wish(i, "seat"); got.State != "taken" {
			t.Fatalf("where there are as many places as come, application %d is %+v", i, got)
		}
	}
	s.reload(", places: 50")
	if got := s.wish(50, "seat"); got.State != "waiting" {
		t.Errorf("the fifty-first is %+v", got)
	}
	s.now = time.Date(2026, 3, 2, 23, 0, 0, 0, time.UTC)
	s.wish(0, "none") // a place is kept for her until the morning
	s.reload(", places: 49")
	s.now = s.actor.Timers["next"]
	if s.ring(); len(s.told) != 0 {
		t.Errorf("a place that there is no more was offered: %+v", s.told)
	}
	s.reload("")
	s.now = s.now.Add(time.Hour)
	if s.ring(); len(s.told) != 1 {
		t.Errorf("nobody was asked: %+v", s.told)
	}
}

// A reserved place that is reserved no more is offered to everybody, and never
// are there more people than places.
func TestReservedPlacesAreSetFree(t *testing.T) {
	s := newSite(t, `, places: 2, reserved: {arabic: {places: 1, if: "language == 'ar'"}}`)
	s.wish(0, "seat")
	if got := s.wish(1, "seat"); got.State != "waiting" {
		t.Fatalf("the second is %+v", got)
	}
	s.reload(", places: 2")
	if s.ring(); len(s.told) != 1 {
		t.Errorf("nobody was asked: %+v", s.told)
	}
}

// Places that were never given away wait for a person's decision, also while
// somebody is on the reserve list.
func TestOnlyFreedPlacesAreOffered(t *testing.T) {
	s := newSite(t, ", places: 2")
	if got := s.wish(0, "list"); got.State != "waiting" || got.Number != 1 {
		t.Errorf("on the list she is %+v", got)
	}
	s.wish(1, "seat")
	s.now = s.now.Add(24 * time.Hour)
	if s.ring(); len(s.told) != 0 {
		t.Errorf("a place was offered that nobody gave up: %+v", s.told)
	}
	s.wish(1, "none")
	if got := s.told[s.ids.Of(flows.KindApplication, "WE-0000-222")]; got.State != "offered" {
		t.Errorf("a place that was given up: she is %+v", got)
	}
}

func TestIntakeRefusesDefects(t *testing.T) {
	s := newSite(t, ", places: 1")
	turn := flows.Turn{Now: s.now, IDs: s.ids}
	for name, in := range map[string]flows.Input{
		"another name":   flows.Told{Name: "submit"},
		"no JSON":        flows.Told{Name: "wish"},
		"another's site": flows.Told{Name: "wish", Data: json.RawMessage(`{"site":"there"}`)},
		"another timer":  flows.Timer{Name: "letter"},
		"a person's":     flows.Text{},
	} {
		if r, err := s.machine.Step(turn, s.actor, in); err == nil {
			t.Errorf("%s was taken: %+v", name, r)
		}
	}
	r, err := s.machine.Step(turn, s.actor, flows.Told{From: s.ids.Person(1), Name: "wish", Data: json.RawMessage(`{"site":"here","reference":"WE-0000-222","seq":1,"want":"seat"}`)})
	if err != nil || len(r.Reports) != 1 || len(r.Effects) != 0 {
		t.Errorf("a wish of a person's: %+v %v", r, err)
	}
}
