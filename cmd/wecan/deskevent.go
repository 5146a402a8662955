package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"

	"wecan/bot"
	"wecan/flows"
	"wecan/flows/event"
)

// Events at the desk.

// happening is an event as the desk shows it.
type happening struct {
	event.View

	Parked bool // put aside: see wecan dead
}

// state is one word.
func (e happening) state() string {
	switch {
	case e.Parked:
		return "aside"
	case e.Cancelled:
		return "cancelled"
	case e.Over:
		return "over"
	}
	return "planned"
}

// errNoEvent is returned for a reference that no event has.
var errNoEvent = errors.New("there is no such event")

// events finds them in the order in which they begin: those to come, or all.
func (d *desk) events(ctx context.Context, site string, all bool) ([]happening, error) {
	var out []happening
	visit := func(id flows.ActorID) error {
		e, ok, err := d.readEvent(ctx, id)
		if err != nil || !ok || site != "" && e.Plan.Site != site || !all && (e.Over || e.Cancelled) {
			return err
		}
		out = append(out, e)
		return nil
	}
	var err error
	switch {
	case site != "":
		err = d.store.Indexed(ctx, event.IndexSite(site), visit)
	case !all:
		err = d.store.Indexed(ctx, event.IndexState(event.ChangePlanned), visit)
	default:
		err = d.store.Walk(ctx, flows.KindEvent, visit)
	}
	slices.SortFunc(out, func(a, b happening) int {
		return cmp.Or(a.Plan.Start.Compare(b.Plan.Start), strings.Compare(a.Reference, b.Reference))
	})
	return out, err
}

// event finds one by its reference as people type it.
func (d *desk) event(ctx context.Context, typed string) (happening, error) {
	reference, ok := flows.ParseReference(typed)
	if !ok {
		return happening{}, fmt.Errorf("%q is not the number of an event: there is a mistake in it. A number looks like WE-4K7M-9Q2", typed)
	}
	e, ok, err := d.readEvent(ctx, d.ids.Of(flows.KindEvent, reference))
	if err == nil && !ok {
		err = fmt.Errorf("%w: %s", errNoEvent, reference)
	}
	return e, err
}

func (d *desk) readEvent(ctx context.Context, id flows.ActorID) (happening, bool, error) {
	record, err := d.store.Load(ctx, id, nil)
	if err != nil {
		return happening{}, false, err
	}
	a, _, err := bot.Inspect(id, record.State)
	if err != nil {
		return happening{}, false, err
	}
	view, ok, err := event.ReadView(a.Body)
	return happening{View: view, Parked: record.Parked != nil}, ok, err
}

// rosterPage is how many of those who signed up are read at once.
const rosterPage = 500

// roster are all who have signed up for an event and have not left it. Who signs up while
// it is read may be missing.
func (d *desk) roster(ctx context.Context, e happening) ([]event.Row, error) {
	var out []event.Row
	for names := range slices.Chunk(e.RosterMembers(), rosterPage) {
		record, err := d.store.Load(ctx, d.ids.Of(flows.KindEvent, e.Reference), names)
		if err != nil {
			return nil, err
		}
		rows, err := e.Roster(record.Members)
		if err != nil {
			return nil, err
		}
		out = append(out, rows...)
	}
	return out, nil
}

// orderEvent brings somebody's order to an event, and answers how that stands then. With
// o.ID "" the order has an id of its own; the same id again changes nothing.
func (d *desk) orderEvent(ctx context.Context, t turns, o event.Order, cancel bool) (happening, error) {
	id := d.ids.Of(flows.KindEvent, o.Reference)
	was, _, err := d.readEvent(ctx, id)
	if err != nil {
		return was, err
	}
	if was.Parked {
		return was, fmt.Errorf("%s is put aside; see: wecan dead list", o.Reference)
	}
	o.ID = cmp.Or(o.ID, rand.Text())
	ordering := event.NewPlan
	if cancel {
		ordering = event.NewCancel
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
	now, ok, err := d.readEvent(ctx, id)
	if err == nil && (!ok || now.Parked || !now.Made(o.ID) && now.Rev == was.Rev) {
		err = fmt.Errorf("%s was not changed; see: wecan events show", o.Reference)
	}
	return now, err
}

// newEventReference draws a reference that no event has.
func (d *desk) newEventReference(ctx context.Context) (string, error) {
	return drawReference(func(reference string) (bool, error) {
		_, taken, err := d.readEvent(ctx, d.ids.Of(flows.KindEvent, reference))
		return taken, err
	})
}
