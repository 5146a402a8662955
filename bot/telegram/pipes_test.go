package telegram_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"wecan/bot"
	"wecan/bot/telegram"
	"wecan/flows"
)

// over is a client that reaches a server as it would reach Telegram, without a
// transport of the test's own.
func over(t *testing.T, server *httptest.Server, timeout time.Duration) *telegram.Telegram {
	t.Helper()
	t.Cleanup(server.Close)
	tg, err := telegram.New(telegram.Config{Token: token, BaseURL: server.URL, CallTimeout: timeout})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(tg.Close)
	return tg
}

func TestTheNetworkSaysWhatARefusalMeans(t *testing.T) {
	for name, tc := range map[string]struct {
		handler http.HandlerFunc
		want    bot.RefusalKind
		says    string
	}{
		"blocked":       {answers(403, `{"ok":false,"error_code":403,"description":"Forbidden: bot was blocked by the user"}`), bot.Gone, "blocked"},
		"too many":      {answers(429, `{"ok":false,"error_code":429,"description":"Too Many Requests","parameters":{"retry_after":7}}`), bot.Slower, "429"},
		"HTML":          {answers(502, "<html>secret</html>"), 0, "not one of the Bot API"},
		"redirect":      {answers(302, ""), 0, "not one of the Bot API"},
		"cut":           {cut, 0, "connection ended"},
		"no answer":     {hang, 0, "no answer in time"},
		"far too long":  {answers(200, `{"ok":true,"result":{"x":"`+strings.Repeat("a", 5<<20)+`"}}`), 0, ""},
		"not even HTTP": {noHTTP, 0, ""},
	} {
		t.Run(name, func(t *testing.T) {
			var calls atomic.Int64
			tg := over(t, httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				calls.Add(1)
				_, _ = io.Copy(io.Discard, r.Body) // or net/http does not notice that the caller is gone
				tc.handler(w, r)
			})), 300*time.Millisecond)
			_, err := tg.Carry(t.Context(), flows.Send{Chat: 1, Text: "secret"})
			after := time.Duration(0)
			if tc.want == bot.Slower {
				after = 7 * time.Second
			}
			checkRefusal(t, err, tc.want, after)
			if errors.Is(err, bot.ErrNotCalled) {
				t.Errorf("%v: the server has had it", err)
			}
			if !strings.Contains(err.Error(), tc.says) {
				t.Errorf("%v", err)
			}
			if n := calls.Load(); n != 1 {
				t.Errorf("%d calls: Carry never repeats", n)
			}
		})
	}
}

func answers(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", "https://elsewhere.example")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

func cut(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Length", "100")
	_, _ = io.WriteString(w, `{"ok":true,"result":{"message_id":5`)
	panic(http.ErrAbortHandler)
}

func hang(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }

func noHTTP(w http.ResponseWriter, _ *http.Request) {
	conn, _, err := w.(http.Hijacker).Hijack()
	if err == nil {
		_, _ = io.WriteString(conn, "secret\r\n\r\n")
		_ = conn.Close()
	}
}

func TestAServerThatIsNotThere(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	tg := over(t, server, time.Second)
	server.Close()
	_, err := tg.Carry(t.Context(), flows.Send{Chat: 1, Text: "secret"})
	checkRefusal(t, err, 0, 0)
	if !strings.Contains(err.Error(), "refused") || !errors.Is(err, bot.ErrNotCalled) {
		t.Errorf("%v", err)
	}
}

// A stranger's certificate must not get the token.
func TestAStrangersCertificateIsRefused(t *testing.T) {
	var calls atomic.Int64
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { calls.Add(1) }))
	server.Config.ErrorLog = nil
	server.StartTLS()
	tg := over(t, server, time.Second)
	_, err := tg.Carry(t.Context(), flows.Send{Chat: 1, Text: "secret"})
	checkRefusal(t, err, 0, 0)
	if calls.Load() != 0 || !strings.Contains(err.Error(), "certificate") || !errors.Is(err, bot.ErrNotCalled) {
		t.Errorf("%d calls, %v", calls.Load(), err)
	}
}

// A process that ends does not wait for the calls that are under way.
func TestACancelledContextEndsTheCallAtOnce(t *testing.T) {
	begun := make(chan struct{})
	tg := over(t, httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		close(begun)
		<-r.Context().Done()
	})), time.Minute)
	ctx, cancel := context.WithCancel(t.Context())
	go func() { <-begun; cancel() }()
	started := time.Now()
	_, err := tg.Carry(ctx, flows.Send{Chat: 1, Text: "a"})
	if !errors.Is(err, context.Canceled) || time.Since(started) > 10*time.Second {
		t.Errorf("%v after %v", err, time.Since(started))
	}
}

// An answer is the caller's, although the connection is used again.
func TestAnswersDoNotMix(t *testing.T) {
	var n atomic.Int64
	tg := over(t, httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		if n.Add(1)%2 == 0 {
			answers(400, `{"ok":false,"error_code":400,"description":"Bad Request: chat not found"}`)(w, r)
			return
		}
		answers(200, `{"ok":true,"result":{"message_id":5,"date":1}}`)(w, r)
	})), time.Second)
	for range 100 {
		if id, err := tg.Carry(t.Context(), flows.Send{Chat: 1, Text: "a"}); id != 5 || err != nil {
			t.Fatalf("%d, %v", id, err)
		}
		_, err := tg.Carry(t.Context(), flows.Send{Chat: 1, Text: "a"})
		checkRefusal(t, err, bot.Never, 0)
		if !strings.Contains(err.Error(), "chat not found") {
			t.Fatal(err)
		}
	}
}
