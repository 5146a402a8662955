package bot_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"wecan/bot"
	"wecan/flows"
	"wecan/store"
	"wecan/store/redistest"
)

// TestBulkRate tells many people over a real Redis, by two runtimes, and wants
// the rate met: WECAN_BULK_PEOPLE says how many and WECAN_BULK_TEST_RATE how many
// a second; make bulk takes 20,000 at 1,000. Those of a person in ten want nothing.
func TestBulkRate(t *testing.T) {
	people, rate := setting(t, "WECAN_BULK_PEOPLE", 1000), setting(t, "WECAN_BULK_TEST_RATE", 400)
	if people < 10*rate {
		t.Parallel() // the short one looks for what is wrong by far
	}
	server := redistest.Start(t)
	key, err := store.NewMasterKey()
	if err != nil {
		t.Fatal(err)
	}
	var sent clockwork
	carry := carrierFunc(func(_ context.Context, e flows.Effect) (int, error) { sent.note(e); return 1, nil })
	m := member{willing: func(chat int64) bool { return chat%10 != 0 }}
	var stores []*store.Store
	var runs []*bot.Runtime
	var ids flows.IDs
	for _, owner := range []string{"a", "b"} {
		s, err := store.Open(t.Context(), store.Options{URL: server.URL, Bot: 1, Owner: owner, Key: key})
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = s.Close() }()
		if ids, err = s.IDs(t.Context(), 1); err != nil {
			t.Fatal(err)
		}
		run := bot.New(bot.Options{Store: s, IDs: ids, Carrier: carry, BulkRate: rate}, crowdDefinitions(m))
		if err := run.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		defer run.Kill()
		stores, runs = append(stores, s), append(runs, run)
	}
	come(t, runs[0], ids, people)
	const walkers = 16
	began := time.Now()
	var all sync.WaitGroup
	for i := range walkers {
		all.Go(func() { walks(t, runs[i%2], ids, i, walkers, 100) })
	}
	all.Wait()
	words := map[string]int{}
	wait := time.Duration(people)*time.Second/time.Duration(rate)*2 + 10*time.Second
	for over := 0; over < walkers; {
		if time.Since(began) > wait {
			t.Fatalf("after %v %d messages are sent", wait, len(sent.sent()))
		}
		time.Sleep(100 * time.Millisecond)
		over = 0
		clear(words)
		for i := range walkers {
			w := walked(t, stores[0], ids, i)
			for word, n := range w.Words {
				words[word] += n
			}
			if w.Over {
				over++
			}
		}
		if words[flows.VerdictSent]+words["opted-out"] < people {
			over = 0
		}
	}
	willing := people - people/10
	if words[flows.VerdictSent] != willing || len(sent.sent()) != willing {
		t.Errorf("%d messages are sent, the walkers know of %v, %d people want one", len(sent.sent()), words, willing)
	}
	seen := map[string]bool{}
	for _, text := range sent.sent() {
		if seen[text] {
			t.Errorf("%s came twice", text)
		}
		seen[text] = true
	}
	took := sent.took()
	reached := float64(willing) / took.Seconds()
	t.Logf("%d people, %d messages in %v: %.1f a second, at most %d in one", people, willing, took.Round(time.Millisecond), reached, sent.busiest())
	burst := rate / 4
	if most := float64(rate) + float64(burst)/took.Seconds(); reached > most {
		t.Errorf("%.1f a second, at most %.1f are allowed", reached, most)
	}
	if people >= 10*rate && reached < float64(rate)*0.97 {
		t.Errorf("%.1f a second, at least %.1f are wanted", reached, float64(rate)*0.97)
	}
	if most := sent.busiest(); most > rate+burst {
		t.Errorf("%d within a second, at most %d are allowed", most, rate+burst)
	}
}
