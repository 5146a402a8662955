package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
)

// wire sends commands to the node that has their keys. Per node there is one
// sender, which takes whatever queued up during the last round trip and sends
// it as one pipeline on one connection: no window is waited for, and under
// load many turns share a round trip. With replicas a WAIT ends each pipeline
// that writes, on the same connection, so that it covers those writes.
type wire struct {
	client  redis.UniversalClient
	scripts scripts
	wait    int // replicas that must have a write before it counts

	mu     sync.Mutex
	lines  map[*redis.Client]chan *parcel
	ended  bool // close was called; guarded by mu, as the start of senders is
	done   sync.WaitGroup
	closed chan struct{}
}

// parcel is commands of one caller, all for keys of one slot.
type parcel struct {
	cmds   []redis.Cmder
	script *script // of cmds[0], to load when the node does not know it
	writes bool
	joined *joined   // a call that may share a command with others; then cmds is empty
	parts  []*parcel // of a joined command: the parcels it stands for
	err    error
	ready  chan struct{} // nil for a joined command, for which nobody waits
}

// ErrTooFewReplicas is returned when a write was applied but not enough
// replicas had it in time. The same call can be repeated.
var ErrTooFewReplicas = errors.New("store: not enough Redis replicas have the write yet")

var errClosed = errors.New("store: closed")

const (
	largestBatch = 256
	replicaWait  = time.Second
)

func newWire(client redis.UniversalClient, wait int) *wire {
	return &wire{
		client: client, scripts: newScripts(), wait: wait,
		lines: map[*redis.Client]chan *parcel{}, closed: make(chan struct{}),
	}
}

// eval runs a script. Its keys must be of one slot.
func (w *wire) eval(ctx context.Context, s *script, keys []string, args ...any) (*redis.Cmd, error) {
	cmd := evalCmd(ctx, s, keys, args...)
	return cmd, w.send(ctx, keys[0], &parcel{cmds: []redis.Cmder{cmd}, script: s, writes: true})
}

// query runs a script for which no replica is waited: it only reads, or what it
// writes may be lost.
func (w *wire) query(ctx context.Context, s *script, keys []string, args ...any) (*redis.Cmd, error) {
	cmd := evalCmd(ctx, s, keys, args...)
	return cmd, w.send(ctx, keys[0], &parcel{cmds: []redis.Cmder{cmd}, script: s})
}

func evalCmd(ctx context.Context, s *script, keys []string, args ...any) *redis.Cmd {
	all := make([]any, 0, 3+len(keys)+len(args))
	all = append(all, "evalsha", s.sha, len(keys))
	for _, k := range keys {
		all = append(all, k)
	}
	all = append(all, args...)
	cmd := redis.NewCmd(ctx, all...)
	cmd.SetFirstKeyPos(3)
	return cmd
}

// read runs commands that change nothing. Their keys must be of key's slot.
func (w *wire) read(ctx context.Context, key string, cmds ...redis.Cmder) error {
	return w.send(ctx, key, &parcel{cmds: cmds})
}

// write runs commands that change something. Their keys must be of key's slot.
func (w *wire) write(ctx context.Context, key string, cmds ...redis.Cmder) error {
	return w.send(ctx, key, &parcel{cmds: cmds, writes: true})
}

func (w *wire) send(ctx context.Context, key string, p *parcel) error {
	node, err := w.node(ctx, key)
	if err != nil {
		return fmt.Errorf("store: find the Redis node: %w", err)
	}
	p.ready = make(chan struct{})
	select {
	case w.line(node) <- p: //nolint:contextcheck // many callers share a round trip, which no single context ends
	case <-ctx.Done():
		return ctx.Err()
	case <-w.closed:
		return errClosed
	}
	select {
	case <-p.ready:
		return p.err
	case <-ctx.Done():
		return ctx.Err()
	case <-w.closed:
		return errClosed
	}
}

