package main

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"wecan/bot/mattermost"
	"wecan/flows"
	"wecan/flows/event"
)

// The entrance of an event at Mattermost: the number that hangs there, and who has come, for
// those who plan.

const (
	chooseEventDoor = "doorevent"
	chooseEventCame = "cameevent" // also the name of its dialog
)

const (
	fieldCodes  = "codes"
	fieldPerson = "person" // also of an announcement: a button that brings one
	fieldNot    = "not"
)

// eventToPlan finds an event that she may plan, for what is about no state of it; no says why she
// may not.
func (v *visit) eventToPlan(ctx context.Context, reference string) (e happening, no outcome, err error) {
	if _, is := flows.ParseReference(reference); !is { // no button of ours is so
		no, err = v.no("events.notfound", "number", reference)
		return e, no, err
	}
	e, ok, err := v.eventHere(ctx, reference)
	switch {
	case err != nil:
	case !ok || !v.plansEvent(e):
		no, err = v.no("events.notfound", "number", reference)
	case e.Parked:
		no, err = v.no("aside", "number", reference)
	}
	return e, no, err
}

// dayCard has the buttons for the day of an event, for those who may plan it. They work also
// when it is over.
func (v *visit) dayCard(e happening) (flows.PostCard, bool) {
	if !v.plansEvent(e) || e.Parked || e.Cancelled {
		return flows.PostCard{}, false
	}
	verbs := []string{chooseEventDoor}
	if !e.Plan.HandIn.IsZero() {
		verbs = append(verbs, chooseEventWorks)
	}
	return flows.PostCard{Colour: flows.PostGrey, Text: v.say("events.day"), About: aboutStand(e.stands()), Buttons: v.eventLabels(verbs)}, true
}

// eventDoor tells the number for the entrance, and how many have come.
func (v *visit) eventDoor(e happening) outcome {
	zone := v.zoneOf(e.Plan.Site)
	from, until := e.Plan.Doors()
	lines := []string{v.eventHead(e), v.say("events.door.online")}
	if e.Plan.Place != "" {
		lines = []string{
			v.eventHead(e), v.say("events.door.number", "number", strconv.Itoa(event.Door(v.d.ids, e.Reference))), v.say("events.door.sheet"),
			v.say("events.door.when", "from", v.clock(from, zone), "until", v.clock(until, zone)),
		}
	}
	out := outcome{text: strings.Join(append(lines, v.seats(e)), "\n"), unshown: v.say("events.door.unshown", "command", v.word+" events "+e.Reference+" came")}
	if e.Cancelled {
		return outcome{text: v.eventHead(e) + "\n" + v.say("events.off"), no: true}
	}
	if v.now().Before(from) {
		out.text += "\n" + v.say("events.door.early", "when", v.clock(from, zone))
		return out
	}
	out.cards = []flows.PostCard{{Colour: flows.PostGrey, Text: v.say("events.door.cannot"), About: e.Reference, Buttons: v.eventLabels([]string{chooseEventCame})}}
	return out
}

// asksCame asks who has come: by the number that somebody shows, or by name where the list
// is short enough for a field.
func (v *visit) asksCame(ctx context.Context, e happening) (outcome, error) {
	if from, _ := e.Plan.Doors(); v.now().Before(from) {
		return v.no("events.door.early", "when", v.clock(from, v.zoneOf(e.Plan.Site)))
	}
	codes := v.askEvent(fieldCodes, mattermost.FieldText, "")
	codes.Optional, codes.Help = true, v.say("events.help.codes")
	fields := []mattermost.Field{codes}
	if e.Tally.Placed <= colleaguesMost {
		rows, err := v.at.roster(ctx, e)
		if err != nil {
			return outcome{}, err
		}
		if person := v.asksPerson(rows); len(person.Options) > 0 {
			fields = append(fields, person)
		}
	}
	return outcome{dialog: &mattermost.Dialog{
		Form: chooseEventCame, About: e.Reference, Title: v.say("events.form." + chooseEventCame), Submit: v.say("events.form.note"),
		Intro: v.eventHead(e) + "\n" + v.seats(e), Fields: append(fields, ticked(v.askEvent(fieldNot, mattermost.FieldYes, ""), false)),
	}}, nil
}

// asksPerson lists who has a place, those first who have not come.
func (v *visit) asksPerson(rows []event.Row) mattermost.Field {
	f := v.askEvent(fieldPerson, mattermost.FieldChoice, "")
	f.Optional = true
	rows = seatedSo(rows, event.SeatPlaced)
	slices.SortStableFunc(rows, func(a, b event.Row) int { return a.In.Compare(b.In) }) // nobody's In is zero
	for _, row := range rows {
		text := called(row)
		if !row.In.IsZero() {
			text += " · " + v.say("events.was.yes")
		}
		f.Options = append(f.Options, mattermost.Option{Text: text, Value: event.Code(row.Arrival)})
	}
	return f
}

// saysCame takes the dialog.
func (v *visit) saysCame(ctx context.Context, f mattermost.Form) (outcome, error) {
	if !v.mayPlan(planningEvents) {
		return v.no("norole", "command", v.word+" help")
	}
	e, no, err := v.eventToPlan(ctx, f.About)
	if err != nil || no.text != "" {
		return no, err
	}
	got, err := v.notesCame(ctx, e, f.Values[fieldCodes]+" "+f.Values[fieldPerson], f.Values[fieldNot] == "true")
	got.field = fieldCodes
	return got, err
}

// notesCame notes who has come, by the numbers that people have.
func (v *visit) notesCame(ctx context.Context, e happening, typed string, not bool) (outcome, error) {
	codes := strings.FieldsFunc(typed, func(r rune) bool { return strings.ContainsRune(" ,;\n\t،", r) })
	arrivals, err := arrivalsOf(codes)
	switch {
	case len(codes) == 0:
		return v.no("events.fault.codes")
	case err != nil:
		return v.no("events.fault.code")
	case len(codes) > event.CameMost:
		return v.no("events.fault.manycodes", "most", strconv.Itoa(event.CameMost))
	}
	now, left, err := v.at.noteCame(ctx, v.d.turns, event.Order{ID: v.id, By: v.by(), Reference: e.Reference, Not: not, Arrivals: arrivals})
	if errors.Is(err, errDoorShut) {
		return v.no("events.door.shut")
	}
	if err != nil {
		return outcome{}, err
	}
	lines := []string{v.say("events.noted"), v.seats(now)}
	if len(left) > 0 {
		lines = append(lines, v.say("events.noplace", "numbers", strings.Join(left, ", ")))
	}
	return outcome{text: strings.Join(lines, "\n")}, nil
}
