//nolint:thelper // a rule is a test: marked as a helper, its failure would name the line of the table
package store

import (
	"bytes"
	"errors"
	"slices"
	"testing"
	"time"

	"wecan/flows"
)

func outboxRules() []rule {
	return []rule{
		{"a deferred outbox is free and looked at later", deferred},
		{"defer with an old token does nothing", deferOldToken},
		{"defer of an empty outbox leaves nothing to look at", deferEmpty},
		{"a mark is seen by the next holder", markSeen},
		{"a mark can be taken back", markTakenBack},
		{"a marked effect can be acked", markedAcked},
		{"a mark needs the lease and the effect", markRefused},
		{"a dead letter comes with its ack", deadWithAck},
		{"dead letters are kept, listed, counted and taken away", deadLetters},
	}
}

// unsent are the actors somebody must look at within that time from Redis' now.
func (r *rig) unsent(tb testing.TB, within time.Duration) []flows.ActorID {
	tb.Helper()
	list, err := r.Unsent(tb.Context(), r.redisTime(tb).Add(within), 100)
	if err != nil {
		tb.Fatal(err)
	}
	return list
}

func deferred(t *testing.T, r *rig) {
	id := r.person(t, 1)
	_, done := r.turn(t, id, "a")
	if err := r.Defer(t.Context(), id, done.Lease.Token, time.Hour); err != nil {
		t.Fatal(err)
	}
	if early, late := r.unsent(t, 59*time.Minute), r.unsent(t, time.Hour); len(early) != 0 || !slices.Equal(late, []flows.ActorID{id}) {
		t.Fatalf("to be looked at: %q before the hour, %q after it", early, late)
	}
	if box := r.open(t, "two").take(t, id); len(box.Entries) != 1 {
		t.Fatalf("another process takes %+v", box)
	}
}

func deferOldToken(t *testing.T, r *rig) {
	id := r.person(t, 1)
	_, done := r.turn(t, id, "a")
	now := r.take(t, id).Lease.Token
	if err := r.Defer(t.Context(), id, done.Lease.Token, time.Hour); err != nil {
		t.Fatal(err)
	}
	if _, token := r.lease(t, id); token != now {
		t.Fatalf("the lease is now %q, want %q", token, now)
	}
}

func deferEmpty(t *testing.T, r *rig) {
	id := r.person(t, 1)
	_, done := r.turn(t, id, "a")
	r.do(t, "del", r.keys.outbox(id))
	if err := r.Defer(t.Context(), id, done.Lease.Token, time.Hour); err != nil {
		t.Fatal(err)
	}
	if list := r.unsent(t, 24*time.Hour); len(list) != 0 {
		t.Fatalf("to be looked at: %q", list)
	}
}

func markSeen(t *testing.T, r *rig) {
	id := r.person(t, 1)
	c, done := r.turn(t, id, "a", "b")
	if err := r.Mark(t.Context(), id, done.Lease.Token, c.Effects[1].ID, true); err != nil {
		t.Fatal(err)
	}
	box := r.take(t, id)
	if box.Entries[0].Marked || !box.Entries[1].Marked || string(box.Entries[1].Effect) != "b" {
		t.Fatalf("taken: %+v", box.Entries)
	}
}

func markTakenBack(t *testing.T, r *rig) {
	id := r.person(t, 1)
	c, done := r.turn(t, id, "a")
	for _, begun := range []bool{true, false} {
		if err := r.Mark(t.Context(), id, done.Lease.Token, c.Effects[0].ID, begun); err != nil {
			t.Fatal(err)
		}
	}
	if box := r.take(t, id); box.Entries[0].Marked {
		t.Fatal("the mark is still there")
	}
}

func markedAcked(t *testing.T, r *rig) {
	id := r.person(t, 1)
	c, done := r.turn(t, id, "a", "b")
	token := done.Lease.Token
	if err := r.Mark(t.Context(), id, token, c.Effects[0].ID, true); err != nil {
		t.Fatal(err)
	}
	next := turn(done.Record)
	next.Acks = idsOf(c.Effects[:1])
	if done := r.commit(t, next, token); done.Waiting != 1 {
		t.Fatalf("answer: %+v", done)
	}
	if err := r.Mark(t.Context(), id, token, c.Effects[1].ID, true); err != nil {
		t.Fatal(err)
	}
	r.ack(t, &flows.Ack{ID: id, Token: token, Done: idsOf(c.Effects[1:])})
	if n := r.text(t, "exists", r.keys.outbox(id)); n != "0" {
		t.Fatal("a marked entry was not acked")
	}
}

