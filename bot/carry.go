package bot

import (
	"context"
	"errors"
	"fmt"
	"time"

	"wecan/flows"
)

// carry carries one effect and notes what became of it. It reports false when
// the sender must stop.
func (r *Runtime) carry(m *mailbox, it outboxItem) bool {
	if err := it.read(); err != nil {
		return r.done(m, r.deadLetter(m, it, "effect", err.Error()))
	}
	switch e := it.effect.(type) {
	case flows.Tell:
		if e.Bulk {
			return r.tellMany(m, it)
		}
		return r.tell(m, it, e)
	case flows.Page:
		return r.page(m, it, e)
	case flows.Send, flows.Play, flows.Attach, flows.Enclose, flows.Answer, flows.Edit, flows.Delete, flows.Commands, flows.Post, flows.Repost, flows.React:
	}
	return r.carryOut(m, it)
}

// carryOut makes the call of an effect that goes outside.
func (r *Runtime) carryOut(m *mailbox, it outboxItem) bool {
	l := r.laneOf(it.effect)
	if l == &r.posts && r.Poster == nil {
		m.back(it)
		r.leaveToOthers(m)
		return false
	}
	if wait := l.pausedFor(); wait > 0 {
		return r.waitOut(m, it, wait)
	}
	once, unsure := onceOf(it.effect), false
	if once == flows.Uncertain {
		if it.Marked {
			return r.uncertain(m, it, "the process ended during the call")
		}
		if wait := r.awayFor(it.effect); wait > 0 {
			return r.waitOut(m, it, wait)
		}
		if err := r.mark(m, it, true); err != nil {
			return r.later(m, it, false)
		}
		if !m.outlives(r.CallTime) {
			m.back(it) // a slow store has answered late: the lease is renewed first
			return true
		}
		unsure = true
	}
	if !it.paid {
		r.spent(it.effect)
	}
	it.paid = false // made again it is one more
	started := time.Now()
	ctx, cancel := context.WithTimeout(r.life, r.timeFor(m, it.effect))
	receipt, err := r.call(ctx, it)
	cancel()
	r.Meter.Took(StageCall, time.Since(started))
	r.noteCall(r.life, it.trace, it.ID, it.effect, err)
	if !m.returned(it.ID) {
		// A tap has overtaken it: somebody else sends already. Only a pause counts.
		var no *Refusal
		if errors.As(err, &no) && no.Kind == Slower {
			r.freeze(l, no.After)
		}
		return false
	}
	if err == nil {
		l.works()
		r.Meter.Count(EventSent)
		return r.done(m, receiptItem{id: it.ID, receipt: receipt, seen: isMessage(it.effect)})
	}
	return r.refused(m, it, err, started, unsure)
}

// refused decides by the carrier's error to a call of that time. unsure says
// that the effect must not be repeated once it may have been carried out.
func (r *Runtime) refused(m *mailbox, it outboxItem, err error, called time.Time, unsure bool) bool {
	var no *Refusal
	if !errors.As(err, &no) {
		if r.life.Err() != nil {
			return r.stopped(m)
		}
		if errors.Is(err, ErrNotCalled) {
			if unsure {
				_ = r.mark(m, it, false) // if it fails the lease is another's, and what is said here is not heard
			}
			return r.later(m, it, !unsure)
		}
		if unsure {
			return r.uncertain(m, it, "the call had no answer")
		}
		if l := r.laneOf(it.effect); l == &r.posts {
			l.fails(r.life, r.Log)
		}
		return r.later(m, it, true)
	}
	switch no.Kind {
	case Needless:
		return r.done(m, receiptItem{id: it.ID})
	case Gone:
		r.Meter.Count(EventGone)
		r.unreachable(m, it, called)
		return r.done(m, receiptItem{id: it.ID})
	case Never:
		if play, ok := it.effect.(flows.Play); ok {
			// The text behind it says the same. Played later it would say it in the
			// wrong place, so it is no dead letter.
			r.Meter.Count(EventMute)
			r.Log.WarnContext(r.life, "a recording was left out; its text is sent without it", "clip", play.Clip, "trace", it.trace, "error", no.Err)
			return r.done(m, receiptItem{id: it.ID})
		}
		r.Meter.Count(EventDead)
		if !r.comesBack(m, it) {
			return r.later(m, it, false)
		}
		r.Log.WarnContext(r.life, "an effect can never be carried out; see: wecan dead", "trace", it.trace, "effect", string(it.ID), "error", no.Err)
		return r.done(m, r.deadLetter(m, it, "effect", no.Err.Error()))
	case Slower, Barred:
	}
	l := r.laneOf(it.effect)
	if no.Kind == Slower {
		r.Meter.Count(EventSlower)
		r.freeze(l, no.After)
	}
	if unsure {
		if err := r.mark(m, it, false); err != nil {
			return r.later(m, it, false)
		}
	}
	if no.Kind == Slower {
		return r.waitOut(m, it, no.After)
	}
	if !l.barred.Swap(true) {
		r.Log.ErrorContext(r.life, "the bot is refused; check its token", "by", l.where, "setting", l.token, "error", no.Err)
	}
	m.back(it)
	r.putOff(m, barredPause)
	return false
}

// leaveToOthers gives an outbox back that this process cannot send. It keeps its hands
// off for some looks of the others: a process that looks as soon as they may take it, and
// at the same moment each second, would take it each time before them.
func (r *Runtime) leaveToOthers(m *mailbox) {
	m.mu.Lock()
	m.out.left = time.Now().Add(looksOfOthers * leftToOthers)
	m.mu.Unlock()
	r.putOff(m, leftToOthers)
}

