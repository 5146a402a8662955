package bot_test

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"wecan/bot"
	"wecan/flows"
)

// leaseEnds is when the person's sending lease ends by what Redis holds.
func (b *bench) leaseEnds() time.Time {
	id := string(b.ids.Person(b.chat))
	for _, key := range b.redis.Keys() {
		if strings.HasSuffix(key, ":a:"+id) {
			until, _, _ := strings.Cut(b.redis.HGet(key, "l"), "|")
			ms, _ := strconv.ParseInt(until, 10, 64) // none: 1970
			return time.UnixMilli(ms)
		}
	}
	return time.Time{}
}

func TestACallIsBegunOnlyUnderALeaseThatOutlivesIt(t *testing.T) {
	in(t, func(b *bench) {
		t := b.t
		p := b.start("a", nil) // a lease of 30 s, calls of 10 s at most
		calls := 0
		slowCarrier(p, func(int, flows.Effect) error {
			calls++
			if left := time.Until(b.leaseEnds()); left < 10*time.Second {
				t.Errorf("call %d is begun %v before the lease ends", calls, left)
			}
			time.Sleep(9 * time.Second)
			return nil
		})
		for i := range 6 { // twelve calls, which take longer than three leases
			handle(t, p, b.say("info "+strconv.Itoa(i)))
		}
		time.Sleep(3 * time.Minute)
		if len(p.out.sent()) != 12 {
			t.Errorf("sent %q", p.out.sent())
		}
		b.stop(p)
		b.idle()
	})
}

// acks counts how the store hears of what was sent.
type acks struct {
	bot.Store
	slow          time.Duration // each commit takes so long
	riding, alone atomic.Int64
}

func (s *acks) Commit(ctx context.Context, c *flows.Commit, held string) (flows.Committed, error) {
	time.Sleep(s.slow)
	s.riding.Add(int64(len(c.Acks)))
	return s.Store.Commit(ctx, c, held)
}

func (s *acks) Ack(ctx context.Context, a *flows.Ack) (flows.Outbox, error) {
	s.alone.Add(int64(len(a.Done)))
	return s.Store.Ack(ctx, a)
}

func TestAcksRideOnTheNextCommitOrGoAfterFiveMilliseconds(t *testing.T) {
	in(t, func(b *bench) {
		t := b.t
		var heard *acks
		p := b.start("a", func(o *bot.Options) { heard = &acks{Store: o.Store}; o.Store = heard })
		handle(t, p, b.say("one"))
		synctest.Wait()
		time.Sleep(4 * time.Millisecond)
		handle(t, p, b.say("two"))
		synctest.Wait()
		if r, a := heard.riding.Load(), heard.alone.Load(); r != 1 || a != 0 {
			t.Errorf("after the second commit %d acks rode and %d went alone", r, a)
		}
		time.Sleep(6 * time.Millisecond)
		synctest.Wait()
		if r, a := heard.riding.Load(), heard.alone.Load(); r != 1 || a != 1 {
			t.Errorf("6 ms later %d acks rode and %d went alone", r, a)
		}
		b.idle()
		b.stop(p)
	})
}

// A slow store is not told twice: by the commit and, because that takes long, by
// a call of its own.
func TestAcksThatRideAreNotToldAlone(t *testing.T) {
	in(t, func(b *bench) {
		t := b.t
		var heard *acks
		p := b.start("a", func(o *bot.Options) { heard = &acks{Store: o.Store, slow: 50 * time.Millisecond}; o.Store = heard })
		for i := range 10 {
			handle(t, p, b.say(strconv.Itoa(i))) // the answer is sent at once, and the next one said at once
			synctest.Wait()
		}
		if r, a := heard.riding.Load(), heard.alone.Load(); r != 9 || a != 0 {
			t.Errorf("%d acks rode and %d went alone", r, a)
		}
		time.Sleep(time.Second)
		if r, a := heard.riding.Load(), heard.alone.Load(); r != 9 || a != 1 {
			t.Errorf("a second later %d acks rode and %d went alone", r, a)
		}
		b.idle()
		b.stop(p)
	})
}

// A commit that fails gives its acks back: they are told all the same.
func TestAcksOfACommitThatFailsAreTold(t *testing.T) {
	in(t, func(b *bench) {
		t := b.t
		var heard *acks
		p := b.start("a", func(o *bot.Options) { heard = &acks{Store: &lossy{Store: o.Store, every: 2}}; o.Store = heard })
		for i := range 10 {
			handle(t, p, b.say(strconv.Itoa(i)))
			synctest.Wait()
		}
		time.Sleep(time.Second)
		if n := len(p.out.sent()); n != 10 {
			t.Errorf("sent %q", p.out.sent())
		}
		b.idle()
		b.stop(p)
	})
}

