package store

import (
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"wecan/flows"
)

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
	if box.Etag != m.etag || !slices.Equal(box.Receipts, m.receipts) {
		rt.Fatalf("the ack answered %q %v, want %q %v", box.Etag, box.Receipts, m.etag, m.receipts)
	}
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
	t.Helper()
	if x.m.holder != "" {
		x.r.expire(t, x.id)
		x.m.live = false
	}
}

// check compares all that is stored with the model.
func (x *modelRun) check(t *testing.T, rt *rapid.T) {
	t.Helper()
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
	if n := r.text(t, "llen", r.keys.outbox(x.id)); n != strconv.Itoa(len(m.out)) {
		rt.Fatalf("the outbox has %s, want %d", n, len(m.out))
	}
}
