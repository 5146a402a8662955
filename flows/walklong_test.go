package flows_test

import (
	"strings"
	"testing"

	"wecan/flows/rehearsal"
)

// A flow of 60 steps with 12 conditions is walked: an answer that no condition
// ahead reads makes no other state, or there were 2^12 times as many. That the answers must be
// short is no matter of the walk: 30 of 1000 characters do not fit into a
// person's state, and the walk says so.
func TestWalkLong(t *testing.T) {
	short := strings.ReplaceAll(longFlow(60), `again: "A word."`, `again: "A word.", check: {length: [1, 40]}`)
	defs, err := compile(t, short, nil)
	if err != nil {
		t.Fatal(err)
	}
	walked, err := rehearsal.Walk(defs, rehearsal.WalkOptions{Flow: "long"})
	if err != nil {
		t.Fatal(err)
	}
	if walked.States < 60 || walked.States > 600 {
		t.Errorf("%d states", walked.States)
	}
	for _, f := range walked.Faults {
		t.Errorf("%s: %.300s", f.Kind, f)
	}
}
