package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"wecan/bot"
	"wecan/bot/telegram"
	"wecan/flows"
	"wecan/flows/session"
	"wecan/store"
)

// service joins the rooms: a store, a runtime, Telegram, and an HTTP server
// for those who look after it. serve and demo differ in its settings only.
type service struct {
	set      settings
	words    *words                 // what it begins with
	again    func() (*words, error) // reads them again
	hangups  *hangups
	log      *slog.Logger
	listener net.Listener     // bound already; nil for none
	fixed    bool             // the operator chose the port
	pages    http.Handler     // what else is served; nil for nothing
	ready    func()           // called when everything has started
	now      func() time.Time // the time of turns and timers; nil for the real one

	meter      *meter
	health     health
	hook       gate
	teamHook   gate // for Mattermost
	store      *store.Store
	ids        flows.IDs
	telegram   *telegram.Telegram
	mattermost *mattermostSide // nil for none
	runtime    *bot.Runtime
	broken     chan error // what ends the service; nil for a stop
	current    atomic.Pointer[words]
	renewed    chan struct{} // current has changed
}

// run serves until ctx ends. Then it stops: it takes nothing more, finishes
// what it took, sends what is due, and closes the store.
func (s *service) run(ctx context.Context) error {
	s.meter = newMeter(thisBuild())
	s.broken, s.renewed = make(chan error, 1), make(chan struct{}, 1)
	s.current.Store(s.words)
	s.meter.define(s.words.defs.Hash)
	running, err := s.stages().start(ctx, s.set.StopBudget)
	if err != nil {
		return err
	}
	s.warnOfCards(ctx)
	s.log.InfoContext(ctx, "the bot runs", "version", thisBuild().Version, "bot", s.set.Bot, "definitions", s.words.defs.Hash[:12])
	if s.ready != nil {
		s.ready()
	}
	select {
	case <-ctx.Done():
	case err = <-s.broken:
	}
	s.health.stopping.Store(true)
	s.log.InfoContext(ctx, "stopping", "budget", s.set.StopBudget)
	err = errors.Join(err, running.stop(ctx, s.set.StopBudget))
	s.log.InfoContext(ctx, "stopped")
	return err
}

// stages says in which order. What can fail at the start comes before anything
// is taken from people or sent to them. The web comes first and goes last:
// while it holds its port, no other process can take our leases for those of
// a dead one.
func (s *service) stages() stages {
	var server *web
	var errands, takes loops
	return stages{
		{
			name:  "HTTP server",
			start: func(ctx context.Context) error { server = serveWeb(ctx, s.listener, s.routes(), s.log); return nil },
			stop:  func(ctx context.Context) error { return server.stop(ctx) },
		},
		{name: "store", start: s.openStore, stop: func(context.Context) error { return s.store.Close() }},
		{name: "Telegram", start: s.greet, stop: func(context.Context) error { s.telegram.Close(); return nil }},
		{name: "Mattermost", start: s.joinMattermost, stop: func(context.Context) error { return nil }},
		{name: "runtime", start: s.startRuntime, stop: s.stopRuntime},
		{
			name:  "intake",
			start: func(ctx context.Context) error { return s.startIntake(ctx, &takes) },
			stop: func(ctx context.Context) error {
				s.closeHook(ctx)
				takes.stop()
				s.leaveMattermost(ctx)
				return nil
			},
		},
		{
			name: "errands",
			start: func(ctx context.Context) error {
				errands.begin(ctx, s.watch)
				errands.begin(ctx, s.introduce)
				errands.begin(ctx, s.heed)
				return nil
			},
			stop: func(context.Context) error { errands.stop(); return nil },
		},
	}
}

func (s *service) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /livez", s.health.serveLive)
	mux.HandleFunc("GET /readyz", s.health.serveReady)
	mux.Handle("GET /metrics", s.meter.handler())
	mux.HandleFunc("GET "+session.FeedPrefix, s.serveFeed)
	if s.set.WebhookURL != "" {
		mux.Handle("POST "+telegram.WebhookPath(s.set.Token), &s.hook)
	}
	if s.set.Mattermost.URL != "" {
		mux.Handle("POST /mattermost/", &s.teamHook)
	}
	if s.pages != nil {
		mux.Handle("/", s.pages)
	}
	return mux
}

func (s *service) openStore(ctx context.Context) error {
	var err error
	s.store, s.ids, err = openStore(ctx, &s.set, ownerOf(s.listener, s.fixed), s.log)
	if err != nil {
		return err
	}
	s.health.change(func(h *health) { h.ping = s.store.Ping })
	return nil
}