const (
	barredPause   = 30 * time.Second
	leftToOthers  = time.Second // others look for what is unsent as often
	looksOfOthers = 5
)

// tell brings the input to the other actor and waits for its turn.
func (r *Runtime) tell(m *mailbox, it outboxItem, tell flows.Tell) bool {
	word, err := r.deliver(m, it, tell)
	return r.carriedInside(m, it, toldItem(it, tell, word), err)
}

// deliver brings a tell to its actor, and answers the verdict of its turn.
func (r *Runtime) deliver(m *mailbox, it outboxItem, tell flows.Tell) (word string, err error) {
	return r.await(r.post(flows.Incoming{
		ID: fmt.Sprintf("tell:%s:%s", m.id, it.ID), To: tell.To, Trace: it.trace, Bulk: tell.Bulk,
		Input: flows.Told{From: m.id, Name: tell.Name, Data: tell.Data, Shared: tell.Shared},
	}))
}

// await waits for the turn of an input, and answers its verdict.
func (r *Runtime) await(l *letter) (word string, err error) {
	select {
	case <-l.done:
		return l.verdict, l.err
	case <-r.life.Done():
		return "", errStopped
	}
}

// carriedInside notes what became of an effect that is an actor's input.
func (r *Runtime) carriedInside(m *mailbox, it outboxItem, item receiptItem, err error) bool {
	switch {
	case err == nil:
		return r.done(m, item)
	case r.life.Err() != nil:
		return r.stopped(m)
	}
	return r.later(m, it, false)
}

// unreachable tells the person's actor that she could not be written to at that
// time, so that she is not taken for having read it when she comes back.
func (r *Runtime) unreachable(m *mailbox, it outboxItem, called time.Time) {
	var chat int64
	switch e := it.effect.(type) {
	case flows.Send:
		chat = e.Chat
	case flows.Play:
		chat = e.Chat
	case flows.Attach:
		chat = e.Chat
	case flows.Enclose:
		chat = e.Chat
	case flows.Edit:
		chat = e.Chat
	case flows.Delete:
		chat = e.Chat
	case flows.Commands:
		chat = e.Chat
	case flows.Answer, flows.Tell, flows.Post, flows.Repost, flows.React, flows.Page:
	}
	r.post(flows.Incoming{
		ID: "gone:" + string(it.ID), To: m.id, Trace: it.trace,
		Input: flows.Reach{Origin: flows.Origin{Chat: chat}, Blocked: true, Refused: called.UTC(), Lost: receiptOf(it.effect)},
	})
}

// done notes an effect as carried out (or never to be).
func (r *Runtime) done(m *mailbox, item receiptItem) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.out.now, m.out.call = "", nil
	delete(m.out.many, item.id)
	m.out.fails = 0
	m.out.newest = max(m.out.newest, item.receipt.Message)
	if m.out.lease.Held() {
		m.out.acks = append(m.out.acks, item)
	}
	return true
}

// back puts an effect that was not carried out at the head of the queue again.
func (m *mailbox) back(it outboxItem) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.out.now, m.out.call = "", nil
	delete(m.out.many, it.ID)
	m.out.queue = append([]outboxItem{it}, m.out.queue...)
}

// later tries the effect again after a pause that grows, in the same place of
// the order. Meanwhile the lease is free, so that another process may try too.
func (r *Runtime) later(m *mailbox, it outboxItem, doubtful bool) bool {
	r.Meter.Count(EventLater)
	it.doubtful = it.doubtful || doubtful
	m.back(it)
	m.mu.Lock()
	m.out.fails++
	fails := m.out.fails
	m.mu.Unlock()
	wait := min(250*time.Millisecond<<min(fails-1, 8), 30*time.Second)
	if fails <= 3 {
		// Short pauses keep the place: nobody has to look the outbox up again.
		if !r.sleep(wait) {
			return r.stopped(m)
		}
		return true
	}
	r.putOff(m, wait)
	return false
}

// waitOut waits for the end of a freeze: a short one here, a long one with the
// lease given back.
func (r *Runtime) waitOut(m *mailbox, it outboxItem, wait time.Duration) bool {
	m.back(it)
	if wait <= 3*time.Second {
		if !r.sleep(wait) {
			return r.stopped(m)
		}
		return true
	}
	r.putOff(m, wait)
	return false
}

func (r *Runtime) deadLetter(m *mailbox, it outboxItem, kind, reason string) receiptItem {
	_, effect := untraced(it.Effect)
	return receiptItem{id: it.ID, dead: &flows.DeadLetter{
		ID: string(it.ID), Kind: kind, Actor: m.id, Reason: reason, At: time.Now().UTC(), Payload: effect,
	}}
}

// isMessage says whether the effect puts a new message into a chat or channel.
func isMessage(e flows.Effect) bool {
	switch e.(type) {
	case flows.Send, flows.Play, flows.Attach, flows.Enclose, flows.Post:
		return true
	case flows.Answer, flows.Edit, flows.Delete, flows.Tell, flows.Commands, flows.Repost, flows.React, flows.Page:
	}
	return false
}

// receiptOf is the name under which the next turn learns the message's id, ""
// for none.
func receiptOf(e flows.Effect) string {
	switch e := e.(type) {
	case flows.Send:
		return e.Receipt
	case flows.Play:
		return e.Receipt
	case flows.Attach:
		return e.Receipt
	case flows.Enclose:
		return e.Receipt
	case flows.Post:
		return e.Receipt
	case flows.Answer, flows.Edit, flows.Delete, flows.Commands, flows.Tell, flows.Repost, flows.React, flows.Page:
	}
	return ""
}
