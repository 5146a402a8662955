package store

import (
	"context"
	"errors"
	"fmt"
	"maps"
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
		{"memory", memory(), 100},
		{"redis", oneRedis(t), 30},
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

func (x *modelRun) take(rt *rapid.T) {
	s, m := x.store(rt), &x.m
	box, err := s.Take(x.ctx, x.id)
	if m.holder != "" && m.live && !strings.HasPrefix(m.holder, s.owner+":") {
		if !errors.Is(err, flows.ErrFenced) {
			rt.Fatalf("take: %v, want %v", err, flows.ErrFenced)
		}
		return
	}
	x.judgeBox(rt, box, err, m.out)
	m.holder, m.live = "", true
	if len(m.out) > 0 {
		m.holder = box.Lease.Token
		x.tokens = append(x.tokens, m.holder)
	}
}

func (x *modelRun) judgeBox(rt *rapid.T, box flows.Outbox, err error, want []flows.OutboxEntry) {
	if err != nil {
		rt.Fatalf("the outbox: %v", err)
	}
	same := func(a, b flows.OutboxEntry) bool {
		return a.ID == b.ID && string(a.Effect) == string(b.Effect) && a.Marked == b.Marked && a.Appended.Equal(b.Appended)
	}
	if !slices.EqualFunc(box.Entries, want, same) {
		rt.Fatalf("the outbox has %+v, want %+v", box.Entries, want)
	}
}

func (x *modelRun) ack(rt *rapid.T) {
	a := &flows.Ack{ID: x.id, Token: x.held(rt), Done: x.some(rt), Known: rapid.IntRange(-1, 4).Draw(rt, "known")}
	for range rapid.IntRange(0, 2).Draw(rt, "receipts") {
		x.message++
		a.Receipts = append(a.Receipts, flows.Receipt{Name: "asked", Message: x.message})
	}
	x.acks = append(x.acks, a)
	x.tell(rt, a)
}

// ackAgain repeats the last ack, as after a lost reply.
func (x *modelRun) ackAgain(rt *rapid.T) {
	if len(x.acks) > 0 {
		x.tell(rt, x.acks[len(x.acks)-1])
	}
}

func (x *modelRun) tell(rt *rapid.T, a *flows.Ack) {
	m := &x.m
	box, err := x.store(rt).Ack(x.ctx, a)
	if m.holder == "" || a.Token != m.holder {
		if !errors.Is(err, flows.ErrFenced) {
			rt.Fatalf("ack: %v, want %v", err, flows.ErrFenced)
		}
		return
	}
	x.remove(a.Done)
	for _, receipt := range a.Receipts {
		if !slices.Contains(m.receipts, receipt) {
			m.receipts = append(m.receipts, receipt)
		}
	}
	want := m.out
	if len(m.out) == a.Known {
		want = nil
	}
	x.judgeBox(rt, box, err, want)
	m.live = true
	if len(m.out) == 0 {
		m.holder = ""
	}
}

func (x *modelRun) postpone(rt *rapid.T) {
	token := x.held(rt)
	if err := x.store(rt).Defer(x.ctx, x.id, token, time.Minute); err != nil {
		rt.Fatalf("defer: %v", err)
	}
	if token == x.m.holder {
		x.m.holder = ""
	}
}

func (x *modelRun) mark(rt *rapid.T) {
	token, id := x.held(rt), newest(rt, x.effects, "effect")
	begun := rapid.Bool().Draw(rt, "begun")
	err := x.store(rt).Mark(x.ctx, x.id, token, id, begun)
	at := slices.IndexFunc(x.m.out, func(e flows.OutboxEntry) bool { return e.ID == id })
	if ok := at >= 0 && token != "" && token == x.m.holder; !ok {
		if !errors.Is(err, flows.ErrFenced) {
			rt.Fatalf("mark: %v, want %v", err, flows.ErrFenced)
		}
		return
	}
	if err != nil {
		rt.Fatalf("mark: %v", err)
	}
	x.m.out[at].Marked = begun
}

func (x *modelRun) load(rt *rapid.T) {
	rec, err := x.store(rt).Load(x.ctx, x.id, nil)
	if err != nil {
		rt.Fatalf("load: %v", err)
	}
	x.bases = append(x.bases, rec)
}

// runOut makes the lease run out.
func (x *modelRun) runOut(t *testing.T) {
	if x.m.holder != "" {
		x.r.expire(t, x.id)
		x.m.live = false
	}
}

// check compares all that is stored with the model.
func (x *modelRun) check(t *testing.T, rt *rapid.T) {
	m, r, part := &x.m, x.r, x.id.Partition()
	rec, err := r.Load(x.ctx, x.id, []string{"x", "y"})
	if err != nil {
		rt.Fatalf("load: %v", err)
	}
	members := map[string]string{}
	for name, value := range rec.Members {
		members[name] = string(value)
	}
	if rec.Etag != m.etag || string(rec.State) != m.state || !slices.Equal(rec.Receipts, m.receipts) || !maps.Equal(members, m.members) {
		rt.Fatalf("stored is %q %q %v %v, want %q %q %v %v", rec.Etag, rec.State, rec.Receipts, members, m.etag, m.state, m.receipts, m.members)
	}
	if _, token := r.lease(t, x.id); token != m.holder {
		rt.Fatalf("the lease is %q, want %q", token, m.holder)
	}
	has := func(key string) bool { return r.do(t, "zscore", key, string(x.id)) != nil }
	for key, want := range map[string]bool{
		r.keys.out(part): len(m.out) > 0, r.keys.due(part): !m.timer.IsZero(), r.keys.kind(part, flows.KindPerson): m.etag != "",
		r.keys.index(part, "a"): m.indexes["a"], r.keys.index(part, "b"): m.indexes["b"],
	} {
		if has(key) != want {
			rt.Fatalf("%s has the actor: %v, want %v", key, !want, want)
		}
	}
	if score := r.text(t, "zscore", r.keys.due(part), string(x.id)); !m.timer.IsZero() && !sameNumber(score, m.timer.UnixMilli()) {
		rt.Fatalf("due at %s, want %d", score, m.timer.UnixMilli())
	}
	if n := r.text(t, "llen", r.keys.outbox(x.id)); n != fmt.Sprint(len(m.out)) {
		rt.Fatalf("the outbox has %s, want %d", n, len(m.out))
	}
}
