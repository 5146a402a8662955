package bot_test

import (
	"context"
	"testing"
	"time"

	"wecan/bot"
	"wecan/flows"
)

// slowFiles needs a while for each call, and notes how long it had for a file.
type slowFiles struct {
	*fakeCarrier

	takes   time.Duration
	hadFile time.Duration
}

func (c *slowFiles) Carry(ctx context.Context, e flows.Effect) (int, error) {
	if _, is := e.(flows.Attach); is {
		until, _ := ctx.Deadline()
		c.hadFile = time.Until(until)
	} else {
		time.Sleep(c.takes)
	}
	return c.fakeCarrier.Carry(ctx, e)
}

// A file may be as large as the team is told, also behind calls that were slow: it has
// the time for it.
func TestAFileHasItsTimeBehindSlowCalls(t *testing.T) {
	in(t, func(b *bench) {
		out := &slowFiles{takes: 8 * time.Second}
		p := b.start("a", func(o *bot.Options) { out.fakeCarrier, o.Carrier = o.Carrier.(*fakeCarrier), out }) //nolint:forcetypeassert // start makes it
		defer b.kill(p)
		handle(b.t, p, b.say("file f"))
		time.Sleep(time.Minute)
		if out.hadFile < 18*time.Second || out.hadFile > 28*time.Second {
			b.t.Errorf("a file had %s", out.hadFile)
		}
		equal(b.t, "sent", p.out.sent()[3:], []string{"attach f", "Q1?"})
	})
}

// A server that was silent for a moment is asked again soon, however many spoke to it at
// that moment.
func TestAMomentOfSilenceIsOneFailure(t *testing.T) {
	for _, calls := range []int{3, 100} {
		if pause := bot.PauseAfter(calls); pause <= 0 || pause > time.Second {
			t.Errorf("after %d calls without an answer nothing is sent for %s", calls, pause)
		}
	}
	if pause := bot.PauseAfter(2); pause != 0 {
		t.Errorf("after two calls without an answer nothing is sent for %s", pause)
	}
}
