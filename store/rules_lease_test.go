//nolint:thelper // a rule is a test: marked as a helper, its failure would name the line of the table
package store

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"wecan/flows"
)

func leaseRules() []rule {
	return []rule{
		{"a commit with effects gets the lease nobody holds", commitGetsLease},
		{"a commit without effects gets no lease", idleCommitGetsNoLease},
		{"a committer who holds the lease keeps its token", heldTokenKept},
		{"a commit of the same owner without the token takes over", sameOwnerTakesOver},
		{"a commit does not get the live lease of another", foreignLeaseStays},
		{"a commit gets a lease that has run out", expiredLeaseToCommitter},
		{"take gets a free lease with all that waits", takeFree},
		{"take is refused while another holds the lease", takeRefused},
		{"take gets a lease that has run out and fences the old holder", takeExpired},
		{"take of the same owner takes over and fences its old token", takeOwn},
		{"an owner whose name begins like ours is another", similarOwner},
		{"take with nothing to send gives the lease back", takeNothing},
		{"a lease ends after the lease time by the clock of Redis", leaseEndsByRedisTime},
		{"an ack renews the lease", ackRenews},
		{"take and ack hand over a page of the outbox", outboxPages},
	}
}

// lease is the lease as it is stored: until when, and whose.
func (r *rig) lease(tb testing.TB, id flows.ActorID) (until time.Time, token string) {
	tb.Helper()
	ms, token, _ := strings.Cut(r.text(tb, "hget", r.keys.actor(id), "l"), "|")
	n, _ := strconv.ParseInt(ms, 10, 64)
	return time.UnixMilli(n), token
}

// expire makes the lease run out a moment after 1970.
func (r *rig) expire(tb testing.TB, id flows.ActorID) {
	tb.Helper()
	_, token := r.lease(tb, id)
	r.do(tb, "hset", r.keys.actor(id), "l", "1|"+token)
}

func wantFenced(t *testing.T, what string, err error) {
	t.Helper()
	if !errors.Is(err, flows.ErrFenced) {
		t.Fatalf("%s: %v, want %v", what, err, flows.ErrFenced)
	}
}

func commitGetsLease(t *testing.T, r *rig) {
	id := r.person(t, 1)
	before := time.Now()
	_, done := r.turn(t, id, "hello")
	if !strings.HasPrefix(done.Lease.Token, "one:") || done.Waiting != 1 {
		t.Fatalf("answer: %+v", done)
	}
	if until := done.Lease.Until; until.Before(before.Add(defaultLease)) || until.After(time.Now().Add(defaultLease)) {
		t.Fatalf("the lease is said to last until %v", until)
	}
	if _, token := r.lease(t, id); token != done.Lease.Token {
		t.Fatalf("Redis has %q, the committer %q", token, done.Lease.Token)
	}
}

func idleCommitGetsNoLease(t *testing.T, r *rig) {
	id := r.person(t, 1)
	_, done := r.turn(t, id)
	if done.Lease.Held() {
		t.Fatalf("answer: %+v", done)
	}
	if _, token := r.lease(t, id); token != "" {
		t.Fatalf("Redis has a lease of %q", token)
	}
}

func heldTokenKept(t *testing.T, r *rig) {
	id := r.person(t, 1)
	_, done := r.turn(t, id, "a")
	held := done.Lease.Token
	c := turn(done.Record, "b")
	done = r.commit(t, c, held)
	if done.Lease.Token != held || done.Waiting != 2 {
		t.Fatalf("answer: %+v, want token %q", done, held)
	}
}

func sameOwnerTakesOver(t *testing.T, r *rig) {
	id := r.person(t, 1)
	_, first := r.turn(t, id, "a")
	_, second := r.turn(t, id, "b") // it does not say that it holds one
	if !second.Lease.Held() || second.Lease.Token == first.Lease.Token || second.Waiting != 2 {
		t.Fatalf("answer: %+v after %+v", second, first)
	}
	_, err := r.Ack(t.Context(), &flows.Ack{ID: id, Token: first.Lease.Token})
	wantFenced(t, "ack with the first token", err)
}

