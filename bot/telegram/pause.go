package telegram

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"time"
)

// sleep waits for d or until ctx ends.
func sleep(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

// jitter is d, give or take a fifth, so that processes do not march in step.
func jitter(d time.Duration) time.Duration {
	return d - d/5 + rand.N(d*2/5+1) //nolint:gosec // spreads retries, guards nothing
}

// The pauses after a failure: they double from the first to the last.
const (
	pauseFirst = 100 * time.Millisecond
	pauseLast  = 5 * time.Second
)

// backoff counts failures in a row.
type backoff struct{ next time.Duration }

func (b *backoff) pause() time.Duration {
	d := max(b.next, pauseFirst)
	b.next = min(d*2, pauseLast)
	return jitter(d)
}

func (b *backoff) reset() { b.next = 0 }

// outlive is a context that ends budget after ctx does.
func outlive(ctx context.Context, budget time.Duration) (context.Context, context.CancelFunc) {
	longer, cancel := context.WithCancel(context.WithoutCancel(ctx))
	forget := context.AfterFunc(ctx, func() {
		sleep(longer, budget)
		cancel()
	})
	return longer, func() { forget(); cancel() }
}

// news logs a trouble when it begins and when it is over, not each time that it
// is met in between.
type news struct {
	log  *slog.Logger
	last string
}

func (n *news) tell(ctx context.Context, level slog.Level, message string, err error) {
	if n.last == message {
		return
	}
	n.last = message
	var attrs []slog.Attr
	if err != nil {
		attrs = append(attrs, slog.Any("error", err))
	}
	n.log.LogAttrs(ctx, level, message, attrs...) //nolint:sloglint // every caller gives a constant
}

// over says message if there was a trouble before.
func (n *news) over(ctx context.Context, message string) {
	if n.last == "" {
		return
	}
	n.last = ""
	n.log.LogAttrs(ctx, slog.LevelInfo, message) //nolint:sloglint // every caller gives a constant
}
