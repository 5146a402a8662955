package store

import (
	"errors"
	"testing"
	"time"

	"wecan/flows"
	"wecan/store/redistest"
)

func TestWriteCountsWhenTheReplicaHasIt(t *testing.T) {
	t.Parallel()
	master := redistest.Start(t)
	replica := redistest.StartReplica(t, master)
	r := newRig(t, &backend{url: master.URL, wait: 1})
	id := r.person(t, 1)
	onReplica := func() string {
		t.Helper()
		return replica.Client().HGet(t.Context(), r.keys.actor(id), "e").Val()
	}
	first, done := r.turn(t, id, "a")
	if got := onReplica(); got != string(first.Etag) {
		t.Fatalf("the replica has %q, want %q", got, first.Etag)
	}

	replica.Pause()
	c := turn(done.Record, "b")
	if _, err := r.Commit(t.Context(), c, ""); !errors.Is(err, ErrTooFewReplicas) {
		t.Fatalf("commit: %v, want %v", err, ErrTooFewReplicas)
	}
	// It was applied, and reading needs no replica …
	started := time.Now()
	if rec := r.load(t, id); rec.Etag != c.Etag {
		t.Fatalf("the master has %q, want %q", rec.Etag, c.Etag)
	}
	if took := time.Since(started); took >= replicaWait {
		t.Fatalf("a read waited %v for the replica", took)
	}
	// … but it does not count, however often it is asked for.
	if _, err := r.Commit(t.Context(), c, ""); !errors.Is(err, ErrTooFewReplicas) {
		t.Fatalf("commit again: %v, want %v", err, ErrTooFewReplicas)
	}
	if err := r.Affirm(t.Context(), id); !errors.Is(err, ErrTooFewReplicas) {
		t.Fatalf("affirm: %v, want %v", err, ErrTooFewReplicas)
	}

	replica.Resume()
	again, err := r.Commit(t.Context(), c, "")
	for tries := 0; errors.Is(err, ErrTooFewReplicas) && tries < 10; tries++ { // it has some catching up to do
		again, err = r.Commit(t.Context(), c, "")
	}
	if err != nil || !again.Conflict || again.Record.Etag != c.Etag {
		t.Fatalf("with the replica back the commit answers %+v, %v", again, err)
	}
	if got := onReplica(); got != string(c.Etag) {
		t.Fatalf("the replica has %q, want %q", got, c.Etag)
	}
	if err := r.Affirm(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	if box := r.take(t, id); len(box.Entries) != 2 {
		t.Fatalf("the outbox has %q", said(box.Entries))
	}
}

func TestWaitIsChosenByWhatRedisHas(t *testing.T) {
	t.Parallel()
	alone := redistest.Start(t)
	master := redistest.Start(t)
	redistest.StartReplica(t, master)
	for _, c := range []struct {
		name, url  string
		wait, want int
	}{
		{"no replica, by itself", alone.URL, -1, 0},
		{"a replica, by itself", master.URL, -1, 1},
		{"a replica, not wanted", master.URL, 0, 0},
	} {
		r := newRig(t, &backend{url: c.url, wait: c.wait})
		if got := r.Replicas(); got != c.want {
			t.Errorf("%s: waits for %d, want %d", c.name, got, c.want)
		}
	}
}

// Wait without a replica is a mistake that no write survives unnoticed.
func TestWaitWithoutReplicaIsTold(t *testing.T) {
	t.Parallel()
	r := newRig(t, &backend{url: redistest.Start(t).URL, wait: 1})
	started := time.Now()
	_, err := r.Commit(t.Context(), turn(&flows.Record{ID: r.person(t, 1)}), "")
	if !errors.Is(err, ErrTooFewReplicas) {
		t.Fatalf("commit: %v, want %v", err, ErrTooFewReplicas)
	}
	if took := time.Since(started); took < replicaWait {
		t.Fatalf("it gave up after %v, want %v", took, replicaWait)
	}
}
