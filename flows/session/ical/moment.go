package ical

import (
	"errors"
	"strings"
	"time"
)

// The years that a date may lie in. Nobody plans a session outside of them, and
// arithmetic is safe within.
const (
	firstYear = 1900
	lastYear  = 2200
)

var (
	errMoment   = errors.New("is not a date or time")
	errYear     = errors.New("lies in a year that cannot be right")
	errDuration = errors.New("is not a duration")
)

// moment is a date or a time as it was written: what a clock on the wall shows,
// and in which zone. The wall's time is kept as if it were UTC.
type moment struct {
	wall  time.Time
	zone  *zone
	date  bool // a whole day
	local bool // it named no zone, so that another may count
}

// instant is when it is. A whole day begins at midnight.
func (m moment) instant() time.Time { return m.zone.at(m.wall) }

// in is the same in another zone, if it named none.
func (m moment) in(z *zone) moment {
	if m.local {
		m.zone = z
	}
	return m
}

// readWall reads a date (20260131), or a time (20260131T180000) that may end
// with Z for UTC.
func readWall(s string) (wall time.Time, date, utc bool, err error) {
	s = strings.TrimSpace(s)
	rest, utc := strings.CutSuffix(s, "Z")
	switch layout := "20060102T150405"; len(rest) {
	case len("20060102"):
		date = true
		wall, err = time.Parse("20060102", rest)
	case len(layout):
		if strings.HasSuffix(rest, "60") { // a leap second
			rest = rest[:len(rest)-2] + "59"
		}
		wall, err = time.Parse(layout, rest)
	default:
		err = errMoment
	}
	switch {
	case err != nil:
		return wall, date, utc, errMoment
	case wall.Year() < firstYear || wall.Year() > lastYear:
		return wall, date, utc, errYear
	}
	return wall, date, utc && !date, nil
}

// span is how long something lasts. Days are days of the calendar, which may
// have 23 hours or 25.
type span struct {
	days  int
	exact time.Duration
}

// after is when something ends that begins at m and lasts so long.
func (s span) after(m moment) time.Time {
	if s.days == 0 {
		return m.instant().Add(s.exact)
	}
	m.wall = m.wall.AddDate(0, 0, s.days)
	return m.instant().Add(s.exact)
}

// maxSpan is how long an entry may last, in days.
const maxSpan = 366

// readSpan reads a duration: P1D, PT1H30M, P2W, P1DT2H. None may be below zero.
func readSpan(s string) (span, error) {
	s, ok := strings.CutPrefix(strings.TrimPrefix(strings.ToUpper(strings.TrimSpace(s)), "+"), "P")
	if !ok || s == "" {
		return span{}, errDuration
	}
	var out span
	number, digits, timed := 0, 0, false
	for _, c := range s {
		switch {
		case c >= '0' && c <= '9' && digits < 7:
			number, digits = number*10+int(c-'0'), digits+1
			continue
		case c == 'T' && digits == 0 && !timed:
			timed = true
			continue
		case digits == 0:
			return span{}, errDuration
		case c == 'W' && !timed:
			out.days += 7 * number
		case c == 'D' && !timed:
			out.days += number
		case c == 'H' && timed:
			out.exact += time.Duration(number) * time.Hour
		case c == 'M' && timed:
			out.exact += time.Duration(number) * time.Minute
		case c == 'S' && timed:
			out.exact += time.Duration(number) * time.Second
		default:
			return span{}, errDuration
		}
		number, digits = 0, 0
	}
	if digits > 0 || out.days > maxSpan || out.exact > maxSpan*24*time.Hour || out.exact < 0 {
		return span{}, errDuration
	}
	return out, nil
}
