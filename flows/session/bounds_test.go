package session_test

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"testing"
	"time"

	"wecan/flows"
	"wecan/flows/session"
	"wecan/i18n"
)

// crowd is a site with many people who take part, and many sessions. Only the first
// of them looks at her agenda.
func crowd(tb testing.TB, people, sessions int) *world {
	tb.Helper()
	w := newWorld(tb)
	first := w.ids.Of(flows.KindAgenda, crowded(0))
	w.flaw = func(of flows.Kind, _ flows.Input, r *flows.Result) {
		without(r, func(t flows.Tell) bool {
			return of == flows.KindCalendar && t.To.Kind() == flows.KindAgenda && t.To != first || t.To.Kind() == flows.KindPerson
		})
	}
	for n := range sessions {
		p := talk(title(strconv.Itoa(n)), begins.Add(time.Duration(30+n)*time.Hour))
		p.Place, p.Map = "Community house, Karl-Liebknecht-Straße 54, second floor", "https://www.openstreetmap.org/node/1234567890"
		p.Languages, p.Travel, p.Trainer = []i18n.Lang{"de", "ar"}, "The organisation pays the bus", "Trainer Name"
		w.plans(strconv.Itoa(n), p)
	}
	for n := range people {
		part := flows.Participation{Reference: crowded(n), Person: w.ids.Person(int64(n + 1)), Seq: 1, In: true, Site: "leipzig"}
		w.tell(w.ids.Of(flows.KindApplication, part.Reference), w.ids.Of(flows.KindAgenda, part.Reference), flows.ToldParticipation, part)
	}
	if w.broken != nil {
		tb.Fatal(w.broken)
	}
	return w
}

func crowded(n int) string { return fmt.Sprintf("WE-%04d-222", n) }

// What an actor keeps stays small at a site with 1,000 people and 150 sessions, and a
// change reaches all of them in some dozens of turns.
func TestALargeSite(t *testing.T) {
	if racing {
		return // it is the sizes that count
	}
	w := crowd(t, 1000, 150)
	calendar, agenda := w.ids.Of(flows.KindCalendar, "leipzig"), w.ids.Of(flows.KindAgenda, crowded(0))
	turns, told := 0, map[flows.ActorID]int{}
	drop := w.flaw
	w.flaw = func(of flows.Kind, in flows.Input, r *flows.Result) {
		if of == flows.KindCalendar {
			turns++
			if len(r.Effects) > 256 {
				t.Errorf("a turn has %d effects", len(r.Effects))
			}
			each(r, func(tell *flows.Tell) { told[tell.To]++ })
		}
		drop(of, in, r)
	}
	w.plans("7", talk(title("7"), begins.Add(500*time.Hour)))
	delete(told, calendar)
	w.flaw = drop
	if len(told) != 1000 || slices.Max(slices.Collect(maps.Values(told))) != 1 || turns > 60 {
		t.Errorf("%d people were told in %d turns", len(told), turns)
	}
	p := talk(title("8"), begins.Add(400*time.Hour))
	p.Capacity = 10
	w.plans("8", p)
	for n := range 1000 { // all want to come where ten can
		w.tell(w.ids.Of(flows.KindAgenda, crowded(n)), w.ids.Of(flows.KindSession, "8"), "answer",
			map[string]any{"who": crowded(n), "reference": "8", "seq": 1, "answer": "coming"})
	}
	full := w.ids.Of(flows.KindSession, "8")
	v, _, err := session.ReadView(w.actors[full].Body)
	if err != nil || v.Tally.Coming != 10 || v.Tally.Waiting != 990 || w.broken != nil {
		t.Fatalf("%+v %v %v", v.Tally, err, w.broken)
	}
	page := 0
	for name, data := range w.members[calendar] {
		if name != "sessions" {
			page = max(page, len(data))
		}
	}
	sizes := map[string]int{
		"the calendar": len(w.actors[calendar].Body), "its sessions": len(w.members[calendar]["sessions"]), "its largest page": page,
		"an agenda": len(w.actors[agenda].Body), "its sessions ": len(w.members[agenda]["items"]),
		"a full session": len(w.actors[full].Body), "its waiting list": len(w.members[full]["line"]), "an answer": len(w.members[full]["a/"+crowded(500)]),
	}
	t.Logf("a change: %d turns of the calendar; bytes: %v", turns, sizes)
	for name, most := range map[string]int{"the calendar": 200, "its largest page": 8 << 10, "its sessions": 100 << 10, "its sessions ": 100 << 10, "an agenda": 2 << 10, "a full session": 4 << 10, "its waiting list": 80 << 10, "an answer": 100} {
		if sizes[name] > most {
			t.Errorf("%s has %d bytes", name, sizes[name])
		}
	}
}

