package sandbox

import (
	"context"
	"time"
)

const (
	maxPage     = 100
	maxPollTime = 50 * time.Second
	// A poller that asks the same again is slowed down: within haste it gets one update, within patience it waits at
	// least that long when there is none. Source: process_get_updates_query of telegram-bot-api.
	haste    = 500 * time.Millisecond
	patience = 3 * time.Second
	// An offset further ahead than this is taken for one from before the ids started anew. Source: TQueue of TDLib.
	farAhead   = 10
	maxPending = 1 << 30 // more than any queue holds
)

// polling is what Telegram remembers between two getUpdates. It is guarded by Telegram.mu.
type polling struct {
	offset  int64
	at      time.Time
	waiting *waiter
}

// waiter is a long poll under way. Its channels belong to the request that made it.
type waiter struct {
	news chan struct{}  // closed when an update came
	stop chan *apiError // holds one: the request ends with it
}

func (p *polling) wake() {
	if p.waiting != nil {
		close(p.waiting.news)
		p.waiting = nil
	}
}

// abort ends the long poll under way, if there is one.
func (p *polling) abort(by string) {
	if p.waiting != nil {
		p.waiting.stop <- conflict("terminated by " + by)
		p.waiting = nil
	}
}

// getUpdates answers with the updates that wait, or waits for one. https://core.telegram.org/bots/api#getupdates
func (t *Telegram) getUpdates(ctx context.Context, args arguments) (any, *apiError) {
	timeout := min(time.Duration(max(args.integer("timeout"), 0))*time.Second, maxPollTime)
	w, limit, page, err := t.startPoll(args, &timeout)
	if err != nil || w == nil {
		return page, err
	}
	timer := time.NewTimer(timeout)
	defer timer.Stop()
	select {
	case <-w.news:
		return t.endPoll(w, limit), nil
	case <-timer.C:
		return t.endPoll(w, limit), nil
	case err := <-w.stop:
		return nil, err
	case <-ctx.Done():
		t.endPoll(w, 0)
		return rawResult("[]"), nil // nobody reads it; what waits still waits
	}
}

// startPoll answers at once when it can, and leaves a waiter when it cannot.
func (t *Telegram) startPoll(args arguments, timeout *time.Duration) (*waiter, int, rawResult, *apiError) {
	now := time.Now()
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.hook != nil {
		return nil, 0, nil, conflict("can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first")
	}
	t.poll.abort("other getUpdates request; make sure that only one bot instance is running")
	if args.has("allowed_updates") {
		t.updates.allowed = args.strings("allowed_updates")
	}
	limit, offset := maxPage, args.integer("offset")
	if n := args.integer("limit"); n > 0 && n < maxPage {
		limit = int(n)
	}
	if p := &t.poll; offset == p.offset {
		since := now.Sub(p.at)
		if since < patience {
			*timeout = max(*timeout, patience)
		}
		if since < haste {
			limit = 1
		}
	}
	t.poll.offset, t.poll.at = offset, now
	t.forget(offset, now)
	page := t.updates.page(limit, now)
	if len(page) > 0 || *timeout == 0 {
		return nil, 0, join(page), nil
	}
	t.poll.waiting = &waiter{news: make(chan struct{}), stop: make(chan *apiError, 1)}
	return t.poll.waiting, limit, nil, nil
}

// forget confirms what the offset confirms.
func (t *Telegram) forget(offset int64, now time.Time) {
	switch {
	case offset < 0:
		t.updates.forgetBelow(t.updates.fromEnd(int(min(-offset, maxPending)), now))
	case offset > 0 && offset <= t.updates.nextID+farAhead:
		t.updates.forgetBelow(offset)
	}
}

// endPoll takes the waiter away and reads what came. With limit 0 it reads nothing.
func (t *Telegram) endPoll(w *waiter, limit int) rawResult {
	now := time.Now()
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.poll.waiting == w {
		t.poll.waiting = nil
	}
	if limit == 0 {
		return nil
	}
	t.poll.at = now
	return join(t.updates.page(limit, now))
}

func join(page []*update) rawResult {
	size := 2
	for _, u := range page {
		size += len(u.body) + 1
	}
	list := append(make([]byte, 0, size), '[')
	for i, u := range page {
		if i > 0 {
			list = append(list, ',')
		}
		list = append(list, u.body...)
	}
	return append(list, ']')
}
