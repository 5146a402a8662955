package bot_test

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"wecan/bot"
	"wecan/flows"
)

func TestTwoProcessesNeverSendOneChatAtOnce(t *testing.T) {
	in(t, func(b *bench) {
		t := b.t
		var atOnce, most int
		slow := func(int, flows.Effect) error {
			atOnce++
			most = max(most, atOnce)
			time.Sleep(300 * time.Millisecond)
			atOnce--
			return nil
		}
		p, q := b.start("a", nil), b.start("b", nil)
		p.out = slowCarrier(p, slow)
		q.out = slowCarrier(q, slow)
		for i := range 10 {
			handle(t, []*process{p, q}[i%2], b.say("info "+strconv.Itoa(i)))
			time.Sleep(50 * time.Millisecond)
		}
		time.Sleep(time.Minute)
		b.stop(p)
		b.stop(q)
		if most != 1 {
			t.Errorf("%d calls to one chat at once", most)
		}
		b.idle()
	})
}

// slowCarrier lets calls take time; the fake's own lock is not held meanwhile.
func slowCarrier(p *process, slow func(int, flows.Effect) error) *fakeCarrier {
	fake := p.out
	p.Carrier = carrierFunc(func(ctx context.Context, e flows.Effect) (int, error) {
		if err := slow(0, e); err != nil {
			return 0, err
		}
		return fake.Carry(ctx, e)
	})
	return fake
}

type carrierFunc func(ctx context.Context, e flows.Effect) (int, error)

func (f carrierFunc) Carry(ctx context.Context, e flows.Effect) (int, error) { return f(ctx, e) }

func TestEffectsOfOneActorKeepTheirOrder(t *testing.T) {
	in(t, func(b *bench) {
		t := b.t
		p := b.start("a", nil)
		p.out.fail = func(call int, _ flows.Effect) error {
			if call%3 == 0 {
				return errors.New("try later")
			}
			return nil
		}
		var want []string
		for i := range 12 {
			handle(t, p, b.say(fmt.Sprintf("info %d", i)))
			want = append(want, fmt.Sprintf("info %d", i))
		}
		time.Sleep(time.Minute)
		var got []string
		for _, s := range p.out.sent() {
			if strings.HasPrefix(s, "info") {
				got = append(got, s)
			}
		}
		equal(t, "sent", got, want)
		b.stop(p)
		b.idle()
	})
}

func TestTooManyRequestsFreezesEverybody(t *testing.T) {
	in(t, func(b *bench) {
		t := b.t
		p := b.start("a", nil)
		start := time.Now()
		p.out.fail = func(call int, _ flows.Effect) error {
			if call == 1 {
				return &bot.Refusal{Kind: bot.Slower, After: 20 * time.Second, Err: errors.New("429")}
			}
			if d := time.Since(start); d < 20*time.Second {
				t.Errorf("a call %v after a 429 of 20 s", d)
			}
			return nil
		}
		handle(t, p, b.say("one"))
		synctest.Wait()
		b.chat = 8
		handle(t, p, b.say("other person"))
		time.Sleep(40 * time.Second)
		if n := len(p.out.sent()); n != 2 {
			t.Errorf("sent %v", p.out.sent())
		}
		b.stop(p)
		b.idle()
	})
}

func TestABlockedPersonIsMarked(t *testing.T) {
	in(t, func(b *bench) {
		t := b.t
		p := b.start("a", nil)
		p.out.fail = func(int, flows.Effect) error { return &bot.Refusal{Kind: bot.Gone, Err: errors.New("403")} }
		handle(t, p, b.say("one"))
		time.Sleep(time.Second)
		b.stop(p)
		if !b.state(7).Blocked {
			t.Error("not marked as blocked")
		}
		b.idle()
	})
}

func TestWhatCanNeverBeSentIsADeadLetter(t *testing.T) {
	in(t, func(b *bench) {
		t := b.t
		p := b.start("a", nil)
		p.out.fail = func(call int, _ flows.Effect) error {
			if call == 1 {
				return &bot.Refusal{Kind: bot.Never, Err: errors.New("400")}
			}
			return nil
		}
		handle(t, p, b.say("info one"))
		time.Sleep(time.Second)
		dead, err := p.store.Dead(t.Context())
		if err != nil || len(dead) != 1 || dead[0].Kind != "effect" {
			t.Errorf("dead %v %v", dead, err)
		}
		equal(t, "sent", p.out.sent(), []string{"Q1?"})
		b.stop(p)
		b.idle()
	})
}

func TestAnUncertainEffectIsNeverRepeated(t *testing.T) {
	in(t, func(b *bench) {
		t := b.t
		p := b.start("a", func(o *bot.Options) {
			o.Carrier = carrierFunc(func(ctx context.Context, _ flows.Effect) (int, error) {
				<-ctx.Done() // the process dies during the call
				return 0, ctx.Err()
			})
		})
		handle(t, p, b.say("uncertain one"))
		synctest.Wait()
		b.kill(p)
		q := b.start("a", nil)
		q.Polled(false)
		time.Sleep(5 * time.Second)
		equal(t, "sent", q.out.sent(), []string{"Q1?"})
		dead, err := q.store.Dead(t.Context())
		if err != nil || len(dead) != 1 || dead[0].Kind != "uncertain" {
			t.Errorf("dead %v %v", dead, err)
		}
		b.stop(q)
		b.idle()
	})
}
