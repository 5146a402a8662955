package telegram_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"

	"wecan/bot/sandbox"
	"wecan/bot/telegram"
	"wecan/flows"
)

func webhook(t *testing.T, f telegram.Turns, m telegram.Morgue, log *transcript, observe func(string)) http.Handler {
	t.Helper()
	return telegram.NewWebhook(token, telegram.Intake{
		Mapper: telegram.Mapper{IDs: ids(t)}, Turns: f, Morgue: m, Log: log.logger(), Observe: observe,
	})
}

func post(h http.Handler, body io.Reader) *httptest.ResponseRecorder {
	r := httptest.NewRequestWithContext(context.Background(), http.MethodPost, telegram.WebhookPath(token), body)
	r.Header.Set("X-Telegram-Bot-Api-Secret-Token", telegram.WebhookSecret(token))
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

const hello = `{"update_id":91,"message":{` + head + private + `,"text":"hello"}}`

// noted notes when an answer begins.
type noted struct {
	*httptest.ResponseRecorder
	begun bool
}

func (w *noted) WriteHeader(code int)        { w.begun = true; w.ResponseRecorder.WriteHeader(code) }
func (w *noted) Write(p []byte) (int, error) { w.begun = true; return w.ResponseRecorder.Write(p) }

func TestWebhookAnswersOnlyAfterTheCommit(t *testing.T) {
	f, m := newTurns(), newMorgue()
	w := &noted{ResponseRecorder: httptest.NewRecorder()}
	f.before = func(context.Context, int) error {
		if w.begun {
			t.Error("it answered before the turn")
		}
		return nil
	}
	var c tally
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, telegram.WebhookPath(token), strings.NewReader(hello))
	r.Header.Set("X-Telegram-Bot-Api-Secret-Token", telegram.WebhookSecret(token))
	webhook(t, f, m, &transcript{}, c.observe).ServeHTTP(w, r)
	if w.Code != http.StatusOK || w.Body.Len() != 0 || !slices.Equal(f.texts(), []string{"hello"}) {
		t.Errorf("%d %q, committed %q", w.Code, w.Body, f.texts())
	}
	if c.of(telegram.EventWebhookOK) != 1 || c.of(telegram.EventUpdateTaken) != 1 {
		t.Errorf("events %v", c.n)
	}
}

// The library's handler answers 200 to a wrong secret, and 200 to bad JSON
// without keeping it.
func TestWebhookRefusesStrangers(t *testing.T) {
	f, m := newTurns(), newMorgue()
	h := webhook(t, f, m, &transcript{}, nil)
	secret := telegram.WebhookSecret(token)
	for _, wrong := range []string{"", "x", secret + "x", secret[1:], strings.ToUpper(secret)} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", strings.NewReader(hello))
		if wrong != "" {
			r.Header.Set("X-Telegram-Bot-Api-Secret-Token", wrong)
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != http.StatusUnauthorized {
			t.Errorf("secret %q: %d", wrong, w.Code)
		}
	}
	for _, method := range []string{http.MethodGet, http.MethodPut, http.MethodHead} {
		r := httptest.NewRequestWithContext(t.Context(), method, "/", strings.NewReader(hello))
		r.Header.Set("X-Telegram-Bot-Api-Secret-Token", secret)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") != "POST" {
			t.Errorf("%s: %d", method, w.Code)
		}
	}
	if f.calls != 0 || len(m.dead) != 0 {
		t.Errorf("%d turns, %d buried", f.calls, len(m.dead))
	}
}

