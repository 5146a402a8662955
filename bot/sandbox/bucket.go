package sandbox

import (
	"math"
	"time"
)

// bucket limits a rate: it fills by rate tokens a second up to burst, and each message takes one.
type bucket struct {
	used float64 // tokens taken and not yet refilled
	at   time.Time
}

// wait says how many whole seconds until a token is there; 0 when one is.
func (b *bucket) wait(now time.Time, rate, burst float64) int {
	if rate <= 0 {
		return 0
	}
	b.used = max(0, b.used-now.Sub(b.at).Seconds()*rate)
	b.at = now
	if over := b.used + 1 - max(burst, 1); over > 1e-9 {
		return max(1, int(math.Ceil(over/rate)))
	}
	return 0
}

func (b *bucket) take() { b.used++ }

// allow takes a token from the chat's bucket and from the one for all, or answers 429 and takes none. The lock is held.
func (t *Telegram) allow(c *chat, now time.Time) *apiError {
	l := t.limits
	seconds := max(c.bucket.wait(now, l.ChatPerSecond, l.ChatBurst), t.bucket.wait(now, l.PerSecond, l.Burst))
	if seconds > 0 {
		return tooMany(seconds)
	}
	c.bucket.take()
	t.bucket.take()
	return nil
}
