package match

import (
	"cmp"
	"slices"
	"strings"
)

// Move is somebody whose team is another one now; 0 is for none.
type Move struct {
	ID   string `json:"id"`
	From int    `json:"from"`
	To   int    `json:"to"`
}

// Mend makes teams right again after people left, came or changed what they said: people
// are all who are signed up now. Teams that none of that touches stay as they are, also
// those that somebody made by hand against the rules, unless they take somebody in or
// spare somebody. It tries what moves the fewest people who have a team. Who chose her team
// stays in it, if need be in one that is too small.
//
// Moves are all whose team is another one than before, by ID; also those who had none. The
// errors are those of [Match].
func Mend(p Proposal, people []Person, r Rules) (Proposal, []Move, error) {
	c, err := newCrowd(people, r)
	if err != nil {
		return p, nil, err
	}
	c.remember(p)
	apart := c.pair()
	was := map[string]int{}
	size := map[int]int{}
	for _, t := range p.Teams {
		size[t.Number] = len(t.Members)
		for _, id := range t.Members {
			was[id] = t.Number
		}
	}
	var boards []*board
	for _, women := range []bool{false, true} {
		b := c.seat(women)
		apart = append(apart, c.admit(b)...)
		b.mend(size)
		boards = append(boards, b)
	}
	out := c.propose(boards, apart, p.Last)
	return out, c.moves(was, out), nil
}

// moves compares the teams that people have with those that they had.
func (c *crowd) moves(was map[string]int, now Proposal) []Move {
	to := map[string]int{}
	for _, t := range now.Teams {
		for _, id := range t.Members {
			to[id] = t.Number
		}
	}
	var out []Move
	for _, p := range c.people {
		if was[p.ID] != to[p.ID] {
			out = append(out, Move{p.ID, was[p.ID], to[p.ID]})
		}
	}
	slices.SortFunc(out, func(a, b Move) int { return strings.Compare(a.ID, b.ID) })
	return out
}

// remember says which friends were apart, and who still has the team that she had: whoever is signed up and did not
// change what she said so that the team is none for her.
func (c *crowd) remember(p Proposal) {
	c.team, c.sizes = map[string]int{}, map[[2]string]bool{}
	for _, a := range p.Apart {
		c.sizes[[2]string{a.A, a.B}] = a.Why == ApartSizes
	}
	for _, t := range p.Teams {
		women, alone, made := t.has(BecauseWomen), t.has(BecauseAlone), t.has(BecauseLanguages)
		var members, stay []int
		for _, id := range t.Members {
			if at, ok := c.at[id]; ok && c.people[at].Alone == alone && (alone || c.people[at].Women == women) {
				if members = append(members, at); c.people[at].Stays {
					stay = append(stay, at)
				}
			}
		}
		lang := c.spoken(members)
		if len(stay) > 0 {
			lang = c.spoken(stay)
		}
		for _, at := range members {
			if alone || !made || c.people[at].Stays || c.unit(at).langs&lang != 0 {
				c.team[c.people[at].ID] = t.Number
			}
		}
	}
}

func (t Team) has(kind Kind) bool {
	return slices.ContainsFunc(t.Reasons, func(r Reason) bool { return r.Kind == kind })
}

// spoken is the language that most of them speak.
func (c *crowd) spoken(people []int) uint64 {
	best, most := uint64(0), 0
	for lang := range len(c.langs.list) {
		n := 0
		for _, at := range people {
			n += int(c.unit(at).langs >> lang & 1)
		}
		if n > most {
			best, most = 1<<lang, n
		}
	}
	return best
}

// seat is a board with the teams that there are. A pair of whom one has a team is in it.
func (c *crowd) seat(women bool) *board {
	b := c.board(women)
	b.left = nil
	teams := map[int][]*unit{}
	for _, u := range c.units[women] {
		number := 0
		for _, at := range u.people {
			number = max(number, c.team[c.people[at].ID])
		}
		if number == 0 {
			b.left = append(b.left, u)
			continue
		}
		teams[number] = append(teams[number], u)
	}
	for number, units := range teams {
		b.open(units...).number = number
	}
	slices.SortFunc(b.teams, func(x, y *team) int { return cmp.Compare(x.number, y.number) })
	return b
}

// admit makes room for friends who came to somebody in a team: another goes from there, or
// both go to another one. If neither can be, they are apart.
func (c *crowd) admit(b *board) []Apart {
	var apart []Apart
	for _, t := range slices.Clone(b.teams) {
		for _, u := range slices.Clone(t.units) {
			if !c.came(u) || t.langs != 0 && t.n <= b.Max {
				continue
			}
			b.remove(t, slices.Index(t.units, u))
			b.left = append(b.left, u)
			if b.squeezeInto(t, u) || !u.stays && (b.enter(u) || b.squeeze(u)) {
				continue
			}
			b.take(u)
			apart = append(apart, c.part(b, t, u))
		}
	}
	return apart
}

// came says whether one of two has a team and the other comes to her.
func (c *crowd) came(u *unit) bool {
	return u.n == 2 && c.team[c.people[u.people[0]].ID] != c.team[c.people[u.people[1]].ID]
}

// part leaves the one of two friends who had a team in it.
func (c *crowd) part(b *board, t *team, u *unit) Apart {
	stays, comes := c.unit(u.people[0]), c.unit(u.people[1])
	if c.team[c.people[u.people[1]].ID] == t.number {
		stays, comes = comes, stays
	}
	b.add(t, stays)
	b.left = append(b.left, comes)
	c.units[b.women] = append(slices.DeleteFunc(slices.Clone(c.units[b.women]), func(other *unit) bool { return other == u }), stays, comes)
	return Apart{c.people[u.people[0]].ID, c.people[u.people[1]].ID, ApartLater}
}

// squeezeInto puts a unit into a team out of which somebody else goes to another.
func (b *board) squeezeInto(t *team, u *unit) bool {
	for at, out := range t.units {
		if s := t.but[at].with(u); out.stays || out.n > u.n || !b.right(s) {
			continue
		}
		if to := b.roomFor(out, t); to != nil {
			b.take(u)
			b.remove(t, at)
			b.add(t, u)
			b.add(to, out)
			return true
		}
	}
	return false
}
