package store

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"wecan/flows"
)

// An outbox entry is a mark ('-' or '!' once a call was begun that must not be
// repeated), the effect's id, when it was appended (ms, 13 digits) and the
// sealed effect.
const (
	idSize      = 18
	timeSize    = 13
	entryHeader = 1 + idSize + timeSize
)

func sealEntry(key *dataKey, id flows.ActorID, e *flows.OutboxEntry) ([]byte, error) {
	if len(e.ID) != idSize {
		return nil, fmt.Errorf("store: effect id %q has not %d characters", e.ID, idSize)
	}
	head := make([]byte, 0, entryHeader)
	head = append(append(head, '-'), e.ID...)
	head = fmt.Appendf(head, "%013d", e.Appended.UnixMilli())
	return key.sealAfter(head, sealEffect+"|"+string(e.ID), string(id), e.Effect)
}

func openEntry(key *dataKey, id flows.ActorID, raw string) (flows.OutboxEntry, error) {
	if len(raw) < entryHeader {
		return flows.OutboxEntry{}, fmt.Errorf("store: an outbox entry of %s is too short", id)
	}
	e := flows.OutboxEntry{Marked: raw[0] == '!', ID: flows.EffectID(raw[1 : 1+idSize])}
	ms, err := strconv.ParseInt(raw[1+idSize:entryHeader], 10, 64)
	if err != nil {
		return e, fmt.Errorf("store: an outbox entry of %s has no time: %w", id, err)
	}
	e.Appended = time.UnixMilli(ms)
	e.Effect, err = key.open(sealEffect+"|"+string(e.ID), string(id), []byte(raw[entryHeader:]))
	return e, err
}

// Take takes the actor's sending lease: when nobody holds it, it has run out,
// or its holder had our owner name, which proves that process dead (see
// Options.Owner). So it must not be called for an actor that this process is
// sending for. Without the lease it returns [flows.ErrFenced].
func (s *Store) Take(ctx context.Context, id flows.ActorID) (flows.Outbox, error) {
	token, started := s.token(), time.Now()
	cmd, err := s.wire.eval(ctx, s.scripts.take, s.sendKeys(id), string(id), token, s.lease.Milliseconds(), s.owner)
	if err != nil {
		return s.outbox(id, token, started, "take the outbox of", nil, err)
	}
	values, err := cmd.Slice()
	return s.outbox(id, token, started, "take the outbox of", values, err)
}

// Ack tells what was carried out, keeps the lease, and answers the entries that
// wait if they are other ones than the caller holds. With none left the lease
// is given back. It returns [flows.ErrFenced] when the lease is another's now.
func (s *Store) Ack(ctx context.Context, a *flows.Ack) (flows.Outbox, error) {
	call, err := s.ackCall(a)
	if err != nil {
		return flows.Outbox{}, err
	}
	started := time.Now()
	values, err := s.wire.join(ctx, s.scripts.ack, call)
	return s.outbox(a.ID, a.Token, started, "ack effects of", values, err)
}

// ackCall lays out KEYS and ARGV as ack.lua wants them.
func (s *Store) ackCall(a *flows.Ack) (*joined, error) {
	args := []any{
		string(a.ID), a.Token, s.lease.Milliseconds(), formatReceipts(a.Receipts), a.Known, len(a.Done), len(a.Dead),
	}
	for _, d := range a.Done {
		args = append(args, string(d))
	}
	for i := range a.Dead {
		letter, err := s.sealLetter(&a.Dead[i])
		if err != nil {
			return nil, err
		}
		args = append(args, a.Dead[i].ID, letter)
	}
	return &joined{keys: append(s.sendKeys(a.ID), s.keys.dead(a.ID.Partition())), args: args}, nil
}

// outbox reads the answer that take.lua and ack.lua share.
func (s *Store) outbox(id flows.ActorID, token string, started time.Time, what string, values []any, err error) (flows.Outbox, error) {
	if err != nil {
		return flows.Outbox{}, fmt.Errorf("store: %s %s: %w", what, id, err)
	}
	answer, err := answerOf(values, nil)
	if err != nil {
		return flows.Outbox{}, fmt.Errorf("store: %s %s: %w", what, id, err)
	}
	if answer[0] != "1" {
		return flows.Outbox{}, flows.ErrFenced
	}
	if len(answer) < 4 {
		return flows.Outbox{}, fmt.Errorf("store: %s %s: an answer with %d fields", what, id, len(answer))
	}
	box := flows.Outbox{
		Lease: flows.Lease{Token: token, Until: started.Add(s.lease)},
		Etag:  flows.Etag(answer[1]), Receipts: parseReceipts(answer[2]), Marker: len(answer[2]),
	}
	if len(answer) == 4 {
		return box, nil
	}
	key, err := s.master.openDataKey(string(id), []byte(answer[3]))
	if err != nil {
		return box, err
	}
	box.Key = key
	for _, raw := range answer[4:] {
		e, err := openEntry(key, id, raw)
		if err != nil {
			return box, err
		}
		box.Entries = append(box.Entries, e)
	}
	return box, nil
}

// Defer gives the lease back with work left: somebody looks again after that time.
func (s *Store) Defer(ctx context.Context, id flows.ActorID, token string, after time.Duration) error {
	_, err := s.wire.eval(ctx, s.scripts.postpone, s.sendKeys(id), string(id), token, after.Milliseconds())
	if err != nil {
		return fmt.Errorf("store: defer the outbox of %s: %w", id, err)
	}
	return nil
}

// Mark notes that a call for an effect that must not be repeated is about to
// begin, or, with begun false, that it was refused and may be made later. It
// returns [flows.ErrFenced] when the lease is another's now.
func (s *Store) Mark(ctx context.Context, id flows.ActorID, token string, effect flows.EffectID, begun bool) error {
	mark := "-"
	if begun {
		mark = "!"
	}
	cmd, err := s.wire.eval(ctx, s.scripts.mark, s.sendKeys(id)[:2], token, string(effect), mark)
	if err != nil {
		return fmt.Errorf("store: mark an effect of %s: %w", id, err)
	}
	if n, err := cmd.Int(); err != nil || n != 1 {
		return errors.Join(flows.ErrFenced, err)
	}
	return nil
}

func (s *Store) sendKeys(id flows.ActorID) []string {
	return []string{s.keys.actor(id), s.keys.outbox(id), s.keys.out(id.Partition())}
}
