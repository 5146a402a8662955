//nolint:thelper // a rule is a test: marked as a helper, its failure would name the line of the table
package store

import (
	"slices"
	"strings"
	"testing"
	"time"

	"wecan/flows"
)

func ackRules() []rule {
	return []rule{
		{"an ack removes a set and not what stands before it", ackIsASet},
		{"an ack with an old token is refused and does nothing", ackOldToken},
		{"an ack answers entries that were appended meanwhile", ackAnswersNew},
		{"an ack answers nothing when the sender knows all", ackKnowsAll},
		{"an ack of the last entry gives the lease back", ackOfTheLast},
		{"an ack again after a lost reply does no harm", ackTwice},
		{"acks ride on a commit of the lease holder", acksRide},
		{"acks ride on a commit that empties the outbox", acksRideAndEmpty},
		{"acks on a commit without the lease do not count", acksWithoutLease},
		{"an ack of an unknown effect removes nothing", ackUnknown},
		{"acks of several actors share a command and not their fate", acksTogether},
	}
}

func ackIsASet(t *testing.T, r *rig) {
	id := r.person(t, 1)
	c, done := r.turn(t, id, "a", "b", "c", "d")
	all := idsOf(c.Effects)
	r.ack(t, &flows.Ack{ID: id, Token: done.Lease.Token, Done: []flows.EffectID{all[3], all[1]}, Known: 2})
	box := r.take(t, id)
	if got := said(box.Entries); !slices.Equal(got, []string{"a", "c"}) {
		t.Fatalf("left are %q", got)
	}
}

func ackOldToken(t *testing.T, r *rig) {
	id := r.person(t, 1)
	c, done := r.turn(t, id, "a")
	now := r.take(t, id).Lease.Token
	letter := flows.DeadLetter{ID: string(c.Effects[0].ID), Kind: "effect", Actor: id}
	before := r.everything(t)
	for _, token := range []string{done.Lease.Token, "", "one:", "two:0123456789abcdef"} {
		_, err := r.Ack(t.Context(), &flows.Ack{
			ID: id, Token: token, Done: idsOf(c.Effects), Dead: []flows.DeadLetter{letter},
			Receipts: []flows.Receipt{{Name: "q", Message: 1}},
		})
		wantFenced(t, "ack with "+token, err)
	}
	after := r.everything(t)
	if len(before) != len(after) || before[r.keys.actor(id)] != after[r.keys.actor(id)] || before[r.keys.outbox(id)] != after[r.keys.outbox(id)] {
		t.Fatal("a refused ack wrote something")
	}
	r.ack(t, &flows.Ack{ID: id, Token: now, Done: idsOf(c.Effects)})
}

func ackAnswersNew(t *testing.T, r *rig) {
	id := r.person(t, 1)
	c, done := r.turn(t, id, "a")
	r.open(t, "two").turn(t, id, "b")
	box := r.ack(t, &flows.Ack{ID: id, Token: done.Lease.Token, Done: idsOf(c.Effects)})
	if got := said(box.Entries); !slices.Equal(got, []string{"b"}) || box.Lease.Token != done.Lease.Token {
		t.Fatalf("the ack answers %q under %q", got, box.Lease.Token)
	}
	if _, ok := box.Key.(*dataKey); !ok {
		t.Fatalf("the key is a %T", box.Key)
	}
}

func ackKnowsAll(t *testing.T, r *rig) {
	id := r.person(t, 1)
	c, done := r.turn(t, id, "a", "b")
	box := r.ack(t, &flows.Ack{ID: id, Token: done.Lease.Token, Done: idsOf(c.Effects[:1]), Known: 1})
	if len(box.Entries) != 0 || box.Lease.Token != done.Lease.Token {
		t.Fatalf("the ack answers %+v", box)
	}
	if _, token := r.lease(t, id); token != done.Lease.Token {
		t.Fatalf("the lease is now %q", token)
	}
}

func ackOfTheLast(t *testing.T, r *rig) {
	id := r.person(t, 1)
	c, done := r.turn(t, id, "a", "b")
	box := r.ack(t, &flows.Ack{ID: id, Token: done.Lease.Token, Done: idsOf(c.Effects)})
	if len(box.Entries) != 0 {
		t.Fatalf("the ack answers %+v", box)
	}
	if _, token := r.lease(t, id); token != "" {
		t.Fatalf("the lease is still %q", token)
	}
	if list := r.unsent(t, time.Hour); len(list) != 0 {
		t.Fatalf("still to be looked at: %q", list)
	}
	// So another process gets it at once.
	if _, theirs := r.open(t, "two").turn(t, id, "c"); !theirs.Lease.Held() {
		t.Fatal("the lease is not free")
	}
}

func ackTwice(t *testing.T, r *rig) {
	id := r.person(t, 1)
	c, done := r.turn(t, id, "a", "b", "c")
	a := &flows.Ack{ID: id, Token: done.Lease.Token, Done: idsOf(c.Effects[:1]), Known: 2}
	r.ack(t, a)
	r.ack(t, a)
	if got := said(r.take(t, id).Entries); !slices.Equal(got, []string{"b", "c"}) {
		t.Fatalf("left are %q", got)
	}
}

