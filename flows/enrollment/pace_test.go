package enrollment_test

import (
	"testing"
	"time"

	"wecan/flows/rehearsal"
)

// limit is how long applying may take.
const limit = 4 * time.Minute

// Applying takes under four minutes, also for somebody who reads slowly.
func TestUnderFourMinutes(t *testing.T) {
	paces, err := rehearsal.Paces(definitions(t), rehearsal.WalkOptions{Flow: "enrollment"})
	if err != nil {
		t.Fatal(err)
	}
	if len(paces) != len(spoken()) {
		t.Errorf("%d languages of %d have a shortest way: %v", len(paces), len(spoken()), paces)
	}
	for _, p := range paces {
		t.Log(p)
		if p.Time >= limit {
			t.Errorf("%s takes %s on the shortest way, at most %s is promised: shorten the longest texts, or ask less\n%q", p.Lang, p.Time, limit, p.Way)
		}
		if p.Taps < 10 || p.Typed < 2 || p.Words < 150 {
			t.Errorf("that cannot be the whole way: %v\n%q", p, p.Way)
		}
	}
}
