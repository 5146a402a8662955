package bot_test

import (
	"context"
	"errors"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"wecan/bot"
	"wecan/flows"
)

// tap is a tap on the button of "pick", on that message.
func (b *bench) tap(message int, data string) flows.Incoming {
	in := b.say("")
	in.Input = flows.Tap{Origin: flows.Origin{Chat: b.chat}, Query: "q", Message: message, Data: data}
	return in
}

// slowAnswers shows every message at once and answers the call only later, as
// Telegram does. The first answer may be an error all the same.
func slowAnswers(p *process, rtt time.Duration, first error) {
	fake := p.out
	var calls atomic.Int64
	p.Carrier = carrierFunc(func(ctx context.Context, e flows.Effect) (int, error) {
		id, err := fake.Carry(ctx, e)
		n := calls.Add(1)
		time.Sleep(rtt)
		if n == 1 && first != nil {
			return 0, first
		}
		return id, err
	})
}

// known has the process send the person's first message, so that it knows from
// which number on a message is new.
func known(t *testing.T, b *bench, p *process) {
	t.Helper()
	time.Sleep(3 * time.Second) // it has looked after what an earlier process left
	handle(t, p, b.say("pick"))
	time.Sleep(time.Second)
	equal(t, "sent at first", p.out.sent(), []string{"Q1?"})
}

// sorted is for what goes out side by side.
func sorted(list []string) []string { return slices.Sorted(slices.Values(list)) }

func TestATapDoesNotWaitForTheCallThatBroughtItsButton(t *testing.T) {
	for name, first := range map[string]error{
		"answered":      nil,
		"failed late":   errors.New("a gateway gave up"),
		"refused late":  &bot.Refusal{Kind: bot.Never, Err: errors.New("400")},
		"slower please": &bot.Refusal{Kind: bot.Slower, After: 2 * time.Second, Err: errors.New("429")},
	} {
		t.Run(name, func(t *testing.T) {
			in(t, func(b *bench) {
				t := b.t
				p := b.start("a", nil)
				known(t, b, p)
				slowAnswers(p, 3*time.Second, first)
				handle(t, p, b.say("pick"))
				time.Sleep(time.Second)
				handle(t, p, b.tap(7700, "picked"))
				synctest.Wait()
				equal(t, "sent before the first answer came", sorted(p.out.sent()), []string{"Q1?", "Q2?", "Q3?", "answer q"})
				time.Sleep(time.Minute)
				equal(t, "sent", sorted(p.out.sent()), []string{"Q1?", "Q2?", "Q3?", "answer q"})
				handle(t, p, b.say("end"))
				time.Sleep(time.Minute)
				if s := b.state(b.chat); len(s.Receipts) < 2 || s.Receipts[1].Message != 7700 {
					t.Errorf("receipts %+v: the second must name the message that was tapped", s.Receipts)
				}
				b.stop(p)
				b.idle()
			})
		})
	}
}

// Only the button of the message that is being sent proves anything.
func TestAnOldTapWaitsItsTurn(t *testing.T) {
	in(t, func(b *bench) {
		t := b.t
		p := b.start("a", nil)
		known(t, b, p)
		slowAnswers(p, 3*time.Second, nil)
		handle(t, p, b.say("pick"))
		time.Sleep(time.Second)
		handle(t, p, b.tap(7000, "of yesterday"))
		synctest.Wait()
		equal(t, "sent before the first answer came", p.out.sent(), []string{"Q1?", "Q2?", "answer q"})
		time.Sleep(time.Minute)
		equal(t, "sent", sorted(p.out.sent()), []string{"Q1?", "Q2?", "Q3?", "answer q"})
		b.stop(p)
		b.idle()
	})
}