func acksRide(t *testing.T, r *rig) {
	id := r.person(t, 1)
	c, done := r.turn(t, id, "a", "b", "c")
	next := turn(done.Record, "d")
	next.Acks = []flows.EffectID{c.Effects[2].ID, c.Effects[0].ID}
	done = r.commit(t, next, done.Lease.Token)
	if done.Waiting != 2 || !done.Lease.Held() {
		t.Fatalf("answer: %+v", done)
	}
	if got := said(r.take(t, id).Entries); !slices.Equal(got, []string{"b", "d"}) {
		t.Fatalf("left are %q", got)
	}
}

func acksRideAndEmpty(t *testing.T, r *rig) {
	id := r.person(t, 1)
	c, done := r.turn(t, id, "a")
	next := turn(done.Record)
	next.Acks = idsOf(c.Effects)
	done = r.commit(t, next, done.Lease.Token)
	if done.Waiting != 0 || done.Lease.Held() {
		t.Fatalf("answer: %+v", done)
	}
	if _, token := r.lease(t, id); token != "" || len(r.unsent(t, time.Hour)) != 0 {
		t.Fatalf("the lease is still %q, to be looked at %q", token, r.unsent(t, time.Hour))
	}
}

func acksWithoutLease(t *testing.T, r *rig) {
	for _, held := range []string{"", "one:0123456789abcdef"} {
		id := r.person(t, int64(1+len(held)))
		c, mine := r.turn(t, id, "a")
		next := turn(r.load(t, id), "b")
		next.Acks = idsOf(c.Effects)
		two := r.open(t, "two")
		done := two.commit(t, next, held)
		if done.Waiting != 2 || done.Lease.Held() {
			t.Fatalf("answer: %+v", done)
		}
		box := r.ack(t, &flows.Ack{ID: id, Token: mine.Lease.Token, Known: -1})
		if got := said(box.Entries); !slices.Equal(got, []string{"a", "b"}) {
			t.Fatalf("left are %q", got)
		}
	}
}

func ackUnknown(t *testing.T, r *rig) {
	id := r.person(t, 1)
	c, done := r.turn(t, id, "a")
	other := flows.EffectID(string(c.Etag) + "ff")
	box := r.ack(t, &flows.Ack{ID: id, Token: done.Lease.Token, Done: []flows.EffectID{other}})
	if got := said(box.Entries); !slices.Equal(got, []string{"a"}) {
		t.Fatalf("left are %q", got)
	}
}

// acksTogether: of three acks in one round trip one comes with an old token, one
// is for an outbox that Redis refuses to touch, and one is good.
func acksTogether(t *testing.T, r *rig) {
	good, fenced, broken := r.inOneSlot(t)
	var acks []*flows.Ack
	for _, id := range []flows.ActorID{good, fenced, broken} {
		c, done := r.turn(t, id, "a", "b")
		acks = append(acks, &flows.Ack{ID: id, Token: done.Lease.Token, Done: idsOf(c.Effects[:1]), Receipts: []flows.Receipt{asked}, Known: -1})
	}
	acks[1].Token = "one:0123456789abcdef"
	r.do(t, "del", r.keys.outbox(broken))
	r.do(t, "set", r.keys.outbox(broken), "no list")

	var batch []*parcel
	for _, a := range acks {
		call, err := r.ackCall(a)
		if err != nil {
			t.Fatal(err)
		}
		batch = append(batch, &parcel{script: r.scripts.ack, writes: true, joined: call, ready: make(chan struct{})})
	}
	if n := len(r.wire.pack(batch)); n != 1 {
		t.Fatalf("%d commands for three acks of one slot", n)
	}
	node, err := r.wire.node(t.Context(), r.keys.actor(good))
	if err != nil {
		t.Fatal(err)
	}
	r.wire.exchange(node, batch)
	for i, p := range batch {
		<-p.ready
		box, err := r.outbox(acks[i].ID, acks[i].Token, time.Now(), "ack", p.joined.out, p.err)
		switch acks[i].ID {
		case good:
			if got := said(box.Entries); err != nil || !slices.Equal(got, []string{"b"}) || !slices.Equal(box.Receipts, acks[i].Receipts) {
				t.Errorf("the good ack: %q %v %v", got, box.Receipts, err)
			}
		case fenced:
			wantFenced(t, "the ack with an old token", err)
		default:
			if err == nil || !strings.Contains(err.Error(), "WRONGTYPE") {
				t.Errorf("the ack of a broken outbox: %v", err)
			}
		}
	}
	if got := said(r.take(t, good).Entries); !slices.Equal(got, []string{"b"}) {
		t.Errorf("left are %q", got)
	}
	r.do(t, "del", r.keys.outbox(broken))
}

// inOneSlot finds three people whose keys a cluster has in one slot.
func (r *rig) inOneSlot(t *testing.T) (a, b, c flows.ActorID) {
	same := map[int][]flows.ActorID{}
	for n := int64(1); ; n++ {
		id := r.person(t, n)
		part := id.Partition()
		same[part] = append(same[part], id)
		if all := same[part]; len(all) == 3 {
			return all[0], all[1], all[2]
		}
	}
}
