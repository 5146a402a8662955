package main

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"wecan/bot/mattermost"
	"wecan/flows"
	"wecan/flows/broadcast"
	"wecan/flows/session"
	"wecan/i18n"
)

// Whom an announcement is for, at Mattermost: in words, and in two dialogs, since one has at
// most five fields.

// castWhom is who gets it.
func (v *visit) castWhom(s flows.Segment) string {
	var parts []string
	list := func(key string, names []string) {
		if len(names) > 0 {
			parts = append(parts, v.say(key, "what", strings.Join(names, ", ")))
		}
	}
	if len(s.Sites) > 0 {
		parts = append(parts, v.sites(s.Sites))
	}
	parts = append(parts, named(s.Cohorts, v.cohort)...)
	parts = append(parts, named(s.Tracks, v.track)...)
	if len(s.Languages) > 0 {
		parts = append(parts, endonyms(s.Languages))
	}
	if s.Enrolled {
		parts = append(parts, v.say("events.enrolled"))
	}
	list("announce.phase", named(s.Phases, v.phase))
	list("announce.event", s.Events)
	list("announce.role", named(s.Roles, v.castRole))
	if s.Unanswered != "" {
		parts = append(parts, v.say("announce.unanswered", "number", s.Unanswered))
	}
	if parts == nil {
		return v.say("sessions.everybody")
	}
	return strings.Join(parts, " · ")
}

// named are the names of what is chosen.
func named[T any](ids []T, name func(T) string) []string {
	var out []string
	for _, id := range ids {
		out = append(out, name(id))
	}
	return out
}

// phase is a phase of the programme in words, or its id when the programme has none of that
// name any more.
func (v *visit) phase(id string) string {
	if !slices.Contains(session.Phases(v.Programme), id) {
		return id
	}
	return v.Say(i18n.Key("programme." + session.ListPhases + "." + id))
}

func (v *visit) castRole(r flows.Role) string { return v.say("announce.role." + string(r)) }

// together stands between several entries that were named at a terminal: no id has it.
const together = ","

// choosesOf makes a field to choose everybody, or one of what there is. Several that were
// named at a terminal, and what the programme has no more, are one option, which stands
// there until she chooses another.
func (v *visit) choosesOf(f mattermost.Field, chosen, there []string, name func(string) string) mattermost.Field {
	f.Value = cmp.Or(strings.Join(chosen, together), allOf)
	f.Options = []mattermost.Option{{Text: v.say("sessions.everybody"), Value: allOf}}
	if f.Value != allOf && !slices.Contains(there, f.Value) {
		f.Options = append(f.Options, mattermost.Option{Text: cutTo(strings.Join(named(chosen, name), ", "), optionMost), Value: f.Value})
	}
	for _, id := range there {
		f.Options = append(f.Options, mattermost.Option{Text: name(id), Value: id})
	}
	return f
}

// optionMost is how long an option is, in characters: longer ones are cut on a phone.
const optionMost = 60

// chosenOf reads such a field. What a dialog does not ask for stays.
func chosenOf(f mattermost.Form, field string, was []string) []string {
	switch value, asked := f.Values[field]; {
	case !asked:
		return was
	case value == allOf || value == "":
		return nil
	default:
		return strings.Split(value, together)
	}
}

// asksCastWhom is who of her site gets it: by what she takes part in, and reads.
func (v *visit) asksCastWhom(p broadcast.Plan) []mattermost.Field {
	s := p.Segment
	fields := []mattermost.Field{ticked(v.askCast(fieldEnrolled, mattermost.FieldYes, ""), s.Enrolled)}
	var cohorts, tracks []string
	for _, c := range v.Programme.Cohorts {
		cohorts = append(cohorts, c.ID)
	}
	for _, t := range v.Programme.Tracks {
		tracks = append(tracks, t.ID)
	}
	for _, one := range []struct {
		field         string
		chosen, there []string
		name          func(string) string
	}{
		{fieldCohort, s.Cohorts, cohorts, v.cohort},
		{fieldTrack, s.Tracks, tracks, v.track},
		{fieldPhase, s.Phases, session.Phases(v.Programme), v.phase},
	} {
		if len(one.chosen)+len(one.there) > 0 {
			fields = append(fields, v.choosesOf(v.ask(one.field, mattermost.FieldChoice, ""), one.chosen, one.there, one.name))
		}
	}
	languages := v.askCast(fieldLanguages, mattermost.FieldText, endonyms(s.Languages))
	languages.Optional, languages.Help = true, v.say("announce.help.languages")
	return append(fields, languages)
}

