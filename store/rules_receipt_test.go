//nolint:thelper // a rule is a test: marked as a helper, its failure would name the line of the table
package store

import (
	"slices"
	"testing"

	"wecan/flows"
)

func receiptRules() []rule {
	return []rule{
		{"receipts of an ack are there for the next turn", receiptsSurvive},
		{"receipts are used up once", receiptsUsedOnce},
		{"receipts of an ack between load and commit stay", receiptsBetween},
		{"an ack answers the receipts and the marker", receiptsMarker},
		{"an ack again does not double its receipts", receiptsTwice},
		{"a conflict answers the receipts", receiptsInConflict},
		{"a verdict is kept as it is", receiptWords},
		{"a receipt's name may hold an equals sign", receiptNames},
	}
}

// sent acks one effect with these receipts and leaves another to hold the lease.
func (s *Store) sent(tb testing.TB, id flows.ActorID, token string, done flows.EffectID, receipts ...flows.Receipt) flows.Outbox {
	tb.Helper()
	return s.ack(tb, &flows.Ack{ID: id, Token: token, Done: []flows.EffectID{done}, Receipts: receipts, Known: -1})
}

func wantReceipts(t *testing.T, rec *flows.Record, want ...flows.Receipt) {
	t.Helper()
	if !slices.Equal(rec.Receipts, want) {
		t.Fatalf("the receipts are %v, want %v", rec.Receipts, want)
	}
}

var asked, greeted = flows.Receipt{Name: "asked", Message: 17}, flows.Receipt{Name: "greeted", Message: 4}

func receiptsSurvive(t *testing.T, r *rig) {
	id := r.person(t, 1)
	c, done := r.turn(t, id, "a")
	r.sent(t, id, done.Lease.Token, c.Effects[0].ID, asked, greeted)
	wantReceipts(t, r.open(t, "two").load(t, id), asked, greeted)
}

func receiptsUsedOnce(t *testing.T, r *rig) {
	id := r.person(t, 1)
	c, done := r.turn(t, id, "a")
	r.sent(t, id, done.Lease.Token, c.Effects[0].ID, asked)
	r.turn(t, id)
	wantReceipts(t, r.load(t, id))
	if there := r.text(t, "hexists", r.keys.actor(id), "r"); there != "0" {
		t.Fatal("an empty field of receipts stays")
	}
}

func receiptsBetween(t *testing.T, r *rig) {
	id := r.person(t, 1)
	c, done := r.turn(t, id, "a", "b", "c")
	token := done.Lease.Token
	r.sent(t, id, token, c.Effects[0].ID, asked)
	base := r.load(t, id)
	r.sent(t, id, token, c.Effects[1].ID, greeted)
	after := r.commit(t, turn(base), token)
	left := r.load(t, id)
	wantReceipts(t, left, greeted)
	if after.Receipts != left.Marker {
		t.Fatalf("the commit answered that %d bytes of receipts are left, there are %d", after.Receipts, left.Marker)
	}
}

func receiptsMarker(t *testing.T, r *rig) {
	id := r.person(t, 1)
	c, done := r.turn(t, id, "a", "b")
	base := r.load(t, id)
	box := r.sent(t, id, done.Lease.Token, c.Effects[0].ID, asked, greeted)
	now := r.load(t, id)
	if box.Marker != now.Marker || box.Marker == 0 || box.Etag != now.Etag || !slices.Equal(box.Receipts, now.Receipts) {
		t.Fatalf("the ack answered %q %v %d, stored is %q %v %d", box.Etag, box.Receipts, box.Marker, now.Etag, now.Receipts, now.Marker)
	}
	// With it a cached record uses up exactly what its turn has read.
	base.Marker = box.Marker
	r.commit(t, turn(base), done.Lease.Token)
	wantReceipts(t, r.load(t, id))
}

func receiptsTwice(t *testing.T, r *rig) {
	id := r.person(t, 1)
	c, done := r.turn(t, id, "a", "b", "c")
	token := done.Lease.Token
	r.sent(t, id, token, c.Effects[0].ID, asked)
	// Its reply was lost; the sender tries again, by now with one more.
	box := r.ack(t, &flows.Ack{
		ID: id, Token: token, Done: idsOf(c.Effects[:2]), Receipts: []flows.Receipt{asked, greeted}, Known: -1,
	})
	wantReceipts(t, r.load(t, id), asked, greeted)
	if got := r.load(t, id).Marker; got != box.Marker {
		t.Fatalf("the marker is %d, the ack answered %d", got, box.Marker)
	}
}

func receiptsInConflict(t *testing.T, r *rig) {
	id := r.person(t, 1)
	c, done := r.turn(t, id, "a")
	r.sent(t, id, done.Lease.Token, c.Effects[0].ID, asked)
	answer, err := r.Commit(t.Context(), turn(&flows.Record{ID: id}), "")
	if err != nil || !answer.Conflict {
		t.Fatalf("answer: %+v, %v", answer, err)
	}
	wantReceipts(t, answer.Record, asked)
	r.commit(t, turn(answer.Record), "")
	wantReceipts(t, r.load(t, id))
}

func receiptNames(t *testing.T, r *rig) {
	id := r.person(t, 1)
	c, done := r.turn(t, id, "a")
	odd := flows.Receipt{Name: "a=b", Message: 5}
	r.sent(t, id, done.Lease.Token, c.Effects[0].ID, odd)
	wantReceipts(t, r.load(t, id), odd)
}

func receiptWords(t *testing.T, r *rig) {
	id := r.person(t, 1)
	c, done := r.turn(t, id, "a", "b")
	words := []flows.Receipt{{Name: "0", Word: flows.VerdictSent}, {Name: "1", Word: "opted-out"}, {Name: "2"}, asked, {Name: "post", Post: "~x"}}
	r.sent(t, id, done.Lease.Token, c.Effects[0].ID, words...)
	wantReceipts(t, r.load(t, id), words...)
}