// A question that is asked again has the same buttons: a tap on its older message
// says nothing of the newer one, which is still on its way.
func TestATapOnAnOlderMessageOfTheSameQuestionProvesNothing(t *testing.T) {
	in(t, func(b *bench) {
		t := b.t
		p := b.start("a", nil)
		slowAnswers(p, 3*time.Second, nil)
		handle(t, p, b.say("pick"))
		time.Sleep(10 * time.Second) // it has come, and the process knows its number
		handle(t, p, b.say("pick"))
		time.Sleep(time.Second)
		handle(t, p, b.tap(1, "picked"))
		synctest.Wait()
		equal(t, "sent before the answer came", sorted(p.out.sent()), []string{"Q1?", "Q2?", "answer q"})
		time.Sleep(time.Minute)
		equal(t, "sent", sorted(p.out.sent()), []string{"Q1?", "Q2?", "Q3?", "answer q"})
		b.stop(p)
		b.idle()
	})
}

// The process dies while the overtaken call is under way: what was tapped is not
// sent again.
func TestWhatWasTappedIsNotSentAgainAfterACrash(t *testing.T) {
	in(t, func(b *bench) {
		t := b.t
		p := b.start("a", nil)
		known(t, b, p)
		slowAnswers(p, 8*time.Second, nil)
		handle(t, p, b.say("pick"))
		time.Sleep(time.Second)
		handle(t, p, b.tap(7700, "picked"))
		synctest.Wait()
		b.kill(p)
		q := b.start("a", nil)
		time.Sleep(time.Minute)
		equal(t, "sent by the next process", q.out.sent(), []string{"Q3?"})
		b.stop(q)
		b.idle()
	})
}

// What a process that died has sent is not sent again when it was tapped: it had
// arrived, and nothing newer is asked.
func TestAQuestionOfBeforeThatIsTappedIsNotAskedAgain(t *testing.T) {
	for _, tc := range []struct {
		data string
		want []string
	}{
		{"last", []string{"answer q", "thanks"}},
		{"of yesterday", []string{"Q2?", "answer q"}}, // a newer question
	} {
		t.Run(tc.data, func(t *testing.T) {
			in(t, func(b *bench) {
				t := b.t
				p := b.start("a", nil)
				p.out.fail = func(int, flows.Effect) error { return errors.New("no answer, though it arrived") }
				handle(t, p, b.say("end it"))
				time.Sleep(time.Second)
				b.kill(p)
				q := b.start("a", nil)
				handle(t, q, b.tap(77, tc.data))
				q.Polled(false)
				time.Sleep(time.Minute)
				equal(t, "sent by the next process", sorted(q.out.sent()), tc.want)
				b.stop(q)
				b.idle()
			})
		})
	}
}

// A tap may be what a question is asked again for, with the same buttons. When
// the call for that fails it is made again.
func TestAQuestionThatATapAsksForIsSentAgainAfterAFailure(t *testing.T) {
	in(t, func(b *bench) {
		t := b.t
		p := b.start("a", nil)
		failed := false
		p.out.fail = func(_ int, e flows.Effect) error {
			if _, ok := e.(flows.Send); ok && !failed {
				failed = true
				return errors.New("no network")
			}
			return nil
		}
		handle(t, p, b.tap(77, "why"))
		time.Sleep(time.Minute)
		equal(t, "sent", sorted(p.out.sent()), []string{"Q1?", "answer q"})
		b.stop(p)
		b.idle()
	})
}

// A process that has not sent anything to this person yet cannot tell a new
// message from one that an earlier process sent: its buttons are the same.
func TestAfterARestartATapProvesNothingYet(t *testing.T) {
	in(t, func(b *bench) {
		t := b.t
		p := b.start("a", nil)
		known(t, b, p)
		b.stop(p)
		q := b.start("a", nil)
		slowAnswers(q, 3*time.Second, nil)
		time.Sleep(3 * time.Second)
		handle(t, q, b.say("pick")) // asked again
		time.Sleep(time.Second)
		handle(t, q, b.tap(1001, "picked")) // on the message of before
		synctest.Wait()
		equal(t, "sent before the answer came", sorted(q.out.sent()), []string{"Q2?", "answer q"})
		time.Sleep(time.Minute)
		equal(t, "sent", sorted(q.out.sent()), []string{"Q2?", "Q3?", "answer q"})
		b.stop(q)
		b.idle()
	})
}
