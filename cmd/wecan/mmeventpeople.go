package main

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"wecan/bot/mattermost"
	"wecan/flows/event"
	"wecan/i18n"
)

// Who has signed up for an event, who could work with whom, and the link to it, for those
// who plan: nobody else sees names.

// answerMost is how many characters of a list are shown at once: there must be room for
// what stands above it in one post.
const answerMost = 14_000

// fitting are as many lines as there is room for, and how many are left out.
func fitting(lines []string, most int) (some []string, left int) {
	for n, line := range lines {
		if most -= len([]rune(line)) + 1; most < 0 {
			return lines[:n], len(lines) - n
		}
	}
	return lines, 0
}

// longAnswer is a list below a head. What does not fit is told, and where all of it is.
func (v *visit) longAnswer(head, lines []string, command string) outcome {
	some, left := fitting(lines, answerMost)
	out := slices.Concat(head, some)
	if left > 0 {
		out = append(out, v.say("more", "count", strconv.Itoa(left)), v.say("events.terminal", "command", command))
	}
	return outcome{text: strings.Join(out, "\n")}
}

// eventPeople are those who have a place, are offered one, wait, or did not answer.
func (v *visit) eventPeople(ctx context.Context, e happening) (outcome, error) {
	rows, err := v.at.roster(ctx, e)
	if err != nil {
		return outcome{}, err
	}
	head := []string{v.eventHead(e), v.seats(e)}
	if len(rows) == 0 {
		return outcome{text: strings.Join(append(head, v.say("events.nobody")), "\n")}, nil
	}
	head = append(head, v.eventNeeds(rows)...)
	var lines []string
	for _, seat := range []event.Seat{event.SeatPlaced, event.SeatOffered, event.SeatWaiting, event.SeatSilent} {
		some := seatedSo(rows, seat)
		if len(some) == 0 {
			continue
		}
		lines = append(lines, "", v.say("events.seat."+string(seat)))
		for _, row := range some {
			lines = append(lines, v.attendee(e, row))
		}
	}
	return v.longAnswer(head, lines, "wecan events people "+e.Reference+" --names"), nil
}

func (v *visit) eventHead(e happening) string {
	return v.say("sessions.title", "number", e.Reference, "title", e.Plan.In(v.Lang).Title)
}

// seatedSo are those with a seat: those who wait in the order in which they come, others
// in that in which they signed up.
func seatedSo(rows []event.Row, seat event.Seat) []event.Row {
	var out []event.Row
	for _, row := range rows {
		if row.Seat == seat {
			out = append(out, row)
		}
	}
	slices.SortStableFunc(out, func(a, b event.Row) int { return cmp.Compare(a.Line, b.Line) })
	return out
}

// attendee is somebody who has signed up, in a line: nothing of what she wrote but the
// name that she wants to be called by.
func (v *visit) attendee(e happening, row event.Row) string {
	parts := []string{called(row)}
	if row.Form.Lang != "" {
		parts = append(parts, i18n.Endonym(row.Form.Lang))
	}
	if row.Form.Children > 0 {
		parts = append(parts, v.say("sessions.children", "count", strconv.Itoa(row.Form.Children)))
	}
	if row.Line > 0 {
		parts = append(parts, v.say("events.line", "count", strconv.Itoa(row.Line)))
	}
	if came := cameWords(e, row); came == "yes" || came == "no" {
		parts = append(parts, v.say("events.was."+came))
	}
	if !row.Until.IsZero() {
		parts = append(parts, v.say("events.until", "when", v.clock(row.Until, v.zoneOf(e.Plan.Site))))
	}
	return strings.Join(parts, " · ")
}

// called is the number in whose order somebody signed up, and what to call her. A point
// behind the number would make a list of it, which Mattermost numbers anew.
func called(row event.Row) string {
	return strings.TrimSpace(strconv.Itoa(row.Arrival) + " " + plainly(row.Form.Name))
}

// eventNeeds counts what those need who have a place. Whose it is nobody reads.
func (v *visit) eventNeeds(rows []event.Row) []string {
	n := map[string]int{}
	var ids []string
	for _, row := range seatedSo(rows, event.SeatPlaced) {
		for _, id := range row.Form.Needs {
			if n[id]++; n[id] == 1 {
				ids = append(ids, id)
			}
		}
	}
	slices.Sort(ids)
	var lines []string
	for _, id := range ids {
		lines = append(lines, v.say("events.needs", "what", v.option("needs", id), "count", strconv.Itoa(n[id])))
	}
	return lines
}

// eventLink is the link to an event for posters, and its QR code as a picture. Where that
// cannot be sent the link is there all the same.
func (v *visit) eventLink(ctx context.Context, e happening) (outcome, error) {
	command := "wecan link --event=" + e.Reference + " --png=event.png"
	if v.d.bot == nil {
		return v.no("events.nolink", "command", command)
	}
	name, err := v.d.bot(ctx)
	if err != nil {
		return v.no("events.nolink", "command", command)
	}
	address, err := eventAddress(v.d.ids, name, e.Reference)
	if err != nil {
		return outcome{}, err
	}
	picture, err := qrPNG(address, qrUsual)
	if err != nil {
		return outcome{}, err
	}
	link := v.say("events.link", "link", address)
	sent := v.say("events.picture")
	if v.hands(ctx, mattermost.Handout{Name: e.Reference + ".png", Data: picture, Text: v.eventHead(e) + "\n" + link}) != nil {
		sent = v.say("events.qr", "command", command)
	}
	return outcome{text: strings.Join([]string{v.eventHead(e), link, sent}, "\n")}, nil
}
