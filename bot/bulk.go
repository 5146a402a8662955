package bot

import (
	"context"
	"sync"
	"time"

	"wecan/flows"
)

// A bulk tell is one of many: see [flows.Tell]. Those that stand together at the
// head of an outbox are carried some at a time, each with a token of its own. A
// token whose turn sent nothing goes back, so that to walk over people who get
// nothing is as fast as their turns are.

const (
	bulkAtOnce    = 8               // of one outbox
	tokenPatience = 2 * time.Second // then the lease is looked at again
)

// tellMany carries the bulk tells at the head of the queue, of which first was
// taken. It reports false when the sender must stop.
func (r *Runtime) tellMany(m *mailbox, first outboxItem) bool {
	m.back(first)
	var all sync.WaitGroup
	var mu sync.Mutex
	var failed []outboxItem
	for range m.bulkAhead(bulkAtOnce) {
		all.Go(func() {
			for m.bulkAhead(1) > 0 {
				one, ok := r.token()
				if !ok {
					return
				}
				it, tell, ok := r.nextBulk(m)
				if !ok {
					r.giveBack(one)
					return
				}
				word, err := r.deliver(m, it, tell)
				if err != nil || !flows.Sends(word) {
					r.giveBack(one)
				}
				if err == nil {
					r.done(m, toldItem(it, tell, word))
					continue
				}
				mu.Lock()
				failed = append(failed, it)
				mu.Unlock()
			}
		})
	}
	all.Wait()
	if r.life.Err() != nil {
		return r.stopped(m)
	}
	if len(failed) == 0 {
		return true
	}
	for _, it := range failed[1:] {
		m.back(it)
	}
	return r.later(m, failed[0], false)
}

// token waits a while until a message to many may be sent. While Telegram asked for
// a pause none may: the people's own come first when it is over. Nor while it is away.
func (r *Runtime) token() (token, bool) {
	wait := r.chats.pausedFor()
	if wait == 0 {
		wait = r.away.lets(r)
	}
	if wait > 0 {
		r.sleep(min(wait, tokenPatience))
		return token{}, false
	}
	ctx, cancel := context.WithTimeout(r.life, tokenPatience)
	defer cancel()
	one, ok := r.bulk.take(ctx)
	if !ok {
		r.away.spare()
	}
	return one, ok
}

// giveBack gives a token back that was not used.
func (r *Runtime) giveBack(one token) {
	r.bulk.give(one)
	r.away.spare()
}

// bulkAhead is how many bulk tells stand at the head of the queue, counted to most.
func (m *mailbox) bulkAhead(most int) (n int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for n < most && n < len(m.out.queue) && m.out.queue[n].isBulk() {
		n++
	}
	return n
}

func (it *outboxItem) isBulk() bool {
	tell, ok := it.effect.(flows.Tell)
	if !ok && it.read() == nil {
		tell, ok = it.effect.(flows.Tell)
	}
	return ok && tell.Bulk
}

// nextBulk takes the next bulk tell, unless something must be looked at first:
// other effects, another one on its way to the same actor, the lease.
func (r *Runtime) nextBulk(m *mailbox) (it outboxItem, tell flows.Tell, ok bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	o := &m.out
	if !o.lease.Held() || o.strange || len(o.queue) == 0 || !o.queue[0].isBulk() || time.Until(o.lease.Until) < r.leaseFor(o) {
		return it, tell, false
	}
	it = o.queue[0]
	tell, _ = it.effect.(flows.Tell)
	for _, to := range o.many {
		if to == tell.To {
			return it, tell, false
		}
	}
	o.queue = o.queue[1:]
	if o.many == nil {
		o.many = map[flows.EffectID]flows.ActorID{}
	}
	o.many[it.ID] = tell.To
	return it, tell, true
}

// toldItem is a tell that was carried, with what came of it if the teller wants to
// know.
func toldItem(it outboxItem, tell flows.Tell, word string) receiptItem {
	item := receiptItem{id: it.ID}
	if tell.Receipt != "" {
		item.receipt = flows.Receipt{Name: tell.Receipt, Word: word}
	}
	return item
}
