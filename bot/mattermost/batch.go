package mattermost

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
)

// batch are events that came together, and up to when their channels are read with
// them.
type batch struct {
	events []Event
	upto   map[string]int64
}

// batchMost is how many frames are taken together.
const batchMost = 128

// more are the frames that are there already, behind a first one.
func more(first []byte, frames <-chan []byte) [][]byte {
	list := [][]byte{first}
	for len(list) < batchMost {
		select {
		case f, ok := <-frames:
			if !ok {
				return list
			}
			list = append(list, f)
		default:
			return list
		}
	}
	return list
}

// takeBatch takes what is in the batch, and moves the cursors when all of it is taken.
func (s *Socket) takeBatch(ctx context.Context, b *batch) error {
	if err := s.takeAll(ctx, b.events); err != nil {
		s.behind = true
		return err
	}
	for channel, upto := range b.upto {
		s.moveCursor(ctx, channel, upto)
	}
	b.events = nil
	clear(b.upto)
	return nil
}

// abreast is how many threads are taken at the same time. Each event waits for its turn
// to be committed, and what one team member writes need not wait for another.
const abreast = 16

// takeAll takes events: those of a thread in their order, several threads at a time. What
// does not tell its thread waits for all before it, and all behind it wait for it: a
// reaction, which may be to any post, and what is written to the channel itself.
func (s *Socket) takeAll(ctx context.Context, events []Event) error {
	for len(events) > 0 {
		n := slices.IndexFunc(events, func(e Event) bool { return e.Root == "" })
		switch {
		case n < 0:
			n = len(events)
		case n == 0:
			n = 1
		}
		if err := s.takeAbreast(ctx, events[:n]); err != nil {
			return err
		}
		events = events[n:]
	}
	return nil
}

// takeAbreast takes events, those of each thread in their order.
func (s *Socket) takeAbreast(ctx context.Context, events []Event) error {
	var order []string
	threads := map[string][]Event{}
	for _, e := range events {
		if threads[e.Root] == nil {
			order = append(order, e.Root)
		}
		threads[e.Root] = append(threads[e.Root], e)
	}
	errs := make([]error, len(order))
	room := make(chan struct{}, abreast)
	var all sync.WaitGroup
	for n, root := range order {
		room <- struct{}{}
		all.Go(func() {
			errs[n] = s.takeThread(ctx, threads[root])
			<-room
		})
	}
	all.Wait()
	return errors.Join(errs...)
}

func (s *Socket) takeThread(ctx context.Context, events []Event) error {
	for _, e := range events {
		if err := s.take(ctx, e); err != nil {
			return err
		}
	}
	return nil
}

// take hands an event to the sink until it is taken.
func (s *Socket) take(ctx context.Context, e Event) error {
	if s.seen.has(e.ID) {
		s.c.Observe(EventRepeat)
		return nil
	}
	for pause := firstPause; ; pause = min(2*pause, longPause) {
		err := s.c.Sink.Take(ctx, e)
		if err == nil {
			s.seen.add(e.ID)
			s.c.Observe(EventTaken)
			return nil
		}
		s.c.Observe(EventTakeFailed)
		s.c.Log.LogAttrs(ctx, slog.LevelWarn, "what somebody did at Mattermost was not taken; trying again", slog.Any("error", err))
		if !sleep(ctx, pause) {
			return ctx.Err()
		}
	}
}

// recent remembers the ids of the events that were taken last.
type recent struct {
	mu       sync.Mutex
	now, old map[string]bool
}

const recentMost = 20_000 // twice as many are kept at most

func newRecent() *recent { return &recent{now: map[string]bool{}} }

func (r *recent) has(id string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.now[id] || r.old[id]
}

func (r *recent) add(id string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.now) >= recentMost {
		r.now, r.old = map[string]bool{}, r.now
	}
	r.now[id] = true
}
