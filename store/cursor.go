package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"
)

// Cursor is up to where something outside was read, in the time of its server;
// the zero time when nothing was. All processes share it under its name.
func (s *Store) Cursor(ctx context.Context, name string) (time.Time, error) {
	key := s.keys.shared("cursor:" + name)
	ms := redis.NewStringCmd(ctx, "get", key)
	if err := s.wire.read(ctx, key, ms); err != nil {
		return time.Time{}, fmt.Errorf("store: read the cursor %s: %w", name, err)
	}
	n, err := ms.Int64()
	switch {
	case errors.Is(err, redis.Nil):
		return time.Time{}, nil
	case err != nil:
		return time.Time{}, fmt.Errorf("store: the cursor %s is no time: %w", name, err)
	}
	return time.UnixMilli(n).UTC(), nil
}

// SetCursor moves a cursor to t, cut to milliseconds: what is kept is never later
// than t. A cursor does not go back: an earlier t changes nothing and is no error,
// so a process that was slow cannot have the others read everything again.
func (s *Store) SetCursor(ctx context.Context, name string, t time.Time) error {
	keys := []string{s.keys.shared("cursor:" + name)}
	if _, err := s.wire.eval(ctx, s.scripts.advance, keys, t.UnixMilli()); err != nil {
		return fmt.Errorf("store: move the cursor %s: %w", name, err)
	}
	return nil
}
