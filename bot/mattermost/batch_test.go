package mattermost

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"
)

// twoThreads is a sink in which an event of the first thread waits for one of the
// second.
type twoThreads struct {
	*ear

	second chan struct{}
	once   sync.Once
}

func (s *twoThreads) Take(ctx context.Context, e Event) error {
	if e.Root == "one" {
		select {
		case <-s.second:
		case <-ctx.Done():
			return ctx.Err()
		}
	} else {
		defer s.once.Do(func() { close(s.second) })
	}
	return s.ear.Take(ctx, e)
}

// What is slow in one thread does not hold up another; within one the order stays.
func TestThreadsDoNotWaitForEachOther(t *testing.T) {
	sink := &twoThreads{ear: newEar(), second: make(chan struct{})}
	s := &Socket{c: SocketConfig{Sink: sink, Observe: func(string) {}}, seen: newRecent()}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	var events []Event
	for _, id := range []string{"a", "b", "c"} {
		events = append(events, Event{ID: id, Kind: Posted, Root: "one", Text: id})
	}
	events = append(events, Event{ID: "x", Kind: Posted, Root: "two", Text: "x"})
	if err := s.takeAll(ctx, events); err != nil {
		t.Fatal(err)
	}
	if got := sink.heard(); !slices.Equal(got, []string{"posted x", "posted a", "posted b", "posted c"}) {
		t.Errorf("heard %v", got)
	}
}

// A reaction does not tell its thread, so it overtakes nothing, and nothing overtakes it.
func TestReactionsKeepTheirPlace(t *testing.T) {
	for range 50 {
		sink := newEar()
		s := &Socket{c: SocketConfig{Sink: sink, Observe: func(string) {}}, seen: newRecent()}
		err := s.takeAll(t.Context(), []Event{
			{ID: "a", Kind: Posted, Root: "one", Post: "p", Text: "a"},
			{ID: "b", Kind: Reacted, Post: "p", Emoji: "heart"},
			{ID: "c", Kind: Edited, Root: "one", Post: "p", Text: "c"},
			{ID: "d", Kind: Unreacted, Post: "p", Emoji: "heart"},
			{ID: "e", Kind: Deleted, Root: "one", Post: "p"},
		})
		if err != nil {
			t.Fatal(err)
		}
		want := []string{"posted a", "reacted heart", "edited c", "unreacted heart", "deleted"}
		if got := sink.heard(); !slices.Equal(got, want) {
			t.Fatalf("heard %v", got)
		}
	}
}
