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
func remindAt(p *flows.Programme, site flows.Site, start time.Time, before time.Duration) time.Time {
	due := start.Add(-before)
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
// comes: an hour before it begins, or its start where people are awake for less. False
// when there is none within a month.
func lastAwake(p *flows.Programme, site flows.Site, quiet time.Time) (time.Time, bool) {
	y, m, d := quiet.In(site.Zone).Date()
	for back := range 31 {
		date := time.Date(y, m, d-back, 0, 0, 0, 0, time.UTC)
		begins := p.Quiet.From.On(date, site.Zone)
		opens := p.Quiet.Awake(time.Date(y, m, d-back, 0, 0, 0, 0, site.Zone), site)
		at := begins.Add(-quietMargin)
		if at.Before(opens) {
			at = opens
		}
		if at.Before(quiet) && awake(p, site, at) {
			return at.UTC(), true
		}
	}
	return time.Time{}, false
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
