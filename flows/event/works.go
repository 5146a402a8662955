package event

import (
	"encoding/json"
	"errors"
	"fmt"

	"wecan/flows"
)

// paper is what an event replies to whoever hands in, looks or votes.
type paper struct {
	Why   refusal   `json:"why,omitempty"`
	No    int       `json:"no,omitempty"` // of the work that it is about
	Work  Work      `json:"work,omitzero"`
	At    int64     `json:"at,omitempty"`   // when it was handed in, in seconds (Unix)
	Own   bool      `json:"own,omitempty"`  // it is hers; of a hand-in: she handed it in
	By    int       `json:"by,omitempty"`   // of a hand-in: the arrival number of whoever handed it in
	Vote  int       `json:"vote,omitempty"` // for which she votes
	List  []heading `json:"list,omitempty"`
	After int       `json:"after,omitempty"` // the number behind which the page begins
	More  bool      `json:"more,omitempty"`  // there is a page behind it
	Rest  int       `json:"rest,omitempty"`  // how many more share the first places
	Asks  int       `json:"asks,omitempty"`  // of introductions: for how many people she has asked
}

// heading is a work in a list.
type heading struct {
	No    int    `json:"no"`
	Title string `json:"title"`
	Place int    `json:"place,omitempty"` // of a result
	Votes int    `json:"votes,omitempty"`
}

// Why somebody is refused: see [refusedClosed] and [refusedFull] too.
const (
	refusedLate refusal = "late"
	refusedOwn  refusal = "own"
	refusedGone refusal = "gone" // there is no such work, or no longer
	refusedSoon refusal = "soon" // there is no result yet
)

// isWorks says whether a guest asks for something about what is handed in.
func isWorks(name string) bool {
	return name == toldHand || name == toldSubmit || name == toldVote || name == toldIdeas || name == toldIdea || name == toldResults
}

// workMembers are the member fields that such a request needs besides those of its guest.
func (r request) workMembers(name string) []string {
	var out []string
	switch name {
	case toldSubmit, toldDue:
		return []string{memberClaim(r.key())}
	case toldHand:
		return []string{memberClaim(r.key()), memberWork(r.No)}
	case toldMate:
		return []string{memberClaim(r.Team)}
	case toldVote, toldIdea:
		return []string{memberWork(r.No)}
	case toldIdeas:
		for no := r.After + 1; no <= r.After+listMost; no++ {
			out = append(out, memberWork(no))
		}
	case toldResults:
		for _, p := range r.Prizes {
			out = append(out, memberWork(p.No))
		}
	}
	return out
}

// works answers a request about what is handed in. What changes something carries a number
// of its own, so that neither a wish about her place nor a copy comes in its way.
func (k *meeting) works(name string, r request, g *comer) (*paper, error) {
	fresh := r.Hand > g.Hand || r.Choice > g.Choice
	g.Hand, g.Choice = max(g.Hand, r.Hand), max(g.Choice, r.Choice)
	if k.Reference == "" || k.Forgot || k.Cancelled || g.Seat != SeatPlaced {
		return &paper{Why: refusedClosed}, nil
	}
	switch name {
	case toldHand:
		return k.standing(r, g)
	case toldSubmit:
		return k.submit(r, g, fresh)
	case toldVote:
		return k.vote(r, g, fresh)
	case toldIdeas:
		return k.ideas(r, g)
	case toldIdea:
		return k.idea(r, g)
	}
	return k.results(r)
}

// submit takes what she hands in, in the place of what stood under its key. What is not
// fresh is a copy, or older than what was heard: she hears what stands.
func (k *meeting) submit(r request, g *comer, fresh bool) (*paper, error) {
	var c claim
	if _, err := k.read(memberClaim(r.key()), &c); err != nil {
		return nil, err
	}
	why := k.refuses(r, c)
	switch {
	case !fresh && c.No == 0: // a copy of one that was refused
		why = refusedClosed
	case !fresh:
		why = ""
	case why == "":
		if err := k.enter(r, g, &c); err != nil {
			return nil, err
		}
	}
	if why != "" {
		return &paper{Why: why}, nil
	}
	return &paper{No: c.No, Work: Work{Title: r.Work.Title}, At: c.At.Unix()}, nil
}

// refuses says why work cannot be handed in now, "" when it can.
func (k *meeting) refuses(r request, c claim) refusal {
	switch {
	case k.Plan.HandIn.IsZero() || k.t.Now.Before(k.Plan.Start):
		return refusedClosed
	case !k.Plan.handsIn(k.t.Now):
		return refusedLate
	case !r.Work.whole():
		k.reports = append(k.reports, "what somebody handed in was longer than questions allow")
		return refusedClosed
	case c.No == 0 && len(k.Works) >= worksMost:
		return refusedFull
	}
	return ""
}

// enter writes down what was handed in. Its number stays when something newer takes its
// place.
func (k *meeting) enter(r request, g *comer, c *claim) error {
	if c.No == 0 {
		k.Works = append(k.Works, 0)
		c.No = len(k.Works)
	}
	c.Times++
	c.At = k.t.Now
	if r.Team == "" {
		g.Work = c.No
	}
	return errors.Join(
		k.field(memberClaim(r.key()), c),
		k.field(memberWork(c.No), handed{Work: r.Work, Key: r.key(), N: g.n, Times: c.Times, At: c.At}),
	)
}

