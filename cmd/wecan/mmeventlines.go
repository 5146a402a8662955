package main

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"wecan/flows/event"
	"wecan/i18n"
)

// An event in words, in her language.

// eventSpan is from when to when it is, by the clock of its site.
func (v *visit) eventSpan(p event.Plan) string {
	zone := v.zoneOf(p.Site)
	until, end := p.End().In(zone).Format("15:04"), p.End().In(zone)
	if first := p.Start.In(zone); first.YearDay() != end.YearDay() || first.Year() != end.Year() {
		until = v.clock(p.End(), zone)
	}
	return v.say("sessions.span", "when", v.eventMoment(p), "until", until)
}

func (v *visit) eventMoment(p event.Plan) string {
	zone := v.zoneOf(p.Site)
	return i18n.Moment(v.Lang, p.Start, zone, zone, "")
}

// clock is a moment by a clock.
func (v *visit) clock(t time.Time, zone *time.Location) string {
	return i18n.Moment(v.Lang, t, zone, zone, "")
}

// zoneOf is the clock of a site: of one that is gone her own.
func (v *visit) zoneOf(site string) *time.Location {
	if s, ok := v.Programme.Site(site); ok {
		return s.Zone
	}
	return v.Zone
}

// eventRow is one of the lines that people read about an event.
func (v *visit) eventRow(name string, args ...i18n.Arg) string {
	return v.Say(i18n.Key("event.row."+name), args...)
}

// eventPlace is where it is, in one line.
func (v *visit) eventPlace(p event.Plan) string {
	if p.Place == "" {
		return v.eventRow("online", i18n.Arg{Name: "link", Value: p.Online})
	}
	return v.eventRow("place", i18n.Arg{Name: "place", Value: p.Place})
}

// eventLines are all that there is to say about a plan.
func (v *visit) eventLines(p event.Plan) []string {
	lines := []string{v.eventSpan(p), v.eventPlace(p)}
	if p.Map != "" {
		lines = append(lines, v.say("sessions.map", "link", p.Map))
	}
	if p.Place != "" && p.Online != "" {
		lines = append(lines, v.eventRow("online", i18n.Arg{Name: "link", Value: p.Online}))
	}
	if p.Site != v.who.Site {
		lines = append(lines, v.say("events.site", "site", v.site(p.Site)))
	}
	lines = append(lines,
		v.say("events.kind", "kind", v.say("events.kind."+string(p.Kind))),
		v.say("sessions.for", "who", v.eventWhom(p)),
		v.say("events.closes", "when", v.clock(p.Closing(), v.zoneOf(p.Site))),
	)
	return slices.Concat(lines, v.eventWordsIn(p), v.scheduleLines(p), v.doneLines(p), v.eventDetails(p))
}

// eventWordsIn are the words about it in all languages.
func (v *visit) eventWordsIn(p event.Plan) []string {
	var lines []string
	for _, w := range p.Words {
		lines = append(lines, v.say("events.wordsin", "language", i18n.Endonym(w.Lang), "title", w.Title))
		if w.About != "" {
			lines = append(lines, w.About)
		}
	}
	return lines
}

// eventDetails are the lines that people read too, and what they are not told.
func (v *visit) eventDetails(p event.Plan) []string {
	var lines []string
	add := func(name, arg, value string) {
		if value != "" {
			lines = append(lines, v.eventRow(name, i18n.Arg{Name: arg, Value: value}))
		}
	}
	mark := func(name string, so bool) {
		if so {
			lines = append(lines, v.eventRow(name))
		}
	}
	add("cost", "cost", p.Cost)
	add("spoken", "languages", endonyms(p.Languages))
	add("interpreters", "languages", endonyms(p.Interpreters))
	if p.TeamMax > 0 {
		lines = append(lines, v.eventRow("teams", i18n.Arg{Name: "least", Value: strconv.Itoa(max(1, p.TeamMin))}, i18n.Arg{Name: "most", Value: strconv.Itoa(p.TeamMax)}))
	}
	mark("women_teams", p.WomenTeams)
	mark("childcare", p.Childcare)
	mark("prayer", p.PrayerRoom)
	mark("no_alcohol", p.NoAlcohol)
	add("last_bus", "bus", p.LastBus)
	add("contact", "contact", p.Contact)
	add("bring", "bring", p.Bring)
	add("photos", "photos", p.Photos)
	add("ideas", "ideas", p.Ideas)
	add("rules", "rules", p.Rules)
	if p.Offer > 0 {
		lines = append(lines, v.say("events.offer", "time", remindWords([]int{p.Offer})))
	}
	if p.Remind != nil {
		lines = append(lines, v.say("events.remind", "times", remindWords(p.Remind)))
	}
	return lines
}

// eventWhom is for whom a plan is.
func (v *visit) eventWhom(p event.Plan) string {
	parts := []string{v.say("events.enrolled")}
	if p.Open == event.OpenEverybody {
		parts[0] = v.say("sessions.everybody")
	}
	if len(p.Sites) > 0 {
		parts = append(parts, v.sites(p.Sites))
	}
	return strings.Join(append(parts, v.whomIn(p.Cohort, p.Track)...), " · ")
}

// sites are some by their names.
func (v *visit) sites(ids []string) string {
	var names []string
	for _, id := range ids {
		names = append(names, v.site(id))
	}
	return strings.Join(names, ", ")
}
