package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"wecan/bot"
	"wecan/flows"
	"wecan/flows/broadcast"
	"wecan/i18n"
)

// ordersAnnounce are the flags of every order about an announcement.
type ordersAnnounce struct {
	plannerFlags `embed:""`

	Reference string `arg:"" help:"The number of an announcement, as WE-4K7M-9Q2."`
}

// order brings an order, and prints how the announcement stands then.
func (c *ordersAnnounce) order(ctx context.Context, p *invocation, what broadcast.What, note string) error {
	return c.while(ctx, p, func(d *desk, r *bot.Runtime) (string, error) {
		a, err := d.announcement(ctx, c.Reference)
		if err != nil {
			return "", err
		}
		return d.announceLine(d.announce(ctx, r, what, broadcast.Order{By: c.By, Reference: a.Reference, Note: note}, p.now()))
	})
}

// announceLine tells how an announcement stands after an order.
func (d *desk) announceLine(a announced, err error) (string, error) {
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%s is %s: %s\n", a.Reference, a.sentence(), plainly(a.Plan.Title)), nil
}

type newAnnouncement struct {
	plannerFlags  `embed:""`
	announceFlags `embed:""`

	Site string `placeholder:"ID" help:"A site of the programme file: by whose clock, and whose channel at Mattermost tells how it goes. The file can say it too."`
}

// Help is shown by --help.
func (newAnnouncement) Help() string {
	return "It needs --title, --site, --kind and --text, or a --file that says them. It is for everybody unless the flags for people say otherwise."
}

// Run writes an announcement.
func (c *newAnnouncement) Run(ctx context.Context, p *invocation) error {
	return c.while(ctx, p, func(d *desk, r *bot.Runtime) (string, error) {
		plan, err := c.on(broadcast.Plan{Site: c.Site, Missing: flows.MissingLabel}, d.defs.Programme)
		if err != nil {
			return "", err
		}
		if c.Site != "" {
			plan.Site = c.Site
		}
		if err := plan.Check(d.defs.Programme); err != nil {
			return "", err
		}
		reference, err := d.announcements().newReference(ctx)
		if err != nil {
			return "", err
		}
		return d.announceLine(d.announce(ctx, r, broadcast.WhatPlan, broadcast.Order{By: c.By, Reference: reference, Plan: plan}, p.now()))
	})
}

type changeAnnounce struct {
	ordersAnnounce `embed:""`
	announceFlags  `embed:""`
}

// Run changes an announcement.
func (c *changeAnnounce) Run(ctx context.Context, p *invocation) error {
	return c.rewrite(ctx, p, broadcast.WhatPlan, &c.announceFlags)
}

type correctAnnounce struct {
	ordersAnnounce `embed:""`

	Text     []string `sep:"none" placeholder:"LANG=WORDS" help:"The words as they are to be, in a language. Again for each language; also one that was missing."`
	Reviewed []string `placeholder:"LANG" help:"The languages whose words somebody has read who knows the language."`

	buttonFlags `embed:""`
}

// Help is shown by --help.
func (correctAnnounce) Help() string {
	return "People see the new words in the same message. Who reads a language that was missing, and waits for it, gets it now. Buttons are said anew when a language comes."
}

// Run corrects an announcement that was sent.
func (c *correctAnnounce) Run(ctx context.Context, p *invocation) error {
	return c.rewrite(ctx, p, broadcast.WhatCorrect, &announceFlags{Text: c.Text, Reviewed: c.Reviewed, buttonFlags: c.buttonFlags})
}

// rewrite orders the plan as the flags change it.
func (c *ordersAnnounce) rewrite(ctx context.Context, p *invocation, what broadcast.What, f *announceFlags) error {
	return c.while(ctx, p, func(d *desk, r *bot.Runtime) (string, error) {
		a, err := d.announcement(ctx, c.Reference)
		if err != nil {
			return "", err
		}
		plan, err := f.on(a.Plan, d.defs.Programme)
		if err != nil {
			return "", err
		}
		return d.announceLine(d.announce(ctx, r, what, broadcast.Order{By: c.By, Reference: a.Reference, Plan: plan, Seen: a.Rev}, p.now()))
	})
}

type countAnnounce struct {
	ordersAnnounce `embed:""`

	Wait time.Duration `default:"1m" help:"How long to wait for the numbers, at most. The counting goes on without."`
}

