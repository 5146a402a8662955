package sandbox

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// bot is a webhook that answers what a test tells it to.
type bot struct {
	mu       sync.Mutex
	got      []string // texts and data of taps, in the order of arrival
	at       []time.Time
	busy     int
	most     int // deliveries at the same time
	answer   func(n int, text string) *http.Response
	requests []*http.Request
}

func (b *bot) RoundTrip(r *http.Request) (*http.Response, error) {
	data, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	var u gotUpdate
	if err := json.Unmarshal(data, &u); err != nil {
		return nil, err
	}
	text := "?"
	switch {
	case u.Edited != nil:
		text = "edit:" + u.Edited.Text
	case u.Message != nil:
		text = u.Message.Text
	case u.Query != nil:
		text = u.Query.Data
	}
	b.mu.Lock()
	b.got, b.at, b.requests = append(b.got, text), append(b.at, time.Now()), append(b.requests, r)
	n := len(b.got)
	b.busy++
	b.most = max(b.most, b.busy)
	b.mu.Unlock()
	defer func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.busy--
	}()
	if b.answer != nil {
		if response := b.answer(n, text); response != nil {
			return response, nil
		}
	}
	return reply(200), nil
}

func reply(status int) *http.Response {
	return &http.Response{StatusCode: status, Status: http.StatusText(status), Header: http.Header{}, Body: http.NoBody}
}

func (b *bot) texts() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return strings.Join(b.got, " ")
}

// times are when deliveries came, and how many are under way now and were at most.
func (b *bot) times() (at []time.Time, busy, most int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.at), b.busy, b.most
}

// hooked is a Telegram whose webhook is b. Call it inside a bubble; deliveries end with the test.
func hooked(t *testing.T, b *bot) *Telegram {
	t.Helper()
	tg := New(Options{Transport: b})
	tg.Say(anna(), "/start")
	running(t, tg)
	must(t, tg, "setWebhook", "url", "https://bot.example/hook", "secret_token", "s3cret_-", "drop_pending_updates", "true")
	return tg
}

// running lets tg deliver until the test ends.
func running(t *testing.T, tg *Telegram) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		tg.Run(ctx)
		close(ended)
	}()
	t.Cleanup(func() {
		cancel()
		<-ended
	})
}

func TestWebhookDeliversWithTheSecretAndConfirms(t *testing.T) {
	b := &bot{answer: func(int, string) *http.Response { return reply(204) }}
	synctest.Test(t, func(t *testing.T) {
		tg := hooked(t, b)
		tg.Say(anna(), "a")
		tg.Say(anna(), "b")
		synctest.Wait()
		if b.texts() != "a b" || tg.Pending() != 0 {
			t.Errorf("got %q, %d pending", b.texts(), tg.Pending())
		}
		if secret := b.requests[0].Header.Get("X-Telegram-Bot-Api-Secret-Token"); secret != "s3cret_-" {
			t.Errorf("secret %q", secret)
		}
	})
}

func TestAnAnswerOfTheWebhookMayBringACall(t *testing.T) {
	b := &bot{}
	var query string
	b.answer = func(_ int, text string) *http.Response {
		r := reply(200)
		switch text {
		case "d":
			r.Body = io.NopCloser(strings.NewReader(`{"method":"answerCallbackQuery","callback_query_id":"` + query + `","text":"Done"}`))
		case "a":
			r.Body = io.NopCloser(strings.NewReader(`no call`))
		}
		return r
	}
	synctest.Test(t, func(t *testing.T) {
		tg := hooked(t, b)
		tg.Say(anna(), "a")
		m := must(t, tg, "sendMessage", "chat_id", "7000000001", "text", "x", "reply_markup", `{"inline_keyboard":[[{"text":"b","callback_data":"d"}]]}`)
		var sent struct {
			ID int `json:"message_id"`
		}
		if err := json.Unmarshal(m, &sent); err != nil {
			t.Fatal(err)
		}
		b.mu.Lock() // the bot hears of the tap when the test knows its id
		id, err := tg.Tap(anna(), sent.ID, "d")
		query = id
		b.mu.Unlock()
		synctest.Wait()
		if q, ok := tg.Query(id); err != nil || !ok || !q.Answered || q.Text != "Done" {
			t.Errorf("the tap was answered %+v, %v", q, err)
		}
		if v := tg.Violations(); len(v) > 0 {
			t.Errorf("violations %v", v)
		}
	})
}

func TestWebhookTakesOverWhatWaits(t *testing.T) {
	b := &bot{}
	synctest.Test(t, func(t *testing.T) {
		tg := New(Options{Transport: b})
		tg.Say(anna(), "early")
		must(t, tg, "setWebhook", "url", "https://bot.example/hook")
		running(t, tg)
		synctest.Wait()
		if b.texts() != "early" {
			t.Errorf("got %q", b.texts())
		}
	})
}

