//nolint:thelper // a rule is a test: marked as a helper, its failure would name the line of the table
package store

import (
	"errors"
	"slices"
	"strconv"
	"testing"
	"time"

	"wecan/flows"
)

func indexRules() []rule {
	return []rule{
		{"indexes are entered and left", indexes},
		{"an index keeps the order of creation", indexOrder},
		{"an actor enters the index of its kind once, at its creation", kindOnce},
		{"a walk meets each actor of a kind in the order of creation", walkOrder},
		{"a walk that takes actors out of its index misses none", walkAndLeave},
		{"a walk over actors created at one moment misses none", walkTies},
		{"a walk ends with the visitor's error", walkError},
		{"kinds are counted", kindCount},
	}
}

func (r *rig) indexed(tb testing.TB, name string) []flows.ActorID {
	tb.Helper()
	var out []flows.ActorID
	if err := r.Indexed(tb.Context(), name, func(id flows.ActorID) error { out = append(out, id); return nil }); err != nil {
		tb.Fatal(err)
	}
	return out
}

func (r *rig) walked(tb testing.TB, kind flows.Kind) []flows.ActorID {
	tb.Helper()
	var out []flows.ActorID
	if err := r.Walk(tb.Context(), kind, func(id flows.ActorID) error { out = append(out, id); return nil }); err != nil {
		tb.Fatal(err)
	}
	return out
}

// index commits a turn that enters and leaves indexes.
func (r *rig) index(tb testing.TB, id flows.ActorID, created time.Time, add, cut []string) {
	tb.Helper()
	c := turn(r.load(tb, id))
	c.Created, c.IndexAdd, c.IndexCut = created, add, cut
	r.commit(tb, c, "")
}

func indexes(t *testing.T, r *rig) {
	id, other := r.person(t, 1), r.person(t, 2)
	r.index(t, id, born, []string{"a", "b"}, nil)
	r.index(t, other, born, []string{"b"}, nil)
	r.index(t, id, born, []string{"c"}, []string{"a", "never"})
	for name, want := range map[string]int{"a": 0, "b": 2, "c": 1, "never": 0} {
		if got := r.indexed(t, name); len(got) != want {
			t.Errorf("index %s has %q, want %d", name, got, want)
		}
	}
	r.index(t, id, born, nil, []string{"b", "c"})
	if b, c := r.indexed(t, "b"), r.indexed(t, "c"); !slices.Equal(b, []flows.ActorID{other}) || len(c) != 0 {
		t.Fatalf("after leaving: b %q, c %q", b, c)
	}
}

// inOnePartition makes ids of one partition.
func (r *rig) inOnePartition(tb testing.TB, kind flows.Kind, n int) []flows.ActorID {
	tb.Helper()
	ids, err := flows.NewIDs([]byte("0123456789abcdef"), r.bot)
	if err != nil {
		tb.Fatal(err)
	}
	var out []flows.ActorID
	for i := 0; len(out) < n; i++ {
		if id := ids.Of(kind, "near "+strconv.Itoa(i)); id.Partition() == 7 {
			out = append(out, id)
		}
	}
	return out
}

func indexOrder(t *testing.T, r *rig) {
	ids := r.inOnePartition(t, flows.KindPerson, 3)
	for i, id := range ids {
		r.index(t, id, born.Add(-time.Duration(i)*time.Hour), nil, nil)
	}
	for _, id := range ids {
		r.index(t, id, born.Add(time.Hour), []string{"late"}, nil) // entered long after its creation
	}
	slices.Reverse(ids)
	if got := r.indexed(t, "late"); !slices.Equal(got, ids) {
		t.Fatalf("the index has %q, want %q", got, ids)
	}
}

func kindOnce(t *testing.T, r *rig) {
	id := r.person(t, 1)
	r.index(t, id, born, nil, nil)
	r.index(t, id, born.Add(time.Hour), nil, nil)
	key := r.keys.kind(id.Partition(), flows.KindPerson)
	if score := r.text(t, "zscore", key, string(id)); !sameNumber(score, born.UnixMilli()) {
		t.Fatalf("created at %s, want %d", score, born.UnixMilli())
	}
}

func walkOrder(t *testing.T, r *rig) {
	people := r.inOnePartition(t, flows.KindPerson, 5)
	for i, id := range people {
		r.index(t, id, born.Add(-time.Duration(i)*time.Hour), nil, nil)
	}
	r.index(t, r.inOnePartition(t, flows.KindApplication, 1)[0], born, nil, nil)
	slices.Reverse(people)
	if got := r.walked(t, flows.KindPerson); !slices.Equal(got, people) {
		t.Fatalf("walked %q, want %q", got, people)
	}
	if got := r.walked(t, "stranger"); len(got) != 0 {
		t.Fatalf("walked %q of a kind that nobody is of", got)
	}
}

// plantIndex fills an index faster than commits would.
func (r *rig) plantIndex(tb testing.TB, name string, n int, created func(i int) int64) (key string) {
	tb.Helper()
	key = r.keys.index(7, name)
	args := []any{"zadd", key}
	for i := range n {
		args = append(args, created(i), "person."+strconv.Itoa(100000+i))
	}
	r.do(tb, args...)
	return key
}

func walkAndLeave(t *testing.T, r *rig) {
	const n = 2*walkPage + 10
	key := r.plantIndex(t, "waiting", n, func(i int) int64 { return int64(i) })
	met := map[flows.ActorID]int{}
	err := r.Indexed(t.Context(), "waiting", func(id flows.ActorID) error {
		met[id]++
		r.do(t, "zrem", key, string(id))
		return nil
	})
	if err != nil || len(met) != n {
		t.Fatalf("met %d of %d (%v)", len(met), n, err)
	}
}

func walkTies(t *testing.T, r *rig) {
	const n = 3*walkPage + 1
	r.plantIndex(t, "at once", n, func(i int) int64 { return int64(i / (2 * walkPage)) })
	met := map[flows.ActorID]int{}
	for _, id := range r.indexed(t, "at once") {
		met[id]++
	}
	if len(met) != n {
		t.Fatalf("met %d of %d", len(met), n)
	}
	for id, times := range met {
		if times != 1 {
			t.Fatalf("met %s %d times", id, times)
		}
	}
}

func walkError(t *testing.T, r *rig) {
	for n := range int64(3) {
		r.index(t, r.person(t, n), born, nil, nil)
	}
	stop, visits := errors.New("stop"), 0
	err := r.Walk(t.Context(), flows.KindPerson, func(flows.ActorID) error { visits++; return stop })
	if !errors.Is(err, stop) || visits != 1 {
		t.Fatalf("%d visits, %v", visits, err)
	}
}

func kindCount(t *testing.T, r *rig) {
	for n := range int64(5) {
		r.index(t, r.person(t, n), born, nil, nil)
	}
	for kind, want := range map[flows.Kind]int{flows.KindPerson: 5, flows.KindApplication: 0} {
		if got, err := r.Count(t.Context(), kind); err != nil || got != want {
			t.Errorf("%s: counted %d (%v), want %d", kind, got, err, want)
		}
	}
}
