package main

import (
	"context"
	"errors"
	"time"

	"wecan/bot"
	"wecan/flows/referral"
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
	b, err := s.waiting(ctx)
	if err != nil {
		s.log.DebugContext(ctx, "what waits could not be read", "error", err)
	}
	b.known = err == nil
	s.meter.set(b)
}

// waiting reads what waits to be sent, and who waits for a person.
func (s *service) waiting(ctx context.Context) (b backlog, err error) {
	if b.Backlog, err = s.store.Backlog(ctx, time.Now()); err != nil {
		return b, err
	}
	if b.dead, err = s.store.CountDead(ctx); err != nil {
		return b, err
	}
	for _, status := range referral.Statuses() {
		if status == referral.StatusClosed {
			continue
		}
		n, err := s.store.CountIndexed(ctx, referral.IndexStatus(status))
		if err != nil {
			return b, err
		}
		b.open += n
	}
	b.overdue, err = s.store.CountIndexed(ctx, referral.IndexOverdue)
	return b, err
}

// setWebhook tells Telegram where to post updates, until it has understood.
func (s *service) setWebhook(ctx context.Context) {
	s.insist(ctx, webhookLast, "the webhook could not be set; trying again", func(ctx context.Context) error {
		return s.telegram.SetWebhook(ctx, s.set.WebhookURL)
	})
	s.health.change(func(h *health) { h.holds = true })
}

// introduce tells Telegram the bot's commands, what stands around the chat and its
// names, in every language there is, and again when other words were published.
// What is still to be told of the old ones is dropped then.
func (s *service) introduce(ctx context.Context) {
	for ctx.Err() == nil {
		round, end := context.WithCancel(ctx)
		told := make(chan struct{})
		go func() {
			defer close(told)
			s.present(round)
		}()
		select {
		case <-s.renewed:
		case <-ctx.Done():
		}
		end()
		<-told
	}
}

// present tells it once. Telegram may refuse a change of descriptions or names
// for hours, when there were some before: the commands, of which people have
// most, come first, and the names last.
func (s *service) present(ctx context.Context) {
	words := s.current.Load()
	menus := words.menus()
	for _, m := range menus {
		s.insist(ctx, pauseLast, "the menu of commands could not be set; trying again", func(ctx context.Context) error {
			return s.telegram.SetCommands(ctx, m.lang, m.commands)
		})
	}
	for _, m := range menus {
		s.insist(ctx, pauseLast, "the bot's description could not be set; trying again", func(ctx context.Context) error {
			return s.telegram.SetProfile(ctx, m.lang, m.profile)
		})
	}
	for _, n := range words.defs.BotNames() {
		s.insist(ctx, pauseLast, "the bot's name could not be set; trying again", func(ctx context.Context) error {
			return s.telegram.SetName(ctx, string(n.Lang), n.Name)
		})
	}
}

// insist does something until it works or ctx ends. It complains once. When
// Telegram says how long to wait it waits that long.
func (s *service) insist(ctx context.Context, longest time.Duration, complaint string, do func(context.Context) error) {
	for wait := pauseFirst; ; wait = min(2*wait, longest) {
		err := do(ctx)
		if err == nil || ctx.Err() != nil {
			return
		}
		if wait == pauseFirst {
			s.log.WarnContext(ctx, complaint, "error", err) //nolint:sloglint // every caller gives a constant
		}
		var refused *bot.Refusal
		asked := time.Duration(0)
		if errors.As(err, &refused) {
			asked = refused.After
		}
		if !pause(ctx, max(wait, asked)) {
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
