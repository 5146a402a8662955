package store

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"wecan/flows"
)

// sink is the bucket told again, in exact numbers: millionths of a token.
type sink struct {
	level, rate, burst int64
	at                 time.Time
}

func (k *sink) draw(now time.Time, want, used int64) (taken int64, next time.Duration) {
	if now.After(k.at) {
		k.level += now.Sub(k.at).Microseconds() * k.rate
	}
	k.at = now
	k.level = min(k.level, k.burst*1e6) - used*1e6
	k.level = min(max(k.level, -k.rate*1e6), k.burst*1e6)
	for taken < want && k.level >= 1e6 {
		taken++
		k.level -= 1e6
	}
	if missing := 1e6 - k.level; missing > 0 {
		next = time.Duration((missing+k.rate-1)/k.rate) * time.Microsecond
	}
	return taken, next
}

// Whatever the clock of Redis does, forth and back, the bucket answers what the
// sink does; and a leap, of however long, brings no more than a burst.
func TestTokensFollowTheClockOfRedis(t *testing.T) {
	t.Parallel()
	back := memory()
	rapid.Check(t, func(rt *rapid.T) {
		r := newRig(t, back)
		defer func() { _ = r.Close() }()
		now := time.Date(2031, 5, 5, 5, 0, 0, 0, time.UTC)
		rate, burst := rapid.Int64Range(1, 1000).Draw(rt, "rate"), rapid.Int64Range(1, 300).Draw(rt, "burst")
		k := sink{level: burst * 1e6, rate: rate, burst: burst, at: now}
		for range rapid.IntRange(1, 30).Draw(rt, "steps") {
			switch rapid.IntRange(0, 5).Draw(rt, "clock") {
			case 0:
				now = now.Add(-time.Duration(rapid.Int64Range(0, 1e8).Draw(rt, "back")) * time.Microsecond)
			case 1:
				now = now.Add(time.Duration(rapid.Int64Range(0, 1e12).Draw(rt, "leap")) * time.Microsecond)
			default:
				now = now.Add(time.Duration(rapid.Int64Range(0, 3e5).Draw(rt, "pass")) * time.Microsecond)
			}
			back.embedded.SetTime(now)
			d := flows.Draw{
				Rate: int(rate), Burst: int(burst), Want: rapid.IntRange(0, 120).Draw(rt, "want"), Used: rapid.IntRange(-50, 400).Draw(rt, "used"),
			}
			taken, next := k.draw(now, int64(d.Want), int64(d.Used))
			got, err := r.Draw(t.Context(), d)
			if err != nil || int64(got.Tokens) != taken || got.Next != next {
				rt.Fatalf("%+v at %v: %+v (%v), want %d and the next in %v", d, now, got, err, taken, next)
			}
		}
	})
}
