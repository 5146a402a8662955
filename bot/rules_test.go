package bot_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"wecan/bot"
	"wecan/flows"
	"wecan/store"
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
