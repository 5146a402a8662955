package main

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"wecan/bot/mattermost"
	"wecan/flows"
	"wecan/flows/event"
	"wecan/flows/session"
)

// How somebody plans an event at Mattermost: as a session, with a draft that she sees
// before it is planned. A draft has room for what every event needs, its places and whom
// it is for; the rest is said once it is planned.

// eventDraft is an event that nobody has planned yet.
type eventDraft struct {
	ID   string     `json:"i"` // of the order that began it: the number of what it becomes is made of it
	Plan event.Plan `json:"p"`
}

// reference is the number of the event that it becomes: the same however often somebody
// taps.
func (d eventDraft) reference() string { return referenceFrom("event\x00" + d.ID) }

// eventSubject is what a button or a dialog is about: a draft, or an event as she saw it.
type eventSubject struct {
	draft bool
	id    string    // of a draft
	was   happening // of an event
	seen  int
	plan  event.Plan // of either
}

func (s eventSubject) about() string {
	if s.draft {
		return aboutDraft(eventDraft{s.id, s.plan})
	}
	return aboutStand(s.was.stands())
}

// eventSubject finds what something is about. When that has changed since, or she must
// not plan it, no says so.
func (v *visit) eventSubject(ctx context.Context, about string) (sub eventSubject, no outcome, err error) {
	if isDraft(about) {
		return v.eventDrafted(ctx, about)
	}
	reference, seen, err := readStand(about)
	if err != nil {
		return sub, no, err
	}
	e, ok, err := v.eventHere(ctx, reference)
	if err != nil {
		return sub, no, err
	}
	sub = eventSubject{was: e, seen: seen, plan: e.Plan}
	no, err = v.overtaken("events", reference, ok && v.plansEvent(e), e.stands(), e.Plan.End(), seen, e.Made(v.id), func() outcome { return v.staleEvent(e) })
	return sub, no, err
}

func (v *visit) eventDrafted(ctx context.Context, about string) (sub eventSubject, no outcome, err error) {
	var d eventDraft
	if err := json.Unmarshal([]byte(about), &d); err != nil {
		return sub, no, fmt.Errorf("read the draft of an event: %w", err)
	}
	if d.ID == "" || d.Plan.Site != v.who.Site { // she has moved since
		no, err = v.no("norole", "command", v.word+" help")
		return sub, no, err
	}
	sub = eventSubject{draft: true, id: d.ID, plan: d.Plan}
	made, ok, err := v.at.readEvent(ctx, v.d.ids.Of(flows.KindEvent, d.reference()))
	if err == nil && ok && made.Made(d.ID) {
		no, err = v.no("events.already", "number", made.Reference, "command", v.word+" events "+made.Reference)
	}
	return sub, no, err
}

// staleEvent is said when an event has changed since she saw it.
func (v *visit) staleEvent(now happening) outcome {
	var changes []session.Change
	for _, c := range now.Changes {
		if one, ok := ofPlan(c); ok {
			changes = append(changes, one)
		}
	}
	return v.staleIs("events", now.stands(), []string{v.eventSpan(now.Plan), v.eventPlace(now.Plan)}, changes)
}

// eventLengthFirst is how long an event is unless she says otherwise, in minutes.
const eventLengthFirst = 180

// asksNewEvent begins a draft. Its words are in the language in which she reads.
func (v *visit) asksNewEvent() outcome {
	plan := event.Plan{
		Kind: event.KindHackathon, Words: []event.Words{{Lang: v.Lang}}, Site: v.who.Site,
		Open: event.OpenEnrolled, Minutes: eventLengthFirst,
	}
	return outcome{dialog: v.asksPart(eventSubject{draft: true, id: v.id, plan: plan}, eventParts()[0])}
}

// showsEventDraft shows what she has said and what it means, with buttons to say more, or
// to plan it.
func (v *visit) showsEventDraft(ctx context.Context, sub eventSubject) (outcome, error) {
	lines := v.eventLines(sub.plan)
	if sub.plan.Capacity > 0 {
		lines = append(lines, v.say("sessions.places", "count", strconv.Itoa(sub.plan.Capacity)))
	}
	lines = append(lines, v.keptPlaces(happening{View: event.View{Standing: event.Standing{Plan: sub.plan}}})...)
	people, err := v.mayCome(ctx, sub.plan)
	if err != nil {
		return outcome{}, err
	}
	verbs := []string{chooseEventIt}
	for _, part := range eventParts() {
		if part.draft {
			verbs = append(verbs, part.form)
		}
	}
	card := flows.PostCard{
		Colour: flows.PostAmber, Title: sub.plan.In(v.Lang).Title, Text: strings.Join(append(lines, people...), "\n"),
		About: sub.about(), Buttons: v.eventLabels(verbs),
	}
	return outcome{
		text: v.say("events.draft"), cards: []flows.PostCard{card}, unshown: v.say("sessions.unshown", "command", v.word+" events plan"),
	}, nil
}

// mayCome says to how many people a plan is open.
func (v *visit) mayCome(ctx context.Context, p event.Plan) ([]string, error) {
	n := 0
	for _, site := range v.Programme.Sites {
		if len(p.Sites) > 0 && !slices.Contains(p.Sites, site.ID) {
			continue
		}
		people, err := v.at.invited(ctx, session.Plan{Site: site.ID, Cohort: p.Cohort, Track: p.Track})
		if err != nil {
			return nil, err
		}
		n += people
	}
	lines := []string{v.say("events.invited", "count", strconv.Itoa(n))}
	if p.Open == event.OpenEverybody {
		lines = append(lines, v.say("events.others"))
	}
	return lines, nil
}

// plansEventIt plans what a draft says. A second tap plans nothing more.
func (v *visit) plansEventIt(ctx context.Context, sub eventSubject) (outcome, error) {
	for _, text := range v.eventFaults(sub.plan, nil) {
		return outcome{text: text, no: true}, nil
	}
	if !sub.plan.End().After(v.now()) {
		return v.no("sessions.fault.past")
	}
	d := eventDraft{sub.id, sub.plan}
	e, err := v.at.orderEvent(ctx, v.d.turns, event.Order{ID: d.ID, By: v.by(), Reference: d.reference(), Plan: d.Plan}, false)
	if err != nil {
		return outcome{}, err
	}
	command := v.word + " events " + e.Reference
	return outcome{text: strings.Join([]string{
		v.say("events.planned", "number", e.Reference, "when", v.eventMoment(e.Plan)), v.say("events.done"), v.say("events.rest", "command", command),
	}, "\n")}, nil
}

// saysEvent takes a dialog about an event or a draft.
func (v *visit) saysEvent(ctx context.Context, f mattermost.Form) (outcome, error) {
	if !v.mayPlan(planningEvents) {
		return v.no("norole", "command", v.word+" help")
	}
	sub, no, err := v.eventSubject(ctx, f.About)
	if err != nil || no.text != "" {
		return no, err
	}
	if f.Form == chooseEventCancel {
		return v.saysEventCancel(ctx, sub)
	}
	part, _ := partOf(f.Form)
	return v.saysPart(ctx, sub, part, f)
}

// isEventForm says whether a dialog is about an event.
func isEventForm(form string) bool {
	_, ok := partOf(form)
	return ok || form == chooseEventCancel
}
