package bot

import (
	"errors"
	"slices"
	"time"

	"wecan/flows"
)

// An ack tells the store that an effect was carried out. It rides on the actor's
// next commit where one comes in time, and else goes by itself.

type receiptItem struct {
	id      flows.EffectID
	receipt flows.Receipt // Name "" for none
	dead    *flows.DeadLetter
	seen    bool // a message: the person would see it if it were sent again
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
	m.heard(box)
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

// heard notes the receipts that an ack has answered. An ack and a commit may be
// under way at once, and their answers may come in either order, so they are
// believed by the etag. m.mu is held.
func (m *mailbox) heard(box flows.Outbox) {
	if rec := m.record; rec != nil && rec.Etag == box.Etag {
		if box.Marker > rec.Marker {
			next := *rec
			next.Receipts, next.Marker = box.Receipts, box.Marker
			m.record = &next
		}
		return
	}
	// Perhaps of the commit that is under way: see committed.
	m.out.early = flows.Outbox{Etag: box.Etag, Receipts: box.Receipts, Marker: box.Marker}
}

// ackFailed decides after an ack without an answer. m.mu is held.
func (r *Runtime) ackFailed(m *mailbox, a *flows.Ack, err error) bool {
	o := &m.out
	o.acks, o.acking = append(o.acking, o.acks...), nil
	if errors.Is(err, flows.ErrFenced) {
		if o.lease.Token == a.Token {
			// Another process sends now; it repeats what the store did not hear of.
			o.lease, o.newest = flows.Lease{}, 0
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

// flush makes one attempt to tell the store what was carried.
func (r *Runtime) flush(m *mailbox) {
	m.mu.Lock()
	pending := len(m.out.acks) > 0
	m.mu.Unlock()
	if pending {
		r.ack(m)
	}
}
