package bot_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"wecan/bot"
	"wecan/flows"
)

// shaky is a Telegram that is away for a while.
type shaky struct {
	c   *crowd
	how func(ctx context.Context) error // what a call comes to while it is away, nil: it is there

	mu     sync.Mutex
	calls  int // with news, while it was away
	probes int
}

func (s *shaky) Carry(ctx context.Context, e flows.Effect) (int, error) {
	s.mu.Lock()
	how := s.how
	if m, ok := e.(flows.Send); ok && how != nil && strings.HasPrefix(m.Text, "news") {
		s.calls++
	}
	s.mu.Unlock()
	if how != nil {
		if err := how(ctx); err != nil {
			return 0, err
		}
	}
	time.Sleep(50 * time.Millisecond)
	s.c.sent.note(e)
	return 1, nil
}

func (s *shaky) leave(how func(ctx context.Context) error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.how = how
}

// probing is one that can be asked whether it is there.
type probing struct{ *shaky }

func (s probing) Probe(ctx context.Context) error {
	s.mu.Lock()
	s.probes++
	how := s.how
	s.mu.Unlock()
	if how == nil {
		return nil
	}
	return how(ctx)
}

// Telegram is away for some minutes while something goes to many. Nobody is passed over
// for that but those whose call was under way, and all go on soon when it is back.
func TestWhatGoesToManyWaitsWhileTelegramIsAway(t *testing.T) {
	const rate, people, gone = 25, 600, 3 * time.Minute
	refused := func(context.Context) error { return errors.Join(errors.New("refused"), bot.ErrNotCalled) }
	silent := func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }
	broken := func(context.Context) error {
		time.Sleep(50 * time.Millisecond)
		return errors.New("502")
	}
	for name, tc := range map[string]struct {
		how   func(ctx context.Context) error
		probe bool
		most  int           // who may be passed over
		late  time.Duration // at most, when it is back
		each  int           // who wants it, 0 for everybody
	}{
		"there is no connection":               {refused, true, 0, 40 * time.Second, 0},
		"no connection, and no probe":          {refused, false, 0, 40 * time.Second, 0},
		"nothing comes back":                   {silent, true, 3 * rate, 30 * time.Second, 0}, // two seconds pass until it shows
		"errors come back":                     {broken, true, 10, 20 * time.Second, 0},
		"errors come back, and no probe":       {broken, false, 10 + int(gone/(15*time.Second)) + 4, 20 * time.Second, 0}, // one after each pause
		"few want it":                          {broken, true, 10, 20 * time.Second, 30},
		"it comes and goes every four seconds": {comesAndGoes, true, 0, 40 * time.Second, 0},
	} {
		t.Run(name, func(t *testing.T) {
			each := max(1, tc.each)
			inCrowd(t, people, member{willing: func(chat int64) bool { return chat%int64(each) == 0 }}, func(c *crowd) {
				t := c.t
				tg := &shaky{c: c}
				p := c.start("a", func(o *bot.Options) {
					if o.Carrier = tg; tc.probe {
						o.Carrier = probing{tg}
					}
				})
				began := time.Now()
				walks(t, p.Runtime, c.ids, 0, 1, 50)
				time.Sleep(5 * time.Second / time.Duration(each*each))
				tg.leave(tc.how)
				time.Sleep(gone)
				before := len(c.sent.sent())
				tg.leave(nil)
				time.Sleep(90 * time.Second)
				dead, err := p.store.Dead(t.Context())
				if err != nil {
					t.Error(err)
				}
				sent := len(c.sent.sent())
				t.Logf("%d have it, %d are uncertain; %d calls and %d probes while it was away", sent, len(dead), tg.calls, tg.probes)
				if sent+len(dead) != people/each || len(dead) > tc.most {
					t.Errorf("%d of %d have it, %d are uncertain, at most %d may be", sent, people/each, len(dead), tc.most)
				}
				if tc.most > 0 && tg.calls > tc.most {
					t.Errorf("%d calls while it was away", tg.calls)
				}
				want := gone + people*time.Second/rate + tc.late
				if took := c.sent.at[len(c.sent.at)-1].Sub(began); took > want {
					t.Errorf("it took %v, want at most %v", took, want)
				}
				if tc.most > 0 && len(c.sent.at) > before+1 { // else some stand in an outbox of their own
					if gap := c.sent.at[before+1].Sub(c.sent.at[before]); gap > 3*time.Second { // it is looked at every two
						t.Errorf("one had it, and the next %v later", gap)
					}
				}
				c.stop(p)
			})
		})
	}
}

// comesAndGoes is a network that is there for four seconds of eight.
func comesAndGoes(context.Context) error {
	if time.Now().Unix()%8 < 4 {
		return bot.ErrNotCalled
	}
	return nil
}
