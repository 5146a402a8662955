package store

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"wecan/flows"
)

// modelled is what an actor in the store must be, kept in plain Go.
type modelled struct {
	etag     flows.Etag
	state    string
	out      []flows.OutboxEntry
	holder   string // the lease's token, "" for none
	live     bool   // the lease has not run out
	receipts []flows.Receipt
	timer    time.Time
	indexes  map[string]bool
	members  map[string]string
}

// modelRun is one random walk: an actor in the store, its model, and what two
// owners remember, old and new.
type modelRun struct {
	ctx    context.Context //nolint:containedctx // the test's own
	r      *rig
	stores []*Store
	id     flows.ActorID
	m      modelled

	bases   []*flows.Record
	tokens  []string
	effects []flows.EffectID
	commits []*flows.Commit
	acks    []*flows.Ack
	message int
}

func TestStoreDoesWhatItsModelDoes(t *testing.T) {
	t.Parallel()
	for _, b := range []struct {
		name string
		back *backend
		runs int // how many random walks; rapid's own number is the most
	}{
		{"memory", memory(), 40},
		{"redis", oneRedis(t), 25},
	} {
		t.Run(b.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, b.back)
			stores := []*Store{r.Store, r.open(t, "two")}
			runs := 0
			rapid.Check(t, func(rt *rapid.T) {
				if runs++; runs > b.runs && !t.Failed() {
					return
				}
				run := &modelRun{
					ctx: t.Context(), r: r, stores: stores, id: r.person(t, int64(runs)),
					m:      modelled{indexes: map[string]bool{}, members: map[string]string{}},
					tokens: []string{"", "one:0000000000000000"}, effects: []flows.EffectID{"000000000000000000"},
				}
				run.bases = []*flows.Record{{ID: run.id}}
				rt.Repeat(map[string]func(*rapid.T){
					"":             func(rt *rapid.T) { run.check(t, rt) },
					"commit":       run.commit,
					"commit again": run.commitAgain,
					"take":         run.take,
					"ack":          run.ack,
					"ack again":    run.ackAgain,
					"defer":        run.postpone,
					"mark":         run.mark,
					"load":         run.load,
					"run out":      func(*rapid.T) { run.runOut(t) },
				})
			})
		})
	}
}

func (x *modelRun) store(rt *rapid.T) *Store { return rapid.SampledFrom(x.stores).Draw(rt, "owner") }

// newest draws from a list with a liking for its end: what is current.
func newest[T any](rt *rapid.T, list []T, label string) T {
	if rapid.IntRange(0, 3).Draw(rt, label+" current") > 0 {
		return list[len(list)-1]
	}
	return rapid.SampledFrom(list).Draw(rt, label)
}

// held is what an owner may think its token is.
func (x *modelRun) held(rt *rapid.T) string {
	if rapid.Bool().Draw(rt, "knows the lease") {
		return x.m.holder
	}
	return rapid.SampledFrom(x.tokens).Draw(rt, "token")
}

func (x *modelRun) some(rt *rapid.T) []flows.EffectID {
	from := append(idsOf(x.m.out), rapid.SampledFrom(x.effects).Draw(rt, "any effect"))
	return rapid.SliceOfNDistinct(rapid.SampledFrom(from), 0, len(from), rapid.ID[flows.EffectID]).Draw(rt, "effects")
}

func (x *modelRun) remove(done []flows.EffectID) {
	x.m.out = slices.DeleteFunc(x.m.out, func(e flows.OutboxEntry) bool { return slices.Contains(done, e.ID) })
}

