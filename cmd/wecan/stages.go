package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// stage is one thing that is started, and stopped when all that was started
// after it has stopped.
type stage struct {
	name  string
	start func(context.Context) error
	stop  func(context.Context) error // nil when there is nothing to stop
}

// stages are run in order.
type stages []stage

// start starts all, or none: when one fails, those before it are stopped
// again.
func (s stages) start(ctx context.Context, budget time.Duration) (stages, error) {
	for i, one := range s {
		err := ctx.Err()
		if err == nil {
			err = one.start(ctx)
		}
		if err != nil {
			return nil, errors.Join(fmt.Errorf("%s: %w", one.name, err), s[:i].stop(ctx, budget))
		}
	}
	return s, nil
}

// stop stops in reverse, within the budget. A stage that fails to stop does not
// keep the others from it.
func (s stages) stop(ctx context.Context, budget time.Duration) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), budget)
	defer cancel()
	var errs []error
	for _, one := range slices.Backward(s) {
		if one.stop == nil {
			continue
		}
		if err := one.stop(ctx); err != nil {
			errs = append(errs, fmt.Errorf("stop %s: %w", one.name, err))
		}
	}
	return errors.Join(errs...)
}
