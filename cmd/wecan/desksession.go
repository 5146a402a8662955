package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	mathrand "math/rand/v2"
	"slices"
	"strings"

	"wecan/bot"
	"wecan/flows"
	"wecan/flows/session"
)

// Sessions at the desk.

// planned is a session as the desk shows it.
type planned struct {
	session.View

	Parked bool // put aside: see wecan dead
}

// errNoSession is returned for a reference that no session has.
var errNoSession = errors.New("there is no such session")

// sessions finds them in the order in which they begin: those to come, or all.
func (d *desk) sessions(ctx context.Context, site string, all bool) ([]planned, error) {
	var out []planned
	visit := func(id flows.ActorID) error {
		s, ok, err := d.readSession(ctx, id)
		if err != nil || !ok || site != "" && s.Plan.Site != site || !all && (s.Over || s.Cancelled) {
			return err
		}
		out = append(out, s)
		return nil
	}
	var err error
	switch {
	case site != "":
		err = d.store.Indexed(ctx, session.IndexSite(site), visit)
	case !all:
		err = d.store.Indexed(ctx, session.IndexState(session.ChangePlanned), visit)
	default:
		err = d.store.Walk(ctx, flows.KindSession, visit)
	}
	slices.SortFunc(out, func(a, b planned) int {
		return cmp.Or(a.Plan.Start.Compare(b.Plan.Start), strings.Compare(a.Reference, b.Reference))
	})
	return out, err
}

// session finds one by its reference as people type it.
func (d *desk) session(ctx context.Context, typed string) (planned, error) {
	reference, ok := flows.ParseReference(typed)
	if !ok {
		return planned{}, fmt.Errorf("%q is not the number of a session: there is a mistake in it. A number looks like WE-4K7M-9Q2", typed)
	}
	s, ok, err := d.readSession(ctx, d.ids.Of(flows.KindSession, reference))
	switch {
	case err != nil:
		return s, err
	case !ok:
		return s, fmt.Errorf("%w: %s", errNoSession, reference)
	}
	return s, nil
}

func (d *desk) readSession(ctx context.Context, id flows.ActorID) (planned, bool, error) {
	record, err := d.store.Load(ctx, id, nil)
	if err != nil {
		return planned{}, false, err
	}
	a, _, err := bot.Inspect(id, record.State)
	if err != nil {
		return planned{}, false, err
	}
	view, ok, err := session.ReadView(a.Body)
	return planned{View: view, Parked: record.Parked != nil}, ok, err
}

// staleError is for an order about a session that has changed since: it changed nothing.
// Now is how that stands.
type staleError struct{ now planned }

func (e staleError) Error() string { return e.now.Reference + " has changed meanwhile" }

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
	id := d.ids.Of(flows.KindSession, o.Reference)
	was, _, err := d.readSession(ctx, id)
	if err != nil {
		return was, err
	}
	if was.Parked {
		return was, fmt.Errorf("%s is put aside; see: wecan dead list", o.Reference)
	}
	o.ID = cmp.Or(o.ID, rand.Text())
	ordering := session.NewPlan
	if cancel {
		ordering = session.NewCancel
	} else if err := o.Plan.Check(d.defs.Programme); err != nil {
		return was, err
	}
	in, err := ordering(d.ids, o)
	if err != nil {
		return was, err
	}
	if err := t.Handle(ctx, in); err != nil {
		return was, err
	}
	now, ok, err := d.readSession(ctx, id)
	switch {
	case err != nil:
		return now, err
	case ok && o.Seen > 0 && !now.Made(o.ID) && now.Rev != o.Seen:
		return now, staleError{now}
	case !ok || now.Parked || !now.Made(o.ID) && now.Rev == was.Rev:
		return now, fmt.Errorf("%s was not changed; see: wecan sessions show", o.Reference)
	}
	return now, nil
}

// newReference draws a reference that no session has.
func (d *desk) newReference(ctx context.Context) (string, error) {
	return drawReference(func(reference string) (bool, error) {
		_, taken, err := d.readSession(ctx, d.ids.Of(flows.KindSession, reference))
		return taken, err
	})
}

// drawReference draws references until one is free.
func drawReference(taken func(string) (bool, error)) (string, error) {
	var seed [32]byte
	_, _ = rand.Read(seed[:])                    // never fails
	r := mathrand.New(mathrand.NewChaCha8(seed)) //nolint:gosec // a number, and no key
	for {
		reference := flows.NewReference(r)
		if taken, err := taken(reference); err != nil || !taken {
			return reference, err
		}
	}
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
