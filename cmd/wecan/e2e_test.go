package main

import (
	"context"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"wecan/bot/sandbox"
	"wecan/store"
	"wecan/store/redistest"
)

// rig is a Telegram and a Redis, and the settings for a service between them.
type rig struct {
	tg     *sandbox.Telegram
	slow   atomic.Pointer[func()] // called before a message is sent, when set
	later  atomic.Value           // string: the method that Telegram refuses for an hour
	env    []string
	listen string
	key    string
	redis  *redistest.Server
}

const longPoll, webhook = "long poll", "webhook"

func newRig(t *testing.T, mode string) *rig {
	t.Helper()
	r := &rig{listen: vacant(t), key: masterKeyText(t)}
	r.tg = sandbox.New(sandbox.Options{Seed: 1, Fault: func(method string, _ int64) sandbox.Fault {
		if wait := r.slow.Load(); wait != nil && method == "sendMessage" {
			(*wait)()
			return sandbox.Fault{Status: 502}
		}
		if r.later.Load() == method {
			return sandbox.Fault{Status: 429, RetryAfter: 3600}
		}
		return sandbox.Fault{}
	}})
	api := httptest.NewServer(r.tg)
	t.Cleanup(api.Close)
	r.redis = redistest.Start(t, redistest.Durable()...)
	r.env = []string{
		"WECAN_FLOWS=testdata/short", "WECAN_PROGRAMME=testdata/short/programme.yaml",
		"WECAN_TELEGRAM_TOKEN=" + sandbox.DefaultToken, "WECAN_TELEGRAM_API_URL=" + api.URL, "WECAN_REDIS_URL=" + r.redis.URL,
		"WECAN_MASTER_KEY=" + r.key, "WECAN_LISTEN=" + r.listen, "WECAN_LOG_LEVEL=debug",
	}
	if mode == webhook {
		r.env = append(r.env, "WECAN_TELEGRAM_WEBHOOK_URL=http://"+r.listen)
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() { r.tg.Run(ctx); close(ended) }()
		t.Cleanup(func() { cancel(); <-ended })
	}
	return r
}

func (r *rig) serve(t *testing.T) *background {
	t.Helper()
	b := begin(t, r.env, "serve")
	b.log.await(t, "the bot runs", b.ended)
	return b
}

// open looks into the store as another process.
func (r *rig) open(t *testing.T) *store.Store {
	t.Helper()
	key, err := store.ParseMasterKey(r.key)
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(t.Context(), store.Options{URL: r.redis.URL, Bot: demoBot, Owner: randomOwner(), Key: key})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func (r *rig) fair(t *testing.T) {
	t.Helper()
	for _, v := range r.tg.Violations() {
		t.Errorf("a call against the rules of the Bot API: %s", v)
	}
}

func TestPeopleJoin(t *testing.T) {
	for _, mode := range []string{longPoll, webhook} {
		t.Run(mode, func(t *testing.T) {
			r := newRig(t, mode)
			b := r.serve(t)
			en, ar := newJoiner(r.tg, 11, "en"), newJoiner(r.tg, 12, "ar")
			for _, j := range []*joiner{en, ar} {
				if err := j.join(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			if !strings.HasPrefix(en.thanked[0], "Thank you, Mina!") {
				t.Errorf("in English she is thanked with %q", en.thanked[0])
			}
			if !strings.ContainsFunc(ar.thanked[0], func(r rune) bool { return r >= 'ء' && r <= 'ي' }) {
				t.Errorf("in Arabic she is thanked with %q", ar.thanked[0])
			}
			if en.number() == ar.number() {
				t.Errorf("both have the number %s", en.number())
			}
			if status, body := get(t, "http://"+r.listen+"/readyz"); status != 200 {
				t.Errorf("/readyz is %d %s", status, body)
			}
			r.menuIsSet(t, b)
			b.stop(t)
			r.fair(t)
			log := b.log.String()
			for _, secret := range []string{"Mina", sandbox.DefaultToken, r.key, "Thank you"} {
				if strings.Contains(log, secret) {
					t.Errorf("the log holds %q", secret[:4])
				}
			}
		})
	}
}

// menuIsSet waits until the menu has come to Telegram: it is set beside
// everything else.
func (r *rig) menuIsSet(t *testing.T, b *background) {
	t.Helper()
	user := sandbox.User{ID: 11, FirstName: "Test", LanguageCode: "en"}
	late := time.After(patience)
	for {
		changed := r.tg.Changed(user.ID)
		if list := r.tg.Commands(user); len(list) > 0 {
			if list[0].Command != "join" || list[0].Description != "Apply for the programme" {
				t.Errorf("the menu begins with %+v", list[0])
			}
			return
		}
		select {
		case <-changed:
		case <-b.ended:
			t.Fatal("it ended")
		case <-late:
			t.Fatal("the menu was not set")
		}
	}
}

// Ending the bot while people answer loses nothing: nobody repeats herself, and
// everybody gets one number.
func TestStopLosesNothing(t *testing.T) {
	for _, mode := range []string{longPoll, webhook} {
		t.Run(mode, func(t *testing.T) {
			r := newRig(t, mode)
			const people, stops = 24, 3
			var all []*joiner
			var under sync.WaitGroup
			errs := make([]error, people)
			b := r.serve(t)
			for i := range people {
				all = append(all, newJoiner(r.tg, int64(100+i), "en"))
			}
			for i, j := range all {
				under.Go(func() { errs[i] = j.join(t.Context()) })
			}
			for i := range stops {
				r.turns(t, b, people/2*(i+1))
				if i == 0 && r.finished() {
					t.Fatal("nothing was under way at the first stop")
				}
				if took := b.stop(t); took > 12*time.Second {
					t.Errorf("the stop took %v", took)
				}
				b = r.serve(t)
			}
			under.Wait()
			numbers := map[string]bool{}
			for i, j := range all {
				if errs[i] != nil {
					t.Error(errs[i])
					continue
				}
				_ = j.look()
				if len(j.thanked) != 1 || !slices.Equal(j.asked, []string{"language", "notice", "name", "site", "review"}) {
					t.Errorf("person %d was asked %v and thanked with %q", j.user.ID, j.asked, j.thanked)
				}
				numbers[j.number()] = true
			}
			if len(numbers) != people && !t.Failed() {
				t.Errorf("%d people have %d numbers", people, len(numbers))
			}
			b.stop(t)
			left, err := r.open(t).Unsent(t.Context(), time.Now().Add(1000*time.Hour), 100)
			if err != nil || len(left) > 0 {
				t.Errorf("after a clean stop %d outboxes are not empty: %v", len(left), err)
			}
			r.fair(t)
		})
	}
}

// turns waits until this process has sent some messages.
func (r *rig) turns(t *testing.T, b *background, n int) {
	t.Helper()
	before := r.tg.Count("sendMessage")
	late := time.After(patience)
	for r.tg.Count("sendMessage") < before+n {
		changed := r.tg.Changed(100)
		select {
		case <-changed:
		case <-b.ended:
			t.Fatal("it ended")
		case <-late:
			t.Fatal("nobody is answered any more")
		case <-time.After(10 * time.Millisecond): // any other person's message
		}
		if done := r.finished(); done {
			return
		}
	}
}

// finished says that everybody has a number already.
func (r *rig) finished() bool {
	for _, u := range r.tg.People() {
		if !slices.ContainsFunc(r.tg.Messages(u.ID), func(m sandbox.Message) bool { return strings.Contains(m.Text, "WE-") }) {
			return false
		}
	}
	return len(r.tg.People()) > 0
}
