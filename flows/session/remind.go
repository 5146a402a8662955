package session

import (
	"slices"
	"time"

	"wecan/flows"
)

// When people are reminded. A reminder is due so long before the start as the session
// or the programme file says, by default one day and two hours. It never comes in the
// quiet hours or on a holiday of her site. What would fall there comes
//
//   - earlier, in the last hour before them, when it is due half a day before the start
//     or more;
//   - else as soon as they are over, if an hour is left to get there;
//   - else earlier, as above.
//
// What fell due while nobody looked, or before the session was planned, comes at once, or
// in the morning: only the last of several, and only while so much time is left as
// lateLeast. The rest is dropped.

const (
	longBefore = 12 * time.Hour
	travelTime = time.Hour
	lateLeast  = 15 * time.Minute // before the start: who reads it can still be there

	quietMargin = time.Hour // so long before the quiet hours the last reminder of a day comes
)

// awake says whether she may be written to.
func awake(p *flows.Programme, site flows.Site, at time.Time) bool {
	return p.Quiet.Awake(at, site).Equal(at.UTC())
}

// remindAt is when she is reminded of something that starts then, so long before it.
// Whole days are days of the calendar: her clock shows the same hour and minute, also
// when it has changed in between.
func remindAt(p *flows.Programme, site flows.Site, start time.Time, before time.Duration) time.Time {
	due := start.Add(-before)
	if before%(24*time.Hour) == 0 {
		due = start.In(site.Zone).AddDate(0, 0, -int(before/(24*time.Hour))).UTC()
	}
	if awake(p, site, due) {
		return due.UTC()
	}
	later := p.Quiet.Awake(due, site)
	if before < longBefore && start.Sub(later) >= travelTime {
		return later
	}
	if earlier, ok := lastAwake(p, site, due); ok {
		return earlier
	}
	return later
}

// lastAwake is the last moment before a quiet time at which somebody still reads what
// comes: an hour before it begins, or the end of the quiet time before where people are
// awake for less. False when there is none within a month.
func lastAwake(p *flows.Programme, site flows.Site, quiet time.Time) (time.Time, bool) {
	y, m, d := quiet.In(site.Zone).Date()
	for back := range 31 {
		for _, ends := range []time.Time{midnight(y, m, d-back+1, site), clockOn(p.Quiet.From, y, m, d-back, site)} {
			if !ends.After(quiet) && awake(p, site, ends.Add(-time.Minute)) {
				return lastHour(p, site, ends), true
			}
		}
	}
	return time.Time{}, false
}

// lastHour is an hour before people are not awake any more, or when they wake up
// if that is later. They wake up at the end of the quiet hours, or after a holiday.
func lastHour(p *flows.Programme, site flows.Site, ends time.Time) time.Time {
	at := ends.Add(-quietMargin)
	y, m, d := ends.Add(-time.Minute).In(site.Zone).Date()
	for _, wakes := range []time.Time{midnight(y, m, d, site), clockOn(p.Quiet.Until, y, m, d, site)} {
		if wakes.After(at) && wakes.Before(ends) && !awake(p, site, wakes.Add(-time.Minute)) {
			at = wakes
		}
	}
	return at.UTC()
}

func midnight(y int, m time.Month, d int, site flows.Site) time.Time {
	return time.Date(y, m, d, 0, 0, 0, 0, site.Zone)
}

func clockOn(c flows.Clock, y int, m time.Month, d int, site flows.Site) time.Time {
	return c.On(time.Date(y, m, d, 0, 0, 0, 0, time.UTC), site.Zone)
}

// reminders are how long before the start she is reminded, the longest first.
func reminders(p *flows.Programme, plan Plan) []time.Duration {
	if plan.Remind == nil {
		return p.Sessions.Remind
	}
	var out []time.Duration
	for _, m := range plan.Remind {
		out = append(out, time.Duration(m)*time.Minute)
	}
	slices.SortFunc(out, func(a, b time.Duration) int { return int(b - a) })
	return slices.Compact(out)
}
