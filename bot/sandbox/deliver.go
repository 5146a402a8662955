package sandbox

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// Run delivers updates to the webhook, while one is set, until ctx is done. It returns when the last delivery has ended.
// Without it a webhook can be set, but nothing is delivered. Run it once at a time.
func (t *Telegram) Run(ctx context.Context) {
	news := make(chan struct{}, 1)
	t.mu.Lock()
	t.wakeRun = news
	t.mu.Unlock()

	var deliveries sync.WaitGroup
	defer deliveries.Wait()
	client := &http.Client{
		Transport: t.transport,
		Timeout:   answerTime,
		CheckRedirect: func(*http.Request, []*http.Request) error {
			return http.ErrUseLastResponse // Telegram follows none: a redirect is a failure
		},
	}
	for ctx.Err() == nil {
		wait := t.startDeliveries(ctx, client, &deliveries)
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
		case <-news:
		case <-timer.C:
		}
		timer.Stop()
	}
}

// wake tells Run that there may be something to deliver. The lock is held.
func (t *Telegram) wake() {
	if t.wakeRun == nil {
		return
	}
	select {
	case t.wakeRun <- struct{}{}:
	default:
	}
}

func (t *Telegram) startDeliveries(ctx context.Context, client *http.Client, deliveries *sync.WaitGroup) time.Duration {
	now := time.Now()
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.hook == nil {
		return time.Hour
	}
	for l := t.hook.next(now); l != nil; l = t.hook.next(now) {
		d := delivery{telegram: t, hook: t.hook, lane: l, update: l.items[0], url: t.hook.url, secret: t.hook.secret}
		deliveries.Go(func() {
			after, err := d.send(ctx, client)
			t.delivered(d, after, err)
		})
	}
	return t.hook.wait(now)
}

// delivery is one update on its way.
type delivery struct {
	telegram    *Telegram
	hook        *webhook
	lane        *lane
	update      *update
	url, secret string
}

// send posts the update. It returns nil when the webhook answered 2xx, and what the answer's Retry-After asks for.
func (d delivery) send(ctx context.Context, client *http.Client) (time.Duration, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, d.url, bytes.NewReader(d.update.body))
	if err != nil {
		return 0, err
	}
	request.Header.Set("Content-Type", "application/json")
	if d.secret != "" {
		request.Header.Set("X-Telegram-Bot-Api-Secret-Token", d.secret)
	}
	response, err := client.Do(request)
	if err != nil {
		return 0, err
	}
	defer response.Body.Close() //nolint:errcheck // nothing depends on it
	body, err := io.ReadAll(io.LimitReader(response.Body, 1<<16))
	if err != nil {
		return 0, err
	}
	if response.StatusCode/100 == 2 {
		d.perform(ctx, body)
		return 0, nil
	}
	seconds, err := strconv.Atoi(response.Header.Get("Retry-After"))
	if err != nil || seconds < 0 {
		seconds = 0
	}
	return time.Duration(seconds) * time.Second, fmt.Errorf("wrong response from the webhook: %s", response.Status)
}

// perform makes the call that an answer of the webhook brings along, if it does. Nobody is told what becomes of it.
func (d delivery) perform(ctx context.Context, body []byte) {
	var call map[string]json.RawMessage
	var method string
	if json.Unmarshal(body, &call) != nil || json.Unmarshal(call["method"], &method) != nil {
		return
	}
	delete(call, "method")
	body, err := json.Marshal(call)
	if err != nil {
		return
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, d.telegram.path+method, bytes.NewReader(body))
	if err != nil {
		return
	}
	request.Header.Set("Content-Type", "application/json")
	d.telegram.answer(request)
}

func (t *Telegram) delivered(d delivery, after time.Duration, err error) {
	now := time.Now()
	t.mu.Lock()
	defer t.mu.Unlock()
	if err == nil {
		t.updates.confirm(d.update, now)
	} else {
		d.hook.failedAt, d.hook.failure = now.Unix(), err.Error()
	}
	d.hook.served(d.lane, err == nil, after, now)
	t.wake()
}