func (v *visit) readCastWhom(p broadcast.Plan, f mattermost.Form) (broadcast.Plan, map[string]string) {
	s := &p.Segment
	s.Enrolled = f.Values[fieldEnrolled] == "true"
	s.Cohorts, s.Tracks, s.Phases = chosenOf(f, fieldCohort, s.Cohorts), chosenOf(f, fieldTrack, s.Tracks), chosenOf(f, fieldPhase, s.Phases)
	langs, ok := i18n.AllNamed(f.Values[fieldLanguages])
	if s.Languages = langs; !ok {
		return p, map[string]string{fieldLanguages: v.say("announce.fault.segment")}
	}
	return p, nil
}

// asksCastAmong is who of them: by what else is known of her.
func (v *visit) asksCastAmong(p broadcast.Plan) []mattermost.Field {
	s := p.Segment
	text := func(r flows.Role) string { return string(r) }
	roles := v.choosesOf(v.askCast(fieldRole, mattermost.FieldChoice, ""), named(s.Roles, text), named(flows.Roles(), text),
		func(id string) string { return v.castRole(flows.Role(id)) })
	events := v.askCast(fieldEvents, mattermost.FieldText, strings.Join(s.Events, ", "))
	events.Optional, events.Help = true, v.say("announce.help.events", "example", exampleNumber)
	unanswered := v.askCast(fieldUnanswered, mattermost.FieldText, s.Unanswered)
	unanswered.Optional, unanswered.Help = true, v.say("announce.help.unanswered", "example", exampleNumber)
	return []mattermost.Field{roles, events, unanswered}
}

func (v *visit) readCastAmong(p broadcast.Plan, f mattermost.Form) (broadcast.Plan, map[string]string) {
	wrong := map[string]string{}
	s := &p.Segment
	var roles []flows.Role
	for _, id := range chosenOf(f, fieldRole, named(s.Roles, func(r flows.Role) string { return string(r) })) {
		roles = append(roles, flows.Role(id))
	}
	s.Roles = roles
	events, ok := readReferences(f.Values[fieldEvents])
	if s.Events = events; !ok {
		wrong[fieldEvents] = v.say("announce.fault.segment")
	}
	other, ok := readReferences(f.Values[fieldUnanswered])
	if s.Unanswered = cmp.Or(append(other, "")...); !ok || len(other) > 1 {
		wrong[fieldUnanswered] = v.say("announce.fault.segment")
	}
	return p, wrong
}

// whereverGuestsBelong: what a form begins is for the people of her site, but when all events
// that it names are there, for whoever comes to one, of whatever site. Whatever became of
// events that were named before: with others or none it is for her site again, and never
// for everybody. Sites that a terminal named stay.
func (v *visit) whereverGuestsBelong(ctx context.Context, was flows.Segment, s *flows.Segment) error {
	if slices.Equal(was.Events, s.Events) {
		return nil
	}
	hers := len(s.Events) > 0
	for _, reference := range s.Events {
		e, err := v.at.event(ctx, reference)
		if err != nil && !errors.Is(err, errNoEvent) {
			return err
		}
		hers = hers && err == nil && e.Plan.Site == v.who.Site
	}
	switch own := []string{v.who.Site}; {
	case hers && slices.Equal(s.Sites, own):
		s.Sites = nil
	case !hers && len(was.Events) > 0 && len(s.Sites) == 0:
		s.Sites = own
	}
	return nil
}

// readReferences reads numbers, with anything between them.
func readReferences(s string) (out []string, ok bool) {
	for _, word := range strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(" \t\n,;،؛", r) }) {
		reference, ok := flows.ParseReference(word)
		if !ok {
			return nil, false
		}
		out = append(out, reference)
	}
	return out, true
}
