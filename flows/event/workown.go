package event

import "slices"

// Whose a work is. A team's work belongs to whoever is in the team, or has been in it at any
// time since the event began: nothing can be handed in before, so whoever was in a team when
// it handed in is among them. Nobody votes for what is hers. A vote for a team into which
// she comes later, or of which the event hears later that she was in it, is taken back: it
// does not count, and she can vote anew; only once the result stands nothing changes it.
// Who was moved to another team before the start can vote for the one in which she was.

// toldMate is what a guest tells an event: that she is, or was, in a team since it began.
// That stays true, so a copy does no harm, and it can come in any order with her votes.
const toldMate = "mate"

// teamsLeftMost is how many teams somebody may leave once the event has begun. Then she can
// join none by herself: the event remembers each.
const teamsLeftMost = 20

// owns says whether work is somebody's own.
func (r request) owns(w handed, g *comer) bool {
	return w.Key == ownKey(g.n) || w.N == g.n || r.Team != "" && w.Key == r.Team || slices.Contains(g.Teams, w.Key)
}

// mated remembers that somebody is, or was, in a team, and takes back a vote for its work.
func (k *meeting) mated(r request, was comer, g *comer) error {
	if r.Team == "" || g.n == 0 || g.Seat != SeatPlaced || k.Forgot {
		return nil
	}
	var c claim
	if _, err := k.read(memberClaim(r.Team), &c); err != nil {
		return err
	}
	if !slices.Contains(g.Teams, r.Team) {
		g.Teams = append(slices.Clone(g.Teams), r.Team)
	}
	if c.No > 0 && c.No == g.Vote && !k.Plan.Decided(k.t.Now) {
		k.poll(g.Vote, -1)
		g.Vote = 0
	}
	return k.keep(was, g)
}

// tellMate tells the event in which team she is, from its beginning on.
func (k *diary) tellMate(i *item) error {
	if i.Team == "" || k.t.Now.Before(i.Plan.Start) {
		return nil
	}
	return k.askWork(toldMate, i, request{})
}
