//nolint:thelper // a rule is a test: marked as a helper, its failure would name the line of the table
package store

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"wecan/flows"
)

func auditRules() []rule {
	return []rule{
		{"an audit of a clean store finds nothing and counts", auditClean},
		{"an audit finds each planted drift by its name", auditPlanted},
		{"an audit looks into every page and partition", auditMany},
		{"an audit leaves a newer version's actors alone", auditNewer},
		{"an audit beside a busy service finds nothing", auditBusy},
	}
}

// step commits a real turn: the state is an actor, and what stands around it is
// derived from it as bot does.
func (r *rig) step(tb testing.TB, s *Store, id flows.ActorID, change func(*flows.Actor), effects ...string) (*flows.Commit, flows.Committed, error) {
	tb.Helper()
	rec, err := s.Load(tb.Context(), id, nil)
	if err != nil {
		return nil, flows.Committed{}, err
	}
	a, err := flows.DecodeActor(id, rec.State)
	if err != nil {
		return nil, flows.Committed{}, err
	}
	before := a.Index
	if rec.Etag == "" {
		a.Created = born
	}
	a.Index = slices.Clone(before)
	change(&a)
	c := turn(rec, effects...)
	c.Created, c.Timer = a.Created, a.NextTimer()
	if c.State, err = flows.EncodeActor(a); err != nil {
		return nil, flows.Committed{}, err
	}
	for _, name := range a.Index {
		if !slices.Contains(before, name) {
			c.IndexAdd = append(c.IndexAdd, name)
		}
	}
	for _, name := range before {
		if !slices.Contains(a.Index, name) {
			c.IndexCut = append(c.IndexCut, name)
		}
	}
	done, err := s.Commit(tb.Context(), c, "")
	return c, done, err
}

// settled makes an actor with a timer, two indexes, members and an outbox.
func (r *rig) settled(tb testing.TB, id flows.ActorID) (*flows.Commit, flows.Committed) {
	tb.Helper()
	c, done, err := r.step(tb, r.Store, id, func(a *flows.Actor) {
		a.SetTimer("remind", born.Add(time.Hour))
		a.Index = []string{"site:leipzig", "open"}
	}, "hello", "goodbye")
	if err != nil || done.Conflict {
		tb.Fatal(done, err)
	}
	r.do(tb, "hset", r.keys.members(id), "m", "x")
	return c, done
}

func (r *rig) audit(tb testing.TB) (Summary, []Drift) {
	tb.Helper()
	var found []Drift
	sum, err := r.Audit(tb.Context(), flows.DecodeActor, func(d Drift) { found = append(found, d) })
	if err != nil {
		tb.Fatal(err)
	}
	if sum.Drifts != len(found) {
		tb.Fatalf("counted %d drifts, reported %d", sum.Drifts, len(found))
	}
	return sum, found
}

func auditClean(t *testing.T, r *rig) {
	if _, err := r.IDs(t.Context(), r.bot); err != nil {
		t.Fatal(err)
	}
	// One of each state that an actor can be in.
	held, deferred, idle, parked, unborn := r.person(t, 1), r.person(t, 2), r.person(t, 3), r.person(t, 4), r.person(t, 5)
	c, done := r.settled(t, held)
	r.ack(t, &flows.Ack{
		ID: held, Token: done.Lease.Token, Done: idsOf(c.Effects[:1]), Receipts: []flows.Receipt{asked}, Known: 1,
		Dead: []flows.DeadLetter{{ID: string(c.Effects[0].ID), Actor: held}},
	})
	_, done = r.settled(t, deferred)
	if err := r.Defer(t.Context(), deferred, done.Lease.Token, time.Hour); err != nil {
		t.Fatal(err)
	}
	c, done = r.settled(t, idle)
	r.ack(t, &flows.Ack{ID: idle, Token: done.Lease.Token, Done: idsOf(c.Effects)})
	if _, _, err := r.step(t, r.Store, idle, func(a *flows.Actor) { a.Timers, a.Index = nil, []string{"open", "closed"} }); err != nil {
		t.Fatal(err)
	}
	r.settled(t, parked)
	for _, id := range []flows.ActorID{parked, unborn} {
		rec := r.load(t, id)
		c := turn(rec) // as bot does: no timer, the state as it was
		c.State, c.Park = rec.State, &flows.Parking{Input: "update:1", Reason: "it failed", At: born}
		r.commit(t, c, "")
	}
	if err := r.Affirm(t.Context(), held); err != nil {
		t.Fatal(err)
	}
	if err := r.Bury(t.Context(), flows.DeadLetter{ID: "update/1", Kind: "update"}); err != nil {
		t.Fatal(err)
	}
	r.noted(t, r.inOnePartition(t, flows.KindApplication, 1)[0]) // nothing: only a name

	before := r.everything(t)
	sum, found := r.audit(t)
	if len(found) != 0 {
		t.Fatalf("found %+v", found)
	}
	if want := (map[flows.Kind]int{flows.KindPerson: 5}); !maps.Equal(sum.Actors, want) || sum.Parked != 2 || sum.Unsent != 5 || sum.Newer != 0 {
		t.Fatalf("counted %+v", sum)
	}
	if after := r.everything(t); !maps.Equal(before, after) {
		t.Fatal("the audit wrote something")
	}
}

