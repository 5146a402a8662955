package match

import (
	"cmp"
	"math/bits"
	"slices"
)

// count is how many units of one and of two people there are.
type count struct{ one, two int }

func (c count) people() int { return c.one + 2*c.two }

func (c count) plus(u *unit, by int) count {
	if u.n == 1 {
		c.one += by
	} else {
		c.two += by
	}
	return c
}

// cuts says whether people can be cut into so many teams of right sizes. Pairs are spread
// evenly: that needs the fewest others beside them.
func (r Rules) cuts(c count, teams int) bool {
	if teams == 0 || c.people() == 0 {
		return teams == 0 && c.people() == 0
	}
	few, more := c.two/teams, c.two%teams // pairs in most teams, and how many teams have one more
	if few*2 > r.Max || more > 0 && few*2+2 > r.Max {
		return false
	}
	need := more*max(0, r.Min-2*few-2) + (teams-more)*max(0, r.Min-2*few)
	return need <= c.one && c.people() <= teams*r.Max
}

// teams are the numbers of teams into which people can be cut, ascending.
func (r Rules) teams(c count) []int {
	var out []int
	for n := (c.people() + r.Max - 1) / r.Max; n <= c.people()/r.Min; n++ {
		if r.cuts(c, n) {
			out = append(out, n)
		}
	}
	return out
}

// rest is the most that can be cut into teams.
func (s *sharing) rest(c count) count {
	if done, ok := s.rests[c]; ok {
		return done
	}
	for less := 0; less <= c.people(); less++ {
		for two := less / 2; two >= 0; two-- {
			other := count{c.one - less + 2*two, c.two - two}
			if other.one >= 0 && other.two >= 0 && (other.people() == 0 || len(s.teams(other)) > 0) {
				s.rests[c] = other
				return other
			}
		}
	}
	return count{}
}

// lost is how many of them get no team.
func (s *sharing) lost(c count) int { return c.people() - s.rest(c).people() }

// sharing shares people out to languages, so that few are left over.
type sharing struct {
	Rules

	units  []*unit
	in     []int // the group of each unit, by bit; -1 for none
	counts [bitsMost]count
	langs  []int // that anybody speaks
	rests  map[count]count
	work   *int // that is left for changes of two languages
}

// share makes groups whose numbers can be cut into teams, and names those for whom
// there is none. The order of the units decides between what is equally good.
func (b *board) share(units []*unit, rests map[count]count, work *int) (groups [][]*unit, left []*unit) {
	s := &sharing{Rules: b.Rules, units: slices.Clone(units), rests: rests, work: work}
	slices.SortStableFunc(s.units, func(x, y *unit) int {
		return cmp.Compare(bits.OnesCount64(x.langs), bits.OnesCount64(y.langs))
	})
	s.begin()
	for s.better() {
		continue
	}
	return s.groups()
}

// begin puts those who have little choice first, and everybody with the most people.
func (s *sharing) begin() {
	var speakers [bitsMost]int
	for _, u := range s.units {
		for lang := range bitsMost {
			if u.langs&(1<<lang) != 0 {
				speakers[lang] += u.n
			}
		}
	}
	for lang, n := range speakers {
		if n > 0 {
			s.langs = append(s.langs, lang)
		}
	}
	slices.SortStableFunc(s.langs, func(x, y int) int { return cmp.Compare(speakers[y], speakers[x]) })
	s.in = make([]int, len(s.units))
	for at, u := range s.units {
		s.in[at] = -1
		best := -1
		for _, lang := range s.langs { // those that most speak first
			if u.langs&(1<<lang) != 0 && (best < 0 || s.counts[lang].people() > s.counts[best].people()) {
				best = lang
			}
		}
		if best >= 0 {
			s.move(at, best)
		}
	}
}

func (s *sharing) move(at, to int) {
	if from := s.in[at]; from >= 0 {
		s.counts[from] = s.counts[from].plus(s.units[at], -1)
	}
	if s.in[at] = to; to >= 0 {
		s.counts[to] = s.counts[to].plus(s.units[at], 1)
	}
}

