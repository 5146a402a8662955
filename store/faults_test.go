package store

import (
	"context"
	"errors"
	"io"
	"maps"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"wecan/flows"
	"wecan/store/redistest"
)

// deaf is a network that can lose one answer after the server has acted.
type deaf struct{ lose atomic.Bool }

func (d *deaf) dial(inner func(context.Context, string, string) (net.Conn, error)) func(context.Context, string, string) (net.Conn, error) {
	return func(ctx context.Context, network, addr string) (net.Conn, error) {
		c, err := inner(ctx, network, addr)
		if err != nil {
			return nil, err
		}
		return &deafConn{Conn: c, deaf: d}, nil
	}
}

type deafConn struct {
	net.Conn
	deaf *deaf
}

func (c *deafConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p) // so the server has acted
	if err == nil && c.deaf.lose.Swap(false) {
		_ = c.Close()
		return 0, io.ErrUnexpectedEOF
	}
	return n, err
}

// A lost reply must reach the caller as an error: were the call repeated on the
// way, the caller would take its own commit for somebody else's.
func TestLostReplyIsToldAndHealed(t *testing.T) {
	t.Parallel()
	for name, back := range map[string]*backend{
		"memory": memory(), "redis": oneRedis(t), "cluster": {url: redistest.StartCluster(t).URL},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, back)
			var d deaf
			inner := (&net.Dialer{}).DialContext
			if back.embedded != nil {
				inner = func(context.Context, string, string) (net.Conn, error) { return back.embedded.Dial() }
			}
			s := r.open(t, "one", func(o *Options) { o.Dial = d.dial(inner) })
			id := r.person(t, 1)
			c := turn(s.load(t, id), "once")
			s.commit(t, c, "") // the script is known from here on
			c = turn(s.load(t, id), "twice")
			d.lose.Store(true)
			if done, err := s.Commit(t.Context(), c, ""); err == nil {
				t.Fatalf("the reply was lost, but the commit answers %+v", done)
			}
			done, err := s.Commit(t.Context(), c, "")
			if err != nil || !done.Conflict || done.Record.Etag != c.Etag {
				t.Fatalf("the second try answers %+v, %v", done, err)
			}
			if box := s.take(t, id); len(box.Entries) != 2 {
				t.Fatalf("the outbox has %q", said(box.Entries))
			}
		})
	}
}

// everyScript runs each script once.
func everyScript(t *testing.T, r *rig, before func()) {
	t.Helper()
	id := r.person(t, time.Now().UnixNano())
	before()
	c, done := r.turn(t, id, "a", "b")
	before()
	if err := r.Mark(t.Context(), id, done.Lease.Token, c.Effects[0].ID, true); err != nil {
		t.Fatal(err)
	}
	before()
	r.ack(t, &flows.Ack{ID: id, Token: done.Lease.Token, Done: idsOf(c.Effects[:1]), Known: 1})
	before()
	if err := r.Defer(t.Context(), id, done.Lease.Token, 0); err != nil {
		t.Fatal(err)
	}
	before()
	r.take(t, id)
	before()
	if err := r.Freeze(t.Context(), time.Second); err != nil {
		t.Fatal(err)
	}
	before()
	if err := r.SetCursor(t.Context(), "name", time.Now()); err != nil {
		t.Fatal(err)
	}
	before()
	r.holds(t, "name", true)
	before()
	if _, err := r.Draw(t.Context(), flows.Draw{Rate: 1, Burst: 1, Want: 1, Used: 3}); err != nil {
		t.Fatal(err)
	}
}

