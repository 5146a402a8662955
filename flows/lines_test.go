package flows_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"wecan/flows"
	"wecan/flows/rehearsal"
	"wecan/i18n"
)

// plans is told when something begins, and a list.
const plans = `
flow: plans
first: any
triggers: {told: thing.plans, gives: [begins, sessions], again: true}
uses: [site]
steps:
  any: {branch: [{if: 'sessions == ""', go: none}], else: told}
  none: {say: "Nothing is planned.", next: over}
  told: {say: "It begins on {begins}.\n{sessions}\nThat is all.", note: "{begins} is a day with an hour, {sessions} a list.", next: over}
  over: {end: done}
`

const (
	wordSession i18n.Key = "thing.session"
	wordSeats   i18n.Key = "thing.seats"
	wordTalk    i18n.Key = "thing.talk"
)

func planned() flows.Capability {
	c := capability(map[string]string{"flow.yaml": asking, "plans.yaml": plans})
	c.Tells = map[string][]string{"thing.plans": {"begins", "sessions"}}
	c.Words = []i18n.Source{
		{Key: wordSession, Text: "{title} at {place}: {at}", Note: "A line."},
		{Key: wordTalk, Text: "Talk", Note: "A title."},
		{Key: wordSeats, Text: "One seat", Plural: "{n} seats", Count: "n", Note: "A line."},
	}
	c.Samples = map[string][]string{
		"begins":   {flows.When("north", time.Date(2026, 3, 3, 17, 0, 0, 0, time.UTC))},
		"sessions": {"", flows.Lines(flows.Phrase{Key: wordSession, Args: map[string]string{"title": "Welcome", "place": "sites/south", "at": flows.When("south", time.Date(2026, 3, 3, 17, 0, 0, 0, time.UTC))}})},
	}
	return c
}

// hears tells her the values, in a world where she lives in the north.
func hears(t *testing.T, given map[string]string) string {
	t.Helper()
	book, err := flows.Parse(planned())
	if err != nil {
		t.Fatal(err)
	}
	const far = `
organisation: Org
keep: {until: "2027-12-31"}
sites:
  north: {name: North, time_zone: Europe/Berlin, emergency: "112", person: "team@example.org"}
  south: {name: South, time_zone: Europe/Rome, emergency: "113", person: "+39 06 0000000"}
  east: {name: East, time_zone: Europe/Kyiv, emergency: "112", person: "+380 44 0000000"}
`
	defs, err := compileFor(book, nil, far)
	if err != nil {
		t.Fatal(err)
	}
	w, err := rehearsal.NewWorld(defs)
	if err != nil {
		t.Fatal(err)
	}
	write(t, w, "/start")
	tap(t, w, "Woman")
	tap(t, w, "North")
	in, err := w.Told("thing.plans", given)
	if err != nil {
		t.Fatal(err)
	}
	out, err := w.Give(w.Person(), in)
	if err != nil {
		t.Fatal(err)
	}
	for _, gap := range defs.Catalog.Missing() {
		t.Errorf("a gap in the catalogue: %+v", gap)
	}
	return texts(out)
}

// visible leaves out the isolates around values.
func visible(s string) string { return strings.NewReplacer("\u2068", "", "\u2069", "").Replace(s) }

// A moment is told with the weekday and the date of the place where it counts.
func TestWhenItBegins(t *testing.T) {
	late := time.Date(2027, 1, 12, 22, 5, 0, 0, time.UTC)
	for site, want := range map[string]string{
		"north": "Tuesday, 12 January 2027, 23:05",
		"south": "Tuesday, 12 January 2027, 23:05",
		"east":  "Wednesday, 13 January 2027, 00:05 (East)",
		"gone":  "Tuesday, 12 January 2027, 23:05",
	} {
		got := hears(t, map[string]string{"begins": flows.When(site, late), "sessions": "x"})
		if !strings.Contains(got, "It begins on "+want+".") {
			t.Errorf("at %s: %q, want %s", site, got, want)
		}
	}
}

