package sandbox

import (
	"errors"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

func TestTokensAndPaths(t *testing.T) {
	tg := New(Options{Token: "42:abc"})
	for path, want := range map[string]int{
		"/bot42:abc/getMe":         200,
		"/bot42:wrong/getMe":       401,
		"/bot42:abc/getNothing":    404,
		"/":                        404,
		"/bot42:abc":               404,
		"/file/bot42:abc/some.jpg": 404,
	} {
		w := httptest.NewRecorder()
		tg.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil))
		if w.Code != want || w.Header().Get("Content-Type") != "application/json" {
			t.Errorf("%s: %d %s, want %d", path, w.Code, w.Body, want)
		}
	}
}

// faulty makes a Telegram that fails sendMessage in one way.
func faulty(f Fault) *Telegram {
	tg := New(Options{Fault: func(method string, chatID int64) Fault {
		if method == "sendMessage" && chatID == anna().ID {
			return f
		}
		return Fault{}
	}})
	tg.Say(anna(), "/start")
	return tg
}

func TestAFaultWithAStatusAppliesNothing(t *testing.T) {
	tg := faulty(Fault{Status: 429, RetryAfter: 9})
	s := call(t, tg, "sendMessage", "chat_id", annaID(), "text", "x")
	refused(t, s, 429, "Too Many Requests: retry after 9")
	if s.Parameters.RetryAfter != 9 || len(tg.Messages(anna().ID)) != 1 {
		t.Errorf("retry_after %d, messages %+v", s.Parameters.RetryAfter, tg.Messages(anna().ID))
	}
	refused(t, call(t, faulty(Fault{Status: 500}), "sendMessage", "chat_id", annaID(), "text", "x"), 500, "Internal Server Error")

	server := httptest.NewServer(faulty(Fault{Status: 502}))
	defer server.Close()
	response := get(t, server, "sendMessage?text=x&chat_id="+annaID())
	defer closed(t, response.Body)
	if body, _ := io.ReadAll(response.Body); response.StatusCode != 502 || !strings.HasPrefix(string(body), "<html>") {
		t.Errorf("%d %s", response.StatusCode, body)
	}
}

func get(t *testing.T, server *httptest.Server, call string) *http.Response {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+"/bot"+DefaultToken+"/"+call, nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := server.Client().Do(request)
	if err != nil {
		t.Fatal(err)
	}
	return response
}

func TestADroppedReplyHasBeenApplied(t *testing.T) {
	tg := faulty(Fault{DropReply: true})
	url := "/bot" + DefaultToken + "/sendMessage?text=x&chat_id=" + annaID()
	request, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://x"+url, nil)
	if response, err := tg.RoundTripper().RoundTrip(request); !errors.Is(err, io.ErrUnexpectedEOF) {
		_ = response.Body.Close()
		t.Errorf("in process: %v", err)
	}
	server := httptest.NewServer(tg)
	defer server.Close()
	request, _ = http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL+url, nil)
	if response, err := server.Client().Do(request); err == nil {
		_ = response.Body.Close()
		t.Errorf("over HTTP an answer came: %d", response.StatusCode)
	}
	if n := len(tg.Messages(anna().ID)); n != 3 {
		t.Errorf("%d messages, want hers and two of the bot", n)
	}
	if tg.CountStatus(0) != 2 {
		t.Errorf("%d cut connections counted", tg.CountStatus(0))
	}
}

func TestADelayedCallIsAppliedAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tg := faulty(Fault{Delay: 30 * time.Second})
		start := time.Now()
		changed := tg.Changed(anna().ID)
		done := make(chan said)
		go func() { done <- call(t, tg, "sendMessage", "chat_id", annaID(), "text", "x") }()
		<-changed
		if time.Since(start) != 0 {
			t.Errorf("applied after %v", time.Since(start))
		}
		if s := <-done; !s.OK || time.Since(start) != 30*time.Second {
			t.Errorf("answered %v after %v", s.OK, time.Since(start))
		}
	})
}

