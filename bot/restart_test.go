package bot_test

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"wecan/flows"
)

func TestWhatWasCommittedIsSentAfterACrash(t *testing.T) {
	in(t, func(b *bench) {
		t := b.t
		p := b.start("a", nil)
		p.out.fail = func(int, flows.Effect) error { return errors.New("no network") }
		handle(t, p, b.say("info one"), b.say("info two"))
		b.kill(p)
		q := b.start("a", nil) // the same owner: its predecessor is dead for sure
		q.Polled(false)
		time.Sleep(200 * time.Millisecond)
		synctest.Wait()
		equal(t, "sent", q.out.sent(), []string{"info one", "info two", "Q2?"})
		b.stop(q)
		b.idle()
	})
}

func TestAnotherOwnerWaitsForTheLeaseToRunOut(t *testing.T) {
	in(t, func(b *bench) {
		t := b.t
		p := b.start("a", nil)
		p.out.fail = func(int, flows.Effect) error { return errors.New("no network") }
		handle(t, p, b.say("one"))
		b.kill(p)
		q := b.start("b", nil)
		q.Polled(false)
		time.Sleep(25 * time.Second)
		equal(t, "sent while the lease lasts", q.out.sent(), nil)
		time.Sleep(10 * time.Second)
		equal(t, "sent", q.out.sent(), []string{"Q1?"})
		b.stop(q)
		b.idle()
	})
}

// Her answer may wait behind more updates than one batch holds.
func TestWhatWasLeftWaitsUntilNothingWaitsAtTelegram(t *testing.T) {
	for _, tc := range []struct {
		name  string
		full  int // batches, two a second
		sent  time.Duration
		later bool // the last batch is no full one
	}{
		{"caught up", 8, 4*time.Second + 150*time.Millisecond, true},
		{"never caught up", 100, 15 * time.Second, false},
		{"no batch at all", 0, time.Second, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			in(t, func(b *bench) {
				t := b.t
				p := b.start("a", nil)
				p.out.fail = func(int, flows.Effect) error { return errors.New("no answer, though it arrived") }
				handle(t, p, b.say("one"))
				b.kill(p)
				q := b.start("a", nil)
				began := time.Now()
				go func() {
					for range tc.full {
						q.Polled(true)
						time.Sleep(time.Second / 2)
					}
					if tc.later {
						q.Polled(false)
					}
				}()
				<-q.out.bell
				if took := time.Since(began); took < tc.sent || took > tc.sent+time.Second {
					t.Errorf("sent after %v, want %v", took, tc.sent)
				}
				time.Sleep(time.Minute)
				b.stop(q)
				b.idle()
			})
		})
	}
}

func TestAnOldQuestionIsNotSentAfterItsAnswer(t *testing.T) {
	in(t, func(b *bench) {
		t := b.t
		p := b.start("a", nil)
		p.out.fail = func(int, flows.Effect) error { return errors.New("no answer, though it arrived") }
		handle(t, p, b.say("info one"))
		b.kill(p)
		q := b.start("a", nil)
		handle(t, q, b.say("two")) // she answers Q1, which had arrived
		q.Polled(false)
		time.Sleep(5 * time.Second)
		equal(t, "sent", q.out.sent(), []string{"info one", "Q2?"})
		b.stop(q)
		b.idle()
	})
}

// A letter comes with the question that stood open before it: neither has been answered,
// so neither is dropped, whether Telegram fails once or the process dies.
func TestALetterIsNotReplacedByTheQuestionBelowIt(t *testing.T) {
	for _, dies := range []bool{false, true} {
		in(t, func(b *bench) {
			p := b.start("a", nil)
			failed := false
			p.out.fail = func(int, flows.Effect) error {
				if failed && !dies {
					return nil
				}
				failed = true
				return errors.New("502")
			}
			handle(b.t, p, b.say("letter Here"))
			if dies {
				b.kill(p)
				p = b.start("a", nil)
				p.Polled(false)
			}
			time.Sleep(time.Minute)
			equal(b.t, "sent", p.out.sent(), []string{"Here?", "Q1?"})
			b.stop(p)
			b.idle()
		})
	}
}

// A dropped message cannot take the keys away.
func TestAnOldQuestionIsSentWhenItTakesTheKeysAway(t *testing.T) {
	for _, tc := range []struct{ said, want []string }{
		{[]string{"unkey", "two"}, []string{"Q1?", "Q2?"}},
		{[]string{"key", "two"}, []string{"Q2?"}},
		{[]string{"unkey", "unkey", "three"}, []string{"Q2?", "Q3?"}},
		{[]string{"unkey", "key"}, []string{"Q2?"}},
	} {
		t.Run(strings.Join(tc.said, ", "), func(t *testing.T) {
			in(t, func(b *bench) {
				p := b.start("a", nil)
				p.out.fail = func(int, flows.Effect) error { return errors.New("no network") }
				for _, text := range tc.said {
					handle(b.t, p, b.say(text))
				}
				b.kill(p)
				q := b.start("a", nil)
				q.Polled(false)
				time.Sleep(200 * time.Millisecond)
				synctest.Wait()
				equal(b.t, "sent", q.out.sent(), tc.want)
				b.stop(q)
				b.idle()
			})
		})
	}
}