// mayVote says whether somebody can vote, and her vote counts.
func (k *meeting) mayVote(g *comer) bool { return g.Seat == SeatPlaced }

// vote takes her vote, in the place of the one before. Nobody votes for what is hers: see
// workown.go.
func (k *meeting) vote(r request, g *comer, fresh bool) (*paper, error) {
	out := &paper{No: r.No, Vote: g.Vote}
	w, found, err := k.work(r.No)
	if err != nil {
		return nil, err
	}
	out.Work.Title = w.Title
	switch {
	case !fresh && g.Vote == r.No:
	case !fresh:
		out.Why = refusedClosed
	case !k.Plan.votesOn(k.t.Now):
		out.Why = refusedClosed
		if k.Plan.Decided(k.t.Now) {
			out.Why = refusedLate
		}
	case !k.mayVote(g):
		out.Why = refusedClosed
	case !found:
		out.Why = refusedGone
	case r.owns(w, g):
		out.Why = refusedOwn
	default:
		k.poll(g.Vote, -1)
		g.Vote, out.Vote = r.No, r.No
		k.poll(g.Vote, 1)
	}
	return out, nil
}

// poll adds a vote for a work, or takes one away. Of what was taken back none counts.
func (k *meeting) poll(no, by int) {
	if no > 0 && no <= len(k.Works) && !k.Dropped.has(no) {
		k.Works[no-1] += by
	}
}

// work reads one; false when it was taken back, or there never was one.
func (k *meeting) work(no int) (w handed, found bool, err error) {
	if no < 1 || no > len(k.Works) || k.Dropped.has(no) {
		return w, false, nil
	}
	found, err = k.read(memberWork(no), &w)
	return w, found, err
}

// ideas is a page of what there is to vote for. A page on which all was taken back is
// passed over.
func (k *meeting) ideas(r request, g *comer) (*paper, error) {
	if !k.Plan.votesOn(k.t.Now) {
		return &paper{Why: refusedClosed}, nil
	}
	out := &paper{After: r.After, Vote: g.Vote}
	for no := r.After + 1; no <= min(r.After+listMost, len(k.Works)); no++ {
		w, found, err := k.work(no)
		if err != nil {
			return nil, err
		}
		if found {
			out.List = append(out.List, heading{No: no, Title: w.Title})
		}
	}
	out.More = r.After+listMost < len(k.Works)
	if len(out.List) == 0 && out.More {
		r.After += listMost
		return nil, k.tell(k.a.ID, toldIdeas, r)
	}
	return out, nil
}

// idea is one of them.
func (k *meeting) idea(r request, g *comer) (*paper, error) {
	w, found, err := k.work(r.No)
	switch {
	case err != nil:
		return nil, err
	case !k.Plan.votesOn(k.t.Now):
		return &paper{Why: refusedClosed}, nil
	case !found:
		return &paper{Why: refusedGone}, nil
	}
	return &paper{No: r.No, Work: w.Work, Own: r.owns(w, g), Vote: g.Vote, After: r.After}, nil
}

// results are the first places, once nobody can vote any more. Which works those are the
// event knows only now: it asks itself once more, and has their titles then.
func (k *meeting) results(r request) (*paper, error) {
	if !k.Plan.Decided(k.t.Now) {
		return &paper{Why: refusedSoon}, nil
	}
	first, rest := k.Works.prizes()
	if len(first) > 0 && len(r.Prizes) == 0 {
		r.Prizes = first
		return nil, k.tell(k.a.ID, toldResults, r)
	}
	out := &paper{Rest: rest}
	for _, p := range first {
		w, found, err := k.work(p.No)
		if err != nil {
			return nil, err
		}
		if found {
			out.List = append(out.List, heading{No: p.No, Title: w.Title, Place: p.Place, Votes: p.Votes})
		}
	}
	return out, nil
}

// withdraws takes out what somebody who leaves has handed in for herself, and her vote
// while votes can change. What was for a team stays.
func (k *meeting) withdraws(g *comer) {
	if !k.Plan.Decided(k.t.Now) {
		k.poll(g.Vote, -1)
	}
	if g.Work == 0 || g.Work > len(k.Works) {
		return
	}
	k.Works[g.Work-1] = 0
	k.Dropped.set(g.Work, true)
	k.erase(memberWork(g.Work))
	k.erase(memberClaim(ownKey(g.n)))
}

// erase deletes a member field.
func (k *meeting) erase(name string) {
	if k.fields == nil {
		k.fields = map[string][]byte{}
	}
	k.fields[name] = nil
}

// readRequest reads a request, and says whether it came from its guest or from the event itself.
func (k *meeting) readRequest(in flows.Told) (r request, ok bool, err error) {
	if err := json.Unmarshal(in.Data, &r); err != nil {
		return r, false, fmt.Errorf("event: read a request: %w", err)
	}
	ok = (in.From == r.Guest || in.From == k.a.ID) && r.Guest == GuestOf(k.t.IDs, r.Person) && k.t.IDs.Of(flows.KindEvent, r.Reference) == k.a.ID
	if in.From != k.a.ID {
		r.Prizes = nil
	}
	r.looks = in.Name == toldDue && r.N > 0
	if !ok {
		k.reports = append(k.reports, "a request that did not come from its guest was dropped")
	}
	return r, ok, nil
}