// cost is how many more are left over when a unit moves: in the group that it leaves, and in
// that which it joins.
func (s *sharing) cost(at, to int) (leaves, joins int) {
	u := s.units[at]
	if from := s.in[at]; from >= 0 {
		leaves = s.lost(s.counts[from].plus(u, -1)) - s.lost(s.counts[from])
	} else {
		leaves = -u.n
	}
	return leaves, s.lost(s.counts[to].plus(u, 1)) - s.lost(s.counts[to])
}

// better makes one change after which fewer are left over: units go to a language, or to
// two, one after the other, or all leave one.
func (s *sharing) better() bool {
	if s.all() == 0 {
		return false
	}
	for _, lang := range s.langs {
		if s.attempt(func() { s.gather(lang) }) || s.attempt(func() { s.scatter(lang) }) {
			return true
		}
	}
	for _, one := range s.langs {
		if !s.needs(one) {
			continue
		}
		for _, two := range s.langs {
			if *s.work -= len(s.units); *s.work < 0 {
				return false
			}
			if one != two && (s.attempt(func() { s.gather(one); s.gather(two); s.single() }) || s.attempt(func() { s.scatter(one); s.gather(two); s.single() })) {
				return true
			}
		}
	}
	return false
}

// needs says whether somebody who speaks a language is left over.
func (s *sharing) needs(lang int) bool {
	if s.lost(s.counts[lang]) > 0 {
		return true
	}
	for at, u := range s.units {
		if s.in[at] < 0 && u.langs&(1<<lang) != 0 {
			return true
		}
	}
	return false
}

// all is how many are left over.
func (s *sharing) all() int {
	n := 0
	for _, lang := range s.langs {
		n += s.lost(s.counts[lang])
	}
	for at, u := range s.units {
		if s.in[at] < 0 {
			n += u.n
		}
	}
	return n
}

// attempt keeps what was done if it is better.
func (s *sharing) attempt(do func()) bool {
	in, counts, was := slices.Clone(s.in), s.counts, s.all()
	do()
	if s.all() < was {
		return true
	}
	s.in, s.counts = in, counts
	return false
}

// gather brings units to a language until nobody in it is left over, at most as many as
// make two teams.
func (s *sharing) gather(lang int) {
	for range 2 * s.Min {
		best, least := -1, 0
		known := map[[2]int]int{} // what it costs depends on the group and on how many they are
		for at, u := range s.units {
			if u.langs&(1<<lang) == 0 || s.in[at] == lang {
				continue
			}
			kind := [2]int{s.in[at], u.n}
			cost, ok := known[kind]
			if !ok {
				leaves, joins := s.cost(at, lang)
				cost = leaves + joins
				known[kind] = cost
			}
			if best < 0 || cost < least {
				best, least = at, cost
			}
		}
		if best < 0 {
			return
		}
		if s.move(best, lang); s.lost(s.counts[lang]) == 0 {
			return
		}
	}
}

// single moves one unit after the other as long as fewer are left over after each.
func (s *sharing) single() {
	for at := 0; at < len(s.units); at++ {
		for _, to := range s.langs {
			if s.in[at] == to || s.units[at].langs&(1<<to) == 0 {
				continue
			}
			if leaves, joins := s.cost(at, to); leaves+joins < 0 {
				s.move(at, to)
				at = -1
				break
			}
		}
	}
}

// scatter takes all units out of a language.
func (s *sharing) scatter(lang int) {
	for at, u := range s.units {
		if s.in[at] != lang {
			continue
		}
		best, least := -1, 0
		for _, to := range s.langs {
			if to == lang || u.langs&(1<<to) == 0 {
				continue
			}
			if _, joins := s.cost(at, to); best < 0 || joins < least {
				best, least = to, joins
			}
		}
		s.move(at, best)
	}
}

// groups makes groups of what was shared, without those who are too many.
func (s *sharing) groups() (groups [][]*unit, left []*unit) {
	for at, u := range s.units {
		if s.in[at] < 0 {
			left = append(left, u)
		}
	}
	for _, lang := range s.langs {
		room := s.rest(s.counts[lang])
		var group []*unit
		for at, u := range s.units {
			if s.in[at] != lang {
				continue
			}
			if next := room.plus(u, -1); next.one >= 0 && next.two >= 0 {
				room, group = next, append(group, u)
			} else {
				left = append(left, u)
			}
		}
		if len(group) > 0 {
			groups = append(groups, group)
		}
	}
	return groups, left
}
