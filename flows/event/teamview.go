package event

import (
	"encoding/json"
	"fmt"
	"slices"

	"wecan/flows"
)

// TeamView is a team as those who plan see it.
type TeamView struct {
	Reference string // of its event
	Code      string
	Name      string
	Women     bool // all in it asked for that, in private
	Small     bool // whoever plans has let it be so small
	Most      int
	Placing   int // the number of the last order that it heard
	Over      bool
	Forgot    bool // nobody knows any more who was in it
	Lines     int  // how many were written
	Members   []TeamMember
}

// TeamMember is somebody in a team, or for whom it keeps a place.
type TeamMember struct {
	Arrival int
	Guest   flows.ActorID
	Kept    bool   // she was put there, and has not come yet
	Own     bool   // she came by herself
	Shows   string // whether the others may see her name: yes, no, or "" while she has not said
	Name    string // if they may
}

// ReadTeam reads a team's body; false when nobody has made it.
func ReadTeam(body []byte) (TeamView, bool, error) {
	if len(body) == 0 {
		return TeamView{}, false, nil
	}
	var t team
	if err := json.Unmarshal(body, &t); err != nil {
		return TeamView{}, false, fmt.Errorf("event: read the team: %w", err)
	}
	v := TeamView{
		Reference: t.Reference, Code: t.Code, Name: t.Name, Women: t.Women, Small: t.Small, Most: t.Most, Placing: t.Placing, Over: t.Over, Forgot: t.Forgot, Lines: t.Lines,
	}
	for _, m := range t.Members {
		v.Members = append(v.Members, TeamMember{Arrival: m.N, Guest: m.Guest, Own: m.Put == 0, Shows: m.Shows, Name: m.Name})
	}
	for _, n := range t.Kept {
		v.Members = append(v.Members, TeamMember{Arrival: n.N, Guest: n.Guest, Kept: true})
	}
	slices.SortFunc(v.Members, func(a, b TeamMember) int { return a.Arrival - b.Arrival })
	return v, t.Reference != "", nil
}
