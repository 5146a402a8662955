package flows_test

import (
	"fmt"
	"strings"
	"testing"

	"wecan/flows"
	"wecan/flows/rehearsal"
)

// longFlow has so many steps: questions of every frequent kind, conditions and
// fixed values between them.
func longFlow(steps int) string {
	var b strings.Builder
	b.WriteString("flow: long\nfirst: s0\ntriggers: {start: true}\nsteps:\n")
	for i := range steps {
		next := fmt.Sprintf("s%d", i+1)
		switch i % 5 {
		case 0:
			fmt.Fprintf(&b, "  s%d: {ask: text, text: \"Word %d?\", again: \"A word.\", save: f%d, next: %s}\n", i, i, i, next)
		case 1:
			fmt.Fprintf(&b, "  s%d: {ask: choice, text: \"Choice %d?\", save: f%d, options: {one: \"One\", two: \"Two\"}, next: %s}\n", i, i, i, next)
		case 2:
			fmt.Fprintf(&b, "  s%d: {branch: [{if: f%d == \"two\", go: %s}], else: %s}\n", i, i-1, next, next)
		case 3:
			fmt.Fprintf(&b, "  s%d: {ask: number, text: \"Number %d, after {f%d}?\", save: f%d, next: %s}\n", i, i, i-3, i, next)
		case 4:
			fmt.Fprintf(&b, "  s%d: {set: {mark: \"m%d\"}, next: %s}\n", i, i, next)
		}
	}
	fmt.Fprintf(&b, "  s%d: {end: done}\n", steps)
	return b.String()
}

// answers takes a person so many questions far.
func answers(tb testing.TB, w *rehearsal.World, n int) {
	tb.Helper()
	give := func(text string) {
		if _, err := w.Give(w.Person(), w.Write(text)); err != nil {
			tb.Fatal(err)
		}
	}
	give("/start")
	for i := range n {
		give([]string{"flower", "two", "7"}[i%3])
	}
}

// longTurn is a turn of somebody who has answered so many questions of a flow.
func longTurn(tb testing.TB, steps, answered int) func() {
	tb.Helper()
	defs, err := compile(tb, longFlow(steps), nil)
	if err != nil {
		tb.Fatal(err)
	}
	w, err := rehearsal.NewWorld(defs)
	if err != nil {
		tb.Fatal(err)
	}
	answers(tb, w, answered)
	state, in, turn := w.State(w.Person()), w.Write("two"), flows.Turn{Now: w.Now, IDs: w.IDs()}
	return func() {
		a, err := flows.DecodeActor(w.Person(), state)
		if err != nil {
			tb.Fatal(err)
		}
		r, err := defs.Step(turn, a, in)
		if err != nil {
			tb.Fatal(err)
		}
		if _, err := flows.EncodeActor(r.Actor); err != nil {
			tb.Fatal(err)
		}
	}
}

// A turn costs the same in a flow of two hundred steps as in one of twenty, for
// somebody who has answered as much.
func TestStepIsFlatInTheLengthOfTheFlow(t *testing.T) {
	short, long := testing.AllocsPerRun(50, longTurn(t, 20, 4)), testing.AllocsPerRun(50, longTurn(t, 200, 4))
	if long > short*1.02 {
		t.Errorf("a turn makes %.0f allocations in a flow of 20 steps and %.0f in one of 200", short, long)
	}
}

// Somebody can walk two hundred steps, and her state stays far below its limit.
func TestFlowOfTwoHundredSteps(t *testing.T) {
	defs, err := compile(t, longFlow(200), nil)
	if err != nil {
		t.Fatal(err)
	}
	w, err := rehearsal.NewWorld(defs)
	if err != nil {
		t.Fatal(err)
	}
	answers(t, w, 120)
	if n := len(w.State(w.Person())); n > flows.StateLimit/4 {
		t.Errorf("after 120 answers the state has %d bytes", n)
	}
	if got := texts(write(t, w, "/status")); !strings.Contains(got, "not sent anything") {
		t.Errorf("at the end: %q", got)
	}
}

func BenchmarkLongFlow(b *testing.B) {
	for _, c := range []struct{ steps, answered int }{{20, 4}, {200, 4}, {200, 110}} {
		b.Run(fmt.Sprintf("steps=%d/answered=%d", c.steps, c.answered), func(b *testing.B) {
			turn := longTurn(b, c.steps, c.answered)
			b.ReportAllocs()
			for b.Loop() {
				turn()
			}
		})
	}
}
