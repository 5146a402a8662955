package main

import (
	"context"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"wecan/bot"
	"wecan/bot/telegram"
)

// health answers whether this process lives, and whether it can do its work.
type health struct {
	stopping atomic.Bool
	beaten   atomic.Int64 // when the watch last came around, Unix nanoseconds; 0 before

	mu    sync.Mutex
	ping  func(context.Context) error // nil until the store is open
	fares func() bot.Health           // nil until the runtime runs
	intake
}

// intake is how updates come in, as far as it is known.
type intake struct {
	polls   bool
	holds   bool // the right to poll, or a webhook that is set
	refused bool // Telegram does not accept the token
}

// Reasons of readyz: one plain sentence each.
const (
	readyStarting = "The bot is starting."
	readyStopping = "The bot is stopping."
	readyStore    = "The store does not answer."
	readyToken    = "Telegram refuses the bot's token; check WECAN_TELEGRAM_TOKEN."
	readyLease    = "Another process has the right to poll; this one waits for it."
	readyWebhook  = "The webhook is not set at Telegram yet."
	readyLine     = "ready"

	pingPatience = 2 * time.Second
	beatPatience = 2 * time.Minute // eight rounds of the watch
)

// reason is why the process is not ready, "" if it is.
func (h *health) reason(ctx context.Context) string {
	if h.stopping.Load() {
		return readyStopping
	}
	h.mu.Lock()
	ping, fares, in := h.ping, h.fares, h.intake
	h.mu.Unlock()
	if ping == nil || fares == nil {
		return readyStarting
	}
	ctx, cancel := context.WithTimeout(ctx, pingPatience)
	defer cancel()
	switch {
	case ping(ctx) != nil:
		return readyStore
	case in.refused || fares().Barred:
		return readyToken
	case in.polls && !in.holds:
		return readyLease
	case !in.holds:
		return readyWebhook
	}
	return ""
}

// opened says whether the store is open.
func (h *health) opened() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.ping != nil && !h.stopping.Load()
}

func (h *health) change(f func(*health)) {
	h.mu.Lock()
	defer h.mu.Unlock()
	f(h)
}

// observe learns from the events of bot/telegram.
func (h *health) observe(event string) {
	switch event {
	case telegram.EventLeaseTaken:
		h.change(func(h *health) { h.holds = true })
	case telegram.EventLeaseLost:
		h.change(func(h *health) { h.holds = false })
	case telegram.EventPollBarred, telegram.EventCallBarred:
		h.change(func(h *health) { h.refused = true })
	case telegram.EventPollOK, telegram.EventCallOK:
		h.change(func(h *health) { h.refused = false })
	}
}

func (h *health) serveReady(w http.ResponseWriter, r *http.Request) {
	if reason := h.reason(r.Context()); reason != "" {
		plain(w, http.StatusServiceUnavailable, reason)
		return
	}
	plain(w, http.StatusOK, readyLine)
}

// serveLive says 503 only when something in this process hangs, so that it
// should be ended: an outside that fails is no reason.
func (h *health) serveLive(w http.ResponseWriter, _ *http.Request) {
	if at := h.beaten.Load(); at != 0 && time.Since(time.Unix(0, at)) > beatPatience && !h.stopping.Load() {
		plain(w, http.StatusServiceUnavailable, "The bot hangs.")
		return
	}
	plain(w, http.StatusOK, "alive")
}

func plain(w http.ResponseWriter, status int, line string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(line + "\n")) // whoever asked has gone
}
