package store

import (
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"

	"wecan/flows"
)

// backend is a place where stores can be opened.
type backend struct {
	url      string
	embedded *miniredis.Miniredis
	wait     int
	lastBot  atomic.Int64
}

// rig is what a rule is tried on: one bot's part of a backend, so that rules do
// not meet each other, and a store opened on it.
type rig struct {
	*Store
	back *backend
	bot  int64
	key  MasterKey
	raw  redis.UniversalClient // past the store, to look and to plant
}

func newRig(tb testing.TB, back *backend) *rig {
	tb.Helper()
	key, err := NewMasterKey()
	if err != nil {
		tb.Fatal(err)
	}
	r := &rig{back: back, bot: 1000 + back.lastBot.Add(1), key: key}
	r.Store = r.open(tb, "one")
	r.raw = r.wire.client
	return r
}

// open opens another store on the rig, as another process would.
func (r *rig) open(tb testing.TB, owner string, changes ...func(*Options)) *Store {
	tb.Helper()
	o := Options{URL: r.back.url, Embedded: r.back.embedded, Bot: r.bot, Owner: owner, Key: r.key, Wait: r.back.wait}
	for _, change := range changes {
		change(&o)
	}
	s, err := Open(tb.Context(), o)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := s.Close(); err != nil {
			tb.Error(err)
		}
	})
	return s
}

// memory is the embedded store, shared by all rigs on it.
func memory() *backend {
	// Without ClockTTL, which goes through all keys with every command: the
	// rules have no time pass, and clock_test.go sets the clock.
	return &backend{url: "memory:", embedded: miniredis.NewMiniRedis()}
}

var born = time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)

// person is the id of the nth person.
func (r *rig) person(tb testing.TB, n int64) flows.ActorID {
	tb.Helper()
	ids, err := flows.NewIDs([]byte("0123456789abcdef"), r.bot)
	if err != nil {
		tb.Fatal(err)
	}
	return ids.Person(n)
}

// turn is a commit on base with these effects.
func turn(base *flows.Record, effects ...string) *flows.Commit {
	etag := flows.Etag(random())
	c := &flows.Commit{Base: base, Etag: etag, State: []byte("the state at " + etag), Created: born}
	for i, e := range effects {
		c.Effects = append(c.Effects, flows.OutboxEntry{
			ID: flows.EffectID(fmt.Sprintf("%s%02x", etag, i)), Appended: born, Effect: []byte(e),
		})
	}
	return c
}

// load reads an actor that must be readable.
func (s *Store) load(tb testing.TB, id flows.ActorID, members ...string) *flows.Record {
	tb.Helper()
	rec, err := s.Load(tb.Context(), id, members)
	if err != nil {
		tb.Fatalf("load: %v", err)
	}
	return rec
}

// commit makes a commit that must succeed.
func (s *Store) commit(tb testing.TB, c *flows.Commit, held string) flows.Committed {
	tb.Helper()
	done, err := s.Commit(tb.Context(), c, held)
	if err != nil {
		tb.Fatalf("commit: %v", err)
	}
	if done.Conflict {
		tb.Fatalf("commit: a conflict with etag %q", done.Record.Etag)
	}
	return done
}

// turn loads the actor and commits a turn with these effects.
func (s *Store) turn(tb testing.TB, id flows.ActorID, effects ...string) (*flows.Commit, flows.Committed) {
	tb.Helper()
	c := turn(s.load(tb, id), effects...)
	return c, s.commit(tb, c, "")
}

func (s *Store) take(tb testing.TB, id flows.ActorID) flows.Outbox {
	tb.Helper()
	box, err := s.Take(tb.Context(), id)
	if err != nil {
		tb.Fatalf("take: %v", err)
	}
	return box
}

func (s *Store) ack(tb testing.TB, a *flows.Ack) flows.Outbox {
	tb.Helper()
	box, err := s.Ack(tb.Context(), a)
	if err != nil {
		tb.Fatalf("ack: %v", err)
	}
	return box
}

// said is what the entries say, in order.
func said(entries []flows.OutboxEntry) []string {
	var out []string
	for _, e := range entries {
		out = append(out, string(e.Effect))
	}
	return out
}

func idsOf(entries []flows.OutboxEntry) []flows.EffectID {
	var out []flows.EffectID
	for _, e := range entries {
		out = append(out, e.ID)
	}
	return out
}

// do sends a command past the store; missing values are "".
func (r *rig) do(tb testing.TB, args ...any) any {
	tb.Helper()
	v, err := r.raw.Do(tb.Context(), args...).Result()
	if err != nil && err != redis.Nil { //nolint:errorlint // the client answers it bare
		tb.Fatalf("%v: %v", args[0], err)
	}
	return v
}

func (r *rig) text(tb testing.TB, args ...any) string {
	tb.Helper()
	return fmt.Sprint(r.do(tb, args...))
}

// everything is all keys of the rig's bot with what they hold.
func (r *rig) everything(tb testing.TB) map[string]string {
	tb.Helper()
	out := map[string]string{}
	var cursor uint64
	for {
		keys, next, err := r.raw.Scan(tb.Context(), cursor, r.keys.bot+"*", 1000).Result()
		if err != nil {
			tb.Fatal(err)
		}
		for _, k := range keys {
			out[k] = r.content(tb, k)
		}
		if cursor = next; cursor == 0 {
			return out
		}
	}
}

// content is what a key holds, as text that is the same for the same content.
func (r *rig) content(tb testing.TB, key string) string {
	tb.Helper()
	switch kind := r.text(tb, "type", key); kind {
	case "string":
		return r.text(tb, "get", key)
	case "list":
		return r.text(tb, "lrange", key, 0, -1)
	case "zset":
		return r.text(tb, "zrange", key, 0, -1, "withscores")
	case "stream":
		return r.text(tb, "xrange", key, "-", "+")
	case "hash":
		m, err := r.raw.HGetAll(tb.Context(), key).Result()
		if err != nil {
			tb.Fatal(err)
		}
		return fmt.Sprint(m) // fmt sorts a map's keys
	default:
		tb.Fatalf("%s is a %s", key, kind)
		return ""
	}
}
