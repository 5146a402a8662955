package bot_test

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"wecan/bot"
	"wecan/flows"
)

// A voice that can never be sent is counted and left out: the text behind it
// says the same. It is no dead letter, because later it would be out of place.
func TestAVoiceHoldsNoTextUp(t *testing.T) {
	in(t, func(b *bench) {
		t := b.t
		count := newCounter()
		p := b.start("a", func(o *bot.Options) { o.Meter = count })
		p.out.fail = func(_ int, e flows.Effect) error {
			if _, is := e.(flows.Play); is {
				return &bot.Refusal{Kind: bot.Never, Err: errors.New("no such file")}
			}
			return nil
		}
		handle(t, p, b.say("voice en/a.b.ogg"))
		synctest.Wait()
		equal(t, "sent", p.out.sent(), []string{"Q1?"})
		time.Sleep(time.Second)
		dead, err := p.store.Dead(t.Context())
		if err != nil || len(dead) > 0 || count.of(bot.EventMute) != 1 || count.of(bot.EventDead) != 0 {
			t.Errorf("dead %v %v; %d left out, %d dead", dead, err, count.of(bot.EventMute), count.of(bot.EventDead))
		}
		b.idle()
		b.stop(p)
	})
}

func TestAVoiceComesFirstAndItsMessageIsLearned(t *testing.T) {
	in(t, func(b *bench) {
		t := b.t
		p := b.start("a", nil)
		handle(t, p, b.say("voice en/a.b.ogg"))
		synctest.Wait()
		equal(t, "sent", p.out.sent(), []string{"play en/a.b.ogg", "Q1?"})
		handle(t, p, b.say("x"))
		if got := b.state(7).Receipts; len(got) != 2 || got[0] != (flows.Receipt{Name: "voice", Message: 1001}) || got[1].Name != "question" {
			t.Errorf("receipts %+v", got)
		}
		b.stop(p)
	})
}

func TestABlockedPersonIsMarkedByAVoiceToo(t *testing.T) {
	in(t, func(b *bench) {
		t := b.t
		p := b.start("a", nil)
		p.out.fail = func(_ int, e flows.Effect) error {
			if _, is := e.(flows.Play); is {
				return &bot.Refusal{Kind: bot.Gone, Err: errors.New("403")}
			}
			return nil
		}
		handle(t, p, b.say("voice en/a.b.ogg"))
		time.Sleep(time.Second)
		if s := b.state(7); !s.Blocked || len(s.Lost) != 1 || s.Lost[0] != 7 {
			t.Errorf("the state is %+v", s)
		}
		b.stop(p)
	})
}

// What was perhaps heard already is not heard again when its question is old.
func TestTheVoiceOfAnOldQuestionIsNotPlayedAfterItsAnswer(t *testing.T) {
	in(t, func(b *bench) {
		t := b.t
		p := b.start("a", nil)
		p.out.fail = func(int, flows.Effect) error { return errors.New("the network is down") }
		handle(t, p, b.say("voice en/a.one.ogg"))
		handle(t, p, b.say("voice en/a.two.ogg"))
		synctest.Wait()
		b.kill(p)
		time.Sleep(time.Minute)
		q := b.start("b", nil)
		time.Sleep(time.Minute)
		equal(t, "sent after the crash", q.out.sent(), []string{"play en/a.two.ogg", "Q2?"})
		b.idle()
		b.stop(q)
	})
}
