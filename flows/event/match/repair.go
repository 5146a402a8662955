package match

import "slices"

// mend repairs the teams that have become too small, and then finds teams for those who
// have none. size is what they had.
func (b *board) mend(size map[int]int) {
	for at := 0; at < len(b.teams); at++ {
		t := b.teams[at]
		if t.n >= b.Min || t.n >= size[t.number] {
			continue
		}
		home := b.homes()
		best, bestPeople, bestMoved := (*board)(nil), 0, 0
		for _, way := range []func(*board, *team) bool{(*board).fill, (*board).dissolve} {
			one := b.clone()
			if !way(one, one.teams[at]) {
				continue
			}
			people, _ := one.score()
			if moved := one.moved(home); best == nil || people > bestPeople || people == bestPeople && moved < bestMoved {
				best, bestPeople, bestMoved = one, people, moved
			}
		}
		if best == nil { // nobody can come, and somebody stays
			continue
		}
		if *b = *best; !b.has(t.number) { // others stand at the places now
			at = -1
		}
	}
	b.settle()
}

// has says whether there still is a team of the proposal before.
func (b *board) has(number int) bool {
	return slices.ContainsFunc(b.teams, func(t *team) bool { return t.number == number })
}

// homes are the teams of the units, by number.
func (b *board) homes() map[*unit]int {
	out := map[*unit]int{}
	for _, t := range b.teams {
		for _, u := range t.units {
			out[u] = t.number
		}
	}
	return out
}

// moved counts the people who are in another team than they were.
func (b *board) moved(home map[*unit]int) int {
	n := 0
	for _, t := range b.teams {
		for _, u := range t.units {
			if was, ok := home[u]; ok && was != t.number {
				n += u.n
			}
		}
	}
	return n
}

// fill brings people to a team that is too small: those who are left, those whom another
// can spare, and those in whose place another one goes.
func (b *board) fill(t *team) bool {
	for t.n < b.Min {
		if !b.fetch(t) && !b.relay(t) {
			return false
		}
	}
	return true
}

// fetch brings one unit that is left, or that a team can spare.
func (b *board) fetch(t *team) bool {
	for _, u := range b.left {
		if s := t.with(u); s.langs != 0 && s.n <= b.Max {
			b.take(u)
			b.add(t, u)
			return true
		}
	}
	var from *team
	unit, most := 0, 0
	for _, other := range b.teams {
		for at, u := range other.units {
			s, rest := t.with(u), other.but[at]
			if other == t || u.stays || s.langs == 0 || s.n > b.Max || !b.right(rest) {
				continue
			}
			won := b.worth(s) + b.worth(rest) - other.quality - 1000*u.n
			if from == nil || won > most {
				from, unit, most = other, at, won
			}
		}
	}
	if from == nil {
		return false
	}
	b.hand(from, unit, t)
	return true
}

// hand gives a unit of one team to another.
func (b *board) hand(from *team, at int, to *team) {
	u := from.units[at]
	b.remove(from, at)
	b.add(to, u)
}

// relay brings a unit in whose place one goes that is left, or that a third team can
// spare.
func (b *board) relay(t *team) bool {
	for _, from := range b.teams {
		for at, u := range from.units {
			if s := t.with(u); from == t || u.stays || s.langs == 0 || s.n > b.Max {
				continue
			}
			for _, w := range b.left {
				if b.right(from.but[at].with(w)) {
					b.hand(from, at, t)
					b.take(w)
					b.add(from, w)
					return true
				}
			}
			for _, third := range b.teams {
				for n, w := range third.units {
					if third != from && third != t && !w.stays && b.right(third.but[n]) && b.right(from.but[at].with(w)) {
						b.hand(from, at, t)
						b.hand(third, n, from)
						return true
					}
				}
			}
		}
	}
	return false
}

// dissolve ends a team; its members go where they can. One that somebody chose stays.
func (b *board) dissolve(t *team) bool {
	if slices.ContainsFunc(t.units, func(u *unit) bool { return u.stays }) {
		return false
	}
	b.close(t)
	b.left = append(b.left, t.units...)
	for _, u := range t.units {
		if slices.Contains(b.left, u) {
			b.place(u)
		}
	}
	return true
}
