package bot

import (
	"container/list"
	"context"
	"sync"

	"wecan/flows"
)

// letter is what a mailbox holds: an input, or one of the errands.
type letter struct {
	in     flows.Incoming
	errand errand
	done   chan struct{} // closed once taken or refused; verdict and err are set before
	err    error

	verdict string // of its turn: see flows.Receipt
}

// errand is something an actor is to do that is no input.
type errand int

const (
	noErrand   errand = iota
	lookTimers        // a timer is due
	lookOutbox        // its outbox may be nobody's
	errands
)

// mailbox is one actor's place in this process: the inputs that wait, the state
// as last committed, and what is being sent.
type mailbox struct {
	id flows.ActorID

	mu      sync.Mutex
	queue   []*letter
	running bool          // a goroutine works through the queue
	queued  [errands]bool // this errand is in the queue
	record  *flows.Record
	memory  *memory
	out     outgoing

	users int           // who needs it now; boxes.mu guards it
	place *list.Element // in boxes.order, nil while somebody needs it; boxes.mu guards it
}

// boxes holds the mailboxes: those at work, and the last used of the idle ones
// as the cache of states.
type boxes struct {
	mu    sync.Mutex
	all   map[flows.ActorID]*mailbox
	order *list.List // idle mailboxes, least recently used first
	most  int
	busy  int
	quiet chan struct{} // closed and replaced when busy falls to 0
}

func (b *boxes) init(most int) {
	b.all, b.order, b.most, b.quiet = map[flows.ActorID]*mailbox{}, list.New(), most, make(chan struct{})
}

// use finds or makes the mailbox and keeps it from being dropped until
// [boxes.leave] is called as often.
func (b *boxes) use(id flows.ActorID) *mailbox {
	b.mu.Lock()
	defer b.mu.Unlock()
	m, ok := b.all[id]
	if !ok {
		m = &mailbox{id: id}
		b.all[id] = m
	}
	if m.place != nil {
		b.order.Remove(m.place)
		m.place = nil
	}
	m.users++
	if m.users == 1 {
		b.busy++
	}
	return m
}

// leave gives back what use took.
func (b *boxes) leave(m *mailbox) {
	b.mu.Lock()
	defer b.mu.Unlock()
	m.users--
	if m.users > 0 {
		return
	}
	b.busy--
	if b.busy == 0 {
		close(b.quiet)
		b.quiet = make(chan struct{})
	}
	m.place = b.order.PushBack(m)
	for b.order.Len() > b.most {
		oldest := b.order.Front()
		b.order.Remove(oldest)
		if dropped, ok := oldest.Value.(*mailbox); ok {
			delete(b.all, dropped.id)
		}
	}
}

// idle waits until no mailbox is at work, and says false when ctx ended first.
func (b *boxes) idle(ctx context.Context) bool {
	for {
		b.mu.Lock()
		busy, quiet := b.busy, b.quiet
		b.mu.Unlock()
		if busy == 0 {
			return true
		}
		select {
		case <-quiet:
		case <-ctx.Done():
			return false
		}
	}
}

// post puts an input into its actor's mailbox.
func (r *Runtime) post(in flows.Incoming) *letter {
	l := &letter{in: in, done: make(chan struct{})}
	m := r.boxes.use(in.To)
	m.mu.Lock()
	defer m.mu.Unlock()
	r.enqueue(m, l)
	return l
}

// wake has the actor look at its timers, pickUp at its outbox.
func (r *Runtime) wake(id flows.ActorID)   { r.send(id, lookTimers) }
func (r *Runtime) pickUp(id flows.ActorID) { r.send(id, lookOutbox) }

func (r *Runtime) send(id flows.ActorID, e errand) {
	m := r.boxes.use(id)
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.queued[e] {
		r.boxes.leave(m)
		return
	}
	m.queued[e] = true
	r.enqueue(m, &letter{errand: e, in: flows.Incoming{To: id}, done: make(chan struct{})})
}

// enqueue adds a letter, which holds one use of the mailbox, and sees that
// somebody works. m.mu is held.
func (r *Runtime) enqueue(m *mailbox, l *letter) {
	m.queue = append(m.queue, l)
	if !m.running {
		m.running = true
		r.work.Go(func() { r.drain(m) })
	}
}

// drain works through a mailbox until it is empty.
func (r *Runtime) drain(m *mailbox) {
	for {
		m.mu.Lock()
		if len(m.queue) == 0 {
			m.running = false
			m.mu.Unlock()
			return
		}
		l := m.queue[0]
		m.queue = m.queue[1:]
		m.queued[l.errand] = false
		m.mu.Unlock()
		switch l.errand {
		case lookTimers:
			l.err = r.ring(m)
		case lookOutbox:
			r.takeOver(m)
		case noErrand, errands:
			l.verdict, l.err = r.take(m, l.in)
		}
		close(l.done)
		r.boxes.leave(m)
	}
}

// keep puts a cached record in the place of the old one.
func (m *mailbox) keep(rec *flows.Record) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.record == nil || m.record.Etag != rec.Etag {
		m.out.newest = 0 // another process may have made a turn, and sent what came of it
	}
	m.record = rec
}

// forget drops the cached state: the next turn loads it.
func (m *mailbox) forget() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.record = nil
}

// committed notes what a commit left. Members are never cached. Receipts that an
// ack stored while the commit was under way are not used up by it; where they are
// not known, the next turn reads them.
func (m *mailbox) committed(answer flows.Committed, c *flows.Commit) {
	m.mu.Lock()
	rec, left, now, early := answer.Record, answer.Receipts, m.record, m.out.early
	switch {
	case early.Etag == rec.Etag:
		rec.Receipts, rec.Marker = early.Receipts, early.Marker
	case left == 0:
	case now != nil && now.Etag == c.Base.Etag && now.Marker-c.Base.Marker == left:
		rec.Receipts, rec.Marker = now.Receipts[len(c.Base.Receipts):], left
	default:
		rec = nil
	}
	m.record, m.out.early = rec, flows.Outbox{}
	m.mu.Unlock()
	m.used(c)
}
