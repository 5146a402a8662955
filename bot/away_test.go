package bot_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"wecan/bot"
	"wecan/flows"
)

// awayPeople write every awayEvery while Telegram takes nothing for awayFor. It
// still hands out updates, which is the worse half of being away: all that is
// answered must be kept.
const (
	awayPeople = 20
	awayEvery  = 15 * time.Second
	awayFor    = 10 * time.Minute
)

// phones is a Telegram that takes what is sent, or not.
type phones struct {
	mu    sync.Mutex
	away  bool
	calls int // while it was away
	since int // it is back; every fifth still fails, but the first to each person
	got   map[int64][]string
	last  time.Time
}

func (p *phones) Carry(_ context.Context, e flows.Effect) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.away {
		p.calls++
		return 0, errors.New("no answer")
	}
	if s, ok := e.(flows.Send); ok {
		if p.since++; p.since%5 == 0 && len(p.got[s.Chat]) > 0 {
			return 0, errors.New("no answer")
		}
		p.got[s.Chat] = append(p.got[s.Chat], s.Text)
		p.last = time.Now()
	}
	return 1, nil
}

func (p *phones) leave(away bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.away = away
}

// Nothing is lost, everybody reads hers in order, what waits does not pile up in
// the process, and soon after Telegram is back all is sent.
func TestTelegramAwayForTenMinutes(t *testing.T) {
	in(t, func(b *bench) {
		t := b.t
		phones := &phones{got: map[int64][]string{}}
		p := b.start("a", func(o *bot.Options) { o.Carrier = phones })
		time.Sleep(2 * time.Second) // what an earlier process left has been looked for
		quiet := runtime.NumGoroutine()
		phones.leave(true)
		most, rounds := 0, int(awayFor/awayEvery)
		for i := range rounds {
			for chat := range int64(awayPeople) {
				b.chat = 100 + chat
				handle(t, p, b.say(fmt.Sprint("info ", i)))
			}
			time.Sleep(awayEvery)
			most = max(most, runtime.NumGoroutine()-quiet)
		}
		phones.leave(false)
		back := time.Now()
		time.Sleep(2 * time.Minute)
		synctest.Wait()

		if took := phones.last.Sub(back); took > 35*time.Second {
			t.Errorf("the last message came %v after Telegram was back", took)
		}
		// A sender, and one that waits to look again; some time-outs.
		if most > 4*awayPeople {
			t.Errorf("up to %d goroutines more for %d people", most, awayPeople)
		}
		// Pauses grow to 30 s, and each new thing to say is one more try.
		if each := phones.calls / awayPeople; each > 2*rounds {
			t.Errorf("%d calls for each person while Telegram was away", each)
		}
		for chat, texts := range phones.got {
			told := 0
			for _, s := range texts {
				if strings.HasPrefix(s, "info ") {
					if s != fmt.Sprint("info ", told) {
						t.Errorf("chat %d reads %q where info %d should stand", chat, s, told)
						break
					}
					told++
				}
			}
			if last := texts[len(texts)-1]; told != rounds || last != fmt.Sprintf("Q%d?", rounds) {
				t.Errorf("chat %d got %d of %d, and in the end %q", chat, told, rounds, last)
			}
		}
		if len(phones.got) != awayPeople {
			t.Errorf("%d of %d people got anything", len(phones.got), awayPeople)
		}
		t.Logf("%d goroutines more at most, %d calls for each person meanwhile, the last message %v after Telegram was back",
			most, phones.calls/awayPeople, phones.last.Sub(back))
		b.stop(p)
		b.idle()
	})
}