func (x *modelRun) commit(rt *rapid.T) {
	s := x.store(rt)
	c := turn(newest(rt, x.bases, "base"), rapid.SliceOfN(rapid.StringMatching(`[a-z]{0,9}`), 0, 3).Draw(rt, "says")...)
	held := x.held(rt)
	if rapid.Bool().Draw(rt, "acks") {
		c.Acks = x.some(rt)
	}
	if minutes := rapid.IntRange(0, 3).Draw(rt, "timer"); minutes > 0 {
		c.Timer = born.Add(time.Duration(minutes) * time.Minute)
	}
	for _, name := range []string{"a", "b"} {
		switch rapid.IntRange(0, 2).Draw(rt, "index "+name) {
		case 1:
			c.IndexAdd = append(c.IndexAdd, name)
		case 2:
			c.IndexCut = append(c.IndexCut, name)
		}
	}
	if rapid.Bool().Draw(rt, "members") {
		c.Members = map[string][]byte{"x": nil, rapid.SampledFrom([]string{"x", "y"}).Draw(rt, "member"): []byte(c.Etag)}
	}
	got, err := s.Commit(x.ctx, c, held)
	x.judge(rt, s, c, held, got, err)
}

func (x *modelRun) commitAgain(rt *rapid.T) {
	if len(x.commits) == 0 {
		return
	}
	s, c, held := x.store(rt), newest(rt, x.commits, "commit"), x.held(rt)
	got, err := s.Commit(x.ctx, c, held)
	x.judge(rt, s, c, held, got, err)
}

// judge applies a commit to the model and compares the answer.
func (x *modelRun) judge(rt *rapid.T, s *Store, c *flows.Commit, held string, got flows.Committed, err error) {
	m := &x.m
	if err != nil {
		rt.Fatalf("commit: %v", err)
	}
	x.commits, x.bases = append(x.commits, c), append(x.bases, got.Record)
	if conflict := c.Base.Etag != m.etag; got.Conflict != conflict || got.Record.Etag != m.etag && conflict {
		rt.Fatalf("conflict %v with etag %q, want %v with %q", got.Conflict, got.Record.Etag, conflict, m.etag)
	}
	if got.Conflict {
		if string(got.Record.State) != m.state || !slices.Equal(got.Record.Receipts, m.receipts) {
			rt.Fatalf("the conflict answers %q with %v, want %q with %v", got.Record.State, got.Record.Receipts, m.state, m.receipts)
		}
		return
	}
	m.etag, m.state, m.timer = c.Etag, string(c.State), c.Timer
	m.receipts = m.receipts[len(c.Base.Receipts):]
	for _, name := range c.IndexAdd {
		m.indexes[name] = true
	}
	for _, name := range c.IndexCut {
		delete(m.indexes, name)
	}
	for name, value := range c.Members {
		delete(m.members, name)
		if value != nil {
			m.members[name] = string(value)
		}
	}
	x.judgeSending(rt, s, c, held, got)
}

func (x *modelRun) judgeSending(rt *rapid.T, s *Store, c *flows.Commit, held string, got flows.Committed) {
	m := &x.m
	token, waiting := "", 0
	if len(c.Effects)+len(c.Acks) > 0 {
		mine := m.holder != "" && m.holder == held
		m.out = append(m.out, c.Effects...)
		x.effects = append(x.effects, idsOf(c.Effects)...)
		if mine {
			x.remove(c.Acks)
		}
		waiting = len(m.out)
		switch {
		case waiting == 0:
			m.holder = ""
		case mine:
			token, m.live = held, true
		case m.holder == "" || !m.live || strings.HasPrefix(m.holder, s.owner+":"):
			token, m.live = "a new one", true
		}
	}
	isNew := got.Lease.Held() && !slices.Contains(x.tokens, got.Lease.Token)
	if got.Waiting != waiting || got.Lease.Held() != (token != "") || (token == "a new one") != isNew || token == held && got.Lease.Token != held {
		rt.Fatalf("the commit leaves %d with the lease %q, want %d with %q", got.Waiting, got.Lease.Token, waiting, token)
	}
	if got.Lease.Held() {
		m.holder = got.Lease.Token
		x.tokens = append(x.tokens, m.holder)
	}
}
