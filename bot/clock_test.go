package bot_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"wecan/bot"
	"wecan/flows"
)

func TestAClockThatIsPutForwardMakesTimersDue(t *testing.T) {
	in(t, func(b *bench) {
		t := b.t
		var ahead atomic.Int64
		now := func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }
		p := b.start("a", func(o *bot.Options) { o.Now, o.Tick = now, time.Hour })
		started := time.Now()
		handle(t, p, b.say("wait 10m"))
		if err := p.CatchUp(t.Context()); err != nil {
			t.Fatal(err)
		}
		equal(t, "fired too early", b.state(7).Fired, nil)

		ahead.Add(int64(40 * 24 * time.Hour))
		if err := p.CatchUp(t.Context()); err != nil {
			t.Fatal(err)
		}
		equal(t, "fired", b.state(7).Fired, []string{"wait"})
		handle(t, p, b.say("wait 10m")) // counts from the clock, not from the real time
		if err := p.CatchUp(t.Context()); err != nil {
			t.Fatal(err)
		}
		equal(t, "fired before its time", b.state(7).Fired, []string{"wait"})
		equal(t, "sent", p.out.sent(), []string{"Q1?", "Q2?"})
		if took := time.Since(started); took > time.Minute {
			t.Errorf("the real time went on by %v: something waited for a lease or a pause", took)
		}
		b.stop(p)
		b.idle()
	})
}

func TestCatchingUpEndsWithItsContext(t *testing.T) {
	in(t, func(b *bench) {
		t := b.t
		p := b.start("a", nil)
		p.out.fail = func(int, flows.Effect) error { time.Sleep(time.Minute); return nil }
		handle(t, p, b.say("one"))
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		if err := p.CatchUp(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("with a message that is not sent yet: %v", err)
		}
		b.kill(p)
	})
}
