package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"wecan/bot"
	"wecan/flows/enrollment"
)

// decideFlags are those of every decision.
type decideFlags struct {
	deadFlags    `embed:""`
	serviceFlags `embed:""`

	Reference string `arg:"" help:"The number of an application, as WE-4K7M-9Q2."`
	By        string `required:"" placeholder:"NAME" help:"Who decides. It is kept with the application."`
}

// reasonFlags say why.
type reasonFlags struct {
	Reason string `placeholder:"ID" help:"A reason of the programme file. The person reads it in her language."`
	Words  string `placeholder:"TEXT" help:"Instead, at most 200 characters that the person reads as they are."`
}

type (
	reviewApplication struct {
		decideFlags `embed:""`
	}
	acceptApplication struct {
		decideFlags `embed:""`
	}
	reserveApplication struct {
		decideFlags `embed:""`
	}
	withdrawOne struct {
		decideFlags `embed:""`
	}
	declineApplication struct {
		decideFlags `embed:""`
		reasonFlags `embed:""`
	}
	appealApplication struct {
		decideFlags `embed:""`
		reasonFlags `embed:""`

		Open    bool `xor:"what" required:"" help:"The person asked somebody of the team to look again."`
		Accept  bool `xor:"what" required:"" help:"Give a place or, when none is left, a number on the reserve list."`
		Reserve bool `xor:"what" required:"" help:"Put it on the reserve list."`
		Uphold  bool `xor:"what" required:"" help:"Decline it once more; needs --reason or --words."`
	}
)

// Run decides.
func (c *reviewApplication) Run(ctx context.Context, p *invocation) error {
	return c.decide(ctx, p, enrollment.Decision{What: enrollment.VerbReview}, "")
}

// Run decides.
func (c *acceptApplication) Run(ctx context.Context, p *invocation) error {
	return c.decide(ctx, p, enrollment.Decision{What: enrollment.VerbAccept}, "")
}

// Run decides.
func (c *reserveApplication) Run(ctx context.Context, p *invocation) error {
	return c.decide(ctx, p, enrollment.Decision{What: enrollment.VerbReserve}, "")
}

// Run decides.
func (c *withdrawOne) Run(ctx context.Context, p *invocation) error {
	return c.decide(ctx, p, enrollment.Decision{What: enrollment.VerbWithdraw}, "")
}

// Run decides.
func (c *declineApplication) Run(ctx context.Context, p *invocation) error {
	return c.decide(ctx, p, enrollment.Decision{What: enrollment.VerbDecline, Reason: c.Reason, Words: c.Words}, "")
}

// Run decides about an application that is to be looked at again, or says that
// one is.
func (c *appealApplication) Run(ctx context.Context, p *invocation) error {
	dec, at := enrollment.Decision{Reason: c.Reason, Words: c.Words}, enrollment.StatusAppeal
	switch {
	case c.Open:
		dec.What, at = enrollment.VerbAppeal, ""
	case c.Accept:
		dec.What = enrollment.VerbAccept
	case c.Reserve:
		dec.What = enrollment.VerbReserve
	default:
		dec.What = enrollment.VerbUphold
	}
	return c.decide(ctx, p, dec, at)
}

// decide brings a decision to an application through the one path: an input
// beside the process that serves. With at it must be of that status.
func (c *decideFlags) decide(ctx context.Context, p *invocation, dec enrollment.Decision, at enrollment.Status) error {
	dec.By = c.By
	t, err := openTools(ctx, p, true)
	if err != nil {
		return err
	}
	defer t.close()
	r := p.read()
	r.service(&t.set)
	if err := r.err(); err != nil {
		return err
	}
	d := t.desk()
	f, err := d.show(ctx, c.Reference) // before a runtime is started for nothing
	switch {
	case err != nil:
		return err
	case at != "" && f.Status != at:
		return stands{f}
	}
	dec.Seen = f.Version
	done, err := t.whileRunning(ctx, p, func(r *bot.Runtime) (string, error) {
		f, err := d.decide(ctx, r, c.Reference, dec)
		return f.decision(), err
	})
	if err != nil {
		return explained(err, d)
	}
	_, err = fmt.Fprintln(p.stdout, done)
	return err
}

// explained adds to an error what can be done about it.
func explained(err error, d *desk) error {
	reasons := enrollment.Reasons(d.defs.Programme)
	switch {
	case (errors.Is(err, enrollment.ErrNoReason) || errors.Is(err, enrollment.ErrReason)) && len(reasons) > 0:
		return fmt.Errorf("%w; --reason can be: %s", err, strings.Join(reasons, ", "))
	case errors.Is(err, enrollment.ErrNoReason), errors.Is(err, enrollment.ErrReason):
		return fmt.Errorf("%w; it has no list reasons, so say why with --words", err)
	}
	return err
}