// The member fields that a turn reads have names that never change: they are stored.
func TestTheNamesOfMembers(t *testing.T) {
	told := func(name, data string) flows.Input { return flows.Told{Name: name, Data: []byte(data)} }
	for _, c := range []struct {
		m    flows.Loader
		in   flows.Input
		want []string
	}{
		{session.Session{}, told("answer", `{"who":"WE-1"}`), []string{"line", "a/WE-1"}},
		{session.Session{}, told("due", `{"who":"WE-1"}`), []string{"line", "a/WE-1"}},
		{session.Session{}, told("answer", `{}`), []string{"line"}},
		{session.Session{}, told("plan", `{"who":"WE-1"}`), []string{"line"}},
		{session.Session{}, flows.Timer{Name: "over"}, nil},
		{session.Calendar{}, told("stands", `{"reference":"1"}`), []string{"sessions", "p/0"}},
		{session.Calendar{}, told("here", `{"reference":"WE-KF9W-TDQ"}`), []string{"sessions", "p/3"}},
		{session.Calendar{}, told("walk", `{"page":11}`), []string{"sessions", "p/11"}},
		{session.Calendar{}, told("walk", `nonsense`), []string{"sessions", "p/0"}},
		{session.Agenda{}, flows.Timer{Name: "next"}, []string{"items"}},
	} {
		if got := c.m.Members(c.in); !slices.Equal(got, c.want) {
			t.Errorf("%T %v: %v, want %v", c.m, c.in, got, c.want)
		}
	}
}

// What comes from somebody who has no say changes nothing, and tells nobody anything
// but that there is nothing.
func TestStrangersChangeNothing(t *testing.T) {
	w := newWorld(t)
	ref, other := w.enrolled(1, "leipzig"), w.enrolled(2, "leipzig")
	w.plans("1", talk(title("1"), berlin(t, "2027-03-18 18:00")))
	w.wait(2*day + 12*time.Hour)
	w.tap(1, "I will come")
	of := func(kind flows.Kind, key string) flows.ActorID { return w.ids.Of(kind, key) }
	agenda, meeting, calendar := of(flows.KindAgenda, ref), of(flows.KindSession, "1"), of(flows.KindCalendar, "leipzig")
	part := flows.Participation{Reference: ref, Person: w.ids.Person(2), Seq: 99, Site: "leipzig", In: true, Cohort: "spring27"}
	stands := session.Standing{Reference: "1", Rev: 99, Cancelled: true, Plan: talk(title("1"), berlin(t, "2027-03-19 18:00"))}
	forged := map[string]any{"reference": "1", "rev": 99, "cancelled": true, "number": 99, "seq": 99, "place": "waiting", "plan": stands.Plan}
	answer := map[string]any{"who": ref, "reference": "1", "seq": 99, "answer": "off"}
	wish := map[string]any{"id": "x", "reference": ref, "session": "1", "answer": "off"}
	for name, c := range map[string]struct {
		from, to flows.ActorID
		told     string
		data     any
	}{
		"takes part, by another application": {of(flows.KindApplication, other), agenda, flows.ToldParticipation, part},
		"takes part, by herself":             {w.ids.Person(2), agenda, flows.ToldParticipation, part},
		"takes part, to another agenda":      {of(flows.KindApplication, ref), of(flows.KindAgenda, other), flows.ToldParticipation, part},
		"to come, by another calendar":       {of(flows.KindCalendar, "lisboa"), agenda, "coming", map[string]any{"sessions": []any{stands}}},
		"to come, by a person":               {w.ids.Person(2), agenda, "coming", map[string]any{"sessions": []any{stands}}},
		"a reply of another session":         {of(flows.KindSession, "2"), agenda, "now", forged},
		"a wish of another person":           {w.ids.Person(2), agenda, "say", wish},
		"a list of another person's":         {w.ids.Person(2), agenda, "list", wish},
		"an answer by another agenda":        {of(flows.KindAgenda, other), meeting, "answer", answer},
		"an answer by a person":              {w.ids.Person(1), meeting, "answer", answer},
		"an answer to another session":       {agenda, of(flows.KindSession, "2"), "answer", answer},
		"a session, by another one":          {of(flows.KindSession, "2"), calendar, "stands", stands},
		"a session, to another site":         {meeting, of(flows.KindCalendar, "lisboa"), "stands", stands},
		"who is here, by a stranger":         {of(flows.KindAgenda, other), calendar, "here", part},
		"a walk, by a stranger":              {meeting, calendar, "walk", map[string]any{"reference": "1", "rev": 1}},
		"a plan to another session's actor":  {"", meeting, "plan", session.Order{ID: "y", Reference: "1", Plan: session.Plan{Title: "no more"}}},
	} {
		t.Run(name, func(t *testing.T) {
			before, members, shown := maps.Clone(w.actors), fmt.Sprint(w.members), len(w.phones[1].messages)
			w.tell(c.from, c.to, c.told, c.data)
			if w.broken != nil {
				t.Fatal(w.broken)
			}
			for id, a := range w.actors {
				if id.Kind() != flows.KindPerson && !reflect.DeepEqual(a.Body, before[id].Body) {
					t.Errorf("a %s changes to %s", id.Kind(), a.Body)
				}
			}
			if fmt.Sprint(w.members) != members || len(w.phones[1].messages) != shown {
				t.Errorf("something has changed: %v", w.phones[1].last())
			}
		})
	}
	if w.phones[2].count("18:00") > 1 {
		t.Errorf("somebody else has read of it:\n%s", w.phones[2])
	}
}
