package flows

import (
	"slices"
	"time"
)

// When people are reminded of a session or an event. A reminder is due so long before the
// start as that or the programme file says, by default one day and two hours. It never
// comes in the quiet hours or on a holiday of her site. What would fall there comes
//
//   - earlier, in the last hour before them, when it is due half a day before the start
//     or more;
//   - else as soon as they are over, if an hour is left to get there;
//   - else earlier, as above.

const (
	longBefore  = 12 * time.Hour
	travelTime  = time.Hour
	quietMargin = time.Hour // so long before the quiet hours the last reminder of a day comes
)

// Awake says whether people of a site may be written to at that moment.
func (p *Programme) Awake(site Site, at time.Time) bool {
	return p.Quiet.Awake(at, site).Equal(at.UTC())
}

// RemindAt is when she is reminded of something that starts then, so long before it.
// Whole days are days of the calendar: her clock shows the same hour and minute, also
// when it has changed in between.
func (p *Programme) RemindAt(site Site, start time.Time, before time.Duration) time.Time {
	due := start.Add(-before)
	if before%(24*time.Hour) == 0 {
		due = start.In(site.Zone).AddDate(0, 0, -int(before/(24*time.Hour))).UTC()
	}
	if p.Awake(site, due) {
		return due.UTC()
	}
	later := p.Quiet.Awake(due, site)
	if before < longBefore && start.Sub(later) >= travelTime {
		return later
	}
	if earlier, ok := p.LastAwake(site, due); ok {
		return earlier
	}
	return later
}

// LastAwake is the last moment before a quiet time at which somebody still reads what
// comes: an hour before it begins, or the end of the quiet time before where people are
// awake for less. False when there is none within a month.
func (p *Programme) LastAwake(site Site, quiet time.Time) (time.Time, bool) {
	y, m, d := quiet.In(site.Zone).Date()
	for back := range 31 {
		for _, ends := range []time.Time{midnight(y, m, d-back+1, site), clockOn(p.Quiet.From, y, m, d-back, site)} {
			if !ends.After(quiet) && p.Awake(site, ends.Add(-time.Minute)) {
				return p.lastHour(site, ends), true
			}
		}
	}
	return time.Time{}, false
}

// lastHour is an hour before people are not awake any more, or when they wake up
// if that is later. They wake up at the end of the quiet hours, or after a holiday.
func (p *Programme) lastHour(site Site, ends time.Time) time.Time {
	at := ends.Add(-quietMargin)
	y, m, d := ends.Add(-time.Minute).In(site.Zone).Date()
	for _, wakes := range []time.Time{midnight(y, m, d, site), clockOn(p.Quiet.Until, y, m, d, site)} {
		if wakes.After(at) && wakes.Before(ends) && !p.Awake(site, wakes.Add(-time.Minute)) {
			at = wakes
		}
	}
	return at.UTC()
}

func midnight(y int, m time.Month, d int, site Site) time.Time {
	return time.Date(y, m, d, 0, 0, 0, 0, site.Zone)
}

func clockOn(c Clock, y int, m time.Month, d int, site Site) time.Time {
	return c.On(time.Date(y, m, d, 0, 0, 0, 0, time.UTC), site.Zone)
}

// Reminders are how long before the start people are reminded, the longest first: as
// what was planned says in minutes, or for nil the programme file.
func (p *Programme) Reminders(minutes []int) []time.Duration {
	if minutes == nil {
		return p.Sessions.Remind
	}
	var out []time.Duration
	for _, m := range minutes {
		out = append(out, time.Duration(m)*time.Minute)
	}
	slices.SortFunc(out, func(a, b time.Duration) int { return int(b - a) })
	return slices.Compact(out)
}
