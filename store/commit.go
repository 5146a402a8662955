package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"wecan/flows"
)

// Commit writes one turn with commit.lua, whole or not at all.
//
// held is the token of the actor's sending lease if this process holds it, ""
// if not; only with it do the commit's acks count. An error means that the
// outcome is not known: call again with the same Commit. If the first try had
// been applied, that answers a conflict with a Record whose etag is the
// commit's own (or one that a later turn built on it).
func (s *Store) Commit(ctx context.Context, c *flows.Commit, held string) (flows.Committed, error) {
	id := c.Base.ID
	key, keys, args, err := s.prepare(c, held)
	if err != nil {
		return flows.Committed{}, err
	}
	started := time.Now()
	cmd, err := s.wire.eval(ctx, s.scripts.commit, keys, args...)
	if err != nil {
		return flows.Committed{}, fmt.Errorf("store: commit %s: %w", id, err)
	}
	answer, err := answerOf(cmd.Slice())
	if err != nil {
		return flows.Committed{}, fmt.Errorf("store: commit %s: %w", id, err)
	}
	if answer[0] == "0" {
		if len(answer) < 6 {
			return flows.Committed{}, fmt.Errorf("store: commit %s: a conflict with %d fields", id, len(answer))
		}
		// The script answers e, s, k, r, p.
		rec, err := s.record(id, answer[1:6])
		return flows.Committed{Conflict: true, Record: rec}, err
	}
	done := flows.Committed{Record: &flows.Record{ID: id, Etag: c.Etag, State: c.State, Parked: c.Base.Parked, Key: key}}
	switch {
	case c.Park != nil:
		done.Record.Parked = c.Park
	case c.Unpark:
		done.Record.Parked = nil
	}
	if len(answer) < 4 {
		return flows.Committed{}, fmt.Errorf("store: commit %s: an answer with %d fields", id, len(answer))
	}
	done.Waiting, _ = strconv.Atoi(answer[1]) // the script's own numbers
	done.Receipts, _ = strconv.Atoi(answer[3])
	if answer[2] != "" {
		done.Lease = flows.Lease{Token: answer[2], Until: started.Add(s.lease)}
	}
	return done, nil
}

// prepare seals a commit and lays out KEYS and ARGV as commit.lua wants them.
func (s *Store) prepare(c *flows.Commit, held string) (*dataKey, []string, []any, error) {
	id, part := c.Base.ID, c.Base.ID.Partition()
	key, err := s.keyFor(c.Base)
	if err != nil {
		return nil, nil, nil, err
	}
	state, err := key.seal(sealState, string(id), c.State)
	if err != nil {
		return nil, nil, nil, err
	}
	var wrapped []byte
	if c.Base.Etag == "" {
		wrapped = key.wrapped
	}
	park, journal, err := s.sealRest(key, c)
	if err != nil {
		return nil, nil, nil, err
	}
	keys := []string{
		s.keys.actor(id), s.keys.outbox(id), s.keys.out(part), s.keys.due(part), s.keys.journal(part),
		s.keys.members(id), s.keys.kind(part, id.Kind()),
	}
	for _, name := range c.IndexAdd {
		keys = append(keys, s.keys.index(part, name))
	}
	for _, name := range c.IndexCut {
		keys = append(keys, s.keys.index(part, name))
	}
	created := ""
	if c.Base.Etag == "" {
		created = millis(c.Created)
	}
	args := []any{
		string(id), string(c.Base.Etag), string(c.Etag), state, wrapped, millis(c.Timer),
		held, s.token(), s.lease.Milliseconds(), created, c.Base.Marker, park, journal, s.journal,
		len(c.Effects), len(c.Acks), len(c.IndexAdd), len(c.Members),
	}
	for i := range c.Effects {
		entry, err := sealEntry(key, id, &c.Effects[i])
		if err != nil {
			return nil, nil, nil, err
		}
		args = append(args, entry)
	}
	for _, a := range c.Acks {
		args = append(args, string(a))
	}
	for name, value := range c.Members {
		var sealed []byte
		if value != nil {
			if sealed, err = key.seal(sealMember+"|"+name, string(id), value); err != nil {
				return nil, nil, nil, err
			}
		}
		args = append(args, name, sealed)
	}
	return key, keys, args, nil
}

// keyFor is the actor's data key: the one it was loaded with, or a new one. A
// repeated commit of a new actor must bring the same, so it stays in the record.
func (s *Store) keyFor(base *flows.Record) (*dataKey, error) {
	if key, ok := base.Key.(*dataKey); ok {
		return key, nil
	}
	key, err := s.master.newDataKey(string(base.ID))
	if err != nil {
		return nil, err
	}
	base.Key = key
	return key, nil
}

func (s *Store) sealRest(key *dataKey, c *flows.Commit) (park, journal []byte, err error) {
	id := string(c.Base.ID)
	switch {
	case c.Park != nil:
		plain, err := json.Marshal(c.Park)
		if err != nil {
			return nil, nil, fmt.Errorf("store: parking of %s: %w", id, err)
		}
		if park, err = key.seal(sealParked, id, plain); err != nil {
			return nil, nil, err
		}
	case c.Unpark:
		park = []byte("-")
	}
	if c.Journal != nil && s.journal > 0 {
		if journal, err = key.seal(sealJournal, id, c.Journal); err != nil {
			return nil, nil, err
		}
	}
	return park, journal, nil
}

// millis is a time as the scripts have it, "" for none.
func millis(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return strconv.FormatInt(t.UnixMilli(), 10)
}

func answerOf(values []any, err error) ([]string, error) {
	if err != nil {
		return nil, err
	}
	out := texts(values)
	if len(out) == 0 {
		return nil, errors.New("an answer without fields")
	}
	return out, nil
}
