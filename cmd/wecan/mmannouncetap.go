package main

import (
	"context"
	"errors"

	"wecan/bot"
	"wecan/bot/mattermost"
	"wecan/flows"
	"wecan/flows/broadcast"
)

// taps are the taps on posts in the team's channels: those on cards of referrals, and those
// on the reports of announcements.
type taps struct {
	*threads

	team *mmDesk
}

var (
	_ mattermost.Taps     = taps{}
	_ mattermost.Bindings = taps{}
)

// Bound is for [mattermost.Bindings].
func (x taps) Bound(ctx context.Context, about string) (channel, post string, ok bool, err error) {
	reference, _, report := broadcast.ParseAbout(about)
	if !report {
		return x.threads.Bound(ctx, about)
	}
	d := x.desk()
	id := d.ids.Of(flows.KindBulletin, reference)
	record, err := d.store.Load(ctx, id, nil)
	if err != nil {
		return "", "", false, err
	}
	a, _, err := bot.Inspect(id, record.State)
	if err != nil {
		return "", "", false, err
	}
	at, err := broadcast.ReadBulletin(a.Body, record.Receipts)
	if err != nil || at.Channel == "" {
		return "", "", false, err
	}
	channel, post, err = x.place(ctx, at.Channel, at.Post)
	return channel, post, post != "", err
}

// Accept is for [mattermost.Taps].
func (x taps) Accept(ctx context.Context, t mattermost.Tap) (whisper string, err error) {
	if _, _, report := broadcast.ParseAbout(t.About); report {
		return x.team.tapReport(ctx, t)
	}
	return x.threads.Accept(ctx, t)
}

// tapReport does what a button of a report asks for. The same tap twice does nothing
// twice: the order has its id.
func (d *mmDesk) tapReport(ctx context.Context, t mattermost.Tap) (whisper string, err error) {
	v, err := d.visit(ctx, t.User, t.ID, "")
	if errors.Is(err, errStranger) {
		return v.say("stranger"), nil
	}
	if err != nil {
		return "", err
	}
	if !v.mayPlan(announcing) {
		return v.say("norole", "command", v.word+" help"), nil
	}
	got, err := v.tapsReport(ctx, t.Verb, t.About)
	return got.text, err
}
