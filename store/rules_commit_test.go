//nolint:thelper // a rule is a test: marked as a helper, its failure would name the line of the table
package store

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"testing"
	"time"

	"wecan/flows"
)

func commitRules() []rule {
	return []rule{
		{"a new actor is not there and has no etag", newActorIsEmpty},
		{"a commit is read back", commitIsReadBack},
		{"a commit writes everything", commitIsWhole},
		{"a refused commit writes nothing", refusedCommitWritesNothing},
		{"a stale etag conflicts and answers the current state", staleEtag},
		{"the same commit again answers its own etag", sameCommitAgain},
		{"the same commit after a later turn answers the later state", sameCommitTooLate},
		{"a first commit conflicts when the actor exists", secondFirstCommit},
		{"no etag never matches an existing actor", emptyEtag},
		{"an etag never matches an actor that is gone", etagOfTheGone},
		{"of many commits on one etag one wins", oneWins},
		{"effects append in order", effectsInOrder},
		{"256 effects fit in a turn", manyEffects},
	}
}

func newActorIsEmpty(t *testing.T, r *rig) {
	id := r.person(t, 1)
	rec := r.load(t, id, "some")
	if rec.ID != id || rec.Etag != "" || rec.State != nil || rec.Parked != nil || len(rec.Receipts) != 0 || len(rec.Members) != 0 {
		t.Fatalf("a new actor is %+v", rec)
	}
	there, err := r.Exists(t.Context(), id)
	if there || err != nil {
		t.Fatalf("exists: %v, %v", there, err)
	}
}

func commitIsReadBack(t *testing.T, r *rig) {
	id := r.person(t, 1)
	c, done := r.turn(t, id)
	if done.Record.Etag != c.Etag || string(done.Record.State) != string(c.State) {
		t.Fatalf("the commit answers %+v", done.Record)
	}
	for _, s := range []*Store{r.Store, r.open(t, "two")} {
		rec := s.load(t, id)
		if rec.Etag != c.Etag || string(rec.State) != string(c.State) {
			t.Fatalf("read back: %q %q, want %q %q", rec.Etag, rec.State, c.Etag, c.State)
		}
	}
	if there, err := r.Exists(t.Context(), id); !there || err != nil {
		t.Fatalf("exists: %v, %v", there, err)
	}
	// What a commit answers is good for the next one.
	next := turn(done.Record)
	if got := r.commit(t, next, "").Record.Etag; got != next.Etag {
		t.Fatalf("the second turn answers %q, want %q", got, next.Etag)
	}
}

// fullTurn is a commit that touches every key there is.
func fullTurn(base *flows.Record) *flows.Commit {
	c := turn(base, "hello", "goodbye")
	c.Timer = born.Add(time.Hour)
	c.IndexAdd = []string{"site:leipzig", "open"}
	c.Members = map[string][]byte{"roster": []byte("all of them")}
	c.Journal = []byte("what happened")
	c.Park = &flows.Parking{Input: "update:1", Reason: "it failed", At: born}
	return c
}

func commitIsWhole(t *testing.T, r *rig) {
	id := r.person(t, 1)
	c := fullTurn(r.load(t, id))
	done := r.commit(t, c, "")
	if !done.Lease.Held() || done.Waiting != 2 {
		t.Fatalf("answer: %+v", done)
	}
	part := id.Partition()
	want := []string{
		r.keys.actor(id), r.keys.outbox(id), r.keys.members(id), r.keys.due(part), r.keys.out(part), r.keys.journal(part),
		r.keys.kind(part, flows.KindPerson), r.keys.index(part, "site:leipzig"), r.keys.index(part, "open"),
	}
	slices.Sort(want)
	if got := slices.Sorted(maps.Keys(r.everything(t))); !slices.Equal(got, want) {
		t.Fatalf("keys:\n%q\nwant\n%q", got, want)
	}
}

func refusedCommitWritesNothing(t *testing.T, r *rig) {
	id := r.person(t, 1)
	r.turn(t, id, "first")
	stale := fullTurn(&flows.Record{ID: id, Etag: "0000000000000000", Key: r.load(t, id).Key})
	before := r.everything(t)
	done, err := r.Commit(t.Context(), stale, "")
	if err != nil || !done.Conflict {
		t.Fatalf("answer: %+v, %v", done, err)
	}
	if after := r.everything(t); !maps.Equal(before, after) {
		t.Fatalf("keys before:\n%q\nafter\n%q", slices.Sorted(maps.Keys(before)), slices.Sorted(maps.Keys(after)))
	}
}

func staleEtag(t *testing.T, r *rig) {
	id := r.person(t, 1)
	r.turn(t, id)
	old := r.load(t, id)
	now, _ := r.turn(t, id)
	done, err := r.Commit(t.Context(), turn(old, "too late"), "")
	if err != nil {
		t.Fatal(err)
	}
	if !done.Conflict || done.Record.Etag != now.Etag || string(done.Record.State) != string(now.State) {
		t.Fatalf("answer: %+v, record %+v", done, done.Record)
	}
	// The answer is as good as a load: the turn is made on it at once.
	again := turn(done.Record)
	r.commit(t, again, "")
	if got := r.load(t, id).Etag; got != again.Etag {
		t.Fatalf("etag %q, want %q", got, again.Etag)
	}
}

