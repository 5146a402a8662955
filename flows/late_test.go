package flows_test

import (
	"strings"
	"testing"

	"wecan/flows"
	"wecan/flows/rehearsal"
)

const naming = `
flow: naming
first: ready
triggers: {start: true}
steps:
  ready: {ask: choice, text: "Shall we begin?", options: {go: "Let us begin"}, next: name}
  name: {ask: text, text: "What is your name?", again: "Please write your name.", save: name, voice: true, next: place}
  place: {ask: choice, text: "Where?", save: spot, options: {here: "Here", there: "There"}, next: over}
  over: {end: done}
`

// By webhook Telegram may bring a text after a tap that she made later. It was
// written before the question was asked, so it is no answer to it: not in her own
// words, not by voice, not by a label.
func TestWhatWasWrittenBeforeAQuestionIsNoAnswerToIt(t *testing.T) {
	begin := func(t *testing.T) *rehearsal.World {
		t.Helper()
		defs, err := compile(t, naming, nil)
		if err != nil {
			t.Fatal(err)
		}
		w, err := rehearsal.NewWorld(defs)
		if err != nil {
			t.Fatal(err)
		}
		write(t, w, "/start")
		return w
	}
	give := func(t *testing.T, w *rehearsal.World, in flows.Input) string {
		t.Helper()
		out, err := w.Give(w.Person(), in)
		if err != nil {
			t.Fatal(err)
		}
		return texts(out)
	}
	t.Run("free", func(t *testing.T) {
		w := begin(t)
		late := w.Write("Begin already")
		write(t, w, "What?") // the question comes again, below it
		tap(t, w, "Let us begin")
		if got := give(t, w, late); !strings.Contains(got, "closed") || !strings.Contains(got, "What is your name?") {
			t.Errorf("a text of before the question: %q", got)
		}
		if got := texts(write(t, w, "Amina")); !strings.Contains(got, "Where?") {
			t.Errorf("her answer: %q", got)
		}
	})
	t.Run("voice", func(t *testing.T) {
		w := begin(t)
		before, _ := w.Write("").(flows.Text)
		late := flows.Media{Origin: before.Origin, Message: before.Message, What: "voice", File: flows.File{ID: "f"}}
		write(t, w, "What?")
		tap(t, w, "Let us begin")
		if got := give(t, w, late); !strings.Contains(got, "What is your name?") {
			t.Errorf("a voice message of before the question: %q", got)
		}
	})
	t.Run("a label", func(t *testing.T) {
		w := begin(t)
		tap(t, w, "Let us begin")
		late := w.Write("Here")
		write(t, w, "Amina")
		if got := give(t, w, late); !strings.Contains(got, "Where?") {
			t.Errorf("a label of before the question: %q", got)
		}
		write(t, w, "There")
		if got := texts(write(t, w, "/start")); strings.Contains(got, "Where?") {
			t.Errorf("not over: %q", got)
		}
	})
	t.Run("written ahead", func(t *testing.T) {
		w := begin(t)
		ahead := []flows.Input{w.Write("Let us begin"), w.Write("Amina"), w.Write("Here")} // before anything came back
		got := ""
		for _, in := range ahead {
			got = give(t, w, in)
		}
		if strings.Contains(got, "closed") || strings.Contains(got, "Where?") {
			t.Errorf("what she wrote in order, without waiting: %q", got)
		}
	})
	t.Run("a command", func(t *testing.T) {
		w := begin(t)
		late := w.Write("help")
		write(t, w, "What?")
		tap(t, w, "Let us begin")
		if got := give(t, w, late); strings.Contains(got, "closed") {
			t.Errorf("a word that works everywhere: %q", got)
		}
	})
}
