//nolint:thelper // a rule is a test: marked as a helper, its failure would name the line of the table
package store

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"testing"

	"wecan/flows"
)

func memberRules() []rule {
	return []rule{
		{"members are loaded only when asked for", membersOnDemand},
		{"members are changed one by one and deleted", membersChanged},
		{"an empty member is not a missing one", memberEmpty},
		{"a refused commit leaves members alone", memberConflict},
		{"a large roster of members is kept", membersMany},
	}
}

// members commits a turn that writes these members.
func (r *rig) members(tb testing.TB, id flows.ActorID, values map[string][]byte) {
	tb.Helper()
	c := turn(r.load(tb, id))
	c.Members = values
	r.commit(tb, c, "")
}

func membersOnDemand(t *testing.T, r *rig) {
	id := r.person(t, 1)
	r.members(t, id, map[string][]byte{"a": []byte("1"), "b": []byte("2")})
	if rec := r.load(t, id); rec.Members != nil {
		t.Fatalf("not asked for, but loaded: %q", rec.Members)
	}
	rec := r.open(t, "two").load(t, id, "b", "none")
	if len(rec.Members) != 1 || string(rec.Members["b"]) != "2" {
		t.Fatalf("asked for b: %q", rec.Members)
	}
}

func membersChanged(t *testing.T, r *rig) {
	id := r.person(t, 1)
	r.members(t, id, map[string][]byte{"a": []byte("1"), "b": []byte("2"), "c": []byte("3")})
	before := r.do(t, "hget", r.keys.members(id), "c")
	r.members(t, id, map[string][]byte{"a": []byte("changed"), "b": nil, "never": nil})
	rec := r.load(t, id, "a", "b", "c", "never")
	want := map[string][]byte{"a": []byte("changed"), "c": []byte("3")}
	if !maps.EqualFunc(rec.Members, want, bytes.Equal) {
		t.Fatalf("the members are %q, want %q", rec.Members, want)
	}
	if after := r.do(t, "hget", r.keys.members(id), "c"); after != before {
		t.Fatal("a member that was not named was written")
	}
}

func memberEmpty(t *testing.T, r *rig) {
	id := r.person(t, 1)
	r.members(t, id, map[string][]byte{"a": {}})
	if value, ok := r.load(t, id, "a").Members["a"]; !ok || len(value) != 0 {
		t.Fatalf("the empty member is %q, there: %v", value, ok)
	}
}

func memberConflict(t *testing.T, r *rig) {
	id := r.person(t, 1)
	r.members(t, id, map[string][]byte{"a": []byte("1")})
	c := turn(&flows.Record{ID: id})
	c.Members = map[string][]byte{"a": nil, "b": []byte("2")}
	if done, err := r.Commit(t.Context(), c, ""); err != nil || !done.Conflict {
		t.Fatalf("%+v, %v", done, err)
	}
	if rec := r.load(t, id, "a", "b"); len(rec.Members) != 1 || string(rec.Members["a"]) != "1" {
		t.Fatalf("the members are %q", rec.Members)
	}
}

func membersMany(t *testing.T, r *rig) {
	const n = 2000
	id := r.person(t, 1)
	all, names := map[string][]byte{}, []string{}
	for i := range n {
		name := fmt.Sprint("seat ", i)
		all[name], names = []byte(fmt.Sprint("taken by ", i)), append(names, name)
	}
	r.members(t, id, all)
	if rec := r.load(t, id, names...); !maps.EqualFunc(rec.Members, all, bytes.Equal) {
		t.Fatalf("%d members came back, want %d", len(rec.Members), n)
	}
}

func noteRules() []rule {
	return []rule{
		{"parking is set, kept and cleared", parking},
		{"a conflict answers the parking", parkingInConflict},
		{"the journal has the turns of one actor in order", journalOwn},
		{"the journal is capped", journalCapped},
		{"a store without a journal writes none", journalNone},
	}
}