func markRefused(t *testing.T, r *rig) {
	id := r.person(t, 1)
	c, done := r.turn(t, id, "a")
	token, effect := done.Lease.Token, c.Effects[0].ID
	wantFenced(t, "a mark without a lease", r.Mark(t.Context(), id, "", effect, true))
	wantFenced(t, "a mark of an unknown effect", r.Mark(t.Context(), id, token, effect[:16]+"ff", true))
	r.take(t, id)
	wantFenced(t, "a mark with an old token", r.Mark(t.Context(), id, token, effect, true))
	if box := r.take(t, id); box.Entries[0].Marked {
		t.Fatal("a refused mark was written")
	}
}

// letters are the dead letters, by id.
func (r *rig) letters(tb testing.TB) map[string]flows.DeadLetter {
	tb.Helper()
	list, err := r.Dead(tb.Context())
	if err != nil {
		tb.Fatal(err)
	}
	n, err := r.CountDead(tb.Context())
	if err != nil || n != len(list) {
		tb.Fatalf("counted %d dead letters, listed %d (%v)", n, len(list), err)
	}
	out := map[string]flows.DeadLetter{}
	for _, d := range list {
		out[d.ID] = d
	}
	return out
}

func deadWithAck(t *testing.T, r *rig) {
	id := r.person(t, 1)
	c, done := r.turn(t, id, "a", "b", "c")
	var dead []flows.DeadLetter
	for _, e := range c.Effects[:2] {
		dead = append(dead, flows.DeadLetter{ID: string(e.ID), Kind: "effect", Actor: id, Reason: "too long", At: born, Payload: e.Effect})
	}
	box := r.ack(t, &flows.Ack{
		ID: id, Token: done.Lease.Token, Done: idsOf(c.Effects), Dead: dead, Receipts: []flows.Receipt{asked},
	})
	if len(box.Entries) != 0 {
		t.Fatalf("left are %q", said(box.Entries))
	}
	got := r.letters(t)
	if len(got) != 2 {
		t.Fatalf("%d dead letters, want 2", len(got))
	}
	for _, want := range dead {
		if d := got[want.ID]; d.Actor != id || d.Reason != want.Reason || !d.At.Equal(born) || !bytes.Equal(d.Payload, want.Payload) {
			t.Errorf("the letter is %+v, want %+v", d, want)
		}
	}
	wantReceipts(t, r.load(t, id), asked)
}

func deadLetters(t *testing.T, r *rig) {
	ctx := t.Context()
	id := r.person(t, 1)
	first := flows.DeadLetter{ID: "input/" + string(id) + "/update:1", Kind: "input", Actor: id, Reason: "it failed", Payload: []byte("x")}
	second := flows.DeadLetter{ID: "update/2", Kind: "update", Payload: []byte("y")}
	for _, d := range []flows.DeadLetter{first, second, first} {
		if err := r.Bury(ctx, d); err != nil {
			t.Fatal(err)
		}
	}
	got := r.letters(t)
	if len(got) != 2 || string(got[first.ID].Payload) != "x" || string(got[second.ID].Payload) != "y" {
		t.Fatalf("the dead letters are %+v", got)
	}
	if err := r.Unbury(ctx, got[second.ID]); err != nil {
		t.Fatal(err)
	}
	if err := r.Unbury(ctx, got[second.ID]); !errors.Is(err, ErrNoLetter) {
		t.Fatalf("taken away twice: %v, want %v", err, ErrNoLetter)
	}
	if err := r.Unbury(ctx, got[first.ID]); err != nil {
		t.Fatal(err)
	}
	if left := r.letters(t); len(left) != 0 {
		t.Fatalf("left are %+v", left)
	}
}