func sameCommitAgain(t *testing.T, r *rig) {
	for name, base := range map[string]int{"first": 0, "later": 1} {
		id := r.person(t, int64(10+base))
		for range base {
			r.turn(t, id)
		}
		c := turn(r.load(t, id), "once")
		r.commit(t, c, "")
		done, err := r.Commit(t.Context(), c, "")
		if err != nil {
			t.Fatal(name, err)
		}
		if !done.Conflict || done.Record.Etag != c.Etag || string(done.Record.State) != string(c.State) {
			t.Fatalf("%s: the second try answers %+v, record %+v", name, done, done.Record)
		}
		if box := r.take(t, id); len(box.Entries) != 1 {
			t.Fatalf("%s: the outbox has %q, want the effect once", name, said(box.Entries))
		}
	}
}

func sameCommitTooLate(t *testing.T, r *rig) {
	id := r.person(t, 1)
	c, _ := r.turn(t, id, "once")
	later, _ := r.turn(t, id)
	done, err := r.Commit(t.Context(), c, "")
	if err != nil || !done.Conflict || done.Record.Etag != later.Etag {
		t.Fatalf("answer %+v, %v; want a conflict with %q", done, err, later.Etag)
	}
}

func secondFirstCommit(t *testing.T, r *rig) {
	id := r.person(t, 1)
	two := r.open(t, "two")
	mine, theirs := turn(r.load(t, id)), turn(two.load(t, id), "mine")
	r.commit(t, mine, "")
	done, err := two.Commit(t.Context(), theirs, "")
	if err != nil {
		t.Fatal(err)
	}
	if !done.Conflict || done.Record.Etag != mine.Etag || string(done.Record.State) != string(mine.State) {
		t.Fatalf("answer: %+v, record %+v", done, done.Record)
	}
	// Made again, it is sealed with the key that the first one made.
	two.commit(t, turn(done.Record, "mine"), "")
	if got := said(r.open(t, "two").take(t, id).Entries); !slices.Equal(got, []string{"mine"}) {
		t.Fatalf("the outbox has %q", got)
	}
}

func emptyEtag(t *testing.T, r *rig) {
	id := r.person(t, 1)
	now, _ := r.turn(t, id)
	done, err := r.Commit(t.Context(), turn(&flows.Record{ID: id}), "")
	if err != nil || !done.Conflict || done.Record.Etag != now.Etag {
		t.Fatalf("answer %+v, %v", done, err)
	}
}

func etagOfTheGone(t *testing.T, r *rig) {
	id := r.person(t, 1)
	r.turn(t, id)
	old := r.load(t, id)
	r.do(t, "del", r.keys.actor(id))
	done, err := r.Commit(t.Context(), turn(old, "late"), "")
	if err != nil || !done.Conflict || done.Record.Etag != "" || done.Record.State != nil {
		t.Fatalf("answer %+v, %v; want a conflict with no actor", done, err)
	}
	if n := r.text(t, "exists", r.keys.outbox(id)); n != "0" {
		t.Fatal("the refused commit left an outbox")
	}
}

func oneWins(t *testing.T, r *rig) {
	const tries = 20
	id := r.person(t, 1)
	r.turn(t, id)
	type result struct {
		done flows.Committed
		err  error
	}
	results := make(chan result, tries)
	two := r.open(t, "two")
	base := r.load(t, id)
	for i := range tries {
		s := r.Store
		if i%2 == 1 {
			s = two
		}
		c := turn(base, fmt.Sprint("from ", i))
		go func() {
			done, err := s.Commit(t.Context(), c, "")
			results <- result{done, err}
		}()
	}
	won := 0
	for range tries {
		res := <-results
		if res.err != nil {
			t.Error(res.err)
		} else if !res.done.Conflict {
			won++
		}
	}
	if n := r.text(t, "llen", r.keys.outbox(id)); won != 1 || n != "1" {
		t.Fatalf("%d commits won and %s effects wait, want 1 and 1", won, n)
	}
}

func effectsInOrder(t *testing.T, r *rig) {
	id := r.person(t, 1)
	r.turn(t, id, "a", "b", "c")
	r.turn(t, id, "d")
	box := r.take(t, id)
	if got := said(box.Entries); !slices.Equal(got, []string{"a", "b", "c", "d"}) {
		t.Fatalf("the outbox has %q", got)
	}
	if !box.Entries[0].Appended.Equal(born) || box.Entries[0].Marked {
		t.Fatalf("the first entry is %+v", box.Entries[0])
	}
}

func manyEffects(t *testing.T, r *rig) {
	id := r.person(t, 1)
	effects := make([]string, 256)
	for i := range effects {
		effects[i] = strconv.Itoa(i)
	}
	c := turn(r.load(t, id), effects...)
	held := r.commit(t, c, "").Lease.Token
	var got []string
	for known := -1; ; known = 0 {
		box := r.ack(t, &flows.Ack{ID: id, Token: held, Done: idsOf(c.Effects[:len(got)]), Known: known})
		if len(box.Entries) == 0 {
			break
		}
		got = append(got, said(box.Entries)...)
	}
	if !slices.Equal(got, effects) {
		t.Fatalf("%d effects came out, want 256 in order", len(got))
	}
}
