package telegram

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/go-telegram/bot/models"
)

// Facts is what an operator wants to know of the bot at Telegram: see
// [Examine].
type Facts struct {
	Username string
	Clock    bool          // Telegram told its time
	Ahead    time.Duration // Telegram's clock minus ours, good to a second

	Hooked  bool   // a webhook is set
	Ours    bool   // it is the one that the public address asks for
	Host    string // whose webhook it is; the path stays secret
	Pending int    // updates that wait
	Failed  time.Time
	Failure string // why the last post failed, in Telegram's own known words
}

// Examine asks Telegram who the bot is, and how updates reach it; it changes
// nothing. public is where the bot is reached from outside, "" when it polls.
// An error may be a [*bot.Refusal]; Barred means that the token is wrong or was
// revoked.
func Examine(ctx context.Context, c Config, public string) (Facts, error) {
	clock := &clock{next: c.Transport}
	if clock.next == nil {
		clock.next = pooled()
	}
	c.Transport = clock
	t, err := New(c)
	if err != nil {
		return Facts{}, err
	}
	defer t.Close()
	var f Facts
	if _, f.Username, err = t.Identity(ctx); err != nil {
		return f, err
	}
	var info *models.WebhookInfo
	_, err = t.call(ctx, "getWebhookInfo", func(ctx context.Context) error {
		var err error
		info, err = t.api.GetWebhookInfo(ctx)
		return err
	})
	if err == nil && info == nil {
		err = errors.New("telegram: getWebhookInfo: the answer cannot be read")
	}
	if err != nil {
		return f, err
	}
	f.Ahead, f.Clock = clock.ahead()
	f.read(info, strings.TrimRight(public, "/")+WebhookPath(c.Token))
	return f, nil
}

func (f *Facts) read(info *models.WebhookInfo, ours string) {
	f.Hooked, f.Ours, f.Pending = info.URL != "", info.URL == ours, info.PendingUpdateCount
	if u, err := url.Parse(info.URL); err == nil {
		f.Host = u.Host
	}
	if info.LastErrorDate > 0 {
		f.Failed, f.Failure = time.Unix(int64(info.LastErrorDate), 0), hookWords(info.LastErrorMessage)
	}
}

// clock compares the Date of each answer with the time here.
type clock struct {
	next http.RoundTripper

	mu    sync.Mutex
	best  time.Duration // the shortest round trip
	known bool
	off   time.Duration
}

// RoundTrip is for http.RoundTripper.
func (c *clock) RoundTrip(r *http.Request) (*http.Response, error) {
	asked := time.Now()
	resp, err := c.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	if date, err := http.ParseTime(resp.Header.Get("Date")); err == nil {
		c.note(asked, time.Since(asked), date)
	}
	return resp, nil
}

// note keeps what the quickest answer tells. A Date leaves the part of a second
// out, which is half a second on average.
func (c *clock) note(asked time.Time, trip time.Duration, date time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.known || trip < c.best {
		c.known, c.best, c.off = true, trip, date.Add(time.Second/2).Sub(asked.Add(trip/2))
	}
}

func (c *clock) ahead() (time.Duration, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.off, c.known
}

// CloseIdleConnections is for http.Client.
func (c *clock) CloseIdleConnections() {
	if t, ok := c.next.(interface{ CloseIdleConnections() }); ok {
		t.CloseIdleConnections()
	}
}
