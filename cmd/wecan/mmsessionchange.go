package main

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"wecan/bot/mattermost"
	"wecan/flows/session"
)

// How a session that was planned is changed and cancelled at Mattermost. Every order is
// about the session as it was shown: when it has changed since, nothing is done, and she
// is told how it stands.

// reorders changes a session, or brings one back that was cancelled.
func (v *visit) reorders(ctx context.Context, sub subject, plan session.Plan) (outcome, error) {
	if sub.was.Same(plan) && !sub.was.Made(v.id) {
		return v.yes("sessions.same", "number", sub.was.Reference)
	}
	now, err := v.at.orderSession(ctx, v.d.turns, session.Order{ID: v.id, By: v.by(), Reference: sub.was.Reference, Plan: plan, Seen: sub.seen}, false)
	var stale staleError[planned]
	if errors.As(err, &stale) {
		return v.stale(stale.now), nil
	}
	if err != nil {
		return outcome{}, err
	}
	lines := []string{v.say("sessions.changed", "number", now.Reference, "when", v.moment(now.Plan))}
	if sub.was.Cancelled || session.Tells(sub.was.Plan, now.Plan) {
		told, err := v.toldOf(ctx, now)
		if err != nil {
			return outcome{}, err
		}
		lines = append(lines, told)
	}
	return outcome{text: strings.Join(lines, "\n")}, nil
}

// toldOf says how many people are told of a change: all whom it concerns, but for those
// who have said that they cannot come.
func (v *visit) toldOf(ctx context.Context, s planned) (string, error) {
	n, err := v.at.invited(ctx, s.Plan)
	return v.say("sessions.told", "count", strconv.Itoa(max(0, n-s.Tally.Off))), err
}

const fieldLater = "later" // also the later ones of a series

// asksCancel asks once more, and says how many people are told.
func (v *visit) asksCancel(ctx context.Context, sub subject) (outcome, error) {
	told, err := v.toldOf(ctx, sub.was)
	if err != nil {
		return outcome{}, err
	}
	later, err := v.laterField(ctx, sub)
	if err != nil {
		return outcome{}, err
	}
	return outcome{dialog: &mattermost.Dialog{
		Form: formSessionCancel, About: sub.about(), Title: v.say("sessions.form.cancel"), Submit: v.say("sessions.form.cancelit"),
		Intro:  strings.Join([]string{v.say("sessions.title", "number", sub.was.Reference, "title", sub.plan.Title), v.span(sub.plan), v.where(sub.plan), v.comes(sub.was), told}, "\n"),
		Fields: later,
	}}, nil
}

// later are those of the series of a session that come after it.
func (v *visit) later(ctx context.Context, s planned) ([]planned, error) {
	if s.Series == "" {
		return nil, nil
	}
	all, err := v.at.sessions(ctx, v.who.Site, false)
	var out []planned
	for _, one := range all {
		if one.Series == s.Series && one.Plan.Start.After(s.Plan.Start) && !one.Parked {
			out = append(out, one)
		}
	}
	return out, err
}

// saysCancel cancels a session, and those that come later if she said so.
func (v *visit) saysCancel(ctx context.Context, sub subject, f mattermost.Form) (outcome, error) {
	if sub.draft {
		return outcome{}, errors.New("a draft cannot be cancelled")
	}
	told, err := v.toldOf(ctx, sub.was)
	if err != nil {
		return outcome{}, err
	}
	list := []planned{sub.was}
	if f.Values[fieldLater] == "true" {
		later, err := v.later(ctx, sub.was)
		if err != nil {
			return outcome{}, err
		}
		list = append(list, later...)
	}
	var lines []string
	for n, one := range list {
		order := session.Order{ID: v.id, By: v.by(), Reference: one.Reference, Seen: one.Rev}
		if n == 0 {
			order.Seen = sub.seen
		}
		now, err := v.at.orderSession(ctx, v.d.turns, order, true)
		var stale staleError[planned]
		switch {
		case errors.As(err, &stale) && n == 0:
			return v.stale(stale.now), nil
		case errors.As(err, &stale): // the others are cancelled all the same
			lines = append(lines, v.stale(stale.now).text)
			continue
		case err != nil:
			return outcome{}, err
		}
		lines = append(lines, v.say("sessions.gone", "number", now.Reference, "when", v.moment(now.Plan)))
	}
	return outcome{text: strings.Join(append(lines, told), "\n")}, nil
}
