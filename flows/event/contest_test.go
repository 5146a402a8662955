package event_test

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"wecan/flows"
	"wecan/flows/event"
)

// This file says in other words than the code what is handed in at an event and how it is
// voted on: it keeps one list of works and one of votes, and counts anew each time.

// contest is what one event hears of works.
type contest struct {
	plan   event.Plan
	off    bool
	works  []*exhibit
	votes  map[flows.ActorID]int      // for which work, by guest
	mates  map[flows.ActorID][]string // in which teams somebody was since it began
	placed map[flows.ActorID]int      // the arrival number of whoever has a place
	hands  map[flows.ActorID]int      // the newest hand-in that was heard
	picks  map[flows.ActorID]int      // the newest vote that was heard
}

// exhibit is one work.
type exhibit struct {
	no    int
	key   string
	title string
	by    flows.ActorID
	gone  bool
}

// bid is what a guest asks, as far as this file needs it.
type bid struct {
	Guest        flows.ActorID
	N            int
	Team         string
	Hand, Choice int
	Work         struct{ Title string }
	No           int
}

func newContest() *contest {
	return &contest{
		votes: map[flows.ActorID]int{}, mates: map[flows.ActorID][]string{}, placed: map[flows.ActorID]int{}, hands: map[flows.ActorID]int{}, picks: map[flows.ActorID]int{},
	}
}

// minutesMore is what comes after a deadline and is in time.
const minutesMore = 5 * time.Minute

func (c *contest) key(b bid) string { return cmp.Or(b.Team, fmt.Sprint("n", c.placed[b.Guest])) }

func (c *contest) standing(key string) *exhibit {
	for _, e := range c.works {
		if e.key == key && !e.gone {
			return e
		}
	}
	return nil
}

// hands in: by whoever has a place, from the start until the deadline.
func (c *contest) handIn(now time.Time, b bid) {
	newer := b.Hand > c.hands[b.Guest]
	c.hands[b.Guest] = max(c.hands[b.Guest], b.Hand)
	if !newer || c.off || c.placed[b.Guest] == 0 || c.plan.HandIn.IsZero() || now.Before(c.plan.Start) || !now.Before(c.plan.HandIn.Add(minutesMore)) {
		return
	}
	e := c.standing(c.key(b))
	if e == nil {
		e = &exhibit{no: len(c.works) + 1, key: c.key(b)}
		c.works = append(c.works, e)
	}
	e.title, e.by = b.Work.Title, b.Guest
}

// vote: after the deadline, by whoever has a place, for what is not her own. A team's work is
// the own of all who are in the team, or were since the event began.
func (c *contest) vote(now time.Time, b bid) {
	newer := b.Choice > c.picks[b.Guest]
	c.picks[b.Guest] = max(c.picks[b.Guest], b.Choice)
	if !newer || c.off || c.placed[b.Guest] == 0 || !c.polls(now) || b.No < 1 || b.No > len(c.works) {
		return
	}
	e := c.works[b.No-1]
	if e.gone || e.by == b.Guest || e.key == b.Team || slices.Contains(c.mates[b.Guest], e.key) || e.key == fmt.Sprint("n", c.placed[b.Guest]) {
		return
	}
	c.votes[b.Guest] = b.No
}

// mate: somebody is, or was, in a team. Her vote for what it made is none any more, but in a
// result that stands.
func (c *contest) mate(now time.Time, b bid) {
	if c.placed[b.Guest] == 0 {
		return
	}
	c.mates[b.Guest] = append(c.mates[b.Guest], b.Team)
	if no := c.votes[b.Guest]; no > 0 && c.works[no-1].key == b.Team && !c.ended(now) {
		delete(c.votes, b.Guest)
	}
}

func (c *contest) polls(now time.Time) bool {
	return !c.plan.Votes.IsZero() && !now.Before(c.plan.HandIn.Add(minutesMore)) && now.Before(c.plan.Votes.Add(minutesMore))
}

func (c *contest) ended(now time.Time) bool {
	return !c.plan.Votes.IsZero() && !now.Before(c.plan.Votes.Add(minutesMore))
}

// leaves takes out who has no place any more: her vote while votes can change, and what she
// made alone at any time.
func (c *contest) leaves(now time.Time, who flows.ActorID) {
	for _, e := range c.works {
		e.gone = e.gone || e.key == fmt.Sprint("n", c.placed[who])
	}
	delete(c.placed, who)
	if !c.ended(now) {
		delete(c.votes, who)
	}
}

// count is how many vote for a work.
func (c *contest) count(no int) (n int) {
	for _, for1 := range c.votes {
		if for1 == no && !c.works[no-1].gone {
			n++
		}
	}
	return n
}

// lines are all works as they stand.
func (c *contest) lines() []string {
	var out []string
	for _, e := range c.works {
		if !e.gone {
			out = append(out, fmt.Sprintln(e.no, e.key, e.title, c.count(e.no)))
		}
	}
	return out
}

// first are the first three places: a place is one more than how many have more votes.
func (c *contest) first() string {
	var out []string
	for _, e := range c.works {
		better := 1
		for _, other := range c.works {
			if c.count(other.no) > c.count(e.no) {
				better++
			}
		}
		if n := c.count(e.no); n > 0 && better <= 3 {
			out = append(out, fmt.Sprintf("%d %s %d", better, e.title, n))
		}
	}
	slices.Sort(out)
	return strings.Join(out[:min(len(out), 8)], "; ")
}

// stands compares what an event keeps with what it should.
func (x *gallery) stands() {
	v := x.view(x.ref)
	members := x.members[x.eventID(x.ref)]
	works, err := v.Works(members)
	if err != nil {
		x.fail("%v", err)
		return
	}
	var got []string
	for _, w := range works {
		got = append(got, fmt.Sprintln(w.No, cmp.Or(w.Team, fmt.Sprint("n", w.N)), w.Title, w.Votes))
	}
	if want := x.lines(); !slices.Equal(got, want) {
		x.fail("there is\n%sand should be\n%s", strings.Join(got, ""), strings.Join(want, ""))
	}
	kept := map[flows.ActorID]int{}
	for _, name := range slices.Sorted(maps.Keys(members)) {
		if !strings.HasPrefix(name, "n/") {
			continue
		}
		e := stored[struct {
			G flows.ActorID
			S event.Seat
			V int
		}](x.world, members[name])
		if e.V > 0 && e.S != event.SeatPlaced {
			x.fail("%s keeps a vote and has no place", name)
		}
		if e.V > 0 {
			kept[e.G] = e.V
		}
	}
	for who, no := range x.votes {
		if _, still := x.placed[who]; still && kept[who] != no {
			x.fail("a vote is for %d, and should be for %d", kept[who], no)
		}
	}
	if len(kept) > len(x.votes) {
		x.fail("there are %d votes, and should be %d", len(kept), len(x.votes))
	}
}
