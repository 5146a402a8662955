package telegram_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"regexp"
	"strings"
	"testing"

	"wecan/bot/telegram"
)

func TestTokenNeverPrints(t *testing.T) {
	const secret = "AAHq-very-secret"
	tok := telegram.Token("42:" + secret)
	tg, err := telegram.New(telegram.Config{Token: tok})
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	for _, v := range []any{tok, &tok, telegram.Config{Token: tok}, []telegram.Token{tok}, tg} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%t"} {
			fmt.Fprintf(&out, verb+"\n", v)
		}
	}
	slog.New(slog.NewTextHandler(&out, nil)).Info("x", "token", tok, "config", telegram.Config{Token: tok}, "telegram", tg)
	slog.New(slog.NewJSONHandler(&out, nil)).Info("x", "token", tok)
	if err := json.NewEncoder(&out).Encode(map[string]any{"t": tok}); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(out.String(), secret) || strings.Contains(out.String(), fmt.Sprintf("%x", secret)) {
		t.Errorf("the token was printed:\n%s", out.String())
	}
}

func TestBotIDIsTheNumberBeforeTheColon(t *testing.T) {
	if id, err := telegram.BotID("123456789:AAF-x_y"); err != nil || id != 123456789 {
		t.Errorf("BotID = %d, %v", id, err)
	}
	for _, bad := range []telegram.Token{"", "1", ":a", "1:", "x:a", "1:a b", "1:a/b", "1:a\n", "0:a", "-1:a", "9999999999999999999:a"} {
		_, err := telegram.BotID(bad)
		if err == nil {
			t.Errorf("%q was taken", string(bad))
		} else if !strings.Contains(err.Error(), "WECAN_TELEGRAM_TOKEN") {
			t.Errorf("the error does not say what to set: %v", err)
		}
		if _, err := telegram.New(telegram.Config{Token: bad}); err == nil {
			t.Errorf("New took %q", string(bad))
		}
	}
}

func TestNewRefusesAddressesThatCannotBeCalled(t *testing.T) {
	for _, bad := range []string{"api.telegram.org", "ftp://x", "http://", "http://a b", "http://x/%zz", "https://x?y", "https://u:p@x", ":"} {
		if _, err := telegram.New(telegram.Config{Token: token, BaseURL: bad}); err == nil {
			t.Errorf("New took %q", bad)
		}
	}
}

func TestWebhookPathAndSecretAreDerivedAndDifferent(t *testing.T) {
	path, secret := telegram.WebhookPath(token), telegram.WebhookSecret(token)
	if !regexp.MustCompile(`^/telegram/[A-Za-z0-9_-]{32}$`).MatchString(path) {
		t.Errorf("path %q", path)
	}
	if !regexp.MustCompile(`^[A-Za-z0-9_-]{1,256}$`).MatchString(secret) || len(secret) < 43 {
		t.Errorf("secret %q is not of Telegram's alphabet or is short", secret)
	}
	if strings.Contains(secret, path[len("/telegram/"):]) {
		t.Error("the path gives the secret away")
	}
	if telegram.WebhookPath("1:other") == path || telegram.WebhookSecret("1:other") == secret {
		t.Error("another token has the same path or secret")
	}
	if telegram.WebhookPath(token) != path {
		t.Error("another replica would have another path")
	}
}