func parking(t *testing.T, r *rig) {
	id := r.person(t, 1)
	want := flows.Parking{Input: "update:7", Reason: "it failed", At: born}
	c := turn(r.load(t, id))
	c.Park = &want
	done := r.commit(t, c, "")
	for what, rec := range map[string]*flows.Record{"the commit": done.Record, "a load": r.load(t, id)} {
		if rec.Parked == nil || *rec.Parked != want {
			t.Fatalf("%s answers %+v, want %+v", what, rec.Parked, want)
		}
	}
	r.turn(t, id) // says nothing about it
	if rec := r.load(t, id); rec.Parked == nil {
		t.Fatal("a turn that says nothing about it cleared the parking")
	}
	c = turn(r.load(t, id))
	c.Unpark = true
	if done := r.commit(t, c, ""); done.Record.Parked != nil {
		t.Fatalf("unparked, the commit answers %+v", done.Record.Parked)
	}
	if rec := r.load(t, id); rec.Parked != nil {
		t.Fatalf("unparked, a load answers %+v", rec.Parked)
	}
}

func parkingInConflict(t *testing.T, r *rig) {
	id := r.person(t, 1)
	c := turn(r.load(t, id))
	c.Park = &flows.Parking{Input: "update:7", Reason: "it failed", At: born}
	r.commit(t, c, "")
	done, err := r.Commit(t.Context(), turn(&flows.Record{ID: id}), "")
	if err != nil || !done.Conflict || done.Record.Parked == nil || *done.Record.Parked != *c.Park {
		t.Fatalf("answer %+v, record %+v, %v", done, done.Record, err)
	}
}

// noted commits turns with these journal entries.
func (s *Store) noted(tb testing.TB, id flows.ActorID, entries ...string) {
	tb.Helper()
	for _, e := range entries {
		c := turn(s.load(tb, id))
		c.Journal = []byte(e)
		s.commit(tb, c, "")
	}
}

func (s *Store) journalOf(tb testing.TB, id flows.ActorID) []string {
	tb.Helper()
	list, err := s.Journal(tb.Context(), id)
	if err != nil {
		tb.Fatal(err)
	}
	var out []string
	for _, e := range list {
		out = append(out, string(e))
	}
	return out
}

func journalOwn(t *testing.T, r *rig) {
	pair := r.inOnePartition(t, flows.KindPerson, 2)
	r.noted(t, pair[0], "a", "b")
	r.noted(t, pair[1], "other")
	r.turn(t, pair[0]) // a turn may keep nothing
	r.noted(t, pair[0], "c")
	if got := r.journalOf(t, pair[0]); !slices.Equal(got, []string{"a", "b", "c"}) {
		t.Fatalf("the journal has %q", got)
	}
	if got := r.journalOf(t, r.person(t, 99)); len(got) != 0 {
		t.Fatalf("the journal of nobody has %q", got)
	}
}

func journalCapped(t *testing.T, r *rig) {
	const limit, turns = 5, 250
	s := r.open(t, "one", func(o *Options) { o.Journal = limit * flows.Partitions })
	id := r.person(t, 1)
	rec := s.load(t, id)
	for i := range turns {
		c := turn(rec)
		c.Journal = []byte(strconv.Itoa(i))
		rec = s.commit(t, c, "").Record
	}
	got := s.journalOf(t, id)
	// Redis cuts a stream by whole nodes of a hundred entries.
	if len(got) < limit || len(got) > limit+100 || got[len(got)-1] != strconv.Itoa(turns-1) {
		t.Fatalf("the journal has %d entries, the last %q", len(got), got[len(got)-1])
	}
}

func journalNone(t *testing.T, r *rig) {
	s := r.open(t, "one", func(o *Options) { o.Journal = -1 })
	id := r.person(t, 1)
	s.noted(t, id, "a")
	if n := r.text(t, "exists", r.keys.journal(id.Partition())); n != "0" {
		t.Fatal("there is a journal")
	}
}
