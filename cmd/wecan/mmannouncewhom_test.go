package main

import (
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"wecan/bot/mattermost"
	"wecan/flows"
	"wecan/flows/broadcast"
	"wecan/i18n"
)

// newWhomRig has a programme with groups, tracks and phases, and nobody in it.
func newWhomRig(t *testing.T) *mmRig {
	t.Helper()
	return newMMRigOf(t, strings.Replace(sessionProgramme, "lists:\n", `cohorts: {spring27: Spring 2027, autumn27: Autumn 2027}
tracks:
  social: {name: Social, about: Something of your own.}
lists:
  phases: {first: First steps, labs: Labs, market: Market}
`, 1))
}

// whom opens one of the forms for whom it is.
func (r *mmRig) whom(number, form string) *mattermost.Dialog {
	r.t.Helper()
	cards := r.castCards("karin", number)
	_, d := r.taps("karin", cards[len(cards)-1], form)
	if d == nil || len(d.Fields) > 5 { // Mattermost takes no more
		r.t.Fatalf("the form is %+v", d)
	}
	return d
}

func optionsOf(d *mattermost.Dialog, field string) string {
	var out []string
	for _, f := range d.Fields {
		for _, o := range f.Options {
			if f.Name == field {
				out = append(out, o.Text)
			}
		}
	}
	return strings.Join(out, " | ")
}

// Whom it is for is chosen in two forms: by groups, tracks, phases and languages, and by
// roles, events and answers.
func TestWhomAnAnnouncementIsForAtMattermost(t *testing.T) {
	r := newWhomRig(t)
	number, other := r.writesCast(), flows.NewReference(r.random)
	d := r.whom(number, formCastWhom)
	if got := optionsOf(d, fieldPhase); got != "Everybody | First steps | Labs | Market" {
		t.Errorf("the phases are %s", got)
	}
	r.answers("phase", "karin", d, "phase", "labs", "cohort", "spring27", "track", "social", "languages", "العربية")
	d = r.whom(number, formCastAmong)
	if got := optionsOf(d, fieldRole); got != "Everybody | navigators | safeguarding leads | safeguarding deputies | coordinators" {
		t.Errorf("the roles are %s", got)
	}
	r.answers("role", "karin", d, "role", "navigator", "events", strings.ToLower(other), "unanswered", other)
	want := flows.Segment{
		Sites: []string{"leipzig"}, Phases: []string{"labs"}, Cohorts: []string{"spring27"}, Tracks: []string{"social"}, Languages: []i18n.Lang{"ar"},
		Roles: []flows.Role{flows.RoleNavigator}, Events: []string{other}, Unanswered: other,
	}
	if got := r.cast(number).Plan.Segment; !reflect.DeepEqual(got, want) {
		t.Fatalf("it is for %+v", got)
	}
	saysAll(t, "in words", r.castCards("karin", number)[0].Text, []string{"Leipzig · Spring 2027 · Social · العربية", "now in: Labs", "of the team: navigators"})
	for _, form := range []string{formCastWhom, formCastAmong} {
		saysAll(t, form+" once more", r.answers(form, "karin", r.whom(number, form)).Text, []string{number + " stays as it was."})
	}
	r.answers("all", "karin", r.whom(number, formCastWhom), "phase", allOf, "cohort", allOf, "track", allOf, "languages", "")
	r.answers("nobody", "karin", r.whom(number, formCastAmong), "role", allOf, "events", "", "unanswered", "")
	if got := r.cast(number).Plan.Segment; !reflect.DeepEqual(got, flows.Segment{Sites: []string{"leipzig"}}) {
		t.Errorf("everybody again: %+v", got)
	}
	for field, form := range map[string]string{"languages": formCastWhom, "events": formCastAmong, "unanswered": formCastAmong} {
		wrong := r.fills("karin", r.whom(number, form), field, "Klingon")
		saysAll(t, field, wrong[field], []string{"I do not know one of these."})
	}
	wrong := r.fills("karin", r.whom(number, formCastWhom), "phase", "forged")
	saysAll(t, "a forged phase", wrong[""], []string{"I do not know one of these."})
}

