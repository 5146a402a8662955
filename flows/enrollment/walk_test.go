package enrollment_test

import (
	"testing"

	"wecan/flows"
	"wecan/flows/rehearsal"
)

// Nobody is ever stuck, in any language, and every text reads right.
func TestWalk(t *testing.T) {
	o, least, states := rehearsal.WalkOptions{}, 7, 100
	if racing {
		o.Flow, least, states = "menu", 1, 4
	}
	walked, err := rehearsal.Walk(definitions(t), o)
	if err != nil {
		t.Fatal(err)
	}
	if walked.Languages < 2 || walked.Flows < least || walked.States < states || walked.Messages < 5000 {
		t.Errorf("%d languages, %d flows, %d states, %d messages", walked.Languages, walked.Flows, walked.States, walked.Messages)
	}
	for _, f := range walked.Faults {
		t.Errorf("%s: %s\n\t%q", f.Kind, f, f.Way)
	}
	if found, _ := definitions(t).Lint(flows.PoFile); len(found) > 0 {
		t.Errorf("besides:\n%v", found)
	}
}
