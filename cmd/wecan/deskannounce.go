package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"time"

	"wecan/flows"
	"wecan/flows/broadcast"
)

// Announcements at the desk.

// announced is an announcement as the desk shows it.
type announced struct {
	broadcast.View

	Parked bool // put aside: see wecan dead
}

// stands tells how it stands; it begins, for lists, when it was written.
func (a announced) stands() stand {
	s := stand{reference: a.Reference, site: a.Plan.Site, rev: a.Rev, cancelled: a.State == broadcast.StateCancelled, over: a.State == broadcast.StateDone, parked: a.Parked}
	if len(a.Changes) > 0 {
		s.start = a.Changes[0].At
	}
	return s
}

// waits says whether somebody has approved it, and a second person must too.
func (a announced) waits() bool {
	return a.State == broadcast.StateCounted && len(a.Approvals) > 0 || a.Pending != nil
}

// announcements are where announcements stand.
func (d *desk) announcements() shelf[announced] {
	return shelf[announced]{
		d: d, kind: flows.KindBroadcast, at: broadcast.IndexSite, planned: broadcast.IndexOpen, members: broadcast.ViewMembers(),
		body: func(data []byte, members map[string][]byte, parked bool) (announced, bool, error) {
			view, ok, err := broadcast.ReadView(data, members)
			return announced{View: view, Parked: parked}, ok, err
		},
		missing: errNoAnnouncement, noun: "an announcement", command: "announce",
	}
}

// announcement finds one by its reference as people type it.
func (d *desk) announcement(ctx context.Context, typed string) (announced, error) {
	return d.announcements().find(ctx, typed)
}

// announce brings somebody's order to an announcement, and answers how that stands then.
// With o.ID "" the order has an id of its own; the same id again changes nothing. The
// error is a [broadcast.RefusedError] for what may not be done now, those of
// [broadcast.Faults] for a plan, or a [staleError].
func (d *desk) announce(ctx context.Context, t turns, what broadcast.What, o broadcast.Order, now time.Time) (announced, error) {
	o.ID = cmp.Or(o.ID, rand.Text())
	was, ok, err := d.announcements().read(ctx, d.ids.Of(flows.KindBroadcast, o.Reference))
	switch {
	case err != nil:
		return was, err
	case ok && was.Made(o.ID):
		return was, nil
	case ok && !was.Parked && o.Seen > 0 && o.Seen != was.Rev:
		return was, staleError[announced]{was}
	}
	if err := was.May(what, o, now); err != nil && !was.Parked {
		return was, fmt.Errorf("nothing was done: %w", err)
	}
	return d.announcements().order(ctx, t, errand{o.ID, o.Reference, o.Seen}, func() (flows.Incoming, error) {
		if what == broadcast.WhatPlan || what == broadcast.WhatCorrect {
			plan, err := d.leadingSomewhere(ctx, o.Plan)
			if err = errors.Join(err, plan.Check(d.defs.Programme)); err != nil {
				return flows.Incoming{}, err
			}
			o.Plan = plan
		}
		return broadcast.New(d.ids, what, o)
	})
}

// leadingSomewhere has each button with a number show what has that number: an event or a
// session. One that has none is a fault of the buttons.
func (d *desk) leadingSomewhere(ctx context.Context, p broadcast.Plan) (broadcast.Plan, error) {
	p.Buttons = slices.Clone(p.Buttons)
	var faults []error
	for i, b := range p.Buttons {
		if _, ok := flows.ParseReference(b.About); !ok { // [broadcast.Plan.Check] says so
			continue
		}
		do, err := d.shows(ctx, b.About)
		switch {
		case errors.Is(err, errNoSession):
			faults = append(faults, broadcast.NewFault(broadcast.PartButtons, fmt.Sprintf("there is no event and no session with the number %s", b.About)))
		case err != nil:
			return p, err
		default:
			p.Buttons[i].Do = do
		}
	}
	return p, errors.Join(faults...)
}

// shows is what a button about that number does.
func (d *desk) shows(ctx context.Context, reference string) (flows.CastButtonDo, error) {
	if _, err := d.event(ctx, reference); !errors.Is(err, errNoEvent) {
		return flows.ButtonEvent, err
	}
	_, err := d.session(ctx, reference)
	return flows.ButtonSession, err
}

// settled waits until the people of an announcement are counted, for no
// longer than that; it answers how it stands then.
func (d *desk) settled(ctx context.Context, a announced, longest time.Duration) (announced, error) {
	timed, cancel := context.WithTimeout(ctx, longest)
	defer cancel()
	for a.State == broadcast.StateCounting {
		if !pause(timed, deskLooksEvery) {
			return a, nil
		}
		now, err := d.announcement(ctx, a.Reference)
		if err != nil {
			return a, err
		}
		a = now
	}
	return a, nil
}

// newestFirst brings the last that was written to the front.
func newestFirst(list []announced) []announced {
	slices.Reverse(list)
	return list
}
