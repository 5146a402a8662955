package sandbox

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"testing"
	"testing/synctest"
	"time"
)

func id(n int64) string { return strconv.FormatInt(n, 10) }

func TestOffsetConfirms(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tg := New(Options{Seed: 3})
		tg.Say(anna(), "one")
		tg.Say(anna(), "two")
		first := fetch(t, tg)
		if texts(first) != "one two" || first[1].ID != first[0].ID+1 {
			t.Fatalf("got %+v", first)
		}
		time.Sleep(time.Second)
		if again := fetch(t, tg); texts(again) != "one two" {
			t.Errorf("nothing was confirmed, yet %q came", texts(again))
		}
		if rest := fetch(t, tg, "offset", id(first[1].ID)); texts(rest) != "two" || tg.Pending() != 1 {
			t.Errorf("after confirming one: %q, %d pending", texts(rest), tg.Pending())
		}
		if rest := fetch(t, tg, "offset", id(first[1].ID+1)); len(rest) != 0 || tg.Pending() != 0 {
			t.Errorf("after confirming all: %+v", rest)
		}
	})
}

func TestUpdateIDsComeFromTheSeed(t *testing.T) {
	start := func(seed uint64) int64 {
		tg := New(Options{Seed: seed})
		tg.Say(anna(), "x")
		return fetch(t, tg)[0].ID
	}
	if first, again, other := start(1), start(1), start(2); first != again || first == other {
		t.Error("ids must depend on the seed and on nothing else")
	}
}

func TestNegativeOffsetKeepsTheLast(t *testing.T) {
	tg := New(Options{})
	for _, text := range []string{"a", "b", "c"} {
		tg.Say(anna(), text)
	}
	if got := fetch(t, tg, "offset", "-2"); texts(got) != "b c" || tg.Pending() != 2 {
		t.Errorf("got %q, %d pending", texts(got), tg.Pending())
	}
}

func TestAPageHasAtMostHundred(t *testing.T) {
	tg := New(Options{})
	for range 120 {
		tg.Say(anna(), "x")
	}
	if n := len(fetch(t, tg, "limit", "1000")); n != 100 {
		t.Errorf("%d updates", n)
	}
	if n := len(fetch(t, tg, "offset", "1", "limit", "7")); n != 7 {
		t.Errorf("%d updates, want 7", n)
	}
}

func TestSameOffsetAtOnceGetsOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tg := New(Options{})
		tg.Say(anna(), "a")
		tg.Say(anna(), "b")
		fetch(t, tg, "offset", "5")
		if got := fetch(t, tg, "offset", "5"); texts(got) != "a" {
			t.Errorf("at once: %q, want one update", texts(got))
		}
		time.Sleep(600 * time.Millisecond)
		if got := fetch(t, tg, "offset", "5"); texts(got) != "a b" {
			t.Errorf("later: %q, want both", texts(got))
		}
	})
}

func TestLongPollWaitsForAnUpdateOrFiftySeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tg := New(Options{})
		start := time.Now()
		if got := fetch(t, tg, "timeout", "90"); len(got) != 0 || time.Since(start) != 50*time.Second {
			t.Errorf("%d updates after %v", len(got), time.Since(start))
		}
		go func() {
			time.Sleep(7 * time.Second)
			tg.Say(anna(), "hello")
		}()
		start = time.Now()
		if got := fetch(t, tg, "timeout", "30"); texts(got) != "hello" || time.Since(start) != 7*time.Second {
			t.Errorf("%q after %v", texts(got), time.Since(start))
		}
	})
}

func TestAskingTheSameAgainWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tg := New(Options{})
		start := time.Now()
		fetch(t, tg)
		if time.Since(start) != 0 {
			t.Errorf("the first poll without timeout waited %v", time.Since(start))
		}
		fetch(t, tg)
		if time.Since(start) != 3*time.Second {
			t.Errorf("the second one waited %v, want 3s", time.Since(start))
		}
	})
}

func TestTheOlderOfTwoPollersGetsAConflict(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tg := New(Options{})
		older := make(chan said)
		go func() { older <- call(t, tg, "getUpdates", "timeout", "50") }()
		synctest.Wait()
		newer := make(chan said)
		go func() { newer <- call(t, tg, "getUpdates", "timeout", "50") }()
		refused(t, <-older, 409, "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running")
		tg.Say(anna(), "x")
		if s := <-newer; !s.OK {
			t.Errorf("the newer poller got %d %s", s.Code, s.Description)
		}
	})
}

func TestAClientThatGoesAwayConfirmsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tg := New(Options{})
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error)
		go func() {
			request, _ := http.NewRequestWithContext(ctx, http.MethodGet, "http://x/bot"+DefaultToken+"/getUpdates?timeout=50", nil)
			response, err := tg.RoundTripper().RoundTrip(request)
			if err == nil {
				err = response.Body.Close()
			}
			ended <- err
		}()
		synctest.Wait()
		cancel()
		if err := <-ended; !errors.Is(err, context.Canceled) {
			t.Errorf("the poll ended with %v", err)
		}
		tg.Say(anna(), "x")
		time.Sleep(time.Second)
		if got := fetch(t, tg); texts(got) != "x" {
			t.Errorf("got %q", texts(got))
		}
	})
}

func TestOldUpdatesAreForgotten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tg := New(Options{})
		tg.Say(anna(), "text")
		tap(t, tg)
		time.Sleep(149 * time.Second)
		if got := fetch(t, tg); len(got) != 2 || got[1].Query == nil {
			t.Fatalf("before its time the tap waits: %+v", got)
		}
		time.Sleep(2 * time.Second)
		if got := fetch(t, tg); len(got) != 1 || texts(got) != "text" {
			t.Errorf("after 150 s: %+v", got)
		}
		time.Sleep(24 * time.Hour)
		if got := fetch(t, tg); len(got) != 0 || tg.Pending() != 0 {
			t.Errorf("after a day: %+v", got)
		}
	})
}

func TestIDsStartAnewAfterAQuietWeek(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		lower := 0
		for seed := range uint64(8) {
			tg := New(Options{Seed: seed})
			tg.Say(anna(), "a")
			first := fetch(t, tg)[0].ID
			fetch(t, tg, "offset", id(first+1))
			time.Sleep(8 * 24 * time.Hour)
			tg.Say(anna(), "b")
			got := fetch(t, tg, "offset", id(first+1)) // the offset from before must not swallow the new ids
			if texts(got) != "b" || got[0].ID == first+1 {
				t.Fatalf("seed %d: got %+v after %d", seed, got, first)
			}
			if got[0].ID < first {
				lower++
			}
		}
		if lower == 0 || lower == 8 {
			t.Errorf("%d of 8 new ids were lower: they are not random", lower)
		}
	})
}

func TestAnOffsetFromBeforeTheRestartOfIDsLosesNothing(t *testing.T) {
	tg := New(Options{})
	tg.Say(anna(), "a")
	ahead := fetch(t, tg)[0].ID + 1_000_000
	if got := fetch(t, tg, "offset", id(ahead)); texts(got) != "a" {
		t.Errorf("an offset far ahead took %q", texts(got))
	}
}

func TestAllowedUpdates(t *testing.T) {
	tg := New(Options{})
	fetch(t, tg, "allowed_updates", `["callback_query"]`)
	tg.Say(anna(), "not wanted")
	tap(t, tg)
	if got := fetch(t, tg, "offset", "1"); len(got) != 1 || got[0].Query == nil {
		t.Errorf("got %+v", got)
	}
	fetch(t, tg, "offset", "2", "allowed_updates", "[]")
	tg.Say(anna(), "wanted")
	if got := fetch(t, tg, "offset", "3"); len(got) != 2 {
		t.Errorf("got %+v", got)
	}
}

// tap lets the bot send a button and Anna press it.
func tap(t *testing.T, tg *Telegram) string {
	t.Helper()
	if len(tg.Messages(anna().ID)) == 0 {
		tg.Say(anna(), "/start")
	}
	m := messageID(t, must(t, tg, "sendMessage", "chat_id", id(anna().ID), "text", "Sure?", "reply_markup", oneButton))
	query, err := tg.Tap(anna(), m, "yes")
	if err != nil {
		t.Fatal(err)
	}
	return query
}

func TestPushedUpdatesGoOutAsTheyAre(t *testing.T) {
	tg := New(Options{})
	n := tg.Push(json.RawMessage(`{"message":{"message_id":"wrong"}}`))
	tg.Push(json.RawMessage(`{"update_id":7,"message":5}`))
	raw := string(must(t, tg, "getUpdates"))
	if raw != `[{"message":{"message_id":"wrong"},"update_id":`+id(n)+`},{"update_id":7,"message":5}]` {
		t.Errorf("got %s", raw)
	}
}

func TestRedeliverRepeatsAnUpdate(t *testing.T) {
	tg := New(Options{})
	tg.Say(anna(), "a")
	first := fetch(t, tg)[0].ID
	fetch(t, tg, "offset", id(first+5))
	tg.Say(anna(), "b")
	if !tg.Redeliver(first) || tg.Redeliver(first+99) {
		t.Fatal("Redeliver knows the wrong updates")
	}
	if got := fetch(t, tg, "offset", "1"); texts(got) != "a b" || got[0].ID != first {
		t.Errorf("got %+v", got)
	}
}
