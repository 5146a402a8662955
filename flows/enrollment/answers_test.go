package enrollment_test

import (
	"os"
	"path/filepath"
	"testing"

	"wecan/flows"
	"wecan/flows/enrollment"
	"wecan/flows/rehearsal"
)

// answers are the transcripts of what people are told about their
// applications. In each, somebody else has the one place in Leipzig, and
// another person waits to be decided about.
func answers() []string {
	return []string{
		"accepted", "night", "reserve", "offerno", "lapsed", "lapsedlisted", "declined", "declinedlate", "words", "withdrawn", "progress", "late", "holiday",
		"after", "afterskip", "afterleft", "afternotnow", "afterrefused", "afterchange", "aftertake", "aftergone", "aftercancel",
	}
}

const (
	hasThePlace = "WE-4K7M-9Q2"
	undecided   = "WE-BBBB-BBB"
)

// smallProgramme has places, reasons and a score.
func smallProgramme(tb testing.TB) *flows.Definitions {
	tb.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "answers", "programme.yaml"))
	if err != nil {
		tb.Fatal(err)
	}
	defs, err := enrollment.Definitions(data, nil)
	if err != nil {
		tb.Fatal(err)
	}
	return defs
}

// settled is a world in which others have applied.
func settled(tb testing.TB) *rehearsal.World {
	tb.Helper()
	w := newWorld(tb, smallProgramme(tb))
	for i, reference := range []string{hasThePlace, undecided} {
		sent := map[string]any{"reference": reference, "answers": map[string]string{"site": "leipzig", "name": "Somebody"}}
		tell, err := flows.NewTell(w.IDs().Of(flows.KindApplication, reference), "submit", sent)
		if err != nil {
			tb.Fatal(err)
		}
		if _, err := w.Give(tell.To, flows.Told{From: w.IDs().Person(int64(500 + i)), Name: tell.Name, Data: tell.Data}); err != nil {
			tb.Fatal(err)
		}
	}
	if _, err := w.Tell(flows.KindApplication, hasThePlace, "decide", enrollment.Decision{ID: "1", By: "Anna", What: enrollment.VerbAccept}); err != nil {
		tb.Fatal(err)
	}
	return w
}

func TestAnswersToPeople(t *testing.T) {
	for _, lang := range spoken() {
		dir := folder(filepath.Join("testdata", "answers"), lang)
		there, err := filepath.Glob(filepath.Join(dir, "*.chat"))
		if err != nil || len(there) != len(answers()) {
			t.Errorf("%s: there are %d transcripts, the test lists %d: %v", lang, len(there), len(answers()), err)
		}
		for _, name := range answers() {
			t.Run(string(lang)+"/"+name, func(t *testing.T) { playAnswer(t, filepath.Join(dir, name+".chat")) })
		}
	}
}

func playAnswer(t *testing.T, file string) {
	t.Helper()
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	got, err := rehearsal.Play(settled(t), string(want))
	switch {
	case err != nil:
		t.Fatalf("%v\nup to there:\n%s", err, got)
	case *update:
		if err := os.WriteFile(file, []byte(got), 0o600); err != nil { //nolint:gosec // the name is one of this test's
			t.Fatal(err)
		}
	case got != string(want):
		t.Errorf("%s differs; after reading the change, run the test with -update. Today it is\n%s", file, got)
	}
}
