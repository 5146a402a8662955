package bot

import (
	"context"
	"errors"
	"slices"
	"time"

	"wecan/flows"
)

// outgoing is what one process sends for one actor. The mailbox's mutex guards
// it. While lease is held, every entry of the actor's outbox is in exactly one
// of: now, queue, acks, acking, or unknown to us (then strange is set or an ack
// will tell).
type outgoing struct {
	lease   flows.Lease
	sending bool           // a goroutine works through the queue
	queue   []outboxItem   // to be sent, in order
	now     flows.EffectID // being carried, "" when none
	call    flows.Effect   // what now is, until the call is over
	acks    []receiptItem  // carried; the store does not know yet
	acking  []receiptItem  // an ack call for these is under way
	riding  bool           // a commit under way takes acks along: they need no call of their own
	strange bool           // the outbox holds entries that we do not: ask before sending
	fails   int            // calls that failed in a row
	again   bool           // somebody waits to look at the outbox again
	bell    chan struct{}  // rung when a pausing sender should look again
}

type outboxItem struct {
	flows.OutboxEntry
	effect flows.Effect // see read
	trace  string

	// doubtful: a call for it may have been made before, by us or by a process
	// that died. A doubtful question with a newer one behind it is dropped.
	doubtful bool
}

type receiptItem struct {
	id      flows.EffectID
	receipt flows.Receipt // Name "" for none
	dead    *flows.DeadLetter
}

// held is the token of the lease, "" without one.
func (m *mailbox) held() string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.out.lease.Token
}

// carried is a snapshot of what was sent and can ride on a commit.
type carried struct {
	acks []flows.EffectID
	list []flows.Receipt
}

func (m *mailbox) receipts() carried {
	m.mu.Lock()
	defer m.mu.Unlock()
	var c carried
	if !m.out.lease.Held() {
		return c
	}
	for _, a := range m.out.acks {
		if a.dead != nil {
			continue // it needs an ack call, which brings the dead letter along
		}
		c.acks = append(c.acks, a.id)
		if a.receipt.Name != "" {
			c.list = append(c.list, a.receipt)
		}
	}
	return c
}

// used forgets the acks that a commit has taken along.
func (m *mailbox) used(c *flows.Commit) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.out.acks = slices.DeleteFunc(m.out.acks, func(a receiptItem) bool { return slices.Contains(c.Acks, a.id) })
}

// sendCommitted queues what a commit left, if the lease is ours.
func (r *Runtime) sendCommitted(t *turn, answer flows.Committed) {
	m, c := t.m, t.pending
	m.mu.Lock()
	defer m.mu.Unlock()
	o := &m.out
	if !answer.Lease.Held() {
		if len(c.Effects) > 0 || len(c.Acks) > 0 && answer.Waiting == 0 {
			o.lease = flows.Lease{} // another process sends, or nothing is left
			r.startSending(m)       // a pausing sender sees it
		}
		return
	}
	if answer.Lease.Token != o.lease.Token {
		// A new lease: somebody may have sent under another one meanwhile.
		o.queue = nil
	}
	o.lease = answer.Lease
	for i, e := range c.Effects {
		o.push(outboxItem{OutboxEntry: e, effect: t.lasting[i], trace: t.in.Trace})
	}
	known := len(o.queue) + len(o.acks) + len(o.acking)
	if o.now != "" {
		known++
	}
	if known != answer.Waiting {
		o.strange = true
	}
	r.startSending(m)
}

// push decodes and queues an entry that is not known yet.
func (o *outgoing) push(it outboxItem) {
	if o.knows(it.ID) {
		return
	}
	o.queue = append(o.queue, it)
}

func (o *outgoing) knows(id flows.EffectID) bool {
	return o.now == id ||
		slices.ContainsFunc(o.queue, func(q outboxItem) bool { return q.ID == id }) ||
		slices.ContainsFunc(o.acks, func(a receiptItem) bool { return a.id == id }) ||
		slices.ContainsFunc(o.acking, func(a receiptItem) bool { return a.id == id })
}

// takeOver takes the actor's outbox over, unless this process is sending it
// already. It runs in the mailbox, so never beside a commit of the same actor.
func (r *Runtime) takeOver(m *mailbox) {
	m.mu.Lock()
	if m.out.sending || m.out.lease.Held() {
		m.out.strange = true
		r.startSending(m)
		m.mu.Unlock()
		return
	}
	m.mu.Unlock()
	box, err := r.Store.Take(r.life, m.id)
	if err != nil || len(box.Entries) == 0 {
		return // somebody else sends, nothing is left, or the next tick tries again
	}
	r.Meter.Count(EventTaken)
	m.mu.Lock()
	defer m.mu.Unlock()
	m.out.lease = box.Lease
	m.out.merge(box.Entries)
	r.startSending(m)
}

