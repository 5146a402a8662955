package store

import (
	"slices"
	"testing"
	"time"

	"wecan/flows"
)

// The clock of the process plays no part in leases: here Redis' is years away
// from it and moves by itself.
func TestLeasesFollowTheClockOfRedis(t *testing.T) {
	t.Parallel()
	back := memory()
	now := time.Date(2031, 5, 5, 5, 0, 0, 0, time.UTC)
	back.embedded.SetTime(now)
	pass := func(d time.Duration) { now = now.Add(d); back.embedded.SetTime(now) }
	r := newRig(t, back)
	two := r.open(t, "two")
	id := r.person(t, 1)

	_, mine := r.turn(t, id, "a")
	if until, _ := r.lease(t, id); !until.Equal(now.Add(defaultLease)) {
		t.Fatalf("the lease ends at %v, want %v", until, now.Add(defaultLease))
	}
	pass(defaultLease)
	_, err := two.Take(t.Context(), id)
	wantFenced(t, "take in the lease's last moment", err)
	if _, done := two.turn(t, id, "b"); done.Lease.Held() {
		t.Fatal("a commit in the lease's last moment got it")
	}
	pass(time.Millisecond)
	if box := two.take(t, id); len(box.Entries) != 2 {
		t.Fatalf("taken after the lease: %q", said(box.Entries))
	}
	_, err = r.Ack(t.Context(), &flows.Ack{ID: id, Token: mine.Lease.Token, Known: -1})
	wantFenced(t, "ack of the old holder", err)

	// An expired lease goes to a committer as well.
	pass(defaultLease + time.Millisecond)
	_, done := r.turn(t, id, "c")
	if !done.Lease.Held() {
		t.Fatal("a commit after the lease did not get it")
	}
	if err := r.Defer(t.Context(), id, done.Lease.Token, time.Minute); err != nil {
		t.Fatal(err)
	}
	for before, want := range map[time.Duration]int{59 * time.Second: 0, time.Minute: 1} {
		if got, err := r.Unsent(t.Context(), now.Add(before), 10); err != nil || len(got) != want {
			t.Errorf("to be looked at %v after the deferral: %q (%v)", before, got, err)
		}
	}
}

func TestWhatExpiresFollowsTheClockOfRedis(t *testing.T) {
	t.Parallel()
	back := memory()
	now := time.Date(2031, 5, 5, 5, 0, 0, 0, time.UTC)
	back.embedded.SetTime(now)
	back.embedded.ClockTTL(true)
	pass := func(d time.Duration) { now = now.Add(d); back.embedded.SetTime(now) }
	r := newRig(t, back)
	two := r.open(t, "two")
	r.holds(t, "poll", true) // for an hour
	if err := r.Freeze(t.Context(), time.Minute); err != nil {
		t.Fatal(err)
	}
	if n, err := r.Attempt(t.Context(), "update:1"); err != nil || n != 1 {
		t.Fatal(n, err)
	}
	pass(59 * time.Minute)
	two.holds(t, "poll", false)
	if d, err := two.Frozen(t.Context()); err != nil || d != 0 {
		t.Fatalf("still frozen for %v (%v)", d, err)
	}
	pass(2 * time.Minute)
	two.holds(t, "poll", true)
	pass(attemptsKept)
	if n, err := r.Attempt(t.Context(), "update:1"); err != nil || n != 1 {
		t.Fatalf("after a day the attempt is counted %d (%v)", n, err)
	}
}

// A shared embedded Redis outlives the stores on it.
func TestSharedEmbeddedRedisOutlivesItsStores(t *testing.T) {
	t.Parallel()
	r := newRig(t, memory())
	id := r.person(t, 1)
	s := r.open(t, "gone")
	s.turn(t, id, "a")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if got := said(r.open(t, "gone").take(t, id).Entries); !slices.Equal(got, []string{"a"}) {
		t.Fatalf("the outbox has %q", got)
	}
	own, err := Open(t.Context(), Options{URL: "memory:", Bot: r.bot, Owner: "own", Key: r.key})
	if err != nil {
		t.Fatal(err)
	}
	if rec := own.load(t, id); rec.Etag != "" {
		t.Fatal("an embedded Redis of its own knows the actor")
	}
	if err := own.Close(); err != nil {
		t.Fatal(err)
	}
}
