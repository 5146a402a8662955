package telegram_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"wecan/bot/sandbox"
	"wecan/bot/telegram"
	"wecan/flows"
)

// flaky is a fault for getUpdates that a test sets and takes away.
type flaky struct {
	mu    sync.Mutex
	fault sandbox.Fault
	times []time.Time // of getUpdates
}

func (f *flaky) next(method string, _ int64) sandbox.Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	if method != "getUpdates" {
		return sandbox.Fault{}
	}
	f.times = append(f.times, time.Now())
	return f.fault
}

func (f *flaky) set(fault sandbox.Fault) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.fault = fault
	f.times = nil
}

func TestPollerOutlastsTrouble(t *testing.T) {
	for name, tc := range map[string]struct {
		fault       sandbox.Fault
		least, most int    // getUpdates in ten minutes
		says        string // once
		event       string
	}{
		"bad gateway, HTML": {sandbox.Fault{Status: 502}, 100, 200, "cannot be reached", telegram.EventPollFailed},
		"cut connection":    {sandbox.Fault{DropReply: true}, 2, 200, "cannot be reached", telegram.EventPollFailed},
		"a second poller":   {sandbox.Fault{Status: 409}, 200, 400, "another program polls", telegram.EventPollConflict},
		"revoked token":     {sandbox.Fault{Status: 401}, 15, 30, "WECAN_TELEGRAM_TOKEN", telegram.EventPollBarred},
		"unknown token":     {sandbox.Fault{Status: 404}, 15, 30, "WECAN_TELEGRAM_TOKEN", telegram.EventPollBarred},
		"too many":          {sandbox.Fault{Status: 429, RetryAfter: 60}, 9, 11, "fewer calls", telegram.EventPollSlower},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				trouble := &flaky{}
				sb := newSandbox(t, sandbox.Options{Fault: trouble.next})
				f := newTurns()
				p := launch(t, "a", &gate{}, sb.RoundTripper(), f, newMorgue())
				say(sb, "one")
				time.Sleep(2 * time.Minute)
				trouble.set(tc.fault)
				time.Sleep(10 * time.Minute)
				trouble.mu.Lock()
				n := len(trouble.times)
				trouble.mu.Unlock()
				if n < tc.least || n > tc.most {
					t.Errorf("%d polls in ten minutes, want %d to %d", n, tc.least, tc.most)
				}
				say(sb, "two", "three")
				time.Sleep(time.Minute)
				trouble.set(sandbox.Fault{})
				time.Sleep(2 * time.Minute)
				if want := []string{"one", "two", "three"}; !slices.Equal(f.texts(), want) || f.repeats != 0 {
					t.Errorf("committed %q, %d repeats", f.texts(), f.repeats)
				}
				if p.log.count(tc.says) != 1 || p.log.count("polling works again") != 1 || p.events.of(tc.event) < tc.least {
					t.Errorf("log %s\nevents %v", p.log, p.events.n)
				}
				if strings.Contains(p.log.String(), "sandbox-token") {
					t.Errorf("log %s", p.log)
				}
				p.stop(t)
			})
		})
	}
}

// A webhook that was set earlier would answer every poll with 409.
func TestPollerTakesAWebhookAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sb := newSandbox(t, sandbox.Options{Transport: http.DefaultTransport}) // nothing is posted: sb.Run does not run
		if err := client(t, sb.RoundTripper()).SetWebhook(t.Context(), "https://bot.example.org"); err != nil {
			t.Fatal(err)
		}
		say(sb, "waiting")
		f := newTurns()
		p := launch(t, "a", &gate{}, sb.RoundTripper(), f, newMorgue())
		time.Sleep(time.Minute)
		if !slices.Equal(f.texts(), []string{"waiting"}) || sb.CountStatus(http.StatusConflict) != 0 {
			t.Errorf("committed %q, %d conflicts", f.texts(), sb.CountStatus(http.StatusConflict))
		}
		p.stop(t)
	})
}

func TestStopAbortsTheLongPoll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sb := newSandbox(t, sandbox.Options{})
		f, g := newTurns(), &gate{}
		p := launch(t, "a", g, sb.RoundTripper(), f, newMorgue())
		say(sb, "one")
		time.Sleep(10 * time.Second)
		if p.underWay() != 1 || g.holder() != "a" {
			t.Fatalf("%d polls under way, %q holds the lease", p.underWay(), g.holder())
		}
		if took := p.stop(t); took > 100*time.Millisecond {
			t.Errorf("it took %v", took)
		}
		if g.holder() != "" || sb.Pending() != 0 || p.underWay() != 0 {
			t.Errorf("%q holds the lease, %d pending, %d polls", g.holder(), sb.Pending(), p.underWay())
		}
	})
}

func TestStopFinishesAndConfirmsTheBatch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sb := newSandbox(t, sandbox.Options{})
		f, g := newTurns(), &gate{}
		f.before = func(ctx context.Context, _ int) error {
			time.Sleep(3 * time.Second)
			return ctx.Err()
		}
		say(sb, "one", "two")
		p := launch(t, "a", g, sb.RoundTripper(), f, newMorgue())
		time.Sleep(time.Second)
		say(sb, "three")
		if took := p.stop(t); took != 2*time.Second {
			t.Errorf("it took %v", took)
		}
		if !slices.Equal(f.texts(), []string{"one", "two"}) || g.holder() != "" {
			t.Errorf("committed %q, %q holds the lease", f.texts(), g.holder())
		}
		if sb.Pending() != 1 {
			t.Errorf("%d pending: the batch was not confirmed, or more than it", sb.Pending())
		}
	})
}

func TestStopGivesABatchFiveSeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sb := newSandbox(t, sandbox.Options{})
		f, g := newTurns(), &gate{}
		f.before = func(ctx context.Context, _ int) error { <-ctx.Done(); return ctx.Err() }
		say(sb, "one")
		p := launch(t, "a", g, sb.RoundTripper(), f, newMorgue())
		time.Sleep(time.Minute)
		if took := p.stop(t); took != 5*time.Second {
			t.Errorf("it took %v", took)
		}
		if sb.Pending() != 1 || g.holder() != "" {
			t.Errorf("%d pending, %q holds the lease", sb.Pending(), g.holder())
		}
	})
}

func TestRunEndsWhenAnotherVersionIsNewer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sb := newSandbox(t, sandbox.Options{})
		f, g := newTurns(), &gate{}
		f.before = func(context.Context, int) error { return fmt.Errorf("turn: %w", flows.ErrNewerSchema) }
		say(sb, "one")
		p := launch(t, "a", g, sb.RoundTripper(), f, newMorgue())
		<-p.ended
		if !errors.Is(p.err, flows.ErrNewerSchema) || sb.Pending() != 1 || g.holder() != "" {
			t.Errorf("%v, %d pending, %q holds the lease", p.err, sb.Pending(), g.holder())
		}
		p.cancel()
	})
}

// Exactly one process polls; when it dies, another one does within the lease's
// ten seconds and a bit.
func TestSecondPollerWaitsForTheFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sb := newSandbox(t, sandbox.Options{})
		f, g := newTurns(), &gate{}
		a := launch(t, "a", g, sb.RoundTripper(), f, newMorgue())
		time.Sleep(time.Second)
		b := launch(t, "b", g, sb.RoundTripper(), f, newMorgue())
		for i := range 60 {
			say(sb, strconv.Itoa(i))
			time.Sleep(10 * time.Second)
			if a.underWay() != 1 || b.underWay() != 0 {
				t.Fatalf("%d and %d polls under way", a.underWay(), b.underWay())
			}
		}
		if n := b.log.count("another process holds the long poll; waiting"); n != 1 {
			t.Errorf("said %d times: %s", n, b.log)
		}
		a.kill()
		say(sb, "after the kill")
		time.Sleep(12 * time.Second)
		if got := f.texts(); got[len(got)-1] != "after the kill" || b.underWay() != 1 {
			t.Errorf("the last text is %q, %d polls", got[len(got)-1], b.underWay())
		}
		b.stop(t)
		<-a.ended
		if f.repeats != 0 || sb.CountStatus(http.StatusConflict) != 0 {
			t.Errorf("%d repeats, %d conflicts", f.repeats, sb.CountStatus(http.StatusConflict))
		}
	})
}

// A process that cannot renew its lease must have let go when another one can
// have it: both before its first renewal and later.
func TestLostLeaseEndsTheLongPoll(t *testing.T) {
	for _, after := range []time.Duration{time.Second, 20 * time.Second} {
		synctest.Test(t, func(t *testing.T) {
			sb := newSandbox(t, sandbox.Options{})
			f, g := newTurns(), &gate{}
			a := launch(t, "a", g, sb.RoundTripper(), f, newMorgue())
			time.Sleep(after)
			b := launch(t, "b", g, sb.RoundTripper(), f, newMorgue())
			a.door.breakDown(errors.New("unreachable"))
			for range 1500 {
				time.Sleep(10 * time.Millisecond)
				if a.underWay() > 0 && g.holder() != "a" {
					t.Fatalf("a polls and %q holds the lease", g.holder())
				}
			}
			if a.underWay() != 0 || b.underWay() != 1 || sb.CountStatus(http.StatusConflict) != 0 {
				t.Errorf("%d and %d polls, %d conflicts", a.underWay(), b.underWay(), sb.CountStatus(http.StatusConflict))
			}
			if a.events.of(telegram.EventLeaseLost) != 1 || a.log.count("cannot be asked for") != 1 {
				t.Errorf("events %v, log %s", a.events.n, a.log)
			}
			a.door.breakDown(nil)
			say(sb, "one")
			time.Sleep(time.Minute)
			b.stop(t)
			time.Sleep(10 * time.Second)
			say(sb, "two")
			time.Sleep(time.Second)
			if !slices.Equal(f.texts(), []string{"one", "two"}) || a.underWay() != 1 {
				t.Errorf("committed %q, %d polls", f.texts(), a.underWay())
			}
			a.stop(t)
		})
	}
}

// A store that was restored or failed over may have given the lease away.
func TestLeaseTakenAwayEndsTheLongPoll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sb := newSandbox(t, sandbox.Options{})
		g := &gate{}
		a := launch(t, "a", g, sb.RoundTripper(), newTurns(), newMorgue())
		time.Sleep(20 * time.Second)
		g.mu.Lock()
		g.owner, g.until = "b", time.Now().Add(time.Hour)
		g.mu.Unlock()
		time.Sleep(3 * time.Second)
		synctest.Wait()
		if a.underWay() != 0 || a.events.of(telegram.EventLeaseLost) != 1 {
			t.Errorf("%d polls, events %v", a.underWay(), a.events.n)
		}
		a.stop(t)
		if g.holder() != "b" {
			t.Error("it gave back what another one holds")
		}
	})
}