// merge takes over the store's view of the outbox: its entries first and in its
// order, then ours that came after that view.
func (o *outgoing) merge(entries []flows.OutboxEntry) {
	old := o.queue
	o.queue = nil
	for _, e := range entries {
		it := outboxItem{OutboxEntry: e, doubtful: true}
		if i := slices.IndexFunc(old, func(q outboxItem) bool { return q.ID == e.ID }); i >= 0 {
			it.doubtful = old[i].doubtful
		}
		o.push(it)
	}
	for _, q := range old {
		o.push(q)
	}
	o.strange = false
}

// startSending sees that somebody works through the queue. m.mu is held.
func (r *Runtime) startSending(m *mailbox) {
	if m.out.sending {
		select {
		case m.out.bell <- struct{}{}:
		default: // it will look anyway
		}
		return
	}
	if !m.out.lease.Held() || len(m.out.queue) == 0 && len(m.out.acks) == 0 && !m.out.strange {
		return
	}
	m.out.sending = true
	if m.out.bell == nil {
		m.out.bell = make(chan struct{}, 1)
	}
	r.boxes.use(m.id)
	r.work.Go(func() {
		defer r.boxes.leave(m)
		r.sendAll(m)
	})
}

// sendAll sends until the queue is empty and the store knows, the lease is
// lost, or the work is put off.
func (r *Runtime) sendAll(m *mailbox) {
	for {
		it, what := r.next(m)
		switch what {
		case sendIt:
			if !r.carry(m, it) {
				return
			}
		case askStore:
			if !r.ack(m) {
				return
			}
		case allSent:
			if !r.ackSoon(m) {
				return
			}
		case stopSending:
			return
		}
	}
}

// ackSoon waits a moment for a commit that takes the acks along, then tells the
// store itself. A commit that has them already is waited for, however long it
// takes: told twice, a slow store would be slower still.
func (r *Runtime) ackSoon(m *mailbox) bool {
	t := time.NewTimer(r.AckDelay)
	defer t.Stop()
	for {
		select {
		case <-m.out.bell: // something new to send, nothing left, or the commit has come back
			return true
		case <-t.C:
			if !m.rides() {
				return r.ack(m)
			}
		case <-r.life.Done():
			return r.stopped(m)
		}
	}
}

// rides says whether a commit under way takes acks along.
func (m *mailbox) rides() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.out.riding
}

// board notes that a commit with these acks begins, and answers the token of the
// lease under which they count. [Runtime.land] ends it.
func (m *mailbox) board(acks int) (token string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.out.riding = acks > 0
	return m.out.lease.Token
}

// land lets the sender look at what the commit has left.
func (r *Runtime) land(m *mailbox) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.out.riding {
		m.out.riding = false
		r.startSending(m)
	}
}

type nextStep int

const (
	sendIt nextStep = iota
	askStore
	allSent
	stopSending
)

// next decides what the sender does.
func (r *Runtime) next(m *mailbox) (outboxItem, nextStep) {
	m.mu.Lock()
	defer m.mu.Unlock()
	o := &m.out
	switch {
	case !o.lease.Held():
		o.queue, o.acks, o.sending, o.strange = nil, nil, false, false
		return outboxItem{}, stopSending
	case o.strange, time.Until(o.lease.Until) < r.CallTime+r.CallTime/4:
		// Foreign entries, or a lease that might not outlive the next call.
		return outboxItem{}, askStore
	case len(o.queue) == 0 && len(o.acks) == 0:
		o.sending = false
		return outboxItem{}, stopSending
	case len(o.queue) == 0:
		return outboxItem{}, allSent
	}
	o.supersede(r.Meter)
	it := o.queue[0]
	o.queue = o.queue[1:]
	o.now, o.call = it.ID, it.effect
	return it, sendIt
}

// supersede drops doubtful questions that a newer question has replaced, each
// with its voice. One that takes the keys away stays, unless something behind it
// sets them: nobody would take them away later.
func (o *outgoing) supersede(meter Meter) {
	newest, keyed := -1, -1
	for i := range o.queue {
		it := &o.queue[i]
		_ = it.read() // carry reports it
		s, _ := it.effect.(flows.Send)
		if s.Question {
			newest = i
		}
		if s.Unkey || len(s.Keys) > 0 {
			keyed = i
		}
	}
	kept := o.queue[:0:0]
	for i, it := range o.queue {
		if o.replaced(i, newest, keyed) && it.doubtful {
			meter.Count(EventSuperseded)
			o.acks = append(o.acks, receiptItem{id: it.ID})
			continue
		}
		kept = append(kept, it)
	}
	o.queue = kept
}

// replaced says whether the entry is a question, or the voice of one, and not
// the newest.
func (o *outgoing) replaced(i, newest, keyed int) bool {
	if p, ok := o.queue[i].effect.(flows.Play); ok && p.Question {
		i++ // it stands right before its question
	}
	if i >= newest {
		return false
	}
	s, ok := o.queue[i].effect.(flows.Send)
	return ok && s.Question && (!s.Unkey || i < keyed)
}