func TestABodyThatNeverEndsIsLeftWhenTheContextEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tg := New(Options{})
		r, w := io.Pipe()
		defer closed(t, w)
		request, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://x/bot"+DefaultToken+"/getMe", r)
		request.Header.Set("Content-Type", "application/json")
		client := &http.Client{Transport: tg.RoundTripper(), Timeout: time.Minute}
		start := time.Now()
		response, err := client.Do(request)
		if err == nil {
			_ = response.Body.Close()
		}
		if err == nil || time.Since(start) != time.Minute {
			t.Errorf("%v after %v", err, time.Since(start))
		}
	})
}

func TestAStreamWithoutPartsIsACallWithoutParameters(t *testing.T) {
	tg := New(Options{})
	tg.Say(anna(), "/start")
	stream := func(method, body string) said {
		request, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://x/bot"+DefaultToken+"/"+method,
			io.NopCloser(io.MultiReader(strings.NewReader(body))))
		request.Header.Set("Content-Type", "multipart/form-data; boundary=x")
		response, err := tg.RoundTripper().RoundTrip(request)
		if err != nil {
			t.Fatal(err)
		}
		return read(t, response)
	}
	if s := stream("getMe", ""); !s.OK {
		t.Errorf("empty: %d %s", s.Code, s.Description)
	}
	const part = "--x\r\nContent-Disposition: form-data; name=\"%\"\r\n\r\n%\r\n"
	torn := strings.Replace(strings.Replace(part, "%", "chat_id", 1), "%", annaID(), 1) +
		strings.Replace(strings.Replace(part, "%", "text", 1), "%", "half a te", 1)
	refused(t, stream("sendMessage", torn), 400, "can't parse the request")
	if s := stream("sendMessage", torn+"--x--\r\n"); !s.OK {
		t.Errorf("whole: %d %s", s.Code, s.Description)
	}
}

func TestAStreamedBodyIsRead(t *testing.T) {
	tg := New(Options{})
	tg.Say(anna(), "/start")
	r, w := io.Pipe()
	go func() {
		for _, b := range []byte(`{"text":"piecemeal","chat_id":` + annaID() + `}`) {
			_, _ = w.Write([]byte{b})
		}
		closed(t, w)
	}()
	request, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://x/bot"+DefaultToken+"/sendMessage", r)
	request.Header.Set("Content-Type", "application/json")
	response, err := tg.RoundTripper().RoundTrip(request)
	if err != nil {
		t.Fatal(err)
	}
	if s := read(t, response); !s.OK || tg.Messages(anna().ID)[1].Text != "piecemeal" {
		t.Errorf("got %+v", s)
	}
}

func TestCallsAreRememberedAndCounted(t *testing.T) {
	tg := New(Options{KeepCalls: 3})
	tg.Say(anna(), "/start")
	for range 5 {
		must(t, tg, "getMe")
	}
	must(t, tg, "sendMessage", "chat_id", annaID(), "text", "x")
	call(t, tg, "sendMessage", "chat_id", annaID())
	calls := tg.Calls()
	if len(calls) != 3 || calls[0].Number != 5 || calls[1].ChatID != anna().ID || calls[2].Status != 400 || calls[2].Description == "" {
		t.Errorf("got %+v", calls)
	}
	if tg.Count("getMe") != 5 || tg.CountStatus(200) != 6 || tg.CountStatus(400) != 1 {
		t.Errorf("%d getMe, %d × 200", tg.Count("getMe"), tg.CountStatus(200))
	}
}

func BenchmarkSendMessage(b *testing.B) {
	tg := New(Options{})
	tg.Say(anna(), "/start")
	body := `{"chat_id":7000000001,"text":"What name should we use for you?","reply_markup":` + oneButton + `}`
	b.ReportAllocs()
	for b.Loop() {
		request, _ := http.NewRequestWithContext(b.Context(), http.MethodPost, "http://x/bot"+DefaultToken+"/sendMessage", strings.NewReader(body))
		request.Header.Set("Content-Type", "application/json")
		response, err := tg.RoundTripper().RoundTrip(request)
		if err != nil || response.StatusCode != http.StatusOK {
			b.Fatal(err)
		}
		_ = response.Body.Close()
	}
}
