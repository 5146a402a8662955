package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/redis/go-redis/v9"

	"wecan/flows"
)

// Bury keeps a dead letter until a person has looked at it. The same id again
// replaces it.
func (s *Store) Bury(ctx context.Context, d flows.DeadLetter) error {
	sealed, err := s.sealLetter(&d)
	if err != nil {
		return err
	}
	key := s.keys.dead(partitionOf(&d))
	if err := s.wire.write(ctx, key, redis.NewIntCmd(ctx, "hset", key, d.ID, sealed)); err != nil {
		return fmt.Errorf("store: bury %s: %w", d.ID, err)
	}
	return nil
}

// Dead lists all dead letters.
func (s *Store) Dead(ctx context.Context) ([]flows.DeadLetter, error) {
	cmds, err := s.everywhere(ctx, func(part int) redis.Cmder {
		return redis.NewMapStringStringCmd(ctx, "hgetall", s.keys.dead(part))
	})
	if err != nil {
		return nil, fmt.Errorf("store: read the dead letters: %w", err)
	}
	var out []flows.DeadLetter
	for _, c := range cmds {
		m, ok := c.(*redis.MapStringStringCmd)
		if !ok {
			continue
		}
		for id, sealed := range m.Val() {
			d, err := s.openLetter(id, sealed)
			if err != nil {
				return out, err
			}
			out = append(out, d)
		}
	}
	return out, nil
}

// CountDead is how many dead letters wait.
func (s *Store) CountDead(ctx context.Context) (int, error) {
	cmds, err := s.everywhere(ctx, func(part int) redis.Cmder {
		return redis.NewIntCmd(ctx, "hlen", s.keys.dead(part))
	})
	if err != nil {
		return 0, fmt.Errorf("store: count the dead letters: %w", err)
	}
	n := 0
	for _, c := range cmds {
		if v, ok := c.(*redis.IntCmd); ok {
			n += int(v.Val())
		}
	}
	return n, nil
}

// ErrNoLetter is returned by [Store.Unbury] for an id that is not there.
var ErrNoLetter = errors.New("store: there is no such dead letter")

// Unbury takes a dead letter away.
func (s *Store) Unbury(ctx context.Context, d flows.DeadLetter) error {
	key := s.keys.dead(partitionOf(&d))
	n := redis.NewIntCmd(ctx, "hdel", key, d.ID)
	if err := s.wire.write(ctx, key, n); err != nil {
		return fmt.Errorf("store: take away dead letter %s: %w", d.ID, err)
	}
	if n.Val() == 0 {
		return fmt.Errorf("%w: %s", ErrNoLetter, d.ID)
	}
	return nil
}

func (s *Store) sealLetter(d *flows.DeadLetter) ([]byte, error) {
	plain, err := json.Marshal(d)
	if err != nil {
		return nil, fmt.Errorf("store: dead letter %s: %w", d.ID, err)
	}
	sealed, err := s.master.aead.Encrypt(plain, []byte("dead|"+d.ID))
	if err != nil {
		return nil, fmt.Errorf("store: seal dead letter %s: %w", d.ID, err)
	}
	return sealed, nil
}

func (s *Store) openLetter(id, sealed string) (flows.DeadLetter, error) {
	var d flows.DeadLetter
	plain, err := s.master.aead.Decrypt([]byte(sealed), []byte("dead|"+id))
	if err != nil {
		return d, fmt.Errorf("%w: dead letter %s does not open", ErrWrongKey, id)
	}
	if err := json.Unmarshal(plain, &d); err != nil {
		return d, fmt.Errorf("store: dead letter %s: %w", id, err)
	}
	return d, nil
}

// partitionOf is where a letter lives: with its actor, or by its id's sum.
func partitionOf(d *flows.DeadLetter) int {
	if d.Actor != "" {
		return d.Actor.Partition()
	}
	return flows.ActorID(strings.ToLower(d.ID)).Partition()
}
