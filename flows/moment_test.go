package flows_test

import (
	"strings"
	"testing"
	"time"

	"wecan/flows"
	"wecan/flows/rehearsal"
)

// news is told an hour.
const news = `
flow: news
first: told
triggers: {told: thing.news, gives: [day, why, hour], again: true}
uses: [site]
steps:
  told: {say: "It begins at {hour}.", note: "{hour} is an hour such as 18:00.", next: over}
  over: {end: done}
`

// An hour is shown by the clock of the place where it counts. The city is named
// for whoever lives by another clock, and for whom nobody knows where she is.
func TestHourOfAnotherZone(t *testing.T) {
	book, err := flows.Parse(capability(map[string]string{"flow.yaml": asking, "news.yaml": news}))
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
	winter := time.Date(2027, 1, 12, 17, 5, 0, 0, time.UTC)
	summer := time.Date(2027, 7, 12, 17, 5, 0, 0, time.UTC)
	for _, c := range []struct {
		hers, there string
		moment      time.Time
		want        string
	}{
		{"North", "north", winter, "18:05"},
		{"North", "north", summer, "19:05"},
		{"North", "south", summer, "19:05"},
		{"North", "east", winter, "19:05 (East)"},
		{"East", "north", summer, "19:05 (North)"},
		{"North", "gone", winter, "18:05"},
		{"", "north", winter, "18:05 (North)"},
	} {
		w, err := rehearsal.NewWorld(defs)
		if err != nil {
			t.Fatal(err)
		}
		write(t, w, "/start")
		if c.hers != "" {
			tap(t, w, "Woman")
			tap(t, w, c.hers)
		}
		in, err := w.Told("thing.news", map[string]string{"hour": flows.At(c.there, c.moment)})
		if err != nil {
			t.Fatal(err)
		}
		out, err := w.Give(w.Person(), in)
		if err != nil {
			t.Fatal(err)
		}
		if got := texts(out); !strings.Contains(got, "It begins at "+c.want+".") {
			t.Errorf("%s, at %s: she reads %q, want %s", c.hers, c.there, got, c.want)
		}
	}
}
