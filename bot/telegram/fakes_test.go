package telegram_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"wecan/bot/sandbox"
	"wecan/bot/telegram"
	"wecan/flows"
)

const token = telegram.Token(sandbox.DefaultToken)

var anna = sandbox.User{ID: 7_000_000_001, FirstName: "Anna", LanguageCode: "uk"}

func ids(tb testing.TB) flows.IDs {
	tb.Helper()
	made, err := flows.NewIDs([]byte("0123456789abcdef"), 1000000001)
	if err != nil {
		tb.Fatal(err)
	}
	return made
}

// newSandbox also checks at the end that every request was right.
func newSandbox(t *testing.T, o sandbox.Options) *sandbox.Telegram {
	t.Helper()
	sb := sandbox.New(o)
	t.Cleanup(func() {
		for _, v := range sb.Violations() {
			t.Errorf("a request of ours is wrong: %s", v)
		}
	})
	return sb
}

func client(t *testing.T, rt http.RoundTripper) *telegram.Telegram {
	t.Helper()
	tg, err := telegram.New(telegram.Config{Token: token, BaseURL: "http://sandbox.invalid", Transport: rt})
	if err != nil {
		t.Fatal(err)
	}
	return tg
}

// turns keeps what it commits, each input once, as the real ones do.
type turns struct {
	mu        sync.Mutex
	calls     int
	committed []flows.Incoming
	seen      map[string]bool
	repeats   int

	// before, when not nil, runs before the commit; its error is Handle's.
	before func(ctx context.Context, call int) error
	// after runs after the commit.
	after func()
	grew  chan struct{}
}

func newTurns() *turns { return &turns{seen: map[string]bool{}, grew: make(chan struct{}, 1)} }

func (f *turns) Handle(ctx context.Context, ins ...flows.Incoming) error {
	f.mu.Lock()
	f.calls++
	call := f.calls
	f.mu.Unlock()
	if f.before != nil {
		if err := f.before(ctx, call); err != nil {
			return err
		}
	}
	f.mu.Lock()
	for _, in := range ins {
		if f.seen[in.ID] {
			f.repeats++
			continue
		}
		f.seen[in.ID] = true
		f.committed = append(f.committed, in)
	}
	f.mu.Unlock()
	select {
	case f.grew <- struct{}{}:
	default:
	}
	if f.after != nil {
		f.after()
	}
	return nil
}

func (f *turns) texts() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	var texts []string
	for _, in := range f.committed {
		if text, ok := in.Input.(flows.Text); ok {
			texts = append(texts, text.Text)
		}
	}
	return texts
}

// morgue keeps dead letters by their ids.
type morgue struct {
	mu   sync.Mutex
	dead map[string]flows.DeadLetter
	fail error
}

func newMorgue() *morgue { return &morgue{dead: map[string]flows.DeadLetter{}} }

func (f *morgue) Bury(_ context.Context, d flows.DeadLetter) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.fail != nil {
		return f.fail
	}
	f.dead[d.ID] = d
	return nil
}

func (f *morgue) ids() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	var ids []string
	for id := range f.dead {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

// gate is one name that one owner at a time holds; door is its turnstile for
// one process.
type gate struct {
	mu    sync.Mutex
	owner string
	until time.Time
}

type door struct {
	gate *gate
	name string
	mu   sync.Mutex
	fail error
}

func (d *door) Hold(ctx context.Context, name string, ttl time.Duration) (bool, error) {
	if err := errors.Join(ctx.Err(), d.failure()); err != nil {
		return false, err
	}
	if name != "poll" || ttl != 10*time.Second {
		return false, errors.New("the lease is poll for 10 s")
	}
	d.gate.mu.Lock()
	defer d.gate.mu.Unlock()
	if now := time.Now(); d.gate.owner == d.name || d.gate.owner == "" || !now.Before(d.gate.until) {
		d.gate.owner, d.gate.until = d.name, now.Add(ttl)
		return true, nil
	}
	return false, nil
}

func (d *door) Release(ctx context.Context, _ string) error {
	if err := errors.Join(ctx.Err(), d.failure()); err != nil {
		return err
	}
	d.gate.mu.Lock()
	defer d.gate.mu.Unlock()
	if d.gate.owner == d.name {
		d.gate.owner = ""
	}
	return nil
}

func (d *door) failure() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.fail
}

func (d *door) breakDown(err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.fail = err
}

func (g *gate) holder() string {
	g.mu.Lock()
	defer g.mu.Unlock()
	if !time.Now().Before(g.until) {
		return ""
	}
	return g.owner
}

// transcript is a log that a test can read.
type transcript struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *transcript) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(p)
}

func (l *transcript) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}

func (l *transcript) count(phrase string) int { return strings.Count(l.String(), phrase) }

func (l *transcript) logger() *slog.Logger { return slog.New(slog.NewTextHandler(l, nil)) }

// tally counts events.
type tally struct {
	mu sync.Mutex
	n  map[string]int
}

func (c *tally) observe(event string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.n == nil {
		c.n = map[string]int{}
	}
	c.n[event]++
}

func (c *tally) of(event string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.n[event]
}

// roundTrip is a transport that is a function.
type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
