package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"slices"

	"wecan/flows"
	"wecan/flows/event"
)

// Events at the desk.

// happening is an event as the desk shows it.
type happening struct {
	event.View

	Parked bool // put aside: see wecan dead
}

func (e happening) stands() stand {
	return stand{e.Reference, e.Plan.Site, e.Plan.Start, e.Rev, e.Cancelled, e.Over, e.Parked}
}

func (e happening) state() string { return e.stands().state() }

// happenings are where events stand.
func (d *desk) happenings() shelf[happening] {
	return shelf[happening]{
		d: d, kind: flows.KindEvent, at: event.IndexSite, planned: event.IndexState(event.ChangePlanned),
		body: func(data []byte, _ map[string][]byte, parked bool) (happening, bool, error) {
			view, ok, err := event.ReadView(data)
			return happening{View: view, Parked: parked}, ok, err
		},
		missing: errNoEvent, noun: "an event", command: "events",
	}
}

// events finds them in the order in which they begin: those to come, or all.
func (d *desk) events(ctx context.Context, site string, all bool) ([]happening, error) {
	return d.happenings().list(ctx, site, all)
}

// event finds one by its reference as people type it.
func (d *desk) event(ctx context.Context, typed string) (happening, error) {
	return d.happenings().find(ctx, typed)
}

func (d *desk) readEvent(ctx context.Context, id flows.ActorID) (happening, bool, error) {
	return d.happenings().read(ctx, id)
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
	o.ID = cmp.Or(o.ID, rand.Text())
	return d.happenings().order(ctx, t, errand{o.ID, o.Reference, o.Seen}, func() (flows.Incoming, error) {
		if cancel {
			return event.NewCancel(d.ids, o)
		}
		if err := o.Plan.Check(d.defs.Programme); err != nil {
			return flows.Incoming{}, err
		}
		return event.NewPlan(d.ids, o)
	})
}

// newEventReference draws a reference that no event has.
func (d *desk) newEventReference(ctx context.Context) (string, error) {
	return d.happenings().newReference(ctx)
}
