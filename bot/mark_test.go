package bot_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"wecan/bot"
	"wecan/flows"
)

// badMarks is a store that writes each mark and is bad at saying so.
type badMarks struct {
	bot.Store
	lost int           // so many replies are lost
	slow time.Duration // the first takes so long
}

func (s *badMarks) Mark(ctx context.Context, id flows.ActorID, token string, effect flows.EffectID, begun bool) error {
	err := s.Store.Mark(ctx, id, token, effect, begun)
	time.Sleep(s.slow)
	if s.slow = 0; s.lost > 0 {
		s.lost--
		return errors.New("the reply was lost")
	}
	return err
}

// Ack asks for what the outbox holds, as after a commit whose answer is still under way.
func (s *badMarks) Ack(ctx context.Context, a *flows.Ack) (flows.Outbox, error) {
	a.Known = -1
	return s.Store.Ack(ctx, a)
}

// What was marked and then not called is no call: nobody is told that it may have come.
func TestAMarkIsNoCall(t *testing.T) {
	for name, fault := range map[string]badMarks{
		"one reply is lost":                {lost: 1},
		"so many that others may try":      {lost: 8},
		"it comes when the lease may end":  {slow: 28 * time.Second},
		"it comes late, and one more lost": {slow: 25 * time.Second, lost: 1},
	} {
		t.Run(name, func(t *testing.T) {
			in(t, func(b *bench) {
				t := b.t
				p := b.start("a", func(o *bot.Options) { fault.Store = o.Store; o.Store = &fault }) // a lease of 30 s, calls of 10 s at most
				q := b.start("b", nil)
				slowCarrier(p, func(int, flows.Effect) error {
					time.Sleep(9 * time.Second)
					return nil
				})
				handle(t, p, b.say("uncertain one"))
				time.Sleep(3 * time.Minute)
				equal(t, "sent", append(p.out.sent(), q.out.sent()...), []string{"news one", "Q1?"})
				if dead, err := p.store.Dead(t.Context()); err != nil || len(dead) != 0 {
					t.Errorf("dead %v %v", dead, err)
				}
				b.stop(p)
				b.stop(q)
				b.idle()
			})
		})
	}
}
