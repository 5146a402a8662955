package flows

import "time"

// When the team of a site is there: its opening hours without its holidays, by
// its own clock. A site that states no hours is taken to be open from Monday to
// Friday, 9:00 to 17:00.

// dutyDays is how far ahead an opening hour is looked for. No team is away for
// longer.
const dutyDays = 60

// Open says whether the team is there at that moment.
func (s Site) Open(t time.Time) bool {
	next, ok := s.NextOpen(t)
	return ok && next.Equal(t.UTC())
}

// NextOpen is the first moment from t on at which the team is there; false when
// there is none within 60 days.
func (s Site) NextOpen(t time.Time) (time.Time, bool) {
	at := time.Time{}
	s.duty(t, func(from, _ time.Time) bool {
		at = from
		return true
	})
	return at, !at.IsZero()
}

// AfterOpen is the moment at which the team will have been there for so long
// since t. Without opening hours within 60 days it is so long after t by the
// clock.
func (s Site) AfterOpen(t time.Time, d time.Duration) time.Time {
	at := time.Time{}
	left := d
	s.duty(t, func(from, until time.Time) bool {
		if there := until.Sub(from); there < left {
			left -= there
			return false
		}
		at = from.Add(left)
		return true
	})
	if at.IsZero() {
		return t.Add(d).UTC()
	}
	return at
}

// Morning is the first opening hour of the day of t, by the clock of the site, whether
// t is before or after it; false when nobody is there on that day.
func (s Site) Morning(t time.Time) (time.Time, bool) {
	y, m, d := t.In(s.Zone).Date()
	first := time.Time{}
	if s.holiday(y, m, d) {
		return first, false
	}
	date := time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	for _, span := range s.spans(date.Weekday()) {
		if at := span.From.on(date, 0, s.Zone); first.IsZero() || at.Before(first) {
			first = at
		}
	}
	return first, !first.IsZero()
}

// NextMorning is the first opening hour of a day, after t; false when there is none
// within 60 days.
func (s Site) NextMorning(t time.Time) (time.Time, bool) {
	y, m, d := t.In(s.Zone).Date()
	for day := range dutyDays {
		noon := time.Date(y, m, d+day, 12, 0, 0, 0, s.Zone) // of each day there is a noon
		if at, ok := s.Morning(noon); ok && at.After(t) {
			return at, true
		}
	}
	return time.Time{}, false
}

// duty visits the times from t on at which the team is there, until visit says
// that it is enough.
func (s Site) duty(t time.Time, visit func(from, until time.Time) (enough bool)) {
	y, m, d := t.In(s.Zone).Date()
	for day := range dutyDays {
		date := time.Date(y, m, d+day, 0, 0, 0, 0, time.UTC)
		if dy, dm, dd := date.Date(); s.holiday(dy, dm, dd) {
			continue
		}
		for _, span := range s.spans(date.Weekday()) {
			from, until := span.From.on(date, 0, s.Zone), span.Until.on(date, 0, s.Zone)
			if from.Before(t) {
				from = t.UTC()
			}
			if from.Before(until) && visit(from, until) {
				return
			}
		}
	}
}

func (s Site) spans(day time.Weekday) []Span {
	stated := false
	for _, spans := range s.Hours {
		stated = stated || len(spans) > 0
	}
	if stated {
		return s.Hours[day]
	}
	if day == time.Saturday || day == time.Sunday {
		return nil
	}
	return []Span{{Clock{9, 0}, Clock{17, 0}}}
}
