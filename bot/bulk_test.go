package bot_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"wecan/bot"
	"wecan/flows"
)

// crowd is a bench with people, and processes that share what was sent.
type crowd struct {
	*bench

	member member
	sent   clockwork
	people int
}

// inCrowd runs a test of sending to many in virtual time.
func inCrowd(t *testing.T, people int, m member, f func(c *crowd)) {
	t.Helper()
	in(t, func(b *bench) {
		c := &crowd{bench: b, member: m, people: people}
		first := c.start("first", nil)
		come(b.t, first.Runtime, b.ids, people)
		c.stop(first)
		f(c)
	})
}

func (c *crowd) start(owner string, change func(*bot.Options)) *process {
	c.t.Helper()
	p := &process{store: c.store(owner), out: newCarrier()}
	carry := carrierFunc(func(_ context.Context, e flows.Effect) (int, error) { c.sent.note(e); return 1, nil })
	o := bot.Options{Store: p.store, Carrier: carry, IDs: c.ids}
	if change != nil {
		change(&o)
	}
	p.Runtime = bot.New(o, crowdDefinitions(c.member))
	if err := p.Start(c.t.Context()); err != nil {
		c.t.Fatal(err)
	}
	return p
}

func (c *crowd) walked(first int) walkerState {
	c.t.Helper()
	s := c.store("reader")
	defer c.shut(s)
	return walked(c.t, s, c.ids, first)
}

// everybody checks that each of those who are willing got it, and how often at most.
func (c *crowd) everybody(doubles int) {
	c.t.Helper()
	got := map[string]int{}
	for _, text := range c.sent.sent() {
		if strings.HasPrefix(text, "news") {
			got[text]++
		}
	}
	twice := 0
	for chat := int64(1); chat <= int64(c.people); chat++ {
		n := got[fmt.Sprint("news for ", chat)]
		switch willing := c.member.willing == nil || c.member.willing(chat); {
		case willing && n == 0:
			c.t.Errorf("%d was missed", chat)
		case !willing && n > 0:
			c.t.Errorf("%d did not want it and got it", chat)
		case n > 1:
			twice += n - 1
		}
	}
	if twice > doubles {
		c.t.Errorf("%d got it twice, at most %d may", twice, doubles)
	}
}

func (c *crowd) write(p *process, chat int64, n int) {
	c.t.Helper()
	handle(c.t, p, flows.Incoming{
		ID: fmt.Sprint("write:", n), To: c.ids.Person(chat), Trace: "t",
		Input: flows.Text{Origin: flows.Origin{Chat: chat}, Message: n, Text: strconv.Itoa(n)},
	})
}

// Two processes send to many at the rate and not above it, in no second; what
// people are answered is counted in and waits for nothing.
func TestManyAreToldAtTheRate(t *testing.T) {
	const rate, burst, people = 25, 7, 600
	inCrowd(t, people, member{}, func(c *crowd) {
		t := c.t
		p, q := c.start("a", nil), c.start("b", nil)
		began := time.Now()
		walks(t, p.Runtime, c.ids, 0, 2, 50)
		walks(t, q.Runtime, c.ids, 1, 2, 50)
		for n := range 100 { // ten seconds with ten replies each
			time.Sleep(100 * time.Millisecond)
			asked := time.Now()
			c.write([]*process{p, q}[n%2], int64(1000+n), n)
			synctest.Wait()
			if texts := c.sent.sent(); !slices.Contains(texts, fmt.Sprint("reply to ", n)) || time.Since(asked) > 5*time.Millisecond {
				t.Fatalf("reply %d took more than %v", n, time.Since(asked))
			}
		}
		time.Sleep(time.Minute)
		c.stop(p)
		c.stop(q)
		c.everybody(0)
		if most := c.sent.busiest(); most > rate+burst {
			t.Errorf("%d messages within a second, at most %d may", most, rate+burst)
		}
		want := time.Duration(people+100) * time.Second / rate
		if took := c.sent.at[len(c.sent.at)-1].Sub(began); took < want-time.Second || took > want*103/100 {
			t.Errorf("it took %v, want %v", took, want)
		}
		for i := range 2 {
			if w := c.walked(i); w.Words[flows.VerdictSent]+c.walked(1 - i).Words[flows.VerdictSent] != people {
				t.Errorf("the walkers know of %v and %v", w.Words, c.walked(1-i).Words)
			}
		}
		c.idle()
	})
}

// To walk over people who get nothing uses nothing up, even at one message a second.
func TestWhoGetsNothingCostsNoRate(t *testing.T) {
	willing := func(chat int64) bool { return chat%200 == 0 }
	inCrowd(t, 600, member{willing: willing}, func(c *crowd) {
		t := c.t
		p := c.start("a", func(o *bot.Options) { o.BulkRate = 1 })
		began := time.Now()
		walks(t, p.Runtime, c.ids, 0, 1, 100)
		time.Sleep(20 * time.Second)
		c.stop(p)
		c.everybody(0)
		w := c.walked(0)
		if w.Words["opted-out"] != 597 || w.Words[flows.VerdictSent] != 3 || !w.Over {
			t.Errorf("the walker knows of %v", w.Words)
		}
		if len(c.sent.at) < 3 {
			t.Fatalf("%d messages", len(c.sent.at))
		}
		if took := c.sent.at[2].Sub(began); took > 6*time.Second {
			t.Errorf("three messages at one a second took %v", took)
		}
	})
}

