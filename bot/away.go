package bot

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"wecan/flows"
)

// away knows whether Telegram answers, for what goes to many: a message to them whose
// call has no answer is uncertain, and never sent again. So while Telegram is away no more
// of their turns begin, and no more of their calls. What people are answered does not wait
// for this: each outbox tries again by itself.
//
// When calls have failed, a probe finds out whether there is somebody again, and then one
// message to many leads the way.
type away struct {
	lane // its pause, and how many calls have failed

	open    atomic.Int32 // calls under way
	heard   atomic.Int64 // when one was answered last or the first of them began, in ns since 1970
	proving atomic.Bool  // somebody asks whether it is back
	leads   atomic.Bool  // a turn was let through, whose message may go
}

const (
	silence     = 2 * time.Second        // without any answer, while calls are under way
	silencePoll = 250 * time.Millisecond // until it is looked at again
)

// minds says whether the call of an effect tells something. One that brings a file from
// elsewhere may take long, and fail for other reasons.
func (a *away) minds(e flows.Effect) bool { return !bringsFile(e) || onceOf(e) == flows.Uncertain }

// begins notes that a call begins.
func (a *away) begins(e flows.Effect) {
	if a.minds(e) && a.open.Add(1) == 1 {
		a.heard.Store(time.Now().UnixNano())
	}
}

// ended notes what came of it.
func (a *away) ended(r *Runtime, e flows.Effect, err error) {
	if !a.minds(e) {
		return
	}
	a.open.Add(-1)
	var no *Refusal
	switch {
	case errors.As(err, &no) && no.NoCall:
	case answered(err):
		a.heard.Store(time.Now().UnixNano())
		a.answers()
	case r.life.Err() == nil:
		a.fails(r.life, r.Log)
	}
}

// answered says whether a call had an answer, be it a refusal.
func answered(err error) bool {
	var no *Refusal
	return err == nil || errors.As(err, &no)
}

// answers ends the pause.
func (a *away) answers() {
	if a.failed.Load() == 0 {
		return
	}
	a.counting.Lock()
	defer a.counting.Unlock()
	a.failed.Store(0)
	a.frozen.Store(0)
	a.leads.Store(false)
}

// holds is how long the next message to many has to wait before it asks again, 0 when it
// may go. Whoever asks must have one.
func (a *away) holds(r *Runtime) time.Duration {
	wait := a.pausedFor()
	switch {
	case wait > 0:
		return wait
	case a.open.Load() > 0 && time.Since(time.Unix(0, a.heard.Load())) > silence:
		return silencePoll
	case a.failed.Load() < failsBeforePause:
		return 0
	case !a.proving.CompareAndSwap(false, true):
		return silencePoll
	}
	defer a.proving.Store(false)
	if wait := a.pausedFor(); wait > 0 {
		return wait // the one before has just gone
	}
	if !r.probe() {
		a.fails(r.life, r.Log)
		return silencePoll
	}
	a.pause(pauseAfter(a.failed.Add(1) - 1)) // the others wait for what comes of this one
	return 0
}

// lets is holds for a turn that may have a message to many, see [away.spare].
func (a *away) lets(r *Runtime) time.Duration {
	before := a.failed.Load()
	wait := a.holds(r)
	if wait == 0 && before >= failsBeforePause {
		a.leads.Store(true)
	}
	return wait
}

// spare lets another one go: this turn had nothing to send.
func (a *away) spare() {
	if a.leads.Swap(false) && a.failed.Load() >= failsBeforePause {
		a.frozen.Store(0)
	}
}

// awayFor is how long the call of an effect to one of many has to wait.
func (r *Runtime) awayFor(e flows.Effect) time.Duration {
	if flows.AtMattermost(e) || r.away.leads.Swap(false) {
		return 0
	}
	return r.away.holds(r)
}

// probe asks whether Telegram is there.
func (r *Runtime) probe() bool {
	p, ok := r.Carrier.(Prober)
	if !ok {
		return true
	}
	ctx, cancel := context.WithTimeout(r.life, r.CallTime)
	defer cancel()
	return answered(p.Probe(ctx))
}