// Telegram would repeat what it cannot deliver, and nothing behind it.
func TestWebhookBuriesWhatIsNoUpdate(t *testing.T) {
	for name, body := range map[string]string{
		"not JSON":    `{"update_id":91,`,
		"empty":       ``,
		"no object":   `[1]`,
		"no id":       `{"message":{}}`,
		"odd id":      `{"update_id":"secret"}`,
		"two":         hello + hello,
		"wrong types": `{"update_id":91,"message":"secret"}`,
		"odd number":  `{"update_id":91,"message":{"message_id":4930123456.5}}`,
		"too long":    `{"update_id":91,"message":{` + head + private + `,"text":"` + strings.Repeat("secret", 1<<18) + `"}}`,
	} {
		f, m, log := newTurns(), newMorgue(), &transcript{}
		w := post(webhook(t, f, m, log, nil), strings.NewReader(body))
		if w.Code != http.StatusOK || w.Body.Len() != 0 || f.calls != 0 || len(m.dead) != 1 {
			t.Errorf("%s: %d %q, %d turns, %d buried", name, w.Code, w.Body, f.calls, len(m.dead))
		}
		for id, d := range m.dead {
			if id != d.ID || !strings.HasPrefix(id, "update/") || d.Kind != "update" || d.At.IsZero() || d.Reason == "" {
				t.Errorf("%s: %+v", name, d)
			}
			if !strings.HasPrefix(body, string(d.Payload)) || len(d.Payload) > 1<<20 {
				t.Errorf("%s: a payload of %d bytes", name, len(d.Payload))
			}
			if told := d.Reason + log.String(); strings.Contains(told, "secret") || strings.Contains(told, "4930123456") {
				t.Errorf("%s: what she wrote is told: %s %s", name, d.Reason, log)
			}
		}
	}

	f, m := newTurns(), newMorgue()
	m.fail = errors.New("down")
	if w := post(webhook(t, f, m, &transcript{}, nil), strings.NewReader("x")); w.Code != http.StatusServiceUnavailable {
		t.Errorf("%d though it could not be buried", w.Code)
	}
	if w := post(webhook(t, f, m, &transcript{}, nil), iotest.ErrReader(io.ErrUnexpectedEOF)); w.Code != http.StatusBadRequest {
		t.Errorf("%d to a post that broke off", w.Code)
	}
}

func TestWebhookAsksAgainWhenNothingWasCommitted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for name, before := range map[string]func(context.Context, int) error{
			"error":  func(context.Context, int) error { return errors.New("down") },
			"newer":  func(context.Context, int) error { return flows.ErrNewerSchema },
			"panic":  func(context.Context, int) error { panic("secret") },
			"hanger": func(ctx context.Context, _ int) error { <-ctx.Done(); return ctx.Err() },
		} {
			f, m, log := newTurns(), newMorgue(), &transcript{}
			f.before = before
			began := time.Now()
			w := post(webhook(t, f, m, log, nil), strings.NewReader(hello))
			if w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") != "1" || w.Body.Len() != 0 {
				t.Errorf("%s: %d %v", name, w.Code, w.Header())
			}
			if took := time.Since(began); took > 50*time.Second {
				t.Errorf("%s: answered after %v; Telegram waits 60 s", name, took)
			}
			if strings.Contains(log.String(), "secret") || log.String() == "" {
				t.Errorf("%s: log %s", name, log)
			}
		}
	})
}

// Telegram posts to the handler, which fails twice: nothing is lost, and the
// order of one person's messages stays.
func TestWebhookWithTelegram(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, m := newTurns(), newMorgue()
		f.before = func(_ context.Context, call int) error {
			if call == 2 || call == 3 {
				return errors.New("down")
			}
			return nil
		}
		mux := http.NewServeMux()
		mux.Handle("POST "+telegram.WebhookPath(token), webhook(t, f, m, &transcript{}, nil))
		sb := newSandbox(t, sandbox.Options{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
			if r.URL.Scheme != "https" || r.URL.Host != "bot.example.org" {
				t.Errorf("posted to %s", r.URL)
			}
			w := httptest.NewRecorder()
			mux.ServeHTTP(w, r)
			return w.Result(), nil
		})})
		tg := client(t, sb.RoundTripper())
		if err := tg.SetWebhook(t.Context(), "https://bot.example.org/"); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		done := make(chan struct{})
		go func() { sb.Run(ctx); close(done) }()
		want := []string{"one", "two", "three", "four"}
		for _, text := range want {
			sb.Say(anna, text)
		}
		time.Sleep(time.Minute)
		if !slices.Equal(f.texts(), want) || f.repeats != 0 || sb.Pending() != 0 {
			t.Errorf("committed %q, %d repeats, %d pending", f.texts(), f.repeats, sb.Pending())
		}
		if err := tg.DeleteWebhook(t.Context()); err != nil {
			t.Error(err)
		}
		cancel()
		<-done
	})
}

