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
	"wecan/flows/event"
)

// Who comes to an event, at the desk.

type eventCode struct {
	deadFlags `embed:""`

	Reference string `arg:"" help:"The number of an event, as WE-4K7M-9Q2."`
}

// Help is shown by --help.
func (eventCode) Help() string {
	return "Write the number on a large sheet at the entrance, and nowhere else: it shows that somebody is there. It stays the same for the whole event."
}

// Run prints the number for the door.
func (c *eventCode) Run(ctx context.Context, p *invocation) error {
	return looking(ctx, p, wanted{}, func(t *tools, d *desk) error {
		e, err := d.event(ctx, c.Reference)
		if err != nil {
			return err
		}
		from, until := e.Plan.Doors()
		_, err = fmt.Fprintf(p.stdout, "%d\npeople can write it from %s to %s; who cannot is noted with: wecan events came %s\n", event.Door(d.ids, e.Reference),
			clockTime(t.words.defs.Programme, e.Plan.Site, from), clockTime(t.words.defs.Programme, e.Plan.Site, until), e.Reference)
		return err
	})
}

type eventCame struct {
	plannerFlags `embed:""`

	Reference string   `arg:"" help:"The number of an event, as WE-4K7M-9Q2."`
	Codes     []string `arg:"" name:"code" help:"The numbers that people have for this event, as the bot told them: see CODE in wecan events people."`
	Not       bool     `help:"They did not come: takes it back."`
}

// Help is shown by --help.
func (eventCame) Help() string {
	return "For those who cannot write the number of the door themselves. It is possible from two hours before the start on. Nobody is told."
}

// Run notes who has come.
func (c *eventCame) Run(ctx context.Context, p *invocation) error {
	return c.while(ctx, p, func(d *desk, r *bot.Runtime) (string, error) {
		e, err := d.event(ctx, c.Reference)
		if err != nil {
			return "", err
		}
		o := event.Order{By: c.By, Reference: e.Reference, Not: c.Not}
		if o.Arrivals, err = arrivalsOf(c.Codes); err != nil {
			return "", err
		}
		now, left, err := d.noteCame(ctx, r, o)
		if err != nil {
			return "", err
		}
		out := fmt.Sprintf("%s: %d of %d people with a place have come\n", now.Reference, now.Tally.In, now.Tally.Placed)
		if len(left) > 0 {
			out += "no place at this event: " + strings.Join(left, ", ") + "\n"
		}
		return out, nil
	})
}

// arrivalsOf reads the numbers that people have.
func arrivalsOf(codes []string) ([]int, error) {
	var out []int
	var faults []error
	for _, code := range codes {
		n, ok := event.ParseCode(code)
		if !ok {
			faults = append(faults, fmt.Errorf("%q is nobody's number: there is a mistake in it", code))
		}
		out = append(out, n)
	}
	return out, errors.Join(faults...)
}

// errDoorShut is returned when nobody can be noted.
var errDoorShut = errors.New("who comes can be noted from two hours before the start until its list is deleted")

// noteCame brings an order about who came to its event, and answers how that stands then, and
// the numbers of whom it is not true: they have no place.
func (d *desk) noteCame(ctx context.Context, t turns, o event.Order) (now happening, left []string, err error) {
	o.ID = cmp.Or(o.ID, rand.Text())
	in, err := event.NewCame(d.ids, o)
	if err != nil {
		return now, nil, err
	}
	if err := t.Handle(ctx, in); err != nil {
		return now, nil, err
	}
	e, ok, err := d.readEvent(ctx, in.To)
	switch {
	case err != nil:
		return e, nil, err
	case e.Parked:
		return e, nil, fmt.Errorf("%s is put aside; see: wecan dead list", o.Reference)
	case !ok || !e.Made(o.ID):
		return e, nil, fmt.Errorf("%s: %w", o.Reference, errDoorShut)
	}
	members := e.RosterMembers()
	var names []string
	for _, n := range o.Arrivals {
		names = append(names, members[min(n-1, e.Arrived):min(n, e.Arrived)]...)
	}
	record, err := d.store.Load(ctx, in.To, names)
	if err != nil {
		return e, nil, err
	}
	rows, err := e.Roster(record.Members)
	if err != nil {
		return e, nil, err
	}
	noted := map[int]bool{}
	for _, row := range rows {
		noted[row.Arrival] = row.Seat == event.SeatPlaced && row.In.IsZero() == o.Not
	}
	for _, n := range o.Arrivals {
		if !noted[n] {
			left = append(left, event.Code(n))
		}
	}
	return e, left, nil
}

// cameWords says whether somebody came; "" where that is not known.
func cameWords(e happening, row event.Row) string {
	switch {
	case row.Seat != event.SeatPlaced || e.Tally.In == 0:
		return ""
	case !row.In.IsZero():
		return "yes"
	case e.Over:
		return "no"
	}
	return "not yet"
}

// eventMarksLine tells how people found it, if anybody has said so.
func eventMarksLine(line func(name, value string), e happening) {
	if m := e.Tally.Marks; len(m) > 0 {
		line("feedback", fmt.Sprintf("%d good, %d fine, %d not good; see: wecan events people --said", m[event.MarkGood], m[event.MarkFine], m[event.MarkBad]))
	}
}

// saidOf are the sentences that people said after an event, by the alphabet: their order tells nobody who.
func saidOf(rows []event.Row) []string {
	var out []string
	for _, row := range rows {
		if row.Said != "" {
			out = append(out, plainly(row.Said))
		}
	}
	slices.Sort(out)
	return out
}

// eventCameLine tells how many came, if anybody was noted at all.
func eventCameLine(line func(name, value string), e happening) {
	if e.Tally.In == 0 {
		return
	}
	left := "have not come yet"
	if e.Over {
		left = "did not come"
	}
	line("came", fmt.Sprintf("%d of %d with a place; %d %s", e.Tally.In, e.Tally.Placed, e.Tally.Placed-e.Tally.In, left))
}
