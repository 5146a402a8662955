package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"fmt"
	"strings"

	"wecan/flows"
	"wecan/flows/session"
)

// Sessions at the desk.

// planned is a session as the desk shows it.
type planned struct {
	session.View

	Parked bool // put aside: see wecan dead
}

func (s planned) stands() stand {
	return stand{s.Reference, s.Plan.Site, s.Plan.Start, s.Rev, s.Cancelled, s.Over, s.Parked}
}

func (s planned) state() string { return s.stands().state() }

// bookings are where sessions stand.
func (d *desk) bookings() shelf[planned] {
	return shelf[planned]{
		d: d, kind: flows.KindSession, at: session.IndexSite, planned: session.IndexState(session.ChangePlanned),
		body: func(data []byte, _ map[string][]byte, parked bool) (planned, bool, error) {
			view, ok, err := session.ReadView(data)
			return planned{View: view, Parked: parked}, ok, err
		},
		missing: errNoSession, noun: "a session", command: "sessions",
	}
}

// sessions finds them in the order in which they begin: those to come, or all.
func (d *desk) sessions(ctx context.Context, site string, all bool) ([]planned, error) {
	return d.bookings().list(ctx, site, all)
}

// session finds one by its reference as people type it.
func (d *desk) session(ctx context.Context, typed string) (planned, error) {
	return d.bookings().find(ctx, typed)
}

func (d *desk) readSession(ctx context.Context, id flows.ActorID) (planned, bool, error) {
	return d.bookings().read(ctx, id)
}

// invited counts whom a plan concerns now.
func (d *desk) invited(ctx context.Context, p session.Plan) (int, error) {
	record, err := d.store.Load(ctx, d.ids.Of(flows.KindCalendar, p.Site), session.CalendarMembers())
	if err != nil {
		return 0, err
	}
	return session.Invited(p, record.Members)
}

// orderSession brings somebody's order to a session, and answers how that stands then. With
// o.ID "" the order has an id of its own; the same id again changes nothing.
func (d *desk) orderSession(ctx context.Context, t turns, o session.Order, cancel bool) (planned, error) {
	o.ID = cmp.Or(o.ID, rand.Text())
	return d.bookings().order(ctx, t, errand{o.ID, o.Reference, o.Seen}, func() (flows.Incoming, error) {
		if cancel {
			return session.NewCancel(d.ids, o)
		}
		if err := o.Plan.Check(d.defs.Programme); err != nil {
			return flows.Incoming{}, err
		}
		return session.NewPlan(d.ids, o)
	})
}

// eachOf does something to a session, and with following to all later ones of its
// series; it answers a line for each. first is the session as it was before.
func (d *desk) eachOf(ctx context.Context, typed string, following bool, do func(first, one planned) (planned, error)) (string, error) {
	first, err := d.session(ctx, typed)
	if err != nil {
		return "", err
	}
	list := []planned{first}
	if following {
		if first.Series == "" {
			return "", fmt.Errorf("%s is no part of a series", first.Reference)
		}
		all, err := d.sessions(ctx, first.Plan.Site, false)
		if err != nil {
			return "", err
		}
		for _, s := range all {
			if s.Series == first.Series && s.Plan.Start.After(first.Plan.Start) {
				list = append(list, s)
			}
		}
	}
	var out strings.Builder
	for _, one := range list {
		now, err := do(first, one)
		if err != nil {
			return out.String(), err
		}
		fmt.Fprintf(&out, "%s is %s: %s, %s\n", now.Reference, now.state(), localStart(d.defs.Programme, now.Plan), plainly(now.Plan.Title))
	}
	return out.String(), nil
}