// The library refuses an update for a value it does not know in a field that
// nobody looks at; the person must be answered all the same.
func TestNewKindsOfFieldsDoNotSilenceAPerson(t *testing.T) {
	const odd = `,"forward_origin":{"type":"from_the_future"}`
	her := flows.Origin{Chat: 7000000001, Lang: "zh-hans"}
	rough := 0
	for update, want := range map[string]flows.Input{
		`"message":{` + head + private + odd + `,"text":"hello"}`: flows.Text{Origin: her, Message: 12, Text: "hello"},
		`"message":{` + head + private + odd + `,"voice":{"file_id":"f","duration":4},"caption":"c"}`: flows.Media{
			Origin: her, Message: 12, What: "voice", Caption: "c", File: flows.File{ID: "f", Seconds: 4},
		},
		`"message":{` + head + private + odd + `,"photo":[{"file_id":"f"}]}`: flows.Media{Origin: her, Message: 12, What: "photo", File: flows.File{ID: "f"}},
		`"message":{` + head + private + odd + `,"contact":{"phone_number":"1","user_id":7000000001}}`: flows.Media{
			Origin: her, Message: 12, What: "contact", Contact: flows.Contact{Phone: "1", Own: true},
		},
		`"message":{` + head + private + odd + `,"location":{"latitude":1,"longitude":2}}`: flows.Media{
			Origin: her, Message: 12, What: "location", Place: flows.Place{Lat: 1, Lon: 2},
		},
		`"message":{` + head + private + odd + `,"sticker":{"thumbnail":7}}`: flows.Media{Origin: her, Message: 12, What: "sticker"},
		`"message":{` + head + private + odd + `,"poll":{}}`:                 flows.Media{Origin: her, Message: 12, What: "other"},
		// A form that nobody knows: it is there, and what it says is not.
		`"message":{` + head + private + `,"contact":{"user_id":7000000001,"phone_number":15}}`:                                    flows.Media{Origin: her, Message: 12, What: "contact"},
		`"message":{` + head + private + `,"location":{"latitude":"1"}}`:                                                           flows.Media{Origin: her, Message: 12, What: "location"},
		`"edited_message":{` + head + private + `,"location":{"latitude":"1"}}`:                                                    nil,
		`"edited_message":{` + head + private + odd + `,"text":"b"}`:                                                               flows.Edited{Origin: her, Message: 12, Text: "b"},
		`"edited_message":{` + head + private + odd + `,"location":{}}`:                                                            nil,
		`"message":{` + head + group + odd + `,"text":"hello"}`:                                                                    nil,
		`"callback_query":{"id":"q",` + from + `,"message":{` + head + private + odd + `},"data":"d"}`:                             flows.Tap{Origin: her, Query: "q", Message: 12, Data: "d"},
		`"my_chat_member":{` + private + `,` + from + `,"old_chat_member":{"status":"new"},"new_chat_member":{"status":"kicked"}}`: flows.Reach{Origin: her, Blocked: true},
	} {
		f, m := newTurns(), newMorgue()
		var c tally
		w := post(webhook(t, f, m, &transcript{}, c.observe), strings.NewReader(`{"update_id":91,`+update+`}`))
		if w.Code != http.StatusOK || len(m.dead) != 0 {
			t.Errorf("%s: %d, buried %v, events %v", update, w.Code, m.dead, c.n)
		}
		rough += c.of(telegram.EventUpdateRough)
		var got flows.Input
		if len(f.committed) == 1 {
			got = f.committed[0].Input
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s became %#v, want %#v", update, got, want)
		}
	}
	if rough != 12 { // all but the texts and the tap, of which no other field is read anyway
		t.Errorf("%d were counted as rough", rough)
	}
}
