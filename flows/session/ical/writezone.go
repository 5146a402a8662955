package ical

import (
	"fmt"
	"slices"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"
)

// years are the first and the last year, by the clocks of a zone give or take a
// day, in which the feed has something there.
func (f *Feed) years(name string) [2]int {
	var out [2]int
	for i := range f.Entries {
		if e := &f.Entries[i]; e.Zone == name {
			first, last := e.Start.AddDate(0, 0, -1).Year(), e.Start.Add(e.Length).AddDate(0, 0, 1).Year()
			if out[0] == 0 || first < out[0] {
				out[0] = first
			}
			out[1] = max(out[1], last)
		}
	}
	return out
}

// turn is a change of the clocks.
type turn struct {
	at         time.Time
	from, to   int // seconds ahead of UTC
	name       string
	summertime bool
}

// wall is what the clocks showed when they were changed.
func (t turn) wall() time.Time { return t.at.UTC().Add(time.Duration(t.from) * time.Second) }

// describe writes the rules of a zone, right for the years, and one before and
// one after. Phones and Outlook know a zone by these, not by its name.
func describe(z *zone, years [2]int) *ics.VTimezone {
	block := ics.NewTimezone(z.name)
	from := time.Date(years[0]-1, 1, 1, 0, 0, 0, 0, time.UTC)
	until := time.Date(years[1]+2, 1, 1, 0, 0, 0, 0, time.UTC)
	var kinds [][]turn
	for _, t := range turns(z, from, until) {
		same := func(kind []turn) bool {
			return kind[0].from == t.from && kind[0].to == t.to && kind[0].name == t.name && kind[0].summertime == t.summertime
		}
		if i := slices.IndexFunc(kinds, same); i >= 0 {
			kinds[i] = append(kinds[i], t)
		} else {
			kinds = append(kinds, []turn{t})
		}
	}
	for _, kind := range kinds {
		// A rule that ended is written change by change: not every program reads the end of a zone's rule.
		if by := yearly(kind); by != "" && !kind[len(kind)-1].at.AddDate(1, 0, 7).Before(until) {
			block.Components = append(block.Components, observance(kind[0], by))
			continue
		}
		for _, t := range kind {
			block.Components = append(block.Components, observance(t, ""))
		}
	}
	return block
}

// turns are a zone's changes between two times. The first is what counts at
// from, unless the clocks change in that year as in any other.
func turns(z *zone, from, until time.Time) []turn {
	at := from.In(z.loc)
	name, offset := at.Zone()
	var out []turn
	start := turn{at: from, from: offset, to: offset, name: name}
	for summer := at.IsDST(); ; {
		_, end := at.ZoneBounds()
		if end.IsZero() || !end.Before(until) {
			break
		}
		t := turn{at: end, from: offset}
		t.name, t.to = end.Zone()
		// What is called summer time at home may be winter time by law, as in Dublin: the later clock counts.
		t.summertime = t.to > t.from && (summer || end.IsDST())
		out = append(out, t)
		at, offset, summer = end, t.to, end.IsDST()
	}
	if len(out) == 0 || !out[0].at.Before(from.AddDate(1, 0, 0)) {
		out = append([]turn{start}, out...)
	}
	return out
}

// yearly is the rule by which changes come each year, on the same weekday of
// the month at the same hour, or "".
func yearly(kind []turn) string {
	first := kind[0].wall()
	last, nth := true, true
	for i, t := range kind {
		wall := t.wall()
		if wall.Year() != first.Year()+i || wall.Month() != first.Month() || wall.Weekday() != first.Weekday() ||
			wall.Sub(wall.Truncate(24*time.Hour)) != first.Sub(first.Truncate(24*time.Hour)) {
			return ""
		}
		last = last && wall.AddDate(0, 0, 7).Month() != wall.Month()
		nth = nth && (wall.Day()-1)/7 == (first.Day()-1)/7
	}
	week := (first.Day()-1)/7 + 1
	switch {
	case len(kind) < 2, !last && !nth:
		return ""
	case last:
		week = -1
	}
	return fmt.Sprintf("FREQ=YEARLY;BYMONTH=%d;BYDAY=%d%s", first.Month(), week, strings.ToUpper(first.Weekday().String()[:2]))
}

// observance is one change, and by which rule it comes again.
func observance(t turn, by string) ics.Component {
	var base ics.ComponentBase
	base.SetProperty(ics.ComponentPropertyDtStart, t.wall().Format(wallFormat))
	base.SetProperty(ics.ComponentProperty(ics.PropertyTzoffsetfrom), offset(t.from))
	base.SetProperty(ics.ComponentProperty(ics.PropertyTzoffsetto), offset(t.to))
	base.SetProperty(ics.ComponentProperty(ics.PropertyTzname), t.name)
	if by != "" {
		base.SetProperty(ics.ComponentPropertyRrule, by)
	}
	if t.summertime {
		return &ics.Daylight{ComponentBase: base}
	}
	return &ics.Standard{ComponentBase: base}
}

// offset is written as +0100, with seconds only where there are some.
func offset(seconds int) string {
	sign := '+'
	if seconds < 0 {
		sign, seconds = '-', -seconds
	}
	out := fmt.Sprintf("%c%02d%02d", sign, seconds/3600, seconds/60%60)
	if seconds%60 != 0 {
		out += fmt.Sprintf("%02d", seconds%60)
	}
	return out
}
