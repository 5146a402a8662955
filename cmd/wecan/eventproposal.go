package main

import (
	"hash/fnv"

	"wecan/flows/event"
	"wecan/flows/event/match"
)

// proposed are the teams for those who have a place; other is another proposal that is as
// good.
func proposed(e happening, rows []event.Row, other uint64) (match.Proposal, error) {
	h := fnv.New64a()
	_, _ = h.Write([]byte(e.Reference)) // a hash's Write never fails
	return match.Match(matched(rows), match.Rules{Min: e.Plan.TeamMin, Max: e.Plan.TeamMax, Seed: h.Sum64() + other})
}
