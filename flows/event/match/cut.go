package match

import (
	"cmp"
	"math/bits"
	"slices"
)

// cutsMost is how many numbers of teams are tried.
const cutsMost = 5

// cut makes teams of people who speak one language, in the best of a few numbers of teams.
func (b *board) cut(units []*unit) {
	var c count
	for _, u := range units {
		c = c.plus(u, 1)
	}
	numbers := b.Rules.teams(c)
	var best []*team
	most := -1
	for n := range min(len(numbers), cutsMost) {
		at := n
		if len(numbers) > cutsMost { // spread over all of them
			at = n * (len(numbers) - 1) / (cutsMost - 1)
		}
		teams, quality := b.deal(units, numbers[at])
		if quality > most {
			best, most = teams, quality
		}
	}
	b.teams = append(b.teams, best...)
}

// deal makes so many teams of units, which can be cut so: pairs first and evenly, then
// whoever brings an idea, then the others, each to where most is won. The smallest
// teams are filled first, so that none is too small or too large in the end.
func (b *board) deal(units []*unit, n int) (teams []*team, quality int) {
	for range n {
		t := &team{}
		b.set(t, nil)
		teams = append(teams, t)
	}
	units = slices.Clone(units)
	slices.SortStableFunc(units, func(x, y *unit) int {
		return cmp.Or(cmp.Compare(y.n, x.n), cmp.Compare(y.ideas, x.ideas), cmp.Compare(bits.OnesCount64(y.skills), bits.OnesCount64(x.skills)))
	})
	for _, u := range units {
		b.add(b.smallest(teams, u), u)
	}
	for _, t := range teams {
		quality += t.quality
	}
	return teams, quality
}

// smallest is the team, of those that have the fewest people, in which a unit wins most.
func (b *board) smallest(teams []*team, u *unit) *team {
	var best *team
	most := 0
	for _, t := range teams {
		if best != nil && t.n > best.n {
			continue
		}
		won := b.worth(t.with(u)) - t.quality
		if best == nil || t.n < best.n || won > most {
			best, most = t, won
		}
	}
	return best
}
