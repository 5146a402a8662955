package match

import "slices"

// improve lets people change places, or go to another team, as long as that makes the
// teams better, and until so many changes were looked at.
func (b *board) improve(work int) {
	for again := true; again && work > 0; {
		again = false
		for x, one := range b.teams {
			for _, two := range b.teams[x+1:] {
				for work > 0 && b.change(one, two, &work) {
					again = true
				}
			}
		}
	}
}

// change makes the best change between two teams, if any makes them better.
func (b *board) change(one, two *team, work *int) bool {
	most, from, to := one.quality+two.quality, -2, -2
	for i := -1; i < len(one.units); i++ {
		for j := -1; j < len(two.units); j++ {
			if i < 0 && j < 0 {
				continue
			}
			*work--
			s, t := swapped(one, two, i, j)
			if !b.right(s) || !b.right(t) {
				continue
			}
			if q := b.worth(s) + b.worth(t); q > most {
				most, from, to = q, i, j
			}
		}
	}
	if from == -2 {
		return false
	}
	ones, twos := slices.Clone(one.units), slices.Clone(two.units)
	if from >= 0 {
		ones, twos = slices.Delete(ones, from, from+1), append(twos, one.units[from])
	}
	if to >= 0 {
		ones, twos = append(ones, two.units[to]), slices.Delete(twos, to, to+1)
	}
	b.set(one, ones)
	b.set(two, twos)
	return true
}

// swapped is what two teams are after a unit of each has gone to the other; -1 for none.
func swapped(one, two *team, i, j int) (s, t sum) {
	s, t = one.sum, two.sum
	if i >= 0 {
		s = one.but[i]
	}
	if j >= 0 {
		t = two.but[j]
		s = s.with(two.units[j])
	}
	if i >= 0 {
		t = t.with(one.units[i])
	}
	return s, t
}
