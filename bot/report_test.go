package bot_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"wecan/bot"
	"wecan/flows"
)

// logged is a log that a test can read.
type logged struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(p)
}

// lines are those that contain a phrase.
func (l *logged) lines(phrase string) []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	var found []string
	for line := range strings.Lines(l.buf.String()) {
		if strings.Contains(line, phrase) {
			found = append(found, line)
		}
	}
	return found
}

// watch makes a process log and count where the test can read it.
func watch(counts *counter, log *logged, more func(*bot.Options)) func(*bot.Options) {
	return func(o *bot.Options) {
		o.Meter, o.Log = counts, slog.New(slog.NewTextHandler(log, nil))
		if more != nil {
			more(o)
		}
	}
}

const reportLine = "a turn reports what somebody must look at"

func checkReports(t *testing.T, counts *counter, log *logged, want ...string) {
	t.Helper()
	var got []string
	for _, line := range log.lines(reportLine) {
		_, rest, _ := strings.Cut(line, " report=")
		report, _, _ := strings.Cut(rest, " ")
		got = append(got, report)
		if !strings.Contains(line, "level=ERROR") || !strings.Contains(line, " trace=t\n") {
			t.Errorf("logged %q", line)
		}
	}
	if n := counts.of(bot.EventReported); n != len(want) {
		t.Errorf("%d counted, want %d", n, len(want))
	}
	equal(t, "reports", got, want)
}

func TestAReportOfATurnIsLoggedAndCounted(t *testing.T) {
	in(t, func(b *bench) {
		t := b.t
		counts, log := newCounter(), &logged{}
		p := b.start("a", watch(counts, log, nil))
		again := b.say("report one two")
		handle(t, p, again, b.say("nothing"))
		handle(t, p, again)
		b.stop(p)
		checkReports(t, counts, log, "one", "two")
	})
}

// A turn that is made again reports when it is committed, and only then.
func TestAReportComesOnceWhateverBecomesOfTheCommit(t *testing.T) {
	t.Run("a conflict", func(t *testing.T) {
		in(t, func(b *bench) {
			counts, log := newCounter(), &logged{}
			p, q := b.start("a", watch(counts, log, nil)), b.start("b", nil)
			handle(b.t, p, b.say("one"))
			handle(b.t, q, b.say("two"))
			handle(b.t, p, b.say("report late"))
			if counts.of(bot.EventConflict) != 1 {
				b.t.Errorf("%d conflicts", counts.of(bot.EventConflict))
			}
			b.stop(p)
			b.stop(q)
			checkReports(b.t, counts, log, "late")
		})
	})
	t.Run("a lost reply", func(t *testing.T) {
		in(t, func(b *bench) {
			counts, log := newCounter(), &logged{}
			p := b.start("a", watch(counts, log, func(o *bot.Options) { o.Store = &lossy{Store: o.Store, every: 2} }))
			handle(b.t, p, b.say("one"))
			handle(b.t, p, b.say("report lost"))
			b.stop(p)
			checkReports(b.t, counts, log, "lost")
		})
	})
	t.Run("a lost reply that another built on", func(t *testing.T) {
		in(t, func(b *bench) {
			counts, log := newCounter(), &logged{}
			q := b.start("b", nil)
			p := b.start("a", watch(counts, log, func(o *bot.Options) {
				o.Store = &between{Store: o.Store, after: func() { handle(b.t, q, b.say("theirs")) }}
			}))
			handle(b.t, p, b.say("report mine"))
			b.stop(p)
			b.stop(q)
			checkReports(b.t, counts, log, "mine")
		})
	})
	t.Run("no commit at all", func(t *testing.T) {
		in(t, func(b *bench) {
			counts, log := newCounter(), &logged{}
			p := b.start("a", watch(counts, log, func(o *bot.Options) { o.Store = &blocking{Store: o.Store} }))
			ctx, cancel := context.WithTimeout(b.t.Context(), time.Second)
			defer cancel()
			if err := p.Handle(ctx, b.say("report never")); !errors.Is(err, context.DeadlineExceeded) {
				b.t.Errorf("handled: %v", err)
			}
			b.kill(p)
			checkReports(b.t, counts, log)
		})
	})
}

func TestADeletionSurvivesACrash(t *testing.T) {
	in(t, func(b *bench) {
		t := b.t
		p := b.start("a", nil)
		p.out.fail = func(int, flows.Effect) error { return errors.New("no network") }
		handle(t, p, b.say("hide"))
		b.kill(p)
		q := b.start("a", nil)
		q.Polled(false)
		time.Sleep(200 * time.Millisecond)
		synctest.Wait()
		equal(t, "sent", q.out.sent(), []string{"delete 1", "Q1?"})
		handle(t, q, b.say("next"))
		b.stop(q)
		// The deletion has no message of its own to tell of.
		if got := b.state(7).Receipts; len(got) != 1 || got[0].Name != "question" {
			t.Errorf("receipts %v", got)
		}
		b.idle()
	})
}

func TestARefusedDeletionMarksItsChat(t *testing.T) {
	in(t, func(b *bench) {
		t := b.t
		p := b.start("a", nil)
		p.out.fail = func(_ int, e flows.Effect) error {
			if _, ok := e.(flows.Delete); ok {
				return &bot.Refusal{Kind: bot.Gone, Err: errors.New("403")}
			}
			return nil
		}
		handle(t, p, b.say("hide"))
		time.Sleep(time.Second)
		b.stop(p)
		if s := b.state(7); !s.Blocked || len(s.Lost) != 1 || s.Lost[0] != 7 {
			t.Errorf("state %+v", s)
		}
		b.idle()
	})
}

func TestANeedlessDeletionIsDone(t *testing.T) {
	in(t, func(b *bench) {
		t := b.t
		p := b.start("a", nil)
		p.out.fail = func(_ int, e flows.Effect) error {
			if _, ok := e.(flows.Delete); ok {
				return &bot.Refusal{Kind: bot.Needless, Err: errors.New("400")}
			}
			return nil
		}
		handle(t, p, b.say("hide"))
		time.Sleep(time.Second)
		if dead, err := p.store.Dead(t.Context()); err != nil || len(dead) > 0 {
			t.Errorf("dead %v %v", dead, err)
		}
		b.stop(p)
		equal(t, "sent", p.out.sent(), []string{"Q1?"})
		b.idle()
	})
}
