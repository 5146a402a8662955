package match_test

import (
	"testing"

	"wecan/flows/event/match"
)

// The arithmetic of what can be cut into teams, against trying all ways.
func TestWhatCanBeCut(t *testing.T) {
	for low := 2; low <= 5; low++ {
		for high := low; high <= low+3; high++ {
			r := match.Rules{Min: low, Max: high}
			for one := range 12 {
				for two := range 7 {
					for teams := range 6 {
						if got, want := match.Cuts(r, one, two, teams), cut(r, one, two, teams); got != want {
							t.Fatalf("%d people and %d pairs in %d teams of %d to %d: %v", one, two, teams, low, high, got)
						}
					}
				}
			}
		}
	}
}

// cut tries all ways.
func cut(r match.Rules, one, two, teams int) bool {
	if teams == 0 {
		return one == 0 && two == 0
	}
	for pairs := 0; pairs <= two && 2*pairs <= r.Max; pairs++ {
		for others := max(0, r.Min-2*pairs); others <= one && 2*pairs+others <= r.Max; others++ {
			if cut(r, one-others, two-pairs, teams-1) {
				return true
			}
		}
	}
	return false
}
