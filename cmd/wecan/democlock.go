package main

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"wecan/bot"
)

// demoClock is the real time, put forward by what people let pass.
type demoClock struct{ ahead atomic.Int64 }

// Now is the time in the demo.
func (c *demoClock) Now() time.Time { return time.Now().Add(time.Duration(c.ahead.Load())) }

// forward puts the clock to a time; it never goes back.
func (c *demoClock) forward(to time.Time) {
	if ahead := time.Until(to); ahead > time.Duration(c.ahead.Load()) {
		c.ahead.Store(int64(ahead))
	}
}

const (
	passTime  = 20 * time.Second // for all that falls due
	passStops = 500              // times at which something falls due, in one go
	passMost  = 1000             // actors that are looked at for what comes next
)

// Pass lets time pass as it passes: from one due time to the next, so that what
// happens at nine in the evening happens at nine, with what follows from it
// before what comes later.
func (d *demoDesk) Pass(ctx context.Context, t time.Duration) error {
	if !d.open.Load() {
		return errNotOpen
	}
	d.passing.Lock()
	defer d.passing.Unlock()
	ctx, cancel := context.WithTimeout(ctx, passTime)
	defer cancel()
	until := d.clock.Now().Add(t)
	for range passStops {
		next, err := d.next(ctx, until)
		if err != nil {
			return fmt.Errorf("look for what comes next: %w", err)
		}
		if next.IsZero() {
			break
		}
		d.clock.forward(next)
		if err := d.service.runtime.CatchUp(ctx); err != nil {
			return fmt.Errorf("let time pass: %w", err)
		}
		if d.town != nil {
			d.town.settle(ctx)
		}
	}
	d.clock.forward(until)
	if err := d.service.runtime.CatchUp(ctx); err != nil {
		return fmt.Errorf("let time pass: %w", err)
	}
	return nil
}

// next is the first time after now, and not after until, at which some actor
// has a timer; zero when none has. A timer that is overdue already is none: it
// rings at the next look, or its actor was put aside.
func (d *demoDesk) next(ctx context.Context, until time.Time) (time.Time, error) {
	ids, err := d.service.store.Due(ctx, until, passMost)
	if err != nil {
		return time.Time{}, err
	}
	var next time.Time
	now := d.clock.Now()
	for _, id := range ids {
		record, err := d.service.store.Load(ctx, id, nil)
		if err != nil {
			return time.Time{}, err
		}
		actor, _, err := bot.Inspect(id, record.State)
		if err != nil {
			continue // one that cannot be read has no time for us
		}
		for _, due := range actor.Timers {
			if due.After(now) && !due.After(until) && (next.IsZero() || due.Before(next)) {
				next = due
			}
		}
	}
	return next, nil
}
