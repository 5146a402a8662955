package enrollment_test

import (
	"testing"

	"wecan/flows"
	"wecan/flows/rehearsal"
)

// Nobody is ever stuck, in any language, and every text reads right.
func TestWalk(t *testing.T) {
	walked, err := rehearsal.Walk(definitions(t), rehearsal.WalkOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if walked.Languages < 2 || walked.Flows < 7 || walked.States < 100 || walked.Messages < 5000 {
		t.Errorf("%d languages, %d flows, %d states, %d messages", walked.Languages, walked.Flows, walked.States, walked.Messages)
	}
	for _, f := range walked.Faults {
		t.Errorf("%s: %s\n\t%q", f.Kind, f, f.Way)
	}
	if found, _ := definitions(t).Lint(flows.PoFile); len(found) > 0 {
		t.Errorf("besides:\n%v", found)
	}
}
