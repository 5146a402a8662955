package bot_test

import (
	"context"
	"fmt"
	"math"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"wecan/bot"
	"wecan/flows"
)

// pail is a bucket in memory, with a round trip.
type pail struct {
	mu    sync.Mutex
	level float64
	at    time.Time
	trip  time.Duration
	out   int // tokens that are drawn and did not come back, and what was used besides
}

func (p *pail) Draw(_ context.Context, d flows.Draw) (flows.Drawn, error) {
	time.Sleep(p.trip / 2)
	defer time.Sleep(p.trip / 2)
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.at.IsZero() {
		p.level, p.at = float64(d.Burst), time.Now()
	}
	p.level = min(float64(d.Burst), p.level+time.Since(p.at).Seconds()*float64(d.Rate))
	p.at = time.Now()
	p.level = min(float64(d.Burst), max(p.level-float64(d.Used), -float64(d.Rate)))
	n := min(d.Want, max(0, int(p.level+1e-9)))
	p.level -= float64(n)
	p.out += n + d.Used
	if p.level >= 1 {
		return flows.Drawn{Tokens: n}, nil
	}
	return flows.Drawn{Tokens: n, Next: time.Duration((1 - p.level) / float64(d.Rate) * float64(time.Second))}, nil
}

// However processes take tokens, give them back or leave them: in no second more
// than rate and burst are used, and as long as somebody wants them, none is lost.
func TestLimitersKeepTheRate(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		rate := rapid.SampledFrom([]int{1, 3, 9, 10, 25, 100, 1000}).Draw(rt, "rate")
		runtimes, workers := rapid.IntRange(1, 3).Draw(rt, "runtimes"), rapid.IntRange(1, 12).Draw(rt, "workers")
		back := rapid.IntRange(0, 9).Draw(rt, "given back of ten")
		think := time.Duration(rapid.IntRange(0, 30).Draw(rt, "turn, ms")) * time.Millisecond
		trip := time.Duration(rapid.IntRange(0, 5).Draw(rt, "round trip, ms")) * time.Millisecond
		rest := time.Duration(rapid.IntRange(0, 3).Draw(rt, "rest, s")) * time.Second
		const during = 12 * time.Second
		var used []time.Time
		var busy time.Duration
		synctest.Test(t, func(t *testing.T) {
			var mu sync.Mutex
			var all sync.WaitGroup
			ctx, cancel := context.WithTimeout(t.Context(), during)
			defer cancel()
			began, p := time.Now(), &pail{trip: trip}
			after := func(d time.Duration, f func(context.Context)) {
				all.Go(func() {
					time.Sleep(d)
					f(ctx)
				})
			}
			for range runtimes {
				l := bot.NewLimiter(p, rate, after)
				for w := range workers {
					all.Go(func() {
						for n := w; ; n++ {
							one, ok := l.Take(ctx)
							if !ok {
								return
							}
							if n%10 < back {
								time.Sleep(think + time.Millisecond)
								l.Give(one)
								continue
							}
							mu.Lock()
							used = append(used, time.Now())
							mu.Unlock()
							time.Sleep(think)
							if n%50 == 49 {
								time.Sleep(rest) // all may stop at once and go on together
							}
						}
					})
				}
			}
			all.Wait()
			busy = time.Since(began)
		})
		slices.SortFunc(used, time.Time.Compare)
		// What the bucket holds and what comes in a second; and what a turn still has in its
		// hands that was drawn before: for as long as a block is good, a round trip, a turn,
		// and until the store is told of what nobody waits for.
		held := (100+110+1)*time.Millisecond + 2*trip + think
		most := max(2, rate*3/20) + int(math.Ceil(float64(rate)*(time.Second+held).Seconds()))
		for i, first := 0, 0; i < len(used); i++ {
			for used[i].Sub(used[first]) >= time.Second {
				first++
			}
			if n := i - first + 1; n > most {
				rt.Fatalf("%d within a second at a rate of %d, at most %d may", n, rate, most)
			}
		}
		share := 0.95
		if rate < 10 || back > 5 {
			share = 0.6 // a token that is being tried is not in the bucket, where one more may not find room
		}
		able := float64(runtimes*workers) / (max(think, time.Millisecond).Seconds() * 10 / float64(10-back)) // what the workers could do
		if rest == 0 && able > 4*float64(rate) && float64(len(used)) < share*busy.Seconds()*float64(rate)-1 {
			rt.Fatalf("%d in %v at a rate of %d: %s", len(used), busy, rate, fmt.Sprint(runtimes, workers, back, think, trip))
		}
	})
}

// Tokens that nobody used go back by themselves, also those of a block that was drawn
// when the store was to be told of something else anyway, and one that a turn gives
// back after that.
func TestTokensGoBackWhenNobodyWaits(t *testing.T) {
	for _, before := range []int{0, 20, 60, 100} { // ms from a reply to the draw
		for _, turn := range []int{0, 10, 60, 300} { // ms from the draw until the token is given back
			synctest.Test(t, func(t *testing.T) {
				p := &pail{}
				l := bot.NewLimiter(p, 100, func(d time.Duration, f func(context.Context)) {
					time.AfterFunc(d, func() { f(t.Context()) })
				})
				l.Spent()
				time.Sleep(time.Duration(before) * time.Millisecond)
				one, ok := l.Take(t.Context())
				if !ok {
					t.Fatal("no token")
				}
				time.Sleep(time.Duration(turn) * time.Millisecond)
				l.Give(one)
				time.Sleep(time.Second)
				synctest.Wait() // for who told the bucket last
				if p.out != 1 { // the reply
					t.Errorf("%d ms and %d ms: %d tokens did not come back", before, turn, p.out-1)
				}
			})
		}
	}
}
