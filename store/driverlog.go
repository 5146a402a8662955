package store

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/redis/go-redis/v9"
)

// driverLog takes what go-redis itself has to say, which it would else print to
// the standard error in a form of its own, between the lines of our log. It is
// for debugging only: whatever fails is answered to the caller as an error.
type driverLog struct{ log *slog.Logger }

// Printf is for go-redis.
func (d driverLog) Printf(ctx context.Context, format string, args ...any) {
	if d.log.Enabled(ctx, slog.LevelDebug) {
		d.log.DebugContext(ctx, "the Redis driver says", "what", fmt.Sprintf(format, args...))
	}
}

// hearDriver has go-redis speak to this log. go-redis has one logger for the
// whole process, so with several stores the last one opened hears it.
func hearDriver(log *slog.Logger) { redis.SetLogger(driverLog{log}) }
