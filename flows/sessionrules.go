package flows

import (
	"slices"
	"time"
)

// SessionRules are how people are reminded of sessions.
type SessionRules struct {
	Remind []time.Duration // before the start, the longest first; none: they are not reminded
}

const (
	remindersMost = 4
	remindLongest = 14 * 24 * time.Hour
)

// readSessions reads
//
//	sessions: {remind: [1d, 2h]}
func readSessions(v value) SessionRules {
	r := SessionRules{Remind: []time.Duration{24 * time.Hour, 2 * time.Hour}}
	if !v.exists() {
		return r
	}
	f := v.fields("sessions")
	if remind := f.get("remind"); remind.exists() {
		r.Remind = nil
		for _, one := range remind.list("remind") {
			d := one.longDuration(time.Minute)
			if d > remindLongest {
				one.fail("this is too early; remind people 14d before at most")
			}
			r.Remind = append(r.Remind, d)
		}
		if len(r.Remind) > remindersMost {
			remind.fail("remind people %d times at most", remindersMost)
		}
		slices.SortFunc(r.Remind, func(a, b time.Duration) int { return int(b - a) })
		r.Remind = slices.Compact(r.Remind)
	}
	f.rest("sessions")
	return r
}