func TestWebhookRepeatsAtOnceThenSlower(t *testing.T) {
	b := &bot{}
	b.answer = func(n int, _ string) *http.Response {
		if n <= 9 {
			return reply(500)
		}
		return nil
	}
	synctest.Test(t, func(t *testing.T) {
		tg := hooked(t, b)
		start := time.Now()
		tg.Say(anna(), "a")
		tg.Say(anna(), "b")
		time.Sleep(10 * time.Minute)
		if want := strings.Repeat("a ", 10) + "b"; b.texts() != want {
			t.Fatalf("got %q", b.texts())
		}
		at, _, _ := b.times()
		for i, want := range []int{0, 0, 2, 6, 14, 30, 62, 122, 182, 242} {
			if got := at[i].Sub(start); got != time.Duration(want)*time.Second {
				t.Errorf("try %d came after %v, want %ds", i+1, got, want)
			}
		}
	})
}

func TestWebhookHonoursRetryAfter(t *testing.T) {
	b := &bot{}
	b.answer = func(n int, _ string) *http.Response {
		if n > 1 {
			return nil
		}
		r := reply(429)
		r.Header.Set("Retry-After", "17")
		return r
	}
	synctest.Test(t, func(t *testing.T) {
		tg := hooked(t, b)
		tg.Say(anna(), "a")
		time.Sleep(time.Minute)
		if at, _, _ := b.times(); len(at) != 2 || at[1].Sub(at[0]) != 17*time.Second {
			t.Errorf("deliveries at %v", at)
		}
	})
}

func TestATextAndATapOfOnePersonTravelTogether(t *testing.T) {
	b := &bot{}
	b.answer = func(int, string) *http.Response { time.Sleep(15 * time.Second); return nil }
	synctest.Test(t, func(t *testing.T) {
		tg := hooked(t, b)
		tap(t, tg)
		first := tg.Say(anna(), "first")
		if err := tg.EditOwn(anna(), first, "better"); err != nil {
			t.Fatal(err)
		}
		tg.Say(anna(), "second")
		synctest.Wait()
		if _, busy, _ := b.times(); busy != 2 || strings.Contains(b.texts(), "second") {
			t.Errorf("%d under way, %q: want the tap and the first text", busy, b.texts())
		}
		time.Sleep(time.Minute)
		if got := strings.ReplaceAll(b.texts(), "yes ", ""); got != "first edit:better second" {
			t.Errorf("got %q", b.texts())
		}
	})
}

func TestWebhookKeepsToMaxConnections(t *testing.T) {
	b := &bot{answer: func(int, string) *http.Response { time.Sleep(time.Second); return nil }}
	synctest.Test(t, func(t *testing.T) {
		tg := hooked(t, b)
		must(t, tg, "setWebhook", "url", "https://bot.example/hook", "max_connections", "3")
		for n := range int64(10) {
			tg.Say(User{ID: n + 1}, "x")
		}
		time.Sleep(time.Minute)
		if at, _, most := b.times(); most != 3 || len(at) != 10 {
			t.Errorf("%d at once, %d in all", most, len(at))
		}
	})
}

func TestAWebhookHasSixtySeconds(t *testing.T) {
	b := &bot{}
	synctest.Test(t, func(t *testing.T) {
		hang := &hanging{next: b}
		hang.times.Store(1)
		tg := New(Options{Transport: hang})
		must(t, tg, "setWebhook", "url", "https://bot.example/hook")
		running(t, tg)
		start := time.Now()
		tg.Say(anna(), "a")
		time.Sleep(2 * time.Minute)
		if at, _, _ := b.times(); len(at) != 1 || at[0].Sub(start) != time.Minute {
			t.Errorf("the repeat came at %v, the start was %v", at, start)
		}
	})
}

// hanging never answers the first requests.
type hanging struct {
	next  http.RoundTripper
	times atomic.Int32
}

func (h *hanging) RoundTrip(r *http.Request) (*http.Response, error) {
	if h.times.Add(-1) >= 0 {
		<-r.Context().Done()
		return nil, r.Context().Err()
	}
	return h.next.RoundTrip(r)
}

func TestPollingAndWebhookExcludeEachOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tg := New(Options{Transport: &bot{}})
		waiting := make(chan said)
		go func() { waiting <- call(t, tg, "getUpdates", "timeout", "50") }()
		synctest.Wait()
		must(t, tg, "setWebhook", "url", "https://bot.example/hook")
		refused(t, <-waiting, 409, "terminated by setWebhook")
		refused(t, call(t, tg, "getUpdates"), 409, "can't use getUpdates method while webhook is active")
		tg.Say(anna(), "x")
		info := must(t, tg, "getWebhookInfo")
		fits(t, "WebhookInfo", info)
		if !strings.Contains(string(info), `"pending_update_count":1`) {
			t.Errorf("info %s", info)
		}
		must(t, tg, "deleteWebhook")
		if got := fetch(t, tg); texts(got) != "x" {
			t.Errorf("after the webhook: %q", texts(got))
		}
		must(t, tg, "deleteWebhook", "drop_pending_updates", "true")
		if tg.Pending() != 0 {
			t.Error("pending updates were not dropped")
		}
	})
}

func TestWebhooksOverTCPStayOnLoopback(t *testing.T) {
	tg := New(Options{})
	refused(t, call(t, tg, "setWebhook", "url", "https://example.org/hook"), 400, "loopback")
	got := make(chan string, 1)
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got <- string(body)
	}))
	defer server.Close()
	running(t, tg)
	must(t, tg, "setWebhook", "url", server.URL)
	tg.Say(anna(), "over TCP")
	if body := <-got; !strings.Contains(body, "over TCP") {
		t.Errorf("got %s", body)
	}
}
