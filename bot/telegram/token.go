package telegram

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"regexp"
	"strconv"
	"strings"
)

// Token is a bot's token as BotFather gives it: the bot's id, a colon and a
// secret. It never prints; take string(token) where it must be sent.
type Token string

const hidden = "(bot token)"

// String hides the token.
func (Token) String() string { return hidden }

// GoString hides the token.
func (Token) GoString() string { return hidden }

// Format hides the token from every verb, also from wrong ones such as %d.
func (Token) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, hidden) }

// LogValue hides the token from slog.
func (Token) LogValue() slog.Value { return slog.StringValue(hidden) }

// MarshalText hides the token from JSON, YAML and XML.
func (Token) MarshalText() ([]byte, error) { return []byte(hidden), nil }

var errToken = errors.New(`telegram: the bot token is not of the form "123456:letters and digits"; ` +
	"set WECAN_TELEGRAM_TOKEN to what @BotFather gave you")

var tokenForm = regexp.MustCompile(`^[0-9]{1,18}:[A-Za-z0-9_-]{1,256}$`)

// BotID is the bot's id: the number before the colon. It makes no call.
func BotID(token Token) (int64, error) {
	if !tokenForm.MatchString(string(token)) {
		return 0, errToken
	}
	number, _, _ := strings.Cut(string(token), ":")
	id, err := strconv.ParseInt(number, 10, 64)
	if err != nil || id == 0 {
		return 0, errToken
	}
	return id, nil
}

// WebhookPath is the path that Telegram posts updates to. It is derived from
// the token: nobody without it can guess the path, every replica finds the
// same one, and it changes when the token does.
func WebhookPath(token Token) string {
	return "/telegram/" + derive(token, "wecan webhook path")[:32]
}

// WebhookSecret is what Telegram sends in the header
// X-Telegram-Bot-Api-Secret-Token: 43 characters of A-Z a-z 0-9 _ -
// (Bot API setWebhook allows 1 to 256).
func WebhookSecret(token Token) string {
	return derive(token, "wecan webhook secret")
}

func derive(token Token, purpose string) string {
	mac := hmac.New(sha256.New, []byte(token))
	_, _ = io.WriteString(mac, purpose) // a hash's Write never fails
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}
