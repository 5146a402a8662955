package bot

import (
	"context"
	"sync"
	"time"

	"wecan/flows"
)

// limiter keeps what goes to many within what Telegram takes from the bot as a
// whole. A bulk tell takes a token first; the tokens come, a block at a time, from
// the bucket that all processes share. What people are answered needs none and
// never waits: it is only counted, and the store debits it with the next block.
//
// Tokens that were not used go back: at once to the block, and to the store once the
// block is older than blockTime. So no process saves tokens up, and in no second is more
// used than the burst, and what comes in that second, in blockTime and tellAfter, and for
// as long as a turn tries whether it needs its token.
type limiter struct {
	store Bucket
	after func(time.Duration, func(context.Context)) // does something in a while, unless all ends before
	rate  int                                        // tokens a second
	block int                                        // taken at once: what comes in blockTime, at least 1
	burst int                                        // what the bucket holds

	mu     sync.Mutex
	have   int           // tokens at hand
	until  time.Time     // how long they are good
	used   int           // what the store must hear of: sent without a token, less tokens not used
	next   time.Time     // there is nothing to ask for before
	asking bool          // a block is being asked for
	wanted int           // how many wait for a token
	armed  bool          // the store is told in a while what was used and what was not
	bell   chan struct{} // closed and replaced when those who wait should look again
}

const (
	blockTime = 100 * time.Millisecond
	tellAfter = 110 * time.Millisecond // how long a reply may stay uncounted: a block is too old by then
	awayPause = 500 * time.Millisecond // before a store that gave no answer is asked again
	drawTime  = 2 * time.Second        // the longest that is waited for its answer
)

func newLimiter(store Bucket, rate int, after func(time.Duration, func(context.Context))) *limiter {
	block := max(1, rate/int(time.Second/blockTime))
	return &limiter{store: store, after: after, rate: rate, block: block, burst: max(block+1, rate*3/20), bell: make(chan struct{})}
}

// token is the right to send one message, by the block that it is of: until when
// that is good.
type token time.Time

// take waits for a token and takes it; false when ctx ended first.
func (l *limiter) take(ctx context.Context) (token, bool) {
	l.want(1)
	defer l.want(-1)
	for {
		l.mu.Lock()
		l.expire()
		if l.have > 0 {
			l.have--
			of := token(l.until)
			l.mu.Unlock()
			return of, true
		}
		bell, wait := l.bell, time.Until(l.next)
		ask := !l.asking && wait <= 0
		if ask {
			l.asking = true
		}
		l.mu.Unlock()
		switch {
		case ctx.Err() != nil:
			if ask {
				l.answered(flows.Drawn{}, ctx.Err())
			}
			return token{}, false
		case ask:
			l.answered(l.draw(ctx, l.block))
		case !await(ctx, bell, wait):
			return token{}, false
		}
	}
}

func (l *limiter) want(one int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.wanted += one
}

// await waits for the bell, or for so long if that is more than nothing; false
// when ctx ended first.
func await(ctx context.Context, bell <-chan struct{}, wait time.Duration) bool {
	var over <-chan time.Time
	if wait > 0 {
		t := time.NewTimer(wait)
		defer t.Stop()
		over = t.C
	}
	select {
	case <-bell:
	case <-over:
	case <-ctx.Done():
		return false
	}
	return true
}

// draw calls the store, with what it must hear of. When that has no answer, it is
// said again.
func (l *limiter) draw(ctx context.Context, want int) (flows.Drawn, error) {
	l.mu.Lock()
	used := l.used
	l.used = 0
	l.mu.Unlock()
	ctx, cancel := context.WithTimeout(ctx, drawTime)
	defer cancel()
	drawn, err := l.store.Draw(ctx, flows.Draw{Rate: l.rate, Burst: l.burst, Want: want, Used: used})
	if err != nil {
		l.mu.Lock()
		l.used += used
		l.mu.Unlock()
	}
	return drawn, err
}

// answered takes in what a call for a block has brought.
func (l *limiter) answered(drawn flows.Drawn, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.asking = false
	now := time.Now()
	switch {
	case err != nil:
		l.next = now.Add(awayPause)
	case drawn.Tokens < l.block:
		// Not for every single token: half a block is there by then.
		half := time.Duration(l.block) * time.Second / time.Duration(2*l.rate)
		l.next = now.Add(max(drawn.Next, half))
	}
	if drawn.Tokens > 0 {
		l.expire()
		l.have += drawn.Tokens
		l.until = now.Add(blockTime)
		l.arm()
	}
	l.ring()
}

// give gives a token back that was not used. One of an older block does not grow
// younger by it.
func (l *limiter) give(of token) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if until := time.Time(of); until.Equal(l.until) && time.Now().Before(until) {
		l.have++
		l.arm()
	} else {
		l.putAside(1)
	}
	l.ring()
}

// expire puts what is too old aside. l.mu is held.
func (l *limiter) expire() {
	if l.have > 0 && !time.Now().Before(l.until) {
		l.putAside(l.have)
		l.have = 0
	}
}

// putAside keeps tokens that the next call gives back to the store: then at least
// those are there, so nobody waits any longer. Nor do they wait for somebody who wants
// one: the bucket may be empty for the others, and full by the time of that call. l.mu is held.
func (l *limiter) putAside(tokens int) {
	l.used -= tokens
	l.next = time.Time{}
	l.arm()
}

// ring has those who wait look again. l.mu is held.
func (l *limiter) ring() {
	close(l.bell)
	l.bell = make(chan struct{})
}

// spent counts a message that went without a token.
func (l *limiter) spent() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.used++
	l.arm()
}

// arm sees to it that the store is told. l.mu is held.
func (l *limiter) arm() {
	if !l.armed {
		l.armed = true
		l.after(tellAfter, l.tell)
	}
}

// tell tells the store what was used and what is too old, unless a block did already or
// will, since somebody waits for one. What is still good or still waits for that block is
// looked at again. Without an answer the next block or reply brings it.
func (l *limiter) tell(ctx context.Context) {
	l.mu.Lock()
	l.armed = false
	l.expire()
	idle := l.used == 0 || l.wanted > 0
	if l.have > 0 || l.used != 0 && l.wanted > 0 {
		l.arm()
	}
	l.mu.Unlock()
	if !idle {
		_, _ = l.draw(ctx, 0)
	}
}

// spent counts what goes to Telegram without a token.
func (r *Runtime) spent(e flows.Effect) {
	if isLimited(e) {
		r.bulk.spent()
	}
}

// isLimited says whether Telegram counts the effect when it limits how much a bot
// sends.
func isLimited(e flows.Effect) bool {
	switch e.(type) {
	case flows.Send, flows.Play, flows.Attach, flows.Enclose, flows.Edit:
		return true
	case flows.Answer, flows.Delete, flows.Commands, flows.Tell, flows.Page, flows.Post, flows.Repost, flows.React:
	}
	return false
}
