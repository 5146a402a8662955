package referral

import (
	"slices"

	"wecan/flows"
)

// To whom of the team a referral is offered, and who hears that nobody has it.

// need finds somebody: of those who fit the one with the fewest open referrals, of
// those the one who was asked longest ago.
func (k *sitting) need(n need, from flows.ActorID) {
	answer := found{Seq: n.Seq, Place: place{k.Site, k.channel(n)}}
	var best *colleague
	for _, c := range k.team {
		if !k.fits(c, n) {
			continue
		}
		if best == nil || k.before(c, best, n) {
			best = c
		}
	}
	if best != nil {
		m, _ := k.profile(best)
		answer.member = k.member(best, m, n)
		switch {
		case best.ID == n.Prefer:
			answer.Why = whyBefore
		case n.Role == flows.RoleNavigator:
			answer.Why = whyTurn
		default:
			answer.Why = whyRole
		}
		best.Last = k.t.Now.UnixMilli()
		if !slices.Contains(best.Open, n.Reference) {
			best.Open = append(best.Open, n.Reference)
		}
	}
	k.tell(from, toldFound, answer)
}

func (k *sitting) before(a, b *colleague, n need) bool {
	switch {
	case (a.ID == n.Prefer) != (b.ID == n.Prefer):
		return a.ID == n.Prefer
	case len(a.Open) != len(b.Open):
		return len(a.Open) < len(b.Open)
	case a.Last != b.Last:
		return a.Last < b.Last
	}
	return a.ID < b.ID
}

// fits says whether a referral may be offered to her now.
func (k *sitting) fits(c *colleague, n need) bool {
	m, ok := k.profile(c)
	switch {
	case !ok, c.Gone, c.Away, k.member(c, m, n).Actor == "", !m.Has(n.Role), slices.Contains(n.Not, c.ID):
		return false
	case !mayRead(m, n), n.Woman && !m.Woman:
		return false
	case n.Avoid != "" && !m.IsTrained() && !k.knows(n.Avoid): // whoever is meant may be anybody
		return false
	case n.Role == flows.RoleNavigator && len(c.Open) >= m.Cap:
		return false
	case n.Role == flows.RoleNavigator && !speaks(m, n): // whoever it climbs to finds an interpreter
		return false
	}
	return len(m.Topics) == 0 || slices.Contains(m.Topics, n.Topic) || n.Role != flows.RoleNavigator
}

// mayRead says whether anything of it may reach her.
func mayRead(m flows.TeamMember, n need) bool {
	return (!n.Restricted || m.IsTrained()) && !named(n.Avoid, m.Name)
}

func speaks(m flows.TeamMember, n need) bool {
	if len(n.Languages) == 0 {
		return true
	}
	return slices.ContainsFunc(n.Languages, func(l lang) bool { return slices.Contains(m.Languages, l) })
}

// hold notes that she has a referral, or has it no more.
func (k *sitting) hold(h hold, has bool) {
	c := k.colleague(h.ID)
	if c == nil {
		return
	}
	c.Open = slices.DeleteFunc(c.Open, func(r string) bool { return r == h.Reference })
	if has && !c.Gone {
		c.Open = append(c.Open, h.Reference)
	}
}

// orphaned tells leads and coordinators who may see it, also those who are away.
func (k *sitting) orphaned(o orphan, _ flows.ActorID) {
	for _, c := range k.team {
		m, ok := k.profile(c)
		if !ok || c.Gone || !mayRead(m, o.need) || slices.Contains(o.Not, c.ID) || !m.Has(flows.RoleCoordinator) && !m.Has(flows.RoleLead) {
			continue
		}
		switch who := k.member(c, m, o.need); {
		case who.Channel != "":
			k.tell(who.Actor, toldLookout, o.lookout(who))
		case who.Actor != "":
			k.say(who.Actor, toldOverdue, o.Given)
		}
	}
}
