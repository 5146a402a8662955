package bot

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"wecan/flows"
)

// Reviver is the part of a store that gives dead letters another try. See the
// store's methods of these names.
type Reviver interface {
	Load(ctx context.Context, id flows.ActorID, members []string) (*flows.Record, error)
	Commit(ctx context.Context, c *flows.Commit, held string) (flows.Committed, error)
	Defer(ctx context.Context, id flows.ActorID, token string, after time.Duration) error
}

// ErrNotRetried is returned for a dead letter of a kind that cannot be tried
// again in this way.
var ErrNotRetried = errors.New("bot: this dead letter cannot be tried again so")

// Resend puts an effect that was given up (a dead letter of kind effect or
// uncertain) into its actor's outbox once more, behind whatever waits there. It
// makes no turn and no call: some process that serves sends it, within a few
// seconds or when one is started.
//
// The letter stays; take it away after this returned nil. Whoever is
// interrupted in between finds it again, and sending it again may send it
// twice.
func Resend(ctx context.Context, s Reviver, d flows.DeadLetter) error {
	if d.Kind != "effect" && d.Kind != "uncertain" {
		return fmt.Errorf("%w: it is of kind %s", ErrNotRetried, d.Kind)
	}
	effect, err := flows.DecodeEffect(d.Payload)
	if err != nil {
		return err
	}
	if !flows.Lasting(effect) {
		return fmt.Errorf("%w: it is worth nothing any more", ErrNotRetried)
	}
	etag := drawEtag()
	return recommit(ctx, s, d.Actor, etag, func(c *flows.Commit) {
		c.Effects = []flows.OutboxEntry{{
			ID: flows.EffectID(string(etag) + "00"), Appended: time.Now().UTC().Truncate(time.Millisecond), Effect: traced("again:"+d.ID, d.Payload),
		}}
	})
}

// Unpark takes an actor up again that was put aside. For one that was not it
// does nothing. Its kept inputs are dead letters: hand them to
// [Runtime.Handle] next, as [Kept] gives them.
func Unpark(ctx context.Context, s Reviver, id flows.ActorID) error {
	return recommit(ctx, s, id, drawEtag(), func(c *flows.Commit) {
		c.Unpark = c.Base.Parked != nil
	})
}

// recommit commits an actor's state as it is, with a change around it. The
// turns of other processes go on meanwhile: one that was built on the old etag
// meets a conflict and is made again.
func recommit(ctx context.Context, s Reviver, id flows.ActorID, etag flows.Etag, change func(*flows.Commit)) error {
	record, err := s.Load(ctx, id, nil)
	for {
		if err != nil {
			return err
		}
		if record.Etag == "" {
			return fmt.Errorf("%w: there is no actor %s", ErrNotRetried, id)
		}
		base := *record
		base.Marker = 0 // receipts are for the next turn, and this is none
		c := &flows.Commit{Base: &base, Etag: etag, State: record.State}
		change(c)
		if len(c.Effects) == 0 && !c.Unpark {
			return nil
		}
		if record.Parked == nil || c.Unpark { // the timers of one that stays put aside stay off
			actor, _, err := Inspect(id, record.State)
			if err != nil {
				return err
			}
			c.Timer = actor.NextTimer()
		}
		done, err := s.Commit(ctx, c, "")
		switch {
		case err != nil:
			return err
		case done.Conflict:
			record = done.Record
			continue
		case done.Lease.Held():
			// Nobody sends for this actor. This process will not either, so it
			// leaves the outbox to whoever looks next.
			return s.Defer(ctx, id, done.Lease.Token, 0)
		}
		return nil
	}
}

func drawEtag() flows.Etag {
	var b [8]byte
	_, _ = rand.Read(b[:]) // crypto/rand.Read never fails
	return flows.Etag(hex.EncodeToString(b[:]))
}

// Kept makes inputs again of an actor's dead letters of kind input, in the
// order in which they came. Letters of others and of other kinds are left out.
func Kept(id flows.ActorID, letters []flows.DeadLetter) ([]flows.Incoming, error) {
	prefix := "input/" + string(id) + "/"
	mine := slices.DeleteFunc(slices.Clone(letters), func(d flows.DeadLetter) bool {
		return d.Kind != "input" || d.Actor != id || !strings.HasPrefix(d.ID, prefix)
	})
	slices.SortStableFunc(mine, func(a, b flows.DeadLetter) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(number(a.ID), number(b.ID)), cmp.Compare(a.ID, b.ID))
	})
	out := make([]flows.Incoming, 0, len(mine))
	for _, d := range mine {
		in, err := flows.DecodeInput(d.Payload)
		if err != nil {
			return nil, fmt.Errorf("bot: dead letter %s: %w", d.ID, err)
		}
		input := strings.TrimPrefix(d.ID, prefix)
		out = append(out, flows.Incoming{ID: input, To: id, Trace: "again:" + input, Input: in})
	}
	return out, nil
}

// number is what an id ends with, so that of two letters of one moment the
// earlier update comes first.
func number(id string) int64 {
	n, err := strconv.ParseInt(id[strings.LastIndexByte(id, ':')+1:], 10, 64)
	if err != nil {
		return 0
	}
	return n
}
