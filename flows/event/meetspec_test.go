package event_test

import (
	"time"

	"wecan/flows"
	"wecan/flows/event"
)

// This file says in other words than the code who hears of whom after an event: it keeps
// one list of asks and looks through it each time. It hears what an event hears.

// party is what one event hears of introductions.
type party struct {
	plan   event.Plan
	off    bool
	placed map[flows.ActorID]int // the arrival number of whoever has a place, by guest
	asks   []*petition
	wrong  map[flows.ActorID][]int // the numbers of what somebody said in which nobody had the number
	quiet  map[flows.ActorID]bool  // who wants to hear of no more
}

// petition is what somebody asked of somebody else, and what came of it.
type petition struct {
	from, to    int // arrival numbers
	seq, heard  int // the newest ask, and the newest answer
	words, name string
	brought     bool
	agreed      bool // both want it
	reply       string
}

// plea is what a guest tells about introductions, as far as this file needs it.
type plea struct {
	Guest flows.ActorID
	N     int
	Other int
	Meet  int
	Said  string
	Say   string
	Name  string
}

func newParty() *party {
	return &party{placed: map[flows.ActorID]int{}, wrong: map[flows.ActorID][]int{}, quiet: map[flows.ActorID]bool{}}
}

// on says whether people can ask: for seven days, as long as it is not cancelled.
func (p *party) on(now time.Time) bool {
	end := p.plan.Start.Add(time.Duration(p.plan.Minutes) * time.Minute)
	return !p.off && now.After(end) && now.Sub(end) < 7*24*time.Hour
}

func (p *party) has(n int) bool {
	for _, one := range p.placed {
		if one == n {
			return n > 0
		}
	}
	return false
}

func (p *party) find(from, to int) *petition {
	for _, a := range p.asks {
		if a.from == from && a.to == to {
			return a
		}
	}
	return nil
}

// asked is one ask.
func (p *party) asked(now time.Time, r plea) {
	me := p.placed[r.Guest]
	if me == 0 || me != r.N || !p.on(now) || len(p.wrong[r.Guest]) >= 10 {
		return
	}
	a, mine := p.find(me, r.Other), 0
	for _, one := range p.asks {
		if one.from == me {
			mine++
		}
	}
	switch {
	case a != nil && r.Meet <= a.seq, r.Other == me, a == nil && mine == 5:
		return
	case !p.has(r.Other):
		for _, seq := range p.wrong[r.Guest] {
			if seq >= r.Meet {
				return
			}
		}
		p.wrong[r.Guest] = append(p.wrong[r.Guest], r.Meet)
		return
	case a == nil:
		a = &petition{from: me, to: r.Other}
		p.asks = append(p.asks, a)
	}
	if a.seq = r.Meet; a.agreed {
		return
	}
	a.words, a.name = r.Said, r.Name
	if back := p.find(r.Other, me); back != nil { // each has asked for the other
		if !back.agreed {
			back.reply, a.reply = a.words, back.words
		}
		a.agreed, back.agreed = true, true
		return
	}
	for guest, n := range p.placed {
		a.brought = a.brought || n == r.Other && !p.quiet[guest]
	}
}

// said is what somebody says to the ask of another one.
func (p *party) said(now time.Time, r plea) {
	me := p.placed[r.Guest]
	if me == 0 || me != r.N || !p.on(now) {
		return
	}
	p.quiet[r.Guest] = p.quiet[r.Guest] || r.Say == "never"
	a := p.find(r.Other, me)
	if a == nil || a.agreed || r.Meet <= a.heard || !p.has(r.Other) {
		return
	}
	a.heard = r.Meet
	if r.Say == "yes" {
		a.agreed, a.reply = true, r.Said
	}
}

// leaves: what somebody asked goes with her.
func (p *party) leaves(who flows.ActorID) {
	n := p.placed[who]
	delete(p.placed, who)
	var rest []*petition
	for _, a := range p.asks {
		if a.from != n {
			rest = append(rest, a)
		}
	}
	p.asks = rest
}

// shown is what somebody may read of another one, "" for nothing.
func (p *party) shown(to, from int) []string {
	var out []string
	if a := p.find(from, to); a != nil && a.agreed {
		out = append(out, a.words)
	}
	if a := p.find(to, from); a != nil && a.agreed {
		out = append(out, a.reply)
	}
	return out
}