// Run counts who would get it.
func (c *countAnnounce) Run(ctx context.Context, p *invocation) error {
	return c.while(ctx, p, func(d *desk, r *bot.Runtime) (string, error) {
		a, err := d.announcement(ctx, c.Reference)
		if err == nil {
			a, err = d.announce(ctx, r, broadcast.WhatCount, broadcast.Order{By: c.By, Reference: a.Reference}, p.now())
		}
		if err == nil {
			a, err = d.settled(ctx, a, c.Wait)
		}
		if err != nil {
			return "", err
		}
		if a.State == broadcast.StateCounting {
			return fmt.Sprintf("%s is still being counted; see: wecan announce show %s\n", a.Reference, a.Reference), nil
		}
		return countText(d.defs.Programme, a), nil
	})
}

type approveAnnounce struct{ ordersAnnounce }

// Help is shown by --help.
func (approveAnnounce) Help() string {
	return "It is sent to whoever a count of the last day found, if that are ten people at least. Who is asleep gets it in the morning, but for what is for safety."
}

// Run approves an announcement.
func (c *approveAnnounce) Run(ctx context.Context, p *invocation) error {
	return c.order(ctx, p, broadcast.WhatApprove, "")
}

type refuseAnnounce struct {
	ordersAnnounce `embed:""`

	Why string `help:"Why, for the team."`
}

// Run takes approvals back.
func (c *refuseAnnounce) Run(ctx context.Context, p *invocation) error {
	return c.order(ctx, p, broadcast.WhatRefuse, c.Why)
}

type pauseAnnounce struct{ ordersAnnounce }

// Run pauses.
func (c *pauseAnnounce) Run(ctx context.Context, p *invocation) error {
	return c.order(ctx, p, broadcast.WhatPause, "")
}

type resumeAnnounce struct{ ordersAnnounce }

// Run goes on.
func (c *resumeAnnounce) Run(ctx context.Context, p *invocation) error {
	return c.order(ctx, p, broadcast.WhatResume, "")
}

type cancelAnnounce struct {
	ordersAnnounce `embed:""`

	Why string `help:"Why, for the team."`
}

// Run stops it for good.
func (c *cancelAnnounce) Run(ctx context.Context, p *invocation) error {
	return c.order(ctx, p, broadcast.WhatCancel, c.Why)
}

type deleteAnnounce struct {
	ordersAnnounce `embed:""`

	Why string `help:"Why, for the team."`
}

// Help is shown by --help.
func (deleteAnnounce) Help() string {
	return "Telegram lets a bot delete what it has sent within the last 48 hours. Older messages stay, and so does what somebody has copied or passed on."
}

// Run takes it back.
func (c *deleteAnnounce) Run(ctx context.Context, p *invocation) error {
	return c.order(ctx, p, broadcast.WhatDelete, c.Why)
}

type testAnnounce struct {
	ordersAnnounce `embed:""`

	To   string `required:"" placeholder:"ID" help:"Who of the team gets it: the id of somebody who works on Telegram."`
	Lang string `placeholder:"LANG" help:"In which language, as ar; the source without it."`
}

// Run sends it to somebody of the team.
func (c *testAnnounce) Run(ctx context.Context, p *invocation) error {
	return c.while(ctx, p, func(d *desk, r *bot.Runtime) (string, error) {
		a, err := d.announcement(ctx, c.Reference)
		if err != nil {
			return "", err
		}
		who, err := d.colleague(ctx, c.To, "")
		if err != nil {
			return "", err
		}
		if !who.Joined {
			return "", fmt.Errorf("%s %w", who.ID, errNoPhone)
		}
		lang := i18n.Lang(strings.TrimSpace(c.Lang))
		if _, ok := a.Plan.In(lang); lang != "" && !ok {
			return "", fmt.Errorf("%s has no words in %q", a.Reference, lang)
		}
		if _, err := d.announce(ctx, r, broadcast.WhatTest, broadcast.Order{By: c.By, Reference: a.Reference, To: who.Person, Lang: lang}, p.now()); err != nil {
			return "", err
		}
		return fmt.Sprintf("%s goes to %s, to be seen on the phone. Nothing is counted.\n", a.Reference, who.ID), nil
	})
}
