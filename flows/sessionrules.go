package flows

import (
	"slices"
	"strings"
	"time"
)

// SessionRules are how people are reminded of sessions.
type SessionRules struct {
	Remind []time.Duration // before the start, the longest first; none: they are not reminded

	// Address is where this service is reached from outside, as https://bot.example.org,
	// for calendars that phones fetch by themselves; "": there are none.
	Address string
}

const (
	remindersMost = 4
	remindLongest = 14 * 24 * time.Hour
)

// readSessions reads
//
//	sessions: {remind: [1d, 2h], address: https://bot.example.org}
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
	if address := f.get("address"); address.exists() {
		r.Address = strings.TrimRight(address.text(), "/")
		if WebAddress(r.Address) == "" {
			address.fail("write where this service is reached from outside, as https://bot.example.org")
		}
	}
	f.rest("sessions")
	return r
}
