package match

// place finds a team for somebody who is left, with as few moves of others as it can: in a
// team that has room; else where one makes room by going to another team; else in a new
// one, of others who are left and of those whom a team can spare.
func (b *board) place(u *unit) bool {
	return b.enter(u) || b.squeeze(u) || b.begin(u)
}

// enter puts a unit where there is room and where most is won.
func (b *board) enter(u *unit) bool {
	t := b.roomFor(u, nil)
	if t == nil {
		return false
	}
	b.take(u)
	b.add(t, u)
	return true
}

// roomFor is the best team that can take one more unit, other than one; nil for none. A
// team that is too small is a better one than any other.
func (b *board) roomFor(u *unit, not *team) *team {
	var best *team
	most, small := 0, false
	for _, t := range b.teams {
		s := t.with(u)
		if t == not || s.langs == 0 || s.n > b.Max {
			continue
		}
		won := b.worth(s) - t.quality
		if best == nil || t.n < b.Min && !small || won > most && small == (t.n < b.Min) {
			best, most, small = t, won, t.n < b.Min
		}
	}
	return best
}

// squeeze puts a unit in the place of another, or of a few others, that go to another
// team.
func (b *board) squeeze(u *unit) bool {
	type way struct {
		t  *team
		at int
		to *team
	}
	var best way
	cost, most := 0, 0
	for _, t := range b.teams {
		for at, out := range t.units {
			s := t.but[at].with(u)
			if out.stays || out.n > u.n || !b.right(s) {
				continue
			}
			to := b.roomFor(out, t)
			if to == nil {
				continue
			}
			won := b.worth(s) - t.quality + b.worth(to.with(out)) - to.quality
			if best.t == nil || out.n < cost || out.n == cost && won > most {
				best, cost, most = way{t, at, to}, out.n, won
			}
		}
	}
	if best.t == nil {
		return false
	}
	out := best.t.units[best.at]
	b.take(u)
	b.remove(best.t, best.at)
	b.add(best.t, u)
	b.add(best.to, out)
	return true
}

// begin makes a new team around a unit that is left: in that of its languages in which the
// fewest must be moved.
func (b *board) begin(u *unit) bool {
	var best []*unit
	least := 0
	for langs := u.langs; langs != 0; langs &= langs - 1 {
		units, moved := b.around(u, langs&-langs)
		if units != nil && (best == nil || moved < least) {
			best, least = units, moved
		}
	}
	if best == nil {
		return false
	}
	for _, one := range best {
		b.pull(one)
	}
	b.open(best...)
	return true
}

// around are units for a new team that speaks a language, and how many people of them have
// a team now; nil if there are too few.
func (b *board) around(u *unit, lang uint64) (units []*unit, moved int) {
	units, s := []*unit{u}, nobody().with(u)
	for _, other := range b.left {
		if other != u && other.langs&lang != 0 && s.n < b.Min && s.n+other.n <= b.Max {
			units, s = append(units, other), s.with(other)
		}
	}
	taken := map[*team]int{}
	for _, n := range []int{1, 2} {
		for _, t := range b.teams {
			for _, other := range t.units {
				if !other.stays && other.n == n && other.langs&lang != 0 && t.n-taken[t]-n >= b.Min && s.n < b.Min && s.n+n <= b.Max {
					units, s = append(units, other), s.with(other)
					taken[t] += n
					moved += n
				}
			}
		}
	}
	if s.n < b.Min {
		return nil, 0
	}
	return units, moved
}

// pull takes a unit out of wherever it is.
func (b *board) pull(u *unit) {
	b.take(u)
	for _, t := range b.teams {
		for at, one := range t.units {
			if one == u {
				b.remove(t, at)
				return
			}
		}
	}
}
