package match

import (
	"math/rand/v2"
	"slices"
)

// board is where teams are made of those who do, or of those who do not, ask for a women's
// team.
type board struct {
	Rules

	women  bool
	skills int // how many different ones there are in the crowd
	teams  []*team
	left   []*unit
	rand   *rand.Rand
}

func (c *crowd) board(women bool) *board {
	return &board{Rules: c.Rules, women: women, skills: len(c.skills.list), left: slices.Clone(c.units[women]), rand: c.rand}
}

// team is a team that is being made.
type team struct {
	sum

	number  int // of the proposal before; 0 for a new one
	units   []*unit
	but     []sum // without each of the units
	quality int
}

// set makes a team of these units.
func (b *board) set(t *team, units []*unit) {
	t.units, t.but, t.sum = units, t.but[:0], nobody()
	for _, u := range units {
		t.sum = t.with(u)
	}
	for out := range units {
		s := nobody()
		for n, u := range units {
			if n != out {
				s = s.with(u)
			}
		}
		t.but = append(t.but, s)
	}
	t.quality = b.worth(t.sum)
}

func (b *board) worth(s sum) int { return s.quality(b.skills, b.Rules) }

// right says whether that may be a team.
func (b *board) right(s sum) bool { return s.langs != 0 && s.n >= b.Min && s.n <= b.Max }

func (b *board) add(t *team, u *unit) { b.set(t, append(slices.Clone(t.units), u)) }

func (b *board) remove(t *team, at int) { b.set(t, slices.Delete(slices.Clone(t.units), at, at+1)) }

// open begins a team.
func (b *board) open(units ...*unit) *team {
	t := &team{}
	b.set(t, units)
	b.teams = append(b.teams, t)
	return t
}

// close ends a team. Its units are nowhere then.
func (b *board) close(t *team) {
	b.teams = slices.DeleteFunc(b.teams, func(other *team) bool { return other == t })
}

// take takes one of those who are left.
func (b *board) take(u *unit) {
	b.left = slices.DeleteFunc(b.left, func(other *unit) bool { return other == u })
}

// clone is a board on which something can be tried. Its teams stand at the same places.
func (b *board) clone() *board {
	out := *b
	out.left, out.teams = slices.Clone(b.left), make([]*team, 0, len(b.teams))
	for _, t := range b.teams {
		twin := *t
		twin.units, twin.but = slices.Clone(t.units), slices.Clone(t.but)
		out.teams = append(out.teams, &twin)
	}
	return &out
}

// score is what is better when it is greater: how many people have a team, and then how
// good the teams are.
func (b *board) score() (people, quality int) {
	for _, t := range b.teams {
		people += t.n
		quality += t.quality
	}
	return people, quality
}

// Work that is done at most; so the time is bounded, and the outcome depends on no clock.
const (
	triesMost = 40
	triesWork = 8000       // tries times people
	shareWork = 1_000_000  // changes of two languages, times units
	swapsMost = 40_000_000 // changes of two people that are looked at
)

// form makes teams of those who are left. Who gets one is settled first: the most people.
// Then the teams are made several times, of which the best counts.
func (b *board) form() {
	n := 0
	for _, u := range b.left {
		n += u.n
	}
	tries := min(triesMost, max(1, triesWork/max(n, 1)))
	hopeless := b.hopeless()
	groups, left := b.shareBest(tries)
	left = append(left, hopeless...)
	start, bestPeople, bestQuality := b.clone(), -1, -1
	for range tries {
		one := start.clone()
		one.left = slices.Clone(left)
		one.once(groups, swapsMost/tries)
		if people, quality := one.score(); people > bestPeople || people == bestPeople && quality > bestQuality {
			*b, bestPeople, bestQuality = *one, people, quality
		}
	}
}

// hopeless are those whom no team could hold; they are left no more.
func (b *board) hopeless() []*unit {
	var out []*unit
	all := slices.Clone(b.left)
	for _, u := range all {
		if !viable(u, all, b.Rules) {
			b.take(u)
			out = append(out, u)
		}
	}
	return out
}

// shareBest shares out those who are left, at most so often, and takes what leaves the
// fewest.
func (b *board) shareBest(tries int) (groups [][]*unit, left []*unit) {
	least, work, rests := -1, shareWork, map[count]count{}
	for range tries {
		b.shuffle(b.left)
		g, l := b.share(b.left, rests, &work)
		n := 0
		for _, u := range l {
			n += u.n
		}
		if least < 0 || n < least {
			groups, left, least = g, l, n
		}
		if n == 0 {
			break
		}
	}
	return groups, left
}

func (b *board) shuffle(units []*unit) {
	b.rand.Shuffle(len(units), func(i, j int) { units[i], units[j] = units[j], units[i] })
}

// once makes teams of groups in one way.
func (b *board) once(groups [][]*unit, work int) {
	for _, g := range groups {
		b.shuffle(g)
		b.cut(g)
	}
	b.improve(work)
	b.settle()
	b.improve(work / 4)
}

// settle finds teams for those who are left, as far as it can.
func (b *board) settle() {
	for again := len(b.left) > 0; again; {
		again = false
		for _, u := range slices.Clone(b.left) {
			if slices.Contains(b.left, u) && b.place(u) {
				again = true
			}
		}
	}
}
