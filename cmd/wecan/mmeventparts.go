package main

import (
	"context"
	"maps"
	"slices"

	"wecan/bot/mattermost"
	"wecan/flows/event"
)

// A plan of an event has more parts than a dialog has fields, so there is a dialog for
// each few of them. Each is filled in with what stands, and says what is wrong at its
// fields.

// eventPart is one of these dialogs.
type eventPart struct {
	form   string // its name, and the verb of the button that opens it
	draft  bool   // also of a draft: there must be room for that in its seal
	fields func(*visit, event.Plan) []mattermost.Field
	read   func(*visit, event.Plan, mattermost.Form) (event.Plan, map[string]string)
}

// The names of the dialogs.
const (
	formEvent       = "changeevent"
	formEventPlaces = "placesevent"
	formEventWhom   = "whomevent"
	formEventWords  = "wordsevent"
	formEventThere  = "thereevent"
	formEventUseful = "usefulevent"
	formEventRules  = "rulesevent"
	formEventTeams  = "sizesevent"
)

// eventParts are all of them. The first asks for what every event needs.
func eventParts() []eventPart {
	return []eventPart{
		{formEvent, true, (*visit).asksEventBasics, (*visit).readEventBasics},
		{formEventPlaces, true, (*visit).asksPlaces, (*visit).readPlaces},
		{formEventWhom, true, (*visit).asksWhom, (*visit).readWhom},
		{formEventWords, false, (*visit).asksWordsOf, (*visit).readWordsOf},
		{formEventDay, false, (*visit).asksSchedule, (*visit).readSchedule},
		{formEventDone, false, (*visit).asksDone, (*visit).readDone},
		{formEventThere, false, (*visit).asksThere, (*visit).readThere},
		{formEventUseful, false, linesAsked(usefulFields()), linesRead(usefulFields())},
		{formEventRules, false, linesAsked(rulesFields()), linesRead(rulesFields())},
		{formEventTeams, false, (*visit).asksSizes, (*visit).readSizes},
	}
}

func partOf(form string) (eventPart, bool) {
	all := eventParts()
	if at := slices.IndexFunc(all, func(p eventPart) bool { return p.form == form }); at >= 0 {
		return all[at], true
	}
	return eventPart{}, false
}

// asksPart is a dialog, filled in with what stands.
func (v *visit) asksPart(sub eventSubject, part eventPart) *mattermost.Dialog {
	d := &mattermost.Dialog{
		Form: part.form, Title: v.say("events.form." + part.form), Submit: v.say("sessions.form.goon"),
		Intro: v.say("sessions.form.draft"), Fields: part.fields(v, sub.plan),
	}
	if sub.draft && part.form == formEvent { // what the dialog asks for comes back with it
		sub.plan = basics{start: sub.plan.Start, minutes: sub.plan.Minutes}.onEvent(sub.plan)
	}
	d.About = sub.about()
	if !sub.draft {
		d.Submit = v.say("events.form.change")
		d.Intro = v.say("sessions.title", "number", sub.was.Reference, "title", sub.plan.In(v.Lang).Title) + "\n" + v.seats(sub.was) + "\n" + v.say("sessions.form.told")
	}
	return d
}

// saysPart takes a dialog.
func (v *visit) saysPart(ctx context.Context, sub eventSubject, part eventPart, f mattermost.Form) (outcome, error) {
	if sub.draft && !part.draft {
		return v.no("norole", "command", v.word+" help") // no dialog of ours is so
	}
	plan, wrong := part.read(v, sub.plan, f)
	found := v.eventFaults(plan, f.Values)
	maps.Copy(found, wrong)
	if part.form == formEvent {
		v.notPast(found, sub.plan.Start, eventBasics(plan))
	}
	switch {
	case len(found) > 0:
		return outcome{no: true, wrong: found}, nil
	case sub.draft:
		sub.plan = plan
		return v.showsEventDraft(ctx, sub)
	}
	return v.reordersEvent(ctx, sub, plan)
}

// eventFault is where a fault of a part of a plan is shown, and how it is said.
type eventFault struct{ field, key string }

func eventFaultOf(part event.Part) eventFault {
	const long = "sessions.fault.bring" // too many characters
	return map[event.Part]eventFault{
		event.PartTitle: {fieldTitle, "events.fault.title"}, event.PartStart: {fieldStart, "sessions.fault.start"},
		event.PartMinutes: {fieldLength, "events.fault.length"}, event.PartPlace: {fieldPlace, "sessions.fault.place"},
		event.PartMap: {fieldPlace, "sessions.fault.place"}, event.PartOnline: {fieldPlace, "sessions.fault.place"},
		event.PartCapacity: {fieldPlaces, "events.fault.places"}, event.PartReserved: {fieldPlaces, "events.fault.reserved"},
		event.PartCloses: {fieldCloses, "events.fault.closes"}, event.PartOpen: {fieldOpen, "events.fault.other"},
		event.PartCohort: {fieldCohort, "events.fault.group"}, event.PartTrack: {fieldTrack, "events.fault.group"},
		event.PartAbout: {fieldAbout, "events.fault.about"}, event.PartWords: {fieldAbout, "events.fault.words"},
		event.PartLanguages: {fieldLanguages, "sessions.fault.languages"}, event.PartTeams: {fieldTeams, "events.fault.teams"},
		event.PartHandIn: {fieldHandIn, "events.fault.handin"}, event.PartVotes: {fieldVotes, "events.fault.votes"}, event.PartMeet: {fieldMeet, "events.fault.meet"},
		event.PartSchedule: {fieldLength, "events.fault.day"}, event.PartOffer: {fieldOffer, "events.fault.offer"}, event.PartRemind: {fieldRemind, "sessions.fault.remind"},
		event.PartLastBus: {fieldBus, long}, event.PartContact: {fieldContact, long}, event.PartRules: {fieldRules, long},
		event.PartPhotos: {fieldPhotos, long}, event.PartIdeas: {fieldIdeas, long}, event.PartCost: {fieldCost, long}, event.PartBring: {fieldBring, long},
	}[part]
}

// eventFaults are what is wrong with a plan, by the fields of a dialog; what that does not
// ask for stands under "". asked says which fields it has.
func (v *visit) eventFaults(p event.Plan, asked map[string]string) map[string]string {
	out := map[string]string{}
	for _, one := range event.Faults(p.Check(v.Programme)) {
		f := eventFaultOf(one.Part)
		if f.key == "" {
			f.key = "events.fault.other"
		}
		if _, has := asked[f.field]; !has {
			f.field = ""
		}
		out[f.field] = v.say(f.key)
	}
	return out
}
