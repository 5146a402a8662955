//nolint:thelper // a rule is a test: marked as a helper, its failure would name the line of the table
package store

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"wecan/flows"
)

func pageRules() []rule {
	return []rule{
		{"pages bring those of before a time, in the order of creation", pagesInOrder},
		{"who comes or goes between two pages makes nobody else missed or met twice", pagesWhileChanging},
		{"pages over actors created at one moment miss none", pagesOfOneMoment},
		{"a page that nobody can read is refused", pagesRefused},
	}
}

// pages reads page after page; between does something after each.
func (r *rig) pages(t *testing.T, most int, before time.Time, between func(flows.Listed)) (met []flows.ActorID) {
	t.Helper()
	p := flows.Page{Kind: flows.KindPerson, Partition: 7, Before: before, Most: most}
	for range 10000 {
		got, err := r.Page(t.Context(), p)
		if err != nil {
			t.Fatal(err)
		}
		if got.Partition != 7 || got.After != p.After || len(got.IDs) > most {
			t.Fatalf("asked for %+v, got %+v", p, got)
		}
		met = append(met, got.IDs...)
		if got.End {
			return met
		}
		between(got)
		p.After = got.Next
	}
	t.Fatal("there is no end")
	return nil
}

func nothing(flows.Listed) {}

func pagesInOrder(t *testing.T, r *rig) {
	people := r.inOnePartition(t, flows.KindPerson, 7)
	for i, id := range people {
		r.index(t, id, born.Add(-time.Duration(i)*time.Hour), nil, nil)
	}
	r.index(t, r.inOnePartition(t, flows.KindApplication, 1)[0], born.Add(-time.Hour), nil, nil)
	old := slices.Clone(people[1:]) // the first was created at the very time
	slices.Reverse(old)
	for most := 1; most <= 8; most++ {
		if got := r.pages(t, most, born, nothing); !slices.Equal(got, old) {
			t.Errorf("%d at a time: %q, want %q", most, got, old)
		}
	}
	if got := r.pages(t, 3, born.Add(time.Nanosecond), nothing); len(got) != 7 {
		t.Errorf("a moment later %d were there before", len(got))
	}
	if got := r.pages(t, 3, born.Add(-24*time.Hour), nothing); len(got) != 0 {
		t.Errorf("a day before %q were there", got)
	}
}

func pagesWhileChanging(t *testing.T, r *rig) {
	const n = 60
	key := r.keys.kind(7, flows.KindPerson)
	name := func(i int) string { return fmt.Sprintf("person.%05d", i) }
	for i := range n {
		r.do(t, "zadd", key, born.UnixMilli()+int64(i/5), name(i))
	}
	met := map[flows.ActorID]int{}
	for _, id := range r.pages(t, 7, born.Add(time.Second), func(l flows.Listed) {
		for i, id := range l.IDs { // those who were met go, the last one on the page too
			if i%2 == 0 {
				r.do(t, "zrem", key, string(id))
			}
		}
		r.do(t, "zadd", key, born.Add(2*time.Second).UnixMilli(), "person.new"+l.Next)
	}) {
		met[id]++
	}
	for i := range n {
		if met[flows.ActorID(name(i))] != 1 {
			t.Errorf("%s was met %d times", name(i), met[flows.ActorID(name(i))])
		}
	}
	if len(met) != n {
		t.Errorf("%d were met, %d were there", len(met), n)
	}
}

func pagesOfOneMoment(t *testing.T, r *rig) {
	const n = 205
	key := r.keys.kind(7, flows.KindPerson)
	args := []any{"zadd", key}
	for i := range n {
		args = append(args, born.UnixMilli(), fmt.Sprintf("person.%05d", i))
	}
	r.do(t, args...)
	for _, most := range []int{1, 10, 41, 100} {
		got := r.pages(t, most, born.Add(time.Second), nothing)
		if !slices.IsSorted(got) || len(slices.Compact(got)) != n {
			t.Errorf("%d at a time: met %d of %d", most, len(slices.Compact(got)), n)
		}
	}
}

func pagesRefused(t *testing.T, r *rig) {
	good := flows.Page{Kind: flows.KindPerson, Partition: 7, Before: born, Most: 1}
	for _, spoil := range []func(*flows.Page){
		func(p *flows.Page) { p.Kind = "" },
		func(p *flows.Page) { p.Partition = flows.Partitions },
		func(p *flows.Page) { p.Partition = -1 },
		func(p *flows.Page) { p.Most = 0 },
		func(p *flows.Page) { p.Most = flows.PageMost + 1 },
		func(p *flows.Page) { p.Before = time.Time{} },
		func(p *flows.Page) { p.After = "somewhere" },
		func(p *flows.Page) { p.After = "x y" },
	} {
		p := good
		spoil(&p)
		if got, err := r.Page(t.Context(), p); !errors.Is(err, flows.ErrBadPage) {
			t.Errorf("%+v: %+v, %v", p, got, err)
		}
	}
	if got, err := r.Page(t.Context(), good); err != nil || !got.End {
		t.Errorf("nobody is there: %+v, %v", got, err)
	}
}
