package telegram

import (
	"context"
	"errors"
	"log/slog"
	"time"
)

// Poller takes updates by long polling, and confirms them only when they are
// handled.
type Poller struct {
	telegram *Telegram
	intake   Intake
	stile    Turnstile
	budget   time.Duration
	news     news
}

// PollerConfig is what [NewPoller] needs.
type PollerConfig struct {
	Telegram  *Telegram
	Intake    Intake
	Turnstile Turnstile

	// StopBudget is how long a batch that is being handled may still take after
	// Run's context is over; 0 is 5 seconds.
	StopBudget time.Duration
}

// NewPoller makes a poller. [Poller.Run] makes it work.
func NewPoller(c PollerConfig) *Poller {
	if c.StopBudget <= 0 {
		c.StopBudget = 5 * time.Second
	}
	return &Poller{
		telegram: c.Telegram,
		intake:   c.Intake,
		stile:    c.Turnstile,
		budget:   c.StopBudget,
		news:     news{log: c.Intake.Log},
	}
}

// Run polls until ctx is over, whenever this process is the one that may. It
// survives everything that Telegram, the network and the store do. Then it
// aborts the long poll, finishes the batch that is being handled, confirms it
// and returns nil.
//
// Its only error is one that is [flows.ErrNewerSchema]: this process is too old
// for the store, and another one may poll at once. Call Run once.
func (p *Poller) Run(ctx context.Context) error {
	for ctx.Err() == nil {
		until, ok := p.enter(ctx)
		if !ok {
			break
		}
		if err := p.serve(ctx, until); err != nil {
			return err
		}
		if ctx.Err() == nil {
			p.intake.observe(EventLeaseLost)
			p.news.tell(ctx, slog.LevelWarn, "the right to poll was lost; waiting for it", nil)
		}
	}
	return nil
}

// serve polls for as long as the lease lasts. Its error ends the process.
func (p *Poller) serve(ctx context.Context, until time.Time) error {
	p.intake.observe(EventLeaseTaken)
	working, t := p.begin(ctx, until)
	defer t.end(ctx)
	s := &session{Poller: p}
	err := s.run(working)
	if err == nil && !errors.Is(context.Cause(working), errLeaseLost) {
		s.confirm(ctx)
	}
	return err
}

// confirm tells Telegram about the last batch before the process ends. The
// same call hands out an update again; nobody takes it, so it stays.
func (s *session) confirm(ctx context.Context) {
	// A poll with this offset that was open for a while has reached Telegram,
	// which takes the offset from it when it comes and not when it ends.
	if !s.unconfirmed || !s.asked.IsZero() && time.Since(s.asked) > arrived {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), confirmWithin)
	defer cancel()
	if _, err := s.telegram.fetch(ctx, s.offset, 1, 0, confirmWithin); err != nil {
		s.intake.Log.LogAttrs(ctx, slog.LevelInfo, "the last updates could not be confirmed; they come again, and are known then",
			slog.Any("error", err))
	}
}

const (
	confirmWithin = 3 * time.Second
	arrived       = time.Second
)