// ack tells the store what was carried, keeps the lease and learns what else
// waits. It reports false when the sender must stop.
func (r *Runtime) ack(m *mailbox) bool {
	m.mu.Lock()
	o := &m.out
	a := &flows.Ack{ID: m.id, Token: o.lease.Token, Known: len(o.queue)}
	if o.strange {
		a.Known = -1
	}
	if len(o.acks) == 0 && len(o.queue) > 0 && !o.strange && time.Until(o.lease.Until) > r.CallTime*2 {
		m.mu.Unlock()
		return true // a commit took the acks along
	}
	o.acking, o.acks = o.acks, nil
	for _, it := range o.acking {
		a.Done = append(a.Done, it.id)
		if it.receipt.Name != "" {
			a.Receipts = append(a.Receipts, it.receipt)
		}
		if it.dead != nil {
			a.Dead = append(a.Dead, *it.dead)
		}
	}
	if a.Token == "" {
		o.queue, o.acking, o.sending, o.strange = nil, nil, false, false
		m.mu.Unlock()
		return false
	}
	m.mu.Unlock()
	box, err := r.Store.Ack(r.life, a)
	m.mu.Lock()
	defer m.mu.Unlock()
	if err != nil {
		return r.ackFailed(m, a, err)
	}
	o.acking = nil
	if rec := m.record; rec != nil && box.Marker > 0 {
		next := *rec
		next.Receipts = append(slices.Clone(rec.Receipts), a.Receipts...)
		next.Marker += box.Marker
		m.record = &next
	}
	if o.lease.Token != a.Token {
		return true // a commit got a new lease meanwhile
	}
	switch {
	case len(box.Entries) > 0:
		o.lease = box.Lease
		o.merge(box.Entries)
	case a.Known > 0 || len(o.queue) > 0 || o.now != "":
		o.lease, o.strange = box.Lease, false
	default:
		o.lease, o.strange, o.sending = flows.Lease{}, false, false
		return false
	}
	return true
}

// ackFailed decides after an ack without an answer. m.mu is held.
func (r *Runtime) ackFailed(m *mailbox, a *flows.Ack, err error) bool {
	o := &m.out
	o.acks, o.acking = append(o.acking, o.acks...), nil
	if errors.Is(err, flows.ErrFenced) {
		if o.lease.Token == a.Token {
			// Another process sends now; it repeats what the store did not hear of.
			o.lease = flows.Lease{}
		}
		o.strange = false
		if !o.lease.Held() {
			o.queue, o.acks, o.sending = nil, nil, false
			return false
		}
		return true
	}
	if r.life.Err() != nil {
		o.sending = false
		return false
	}
	o.fails++
	wait := min(20*time.Millisecond<<min(o.fails, 7), 2*time.Second)
	m.mu.Unlock()
	alive := r.sleep(wait)
	m.mu.Lock()
	if !alive {
		o.sending = false
	}
	return alive
}

func (r *Runtime) stopped(m *mailbox) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.out.queue, m.out.acks, m.out.acking, m.out.sending, m.out.strange = nil, nil, nil, false, false
	return false
}

// putOff gives the lease back for a while; a timer or the next tick goes on.
func (r *Runtime) putOff(m *mailbox, wait time.Duration) {
	r.flush(m)
	m.mu.Lock()
	token := m.out.lease.Token
	m.out.lease = flows.Lease{}
	m.out.queue, m.out.acks, m.out.acking, m.out.sending, m.out.strange, m.out.now = nil, nil, nil, false, false, ""
	m.mu.Unlock()
	if token == "" {
		return
	}
	if err := r.Store.Defer(r.life, m.id, token, wait); err != nil {
		r.Log.DebugContext(r.life, "an outbox could not be put off; its lease will run out", "error", err)
	}
	r.lookAgain(m, wait)
}

// lookAgain has one goroutine wait for each actor, however often its outbox is
// put off: everything that people say while Telegram is away puts it off once
// more, and if each began to look for itself, calls and goroutines would grow
// with what was said. Where another wait is needed than the one under way, the
// next tick makes it.
func (r *Runtime) lookAgain(m *mailbox, wait time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.out.again {
		return
	}
	m.out.again = true
	r.after(wait, func() {
		m.mu.Lock()
		m.out.again = false
		m.mu.Unlock()
		r.pickUp(m.id)
	})
}

// flush makes one attempt to tell the store what was carried.
func (r *Runtime) flush(m *mailbox) {
	m.mu.Lock()
	pending := len(m.out.acks) > 0
	m.mu.Unlock()
	if pending {
		r.ack(m)
	}
}

// carryAside carries effects that are worth one try, each by itself and at once.
func (r *Runtime) carryAside(trace string, effects []flows.Effect) {
	for _, e := range effects {
		if r.pausedFor() > 0 {
			return
		}
		r.work.Go(func() {
			ctx, cancel := context.WithTimeout(r.life, r.CallTime)
			defer cancel()
			_, err := r.Carrier.Carry(ctx, e)
			r.noteCall(ctx, trace, "", e, err)
			var no *Refusal
			if errors.As(err, &no) && no.Kind == Slower {
				r.freeze(no.After)
			}
		})
	}
}
