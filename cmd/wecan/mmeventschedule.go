package main

import (
	"cmp"
	"strings"
	"time"

	"wecan/bot/mattermost"
	"wecan/flows/event"
	"wecan/i18n"
)

// The programme of an event at Mattermost: a line for each thing, as at a terminal.

const (
	formEventDay  = "dayevent"
	fieldSchedule = "schedule"
)

// slotHint is how a line is written.
const slotHint = "09:30 en=Welcome nl=Welkom"

// slotAt is when a line of the programme begins, by the clock of its site; with the day
// where it is not that of the start.
func slotAt(p event.Plan, s event.Slot, zone *time.Location) (at time.Time, otherDay bool) {
	at = p.Start.Add(time.Duration(s.After) * time.Minute).In(zone)
	return at, at.Format(time.DateOnly) != p.Start.In(zone).Format(time.DateOnly)
}

// scheduleLines are the programme as people read it.
func (v *visit) scheduleLines(p event.Plan) []string {
	var lines []string
	zone := v.zoneOf(p.Site)
	for _, s := range p.Schedule {
		at, otherDay := slotAt(p, s, zone)
		hour := at.Format("15:04")
		if otherDay {
			hour = v.clock(at, zone)
		}
		lines = append(lines, v.eventRow("slot", i18n.Arg{Name: "hour", Value: hour}, i18n.Arg{Name: "words", Value: event.Plan{Words: s.Words}.In(v.Lang).Title}))
	}
	return lines
}

// asksSchedule is the field for the programme, filled in with what stands.
func (v *visit) asksSchedule(p event.Plan) []mattermost.Field {
	var lines []string
	for _, s := range p.Schedule {
		at, otherDay := slotAt(p, s, v.Zone)
		words := []string{at.Format("15:04")}
		if otherDay {
			words[0] = at.Format(localLayout)
		}
		for _, w := range s.Words {
			words = append(words, string(w.Lang)+"="+w.Title)
		}
		lines = append(lines, strings.Join(words, " "))
	}
	f := v.askEvent(fieldSchedule, mattermost.FieldLong, strings.Join(lines, "\n"))
	f.Optional, f.Help = true, v.say("events.help.schedule", "example", slotHint)
	return []mattermost.Field{f}
}

// readSchedule takes it. What cannot be read is said in one sentence, and the plan stays.
func (v *visit) readSchedule(p event.Plan, f mattermost.Form) (event.Plan, map[string]string) {
	var lines []string
	for line := range strings.SplitSeq(f.Values[fieldSchedule], "\n") {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	slots, err := scheduleOf(lines, p, v.Programme)
	now := p
	now.Schedule = slots
	if err = cmp.Or(err, now.Check(v.Programme)); err != nil {
		return p, map[string]string{fieldSchedule: v.say("events.fault.schedule")}
	}
	return now, nil
}
