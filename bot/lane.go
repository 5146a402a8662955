package bot

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"wecan/flows"
)

// lane is the way to one outside: what holds up the one does not hold up the
// other.
type lane struct {
	where, token string // for the log: the service, and the setting with its token

	frozen   atomic.Int64 // until when nothing is sent, in ns since 1970
	barred   atomic.Bool  // the bot itself is refused
	failed   atomic.Int32 // calls without an answer in a row
	counting sync.Mutex   // held while one is counted
}

// laneOf is the way that an effect takes.
func (r *Runtime) laneOf(e flows.Effect) *lane {
	if flows.AtMattermost(e) {
		return &r.posts
	}
	return &r.chats
}

// call makes the one call that an effect is, and answers its receipt.
func (r *Runtime) call(ctx context.Context, it outboxItem) (receipt flows.Receipt, err error) {
	e := it.effect
	if !flows.AtMattermost(e) {
		r.away.begins(e)
		receipt.Message, err = r.Carrier.Carry(ctx, e)
		r.away.ended(r, e, err)
	} else {
		receipt.Post, err = r.Poster.Post(ctx, e, it.doubtful)
	}
	if receipt.Name = receiptOf(e); err != nil || receipt.Name == "" {
		return flows.Receipt{}, err
	}
	return receipt, nil
}

// timeFor is how long the call of an effect may take. One that brings a file has
// all that is left of the lease, but for a margin: files are large, and lines slow.
// That is never less than [Runtime.leaseFor] it, less the margin: 18 seconds as the
// defaults are, in which a line of 10 Mbit/s carries 20 MB.
func (r *Runtime) timeFor(m *mailbox, e flows.Effect) time.Duration {
	if !bringsFile(e) {
		return r.CallTime
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	return max(r.CallTime, time.Until(m.out.lease.Until)-leaseMargin)
}

func bringsFile(e flows.Effect) bool {
	switch e := e.(type) {
	case flows.Attach, flows.Play:
		return true
	case flows.Post:
		return e.File != nil
	case flows.Send, flows.Enclose, flows.Answer, flows.Edit, flows.Delete, flows.Commands, flows.Tell, flows.Repost, flows.React, flows.Page: // what is enclosed is small
	}
	return false
}

// leaseFor is how much of the lease there must be for the next call to begin.
func (r *Runtime) leaseFor(o *outgoing) time.Duration {
	if len(o.queue) > 0 && o.queue[0].read() == nil && bringsFile(o.queue[0].effect) {
		return r.CallTime * 2
	}
	return r.CallTime + r.CallTime/4
}

// leaseMargin is how long before its end a lease counts as over for a call.
const leaseMargin = 2 * time.Second

// pause sends nothing this way for that long. It never ends a longer pause.
func (l *lane) pause(d time.Duration) {
	until := time.Now().Add(d).UnixNano()
	for {
		now := l.frozen.Load()
		if now >= until || l.frozen.CompareAndSwap(now, until) {
			return
		}
	}
}

// pausedFor is how long nothing may be sent this way.
func (l *lane) pausedFor() time.Duration {
	return max(0, time.Until(time.Unix(0, l.frozen.Load())))
}

// works notes that an effect was carried out.
func (l *lane) works() {
	l.barred.Store(false)
	l.failed.Store(0)
}

// fails notes that a call was not answered. A server that is away for all is
// asked by few: after some failures the whole lane pauses, longer each time. Calls that
// were under way together fail together, and that is one failure: a moment of silence
// must not look like a long one because many spoke at that moment.
func (l *lane) fails(ctx context.Context, log *slog.Logger) {
	l.counting.Lock()
	defer l.counting.Unlock()
	if l.pausedFor() > 0 {
		return
	}
	n := l.failed.Add(1)
	if n < failsBeforePause {
		return
	}
	if n == failsBeforePause {
		log.WarnContext(ctx, "there is no answer; what is for it waits", "from", l.where)
	}
	l.pause(pauseAfter(n))
}

// pauseAfter is how long a lane pauses after so many failures.
func pauseAfter(n int32) time.Duration {
	return min(time.Second<<max(0, min(n-failsBeforePause, 8)), lanePause)
}

const (
	failsBeforePause = 3
	lanePause        = 15 * time.Second
)

// freeze pauses a lane because the other side asks for it. To Telegram the other
// processes pause too, when they look: it counts for the bot as a whole.
func (r *Runtime) freeze(l *lane, d time.Duration) {
	l.pause(d)
	if l != &r.chats {
		return
	}
	if err := r.Store.Freeze(r.life, d); err != nil {
		r.Log.DebugContext(r.life, "the other processes could not be told to pause", "error", err)
	}
}

// comesBack tells the actor that an effect of its own can never be carried out, and
// waits for its turn: it must look for another way before the effect is given up.
// false: it does not know yet.
func (r *Runtime) comesBack(m *mailbox, it outboxItem) bool {
	id, name, gone := refusedOf(it.effect)
	return name == "" || r.comesBackAs(m, it, id, name, gone)
}

// comesBackAs tells the actor by that name, once for each effect.
func (r *Runtime) comesBackAs(m *mailbox, it outboxItem, id, name string, gone any) bool {
	tell, err := flows.NewTell(m.id, name, gone)
	if err != nil { // values of ours are always JSON
		return true
	}
	l := r.post(flows.Incoming{
		ID: id + string(it.ID), To: m.id, Trace: it.trace, Input: flows.Told{Name: tell.Name, Data: tell.Data},
	})
	_, err = r.await(l)
	return err == nil
}

// refusedOf is what an actor is told of an effect of its own that was refused for
// good; name is "" for one of which it need not know.
func refusedOf(e flows.Effect) (id, name string, gone any) {
	mark := ""
	switch e := e.(type) {
	case flows.Send, flows.Attach:
		if receipt := receiptOf(e); receipt != "" {
			return "unsent:", flows.ToldUnsent, flows.Unsent{Receipt: receipt}
		}
		return "", "", nil
	case flows.Post:
		mark = e.Mark
	case flows.Repost:
		mark = e.Of.Mark
	case flows.React:
		mark = e.To.Mark
	case flows.Play, flows.Enclose, flows.Answer, flows.Edit, flows.Delete, flows.Commands, flows.Tell, flows.Page:
		return "", "", nil
	}
	return "unposted:", flows.ToldUnposted, flows.Unposted{Mark: mark, Kind: kindOf(e)}
}
