//nolint:thelper // a rule is a test: marked as a helper, its failure would name the line of the table
package store

import (
	"slices"
	"testing"
	"time"

	"wecan/flows"
)

func agendaRules() []rule {
	return []rule{
		{"an actor is due at its next timer", dueAtTimer},
		{"a later commit moves the timer", dueMoves},
		{"only a commit takes an actor off what is due", dueStays},
		{"what is due comes earliest first and limited", dueOrder},
		{"an actor with effects is unsent until they are acked", unsentUntilAcked},
		{"the backlog counts actors and the oldest effect", backlog},
		{"an actor that waits long is not forgotten by the backlog", backlogDeferred},
	}
}

func (r *rig) due(tb testing.TB, at time.Time) []flows.ActorID {
	tb.Helper()
	list, err := r.Due(tb.Context(), at, 100)
	if err != nil {
		tb.Fatal(err)
	}
	return list
}

// timed commits a turn that wants the actor again at that time.
func (r *rig) timed(tb testing.TB, id flows.ActorID, at time.Time) {
	tb.Helper()
	c := turn(r.load(tb, id))
	c.Timer = at
	r.commit(tb, c, "")
}

func dueAtTimer(t *testing.T, r *rig) {
	id := r.person(t, 1)
	at := born.Add(90 * time.Minute)
	r.timed(t, id, at)
	if early := r.due(t, at.Add(-time.Millisecond)); len(early) != 0 {
		t.Fatalf("due a moment early: %q", early)
	}
	if got := r.due(t, at); !slices.Equal(got, []flows.ActorID{id}) {
		t.Fatalf("due in time: %q", got)
	}
}

func dueMoves(t *testing.T, r *rig) {
	id := r.person(t, 1)
	r.timed(t, id, born.Add(time.Hour))
	r.timed(t, id, born.Add(2*time.Hour))
	if got := r.due(t, born.Add(time.Hour)); len(got) != 0 {
		t.Fatalf("due at the old time: %q", got)
	}
	r.timed(t, id, born.Add(time.Minute))
	if got := r.due(t, born.Add(time.Minute)); !slices.Equal(got, []flows.ActorID{id}) {
		t.Fatalf("due at the earlier time: %q", got)
	}
	r.timed(t, id, time.Time{})
	if got := r.due(t, born.Add(24*time.Hour)); len(got) != 0 {
		t.Fatalf("due without a timer: %q", got)
	}
}

func dueStays(t *testing.T, r *rig) {
	id := r.person(t, 1)
	r.timed(t, id, born)
	r.due(t, born)
	r.take(t, id)
	r.load(t, id)
	if done, err := r.Commit(t.Context(), turn(&flows.Record{ID: id}), ""); err != nil || !done.Conflict {
		t.Fatalf("%+v, %v", done, err)
	}
	r.timed(t, id, born) // a turn that changes nothing about it
	if got := r.due(t, born); !slices.Equal(got, []flows.ActorID{id}) {
		t.Fatalf("due: %q", got)
	}
}

func dueOrder(t *testing.T, r *rig) {
	byPart := map[int][]flows.ActorID{}
	for n := range int64(60) {
		id := r.person(t, n)
		r.timed(t, id, born.Add(-time.Duration(n)*time.Minute)) // the later made, the earlier due
		byPart[id.Partition()] = append([]flows.ActorID{id}, byPart[id.Partition()]...)
	}
	got := r.due(t, born)
	if len(got) != 60 {
		t.Fatalf("%d are due, want 60", len(got))
	}
	seen := map[int][]flows.ActorID{}
	for _, id := range got {
		seen[id.Partition()] = append(seen[id.Partition()], id)
	}
	for part, want := range byPart {
		if !slices.Equal(seen[part], want) {
			t.Errorf("partition %d: %q, want %q", part, seen[part], want)
		}
	}
	some, err := r.Due(t.Context(), born, 7)
	if err != nil || len(some) != 7 {
		t.Fatalf("limited: %d, %v", len(some), err)
	}
}

func unsentUntilAcked(t *testing.T, r *rig) {
	id := r.person(t, 1)
	c, done := r.turn(t, id, "a", "b")
	token := done.Lease.Token
	if now, later := r.unsent(t, 0), r.unsent(t, defaultLease+time.Second); len(now) != 0 || !slices.Equal(later, []flows.ActorID{id}) {
		t.Fatalf("to be looked at: now %q, after the lease %q", now, later)
	}
	r.ack(t, &flows.Ack{ID: id, Token: token, Done: idsOf(c.Effects[:1]), Known: 1})
	if later := r.unsent(t, defaultLease+time.Second); !slices.Equal(later, []flows.ActorID{id}) {
		t.Fatalf("half sent, to be looked at %q", later)
	}
	r.ack(t, &flows.Ack{ID: id, Token: token, Done: idsOf(c.Effects[1:])})
	if later := r.unsent(t, 24*time.Hour); len(later) != 0 {
		t.Fatalf("all sent, to be looked at %q", later)
	}
}

func backlog(t *testing.T, r *rig) {
	ctx := t.Context()
	none, err := r.Backlog(ctx, born)
	if err != nil || none != (Backlog{}) {
		t.Fatalf("nothing sent: %+v, %v", none, err)
	}
	for n, age := range []time.Duration{time.Minute, time.Hour, time.Second} {
		id := r.person(t, int64(n))
		c := turn(r.load(t, id), "old", "new")
		c.Effects[0].Appended, c.Effects[1].Appended = born.Add(-age), born
		r.commit(t, c, "")
	}
	got, err := r.Backlog(ctx, born)
	if err != nil || got.Actors != 3 || got.Oldest != time.Hour {
		t.Fatalf("three outboxes: %+v, %v", got, err)
	}
}

func backlogDeferred(t *testing.T, r *rig) {
	id := r.person(t, 1)
	_, done := r.turn(t, id, "a")
	if err := r.Defer(t.Context(), id, done.Lease.Token, 30*24*time.Hour); err != nil {
		t.Fatal(err)
	}
	got, err := r.Backlog(t.Context(), r.redisTime(t))
	if err != nil || got.Actors != 1 {
		t.Fatalf("backlog: %+v, %v", got, err)
	}
}
