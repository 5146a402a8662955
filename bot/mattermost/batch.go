package mattermost

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
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

// takeAll takes events: those of a thread in their order, and those of a channel in no
// thread, several threads at a time.
func (s *Socket) takeAll(ctx context.Context, events []Event) error {
	var order []string
	threads := map[string][]Event{}
	for _, e := range events {
		root := cmp.Or(e.Root, e.Channel)
		if threads[root] == nil {
			order = append(order, root)
		}
		threads[root] = append(threads[root], e)
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
