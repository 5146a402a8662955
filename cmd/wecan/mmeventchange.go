package main

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"wecan/bot/mattermost"
	"wecan/flows/event"
)

// How an event that was planned is changed and cancelled at Mattermost. Every order is
// about the event as it was shown: when it has changed since, nothing is done, and she is
// told how it stands.

// reordersEvent changes an event, or brings one back that was cancelled.
func (v *visit) reordersEvent(ctx context.Context, sub eventSubject, plan event.Plan) (outcome, error) {
	if sub.was.Same(plan) && !sub.was.Made(v.id) {
		return v.yes("events.same", "number", sub.was.Reference)
	}
	now, no, err := v.ordersEvent(ctx, sub, plan, false)
	if err != nil || no.text != "" {
		return no, err
	}
	text := v.say("events.changed", "number", now.Reference, "when", v.eventMoment(now.Plan))
	if sub.was.Cancelled || event.Tells(sub.was.Plan, now.Plan) {
		text += "\n" + v.eventTold(now)
	} else if event.TellsEnd(sub.was.Plan, now.Plan) {
		text += "\n" + v.toldPeople(now.Tally.Placed+now.Tally.Offered)
	}
	return outcome{text: text}, nil
}

// ordersEvent brings an order to an event as she saw it; no says that it has changed since.
func (v *visit) ordersEvent(ctx context.Context, sub eventSubject, plan event.Plan, cancel bool) (now happening, no outcome, err error) {
	now, err = v.at.orderEvent(ctx, v.d.turns, event.Order{ID: v.id, By: v.by(), Reference: sub.was.Reference, Plan: plan, Seen: sub.seen}, cancel)
	var stale staleError[happening]
	if errors.As(err, &stale) {
		return now, v.staleEvent(stale.now), nil
	}
	return now, no, err
}

// eventTold says how many people are told of a change: all who have a place, wait for one
// or are offered one.
func (v *visit) eventTold(e happening) string {
	return v.toldPeople(e.Tally.Placed + e.Tally.Offered + e.Tally.Waiting)
}

func (v *visit) toldPeople(n int) string { return v.say("sessions.told", "count", strconv.Itoa(n)) }

// asksEventCancel asks once more, and says how many people are told.
func (v *visit) asksEventCancel(sub eventSubject) *mattermost.Dialog {
	e := sub.was
	return &mattermost.Dialog{
		Form: chooseEventCancel, About: sub.about(), Title: v.say("events.form.cancel"), Submit: v.say("events.form.cancelit"),
		Intro: strings.Join([]string{
			v.say("sessions.title", "number", e.Reference, "title", e.Plan.In(v.Lang).Title), v.eventSpan(e.Plan), v.eventPlace(e.Plan), v.seats(e), v.eventTold(e),
		}, "\n"),
	}
}

// saysEventCancel cancels an event.
func (v *visit) saysEventCancel(ctx context.Context, sub eventSubject) (outcome, error) {
	if sub.draft {
		return outcome{}, errors.New("a draft cannot be cancelled")
	}
	now, no, err := v.ordersEvent(ctx, sub, sub.plan, true)
	if err != nil || no.text != "" {
		return no, err
	}
	return outcome{text: v.say("events.gone", "number", now.Reference, "when", v.eventMoment(now.Plan)) + "\n" + v.eventTold(sub.was)}, nil
}
