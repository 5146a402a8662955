package rehearsal

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"wecan/flows"
	"wecan/i18n"
)

// What somebody writes comes back from a transcript as it was.
func TestEscape(t *testing.T) {
	for _, message := range []string{
		"", "Юля", "a*b", "5*3", "x*300", "*", `C:\new`, `\`, `\\`, `\*`, `\n`, "two\nlines", `5\*3*4`, "a*3\nb", " x ", "#", "x*1",
	} {
		line := Escape(message)
		if got := unescape(line); got != message || strings.Contains(line, "\n") {
			t.Errorf("%q is written %q and read %q", message, line, got)
		}
	}
	for _, plain := range []string{"a*b", "Zoë_*<b>{%s}", "50 %"} {
		if Escape(plain) != plain {
			t.Errorf("%q need not be written %q", plain, Escape(plain))
		}
	}
	if unescape("ab*3") != "ababab" || unescape(`a\nb`) != "a\nb" {
		t.Error("a long or a broken line is read another way")
	}
}

func FuzzEscape(f *testing.F) {
	f.Add(`5*3\n`)
	f.Fuzz(func(t *testing.T, message string) {
		if got := unescape(Escape(message)); got != message {
			t.Errorf("%q became %q", message, got)
		}
	})
}

func world(t *testing.T) *World {
	t.Helper()
	const flow = "flow: hi\nfirst: hi\ntriggers: {start: true}\nsteps:\n" +
		"  hi: {ask: text, text: \"Hi. Who are you?\", again: \"A name, please.\", save: name, label: \"Name\", next: look}\n" +
		"  look: {review: [hi], text: \"Right?\", submit: \"Yes\", next: over}\n  over: {end: done}\n"
	book, err := flows.Parse(flows.Capability{Name: "test", Dir: "test", Flows: fstest.MapFS{"hi.yaml": {Data: []byte(flow)}}})
	if err != nil {
		t.Fatal(err)
	}
	p, err := flows.ParseProgramme("p.yaml", []byte("organisation: Org\nkeep: {months: 6}\nsites: {here: {name: Here, time_zone: Europe/Rome, emergency: '112', person: team@example.org}}\n"))
	if err != nil {
		t.Fatal(err)
	}
	catalog, err := i18n.Load(i18n.Files, append(book.Sources(), p.Sources()...))
	if err != nil {
		t.Fatal(err)
	}
	defs, err := flows.Compile(book, catalog, p)
	if err != nil {
		t.Fatal(err)
	}
	w, err := NewWorld(defs)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// Line by line there come the same lines as from a whole transcript, and a
// button with invisible signs can be tapped as it is shown.
func TestLine(t *testing.T) {
	lines := []string{"lang: ar", "> /start", "> Юля", "tap: ✏️ ⟦Name⟧", "media: voice", "> 5*3"}
	var record strings.Builder
	w := world(t)
	for _, line := range lines {
		effects, transcript, err := Line(w, line)
		if err != nil || len(effects) == 0 && line != "lang: ar" {
			t.Fatalf("%s: %v %v", line, effects, err)
		}
		record.WriteString(transcript)
	}
	again, err := Play(world(t), record.String())
	if err != nil || again != record.String() {
		t.Errorf("played: %v\n%s\nrecorded:\n%s", err, again, record.String())
	}
	if !strings.Contains(record.String(), "⟦555⟧") || w.Wrote() != 4 {
		t.Errorf("she wrote %d messages:\n%s", w.Wrote(), record.String())
	}
}

// A line that cannot be done changes nothing and is told apart from a turn that
// breaks.
func TestLineRefuses(t *testing.T) {
	w := world(t)
	for line, want := range map[string]string{
		"tap: Nowhere": "no button says", "bot: Hello": "nothing that a person does", "dance": "nothing that can be done",
		"wake soon": "no length of time", "wake -1d": "no length of time", "edited 3: x": "did not write", "media: contact": "has a number",
	} {
		_, _, err := Line(w, line)
		var broken *TurnError
		if err == nil || !strings.Contains(err.Error(), want) || errors.As(err, &broken) {
			t.Errorf("%s: %v, want %q", line, err, want)
		}
	}
	if w.turns != 0 || w.Wrote() != 0 {
		t.Error("they changed something")
	}
	w.Defs = &flows.Definitions{} // nobody takes the turn
	_, _, err := Line(w, "> /start")
	var broken *TurnError
	if !errors.As(err, &broken) {
		t.Errorf("a turn that breaks: %v", err)
	}
}
