package telegram_test

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"wecan/bot"
	"wecan/bot/sandbox"
	"wecan/bot/telegram"
)

const public = "https://bot.example.org"

func examined(t *testing.T, rt http.RoundTripper) (telegram.Facts, error) {
	t.Helper()
	return telegram.Examine(t.Context(), telegram.Config{Token: token, BaseURL: "http://sandbox.invalid", Transport: rt}, public)
}

func TestExamineTellsHowUpdatesCome(t *testing.T) {
	sb := newSandbox(t, sandbox.Options{BotUsername: "wecan_bot", Transport: roundTrip(nil)})
	f, err := examined(t, sb.RoundTripper())
	if err != nil || f != (telegram.Facts{Username: "wecan_bot"}) {
		t.Errorf("without a webhook: %+v %v", f, err)
	}
	sb.Say(anna, "/start")
	for _, c := range []struct {
		url  string
		ours bool
	}{{public, true}, {public + "/", true}, {"https://other.example.org", false}} {
		if err := client(t, sb.RoundTripper()).SetWebhook(t.Context(), c.url); err != nil {
			t.Fatal(err)
		}
		f, err := examined(t, sb.RoundTripper())
		host := strings.Trim(strings.TrimPrefix(c.url, "https://"), "/")
		if err != nil || !f.Hooked || f.Ours != c.ours || f.Host != host || f.Pending != 1 {
			t.Errorf("with a webhook to %s: %+v %v", c.url, f, err)
		}
	}
	if n := sb.Count("setWebhook") + sb.Count("getMe") + sb.Count("getWebhookInfo"); n != len(sb.Calls()) {
		t.Errorf("looking made other calls: %v", sb.Calls())
	}
}

// Why a post failed is told in words that Telegram's server itself has; what
// else stands there may be an address with the secret path, or anything.
func TestExamineTellsWhyPostsFail(t *testing.T) {
	for description, want := range map[string]string{
		"Wrong response from the webhook: 502 Bad Gateway": "Wrong response from the webhook: 502 Bad Gateway",
		"Connection refused": "Connection refused",
		"Wrong response from the webhook: 418 hunter2 https://x/telegram/abc":                "Wrong response from the webhook: 418 …",
		"SSL error {error:0A000086:SSL routines:tls_post_process:certificate verify failed}": "SSL error … verify failed}",
	} {
		rt := roundTrip(func(r *http.Request) (*http.Response, error) {
			if strings.HasSuffix(r.URL.Path, "/getMe") {
				return reply(200, `{"ok":true,"result":{"id":1000000001,"username":"x"}}`), nil
			}
			return reply(200, `{"ok":true,"result":{"url":"https://a/b","pending_update_count":3,"last_error_date":1764190000,"last_error_message":"`+description+`"}}`), nil
		})
		f, err := examined(t, rt)
		if err != nil || f.Failure != want || f.Failed.Unix() != 1764190000 || f.Pending != 3 {
			t.Errorf("%q: %+v %v", description, f, err)
		}
	}
}

func TestExamineComparesClocks(t *testing.T) {
	sb := newSandbox(t, sandbox.Options{})
	for _, by := range []time.Duration{0, time.Minute, -10 * time.Second} {
		f, err := examined(t, roundTrip(func(r *http.Request) (*http.Response, error) {
			resp, err := sb.RoundTripper().RoundTrip(r)
			if err == nil {
				resp.Header.Set("Date", time.Now().Add(by).UTC().Format(http.TimeFormat))
			}
			return resp, err
		}))
		if err != nil || !f.Clock || (f.Ahead-by).Abs() > time.Second {
			t.Errorf("a clock %v ahead: %+v %v", by, f, err)
		}
	}
}

func TestExamineSaysWhyNot(t *testing.T) {
	sb := newSandbox(t, sandbox.Options{})
	_, err := telegram.Examine(t.Context(), telegram.Config{Token: "77:hunter2", BaseURL: "http://sandbox.invalid", Transport: sb.RoundTripper()}, "")
	var r *bot.Refusal
	if !errors.As(err, &r) || r.Kind != bot.Barred || strings.Contains(err.Error(), "hunter2") {
		t.Errorf("a wrong token: %v", err)
	}
	_, err = examined(t, roundTrip(func(*http.Request) (*http.Response, error) { return nil, io.ErrUnexpectedEOF }))
	if err == nil || !strings.Contains(err.Error(), "the connection ended") {
		t.Errorf("a network that fails: %v", err)
	}
	_, err = examined(t, roundTrip(func(r *http.Request) (*http.Response, error) {
		if strings.HasSuffix(r.URL.Path, "/getWebhookInfo") {
			return reply(502, "<html>"), nil
		}
		return sb.RoundTripper().RoundTrip(r)
	}))
	if err == nil || !strings.Contains(err.Error(), "getWebhookInfo") {
		t.Errorf("half an answer: %v", err)
	}
}