// Every argument of a line is shown as any told value, and a list that is empty can
// be asked for.
func TestAListIsToldLineByLine(t *testing.T) {
	at := time.Date(2027, 1, 12, 22, 5, 0, 0, time.UTC)
	got := hears(t, map[string]string{"begins": "2027-01-12", "sessions": flows.Lines(
		flows.Phrase{Key: wordSession, Args: map[string]string{"title": "Посадка {n} שלום", "place": "sites/south", "at": flows.When("east", at)}},
		flows.Phrase{Key: wordSession, Args: map[string]string{"title": flows.Words(wordTalk), "place": "2027-01-13", "at": flows.At("south", at)}},
		flows.Phrase{Key: "thing.gone"},
		flows.Phrase{Key: wordSession, Args: map[string]string{"title": "half of it"}},
		flows.Phrase{Key: wordSeats, Args: map[string]string{"n": "3"}},
		flows.Phrase{Key: wordSeats, Args: map[string]string{"n": "many"}},
	)})
	want := "It begins on 12 January 2027.\n" +
		"Посадка {n} שלום at South: Wednesday, 13 January 2027, 00:05 (East)\n" +
		"Talk at 13 January 2027: 23:05\n3 seats\nThat is all."
	if !strings.Contains(visible(got), want) {
		t.Errorf("she reads %q, want %q", got, want)
	}
	if got := hears(t, map[string]string{"begins": "2027-01-12", "sessions": flows.Lines()}); !strings.Contains(got, "Nothing is planned.") {
		t.Errorf("with no line she reads %q", got)
	}
}

func TestAListHasAnEnd(t *testing.T) {
	many := make([]flows.Phrase, flows.LinesMost+5)
	for i := range many {
		many[i] = flows.Phrase{Key: wordSeats, Args: map[string]string{"n": strconv.Itoa(i + 2)}}
	}
	got := hears(t, map[string]string{"begins": "2027-01-12", "sessions": flows.Lines(many...)})
	if !strings.Contains(got, "\n21 seats\nThat is all.") {
		t.Errorf("of %d lines she reads %q", len(many), got)
	}
	within := flows.Lines(flows.Phrase{Key: wordSession, Args: map[string]string{"title": flows.Lines(many...), "place": "here", "at": "now"}})
	if got := hears(t, map[string]string{"begins": "2027-01-12", "sessions": within}); !strings.Contains(got, "\n at here: now\n") {
		t.Errorf("of a list within a list she reads %q", got)
	}
	if got := hears(t, map[string]string{"begins": "2027-01-12", "sessions": "\x01lines:[{"}); !strings.Contains(got, "It begins on 12 January 2027.\n\nThat is all.") {
		t.Errorf("of half a list she reads %q", got)
	}
}

// The walk tries the values that the capability says they have.
func TestSamplesOfWhatIsTold(t *testing.T) {
	book, err := flows.Parse(planned())
	if err != nil {
		t.Fatal(err)
	}
	defs, err := compileFor(book, nil, programme)
	if err != nil {
		t.Fatal(err)
	}
	values := map[string]map[string]bool{}
	for _, given := range defs.Givens("plans", time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)) {
		for name, value := range given {
			if values[name] == nil {
				values[name] = map[string]bool{}
			}
			values[name][value] = true
		}
	}
	for name, want := range planned().Samples {
		for _, value := range want {
			if !values[name][value] {
				t.Errorf("%s is never %q: %v", name, value, values[name])
			}
		}
	}
}

// The walk tries only one of the values that no condition tells apart, also where a
// condition looks for a part of them.
func TestSamplesThatAreAlike(t *testing.T) {
	c := capability(map[string]string{"flow.yaml": asking, "plans.yaml": `
flow: plans
first: which
triggers: {told: thing.plans, gives: [sessions], again: true}
steps:
  which: {branch: [{if: 'sessions contains "team"', go: team}], else: over}
  team: {say: "You are in a team.", next: over}
  over: {end: done}
`})
	c.Tells = map[string][]string{"thing.plans": {"sessions"}}
	c.Samples = map[string][]string{"sessions": {"", "talk", "a team", "talk and a team", "walk"}}
	book, err := flows.Parse(c)
	if err != nil {
		t.Fatal(err)
	}
	defs, err := compileFor(book, nil, programme)
	if err != nil {
		t.Fatal(err)
	}
	var tried []string
	for _, given := range defs.Givens("plans", time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)) {
		tried = append(tried, given["sessions"])
	}
	if want := []string{"team", "", "talk", "a team"}; !slices.Equal(tried, want) {
		t.Errorf("tried are %q, want %q", tried, want)
	}
}