// What was named at a terminal stands in the forms, and stays when they are kept.
func TestWhomATerminalNamedStaysAtMattermost(t *testing.T) {
	r := newWhomRig(t)
	number, other := r.writesCast(), flows.NewReference(r.random)
	plan := r.cast(number).Plan
	plan.Segment.Phases, plan.Segment.Cohorts = []string{"first", "market"}, []string{"autumn27", "spring27"}
	plan.Segment.Roles = []flows.Role{flows.RoleNavigator, flows.RoleLead}
	if _, err := r.desk().announce(t.Context(), r.turns, broadcast.WhatPlan, broadcast.Order{ID: "terminal", By: "Karin", Reference: number, Plan: plan}, time.Now()); err != nil {
		t.Fatal(err)
	}
	d := r.whom(number, formCastWhom)
	if got := optionsOf(d, fieldPhase); got != "Everybody | First steps, Market | First steps | Labs | Market" {
		t.Errorf("the phases are %s", got)
	}
	r.answers("languages", "karin", d, "languages", "English")
	r.answers("events", "karin", r.whom(number, formCastAmong), "events", other)
	plan.Segment.Languages, plan.Segment.Events = []i18n.Lang{"en"}, []string{other}
	if got := r.cast(number).Plan.Segment; !reflect.DeepEqual(got, plan.Segment) {
		t.Fatalf("it is for %+v", got)
	}
	r.answers("one", "karin", r.whom(number, formCastWhom), "phase", "first", "cohort", "autumn27")
	if got := r.cast(number).Plan.Segment; !reflect.DeepEqual(got.Phases, []string{"first"}) || !reflect.DeepEqual(got.Cohorts, []string{"autumn27"}) {
		t.Errorf("the first of two: %+v", got)
	}
}

// Who comes to an event of her site is meant, of whatever site she is; at other events only
// the people of her site.
func TestGuestsOfAllSitesAreMeantAtMattermost(t *testing.T) {
	r := newWhomRig(t)
	number, other := r.writesCast(), flows.NewReference(r.random)
	hers := r.plansEvent("karin", "Lab")
	own := []string{"leipzig"}
	for n, c := range []struct {
		events string
		sites  []string
	}{{other, own}, {hers, nil}, {hers + " " + other, own}, {hers, nil}, {"", own}} {
		r.answers(strconv.Itoa(n), "karin", r.whom(number, formCastAmong), "events", c.events)
		if got := r.cast(number).Plan.Segment; !reflect.DeepEqual(got.Sites, c.sites) || strings.Join(got.Events, " ") != c.events {
			t.Fatalf("with %q it is for %+v", c.events, got)
		}
	}
	if got := r.castCards("karin", number)[0].Text; !strings.Contains(got, "Leipzig") {
		t.Errorf("it is shown as %s", got)
	}
	plan := r.cast(number).Plan
	plan.Segment.Sites, plan.Segment.Events = nil, []string{other} // as if the event had gone since
	if _, err := r.desk().announce(t.Context(), r.turns, broadcast.WhatPlan, broadcast.Order{ID: "gone", By: "Karin", Reference: number, Plan: plan}, time.Now()); err != nil {
		t.Fatal(err)
	}
	r.answers("cleared", "karin", r.whom(number, formCastAmong), "events", "")
	if got := r.cast(number).Plan.Segment; !reflect.DeepEqual(got, flows.Segment{Sites: own}) {
		t.Errorf("without an event that is gone it is for %+v", got)
	}
	plan.Segment.Events = nil
	plan.Segment.Sites = []string{"leipzig", "roma"}
	if _, err := r.desk().announce(t.Context(), r.turns, broadcast.WhatPlan, broadcast.Order{ID: "terminal", By: "Karin", Reference: number, Plan: plan}, time.Now()); err != nil {
		t.Fatal(err)
	}
	r.answers("stays", "karin", r.whom(number, formCastAmong), "events", hers)
	if got := r.cast(number).Plan.Segment.Sites; !reflect.DeepEqual(got, plan.Segment.Sites) {
		t.Errorf("what a terminal named is now %v", got)
	}
}
