package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"wecan/flows"
	"wecan/flows/event"
)

// The programme of an event, as whoever plans writes it: a line for each thing, with its
// hour and its words.

// scheduleOf reads the lines, each as "09:30 en=Welcome nl=Welkom" or, on another day,
// "2027-03-07 09:30 en=Lunch". They may stand in any order.
func scheduleOf(lines []string, p event.Plan, prog *flows.Programme) ([]event.Slot, error) {
	if isNone(lines) {
		return nil, nil
	}
	site, ok := prog.Site(p.Site)
	if !ok {
		return nil, fmt.Errorf("the programme file has no site %q", p.Site)
	}
	var out []event.Slot
	for _, line := range lines {
		day, rest := p.Start.In(site.Zone).Format(time.DateOnly), strings.TrimSpace(line)
		hour, words, _ := strings.Cut(rest, " ")
		if _, err := time.Parse(time.DateOnly, hour); err == nil {
			day = hour
			hour, words, _ = strings.Cut(strings.TrimSpace(words), " ")
		}
		at, err := siteTime(day+" "+hour, p.Site, prog)
		if err != nil {
			return nil, fmt.Errorf("--schedule: %q does not begin with an hour; write \"09:30 en=Welcome\"", line)
		}
		said, ok := event.ParseSlot(words)
		if !ok {
			return nil, fmt.Errorf("--schedule: %q has no words in a language; write \"09:30 en=Welcome nl=Welkom\"", line)
		}
		after := at.Sub(p.Start)
		if after < 0 || after > time.Duration(p.Minutes)*time.Minute {
			return nil, fmt.Errorf("--schedule: %s is not while the event is on, from %s for %s", clockTime(prog, p.Site, at), clockTime(prog, p.Site, p.Start), hoursOf(p.Minutes))
		}
		out = append(out, event.Slot{After: int(after.Minutes()), Words: said})
	}
	slices.SortStableFunc(out, func(a, b event.Slot) int { return a.After - b.After })
	return out, nil
}

// eventSchedule tells the programme in its source language.
func eventSchedule(line func(name, value string), prog *flows.Programme, p event.Plan) {
	for _, s := range p.Schedule {
		line(clockTime(prog, p.Site, p.Start.Add(time.Duration(s.After)*time.Minute)), sourceTitle(event.Plan{Words: s.Words}))
	}
}
