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
// of: now, many, queue, acks, acking, or unknown to us (then strange is set or an ack
// will tell).
type outgoing struct {
	lease   flows.Lease
	sending bool                             // a goroutine works through the queue
	queue   []outboxItem                     // to be sent, in order
	now     flows.EffectID                   // being carried, "" when none
	many    map[flows.EffectID]flows.ActorID // bulk tells being carried, and to whom
	call    flows.Effect                     // what now is, until the call is over; nil if it is doubtful
	newest  int                              // the greatest number of a message sent; 0 when another process may have sent since
	acks    []receiptItem                    // carried; the store does not know yet
	acking  []receiptItem                    // an ack call for these is under way
	tapped  []tapped                         // the last few, while something is to be sent: see answered
	early   flows.Outbox                     // what an ack answered whose etag the mailbox did not know; without entries
	riding  bool                             // a commit under way takes acks along: they need no call of their own
	strange bool                             // the outbox holds entries that we do not: ask before sending
	since   bool                             // all entries older than the lease are known: others come from our own commits
	fails   int                              // calls that failed in a row
	again   bool                             // somebody waits to look at the outbox again
	left    time.Time                        // until then it is another process's to take over
	bell    chan struct{}                    // rung when a pausing sender should look again
}

type outboxItem struct {
	flows.OutboxEntry
	effect flows.Effect // see read
	trace  string

	// doubtful: a call for it may have been made before, by us or by a process
	// that died. A doubtful question with a newer one behind it is dropped.
	doubtful bool

	paid bool // a token was taken for it
}

// held is the token of the lease, "" without one.
func (m *mailbox) held() string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.out.lease.Token
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
		o.queue, o.since = nil, false
	}
	o.lease = answer.Lease
	paid := t.in.Bulk && flows.Sends(t.verdict)
	for i, e := range c.Effects {
		it := outboxItem{OutboxEntry: e, effect: t.lasting[i], trace: t.in.Trace}
		if paid && isLimited(it.effect) {
			it.paid, paid = true, false // there was one token
		}
		o.push(it)
	}
	known := len(o.queue) + len(o.acks) + len(o.acking) + len(o.many)
	if o.now != "" {
		known++
	}
	if known == answer.Waiting {
		o.since = true
	} else {
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
	_, told := o.many[id]
	return o.now == id || told ||
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
	left := time.Now().Before(m.out.left)
	m.mu.Unlock()
	if left {
		return
	}
	box, err := r.Store.Take(r.life, m.id)
	if err != nil || len(box.Entries) == 0 {
		return // somebody else sends, nothing is left, or the next tick tries again
	}
	r.Meter.Count(EventTaken)
	m.mu.Lock()
	defer m.mu.Unlock()
	m.out.lease, m.out.since = box.Lease, false
	m.out.merge(box.Entries)
	r.startSending(m)
}

// merge takes over the store's view of the outbox: its entries first and in its
// order, then ours that came after that view. It may hold what a commit has left
// whose answer is still on its way: that came under our lease, so nobody has sent
// it.
func (o *outgoing) merge(entries []flows.OutboxEntry) {
	old := o.queue
	o.queue = nil
	for _, e := range entries {
		it := outboxItem{OutboxEntry: e, doubtful: !o.since}
		if i := slices.IndexFunc(old, func(q outboxItem) bool { return q.ID == e.ID }); i >= 0 {
			it = old[i] // a mark that stands there may be ours, and its call not begun
		}
		o.push(it)
	}
	for _, q := range old {
		o.push(q)
	}
	o.strange, o.since = false, o.since || len(entries) < flows.OutboxPage
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
		if r.life.Err() != nil {
			r.stopped(m)
			return
		}
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
	case o.strange, time.Until(o.lease.Until) < r.leaseFor(o):
		// Foreign entries, or a lease that might not outlive the next call.
		return outboxItem{}, askStore
	case len(o.queue) == 0 && len(o.acks) == 0:
		o.sending, o.tapped = false, nil
		return outboxItem{}, stopSending
	case len(o.queue) == 0:
		return outboxItem{}, allSent
	case slices.ContainsFunc(o.acks, func(a receiptItem) bool { return a.seen }):
		// The store hears of it before the next call, which takes a while: if the
		// process died during that one, both would be sent again. Most turns send
		// one message, whose ack waits for a commit to ride on.
		return outboxItem{}, askStore
	}
	o.retract(r.Meter)
	o.supersede(r.Meter)
	if len(o.queue) == 0 {
		return outboxItem{}, allSent
	}
	it := o.queue[0]
	o.queue = o.queue[1:]
	o.now, o.call = it.ID, it.effect
	if it.doubtful {
		o.call = nil // a tap may be on the copy that an earlier call brought: see overtake
	}
	return it, sendIt
}

func (r *Runtime) stopped(m *mailbox) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.out.queue, m.out.acks, m.out.acking, m.out.many, m.out.sending, m.out.strange = nil, nil, nil, nil, false, false
	return false
}

// putOff gives the lease back for a while; a timer or the next tick goes on.
func (r *Runtime) putOff(m *mailbox, wait time.Duration) {
	r.flush(m)
	m.mu.Lock()
	token := m.out.lease.Token
	m.out.lease, m.out.newest = flows.Lease{}, 0
	m.out.queue, m.out.acks, m.out.acking, m.out.many, m.out.sending, m.out.strange, m.out.now = nil, nil, nil, nil, false, false, ""
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

// carryAside carries effects of an input that are worth one try, each by itself
// and at once.
func (r *Runtime) carryAside(in flows.Incoming, effects []flows.Effect) {
	for _, e := range effects {
		if in.Reply != nil && in.Reply.Take(e) {
			r.noteCall(r.life, in.Trace, "", e, nil)
			continue
		}
		if r.chats.pausedFor() > 0 {
			return
		}
		r.work.Go(func() {
			ctx, cancel := context.WithTimeout(r.life, r.CallTime)
			defer cancel()
			r.spent(e)
			_, err := r.Carrier.Carry(ctx, e)
			r.noteCall(ctx, in.Trace, "", e, err)
			var no *Refusal
			if errors.As(err, &no) && no.Kind == Slower {
				r.freeze(&r.chats, no.After)
			}
		})
	}
}
