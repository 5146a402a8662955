package main

import (
	"context"
	"time"
)

const (
	watchEvery  = 15 * time.Second
	watchTime   = 10 * time.Second // for one round
	pauseFirst  = time.Second
	pauseLast   = 5 * time.Minute
	webhookLast = 30 * time.Second
)

// watch reads what waits, for the metrics.
func (s *service) watch(ctx context.Context) {
	for {
		s.look(ctx)
		if !pause(ctx, watchEvery) {
			return
		}
	}
}

func (s *service) look(ctx context.Context) {
	s.health.beaten.Store(time.Now().UnixNano())
	ctx, cancel := context.WithTimeout(ctx, watchTime)
	defer cancel()
	waiting, err := s.store.Backlog(ctx, time.Now())
	dead := 0
	if err == nil {
		dead, err = s.store.CountDead(ctx)
	}
	if err != nil {
		s.log.DebugContext(ctx, "what waits could not be read", "error", err)
	}
	s.meter.set(backlog{Backlog: waiting, dead: dead, known: err == nil})
}

// setWebhook tells Telegram where to post updates, until it has understood.
func (s *service) setWebhook(ctx context.Context) {
	s.insist(ctx, webhookLast, "the webhook could not be set; trying again", func(ctx context.Context) error {
		return s.telegram.SetWebhook(ctx, s.set.WebhookURL)
	})
	s.health.change(func(h *health) { h.holds = true })
}

// introduce tells Telegram the bot's commands and what stands around the chat, in
// every language there is, and again when other words were published. The bot's
// name is the organisation's: it gives it when it makes the bot.
func (s *service) introduce(ctx context.Context) {
	for {
		for _, m := range s.current.Load().menus() {
			s.insist(ctx, pauseLast, "the menu of commands could not be set; trying again", func(ctx context.Context) error {
				return s.telegram.SetCommands(ctx, m.lang, m.commands)
			})
			s.insist(ctx, pauseLast, "the bot's description could not be set; trying again", func(ctx context.Context) error {
				return s.telegram.SetProfile(ctx, m.lang, m.profile)
			})
		}
		select {
		case <-s.renewed:
		case <-ctx.Done():
			return
		}
	}
}

// insist does something until it works or ctx ends. It complains once.
func (s *service) insist(ctx context.Context, longest time.Duration, complaint string, do func(context.Context) error) {
	for wait := pauseFirst; ; wait = min(2*wait, longest) {
		err := do(ctx)
		if err == nil || ctx.Err() != nil {
			return
		}
		if wait == pauseFirst {
			s.log.WarnContext(ctx, complaint, "error", err) //nolint:sloglint // every caller gives a constant
		}
		if !pause(ctx, wait) {
			return
		}
	}
}

// pause waits, and says false when ctx ended.
func pause(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}