func foreignLeaseStays(t *testing.T, r *rig) {
	id := r.person(t, 1)
	_, mine := r.turn(t, id, "a")
	until, _ := r.lease(t, id)
	_, theirs := r.open(t, "two").turn(t, id, "b")
	if theirs.Lease.Held() || theirs.Waiting != 2 {
		t.Fatalf("answer: %+v", theirs)
	}
	if u, token := r.lease(t, id); token != mine.Lease.Token || !u.Equal(until) {
		t.Fatalf("the lease is now %q until %v", token, u)
	}
}

func expiredLeaseToCommitter(t *testing.T, r *rig) {
	id := r.person(t, 1)
	_, mine := r.turn(t, id, "a")
	r.expire(t, id)
	_, theirs := r.open(t, "two").turn(t, id, "b")
	if !strings.HasPrefix(theirs.Lease.Token, "two:") || theirs.Waiting != 2 {
		t.Fatalf("answer: %+v", theirs)
	}
	_, err := r.Ack(t.Context(), &flows.Ack{ID: id, Token: mine.Lease.Token})
	wantFenced(t, "ack of the old holder", err)
}

func takeFree(t *testing.T, r *rig) {
	id := r.person(t, 1)
	_, done := r.turn(t, id, "a", "b")
	if err := r.Defer(t.Context(), id, done.Lease.Token, 0); err != nil {
		t.Fatal(err)
	}
	two := r.open(t, "two")
	box := two.take(t, id)
	if got := said(box.Entries); !slices.Equal(got, []string{"a", "b"}) || !strings.HasPrefix(box.Lease.Token, "two:") {
		t.Fatalf("taken: %q under %q", got, box.Lease.Token)
	}
	if _, ok := box.Key.(*dataKey); !ok {
		t.Fatalf("the key is a %T", box.Key)
	}
}

func takeRefused(t *testing.T, r *rig) {
	id := r.person(t, 1)
	r.turn(t, id, "a")
	box, err := r.open(t, "two").Take(t.Context(), id)
	wantFenced(t, "take", err)
	if len(box.Entries) != 0 || box.Lease.Held() {
		t.Fatalf("the refused one got %+v", box)
	}
}

func takeExpired(t *testing.T, r *rig) {
	id := r.person(t, 1)
	c, mine := r.turn(t, id, "a")
	r.expire(t, id)
	box := r.open(t, "two").take(t, id)
	if len(box.Entries) != 1 {
		t.Fatalf("taken: %+v", box)
	}
	_, err := r.Ack(t.Context(), &flows.Ack{ID: id, Token: mine.Lease.Token, Done: idsOf(c.Effects)})
	wantFenced(t, "ack of the old holder", err)
	wantFenced(t, "mark of the old holder", r.Mark(t.Context(), id, mine.Lease.Token, c.Effects[0].ID, true))
	if n := r.text(t, "llen", r.keys.outbox(id)); n != "1" {
		t.Fatalf("the fenced ack left %s entries", n)
	}
}

func takeOwn(t *testing.T, r *rig) {
	id := r.person(t, 1)
	_, old := r.turn(t, id, "a")
	again := r.open(t, "one") // the same owner, started again
	box := again.take(t, id)
	if len(box.Entries) != 1 || box.Lease.Token == old.Lease.Token {
		t.Fatalf("taken: %+v", box)
	}
	_, err := r.Ack(t.Context(), &flows.Ack{ID: id, Token: old.Lease.Token})
	wantFenced(t, "ack with the old token", err)
}

