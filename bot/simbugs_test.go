package bot_test

import (
	"context"
	"crypto/rand"
	"encoding/hex"

	"wecan/bot"
	"wecan/flows"
	"wecan/store"
)

// bug is a fault planted in one rule, to see that the simulation finds it.
type bug int

const (
	noBug            bug = iota
	bugConfirmEarly      // an update is confirmed before its turn is committed
	bugForgetSeen        // an input that comes again is taken for a new one
	bugLastWriteWins     // a stale etag is not a conflict
	bugNoOutbox          // effects are not part of the commit
	bugSharedOwner       // a living process's lease is taken over
	bugNoAck             // what was sent is not acknowledged
	bugs
)

func (b bug) String() string {
	return [...]string{
		"none", "confirm before commit", "forget seen inputs", "last write wins", "no outbox", "shared owner", "no acks",
	}[b]
}

// inTurns plants what is wrong with taking inputs.
func (b bug) inTurns(handle func(context.Context, ...flows.Incoming) error) func(context.Context, ...flows.Incoming) error {
	switch b {
	case bugConfirmEarly:
		return func(ctx context.Context, ins ...flows.Incoming) error {
			go func() { _ = handle(ctx, ins...) }()
			return nil
		}
	case bugForgetSeen:
		return func(ctx context.Context, ins ...flows.Incoming) error {
			for i := range ins {
				var b [4]byte
				_, _ = rand.Read(b[:])
				ins[i].ID += hex.EncodeToString(b[:])
			}
			return handle(ctx, ins...)
		}
	default:
		return handle
	}
}

// inStore plants what is wrong with keeping.
func (b bug) inStore(s *store.Store) bot.Store {
	switch b {
	case bugLastWriteWins, bugNoOutbox, bugNoAck:
		return &badStore{Store: s, bug: b}
	default:
		return s
	}
}

type badStore struct {
	*store.Store
	bug bug
}

func (s *badStore) Commit(ctx context.Context, c *flows.Commit, held string) (flows.Committed, error) {
	switch s.bug {
	case bugNoOutbox:
		// Sent by the process, if it lives: the store never hears of it.
		effects := c.Effects
		c.Effects = nil
		done, err := s.Store.Commit(ctx, c, held)
		c.Effects = effects
		if err == nil && !done.Conflict && len(effects) > 0 {
			done.Lease.Token, done.Waiting = "nobody's", len(effects)
			done.Lease.Until = done.Lease.Until.AddDate(100, 0, 0)
		}
		return done, err
	case bugLastWriteWins:
		done, err := s.Store.Commit(ctx, c, held)
		if err == nil && done.Conflict && done.Record.Etag != c.Etag {
			c.Base.Etag = done.Record.Etag
			return s.Store.Commit(ctx, c, held)
		}
		return done, err
	case bugNoAck:
		c.Acks = nil
	default:
	}
	return s.Store.Commit(ctx, c, held)
}

func (s *badStore) Ack(ctx context.Context, a *flows.Ack) (flows.Outbox, error) {
	switch s.bug {
	case bugNoAck:
		b := *a
		b.Done = nil
		return s.Store.Ack(ctx, &b)
	case bugNoOutbox:
		return flows.Outbox{}, nil
	default:
		return s.Store.Ack(ctx, a)
	}
}
