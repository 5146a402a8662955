package session_test

import (
	"time"

	"wecan/flows"
)

// This file says in other words than the code when people are reminded: it looks at
// the minutes one by one.

// wakes says whether people of a site may be written to.
func wakes(p *flows.Programme, site flows.Site, t time.Time) bool {
	local := t.In(site.Zone)
	y, m, d := local.Date()
	for _, h := range site.Holidays {
		if hy, hm, hd := h.Date(); hd == d && hm == m && hy == y {
			return false
		}
	}
	at := local.Hour()*60 + local.Minute()
	from, until := p.Quiet.From.Hour*60+p.Quiet.From.Minute, p.Quiet.Until.Hour*60+p.Quiet.Until.Minute
	if from > until {
		return at >= until && at < from
	}
	return at < from || at >= until
}

// wakesFrom is the first moment from then on at which they may be written to.
func wakesFrom(p *flows.Programme, site flows.Site, t time.Time) time.Time {
	if wakes(p, site, t) {
		return t
	}
	for t = t.Truncate(time.Minute); !wakes(p, site, t); {
		t = t.Add(time.Minute)
	}
	return t
}

// dueAt is when somebody is reminded of what starts then. Whole days are days of the
// calendar: her clock shows the same hour and minute.
func dueAt(p *flows.Programme, site flows.Site, start time.Time, before time.Duration) time.Time {
	due := start.Add(-before)
	if days := int(before / (24 * time.Hour)); before%(24*time.Hour) == 0 {
		due = start.In(site.Zone).AddDate(0, 0, -days).UTC()
	}
	if wakes(p, site, due) {
		return due
	}
	if later := wakesFrom(p, site, due); before < 12*time.Hour && !start.Before(later.Add(time.Hour)) {
		return later
	}
	last := due.Truncate(time.Minute)
	for n := 0; !wakes(p, site, last); n++ {
		if n > 31*24*60 {
			return wakesFrom(p, site, due)
		}
		last = last.Add(-time.Minute)
	}
	for range 59 {
		if !wakes(p, site, last.Add(-time.Minute)) {
			break
		}
		last = last.Add(-time.Minute)
	}
	return last
}
