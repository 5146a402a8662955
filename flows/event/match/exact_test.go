package match_test

import (
	"fmt"
	"math"
	"math/bits"
	"math/rand/v2"
	"slices"
	"testing"

	"wecan/flows/event/match"
)

// best is how many people have a team, and how good those are, as [match.Quality] times
// the people.
type best struct{ placed, quality int }

// exact is the best that can be: for all people, and for those who have a team in the proposal.
// It tries all ways, by a rule of its own for what may be a team. Friends whom the
// proposal names as apart may be apart here.
func exact(people []match.Person, r match.Rules, p match.Proposal) (all, same best) {
	n := len(people)
	worth := make([]int, 1<<n) // of each set that may be a team; -1 for those that may not
	skills := map[string]bool{}
	for _, one := range people {
		for _, s := range one.Skills {
			skills[s] = true
		}
	}
	for set := range worth {
		worth[set] = worthOf(people, set, len(skills), r, p)
	}
	of := make([]best, 1<<n)
	for set := 1; set < 1<<n; set++ {
		first := set & -set
		of[set] = of[set&^first]
		for team := set; team > 0; team = (team - 1) & set {
			if team&first == 0 || worth[team] < 0 {
				continue
			}
			rest := of[set&^team]
			v := best{rest.placed + bits.OnesCount(uint(team)), rest.quality + worth[team]}
			if v.placed > of[set].placed || v.placed == of[set].placed && v.quality > of[set].quality {
				of[set] = v
			}
		}
	}
	hers := 0
	for at, one := range people {
		for _, t := range p.Teams {
			if slices.Contains(t.Members, one.ID) && !one.Alone {
				hers |= 1 << at
			}
		}
	}
	return of[1<<n-1], of[hers]
}

// worthOf is what a team is worth to all of its members, as the comment of [match.Quality]
// says; -1 if it may not be.
func worthOf(people []match.Person, set, all int, r match.Rules, p match.Proposal) int {
	low, high := bounds(r)
	var team []match.Person
	for n, one := range people {
		if set&(1<<n) != 0 {
			team = append(team, one)
		}
	}
	if len(team) < low || len(team) > high || len(shared(team)) == 0 {
		return -1
	}
	skills, ideas := map[string]bool{}, 0
	for _, one := range team {
		other, mutual := friend(people, one)
		in := slices.ContainsFunc(team, func(p match.Person) bool { return p.ID == other.ID })
		if one.Alone || one.Women != team[0].Women || mutual && !in && !apart(p, one, other) {
			return -1
		}
		for _, s := range one.Skills {
			skills[s] = true
		}
		if one.Idea {
			ideas++
		}
	}
	worth := 60
	if all > 0 {
		worth = 60 * len(skills) / all
	}
	switch {
	case ideas == 0:
		worth += 15
	case ideas < 3:
		worth += 30
	}
	if len(team) > low && len(team) < high {
		worth += 10
	}
	return len(team) * worth
}

// ratios gathers how near outcomes are to the best.
type ratios struct {
	n, alike   int
	sum, worst float64
}

func (r *ratios) add(ours, best int) {
	one := float64(ours) / float64(best)
	if r.n == 0 || one < r.worst {
		r.worst = one
	}
	if ours == best {
		r.alike++
	}
	r.n++
	r.sum += one
}

func (r *ratios) mean() float64 { return r.sum / float64(max(r.n, 1)) }

func (r *ratios) String() string {
	return fmt.Sprintf("%.4f in the mean, %.3f at worst, the best itself %d times of %d", r.mean(), r.worst, r.alike, r.n)
}

// ours is how good a proposal is.
func ours(t *testing.T, p match.Proposal, people []match.Person, r match.Rules) best {
	t.Helper()
	out := best{}
	for _, team := range p.Teams {
		if len(team.Members) > 1 {
			out.placed += len(team.Members)
		}
	}
	mean, err := match.Quality(p, people, r)
	if err != nil {
		t.Fatal(err)
	}
	out.quality = int(math.Round(mean * float64(out.placed)))
	return out
}

// Against all ways that there are: as many people have a team, and the teams are nearly as
// good as they can be.
func TestTeamsAreNearlyTheBest(t *testing.T) {
	cases, most, fewer := 3000, 9, 0
	if racing || testing.Short() {
		cases, most = 150, 7
	}
	var free, fixed ratios
	for seed := range cases {
		rand := rand.New(rand.NewPCG(uint64(seed), 3))
		choose := func(_ string, n int) int { return rand.IntN(n) }
		people, r := crowd(choose, 3+choose("people", most-2)), rules(choose)
		p, err := match.Match(people, r)
		if err != nil {
			t.Fatal(err)
		}
		all, same := exact(people, r, p)
		us := ours(t, p, people, r)
		switch {
		case us.placed > all.placed || us.placed != same.placed || us.quality > same.quality:
			t.Fatalf("seed %d: better than the best: %v, not %v, %v:\n%v\n%v", seed, us, all, same, people, p)
		case us.placed < all.placed:
			fewer++
		case us.placed > 0:
			free.add(us.quality, all.quality)
			fixed.add(us.quality, same.quality)
		}
	}
	t.Logf("%d cases of up to %d people: %d times fewer have a team than could", cases, most, fewer)
	t.Logf("else quality/best, with the same people in teams: %v", &fixed)
	t.Logf("else quality/best, where the best may choose whom to leave out: %v", &free)
	if fewer*200 > cases || fixed.mean() < 0.97 || free.mean() < 0.95 {
		t.Error("that is not good enough")
	}
}
