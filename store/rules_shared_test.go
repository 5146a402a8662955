//nolint:thelper // a rule is a test: marked as a helper, its failure would name the line of the table
package store

import (
	"errors"
	"maps"
	"slices"
	"testing"
	"time"
)

func sharedRules() []rule {
	return []rule{
		{"a name is held by one owner", holdOne},
		{"a holder renews what it holds", holdRenews},
		{"a hold runs out", holdRunsOut},
		{"a released name is free and another's stays", holdRelease},
		{"a freeze is seen by all and ends", freeze},
		{"a shorter freeze does not end a longer one", freezeLongest},
		{"attempts count across stores until settled", attempts},
		{"the id of a file is kept, replaced and forgotten", fileIDs},
		{"a cursor is shared and kept in milliseconds", cursorShared},
		{"a cursor never goes back", cursorForward},
		{"of many who move a cursor the furthest counts", cursorFurthest},
		{"a start after a clean stop is clean", beginClean},
		{"a start without a stop before it is unclean", beginUnclean},
		{"the store answers a ping", ping},
	}
}

func (s *Store) holds(tb testing.TB, name string, want bool) {
	tb.Helper()
	if got, err := s.Hold(tb.Context(), name, time.Hour); err != nil || got != want {
		tb.Fatalf("%s holds %s: %v, %v; want %v", s.owner, name, got, err, want)
	}
}

func holdOne(t *testing.T, r *rig) {
	two := r.open(t, "two")
	r.holds(t, "poll", true)
	two.holds(t, "poll", false)
	two.holds(t, "other", true)
	r.holds(t, "poll", true)
}

func (r *rig) ttl(tb testing.TB, name string) time.Duration {
	tb.Helper()
	d, err := r.raw.PTTL(tb.Context(), r.keys.shared(name)).Result()
	if err != nil {
		tb.Fatal(err)
	}
	return d
}

func holdRenews(t *testing.T, r *rig) {
	for _, ttl := range []time.Duration{time.Minute, time.Hour} {
		if ok, err := r.Hold(t.Context(), "poll", ttl); !ok || err != nil {
			t.Fatalf("hold: %v, %v", ok, err)
		}
		if left := r.ttl(t, "hold:poll"); left > ttl || left < ttl-30*time.Second {
			t.Fatalf("held for %v, want %v", left, ttl)
		}
	}
	if ok, err := r.open(t, "two").Hold(t.Context(), "poll", 24*time.Hour); ok || err != nil {
		t.Fatalf("hold of another: %v, %v", ok, err)
	}
	if left := r.ttl(t, "hold:poll"); left > time.Hour {
		t.Fatalf("another made it last %v", left)
	}
}

func holdRunsOut(t *testing.T, r *rig) {
	r.holds(t, "poll", true)
	r.do(t, "pexpireat", r.keys.shared("hold:poll"), 1)
	r.open(t, "two").holds(t, "poll", true)
}

func holdRelease(t *testing.T, r *rig) {
	two := r.open(t, "two")
	r.holds(t, "poll", true)
	if err := two.Release(t.Context(), "poll"); err != nil {
		t.Fatal(err)
	}
	two.holds(t, "poll", false)
	if err := r.Release(t.Context(), "poll"); err != nil {
		t.Fatal(err)
	}
	two.holds(t, "poll", true)
}

func (s *Store) wantFrozen(tb testing.TB, want time.Duration) {
	tb.Helper()
	if d, err := s.Frozen(tb.Context()); err != nil || d > want || d < want-30*time.Second {
		tb.Fatalf("frozen for %v (%v), want %v", d, err, want)
	}
}

func freeze(t *testing.T, r *rig) {
	two := r.open(t, "two")
	two.wantFrozen(t, 0)
	if err := r.Freeze(t.Context(), time.Minute); err != nil {
		t.Fatal(err)
	}
	two.wantFrozen(t, time.Minute)
	if err := two.Freeze(t.Context(), time.Hour); err != nil {
		t.Fatal(err)
	}
	r.wantFrozen(t, time.Hour)
	r.do(t, "pexpireat", r.keys.shared("frozen"), 1)
	r.wantFrozen(t, 0)
}

func freezeLongest(t *testing.T, r *rig) {
	for _, d := range []time.Duration{time.Hour, time.Second, 0} {
		if err := r.Freeze(t.Context(), d); err != nil {
			t.Fatal(err)
		}
	}
	r.open(t, "two").wantFrozen(t, time.Hour)
}

func attempts(t *testing.T, r *rig) {
	two := r.open(t, "two")
	for want, s := range []*Store{r.Store, two, r.Store} {
		if n, err := s.Attempt(t.Context(), "update:1"); err != nil || n != want+1 {
			t.Fatalf("attempt %d is counted %d (%v)", want+1, n, err)
		}
	}
	if left := r.ttl(t, "try:update:1"); left <= 0 || left > attemptsKept {
		t.Fatalf("the count is kept for %v", left)
	}
	if n, err := r.Attempt(t.Context(), "update:2"); err != nil || n != 1 {
		t.Fatalf("another input's attempt is counted %d (%v)", n, err)
	}
	if err := two.Settle(t.Context(), "update:1"); err != nil {
		t.Fatal(err)
	}
	if n, err := r.Attempt(t.Context(), "update:1"); err != nil || n != 1 {
		t.Fatalf("after settling it is counted %d (%v)", n, err)
	}
}

func (s *Store) wantFile(tb testing.TB, name, want string) {
	tb.Helper()
	if id, err := s.FileID(tb.Context(), name); err != nil || id != want {
		tb.Fatalf("the file %s has the id %q (%v), want %q", name, id, err, want)
	}
}

