package bot_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"wecan/bot"
	"wecan/flows"
)

// in runs a rule's test in virtual time.
func in(t *testing.T, f func(b *bench)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) { f(newBench(t)) })
}

func handle(t *testing.T, p *process, ins ...flows.Incoming) {
	t.Helper()
	if err := p.Handle(t.Context(), ins...); err != nil {
		t.Fatal(err)
	}
}

func equal(t *testing.T, what string, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: got %q, want %q", what, got, want)
	}
}

func TestAnInputThatComesAgainChangesNothing(t *testing.T) {
	in(t, func(b *bench) {
		t := b.t
		p, q := b.start("a", nil), b.start("b", nil)
		one := b.say("one")
		handle(t, p, one, one)
		handle(t, q, one)
		handle(t, p, one)
		b.stop(p)
		b.stop(q)
		equal(t, "answers", b.state(7).Answers, []string{"one"})
		equal(t, "sent", append(p.out.sent(), q.out.sent()...), []string{"Q1?"})
	})
}

func TestATapThatComesAgainIsStillAnswered(t *testing.T) {
	in(t, func(b *bench) {
		t := b.t
		p := b.start("a", nil)
		tap := b.say("")
		tap.Input = flows.Tap{Origin: flows.Origin{Chat: 7}, Query: "q", Data: "x"}
		handle(t, p, tap)
		handle(t, p, tap)
		synctest.Wait()
		b.stop(p)
		n := 0
		for _, s := range p.out.sent() {
			if s == "answer q" {
				n++
			}
		}
		if n != 2 || len(b.state(7).Answers) != 1 {
			t.Errorf("answered %d times, state %v", n, b.state(7))
		}
	})
}

func TestAConflictIsRetriedFromTheAnsweredState(t *testing.T) {
	in(t, func(b *bench) {
		t := b.t
		counts := newCounter()
		var eye *spy
		p, q := b.start("a", func(o *bot.Options) { eye = &spy{Store: o.Store}; o.Meter, o.Store = counts, eye }), b.start("b", nil)
		handle(t, p, b.say("one"))
		handle(t, q, b.say("two")) // p's memory is behind now
		loads := eye.loads.Load()
		handle(t, p, b.say("three"))
		if n := eye.loads.Load() - loads; counts.of(bot.EventConflict) != 1 || n != 0 {
			t.Errorf("%d conflicts and %d loads, want one and none", counts.of(bot.EventConflict), n)
		}
		b.stop(p)
		b.stop(q)
		equal(t, "answers", b.state(7).Answers, []string{"one", "two", "three"})
	})
}

// lossy loses the reply of every nth commit after it was applied.
type lossy struct {
	bot.Store
	every int64
	n     atomic.Int64
}

func (l *lossy) Commit(ctx context.Context, c *flows.Commit, held string) (flows.Committed, error) {
	done, err := l.Store.Commit(ctx, c, held)
	if l.n.Add(1)%l.every == 0 {
		return flows.Committed{}, errors.New("the reply was lost")
	}
	return done, err
}

func TestACommitWhoseReplyWasLostIsMine(t *testing.T) {
	in(t, func(b *bench) {
		t := b.t
		p := b.start("a", func(o *bot.Options) { o.Store = &lossy{Store: o.Store, every: 2} })
		want := []string{}
		for i := range 20 {
			handle(t, p, b.say(strconv.Itoa(i)))
			want = append(want, strconv.Itoa(i))
		}
		b.stop(p)
		equal(t, "answers", b.state(7).Answers, want)
		sent := p.out.sent()
		if len(sent) != 20 || sent[19] != "Q20?" {
			t.Errorf("sent %v", sent)
		}
		b.idle()
	})
}

func TestAReplyLostWhileAnotherBuiltOnItIsStillMine(t *testing.T) {
	in(t, func(b *bench) {
		t := b.t
		q := b.start("b", nil)
		p := b.start("a", func(o *bot.Options) {
			o.Store = &between{Store: o.Store, after: func() { handle(t, q, b.say("theirs")) }}
		})
		handle(t, p, b.say("info mine"))
		b.stop(p)
		b.stop(q)
		equal(t, "answers", b.state(7).Answers, []string{"info mine", "theirs"})
		all := append(p.out.sent(), q.out.sent()...)
		slices.Sort(all)
		// Q1 was never sent, and a newer question stands behind it.
		equal(t, "sent", all, []string{"Q2?", "info mine"})
		b.idle()
	})
}