func TestFlushedScriptsAreLoadedAgain(t *testing.T) {
	t.Parallel()
	for name, back := range map[string]*backend{"memory": memory(), "redis": oneRedis(t)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, back)
			everyScript(t, r, func() { r.do(t, "script", "flush") })

			// Many callers at once, of which one round trip holds several.
			r.do(t, "script", "flush")
			var wg sync.WaitGroup
			for n := range int64(50) {
				id := r.person(t, n)
				wg.Go(func() {
					c := turn(&flows.Record{ID: id}, "a")
					if done, err := r.Commit(t.Context(), c, ""); err != nil || done.Conflict || done.Waiting != 1 {
						t.Errorf("commit: %+v, %v", done, err)
					}
				})
			}
			wg.Wait()
		})
	}
}

func TestStoreGoesOnWhenRedisIsRestarted(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t, redistest.Durable()...)
	r := newRig(t, &backend{url: server.URL})
	id := r.person(t, 1)
	r.turn(t, id, "kept")
	base := r.load(t, id)
	before := r.everything(t)

	server.Kill()
	c := turn(base, "after")
	if done, err := r.Commit(t.Context(), c, ""); err == nil {
		t.Fatalf("without Redis the commit answers %+v", done)
	}
	if err := r.Ping(t.Context()); err == nil {
		t.Fatal("without Redis a ping is answered")
	}
	server.Restart()

	// Connections of before are broken; each costs one failed call at most.
	var err error
	for range 20 {
		if err = r.Ping(t.Context()); err == nil {
			break
		}
	}
	if err != nil {
		t.Fatalf("Redis is back, but: %v", err)
	}
	if after := r.everything(t); !maps.Equal(before, after) {
		t.Fatal("what was committed did not survive")
	}
	r.commit(t, c, "")
	if box := r.take(t, id); len(box.Entries) != 2 {
		t.Fatalf("the outbox has %q", said(box.Entries))
	}
}

// When Redis is out of memory it refuses writes; a turn is then refused whole.
func TestCommitIsWholeOrNothingWithoutMemory(t *testing.T) {
	t.Parallel()
	r := newRig(t, oneRedis(t))
	id := r.person(t, 1)
	c, done := r.turn(t, id, "a", "b")
	for _, held := range []string{"", done.Lease.Token} {
		full := fullTurn(r.load(t, id))
		full.Acks = idsOf(c.Effects)
		if err := r.starved(t, full, held); err == nil {
			t.Fatal("written without memory")
		}
		// With acks and no effects the first write needs no memory; then all are let through.
		idle := turn(r.load(t, id))
		idle.Acks, idle.Timer = idsOf(c.Effects[:1]), born
		t.Logf("with acks alone, held %t: %v", held != "", r.starved(t, idle, held))
	}
	full := fullTurn(r.load(t, id))
	r.commit(t, full, "")
}

// starved makes a commit while Redis has no memory to give, and sees that it was
// written whole or not at all.
func (r *rig) starved(t *testing.T, c *flows.Commit, held string) error {
	t.Helper()
	before := r.everything(t)
	r.do(t, "config", "set", "maxmemory", 1)
	done, err := r.Commit(t.Context(), c, held)
	r.do(t, "config", "set", "maxmemory", 0)
	switch after, now := r.everything(t), r.load(t, c.Base.ID); {
	case err != nil && !strings.Contains(err.Error(), "OOM"):
		t.Fatal(err)
	case err != nil && !maps.Equal(before, after):
		t.Fatal("refused, but something was written")
	case err == nil && (done.Conflict || now.Etag != c.Etag || len(r.due(t, c.Timer)) != 1):
		t.Fatalf("said to be written, but stored is %+v", now)
	}
	return err
}

func TestCallsEndWithTheirContextAndTheStore(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	r := newRig(t, &backend{url: server.URL})
	r.load(t, r.person(t, 1))
	server.Pause()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if _, err := r.Load(ctx, r.person(t, 1), nil); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("load: %v, want %v", err, context.DeadlineExceeded)
	}
	server.Resume()

	s := r.open(t, "two")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatalf("closed again: %v", err)
	}
	if err := s.Ping(t.Context()); !errors.Is(err, errClosed) {
		t.Fatalf("ping after the end: %v, want %v", err, errClosed)
	}
}
