package bot_test

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"wecan/flows"
)

// A list of commands outlives the process: the next one sets it, and what came
// after it comes after it.
func TestAListOfCommandsIsSetAfterACrash(t *testing.T) {
	in(t, func(b *bench) {
		t := b.t
		p := b.start("a", nil)
		p.out.fail = func(_ int, e flows.Effect) error {
			if _, is := e.(flows.Commands); is {
				return errors.New("the network is down")
			}
			return nil
		}
		handle(t, p, b.say("list help join"))
		handle(t, p, b.say("list"))
		synctest.Wait()
		b.stop(p)
		equal(t, "sent", p.out.sent(), nil)
		q := b.start("b", nil)
		time.Sleep(2 * time.Minute)
		synctest.Wait()
		equal(t, "sent", q.out.sent(), []string{"commands 2", "commands 0", "Q2?"})
		b.idle()
		b.stop(q)
	})
}