// greet makes sure that Telegram knows the bot. A Telegram that cannot be
// reached is no reason not to start: it will be.
func (s *service) greet(ctx context.Context) error {
	observe := func(event string) { s.meter.Count(event); s.health.observe(event) }
	if err := s.openMattermost(); err != nil {
		return err
	}
	config := telegram.Config{Token: s.set.Token, BaseURL: s.set.APIURL, Observe: observe, Clips: audioFolder(&s.set), FileIDs: s.store}
	if s.mattermost != nil {
		config.Elsewhere = s.mattermost.client
	}
	var err error
	s.telegram, err = telegram.New(config)
	if err != nil {
		return err
	}
	_, _, err = s.telegram.Identity(ctx)
	var refused *bot.Refusal
	switch {
	case errors.As(err, &refused) && refused.Kind == bot.Barred:
		return fmt.Errorf("%w; set WECAN_TELEGRAM_TOKEN to what @BotFather shows for this bot", err)
	case err != nil:
		s.log.WarnContext(ctx, "Telegram cannot be reached yet; trying again until it can", "error", err)
	}
	return nil
}

func (s *service) startRuntime(ctx context.Context) error {
	s.runtime = bot.New(bot.Options{
		Store: s.store, Carrier: s.telegram, Poster: s.poster(), IDs: s.ids, Log: s.log, Meter: s.meter, Now: s.now,
		BulkRate: s.set.BulkRate,
	}, s.words.defs)
	s.meter.gauge("wecan_card_numbers_overdue", "Numbers on emergency cards that nobody has checked for more than 180 days; see wecan check.", func() float64 {
		return float64(s.overdueNumbers())
	})
	s.meter.gauge("wecan_parked_actors", "Actors that this process has put aside since its start; see wecan dead list.", func() float64 {
		return float64(s.runtime.Health().Parked)
	})
	if s.mattermost != nil {
		s.meter.gauge("wecan_mattermost_refused", "1 while Mattermost refuses the bot's token; see WECAN_MATTERMOST_TOKEN.", func() float64 {
			if s.runtime.Health().PostsBarred {
				return 1
			}
			return 0
		})
	}
	if err := s.runtime.Start(ctx); err != nil {
		return err
	}
	s.health.change(func(h *health) { h.fares = s.runtime.Health })
	return nil
}

// endOfRuntime is what the runtime's stop may take beyond its budget: the note
// that it was clean.
const endOfRuntime = 2 * time.Second

func (s *service) stopRuntime(ctx context.Context) error {
	left := time.Second
	if until, ok := ctx.Deadline(); ok {
		left = max(0, time.Until(until)-endOfRuntime)
	}
	return s.runtime.Stop(left) //nolint:contextcheck // what is left of ctx is its budget
}

// polled tells the runtime when what an earlier process left may be sent. When
// nothing waits at Telegram there is no batch, and the runtime's own patience
// (bot.Options.Settling, counted from its start) serves the same end; so it does
// with a webhook, which has no batches.
func (s *service) polled(event string) {
	switch event {
	case telegram.EventBatchFull:
		s.runtime.Polled(true)
	case telegram.EventCaughtUp:
		s.runtime.Polled(false)
	}
}

// startIntake begins to take updates, by polling or by a webhook.
func (s *service) startIntake(ctx context.Context, l *loops) error {
	polls := s.set.WebhookURL == ""
	in := telegram.Intake{
		Mapper: telegram.Mapper{IDs: s.ids}, Turns: s.runtime, Morgue: s.store, Log: s.log,
		Observe: func(event string) { s.meter.Count(event); s.health.observe(event); s.polled(event) },
	}
	s.health.change(func(h *health) { h.polls = polls })
	if err := s.hearTeam(ctx, l); err != nil {
		return err
	}
	if !polls {
		s.hook.open(telegram.NewWebhook(s.set.Token, in))
		l.begin(ctx, s.setWebhook)
		return nil
	}
	// A third for the batch under way; confirming it takes up to 3 s more.
	poller := telegram.NewPoller(telegram.PollerConfig{Telegram: s.telegram, Intake: in, Turnstile: s.store, StopBudget: s.set.StopBudget / 3})
	l.begin(ctx, func(ctx context.Context) {
		if err := poller.Run(ctx); err != nil {
			s.fail(fmt.Errorf("polling ended: %w", err))
		}
	})
	return nil
}

// closeHook waits for the posts under way for a third of the budget. Those that
// take longer are refused when the runtime ends, and come again.
func (s *service) closeHook(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, s.set.StopBudget/3)
	defer cancel()
	s.hook.close(ctx)
}

func (s *service) fail(err error) {
	select {
	case s.broken <- err:
	default: // one reason is enough
	}
}

// loops are goroutines that end when they are told to.
type loops struct {
	cancel []context.CancelFunc
	under  sync.WaitGroup
}

// begin starts one. It outlives ctx: stopping has an order.
func (l *loops) begin(ctx context.Context, f func(context.Context)) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	l.cancel = append(l.cancel, cancel)
	l.under.Go(func() { f(ctx) })
}

func (l *loops) stop() {
	for _, cancel := range l.cancel {
		cancel()
	}
	l.under.Wait()
}
