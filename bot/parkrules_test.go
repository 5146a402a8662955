package bot_test

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"wecan/bot"
	"wecan/flows"
	"wecan/store"
)

func TestAFailingInputParksItsActorAndNothingIsLost(t *testing.T) {
	for _, bad := range []string{"panic", "fail"} {
		t.Run(bad, func(t *testing.T) {
			in(t, func(b *bench) {
				t := b.t
				p := b.start("a", nil)
				handle(t, p, b.say("one"), b.say(bad), b.say("three"))
				time.Sleep(time.Second)
				b.chat = 8
				handle(t, p, b.say("others go on"))
				time.Sleep(time.Second)
				b.chat = 7
				equal(t, "sent", p.out.sent(), []string{"Q1?", "sorry", "Q1?"})
				dead, err := p.store.Dead(t.Context())
				if err != nil || len(dead) != 2 {
					t.Fatalf("dead %v %v", dead, err)
				}
				for _, d := range dead {
					if strings.Contains(d.Reason, "secret") {
						t.Errorf("the reason quotes a person: %s", d.Reason)
					}
				}
				if p.Health().Parked != 1 {
					t.Error("the gauge was not raised")
				}
				equal(t, "answers", b.state(7).Answers, []string{"one"})
				b.stop(p)
				b.idle()
			})
		})
	}
}

func TestAfterAnUncleanStopTheFirstInputsAreHandledOneByOne(t *testing.T) {
	in(t, func(b *bench) {
		t := b.t
		deadly := b.say("deadly")
		for range 3 { // each time the process ends while handling it
			p := b.start("a", func(o *bot.Options) { o.Store = &blocking{Store: o.Store} })
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			_ = p.Handle(ctx, deadly)
			cancel()
			b.kill(p)
		}
		// The first of the three came after no stop at all and was not counted.
		p := b.start("a", func(o *bot.Options) { o.Store = &blocking{Store: o.Store} })
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		_ = p.Handle(ctx, deadly)
		cancel()
		b.kill(p)
		q := b.start("a", nil)
		handle(t, q, deadly)
		if q.Health().Parked != 1 {
			t.Error("the deadly input was not put aside")
		}
		b.chat = 8
		handle(t, q, b.say("others go on"))
		equal(t, "answers", b.state(8).Answers, []string{"others go on"})
		b.stop(q)
	})
}

// blocking never gets as far as a commit.
type blocking struct{ bot.Store }

func (l *blocking) Commit(ctx context.Context, _ *flows.Commit, _ string) (flows.Committed, error) {
	<-ctx.Done()
	return flows.Committed{}, ctx.Err()
}

func TestAStateOverItsLimitIsRefused(t *testing.T) {
	in(t, func(b *bench) {
		t := b.t
		p := b.start("a", nil)
		handle(t, p, b.say(strings.Repeat("x", flows.StateLimit)))
		if p.Health().Parked != 1 {
			t.Error("a state over its limit was kept")
		}
		b.stop(p)
	})
}

func TestAnActorThatCannotBeReadHoldsUpNobody(t *testing.T) {
	in(t, func(b *bench) {
		t := b.t
		p := b.start("a", nil)
		handle(t, p, b.say("one"))
		b.stop(p)
		for _, key := range b.redis.Keys() {
			if strings.HasSuffix(key, ":a:"+string(b.ids.Person(7))) {
				b.redis.HSet(key, "s", "\x01damaged beyond repair, and long enough")
			}
		}
		q := b.start("a", nil)
		handle(t, q, b.say("two"))
		synctest.Wait() // the apology goes beside the outboxes
		b.chat = 8
		handle(t, q, b.say("others go on"))
		time.Sleep(time.Second)
		equal(t, "sent", q.out.sent(), []string{"sorry", "Q1?"})
		dead, err := q.store.Dead(t.Context())
		if err != nil || len(dead) != 1 || dead[0].Kind != "input" {
			t.Errorf("dead %v %v", dead, err)
		}
		b.stop(q)
	})
}

func TestANewActorWhoseFirstInputFailsIsParkedAndTakenUpAgain(t *testing.T) {
	in(t, func(b *bench) {
		t := b.t
		p := b.start("a", nil)
		handle(t, p, b.say("fail"))
		id := b.ids.Person(7)
		if err := bot.Unpark(t.Context(), p.store, id); err != nil {
			t.Fatal(err)
		}
		handle(t, p, b.say("again"))
		equal(t, "answers", b.state(7).Answers, []string{"again"})
		drifts := 0
		if _, err := p.store.Audit(t.Context(), func(id flows.ActorID, state []byte) (flows.Actor, error) {
			a, _, err := bot.Inspect(id, state)
			return a, err
		}, func(store.Drift) { drifts++ }); err != nil || drifts > 0 {
			t.Errorf("audit: %d drifts, %v", drifts, err)
		}
		b.stop(p)
	})
}