func fileIDs(t *testing.T, r *rig) {
	two := r.open(t, "two")
	other := r.open(t, "three", func(o *Options) { o.Bot = 10 * r.bot })
	two.wantFile(t, "voice:1", "")
	for _, kept := range [][2]string{{"voice:1", "a"}, {"voice:2", "b"}, {"voice:1", "c"}} {
		if err := r.KeepFileID(t.Context(), kept[0], kept[1]); err != nil {
			t.Fatal(err)
		}
	}
	two.wantFile(t, "voice:1", "c")
	two.wantFile(t, "voice:2", "b")
	other.wantFile(t, "voice:1", "") // an id is good for one bot only
	for range 2 {
		if err := two.KeepFileID(t.Context(), "voice:1", ""); err != nil {
			t.Fatal(err)
		}
	}
	r.wantFile(t, "voice:1", "")
	r.wantFile(t, "voice:2", "b")
	if n, err := r.raw.HLen(t.Context(), r.keys.shared("files")).Result(); err != nil || n != 1 {
		t.Fatalf("%d ids are kept (%v), want 1", n, err)
	}
}

func (s *Store) begins(tb testing.TB, unclean bool) {
	tb.Helper()
	if got, err := s.Begin(tb.Context()); err != nil || got != unclean {
		tb.Fatalf("unclean: %v (%v), want %v", got, err, unclean)
	}
}

func beginClean(t *testing.T, r *rig) {
	r.begins(t, false)
	if err := r.End(t.Context()); err != nil {
		t.Fatal(err)
	}
	r.open(t, "one").begins(t, false)
}

func beginUnclean(t *testing.T, r *rig) {
	r.begins(t, false)
	r.open(t, "two").begins(t, false) // its own first start
	r.open(t, "one").begins(t, true)
}

func ping(t *testing.T, r *rig) {
	if err := r.Ping(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func idRules() []rule {
	return []rule{
		{"stores share the secret of ids", idsShared},
		{"another master key is refused", idsOtherKey},
		{"a rotated master key opens what the old one sealed", idsRotated},
		{"another bot sees nothing", otherBot},
	}
}

func idsShared(t *testing.T, r *rig) {
	first, err := r.IDs(t.Context(), r.bot)
	if err != nil {
		t.Fatal(err)
	}
	second, err := r.open(t, "two").IDs(t.Context(), r.bot)
	if err != nil {
		t.Fatal(err)
	}
	if a, b := first.Person(5), second.Person(5); a != b || a == first.Person(6) {
		t.Fatalf("the same person is %s and %s", a, b)
	}
}

func idsOtherKey(t *testing.T, r *rig) {
	if _, err := r.IDs(t.Context(), r.bot); err != nil {
		t.Fatal(err)
	}
	id := r.person(t, 1)
	r.turn(t, id)
	other, err := NewMasterKey()
	if err != nil {
		t.Fatal(err)
	}
	s := r.open(t, "two", func(o *Options) { o.Key = other })
	if _, err := s.IDs(t.Context(), r.bot); !errors.Is(err, ErrWrongKey) {
		t.Fatalf("ids: %v, want %v", err, ErrWrongKey)
	}
	if _, err := s.Load(t.Context(), id, nil); !errors.Is(err, ErrWrongKey) {
		t.Fatalf("load: %v, want %v", err, ErrWrongKey)
	}
}

func idsRotated(t *testing.T, r *rig) {
	ids, err := r.IDs(t.Context(), r.bot)
	if err != nil {
		t.Fatal(err)
	}
	old := r.person(t, 1)
	before, _ := r.turn(t, old, "a")
	rotated, err := r.key.Rotate()
	if err != nil {
		t.Fatal(err)
	}
	text, err := rotated.Reveal()
	if err != nil {
		t.Fatal(err)
	}
	if rotated, err = ParseMasterKey(text + "\n"); err != nil {
		t.Fatal(err)
	}
	s := r.open(t, "one", func(o *Options) { o.Key = rotated })
	again, err := s.IDs(t.Context(), r.bot)
	if err != nil || again.Person(1) != ids.Person(1) {
		t.Fatalf("ids: %v", err)
	}
	if rec := s.load(t, old); string(rec.State) != string(before.State) {
		t.Fatalf("the state is %q", rec.State)
	}
	// What the new key wraps, a process with the old one alone cannot open.
	fresh := r.person(t, 2)
	s.turn(t, fresh)
	if _, err := r.Load(t.Context(), fresh, nil); !errors.Is(err, ErrWrongKey) {
		t.Fatalf("load with the old key: %v, want %v", err, ErrWrongKey)
	}
}

func otherBot(t *testing.T, r *rig) {
	id := r.person(t, 1)
	c := fullTurn(r.load(t, id))
	r.commit(t, c, "")
	r.holds(t, "poll", true)
	before := r.everything(t)

	other := r.open(t, "one", func(o *Options) { o.Bot = 10 * r.bot })
	if rec := other.load(t, id, "roster"); rec.Etag != "" || len(rec.Members) != 0 {
		t.Fatalf("another bot reads %+v", rec)
	}
	if got, err := other.Due(t.Context(), c.Timer, 10); err != nil || len(got) != 0 {
		t.Fatalf("another bot has due %q, %v", got, err)
	}
	other.holds(t, "poll", true)
	other.turn(t, id, "hers")
	if err := other.Freeze(t.Context(), time.Hour); err != nil {
		t.Fatal(err)
	}
	r.wantFrozen(t, 0)
	if after := r.everything(t); !maps.Equal(before, after) {
		t.Fatalf("another bot changed:\n%q\nto\n%q", slices.Sorted(maps.Keys(before)), slices.Sorted(maps.Keys(after)))
	}
}
