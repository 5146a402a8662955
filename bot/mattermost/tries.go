package mattermost

import (
	"slices"
	"sync"
	"time"
)

// tries counts, for posts with a file, how often the file broke off on its way or had
// not come when the time was over. All that stands behind it in the thread waits
// meanwhile, so it must not be tried for ever: a line may be too slow for it.
type tries struct {
	mu    sync.Mutex
	known []broken // oldest first
}

type broken struct {
	mark  string
	fails int // in a row
	since time.Time
}

const (
	triesMost = 64 // posts; of more the oldest is forgotten, and has its time again
	tryFails  = 3
	tryTime   = time.Minute
)

// failed counts.
func (t *tries) failed(mark string, now time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	at := t.at(mark)
	if at < 0 {
		t.known = append(t.known, broken{mark: mark, since: now})
		t.known = t.known[max(0, len(t.known)-triesMost):]
		at = len(t.known) - 1
	}
	t.known[at].fails++
}

// stuck says whether it has failed too often and for too long.
func (t *tries) stuck(mark string, now time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	at := t.at(mark)
	return at >= 0 && t.known[at].fails >= tryFails && now.Sub(t.known[at].since) >= tryTime
}

func (t *tries) at(mark string) int {
	return slices.IndexFunc(t.known, func(one broken) bool { return one.mark == mark })
}

// over forgets a post: it was made.
func (t *tries) over(mark string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.known = slices.DeleteFunc(t.known, func(one broken) bool { return one.mark == mark })
}
