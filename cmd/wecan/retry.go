package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"wecan/bot"
	"wecan/bot/telegram"
	"wecan/flows"
)

// retryCommand gives a dead letter another try, through the one path that
// everything takes: inputs become turns, effects stand in an outbox.
type retryCommand struct {
	deadFlags    `embed:""`
	serviceFlags `embed:""`

	ID string `arg:"" name:"id" help:"As wecan dead list shows it."`
}

// Run tries again. An effect is sent by the process that serves. An input makes
// its turn here, and so do all others that were kept for the same person.
func (c *retryCommand) Run(ctx context.Context, p *invocation) error {
	t, err := openTools(ctx, p, true)
	if err != nil {
		return err
	}
	defer t.close()
	d, err := t.letter(ctx, c.ID)
	if err != nil {
		return err
	}
	r := p.read()
	r.service(&t.set)
	if err := r.err(); err != nil {
		return err
	}
	var done string
	switch d.Kind {
	case "effect", "uncertain":
		done, err = t.resend(ctx, d)
	case "input":
		done, err = t.whileRunning(ctx, p, func(r *bot.Runtime) (string, error) { return t.revive(ctx, r, d) })
	case "update":
		done, err = t.whileRunning(ctx, p, func(r *bot.Runtime) (string, error) { return t.reread(ctx, r, d) })
	default:
		return fmt.Errorf("a dead letter of kind %q was written by a newer version; upgrade this one", d.Kind)
	}
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(p.stdout, done)
	return err
}

func (t *tools) resend(ctx context.Context, d flows.DeadLetter) (string, error) {
	if err := bot.Resend(ctx, t.store, d); err != nil {
		return "", err
	}
	return "It stands in the outbox again. A process that serves sends it within some seconds.", t.store.Unbury(ctx, d)
}

// aside is how long the runtime of this command leaves alone what nobody
// handed to it: longer than the command lives.
const aside = 24 * time.Hour

// whileRunning makes turns beside the processes that serve. It looks at no
// timer and at nobody else's outbox.
func (t *tools) whileRunning(ctx context.Context, p *invocation, do func(*bot.Runtime) (string, error)) (string, error) {
	tg, err := telegram.New(telegram.Config{Token: t.set.Token, BaseURL: t.set.APIURL})
	if err != nil {
		return "", err
	}
	defer tg.Close()
	r := bot.New(bot.Options{
		Store: t.store, Carrier: tg, IDs: t.ids, Log: newLog(&t.set, p.stderr), Settling: aside, Tick: aside, BulkRate: t.set.BulkRate,
	}, t.words.defs)
	if err := r.Start(ctx); err != nil {
		return "", err
	}
	done, err := do(r)
	return done, errors.Join(err, r.Stop(t.set.StopBudget)) //nolint:contextcheck // a stop has a budget, and goes on when ctx has ended
}

// revive takes a person up again who was put aside, and gives her actor what
// she sent since. A letter is taken away when its turn was made.
func (t *tools) revive(ctx context.Context, r *bot.Runtime, d flows.DeadLetter) (string, error) {
	letters, err := t.store.Dead(ctx)
	if err != nil {
		return "", err
	}
	kept, err := bot.Kept(d.Actor, letters)
	if err != nil {
		return "", err
	}
	if err := bot.Unpark(ctx, t.store, d.Actor); err != nil {
		return "", err
	}
	for i, in := range kept {
		if err := r.Handle(ctx, in); err != nil {
			return "", err
		}
		record, err := t.store.Load(ctx, d.Actor, nil)
		if err != nil {
			return "", err
		}
		if record.Parked != nil {
			return "", fmt.Errorf("%w (%d of %d inputs were handled): %s", errStillBad, i, len(kept), record.Parked.Reason)
		}
		if err := t.store.Unbury(ctx, flows.DeadLetter{ID: "input/" + string(d.Actor) + "/" + in.ID, Actor: d.Actor}); err != nil {
			return "", err
		}
	}
	return fmt.Sprintf("%d inputs were handled.", len(kept)), nil
}

// reread gives an update that could not be read to the same door that Telegram
// posts to, for a version that can read it.
func (t *tools) reread(ctx context.Context, r *bot.Runtime, d flows.DeadLetter) (string, error) {
	unread := &notAgain{}
	door := telegram.NewWebhook(t.set.Token, telegram.Intake{
		Mapper: telegram.Mapper{IDs: t.ids}, Turns: r, Morgue: unread, Log: newLog(&t.set, &bytes.Buffer{}),
	})
	post, err := http.NewRequestWithContext(ctx, http.MethodPost, telegram.WebhookPath(t.set.Token), bytes.NewReader(d.Payload))
	if err != nil {
		return "", errors.New("the update could not be posted") // err holds a path that is secret
	}
	post.Header.Set("X-Telegram-Bot-Api-Secret-Token", telegram.WebhookSecret(t.set.Token))
	answer := &statusOnly{}
	door.ServeHTTP(answer, post)
	switch {
	case answer.status != http.StatusOK:
		return "", errors.New("the update was read, but the store did not answer; try again")
	case unread.reason != "":
		return "", fmt.Errorf("%w: %s", errStillBad, unread.reason)
	}
	return "The update was handled.", t.store.Unbury(ctx, d)
}

// notAgain is a morgue for a letter that is buried already.
type notAgain struct {
	mu     sync.Mutex
	reason string
}

// Bury notes why.
func (n *notAgain) Bury(_ context.Context, d flows.DeadLetter) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.reason = d.Reason
	return nil
}

// statusOnly is an http.ResponseWriter for an answer that nobody reads.
type statusOnly struct {
	header http.Header
	status int
}

// Header is for http.ResponseWriter.
func (s *statusOnly) Header() http.Header {
	if s.header == nil {
		s.header = http.Header{}
	}
	return s.header
}

// Write is for http.ResponseWriter.
func (s *statusOnly) Write(b []byte) (int, error) { return len(b), nil }

// WriteHeader is for http.ResponseWriter.
func (s *statusOnly) WriteHeader(status int) { s.status = status }
