package bot_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"wecan/bot"
	"wecan/flows"
)

// texts leaves the questions out, which the toy asks whenever it is written to.
func texts(sent []string) []string {
	return slices.DeleteFunc(sent, func(s string) bool { return s[0] == 'Q' })
}

// What she has said she does not want is not sent any more, if its call has not begun:
// whoever sends it, and whichever of many it is. What came after stays.
func TestWhatWaitsIsTakenBack(t *testing.T) {
	for _, crash := range []bool{false, true} {
		in(t, func(b *bench) {
			t := b.t
			slow := func(o *bot.Options) {
				o.Carrier = carrierFunc(func(_ context.Context, _ flows.Effect) (int, error) {
					return 0, &bot.Refusal{Kind: bot.Slower, After: time.Minute, Err: errors.New("429")}
				})
			}
			p := b.start("a", slow)
			for _, text := range []string{"many one", "info kept", "many two", "drop other", "drop many", "many three"} {
				handle(t, p, b.say(text))
				synctest.Wait()
			}
			if crash {
				b.kill(p)
			} else {
				b.stop(p)
			}
			q := b.start("a", nil)
			q.Polled(false)
			time.Sleep(2 * time.Minute)
			handle(t, q, b.say("info end"))
			time.Sleep(time.Second)
			b.stop(q)
			equal(t, "sent", texts(q.out.sent()), []string{"info kept", "dropped other", "dropped many", "attach three", "many three", "info end"})
			words := map[string]string{}
			for _, r := range b.state(b.chat).Receipts {
				words[r.Name] = r.Word
			}
			for _, name := range []string{"many:one", "file:one", "many:two", "file:two"} {
				if words[name] != flows.WordRetracted {
					t.Errorf("%s came back with %q", name, words[name])
				}
			}
			if words["many:three"] != "" {
				t.Errorf("what came later was taken back")
			}
			b.idle()
		})
	}
}

// A message whose call had begun when the process died may be with her: it is not taken
// back but uncertain, and its actor hears of that once.
func TestWhatMayHaveGoneOutIsUncertain(t *testing.T) {
	in(t, func(b *bench) {
		t := b.t
		begun := make(chan string, 10)
		p := b.start("a", func(o *bot.Options) {
			o.Carrier = carrierFunc(func(ctx context.Context, e flows.Effect) (int, error) {
				if s, ok := e.(flows.Send); ok && s.Text == "many one" {
					begun <- s.Text
					<-ctx.Done()
					return 0, ctx.Err()
				}
				return 1, nil
			})
		})
		handle(t, p, b.say("many one"))
		<-begun
		handle(t, p, b.say("drop many"))
		synctest.Wait()
		b.kill(p)
		q := b.start("a", nil)
		q.Polled(false)
		time.Sleep(5 * time.Second)
		handle(t, q, b.say("info end"))
		time.Sleep(time.Second)
		equal(t, "sent", texts(q.out.sent()), []string{"dropped many", "info end"})
		equal(t, "told", b.state(b.chat).Told, []string{flows.ToldUncertain})
		dead, err := q.store.Dead(t.Context())
		if err != nil || len(dead) != 1 || dead[0].Kind != "uncertain" {
			t.Errorf("dead %v %v", dead, err)
		}
		b.stop(q)
		b.idle()
	})
}
