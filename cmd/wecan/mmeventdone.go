package main

import (
	"wecan/bot/mattermost"
	"wecan/flows/event"
)

// What people make at an event, and whom they want to see again, at Mattermost: until when
// they hand in and vote, and whether they can ask for each other.

const (
	formEventDone = "doneevent"
	fieldHandIn   = "handin"
	fieldVotes    = "votes"
	fieldMeet     = "meet"
)

// meetUsual is the option for what is usual: a value of a dialog is not empty.
const meetUsual = "usual"

func (v *visit) asksDone(p event.Plan) []mattermost.Field {
	meet := v.askEvent(fieldMeet, mattermost.FieldOneOf, meetUsual)
	if p.Meet != "" {
		meet.Value = p.Meet
	}
	meet.Help = v.say("events.help.meet")
	for _, value := range []string{meetUsual, "yes", "no"} {
		meet.Options = append(meet.Options, mattermost.Option{Text: v.say("events.meet." + value), Value: value})
	}
	return []mattermost.Field{v.asksUntil(fieldHandIn, p.HandIn), v.asksUntil(fieldVotes, p.Votes), meet}
}

func (v *visit) readDone(p event.Plan, f mattermost.Form) (event.Plan, map[string]string) {
	wrong := map[string]string{}
	v.readUntil(f, fieldHandIn, &p.HandIn, wrong)
	v.readUntil(f, fieldVotes, &p.Votes, wrong)
	if p.Meet = f.Values[fieldMeet]; p.Meet == meetUsual {
		p.Meet = ""
	}
	return p, wrong
}

// doneLines are what a plan says of it.
func (v *visit) doneLines(p event.Plan) []string {
	var lines []string
	zone := v.zoneOf(p.Site)
	if !p.HandIn.IsZero() {
		lines = append(lines, v.say("events.handuntil", "when", v.clock(p.HandIn, zone)))
	}
	if !p.Votes.IsZero() {
		lines = append(lines, v.say("events.voteuntil", "when", v.clock(p.Votes, zone)))
	}
	if p.Introduces() {
		lines = append(lines, v.say("events.meets"))
	}
	return lines
}
