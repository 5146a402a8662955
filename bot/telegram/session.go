package telegram

import (
	"context"
	"errors"
	"log/slog"
	"strconv"
	"time"

	"wecan/flows"
)

// session is one tenure's polling. One goroutine runs it, so there are never
// two getUpdates at once.
//
// It starts without an offset: Telegram then begins with the oldest update that
// nobody confirmed.
type session struct {
	*Poller

	cleared     bool      // no webhook is set
	offset      int64     // what is below it was handled; 0 when nothing was
	unconfirmed bool      // Telegram may not know offset yet
	asked       time.Time // when the poll with offset was begun
	active      time.Time // when the last update came
	brokenTries int       // how often the first update was broken in a row
	back        backoff
}

// Pauses that are not a backoff.
const (
	// pauseBarred is between two tries with a token that Telegram refuses.
	pauseBarred = 30 * time.Second
	// pauseConflict is after a 409: the poll of a process that was killed
	// stays open at Telegram for some seconds.
	pauseConflict = 2 * time.Second
	// pauseStuck is between two looks at updates without a readable id.
	pauseStuck = 5 * time.Second

	// forgetAfter is when the offset is forgotten. Updates wait 24 hours, and
	// after a week without any their ids start anew at random, perhaps below.
	forgetAfter = 48 * time.Hour

	// brokenLimit is how often an answer may be broken in its first update
	// before that update is put aside: a proxy may have cut the answer.
	brokenLimit = 5
)

// run returns when ctx is over, or with the error that ends the process.
func (s *session) run(ctx context.Context) error {
	s.active = time.Now()
	for ctx.Err() == nil {
		if pause, err := s.round(ctx); err != nil {
			return err
		} else if pause > 0 {
			sleep(ctx, pause)
		}
	}
	return nil
}

// round polls once and has the batch handled. Its error ends the process; other
// failures are a pause.
func (s *session) round(ctx context.Context) (pause time.Duration, err error) {
	if !s.cleared {
		if err := s.telegram.DeleteWebhook(ctx); err != nil {
			return s.failed(ctx, err), nil
		}
		s.cleared = true
	}
	if s.offset != 0 && !s.unconfirmed && time.Since(s.active) > forgetAfter {
		s.offset = 0
	}
	limit := pollLimit
	if s.brokenTries > 0 {
		limit = 1
	}
	s.asked = time.Now()
	got, err := s.telegram.fetch(ctx, s.offset, limit, pollWait, pollCall)
	if err != nil {
		return s.failed(ctx, err), nil
	}
	s.unconfirmed = false
	if got.broken {
		return s.broken(ctx, got)
	}
	s.brokenTries = 0
	s.intake.observe(EventPollOK)
	if len(got.raws) == 0 {
		s.settled(ctx)
		return 0, nil
	}
	s.active = time.Now()
	return s.take(ctx, s.intake.sort(got.raws))
}

// take has a batch handled and moves the offset behind it. A batch that is
// being handled is finished when ctx ends, within the budget.
func (s *session) take(ctx context.Context, b batch) (time.Duration, error) {
	if ctx.Err() != nil {
		return 0, nil // not begun: it comes again
	}
	longer, cancel := outlive(ctx, s.budget)
	defer cancel()
	if err := s.intake.take(longer, b); err != nil {
		s.intake.observe(EventHandleFailed)
		if errors.Is(err, flows.ErrNewerSchema) {
			return 0, err
		}
		s.news.tell(ctx, slog.LevelWarn, "updates were not committed; they are not confirmed and come again", err)
		return s.back.pause(), nil
	}
	if b.last == 0 {
		return s.step(ctx), nil
	}
	s.offset, s.asked = b.last+1, time.Time{}
	s.unconfirmed = true
	s.settled(ctx)
	if b.size >= pollLimit {
		s.intake.observe(EventBatchFull)
	} else {
		s.intake.observe(EventCaughtUp)
	}
	return 0, nil
}

// step gets past a batch in which no update has a readable id; all of them are
// put aside by now. Ids ascend, and Telegram has just answered this offset with
// the first of them: its id is the offset or above. So one more confirms
// nothing but, perhaps, that update, and never a good one behind it. Without an
// offset nothing is known, and only a readable neighbour, or Telegram's 24
// hours, gets us past.
func (s *session) step(ctx context.Context) time.Duration {
	s.news.tell(ctx, slog.LevelError, "Telegram sends updates without a readable id; they are put aside", nil)
	if s.offset != 0 {
		s.offset++
		s.asked = time.Time{}
		s.unconfirmed = true
		return s.back.pause()
	}
	return pauseStuck
}

// broken is met with an answer that cannot be read from its first update on.
// If it stays so, that update is put aside when its id can be read at least.
func (s *session) broken(ctx context.Context, got fetched) (time.Duration, error) {
	s.intake.observe(EventPollFailed)
	s.news.tell(ctx, slog.LevelError, "an answer of Telegram's breaks off; asking again", nil)
	s.brokenTries++
	if s.brokenTries < brokenLimit || got.brokenID == 0 {
		return s.back.pause(), nil
	}
	s.brokenTries = 0
	return s.take(ctx, batch{
		size: 1,
		last: got.brokenID,
		dead: []flows.DeadLetter{deadUpdate(strconv.FormatInt(got.brokenID, 10), "the update is not JSON or too long; this is its beginning", got.rest)},
	})
}

// settled ends a trouble.
func (s *session) settled(ctx context.Context) {
	s.back.reset()
	s.news.over(ctx, "polling works again")
}

// failed says what a failed call means and how long to wait.
func (s *session) failed(ctx context.Context, err error) time.Duration {
	if ctx.Err() != nil {
		return 0
	}
	var f *failure
	if !errors.As(err, &f) {
		f = &failure{}
	}
	switch {
	case f.barred():
		s.intake.observe(EventPollBarred)
		s.news.tell(ctx, slog.LevelError, "Telegram refuses the bot's token; check WECAN_TELEGRAM_TOKEN", err)
		return jitter(pauseBarred)
	case f.code == 409:
		s.intake.observe(EventPollConflict)
		s.news.tell(ctx, slog.LevelWarn, conflict(f), err)
		return jitter(pauseConflict)
	case f.code == 429:
		s.intake.observe(EventPollSlower)
		s.news.tell(ctx, slog.LevelWarn, "Telegram asks for fewer calls; waiting", err)
		return f.wait()
	}
	s.intake.observe(EventPollFailed)
	s.news.tell(ctx, slog.LevelWarn, "Telegram cannot be reached; trying again", err)
	return s.back.pause()
}

func conflict(f *failure) string {
	if f.says("webhook") {
		return "a webhook was set for this bot, so it cannot be polled; run all processes in one way"
	}
	return "another program polls with this bot's token; waiting"
}
