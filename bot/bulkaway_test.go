package bot_test

import (
	"bytes"
	"context"
	"errors"
	"slices"
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
	calls  int // while it was away
	probes int
}

func (s *shaky) Carry(ctx context.Context, e flows.Effect) (int, error) {
	s.mu.Lock()
	how := s.how
	m, _ := e.(flows.Send)
	hopeless := how != nil && strings.HasPrefix(m.Text, "reply")
	if how != nil && !hopeless {
		s.calls++
	}
	s.mu.Unlock()
	if hopeless {
		return 0, &bot.Refusal{Kind: bot.Never, Err: errors.New("it is too long"), NoCall: true}
	}
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

const (
	awayRate   = 25
	awayCrowd  = 600
	awayLasts  = 3 * time.Minute
	awayPauses = int(awayLasts / (15 * time.Second))
)

// awayCase is a way in which Telegram is away.
type awayCase struct {
	how   func(ctx context.Context) error
	blind bool          // it cannot be asked whether it is there
	talks bool          // people write, and what they are answered can never be sent
	photo bool          // what goes to many is a photo, and then the words
	each  int           // who wants it, 0 for everybody
	most  int           // how many messages may be uncertain
	late  time.Duration // at most, when it is back
}

// Telegram is away for some minutes while something goes to many. Nobody is passed over
// for that but those whose call was under way, and all go on soon when it is back.
func TestWhatGoesToManyWaitsWhileTelegramIsAway(t *testing.T) {
	refused := func(context.Context) error { return errors.Join(errors.New("refused"), bot.ErrNotCalled) }
	silent := func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }
	broken := func(context.Context) error {
		time.Sleep(50 * time.Millisecond)
		return errors.New("502")
	}
	for name, tc := range map[string]awayCase{
		"there is no connection":               {how: refused, late: 40 * time.Second},
		"no connection, and no probe":          {how: refused, blind: true, late: 40 * time.Second},
		"nothing comes back":                   {how: silent, most: 3 * awayRate, late: 30 * time.Second}, // two seconds pass until it shows
		"nothing comes back to a photo":        {how: silent, photo: true, most: 3 * awayRate, late: 60 * time.Second},
		"errors come back":                     {how: broken, most: 5, late: 20 * time.Second},
		"errors come back to a photo":          {how: broken, photo: true, most: 5, late: 50 * time.Second},
		"errors come back, and people write":   {how: broken, talks: true, most: 5, late: 20 * time.Second},
		"errors come back, and no probe":       {how: broken, blind: true, most: 5 + awayPauses + 4, late: 20 * time.Second}, // one after each pause
		"few want it":                          {how: broken, each: 30, most: 5, late: time.Minute},
		"it comes and goes every four seconds": {how: comesAndGoes, late: 40 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			each := max(1, tc.each)
			m := member{photo: tc.photo, willing: func(chat int64) bool { return chat%int64(each) == 0 }}
			inCrowd(t, awayCrowd, m, func(c *crowd) { tc.run(c, each) })
		})
	}
}

func (tc awayCase) run(c *crowd, each int) {
	t, tg := c.t, &shaky{c: c}
	p := c.start("a", func(o *bot.Options) {
		if o.Carrier = tg; !tc.blind {
			o.Carrier = probing{tg}
		}
	})
	began := time.Now()
	walks(t, p.Runtime, c.ids, 0, 1, 50)
	time.Sleep(5 * time.Second / time.Duration(each*each))
	tg.leave(tc.how)
	for n := range int(awayLasts / time.Second) {
		time.Sleep(time.Second)
		if tc.talks {
			c.write(p, int64(1000+n), n)
		}
	}
	before := len(c.sent.sent())
	tg.leave(nil)
	time.Sleep(90 * time.Second)
	dead, err := p.store.Dead(t.Context())
	if err != nil {
		t.Error(err)
	}
	dead = slices.DeleteFunc(dead, func(d flows.DeadLetter) bool { return d.Kind != "uncertain" })
	all, sent, lost := awayCrowd/each, 0, 0
	for _, text := range c.sent.sent() {
		if strings.HasPrefix(text, "news") {
			sent++
		}
	}
	for _, d := range dead {
		if bytes.HasPrefix(d.Payload, []byte("send")) { // and not the photo before it
			lost++
		}
	}
	t.Logf("%d have it, %d do not; %d are uncertain; %d calls and %d probes while it was away", sent, lost, len(dead), tg.calls, tg.probes)
	if sent+lost != all || len(dead) > tc.most {
		t.Errorf("%d of %d have it, %d do not; %d are uncertain, at most %d may be", sent, all, lost, len(dead), tc.most)
	}
	want := awayLasts + time.Duration(all)*time.Second/awayRate + tc.late
	if took := c.sent.at[len(c.sent.at)-1].Sub(began); took > want {
		t.Errorf("it took %v, want at most %v", took, want)
	}
	if tc.most > 0 && len(c.sent.at) > before+1 { // else some stand in an outbox of their own
		if gap := c.sent.at[before+1].Sub(c.sent.at[before]); gap > 3*time.Second { // it is looked at every two
			t.Errorf("one has it, and the next %v later", gap)
		}
	}
	c.stop(p)
}

// comesAndGoes is a network that is there for four seconds of eight.
func comesAndGoes(context.Context) error {
	if time.Now().Unix()%8 < 4 {
		return bot.ErrNotCalled
	}
	return nil
}