// between loses the first commit's reply and lets somebody else act before it
// is repeated.
type between struct {
	bot.Store
	after func()
}

func (l *between) Commit(ctx context.Context, c *flows.Commit, held string) (flows.Committed, error) {
	done, err := l.Store.Commit(ctx, c, held)
	if after := l.after; after != nil {
		l.after = nil
		after()
		return flows.Committed{}, errors.New("the reply was lost")
	}
	return done, err
}

func TestActorsTellEachOtherOnce(t *testing.T) {
	in(t, func(b *bench) {
		t := b.t
		p := b.start("a", func(o *bot.Options) { o.Store = &lossy{Store: o.Store, every: 3} })
		for i := range 10 {
			handle(t, p, b.say(fmt.Sprintf("tell x%d", i)))
		}
		time.Sleep(time.Second)
		b.stop(p)
		if got := b.state(99).Told; len(got) != 10 || got[9] != "x9" {
			t.Errorf("told %v", got)
		}
		b.idle()
	})
}

func TestATimerFiresOnceAcrossTwoProcesses(t *testing.T) {
	in(t, func(b *bench) {
		t := b.t
		p, q := b.start("a", nil), b.start("b", nil)
		handle(t, p, b.say("wait 10m"))
		time.Sleep(9*time.Minute + 50*time.Second)
		equal(t, "fired early", b.state(7).Fired, nil)
		time.Sleep(12 * time.Second)
		equal(t, "fired", b.state(7).Fired, []string{"wait"})
		time.Sleep(time.Minute)
		equal(t, "fired", b.state(7).Fired, []string{"wait"})
		b.stop(p)
		b.stop(q)
	})
}

func TestATimerThatWasMovedDoesNotFire(t *testing.T) {
	in(t, func(b *bench) {
		t := b.t
		p := b.start("a", nil)
		handle(t, p, b.say("wait 10m"), b.say("wait 30m"))
		time.Sleep(20 * time.Minute)
		equal(t, "fired early", b.state(7).Fired, nil)
		time.Sleep(11 * time.Minute)
		equal(t, "fired", b.state(7).Fired, []string{"wait"})
		b.stop(p)
	})
}

func TestReceiptsReachTheNextTurnOnce(t *testing.T) {
	for _, pause := range []time.Duration{0, time.Second} { // the ack rides along, or goes alone
		t.Run(pause.String(), func(t *testing.T) {
			in(t, func(b *bench) {
				t := b.t
				p := b.start("a", nil)
				for range 4 {
					handle(t, p, b.say("x"))
					synctest.Wait()
					time.Sleep(pause)
				}
				b.stop(p)
				got := b.state(7).Receipts
				if len(got) != 3 || got[0].Message != 1001 || got[2].Message != 1003 {
					t.Errorf("receipts %v", got)
				}
			})
		})
	}
}

func TestStopSendsWhatIsDue(t *testing.T) {
	in(t, func(b *bench) {
		t := b.t
		p := b.start("a", nil)
		slowCarrier(p, func(int, flows.Effect) error { time.Sleep(time.Second); return nil })
		handle(t, p, b.say("info one"))
		b.stop(p)
		equal(t, "sent", p.out.sent(), []string{"info one", "Q1?"})
		b.idle()
	})
}

func TestANewerSchemaIsLeftAlone(t *testing.T) {
	in(t, func(b *bench) {
		t := b.t
		p := b.start("a", nil)
		handle(t, p, b.say("one"))
		b.stop(p)
		s := b.store("future")
		rec, err := s.Load(t.Context(), b.ids.Person(7), nil)
		if err != nil {
			t.Fatal(err)
		}
		state := slices.Clone(rec.State)
		state[2]++ // the schema's low byte
		if _, err := s.Commit(t.Context(), &flows.Commit{Base: rec, Etag: "00000000000000ff", State: state}, ""); err != nil {
			t.Fatal(err)
		}
		_ = s.Close()
		q := b.start("a", nil)
		if err := q.Handle(t.Context(), b.say("two")); !errors.Is(err, flows.ErrNewerSchema) {
			t.Errorf("got %v", err)
		}
		b.kill(q)
	})
}
