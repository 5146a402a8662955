package broadcast

import (
	"slices"
	"time"

	"wecan/flows"
)

// start begins to send.
func (k *making) start() {
	k.State, k.Passes = StateRunning, 1
	k.Sent = Tally{Began: k.t.Now}
	k.happened(WhatStarted)
}

// passed is behind the last walker of a pass.
func (k *making) passed(j *job) {
	j.rest(k.t.Now)
	switch j.Do {
	case flows.CastCount:
		k.counted()
	case flows.CastSend:
		k.sent(j)
	case flows.CastCorrect, flows.CastDelete, flows.CastTest:
		k.translated()
		if !k.mendsAgain(j) {
			k.mended()
		}
	}
}

// counted ends a count, and says how many must approve what was counted.
func (k *making) counted() {
	k.Side, k.State, k.Count.Ended = nil, StateCounted, k.t.Now
	k.Need = 1
	if k.Kind == flows.CastSafety || k.Count.Reach() > k.m.Programme.Cast.Second {
		k.Need = 2
	}
	k.happened(WhatCounted)
}

// passRest is how soon a pass can follow another: people may have come out of their night
// while it was on its way to them.
const passRest = time.Minute

// sent ends a pass of sending. While people can be told later there is another one.
func (k *making) sent(j *job) {
	switch {
	case j.Again.count() > 0:
		k.Next = k.awake()
	case j.Waits.count() > 0: // somebody may still translate it
		k.Next = k.Until
	default:
		k.done()
		return
	}
	if !k.Next.Before(k.Until) {
		k.Next = k.Until
	}
}

// done is when nobody is left, or it is too late for those who are.
func (k *making) done() {
	k.end(StateDone)
	k.happened(WhatEnded)
}

// awake is when the next pass begins for people in their night. Where none is in its night
// now it has ended while the pass was on its way.
func (k *making) awake() time.Time {
	return later(k.wake(k.m.Programme, k.t.Now), k.t.Now.Add(passRest))
}

// wake is when the first people for whom it is night at a moment come out of it: those of
// the sites that it is for. Where none is in its night it is that moment.
func (b *broadcast) wake(p *flows.Programme, now time.Time) time.Time {
	first := time.Time{}
	for _, s := range p.Sites {
		if len(b.Sites) > 0 && !slices.Contains(b.Sites, s.ID) {
			continue
		}
		at := p.Quiet.Awake(now, s)
		if at.After(now) && (first.IsZero() || at.Before(first)) {
			first = at
		}
	}
	return later(first, now)
}

// wakes is when those get it who say to a count that it is night: see [View.Wakes].
func (b *broadcast) wakes(p *flows.Programme) time.Time {
	if b.Count.Ended.IsZero() {
		return time.Time{}
	}
	return b.wake(p, later(b.At, b.Count.Ended))
}

// again begins a pass over those partitions.
func (k *making) again(todo partitions) {
	j := k.Send
	j.Again, j.Waits = nil, j.Waits.without(todo) // whoever waits there says so again
	j.pass(todo)
	k.Passes++
	k.Next = time.Time{}
}

const timerNext = "next"

// ring does what is due.
func (k *making) ring() {
	now := k.t.Now
	k.Due = false
	if j := k.Side; j != nil && !j.Next.IsZero() && !now.Before(j.Next) {
		todo := j.Again
		j.Again, j.Next = nil, time.Time{}
		j.pass(todo)
	}
	switch {
	case k.State == StateScheduled && !now.Before(k.At):
		if k.start(); k.Send != nil {
			k.Send.Before = now
		}
	case (k.State == StateRunning || k.State == StatePaused) && !now.Before(k.Until):
		k.done()
	case k.State == StateRunning && !k.Next.IsZero() && !now.Before(k.Next):
		k.again(k.Send.Again)
	}
	k.forgets()
}

// setTimer is for the first of what is to come.
func (k *making) setTimer() {
	delete(k.a.Timers, timerNext)
	first := time.Time{}
	sooner := func(at time.Time) {
		if !at.IsZero() && (first.IsZero() || at.Before(first)) {
			first = at
		}
	}
	switch k.State { //nolint:exhaustive // nothing comes by itself in the others
	case StateScheduled:
		sooner(k.At)
	case StateRunning:
		sooner(k.Next)
		sooner(k.Until)
	case StatePaused:
		sooner(k.Until)
	}
	if k.Due {
		sooner(k.t.Now)
	}
	if k.Side != nil {
		sooner(k.Side.Next)
	}
	if k.Known > 0 && !k.Forgot {
		sooner(k.forgetsAt())
	}
	if k.Stale {
		sooner(k.Shown.Add(showRest))
	}
	if !first.IsZero() {
		k.a.SetTimer(timerNext, first)
	}
}
