package store

import (
	"context"
	"net"
	"sync"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"
)

// embedded serves a miniredis inside this process, on pipes.
func embedded(o Options) (redis.UniversalClient, *miniredis.Miniredis, error) {
	m := o.Embedded
	if m == nil {
		m = miniredis.NewMiniRedis()
		m.ClockTTL(true)
	}
	dial := o.Dial
	if dial == nil {
		dial = func(context.Context, string, string) (net.Conn, error) { return m.Dial() }
	}
	return redis.NewClient(single(&redis.Options{}, func(ctx context.Context, network, addr string) (net.Conn, error) {
		c, err := dial(ctx, network, addr)
		if err != nil {
			return nil, err
		}
		return newBuffered(c), nil
	})), m, nil
}

// buffered gives a pipe the buffer that a socket has. Without it a pipeline
// would block: the client writes all of it before it reads, and the server
// waits for its first answer to be read.
type buffered struct {
	net.Conn

	mu      sync.Mutex
	more    *sync.Cond
	pending []byte
	err     error
}

func newBuffered(c net.Conn) *buffered {
	b := &buffered{Conn: c}
	b.more = sync.NewCond(&b.mu)
	go b.pump()
	return b
}

func (b *buffered) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.err != nil {
		return 0, b.err
	}
	b.pending = append(b.pending, p...)
	b.more.Signal()
	return len(p), nil
}

func (b *buffered) pump() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for {
		for len(b.pending) == 0 {
			if b.err != nil {
				return
			}
			b.more.Wait()
		}
		out := b.pending
		b.pending = nil
		b.mu.Unlock()
		_, err := b.Conn.Write(out)
		b.mu.Lock()
		if err != nil {
			b.err = err
			return
		}
	}
}

func (b *buffered) Close() error {
	b.mu.Lock()
	if b.err == nil {
		b.err = net.ErrClosed
	}
	b.more.Signal()
	b.mu.Unlock()
	return b.Conn.Close()
}

// Writes never wait, so only reading has a deadline.

func (b *buffered) SetDeadline(t time.Time) error { return b.SetReadDeadline(t) }

func (b *buffered) SetWriteDeadline(time.Time) error { return nil }
