package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/redis/go-redis/v9"

	"wecan/flows"
)

// Load reads an actor with the named members in one round trip. An actor that
// does not exist is a Record with an empty Etag, not an error.
func (s *Store) Load(ctx context.Context, id flows.ActorID, members []string) (*flows.Record, error) {
	key := s.keys.actor(id)
	fields := redis.NewSliceCmd(ctx, "hmget", key, "e", "s", "k", "r", "p")
	cmds := []redis.Cmder{fields}
	var values *redis.SliceCmd
	if len(members) > 0 {
		args := []any{"hmget", s.keys.members(id)}
		for _, m := range members {
			args = append(args, m)
		}
		values = redis.NewSliceCmd(ctx, args...)
		cmds = append(cmds, values)
	}
	if err := s.wire.read(ctx, key, cmds...); err != nil {
		return nil, fmt.Errorf("store: load %s: %w", id, err)
	}
	raw := texts(fields.Val())
	if len(raw) < 5 {
		return nil, fmt.Errorf("store: load %s: Redis answered %d fields", id, len(raw))
	}
	rec, err := s.record(id, raw)
	if err != nil {
		return nil, err
	}
	if values != nil {
		if err := s.openMembers(rec, members, texts(values.Val())); err != nil {
			return nil, err
		}
	}
	return rec, nil
}

// record opens the fields e, s, k, r, p of an actor.
func (s *Store) record(id flows.ActorID, raw []string) (*flows.Record, error) {
	rec := &flows.Record{ID: id, Etag: flows.Etag(raw[0]), Marker: len(raw[3])}
	if raw[0] == "" {
		return rec, nil
	}
	key, err := s.master.openDataKey(string(id), []byte(raw[2]))
	if err != nil {
		return nil, unreadable(err)
	}
	rec.Key = key
	if rec.State, err = key.open(sealState, string(id), []byte(raw[1])); err != nil {
		return nil, unreadable(err)
	}
	rec.Receipts = parseReceipts(raw[3])
	if raw[4] != "" {
		plain, err := key.open(sealParked, string(id), []byte(raw[4]))
		if err != nil {
			return nil, err
		}
		rec.Parked = new(flows.Parking)
		if err := json.Unmarshal(plain, rec.Parked); err != nil {
			return nil, fmt.Errorf("store: parking of %s: %w", id, err)
		}
	}
	return rec, nil
}

// unreadable makes an error of opening an actor known as [flows.ErrUnreadable],
// unless a newer version has sealed it.
func unreadable(err error) error {
	if errors.Is(err, flows.ErrNewerSchema) {
		return err
	}
	return fmt.Errorf("%w: %w", flows.ErrUnreadable, err)
}

func (s *Store) openMembers(rec *flows.Record, names, sealed []string) error {
	rec.Members = make(map[string][]byte, len(names))
	key, _ := rec.Key.(*dataKey)
	for i, name := range names {
		if i >= len(sealed) || sealed[i] == "" || key == nil {
			continue
		}
		plain, err := key.open(sealMember+"|"+name, string(rec.ID), []byte(sealed[i]))
		if err != nil {
			return err
		}
		rec.Members[name] = plain
	}
	return nil
}

// Exists reads only whether there is such an actor.
func (s *Store) Exists(ctx context.Context, id flows.ActorID) (bool, error) {
	key := s.keys.actor(id)
	cmd := redis.NewIntCmd(ctx, "exists", key)
	if err := s.wire.read(ctx, key, cmd); err != nil {
		return false, fmt.Errorf("store: look for %s: %w", id, err)
	}
	return cmd.Val() == 1, nil
}

// Affirm makes sure that what was read of the actor is as safe as a commit:
// with replicas, that enough of them have it. Whoever confirms an input because
// it was seen before calls it first.
func (s *Store) Affirm(ctx context.Context, id flows.ActorID) error {
	if s.wire.wait == 0 {
		return nil
	}
	// Any write to the node will do: WAIT covers it together with everything before it.
	touch := s.keys.in(id.Partition(), "touch")
	if err := s.wire.write(ctx, touch, redis.NewStatusCmd(ctx, "set", touch, "1")); err != nil {
		return fmt.Errorf("store: affirm %s: %w", id, err)
	}
	return nil
}

// Receipts are kept as name=message pairs, each ended by a semicolon, which no
// name holds. In place of a message's number a post's id stands behind an @, a
// verdict behind a ~.
func parseReceipts(raw string) []flows.Receipt {
	var out []flows.Receipt
	for pair := range strings.SplitSeq(raw, ";") {
		at := strings.LastIndexByte(pair, '=')
		if at < 0 {
			continue
		}
		if post, ok := strings.CutPrefix(pair[at+1:], "@"); ok {
			out = append(out, flows.Receipt{Name: pair[:at], Post: post})
		} else if word, ok := strings.CutPrefix(pair[at+1:], "~"); ok {
			out = append(out, flows.Receipt{Name: pair[:at], Word: word})
		} else if n, err := strconv.Atoi(pair[at+1:]); err == nil {
			out = append(out, flows.Receipt{Name: pair[:at], Message: n})
		}
	}
	return out
}

func formatReceipts(rs []flows.Receipt) string {
	var b strings.Builder
	for _, r := range rs {
		b.WriteString(r.Name)
		b.WriteByte('=')
		switch {
		case r.Post != "":
			b.WriteString("@" + r.Post)
		case r.Message != 0:
			b.WriteString(strconv.Itoa(r.Message))
		default:
			b.WriteString("~" + r.Word)
		}
		b.WriteByte(';')
	}
	return b.String()
}

// texts turns a list of bulk answers into strings, nil into "".
func texts(values []any) []string {
	out := make([]string, len(values))
	for i, v := range values {
		switch v := v.(type) {
		case string:
			out[i] = v
		case int64:
			out[i] = strconv.FormatInt(v, 10)
		}
	}
	return out
}
