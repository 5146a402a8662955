package main

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"wecan/flows/event"
)

// Whoever is left over in a team that others have left is brought together with somebody, and
// few are moved for that; unless she chose the team, or whoever plans wants it so small. That
// it is too small is said.
func TestTeamsThatSomebodyHasLeft(t *testing.T) {
	member := func(arrivals ...int) (out []event.TeamMember) {
		for _, n := range arrivals {
			out = append(out, event.TeamMember{Arrival: n})
		}
		return out
	}
	var rows []event.Row
	for n := 1; n <= 5; n++ {
		rows = append(rows, teamRow(n, event.SeatPlaced, "", []string{"en"}, nil, nil))
	}
	for name, c := range map[string]struct {
		change func(*event.TeamView) // of the team that was left
		min    int
		moved  int
		small  bool
	}{
		"others have left":         {func(*event.TeamView) {}, 2, 1, false},
		"there are enough for one": {func(*event.TeamView) {}, 3, 1, false},
		"she chose it":             {func(v *event.TeamView) { v.Members[0].Own = true }, 2, 0, true},
		"it is wanted so":          {func(v *event.TeamView) { v.Small = true }, 2, 0, true},
	} {
		there := []event.TeamView{
			{Code: "100001", Most: 5, Members: member(1)},
			{Code: "100002", Most: 5, Members: member(2, 3, 4, 5)},
		}
		c.change(&there[0])
		b, err := newTeamBoard(event.Plan{TeamMin: c.min, TeamMax: 5}, rows, there, 1)
		if err != nil {
			t.Fatal(err)
		}
		if err := b.check(); err != nil {
			t.Fatal(err)
		}
		moved := 0
		for n := 1; n <= 5; n++ {
			if b.teamOf(teamID(n)) != min(n, 2) {
				moved++
			}
		}
		small := slices.ContainsFunc(b.warnings, func(w boardError) bool { return strings.HasPrefix(w.kind, "small") })
		alone := false
		for _, team := range b.proposal.Teams {
			alone = alone || len(team.Members) == 1
		}
		if moved != c.moved || small != c.small || alone != c.small {
			t.Errorf("%s: %d are moved, it is said: %v, somebody is alone: %v; %+v", name, moved, small, alone, b.proposal.Teams)
		}
		drawn := 0
		if _, err := b.placings(func() (string, error) { drawn++; return strconv.Itoa(200_000 + drawn), nil }); err != nil {
			t.Error(err)
		}
	}
}
