package bot_test

import (
	"container/heap"
	"context"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/alicebob/miniredis/v2"

	"wecan/flows"
	"wecan/store"
)

// yearStore is the real store of a process. In a year there are half a million ticks for
// each process, and nearly all of them find nothing: what cannot be due is not read. That
// nothing is missed so is checked once a day.
type yearStore struct {
	*store.Store
	look *yearLook
	bug  func() yearBug
}

// yearLook is what all processes of a year know together of what may be due. It knows too
// much rather than too little.
type yearLook struct {
	redis *miniredis.Miniredis
	outs  []string // the keys of what is unsent, by partition
	wrote atomic.Bool

	mu     sync.Mutex
	timers moments
}

func newYearLook(redis *miniredis.Miniredis) *yearLook {
	l := &yearLook{redis: redis}
	for part := range flows.Partitions {
		tag := strconv.FormatInt(int64(part), 16)
		if len(tag) < 2 {
			tag = "0" + tag
		}
		l.outs = append(l.outs, strconv.Itoa(botID)+":{p:"+tag+"}:out")
	}
	return l
}

// moments are times, the first one on top.
type moments []int64

func (m moments) Len() int           { return len(m) }
func (m moments) Less(i, j int) bool { return m[i] < m[j] }
func (m moments) Swap(i, j int)      { m[i], m[j] = m[j], m[i] }

func (m *moments) Push(x any) {
	if at, ok := x.(int64); ok {
		*m = append(*m, at)
	}
}

func (m *moments) Pop() any {
	last := (*m)[len(*m)-1]
	*m = (*m)[:len(*m)-1]
	return last
}

func (l *yearLook) timer(at time.Time) {
	if at.IsZero() {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	heap.Push(&l.timers, at.UnixMilli())
}

// may says whether something may be due by then.
func (l *yearLook) may(before time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.timers) > 0 && l.timers[0] <= before.UnixMilli()
}

// none notes that nothing was due by then.
func (l *yearLook) none(before time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for len(l.timers) > 0 && l.timers[0] <= before.UnixMilli() {
		heap.Pop(&l.timers)
	}
}

func (s *yearStore) Due(ctx context.Context, before time.Time, limit int) ([]flows.ActorID, error) {
	if !s.look.may(before) {
		return nil, nil
	}
	due, err := s.Store.Due(ctx, before, limit)
	if err == nil && len(due) == 0 {
		s.look.none(before)
	}
	return due, err
}

func (s *yearStore) Unsent(ctx context.Context, before time.Time, limit int) ([]flows.ActorID, error) {
	if !s.look.wrote.Swap(false) {
		return nil, nil
	}
	if !slices.ContainsFunc(s.look.outs, s.look.redis.Exists) {
		return nil, nil
	}
	s.look.wrote.Store(true)
	return s.Store.Unsent(ctx, before, limit)
}

func (s *yearStore) Frozen(ctx context.Context) (time.Duration, error) {
	if !s.look.redis.Exists(strconv.Itoa(botID) + ":{w}:frozen") {
		return 0, nil
	}
	return s.Store.Frozen(ctx)
}

// Commit notes the timer before and after: it may be read at any moment between.
func (s *yearStore) Commit(ctx context.Context, c *flows.Commit, held string) (flows.Committed, error) {
	if s.bug() == yearLosesTimers && c.Base.ID.Kind() == flows.KindAgenda && len(c.Effects) > 0 {
		c.Timer = time.Time{}
	}
	s.look.timer(c.Timer)
	s.look.wrote.Store(true)
	defer func() {
		s.look.timer(c.Timer)
		s.look.wrote.Store(true)
	}()
	done, err := s.Store.Commit(ctx, c, held)
	if s.bug() == yearLastWins && err == nil && done.Conflict && done.Record.Etag != c.Etag {
		c.Base.Etag = done.Record.Etag
		return s.Store.Commit(ctx, c, held)
	}
	return done, err
}
