//go:build growth

package main

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// load is what a crowd cost.
type load struct {
	steps    int           // inputs of people
	perS     float64       // of them, each second
	p50, p99 time.Duration // from an input to its commit
	commands float64       // on the wire for each, loads, acknowledgements and turns of other actors included

	// Computing time for each. On a busy machine it tells more than the rate.
	cpu, redis time.Duration // of this process, which also plays the people, and of Redis
}

// crowdOf runs one person's part for each chat, some of them at the same time.
func (e *engine) crowdOf(t *testing.T, on *onWire, chats []int64, atOnce int, part func(context.Context, int64) ([]time.Duration, error)) load {
	t.Helper()
	var (
		mu   sync.Mutex
		took []time.Duration
		errs []error
		next atomic.Int64
		all  sync.WaitGroup
	)
	before, began, cpu, redis := on.commands.Load(), time.Now(), ownCPU(t), e.redisCPU()
	for range atOnce {
		all.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(chats)); i = next.Add(1) - 1 {
				ds, err := part(t.Context(), chats[i])
				mu.Lock()
				took, errs = append(took, ds...), append(errs, err)
				mu.Unlock()
			}
		})
	}
	all.Wait()
	lasted := time.Since(began)
	time.Sleep(50 * time.Millisecond) // the last acknowledgements go
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	slices.Sort(took)
	n := len(took)
	return load{
		cpu: (ownCPU(t) - cpu) / time.Duration(n), redis: (e.redisCPU() - redis) / time.Duration(n),
		steps: n, perS: float64(n) / lasted.Seconds(), p50: took[n/2], p99: took[n*99/100],
		commands: float64(on.commands.Load()-before) / float64(n),
	}
}

// applying is new people who apply. Those who do not think answer at once.
func (e *engine) applying(t *testing.T, on *onWire, from int64, people, atOnce int, think time.Duration) load {
	t.Helper()
	return e.crowdOf(t, on, numbers(from, people), atOnce, func(ctx context.Context, chat int64) ([]time.Duration, error) {
		c := e.chatter(chat)
		c.think = think
		err := c.apply(ctx)
		return c.took, err
	})
}

// returning is people who have applied and ask how it stands: nothing of them
// is in memory. Their times end with the answer.
func (e *engine) returning(t *testing.T, on *onWire, chats []int64, atOnce int) load {
	t.Helper()
	return e.crowdOf(t, on, chats, atOnce, func(ctx context.Context, chat int64) ([]time.Duration, error) {
		c := e.chatter(chat)
		c.last = 1e6
		c.heard = e.chats.sit(chat)
		defer e.chats.rise(chat)
		began := time.Now()
		if err := c.say(ctx, "/status"); err != nil {
			return nil, err
		}
		_, err := c.wait(ctx)
		return []time.Duration{time.Since(began)}, err
	})
}

// stuck leaves people in the middle of their applications, each with a timer
// that will remind her.
func (e *engine) stuck(t *testing.T, on *onWire, from int64, people int) {
	t.Helper()
	e.crowdOf(t, on, numbers(from, people), 64, func(ctx context.Context, chat int64) ([]time.Duration, error) {
		c := e.chatter(chat)
		c.until = "adult"
		err := c.apply(ctx)
		return c.took, err
	})
}

func numbers(from int64, n int) []int64 {
	out := make([]int64, n)
	for i := range out {
		out[i] = from + int64(i)
	}
	return out
}

// tick is what it costs to look at what is due.
type tick struct {
	took     time.Duration
	commands float64
	redis    time.Duration // computing time
}

const idleTicks = 200

// idle looks at what is due when nothing is, as the runtime does each second.
func (e *engine) idle(t *testing.T, on *onWire) tick {
	t.Helper()
	began, before, used := time.Now(), on.commands.Load(), e.redisCPU()
	for range idleTicks {
		_, err1 := e.store.Frozen(t.Context())
		due, err2 := e.store.Due(t.Context(), time.Now(), 5000)
		unsent, err3 := e.store.Unsent(t.Context(), time.Now(), 5000)
		if err := errors.Join(err1, err2, err3); err != nil || len(due)+len(unsent) > 0 {
			t.Fatalf("due %d, unsent %d: %v", len(due), len(unsent), err)
		}
	}
	return tick{time.Since(began) / idleTicks, float64(on.commands.Load()-before) / idleTicks, (e.redisCPU() - used) / idleTicks}
}

// ringing has everybody who is stuck reminded by one tick.
func (e *engine) ringing(t *testing.T, on *onWire, people int) tick {
	t.Helper()
	began, before, used, sent := time.Now(), on.commands.Load(), e.redisCPU(), e.chats.messages.Load()
	if err := e.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	out := tick{time.Since(began), float64(on.commands.Load()-before) / float64(people), e.redisCPU() - used}
	if n := e.chats.messages.Load() - sent; n < int64(people) {
		t.Errorf("%d of %d people were reminded", n, people)
	}
	return out
}