func similarOwner(t *testing.T, r *rig) {
	id := r.person(t, 1)
	_, mine := r.turn(t, id, "a")
	for _, owner := range []string{"on", "one2", "o"} {
		other := r.open(t, owner)
		_, err := other.Take(t.Context(), id)
		wantFenced(t, "take of "+owner, err)
		if _, done := other.turn(t, id, "b"); done.Lease.Held() {
			t.Fatalf("%s got the lease of %q", owner, mine.Lease.Token)
		}
	}
}

func takeNothing(t *testing.T, r *rig) {
	id := r.person(t, 1)
	r.turn(t, id)
	r.do(t, "zadd", r.keys.out(id.Partition()), 1, string(id)) // as if somebody had to look
	box := r.take(t, id)
	if len(box.Entries) != 0 {
		t.Fatalf("taken: %+v", box)
	}
	if _, token := r.lease(t, id); token != "" {
		t.Fatalf("Redis has a lease of %q", token)
	}
	if score := r.do(t, "zscore", r.keys.out(id.Partition()), string(id)); score != nil {
		t.Fatalf("it still has to be looked at, at %v", score)
	}
}

// redisTime is Redis' own clock.
func (r *rig) redisTime(tb testing.TB) time.Time {
	tb.Helper()
	now, err := r.raw.Time(tb.Context()).Result()
	if err != nil {
		tb.Fatal(err)
	}
	return now.Truncate(time.Millisecond)
}

// wantUntil says that a lease ends one lease time after now, and now lies
// between the two readings of Redis' clock.
func (r *rig) wantUntil(t *testing.T, id flows.ActorID, from time.Time) {
	t.Helper()
	until, token := r.lease(t, id)
	if token == "" || until.Before(from.Add(defaultLease)) || until.After(r.redisTime(t).Add(defaultLease)) {
		t.Fatalf("the lease %q ends at %v, taken after %v", token, until, from)
	}
	if score := r.text(t, "zscore", r.keys.out(id.Partition()), string(id)); score != strconv.FormatInt(until.UnixMilli(), 10) && !sameNumber(score, until.UnixMilli()) {
		t.Fatalf("somebody looks at %s, the lease ends at %d", score, until.UnixMilli())
	}
}

// sameNumber compares a score, which may be written with an exponent.
func sameNumber(score string, n int64) bool {
	f, err := strconv.ParseFloat(score, 64)
	return err == nil && int64(f) == n
}

func leaseEndsByRedisTime(t *testing.T, r *rig) {
	id := r.person(t, 1)
	from := r.redisTime(t)
	_, done := r.turn(t, id, "a")
	r.wantUntil(t, id, from)
	if err := r.Defer(t.Context(), id, done.Lease.Token, 0); err != nil {
		t.Fatal(err)
	}
	from = r.redisTime(t)
	r.take(t, id)
	r.wantUntil(t, id, from)
}

func ackRenews(t *testing.T, r *rig) {
	id := r.person(t, 1)
	_, done := r.turn(t, id, "a")
	r.expire(t, id)
	from := r.redisTime(t)
	r.ack(t, &flows.Ack{ID: id, Token: done.Lease.Token, Known: 1}) // nobody took it meanwhile
	r.wantUntil(t, id, from)
}

// What is taken for the whole outbox must not be a part of it.
func outboxPages(t *testing.T, r *rig) {
	id := r.person(t, 1)
	var all []string
	for n := range flows.OutboxPage + 1 {
		all = append(all, strconv.Itoa(n))
	}
	_, done := r.turn(t, id, all...)
	box := r.ack(t, &flows.Ack{ID: id, Token: done.Lease.Token, Known: -1})
	if got := said(box.Entries); !slices.Equal(got, all[:flows.OutboxPage]) {
		t.Errorf("an ack hands over %d entries", len(got))
	}
	if err := r.Defer(t.Context(), id, done.Lease.Token, 0); err != nil {
		t.Fatal(err)
	}
	if got := said(r.open(t, "two").take(t, id).Entries); !slices.Equal(got, all[:flows.OutboxPage]) {
		t.Errorf("take hands over %d entries", len(got))
	}
}