// node is the master that has the key.
func (w *wire) node(ctx context.Context, key string) (*redis.Client, error) {
	switch c := w.client.(type) {
	case *redis.Client:
		return c, nil
	case *redis.ClusterClient:
		return c.MasterForKey(ctx, key)
	}
	return nil, fmt.Errorf("store: unknown kind of Redis client %T", w.client)
}

func (w *wire) line(node *redis.Client) chan<- *parcel {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.ended {
		return nil // a nil channel takes nothing
	}
	ch, ok := w.lines[node]
	if !ok {
		ch = make(chan *parcel, largestBatch)
		w.lines[node] = ch
		w.done.Add(1)
		go w.run(node, ch)
	}
	return ch
}

func (w *wire) run(node *redis.Client, ch <-chan *parcel) {
	defer w.done.Done()
	for {
		var batch []*parcel
		select {
		case p := <-ch:
			batch = append(batch, p)
		case <-w.closed:
			return
		}
	fill:
		for len(batch) < largestBatch {
			select {
			case p := <-ch:
				batch = append(batch, p)
			default:
				break fill
			}
		}
		w.exchange(node, batch)
	}
}

// exchange sends a batch and hands out the answers. A node that does not know
// a script has not run it, so that one is loaded and the call made once more.
func (w *wire) exchange(node *redis.Client, batch []*parcel) {
	packed := w.pack(batch)
	w.pipeline(node, packed)
	var again []*parcel
	for _, p := range packed {
		if p.script != nil && p.err != nil && strings.HasPrefix(p.err.Error(), "NOSCRIPT") {
			again = append(again, p)
		}
	}
	if len(again) > 0 {
		w.load(node)
		for _, p := range again {
			p.cmds[0].SetErr(nil)
		}
		w.pipeline(node, again)
	}
	for _, p := range packed {
		w.moved(p.err)
		p.unpack()
	}
	for _, p := range batch {
		close(p.ready)
	}
}

func (w *wire) pipeline(node *redis.Client, batch []*parcel) {
	ctx := context.Background() // many callers share this round trip; the client's time-outs bound it
	pipe := node.Pipeline()
	writes := false
	for _, p := range batch {
		for _, c := range p.cmds {
			_ = pipe.Process(ctx, c) // queues only
		}
		writes = writes || p.writes
	}
	var reached *redis.IntCmd
	if writes && w.wait > 0 {
		reached = redis.NewIntCmd(ctx, "wait", w.wait, replicaWait.Milliseconds())
		_ = pipe.Process(ctx, reached)
	}
	_, _ = pipe.Exec(ctx) // each command has its own error
	for _, p := range batch {
		p.err = nil
		for _, c := range p.cmds {
			if err := c.Err(); err != nil && !errors.Is(err, redis.Nil) {
				p.err = err
				break
			}
		}
		if p.err == nil && p.writes && reached != nil {
			switch n, err := reached.Result(); {
			case err != nil:
				p.err = fmt.Errorf("store: wait for replicas: %w", err)
			case int(n) < w.wait:
				p.err = ErrTooFewReplicas
			}
		}
	}
}

func (w *wire) load(node *redis.Client) {
	ctx := context.Background() // as in pipeline
	pipe := node.Pipeline()
	for _, s := range w.scripts.all() {
		pipe.ScriptLoad(ctx, s.source)
	}
	_, _ = pipe.Exec(ctx) // the call that follows tells
}

// moved makes a cluster's client look again who has which slot: the caller
// repeats its call.
func (w *wire) moved(err error) {
	if err == nil {
		return
	}
	c, ok := w.client.(*redis.ClusterClient)
	if !ok {
		return
	}
	ctx := context.Background() // as in pipeline
	c.ReloadState(ctx)
}

func (w *wire) close() error {
	w.mu.Lock()
	ended := w.ended
	w.ended = true
	w.mu.Unlock()
	if ended {
		return nil
	}
	close(w.closed)
	w.done.Wait()
	if err := w.client.Close(); err != nil {
		return fmt.Errorf("store: close: %w", err)
	}
	return nil
}
