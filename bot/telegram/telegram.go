package telegram

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"strings"
	"time"

	api "github.com/go-telegram/bot"
)

// DefaultBaseURL is Telegram's own server.
const DefaultBaseURL = "https://api.telegram.org"

// Config is what [New] needs. Only Token must be set.
type Config struct {
	Token   Token
	BaseURL string // another Bot API server; "" is [DefaultBaseURL]

	// Transport carries the requests; nil is one with a pool that is large
	// enough for bursts (the default of net/http keeps 2 connections per host),
	// with a quicker one beside it for the frequent calls.
	Transport http.RoundTripper

	// CallTimeout bounds each call but the long poll; 0 is 10 seconds.
	CallTimeout time.Duration

	// Clips holds the recordings that a [flows.Play] names; nil for none.
	Clips fs.FS
	// FileIDs keeps what Telegram calls those that were uploaded; nil forgets
	// them with the process.
	FileIDs FileIDs

	// Elsewhere has the files that a [flows.Attach] names and that lie at
	// Mattermost; nil for none.
	Elsewhere Elsewhere

	// Observe is called with the name of each countable event; nil for none.
	// See the Event constants. It must be quick and safe for concurrent use.
	Observe func(event string)
}

// Telegram makes calls to the Bot API. It is safe for concurrent use.
type Telegram struct {
	api     *api.Bot
	wire    *wire
	pipes   *pipes // nil: the frequent calls go through wire as all others
	token   Token
	root    string // base URL, token and slash
	timeout time.Duration
	observe func(event string)
	clips   clips

	elsewhere Elsewhere
	brought   courier
}

// New checks the configuration. It makes no call.
func New(c Config) (*Telegram, error) {
	if _, err := BotID(c.Token); err != nil {
		return nil, err
	}
	base, err := checkBase(c.BaseURL)
	if err != nil {
		return nil, err
	}
	if c.CallTimeout <= 0 {
		c.CallTimeout = 10 * time.Second
	}
	if c.Observe == nil {
		c.Observe = func(string) {}
	}
	w := newWire(c.Transport)
	typed, err := api.New(
		string(c.Token),
		api.WithSkipGetMe(),
		api.WithServerURL(base),
		api.WithHTTPClient(0, w),
		api.WithErrorsHandler(func(error) {}), // what it would say is in the call's own error too
	)
	if err != nil {
		return nil, errors.New("telegram: the client could not be made") // its error may hold the token
	}
	root := base + "/bot" + string(c.Token) + "/"
	var quick *pipes
	if c.Transport == nil {
		quick = newPipes(root)
	}
	return &Telegram{
		api:     typed,
		wire:    w,
		pipes:   quick,
		token:   c.Token,
		root:    root,
		timeout: c.CallTimeout,
		observe: c.Observe,
		clips:   clips{folder: c.Clips, ids: c.FileIDs, known: map[string]*clip{}},

		elsewhere: c.Elsewhere,
		brought:   courier{known: map[string]*brought{}},
	}, nil
}

// checkBase is strict because the library would leave a goroutine behind for
// every call to an address that it cannot parse.
func checkBase(base string) (string, error) {
	if base == "" {
		return DefaultBaseURL, nil
	}
	base = strings.TrimRight(base, "/")
	u, err := url.Parse(base)
	if err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Host == "" ||
		u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return "", fmt.Errorf("telegram: the server address must look like %s", DefaultBaseURL)
	}
	return base, nil
}

// Format hides the token, which stands in several unexported fields.
func (t *Telegram) Format(s fmt.State, _ rune) { _, _ = s.Write([]byte("(telegram)")) }

// Close gives idle connections back. Calls may still be made afterwards.
func (t *Telegram) Close() {
	t.wire.client.CloseIdleConnections()
	if t.pipes != nil {
		t.pipes.client.CloseIdleConnections()
	}
}

// Identity asks Telegram who the bot is. An error may be a [*bot.Refusal];
// Barred means that the token is wrong or was revoked.
func (t *Telegram) Identity(ctx context.Context) (id int64, username string, err error) {
	_, err = t.call(ctx, "getMe", func(ctx context.Context) error {
		me, err := t.api.GetMe(ctx)
		if err == nil {
			id, username = me.ID, me.Username
		}
		return err
	})
	if err == nil && id == 0 {
		return 0, "", errors.New("telegram: getMe: the answer names no bot")
	}
	return id, username, err
}

// Probe asks for nothing but an answer.
func (t *Telegram) Probe(ctx context.Context) error {
	_, _, err := t.Identity(ctx)
	return err
}

// call makes one call of the library with a time-out of its own and
// translates what came of it.
func (t *Telegram) call(ctx context.Context, method string, do func(context.Context) error) (message int, err error) {
	ctx, cancel := context.WithTimeout(ctx, t.timeout)
	defer cancel()
	var got outcome
	err = do(context.WithValue(ctx, outcomeKey{}, &got))
	if got.ok {
		// Telegram has carried it out, even if the library cannot read what it
		// answered. Saying otherwise would send it again, and again.
		t.observe(EventCallOK)
		return got.message, nil
	}
	err = refusal(method, err)
	t.observe(callEvent(err))
	return 0, err
}
