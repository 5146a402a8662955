package match

// unit is whoever is moved as one: somebody, or two friends.
type unit struct {
	people []int // in the crowd
	langs  uint64
	skills uint64
	n      int // of people
	ideas  int
	stays  bool // in the team that one of them chose
}

func (c *crowd) unit(people ...int) *unit {
	u := &unit{people: people, n: len(people), langs: ^uint64(0)}
	for _, at := range people {
		p := c.people[at]
		var langs uint64
		for _, lang := range p.Languages {
			langs |= c.langs.bit(string(lang))
		}
		u.langs &= langs
		u.stays = u.stays || p.Stays && c.team[p.ID] > 0
		for _, skill := range p.Skills {
			u.skills |= c.skills.bit(skill)
		}
		if p.Idea {
			u.ideas++
		}
	}
	return u
}

// pair makes the units of everybody who does not wish to be alone, and names the friends
// who cannot be one unit.
func (c *crowd) pair() []Apart {
	var apart []Apart
	units := map[bool][]*unit{}
	for at, p := range c.people {
		friend, mutual := c.friend(at)
		why := Kind("")
		if mutual {
			why = c.discord(min(at, friend), max(at, friend))
		}
		switch {
		case mutual && why == "" && friend < at:
			continue // she is in her friend's unit
		case mutual && why == "":
			units[p.Women] = append(units[p.Women], c.unit(at, friend))
			continue
		case mutual && at < friend:
			apart = append(apart, Apart{p.ID, c.people[friend].ID, why})
		}
		if !p.Alone {
			units[p.Women] = append(units[p.Women], c.unit(at))
		}
	}
	for _, women := range []bool{false, true} {
		for _, u := range units[women] {
			if u.n == 1 || viable(u, units[women], c.Rules) {
				c.units[women] = append(c.units[women], u)
				continue
			}
			a, b := u.people[0], u.people[1]
			apart = append(apart, Apart{c.people[a].ID, c.people[b].ID, ApartSizes})
			c.units[women] = append(c.units[women], c.unit(a), c.unit(b))
		}
	}
	return apart
}

// friend is whom somebody named and who named her too.
func (c *crowd) friend(at int) (int, bool) {
	p := c.people[at]
	other, ok := c.at[p.Pair]
	return other, ok && other != at && c.people[other].Pair == p.ID
}

// discord is why two friends cannot be in one team, of whom a has the lesser ID; "" if they
// can.
func (c *crowd) discord(a, b int) Kind {
	switch p, q := c.people[a], c.people[b]; {
	case p.Alone || q.Alone:
		return ApartAlone
	case p.Women != q.Women:
		return ApartWomen
	case c.unit(a, b).langs == 0:
		return ApartLanguage
	case c.team[p.ID] != c.team[q.ID] && c.team[p.ID] > 0 && c.team[q.ID] > 0:
		if c.sizes[[2]string{p.ID, q.ID}] {
			return ApartSizes
		}
		return ApartLater
	}
	return ""
}

// viable says whether any team of a right size could hold a unit, were it the only one.
func viable(u *unit, among []*unit, r Rules) bool {
	for langs := u.langs; langs != 0; langs &= langs - 1 {
		var one, two int
		for _, other := range among {
			if other == u || other.langs&langs&-langs == 0 {
				continue
			}
			if other.n == 1 {
				one++
			} else {
				two++
			}
		}
		for pairs := 0; pairs <= two && u.n+2*pairs <= r.Max; pairs++ {
			if r.Min-u.n-2*pairs <= one {
				return true
			}
		}
	}
	return false
}

// sum is what units are together.
type sum struct {
	langs  uint64 // that all speak
	skills uint64
	n      int
	ideas  int
}

func (u *unit) sum() sum { return nobody().with(u) }

func nobody() sum { return sum{langs: ^uint64(0)} }

func (s sum) with(u *unit) sum {
	return sum{s.langs & u.langs, s.skills | u.skills, s.n + u.n, s.ideas + u.ideas}
}
