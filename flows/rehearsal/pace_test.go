package rehearsal_test

import (
	"strings"
	"testing"
	"time"

	"wecan/flows/rehearsal"
)

const paceFlow = `
flow: fast
first: hello
triggers: {command: fast, start: true}
steps:
  hello: {say: "One two three.", next: which}
  which:
    ask: choice
    text: "Four five?"
    options:
      long: {label: "Way around", go: around}
      short: {label: "Straight", go: sure}
      none: {label: "Nothing", go: gone}
  around: {say: "Six seven eight nine ten eleven twelve thirteen fourteen fifteen.", next: sure}
  sure: {ask: yesno, text: "Sixteen?", yes: really, no: which}
  really: {ask: yesno, text: "Seventeen?", yes: name, no: name}
  name: {ask: text, text: "Eighteen?", save: n, check: {length: [3, 9]}, again: "Write a name.", next: thanks}
  thanks: {say: "Thank you very much indeed.", next: over}
  over: {end: done}
  gone: {end: erase}
`

// The way is the shortest, and what it takes is counted as a person would.
func TestPaces(t *testing.T) {
	paces, err := rehearsal.Paces(planted(t, paceFlow, ""), rehearsal.WalkOptions{Flow: "fast", Lang: "en"})
	if err != nil || len(paces) != 1 {
		t.Fatalf("%v, %v", paces, err)
	}
	p := paces[0]
	// Texts: 3, 2, 1, 1, 1. Buttons: Way around, Straight, Nothing, and Yes and No once.
	if p.Taps != 3 || p.Typed != 1 || p.Letters != 5 || p.Words != 3+2+1+1+1+4+2 {
		t.Errorf("%d taps, %d typed with %d letters, %d words: %q", p.Taps, p.Typed, p.Letters, p.Words, p.Way)
	}
	if want := 14*600*time.Millisecond + 3*2*time.Second + 5*time.Second; p.Time != want {
		t.Errorf("it takes %s, want %s", p.Time, want)
	}
	if got := strings.Join(p.Way, ", "); got != "> /start, tap: Straight, tap: ✅ Yes, tap: ✅ Yes, > Amina" {
		t.Errorf("the way is %s", got)
	}
	if got := p.String(); got != "fast [en], the shortest way: taps 3, answers typed 1, words read 14, minutes 0:19 (at 100 words a minute)" {
		t.Errorf("it is told as %s", got)
	}
}

// A flow that cannot be done has no shortest way, and one that another part of
// the program begins is not hers to hurry.
func TestNoPace(t *testing.T) {
	for _, flow := range []string{
		strings.Replace(paceFlow, "end: done", "end: left", 1),
		strings.Replace(paceFlow, "{command: fast, start: true}", "{told: x.well}", 1),
	} {
		paces, err := rehearsal.Paces(planted(t, flow, ""), rehearsal.WalkOptions{Flow: "fast", Lang: "en"})
		if err != nil || len(paces) != 0 {
			t.Errorf("%v, %v", paces, err)
		}
	}
}
