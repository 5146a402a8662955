package bot_test

import (
	"errors"
	"testing"
	"time"

	"wecan/bot"
	"wecan/flows"
)

// A file of the bot's goes through the outbox as a message does: in its place, with
// its number told to the next turn, and sent again after a failure.
func TestAFileOfOursIsAMessage(t *testing.T) {
	in(t, func(b *bench) {
		t := b.t
		p := b.start("a", nil)
		failed := false
		p.out.fail = func(_ int, e flows.Effect) error {
			if _, is := e.(flows.Enclose); is && !failed {
				failed = true
				return errors.New("no answer")
			}
			return nil
		}
		handle(t, p, b.say("enclose session.ics"))
		handle(t, p, b.say("x"))
		time.Sleep(10 * time.Second)
		b.idle()
		if got := p.out.sent(); len(got) < 2 || got[0] != "enclose session.ics" || !failed {
			t.Errorf("sent %q", got)
		}
		handle(t, p, b.say("y"))
		if got := b.state(7).Receipts; len(got) == 0 || got[0].Name != "file" || got[0].Message == 0 {
			t.Errorf("receipts %+v", got)
		}
		b.stop(p)
	})
}

func TestABlockedPersonIsMarkedByAFileToo(t *testing.T) {
	in(t, func(b *bench) {
		t := b.t
		p := b.start("a", nil)
		p.out.fail = func(_ int, e flows.Effect) error {
			if _, is := e.(flows.Enclose); is {
				return &bot.Refusal{Kind: bot.Gone, Err: errors.New("403")}
			}
			return nil
		}
		handle(t, p, b.say("enclose session.ics"))
		time.Sleep(time.Second)
		b.idle()
		if !b.state(7).Blocked {
			t.Error("she is not marked")
		}
		b.stop(p)
	})
}
