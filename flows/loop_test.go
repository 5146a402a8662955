package flows

import (
	"encoding/json"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"wecan/i18n"
)

// turning compiles a flow whose checks are over: what they would refuse can be
// put into it afterwards.
func turning(t *testing.T, change func(f *flow)) *Definitions {
	t.Helper()
	const file = `
flow: turn
first: name
triggers: {start: true, menu: "Begin"}
steps:
  name: {ask: text, text: "Name?", again: "A name.", save: name, next: round}
  round: {say: "Round.", next: about}
  about: {say: "And about.", next: over}
  over: {end: done}
`
	book, err := Parse(Capability{Name: "test", Dir: "test", Flows: fstest.MapFS{"x.yaml": {Data: []byte(file)}}})
	if err != nil {
		t.Fatal(err)
	}
	change(book.flows["turn"])
	p, err := ParseProgramme("p.yaml", []byte("organisation: Org\nkeep: {months: 6}\nsites: {here: {name: Here, time_zone: Europe/Rome, emergency: '112', person: x@wecan.example}}\n"))
	if err != nil {
		t.Fatal(err)
	}
	catalog, err := i18n.Load(nil, append(book.Sources(), p.Sources()...))
	if err != nil {
		t.Fatal(err)
	}
	defs, err := Compile(book, catalog, p)
	if err != nil {
		t.Fatal(err)
	}
	return defs
}

// A flow that goes round without a question is left after a while. What it said
// on the way is not sent two hundred times; she is told, keeps her answers and
// can go on with something else; and it is reported.
func TestALoopWithoutAQuestionIsLeft(t *testing.T) {
	defs := turning(t, func(f *flow) {
		about, ok := f.steps["about"].(*say)
		if !ok {
			t.Fatal("the step about is no say")
		}
		about.next.to = "round"
	})
	ids, err := NewIDs([]byte("a secret of sixteen"), 1)
	if err != nil {
		t.Fatal(err)
	}
	turn := Turn{Now: time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC), IDs: ids}
	a := Actor{ID: ids.Person(5)}
	var r Result
	for _, text := range []string{"/start", "Amina"} {
		if r, err = defs.Step(turn, a, Text{Origin: Origin{Chat: 5, Lang: "en"}, Message: 3, Text: text}); err != nil {
			t.Fatal(err)
		}
		a = r.Actor
	}
	if len(r.Effects) != 1 {
		t.Fatalf("the effects are %+v", r.Effects)
	}
	send, ok := r.Effects[0].(Send)
	if !ok || !strings.Contains(send.Text, "cannot go on with this form") || len(send.Buttons) != 2 {
		t.Errorf("she is told %+v", r.Effects[0])
	}
	if len(r.Reports) != 1 || !strings.Contains(r.Reports[0], "flows: turn.") {
		t.Errorf("reported was %q", r.Reports)
	}
	var p person
	if err := json.Unmarshal(a.Body, &p); err != nil || len(p.Strands) != 0 {
		t.Errorf("she is still in it: %s %v", a.Body, err)
	}
}

// The hours of a wait are those of the site's clock, when it changes too.
func TestHoursAreThoseOfTheSite(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	day := func(s string) time.Time {
		d, err := time.Parse(time.DateOnly, s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for _, c := range []struct {
		hour  Clock
		day   string
		later int
		want  string
	}{
		{Clock{9, 0}, "2026-03-28", 0, "2026-03-28T08:00:00Z"},
		{Clock{9, 0}, "2026-03-28", 1, "2026-03-29T07:00:00Z"},  // summer time began in the night
		{Clock{2, 30}, "2026-03-29", 0, "2026-03-29T01:30:00Z"}, // there is no half past two: half past three
		{Clock{9, 0}, "2026-10-24", 1, "2026-10-25T08:00:00Z"},
		{Clock{18, 0}, "2026-03-01", -1, "2026-02-28T17:00:00Z"},
	} {
		if got := c.hour.on(day(c.day), c.later, berlin).Format(time.RFC3339); got != c.want {
			t.Errorf("%v on %s and %d days: %s, want %s", c.hour, c.day, c.later, got, c.want)
		}
	}
}
