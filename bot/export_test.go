package bot

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

// Unacknowledged is how many effects this process is carrying or has carried
// without the store knowing: those a crash now would let come again.
func (r *Runtime) Unacknowledged() int {
	r.boxes.mu.Lock()
	all := make([]*mailbox, 0, len(r.boxes.all))
	for _, m := range r.boxes.all {
		all = append(all, m)
	}
	r.boxes.mu.Unlock()
	n := 0
	for _, m := range all {
		m.mu.Lock()
		n += len(m.out.acks) + len(m.out.acking) + len(m.out.many)
		if m.out.now != "" {
			n++
		}
		m.mu.Unlock()
	}
	return n
}

// PauseAfter is how long nothing is sent after so many calls that were under way
// together got no answer.
func PauseAfter(calls int) time.Duration {
	l := &lane{}
	var all sync.WaitGroup
	for range calls {
		all.Go(func() { l.fails(context.Background(), slog.New(slog.DiscardHandler)) })
	}
	all.Wait()
	return l.pausedFor()
}

// NewLimiter, Take and Give are the limiter of what goes to many.
func NewLimiter(b Bucket, rate int, after func(time.Duration, func(context.Context))) *limiter {
	return newLimiter(b, rate, after)
}

// Take waits for a token.
func (l *limiter) Take(ctx context.Context) (token, bool) { return l.take(ctx) }

// Give gives one back.
func (l *limiter) Give(of token) { l.give(of) }

// Spent counts what went without a token.
func (l *limiter) Spent() { l.spent() }
