package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"wecan/bot/mattermost"
	"wecan/flows"
	"wecan/flows/session"
)

// How somebody plans a session at Mattermost. A dialog holds five fields, so that what
// she says is kept as a draft: it is shown to her with buttons to say more, and only one
// of those plans it, for people may be reminded of it at once. The draft stands in the
// seals of buttons and dialogs, and nowhere else.

// draft is a session, or a series, that nobody has planned yet.
type draft struct {
	ID    string       `json:"i"` // of the order that began it: the numbers of what it becomes are made of it
	Plan  session.Plan `json:"p"`
	Every int          `json:"e,omitempty"` // weeks
	Times int          `json:"t,omitempty"`
}

func (d draft) times() int { return max(1, d.Times) }

// about names a draft for buttons and dialogs.
func (d draft) about() string { return aboutDraft(d) }

// reference is the number of the session that it becomes, n of a series: the same
// however often somebody taps.
func (d draft) reference(n int) string {
	return referenceFrom("session\x00" + d.ID + "\x00" + strconv.Itoa(n))
}

func (d draft) order(n int) string { return d.ID + ":" + strconv.Itoa(n) }

// start is when session n of a series begins: at the same hour of the day, whatever the
// clocks do in between.
func (d draft) start(n int, zone *time.Location) time.Time {
	first := d.Plan.Start.In(zone)
	return time.Date(first.Year(), first.Month(), first.Day()+7*d.Every*n, first.Hour(), first.Minute(), 0, 0, zone).UTC()
}

// subject is what a button or a dialog is about: a draft, or a session as she saw it.
type subject struct {
	draft bool
	of    draft   // of a draft
	was   planned // of a session
	seen  int
	plan  session.Plan // of either
}

func (s subject) about() string {
	if s.draft {
		return s.of.about()
	}
	return aboutStand(s.was.stands())
}

// subject finds what something is about. When that has changed since, or she must not
// plan it, no says so.
func (v *visit) subject(ctx context.Context, about string) (sub subject, no outcome, err error) {
	if isDraft(about) {
		return v.drafted(ctx, about)
	}
	reference, seen, err := readStand(about)
	if err != nil {
		return sub, no, err
	}
	was, ok, err := v.sessionHere(ctx, reference)
	if err != nil {
		return sub, no, err
	}
	sub = subject{was: was, seen: seen, plan: was.Plan}
	no, err = v.overtaken("sessions", reference, ok, was.stands(), was.Plan.End(), seen, was.Made(v.id), func() outcome { return v.stale(was) })
	return sub, no, err
}

func (v *visit) drafted(ctx context.Context, about string) (sub subject, no outcome, err error) {
	sub.draft = true
	if err := json.Unmarshal([]byte(about), &sub.of); err != nil {
		return sub, no, fmt.Errorf("read a draft: %w", err)
	}
	sub.plan = sub.of.Plan
	if sub.of.ID == "" || sub.plan.Site != v.who.Site { // she has moved since
		no, err = v.no("norole", "command", v.word+" help")
		return sub, no, err
	}
	first, made, err := v.madeOf(ctx, sub.of, 0)
	if err != nil || !made {
		return sub, no, err
	}
	_, last, err := v.madeOf(ctx, sub.of, sub.of.times()-1)
	if err == nil && (last || !first.Same(sub.plan)) {
		no, err = v.no("sessions.already", "number", first.Reference, "command", v.word+" sessions "+first.Reference)
	}
	return sub, no, err
}

// madeOf is the session that a draft has become, n of a series.
func (v *visit) madeOf(ctx context.Context, d draft, n int) (planned, bool, error) {
	s, ok, err := v.at.readSession(ctx, v.d.ids.Of(flows.KindSession, d.reference(n)))
	return s, ok && s.Made(d.order(n)), err
}

// stale is said when a session has changed since she saw it.
func (v *visit) stale(now planned) outcome {
	return v.staleIs("sessions", now.stands(), []string{v.span(now.Plan), v.where(now.Plan)}, now.Changes)
}

// lengthFirst is how long a session is unless she says otherwise, in minutes.
const lengthFirst = 120

// asksNew begins a draft.
func (v *visit) asksNew() outcome {
	d := draft{ID: v.id, Plan: session.Plan{Site: v.who.Site, Minutes: lengthFirst}}
	return outcome{dialog: v.asksPlan(subject{draft: true, of: d, plan: d.Plan})}
}

