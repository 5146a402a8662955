package ical

import (
	"bytes"
	"io"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"
)

// How a calendar program writes times.
const (
	stampFormat = "20060102T150405Z"
	wallFormat  = "20060102T150405"
)

// product names the program that made a file, as RFC 5545 wants it in PRODID.
const product = "-//wecan//sessions//EN"

// refresh is how often a program should fetch the feed again: four times a day,
// so that a session that is moved in the morning is right in the evening.
const refresh = "PT6H"

// Write writes a feed. The same feed is always the same bytes, so that a
// program can be told that nothing has changed. It refuses what would not be a
// calendar: a zone that is none, a UID that is empty or there twice, a length
// below nought. Then, and if w fails, the error says so.
func Write(w io.Writer, f Feed) error {
	zones, err := f.check()
	if err != nil {
		return err
	}
	cal := &ics.Calendar{}
	cal.SetVersion("2.0")
	cal.SetProductId(product)
	cal.SetCalscale("GREGORIAN")
	cal.SetMethod(ics.MethodPublish)
	if name := line(f.Name); name != "" {
		cal.SetName(name)
	}
	cal.SetRefreshInterval(refresh)
	cal.SetXPublishedTTL(refresh)
	for _, name := range slices.Sorted(maps.Keys(zones)) {
		if zones[name] != utc {
			cal.AddVTimezone(describe(zones[name], f.years(name)))
		}
	}
	for i := range f.Entries {
		cal.AddVEvent(f.event(&f.Entries[i], zones[f.Entries[i].Zone]))
	}
	// The library drops an error of the writer, but none of a buffer's is possible.
	var out bytes.Buffer
	if err := cal.SerializeTo(&out, ics.WithNewLine("\r\n")); err != nil {
		return err
	}
	_, err = w.Write(out.Bytes())
	return err
}

// event makes an entry.
func (f *Feed) event(e *Entry, z *zone) *ics.VEvent {
	event := ics.NewEvent(e.UID)
	changed := e.Changed.UTC()
	if changed.Year() < firstYear || changed.Year() > lastYear {
		changed = earliest
	}
	event.SetProperty(ics.ComponentPropertyDtstamp, changed.Format(stampFormat))
	event.SetProperty(ics.ComponentPropertyLastModified, changed.Format(stampFormat))
	event.SetSequence(e.Sequence)
	when(event, e, z)
	language := f.language()
	words := func(property ics.ComponentProperty, s string) {
		if s != "" {
			event.SetProperty(property, s, language...)
		}
	}
	words(ics.ComponentPropertySummary, line(e.Title))
	words(ics.ComponentPropertyDescription, text(e.Description))
	words(ics.ComponentPropertyLocation, line(e.Place))
	if e.Geo != nil {
		event.SetProperty(ics.ComponentPropertyGeo, degrees(e.Geo.Lat)+";"+degrees(e.Geo.Lon))
	}
	if address := link(e.URL); address != "" {
		event.SetURL(address)
	}
	if e.Cancelled {
		event.SetStatus(ics.ObjectStatusCancelled)
		return event
	}
	event.SetStatus(ics.ObjectStatusConfirmed)
	for _, before := range e.Alarm {
		alarm := event.AddAlarm()
		alarm.SetAction(ics.ActionDisplay)
		alarm.SetTrigger(duration(before))
		alarm.SetProperty(ics.ComponentPropertyDescription, line(e.Title), language...)
	}
	return event
}

// when writes the start and the end by the clocks of the zone. A time that the
// clocks show twice would be taken as the first, so the second is in UTC.
func when(event *ics.VEvent, e *Entry, z *zone) {
	start := e.Start.UTC().Truncate(time.Second)
	end := start.Add(e.Length.Truncate(time.Second))
	format := func(at time.Time) (string, []ics.PropertyParameter) {
		return z.wall(at).Format(wallFormat), []ics.PropertyParameter{ics.WithTZID(z.name)}
	}
	if z == utc || !z.at(z.wall(start)).Equal(start) || !z.at(z.wall(end)).Equal(end) {
		format = func(at time.Time) (string, []ics.PropertyParameter) { return at.Format(stampFormat), nil }
	}
	value, params := format(start)
	event.SetProperty(ics.ComponentPropertyDtStart, value, params...)
	if end.After(start) {
		value, params = format(end)
		event.SetProperty(ics.ComponentPropertyDtEnd, value, params...)
	}
}

// tag is what may stand as the language of a text.
var tag = regexp.MustCompile(`^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$`)

// language is the parameter that names the language of a text.
func (f *Feed) language() []ics.PropertyParameter {
	if !tag.MatchString(f.Lang) {
		return nil
	}
	return []ics.PropertyParameter{&ics.KeyValues{Key: string(ics.ParameterLanguage), Value: []string{f.Lang}}}
}

// degrees are written with six decimals, which is to the width of a hand.
func degrees(d float64) string { return strconv.FormatFloat(d, 'f', 6, 64) }

// duration is a time before, as a trigger has it: -P1DT2H30M.
func duration(d time.Duration) string {
	seconds := int(d / time.Second)
	if seconds == 0 {
		return "PT0S"
	}
	var b strings.Builder
	b.WriteString("-P")
	if days := seconds / 86400; days > 0 {
		b.WriteString(strconv.Itoa(days) + "D")
	}
	if seconds %= 86400; seconds == 0 {
		return b.String()
	}
	b.WriteByte('T')
	for _, unit := range []struct {
		name string
		size int
	}{{"H", 3600}, {"M", 60}, {"S", 1}} {
		if n := seconds / unit.size; n > 0 {
			b.WriteString(strconv.Itoa(n) + unit.name)
		}
		seconds %= unit.size
	}
	return b.String()
}