func auditPlanted(t *testing.T, r *rig) {
	for _, p := range plants() {
		r := newRig(t, r.back)
		id := r.person(t, 1)
		r.settled(t, id)
		r.settled(t, r.person(t, 2)) // who is well
		p.do(t, r, id)
		_, found := r.audit(t)
		var what []string
		for _, d := range found {
			what = append(what, d.What)
			if d.Actor == "" || d.Have == "" || d.Want == "" || d.Have == d.Want || d.Actor == string(r.person(t, 2)) {
				t.Errorf("%s: %+v", p.name, d)
			}
		}
		slices.Sort(what)
		if !slices.Equal(what, p.want) {
			t.Errorf("%s: found %+v, want %q", p.name, found, p.want)
		}
	}
}

func auditMany(t *testing.T, r *rig) {
	const n = auditPage + 7
	for i := range int64(n) {
		r.settled(t, r.person(t, i))
	}
	near := r.inOnePartition(t, flows.KindPerson, auditPage+5)
	for _, id := range near {
		r.settled(t, id)
	}
	sum, found := r.audit(t)
	if sum.Actors[flows.KindPerson] != n+len(near) || len(found) != 0 {
		t.Fatalf("counted %+v, found %+v", sum, found)
	}
	for _, id := range near {
		r.do(t, "del", r.keys.actor(id))
	}
	_, found = r.audit(t)
	by := map[string]int{}
	for _, d := range found {
		by[d.What]++
	}
	for _, what := range []string{"due", "out", "outbox", "members", "kind", "index open", "index site:leipzig"} {
		if by[what] != len(near) {
			t.Errorf("%d actors are gone, but %q is found %d times", len(near), what, by[what])
		}
	}
}

func auditNewer(t *testing.T, r *rig) {
	sealed, state := r.person(t, 1), r.person(t, 2)
	r.settled(t, sealed)
	r.settled(t, state)
	r.damage(t, r.keys.actor(sealed), "s", newer)
	var found []Drift
	inspect := func(id flows.ActorID, data []byte) (flows.Actor, error) {
		if id == state {
			return flows.Actor{}, fmt.Errorf("it is schema 9: %w", flows.ErrNewerSchema)
		}
		return flows.DecodeActor(id, data)
	}
	sum, err := r.Audit(t.Context(), inspect, func(d Drift) { found = append(found, d) })
	if err != nil || len(found) != 0 || sum.Newer != 2 || sum.Actors[flows.KindPerson] != 2 {
		t.Fatalf("%+v, %+v, %v", sum, found, err)
	}
}

// Turns, sends and acks go on while audits run; none of it looks like a drift.
func auditBusy(t *testing.T, r *rig) {
	two := r.open(t, "two")
	stop := make(chan struct{})
	var wg sync.WaitGroup
	for n := range int64(3) {
		r.settled(t, r.person(t, n))
	}
	for n := range int64(4) {
		id := r.person(t, n%3) // two of them share an actor
		s := []*Store{r.Store, two}[n%2]
		wg.Go(func() {
			for i := 0; ; i++ {
				select {
				case <-stop:
					return
				default:
				}
				if err := r.bustle(t, s, id, i); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	for range 5 {
		if _, found := r.audit(t); len(found) != 0 {
			t.Errorf("found %+v", found)
		}
	}
	close(stop)
	wg.Wait()
}

func (r *rig) bustle(t *testing.T, s *Store, id flows.ActorID, i int) error {
	t.Helper()
	_, _, err := r.step(t, s, id, func(a *flows.Actor) {
		a.Timers = map[string]time.Time{"x": born.Add(time.Duration(i) * time.Second)}
		a.Index = []string{"step:" + strconv.Itoa(i%3), "open"}
		if i%2 == 0 {
			a.Timers, a.Index = nil, a.Index[:1]
		}
	}, strings.Repeat("x", i%5))
	if err != nil {
		return err
	}
	box, err := s.Take(t.Context(), id)
	if err != nil {
		if errors.Is(err, flows.ErrFenced) {
			return nil
		}
		return err
	}
	if len(box.Entries) == 0 {
		return nil
	}
	if i%3 == 0 {
		return s.Defer(t.Context(), id, box.Lease.Token, 0)
	}
	_, err = s.Ack(t.Context(), &flows.Ack{ID: id, Token: box.Lease.Token, Done: idsOf(box.Entries), Receipts: []flows.Receipt{{Name: "n", Message: i}}})
	if errors.Is(err, flows.ErrFenced) {
		return nil
	}
	return err
}

// What stands for a receipt is never a drift, whatever it is of.
func TestReceiptsAreWellFormed(t *testing.T) {
	all := []flows.Receipt{{Name: "asked", Message: 7}, {Name: "q", Message: -1}, {Name: "post", Post: "x1y2"}, {Name: "cast/1", Word: "sent-fa-af"}, {Name: "cast/2", Word: flows.WordRetracted}, {Name: "seen"}}
	text := formatReceipts(all)
	if got := parseReceipts(text); !receiptsForm.MatchString(text) || !slices.Equal(got, all) {
		t.Errorf("%q is read as %+v", text, got)
	}
}