// showsDraft shows what she has said, with buttons to say more, or to plan it.
func (v *visit) showsDraft(ctx context.Context, d draft) (outcome, error) {
	people, err := v.at.invited(ctx, d.Plan)
	if err != nil {
		return outcome{}, err
	}
	lines := v.sessionLines(d.Plan)
	if d.Plan.Capacity > 0 {
		lines = append(lines, v.say("sessions.places", "count", strconv.Itoa(d.Plan.Capacity)))
	}
	if d.times() > 1 {
		lines = append(lines, v.say("sessions.again", "count", strconv.Itoa(d.times()), "weeks", strconv.Itoa(d.Every), "last", v.since(d.start(d.times()-1, v.Zone))))
	}
	lines = append(lines, v.say("sessions.invited", "count", strconv.Itoa(people)))
	card := flows.PostCard{Colour: flows.PostAmber, Title: d.Plan.Title, Text: strings.Join(lines, "\n"), About: d.about()}
	for _, verb := range []string{chooseIt, chooseChange, chooseMore, chooseSeries} {
		card.Buttons = append(card.Buttons, flows.PostButton{Verb: verb, Label: v.say("sessions." + verb), Primary: verb == chooseIt})
	}
	return outcome{
		text: v.say("sessions.draft"), cards: []flows.PostCard{card}, unshown: v.say("sessions.unshown", "command", v.word+" sessions plan"),
	}, nil
}

// plansIt plans what a draft says. A second tap plans nothing more.
func (v *visit) plansIt(ctx context.Context, sub subject) (outcome, error) {
	d := sub.of
	if faults := v.faults(d.Plan, nil); len(faults) > 0 {
		return outcome{text: faults[""], no: true}, nil
	}
	if !d.Plan.End().After(v.now()) {
		return v.no("sessions.fault.past")
	}
	series := ""
	if d.times() > 1 {
		series = d.ID
	}
	var lines []string
	for n := range d.times() {
		plan := d.Plan
		plan.Start = d.start(n, v.Zone)
		order := session.Order{ID: d.order(n), By: v.by(), Reference: d.reference(n), Series: series, Plan: plan}
		s, err := v.at.orderSession(ctx, v.d.turns, order, false)
		if err != nil {
			return outcome{}, err
		}
		lines = append(lines, v.say("sessions.done", "number", s.Reference, "when", v.moment(s.Plan)))
	}
	lines = append(lines, v.say("sessions.see", "command", v.word+" sessions "+d.reference(0)))
	return outcome{text: strings.Join(lines, "\n")}, nil
}

// The dialogs about sessions.
const (
	formSession       = "session"
	formSessionMore   = "sessionmore"
	formSessionSeries = "sessionseries"
	formSessionPeople = "sessionpeople"
	formSessionRhythm = "sessionrhythm"
	formSessionMove   = "sessionmove"
	formSessionCancel = "sessioncancel"
)

// sessionForms are those dialogs, each with what it does.
func (v *visit) sessionForms() map[string]func(context.Context, subject, mattermost.Form) (outcome, error) {
	return map[string]func(context.Context, subject, mattermost.Form) (outcome, error){
		formSession: v.saysPlan, formSessionMore: v.saysMore, formSessionSeries: v.saysSeries,
		formSessionPeople: v.saysPeople, formSessionRhythm: v.saysRhythm, formSessionMove: v.saysMove, formSessionCancel: v.saysCancel,
	}
}

// saysSession takes a dialog about a session or a draft.
func (v *visit) saysSession(ctx context.Context, f mattermost.Form) (outcome, error) {
	if !v.plans() {
		return v.no("norole", "command", v.word+" help")
	}
	sub, no, err := v.subject(ctx, f.About)
	if err != nil || no.text != "" {
		return no, err
	}
	return v.sessionForms()[f.Form](ctx, sub, f)
}

// keeps goes on with a plan that was changed in a dialog.
func (v *visit) keeps(ctx context.Context, sub subject, plan session.Plan) (outcome, error) {
	if !sub.draft {
		return v.reorders(ctx, sub, plan)
	}
	sub.of.Plan = plan
	return v.showsDraft(ctx, sub.of)
}