// One process is killed in the middle. Nobody is missed, and nobody gets it twice
// whose call had ended.
func TestAKillBetweenBulkTells(t *testing.T) {
	again := 0
	for n := range 12 { // whether a kill meets a tell on its way depends on the goroutines
		if n >= 3 && again > 0 {
			break
		}
		at := time.Second + time.Duration(n)*611*time.Millisecond
		if n%2 == 0 { // when a block of tokens comes
			at = at.Truncate(100 * time.Millisecond)
		}
		t.Run(at.String(), func(t *testing.T) {
			inCrowd(t, 300, member{}, func(c *crowd) {
				t := c.t
				p, q := c.start("a", nil), c.start("b", nil)
				walks(t, p.Runtime, c.ids, 0, 2, 30)
				walks(t, q.Runtime, c.ids, 1, 2, 30)
				time.Sleep(at)
				inFlight := p.Unacknowledged()
				c.kill(p)
				p = c.start("a", nil)
				p.Polled(false)
				time.Sleep(2 * time.Minute)
				c.stop(p)
				c.stop(q)
				c.everybody(inFlight)
				one, two := c.walked(0), c.walked(1)
				if n := one.Words["sent"] + one.Words["seen"] + two.Words["sent"] + two.Words["seen"]; n != 300 || two.Words["seen"] > 0 {
					t.Errorf("the walkers know of %v and %v", one.Words, two.Words)
				}
				if one.Words["seen"] > inFlight {
					t.Errorf("%d were told again, %d were not acknowledged at the kill", one.Words["seen"], inFlight)
				}
				again += one.Words["seen"]
				if most := c.sent.busiest(); most > 32 {
					t.Errorf("%d messages within a second", most)
				}
				c.idle()
			})
		})
	}
	if again == 0 {
		t.Error("no kill met a tell on its way: the test shows nothing")
	}
}

// dryBucket is a store whose bucket gives no answer for a while; it counts the calls.
type dryBucket struct {
	bot.Store
	gone  atomic.Bool
	draws atomic.Int64
	used  atomic.Int64 // less the tokens that came back
	drawn atomic.Int64
}

func (a *dryBucket) Draw(ctx context.Context, d flows.Draw) (flows.Drawn, error) {
	a.draws.Add(1)
	if a.gone.Load() {
		return flows.Drawn{}, errors.New("no answer")
	}
	a.used.Add(int64(d.Used))
	drawn, err := a.Store.Draw(ctx, d)
	a.drawn.Add(int64(drawn.Tokens))
	return drawn, err
}

func TestWithoutTheBucketManyWaitAndRepliesGo(t *testing.T) {
	inCrowd(t, 50, member{}, func(c *crowd) {
		t := c.t
		eye := &dryBucket{}
		p := c.start("a", func(o *bot.Options) { eye.Store = o.Store; o.Store = eye })
		eye.gone.Store(true)
		walks(t, p.Runtime, c.ids, 0, 1, 100)
		for n := range 20 {
			c.write(p, 1000, n)
			time.Sleep(time.Second)
			synctest.Wait()
			if len(c.sent.sent()) != n+1 {
				t.Fatalf("sent %q", c.sent.sent())
			}
		}
		eye.gone.Store(false)
		time.Sleep(10 * time.Second)
		c.stop(p)
		c.everybody(0)
		// She who wrote may be told too. Tokens that nobody needed are back by now.
		if sent, drawn, used := len(c.sent.sent()), eye.drawn.Load(), eye.used.Load(); drawn+used != int64(sent) {
			t.Errorf("%d messages went: %d tokens, and the bucket heard of %d besides", sent, drawn, used)
		}
	})
}

// What was sent without a token the store hears of a moment after; while nothing
// happens nobody asks anything.
func TestRepliesAreCountedOnceInAWhile(t *testing.T) {
	inCrowd(t, 0, member{}, func(c *crowd) {
		t := c.t
		eye := &dryBucket{}
		p := c.start("a", func(o *bot.Options) { eye.Store = o.Store; o.Store = eye })
		time.Sleep(time.Minute)
		if n := eye.draws.Load(); n != 0 {
			t.Errorf("%d calls for nothing", n)
		}
		for n := range 7 {
			c.write(p, 1000+int64(n), n)
			time.Sleep(10 * time.Millisecond)
		}
		if n := eye.draws.Load(); n != 0 {
			t.Errorf("%d calls at once", n)
		}
		time.Sleep(time.Minute)
		if draws, used := eye.draws.Load(), eye.used.Load(); draws != 1 || used != 7 {
			t.Errorf("%d calls told of %d replies", draws, used)
		}
		c.stop(p)
	})
}

// When Telegram asks for a pause, nobody of the many is told meanwhile.
func TestAPauseHoldsUpTheMany(t *testing.T) {
	heard := atomic.Int64{}
	m := member{hear: func(int64, flows.Told) { heard.Add(1) }}
	inCrowd(t, 200, m, func(c *crowd) {
		t := c.t
		calls := atomic.Int64{}
		carry := carrierFunc(func(_ context.Context, e flows.Effect) (int, error) {
			if calls.Add(1) == 20 {
				return 0, &bot.Refusal{Kind: bot.Slower, After: 30 * time.Second, Err: errors.New("429")}
			}
			c.sent.note(e)
			return 1, nil
		})
		p := c.start("a", func(o *bot.Options) { o.Carrier = carry })
		walks(t, p.Runtime, c.ids, 0, 1, 100)
		time.Sleep(2 * time.Second)
		before := heard.Load()
		time.Sleep(27 * time.Second)
		if n := heard.Load(); n != before || n > 40 {
			t.Errorf("%d were told in the pause, %d before it", n-before, before)
		}
		time.Sleep(time.Minute)
		c.stop(p)
		c.everybody(0)
	})
}
