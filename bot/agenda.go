package bot

import (
	"context"
	"strconv"
	"time"

	"wecan/flows"
)

const (
	tickMost    = 5000           // actors looked at in one tick; the rest waits for the next
	leaseSurely = 24 * time.Hour // beyond every lease and pause
)

// tick looks at what is due: timers become inputs, outboxes that nobody sends
// are taken over, and a freeze that another process met is heeded.
func (r *Runtime) tick() {
	r.heedFreeze()
	r.wakeDue()
	if r.resuming.Load() {
		r.lookUnsent(time.Now())
	}
}

// heedFreeze pauses while Telegram has asked for it, be it of another process.
func (r *Runtime) heedFreeze() {
	if d, err := r.Store.Frozen(r.life); err == nil {
		r.chats.pause(d)
	}
}

// wakeDue has every actor with a due timer look at it.
func (r *Runtime) wakeDue() {
	due, err := r.Store.Due(r.life, r.Now(), tickMost)
	if err != nil {
		r.Log.DebugContext(r.life, "what is due could not be read", "error", err)
		return
	}
	for _, id := range due {
		r.wake(id)
	}
}

// CatchUp looks at what is due at once, for whoever has put [Options.Now]
// forward, and returns when no actor is at work any more: what fell due has
// been handled and, as far as Telegram takes it, sent. It returns an error when
// ctx ends before.
func (r *Runtime) CatchUp(ctx context.Context) error {
	r.wakeDue() //nolint:contextcheck // turns and sends belong to the runtime's life; ctx is for the waiting
	if !r.boxes.idle(ctx) {
		return ctx.Err()
	}
	return nil
}

// lookUnsent takes over the outboxes whose time has come.
func (r *Runtime) lookUnsent(before time.Time) {
	ids, err := r.Store.Unsent(r.life, before, tickMost)
	if err != nil {
		r.Log.DebugContext(r.life, "what is unsent could not be read", "error", err)
		return
	}
	for _, id := range ids {
		r.pickUp(id)
	}
}

// ring handles a wake-up: each timer that is due becomes an input. Only the
// commit of that input takes the timer off the agenda, so two processes may
// both try and one commits.
func (r *Runtime) ring(m *mailbox) error {
	t := &turn{r: r, m: m, in: flows.Incoming{To: m.id, Input: flows.Timer{}}, defs: r.defs.Load()}
	m.forget() // what is due is known from the store, so memory may be behind
	record, err := t.load()
	if err != nil {
		return err
	}
	if record.Parked != nil {
		return nil
	}
	actor, _, err := Inspect(m.id, record.State)
	if err != nil {
		return err
	}
	now := r.Now()
	for name, due := range actor.Timers {
		if due.After(now) {
			continue
		}
		in := flows.Incoming{
			ID: "timer:" + name + ":" + strconv.FormatInt(due.UnixMilli(), 10), To: m.id,
			Trace: "t" + strconv.FormatInt(due.UnixMilli(), 36), Input: flows.Timer{Name: name, Due: due},
		}
		if _, err := r.take(m, in); err != nil {
			return err
		}
	}
	return nil
}
