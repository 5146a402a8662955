package mattermost

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing/synctest"
	"time"
)

// ear is what the socket hands its events to. It outlives a process.
type ear struct {
	mu      sync.Mutex
	events  []Event
	ids     map[string]int // how often each came
	broken  error
	slow    time.Duration
	cursors map[string]time.Time
	threads []ThreadRef
}

func newEar() *ear { return &ear{ids: map[string]int{}, cursors: map[string]time.Time{}} }

func (e *ear) Take(_ context.Context, ev Event) error {
	time.Sleep(e.slow)
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.broken != nil {
		return e.broken
	}
	if e.ids[ev.ID]++; e.ids[ev.ID] == 1 {
		e.events = append(e.events, ev)
	}
	return nil
}

func (e *ear) Get(_ context.Context, channel string) (time.Time, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.cursors[channel], nil
}

func (e *ear) Set(_ context.Context, channel string, t time.Time) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if t.Before(e.cursors[channel]) {
		return errors.New("a cursor that goes back")
	}
	e.cursors[channel] = t
	return nil
}

func (e *ear) Open(context.Context) ([]ThreadRef, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Clone(e.threads), nil
}

func (e *ear) fail(err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.broken = err
}

// heard are the events as words, in the order in which they came first.
func (e *ear) heard() []string {
	e.mu.Lock()
	defer e.mu.Unlock()
	var list []string
	for _, ev := range e.events {
		list = append(list, strings.TrimSpace(string(ev.Kind)+" "+ev.Text+ev.Emoji))
	}
	return list
}

// repeats counts the events that came more than once.
func (e *ear) repeats() (n int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, times := range e.ids {
		n += times - 1
	}
	return n
}

// listen begins a process that listens; end ends it.
func (w *world) listen(e *ear, change func(*SocketConfig)) (end func()) {
	w.t.Helper()
	c := SocketConfig{
		Client: w.client, Sink: e, Cursors: e, Threads: e, Channels: func() []string { return []string{berlin} },
		Log: w.logger(), Observe: w.events.add,
	}
	if change != nil {
		change(&c)
	}
	s, err := NewSocket(c)
	w.must(err)
	ctx, cancel := context.WithCancel(w.t.Context())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	end = sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			w.t.Errorf("Run: %v", err)
		}
	})
	w.t.Cleanup(end)
	synctest.Wait()
	return end
}

func (w *world) says(user, text string) string {
	w.t.Helper()
	id, err := w.server.As(user).Post(berlin, text)
	w.must(err)
	time.Sleep(time.Millisecond)
	return id
}

// settle gives everything time to come.
func settle() {
	time.Sleep(6 * time.Minute)
	synctest.Wait()
}

func (w *world) expect(e *ear, want ...string) {
	w.t.Helper()
	synctest.Wait()
	if got := e.heard(); !slices.Equal(got, want) {
		w.t.Errorf("heard %q\n want %q", got, want)
	}
}
