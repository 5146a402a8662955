package main

import (
	"context"
	"time"
)

// holder lets one process at a time have a name: see the store's methods.
type holder interface {
	Hold(ctx context.Context, name string, ttl time.Duration) (bool, error)
	Release(ctx context.Context, name string) error
}

const (
	aloneTTL   = 15 * time.Second
	aloneRenew = 5 * time.Second
)

// alone has do run in one process at a time, among all that have the same store,
// until ctx ends. Where do ends by itself it is begun again after a pause. Two may
// run it at once for a moment, when the store does not answer: it only saves work. The
// long poll must not, and so it holds its name more strictly: see [telegram.Poller].
func alone(ctx context.Context, h holder, name string, do func(context.Context)) {
	for ctx.Err() == nil {
		if held, err := h.Hold(ctx, name, aloneTTL); err == nil && held {
			whileHeld(ctx, h, name, do)
		}
		pause(ctx, aloneRenew)
	}
}

// whileHeld runs do until it ends or the name is another's.
func whileHeld(ctx context.Context, h holder, name string, do func(context.Context)) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	done := make(chan struct{})
	go func() {
		defer close(done)
		do(ctx)
	}()
	for {
		select {
		case <-done:
			last, end := context.WithTimeout(context.WithoutCancel(ctx), aloneRenew)
			defer end()
			_ = h.Release(last, name) // else it ends by itself
			return
		case <-time.After(aloneRenew):
		}
		if held, err := h.Hold(ctx, name, aloneTTL); err == nil && !held {
			cancel()
			<-done
			return
		}
	}
}
