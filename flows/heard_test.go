package flows_test

import (
	"strings"
	"testing"

	"wecan/flows"
	"wecan/flows/rehearsal"
	"wecan/i18n"
)

const hearing = `
flow: hearing
first: news
triggers: {told: thing.news, gives: [day, why, hour]}
steps:
  news: {say: "Until {day}, {hour}: {why}.", next: over}
  over: {end: left}
`

// What another actor gives is shown in her language where it can be: days and
// entries of the programme's lists.
func TestWhatIsGivenIsShownAsSheReadsIt(t *testing.T) {
	book, err := flows.Parse(capability(map[string]string{"asking.yaml": asking, "hearing.yaml": hearing}))
	if err != nil {
		t.Fatal(err)
	}
	p, err := flows.ParseProgramme("programme.yaml", []byte(programme+"lists: {reasons: {full: More people than places}}\n"))
	if err != nil {
		t.Fatal(err)
	}
	catalog, err := i18n.Load(nil, append(book.Sources(), p.Sources()...))
	if err != nil {
		t.Fatal(err)
	}
	defs, err := flows.Compile(book, catalog, p)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ day, why, want string }{
		{"2026-03-16", "reasons/full", "Until 16 March 2026, 18:00: More people than places."},
		{"2026-13-16", "reasons/gone", "Until 2026-13-16, 18:00: reasons/gone."},
		{"soon", "nothing/full", "Until soon, 18:00: nothing/full."},
		{"", "either/or", "Until , 18:00: either/or."},
		{"2026-03-16", "sites/north", "Until 16 March 2026, 18:00: North."},
	} {
		w, err := rehearsal.NewWorld(defs)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Give(w.Person(), w.Write("/start")); err != nil {
			t.Fatal(err)
		}
		in, err := w.Told("thing.news", map[string]string{"day": c.day, "why": c.why, "hour": "18:00"})
		if err != nil {
			t.Fatal(err)
		}
		out, err := w.Give(w.Person(), in)
		if err != nil {
			t.Fatal(err)
		}
		if send, ok := out[0].(flows.Send); !ok || strings.TrimSpace(send.Text) != c.want {
			t.Errorf("%q %q is shown as %+v, want %q", c.day, c.why, out[0], c.want)
		}
	}
}
