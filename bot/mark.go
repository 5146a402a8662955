package bot

import (
	"errors"
	"time"

	"wecan/flows"
)

// A call of an effect that must not come twice is marked in the store before it
// begins. Who takes the outbox over after a crash sees the mark, does not call again,
// and tells that the outcome is uncertain.

// mark has the store note whether a call is begun, and asks until it has answered:
// with the reply lost it may stand there, and who read it next would take it for a
// call. It fails when the lease is another's, or the process ends.
func (r *Runtime) mark(m *mailbox, it outboxItem, begun bool) error {
	token := m.held() // under another one somebody else may have called meanwhile
	for wait := markPause; ; wait = min(2*wait, markPauseMost) {
		err := r.Store.Mark(r.life, m.id, token, it.ID, begun)
		if err == nil || errors.Is(err, flows.ErrFenced) || !r.sleep(wait) {
			return err
		}
	}
}

const (
	markPause     = 20 * time.Millisecond
	markPauseMost = 2 * time.Second
)

// outlives says whether there is so much of the lease left.
func (m *mailbox) outlives(call time.Duration) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return time.Until(m.out.lease.Until) >= call
}

// uncertain gives an effect up that may have been carried out, and must not be twice. Its
// actor hears of it first.
func (r *Runtime) uncertain(m *mailbox, it outboxItem, reason string) bool {
	it.Marked = true // also when it has to wait: it is not called again
	if receipt := receiptOf(it.effect); receipt != "" && !r.comesBackAs(m, it, "unsure:", flows.ToldUncertain, flows.Unsent{Receipt: receipt}) {
		return r.later(m, it, false)
	}
	r.Meter.Count(EventUncertain)
	return r.done(m, r.deadLetter(m, it, "uncertain", reason))
}

func onceOf(e flows.Effect) flows.Once {
	switch e := e.(type) {
	case flows.Send:
		return e.Once
	case flows.Attach:
		return e.Once
	case flows.Play, flows.Enclose, flows.Answer, flows.Edit, flows.Delete, flows.Commands, flows.Tell, flows.Post, flows.Repost, flows.React, flows.Page:
	}
	return flows.Repeat
}