// A process that dies during the second call of a turn leaves only that one
// uncertain: of the first the store has heard.
func TestWhatWasSentIsNotSentAgainWhenTheNextCallDies(t *testing.T) {
	in(t, func(b *bench) {
		t := b.t
		p := b.start("a", nil)
		slowAnswers(p, time.Second, nil)
		handle(t, p, b.say("info one")) // a message, and a question behind it
		time.Sleep(1500 * time.Millisecond)
		equal(t, "begun before the crash", p.out.sent(), []string{"info one", "Q1?"})
		b.kill(p)
		q := b.start("a", nil)
		time.Sleep(time.Minute)
		equal(t, "sent after it", q.out.sent(), []string{"Q1?"})
		b.stop(q)
		b.idle()
	})
}

func TestAFreezeReachesTheOtherProcesses(t *testing.T) {
	in(t, func(b *bench) {
		t := b.t
		p, q := b.start("a", nil), b.start("b", nil)
		began := time.Now()
		p.out.fail = func(call int, _ flows.Effect) error {
			if call == 1 {
				return &bot.Refusal{Kind: bot.Slower, After: 20 * time.Second, Err: errors.New("429")}
			}
			return nil
		}
		q.out.fail = func(int, flows.Effect) error {
			if d := time.Since(began); d < 20*time.Second {
				t.Errorf("the other process calls %v after a 429 of 20 s", d)
			}
			return nil
		}
		handle(t, p, b.say("one"))
		time.Sleep(1100 * time.Millisecond) // a tick
		b.chat = 8
		handle(t, q, b.say("another person"))
		time.Sleep(time.Minute)
		// Who sends the first person's question when the freeze is over is open.
		equal(t, "sent", append(p.out.sent(), q.out.sent()...), []string{"Q1?", "Q1?"})
		b.stop(p)
		b.stop(q)
		b.idle()
	})
}

// replyOf takes the answers to taps.
type replyOf struct{ took []flows.Effect }

func (r *replyOf) Take(e flows.Effect) bool {
	if _, ok := e.(flows.Answer); !ok {
		return false
	}
	r.took = append(r.took, e)
	return true
}

// What goes along with the answer to a posted update needs no call, also when the
// tap comes again; messages are sent as ever.
func TestWhatTheReplyTakesIsNotCalledFor(t *testing.T) {
	in(t, func(b *bench) {
		t := b.t
		p := b.start("a", nil)
		tap, reply := b.tap(5, "x"), &replyOf{}
		tap.Reply = reply
		handle(t, p, tap)
		handle(t, p, tap)
		time.Sleep(time.Second)
		if len(reply.took) != 2 {
			t.Errorf("the reply took %v", reply.took)
		}
		equal(t, "sent", p.out.sent(), []string{"Q1?"})
		b.stop(p)
		b.idle()
	})
}

// tardy answers a commit only a while after the store has made it.
type tardy struct {
	bot.Store
	wait time.Duration
}

func (s *tardy) Commit(ctx context.Context, c *flows.Commit, held string) (flows.Committed, error) {
	done, err := s.Store.Commit(ctx, c, held)
	time.Sleep(s.wait)
	return done, err
}

// An ack may tell of a question whose own commit has not been answered yet. Nobody
// else can have sent it, so it is sent even if the next one waits behind it.
func TestAQuestionThatAnAckToldOfFirstIsNotDropped(t *testing.T) {
	in(t, func(b *bench) {
		t := b.t
		store := &tardy{}
		p := b.start("a", func(o *bot.Options) { store.Store = o.Store; o.Store = store })
		calls := 0
		slowCarrier(p, func(int, flows.Effect) error {
			calls++
			time.Sleep(20 * time.Millisecond)
			if calls == 2 { // Telegram holds the rest back for a while
				return &bot.Refusal{Kind: bot.Slower, After: time.Second, Err: errors.New("429")}
			}
			return nil
		})
		handle(t, p, b.say("info one")) // a message, and the first question
		time.Sleep(10 * time.Millisecond)
		store.wait = 40 * time.Millisecond // the ack of the message comes between the commit and its answer
		handle(t, p, b.say("two"))
		handle(t, p, b.say("three"))
		time.Sleep(time.Minute)
		equal(t, "sent", p.out.sent(), []string{"info one", "Q1?", "Q2?", "Q3?"})
		b.stop(p)
		b.idle()
	})
}

// A process that starts while Telegram has asked for a pause makes no call before its end.
func TestAFreezeReachesAProcessThatStarts(t *testing.T) {
	in(t, func(b *bench) {
		t := b.t
		p := b.start("a", nil)
		p.out.fail = func(int, flows.Effect) error {
			return &bot.Refusal{Kind: bot.Slower, After: 20 * time.Second, Err: errors.New("429")}
		}
		began := time.Now()
		handle(t, p, b.say("one"))
		synctest.Wait()
		b.kill(p)
		time.Sleep(5 * time.Second)
		q := b.start("a", nil)
		q.out.fail = func(int, flows.Effect) error {
			if d := time.Since(began); d < 20*time.Second {
				t.Errorf("it calls %v after a 429 of 20 s", d)
			}
			return nil
		}
		q.Polled(false)
		handle(t, q, b.say("two"))
		time.Sleep(time.Minute)
		equal(t, "sent", q.out.sent(), []string{"Q2?"})
		b.stop(q)
		b.idle()
	})
}
