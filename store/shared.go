package store

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	"wecan/flows"
)

// Hold holds a name among all processes for ttl: taken when free, renewed when
// ours. False means that another process holds it.
func (s *Store) Hold(ctx context.Context, name string, ttl time.Duration) (bool, error) {
	cmd, err := s.wire.eval(ctx, s.scripts.hold, []string{s.keys.shared("hold:" + name)}, s.owner, ttl.Milliseconds(), "")
	if err != nil {
		return false, fmt.Errorf("store: hold %s: %w", name, err)
	}
	n, err := cmd.Int()
	return n == 1, err
}

// Release lets a held name go; one that is another's is left alone.
func (s *Store) Release(ctx context.Context, name string) error {
	_, err := s.wire.eval(ctx, s.scripts.hold, []string{s.keys.shared("hold:" + name)}, s.owner, 0, "free")
	if err != nil {
		return fmt.Errorf("store: release %s: %w", name, err)
	}
	return nil
}

// Freeze tells all processes to send nothing for that long (Telegram said so).
// It never ends an earlier freeze that lasts longer.
func (s *Store) Freeze(ctx context.Context, d time.Duration) error {
	keys := []string{s.keys.shared("frozen")}
	if _, err := s.wire.eval(ctx, s.scripts.freeze, keys, max(1, d.Milliseconds())); err != nil {
		return fmt.Errorf("store: freeze: %w", err)
	}
	return nil
}

// Frozen is for how long nothing may be sent, 0 when sending is free.
func (s *Store) Frozen(ctx context.Context) (time.Duration, error) {
	key := s.keys.shared("frozen")
	cmd := redis.NewIntCmd(ctx, "pttl", key)
	if err := s.wire.read(ctx, key, cmd); err != nil {
		return 0, fmt.Errorf("store: read the freeze: %w", err)
	}
	return time.Duration(max(0, cmd.Val())) * time.Millisecond, nil
}

// Begin notes that this owner runs, and says whether its last run ended without
// [Store.End]: then what it was handling at the end may be what ended it.
func (s *Store) Begin(ctx context.Context) (unclean bool, err error) {
	key := s.keys.shared("running:" + s.owner)
	old := redis.NewStringCmd(ctx, "getset", key, "1")
	if err := s.wire.write(ctx, key, old); err != nil {
		return false, fmt.Errorf("store: note the start: %w", err)
	}
	return old.Val() != "", nil
}

// End notes a clean stop.
func (s *Store) End(ctx context.Context) error {
	key := s.keys.shared("running:" + s.owner)
	if err := s.wire.write(ctx, key, redis.NewIntCmd(ctx, "del", key)); err != nil {
		return fmt.Errorf("store: note the stop: %w", err)
	}
	return nil
}

const attemptsKept = 24 * time.Hour // Telegram keeps an update as long

// Attempt counts the tries of an input across restarts, and answers the count
// with this one.
func (s *Store) Attempt(ctx context.Context, input string) (int, error) {
	key := s.keys.shared("try:" + input)
	n := redis.NewIntCmd(ctx, "incr", key)
	if err := s.wire.write(ctx, key, n, redis.NewBoolCmd(ctx, "pexpire", key, attemptsKept.Milliseconds())); err != nil {
		return 0, fmt.Errorf("store: count a try: %w", err)
	}
	return int(n.Val()), nil
}

// Settle forgets the tries of an input.
func (s *Store) Settle(ctx context.Context, input string) error {
	key := s.keys.shared("try:" + input)
	if err := s.wire.write(ctx, key, redis.NewIntCmd(ctx, "del", key)); err != nil {
		return fmt.Errorf("store: forget the tries: %w", err)
	}
	return nil
}

// FileID is what Telegram calls an uploaded file that was kept under a name; ""
// when none was.
func (s *Store) FileID(ctx context.Context, name string) (string, error) {
	key := s.keys.shared("files")
	id := redis.NewStringCmd(ctx, "hget", key, name)
	if err := s.wire.read(ctx, key, id); err != nil {
		return "", fmt.Errorf("store: look a file up: %w", err)
	}
	return id.Val(), nil
}

// KeepFileID keeps what Telegram calls a file; with "" it is forgotten.
func (s *Store) KeepFileID(ctx context.Context, name, id string) error {
	key := s.keys.shared("files")
	cmd := redis.NewIntCmd(ctx, "hset", key, name, id)
	if id == "" {
		cmd = redis.NewIntCmd(ctx, "hdel", key, name)
	}
	if err := s.wire.write(ctx, key, cmd); err != nil {
		return fmt.Errorf("store: keep a file's id: %w", err)
	}
	return nil
}

// IDs makes actor ids with the secret that all processes share. The first
// process makes it; it is kept wrapped by the master key, so whoever has only
// the Redis cannot tell whose a key is.
func (s *Store) IDs(ctx context.Context, bot int64) (flows.IDs, error) {
	secret := make([]byte, dataKeySize)
	if _, err := rand.Read(secret); err != nil {
		return flows.IDs{}, fmt.Errorf("store: make the secret of ids: %w", err)
	}
	sealed, err := s.master.aead.Encrypt(secret, []byte("ids"))
	if err != nil {
		return flows.IDs{}, fmt.Errorf("store: seal the secret of ids: %w", err)
	}
	key := s.keys.shared("ids")
	made, kept := redis.NewBoolCmd(ctx, "setnx", key, sealed), redis.NewStringCmd(ctx, "get", key)
	if err := s.wire.write(ctx, key, made, kept); err != nil {
		return flows.IDs{}, fmt.Errorf("store: read the secret of ids: %w", err)
	}
	secret, err = s.master.aead.Decrypt([]byte(kept.Val()), []byte("ids"))
	if err != nil {
		return flows.IDs{}, fmt.Errorf("%w: this Redis was first used with another WECAN_MASTER_KEY; set that one", ErrWrongKey)
	}
	return flows.NewIDs(secret, bot)
}
