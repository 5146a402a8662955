package referral

import (
	"slices"

	"wecan/flows"
)

// Where a roster reaches its people for a referral, and where that may stand.

// member is how somebody of the site is reached for a referral: at Mattermost where
// she works there and it may stand in what she reads, else on her phone. Without an
// actor she is not reached.
func (k *sitting) member(c *colleague, m flows.TeamMember, n need) member {
	who := member{ID: c.ID, Actor: c.Actor, Name: m.Name, Site: k.Site, Trained: m.IsTrained(), User: m.Mattermost}
	channel := k.channel(n)
	if channel == "" || m.Mattermost == "" || n.Reference == "" || channel == k.site().Mattermost.Restricted && !m.IsTrained() {
		return who
	}
	who.Actor, who.Channel = k.t.IDs.Of(flows.KindThread, n.Reference), channel
	return who
}

func (k *sitting) site() flows.Site {
	site, _ := k.p.Site(k.Site)
	return site
}

// channel is where at this site a referral may stand, "" for nowhere. The whole team
// reads the one channel, so what somebody of it must not see stands in the other
// one, which the trained ones read, unless it is one of those.
func (k *sitting) channel(n need) string {
	at := k.site().Mattermost
	if at.Channel == "" || n.Unposted {
		return ""
	}
	reads := func(trained bool) bool { // somebody who must not
		return slices.ContainsFunc(k.team, func(c *colleague) bool {
			m, ok := k.profile(c)
			switch {
			case !ok:
				return slices.Contains(n.Unwanted, c.ID) // nobody knows any more whether she reads it
			case trained && !m.IsTrained():
				return false
			}
			return named(n.Avoid, m.Name) || m.Mattermost != "" && slices.Contains(n.Unwanted, c.ID)
		})
	}
	switch {
	case !n.Restricted && n.Avoid == "" && !reads(false): // whoever is meant by a name may be anybody
		return at.Channel
	case at.Restricted != "" && !reads(true):
		return at.Restricted
	}
	return ""
}

// unreachable is why nothing reaches her.
func (k *sitting) unreachable(m flows.TeamMember) Answer {
	if m.Mattermost != "" {
		return NoChannel
	}
	return NotJoined
}
