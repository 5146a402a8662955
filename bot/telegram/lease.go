package telegram

import (
	"context"
	"errors"
	"log/slog"
	"time"
)

// Turnstile lets one process at a time through.
type Turnstile interface {
	// Hold takes the name for this process for ttl, or renews it. It is false
	// when another process holds it.
	Hold(ctx context.Context, name string, ttl time.Duration) (held bool, err error)
	// Release gives the name back if this process holds it.
	Release(ctx context.Context, name string) error
}

const (
	leaseName  = "poll"
	leaseTTL   = 10 * time.Second
	leaseRenew = 3 * time.Second
	leaseCall  = 2 * time.Second // patience with the turnstile
	leaseRetry = time.Second     // between two tries of one that waits

	// leaseMargin is how long before its end a lease counts as over, so that
	// the long poll has been aborted when another process starts one.
	leaseMargin = time.Second
)

// errLeaseLost ends a tenure whose lease was not renewed in time.
var errLeaseLost = errors.New("the right to poll was lost")

// tenure is the time in which this process may poll. Its context ends with the
// lease, or with the one it was made from.
type tenure struct {
	stile  Turnstile
	expire *time.Timer
	lose   context.CancelCauseFunc
	stop   context.CancelFunc
	done   chan struct{}
}

// enter waits for the lease. It is false when ctx ended before.
func (p *Poller) enter(ctx context.Context) (until time.Time, ok bool) {
	doubt := false // a call failed: perhaps we hold the lease and do not know
	defer func() {
		if !ok && doubt {
			release(ctx, p.stile)
		}
	}()
	for ctx.Err() == nil {
		asked := time.Now()
		held, err := hold(ctx, p.stile, leaseCall)
		switch {
		case err == nil && held:
			p.news.over(ctx, "this process holds the long poll")
			return asked.Add(leaseTTL - leaseMargin), true
		case err == nil:
			doubt = false
			p.news.tell(ctx, slog.LevelInfo, "another process holds the long poll; waiting", nil)
		case ctx.Err() == nil:
			doubt = true
			p.news.tell(ctx, slog.LevelWarn, "the right to poll cannot be asked for; trying again", err)
		default:
			doubt = true
		}
		sleep(ctx, jitter(leaseRetry))
	}
	return time.Time{}, false
}

// begin keeps the lease in the background, also while ctx is over and its last
// work is being finished, until end is called.
func (p *Poller) begin(ctx context.Context, until time.Time) (context.Context, *tenure) {
	working, lose := context.WithCancelCause(ctx)
	keeping, stop := context.WithCancel(context.WithoutCancel(ctx))
	t := &tenure{stile: p.stile, lose: lose, stop: stop, done: make(chan struct{})}
	// A timer of its own: however long the turnstile hangs, nobody polls after
	// the lease may have gone to another.
	t.expire = time.AfterFunc(time.Until(until), func() { lose(errLeaseLost) })
	go t.keep(keeping)
	return working, t
}

func (t *tenure) keep(ctx context.Context) {
	defer close(t.done)
	wait := leaseRenew
	for {
		sleep(ctx, wait)
		if ctx.Err() != nil {
			return
		}
		asked := time.Now()
		held, err := hold(ctx, t.stile, leaseCall)
		switch {
		case err != nil:
			wait = leaseRetry
		case !held:
			t.lose(errLeaseLost)
			return
		default:
			wait = leaseRenew
			t.expire.Reset(time.Until(asked.Add(leaseTTL - leaseMargin)))
		}
	}
}

// end stops keeping the lease and gives it back.
func (t *tenure) end(ctx context.Context) {
	t.stop()
	<-t.done
	t.expire.Stop()
	t.lose(nil)
	release(ctx, t.stile)
}

func hold(ctx context.Context, stile Turnstile, patience time.Duration) (bool, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	return stile.Hold(ctx, leaseName, leaseTTL)
}

// release is also called after ctx is over. If it fails, the lease runs out by
// itself.
func release(ctx context.Context, stile Turnstile) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), leaseCall)
	defer cancel()
	_ = stile.Release(ctx, leaseName)
}
