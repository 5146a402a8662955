package flows

import (
	"strconv"
	"strings"
	"time"
)

// wait lets time pass, and then goes on.
//
//	later:
//	  wait: {for: 3d}                              # or 90m, 12h
//	  next: ask_again
//	morning:
//	  wait: {at: "09:00", days: 1}                 # tomorrow at nine
//	  next: remind
//	day_before:
//	  wait: {day: start, before: 1, at: "18:00"}   # on the evening before the day in the field start
//	  next: remind
//
// Hours of the day are those of her site. What is past already is not waited
// for.
type wait struct {
	common
	length time.Duration
	day    string // the field with the day, "" for none
	days   int    // days to pass before the hour; with day: days before it, negative
	hour   Clock
	timed  bool // the hour is given
	next   exit
}

const waitDaysMost = 730

func readWait(l *flowReader, c common, f *fields) step {
	s := &wait{common: c, next: l.exit(f.need("next"))}
	v := f.get("wait")
	w := v.fields("wait")
	length, at, days, day, before := w.get("for"), w.get("at"), w.get("days"), w.get("day"), w.get("before")
	w.rest("wait")
	if at.exists() {
		s.hour, s.timed = at.clock(), true
	}
	switch {
	case length.exists():
		s.length = length.longDuration(time.Minute)
		if at.exists() || days.exists() || day.exists() || before.exists() {
			v.fail("for stands alone: it is a length of time")
		}
	case !at.exists():
		v.fail("say for how long, as {for: 3d}, or until when, as {at: \"09:00\"}")
	case day.exists():
		s.day = day.text()
		s.days = -before.number(0, waitDaysMost)
		if days.exists() {
			v.fail("days counts from today; with day, say before")
		}
	default:
		s.days = days.number(0, waitDaysMost)
		if before.exists() {
			v.fail("before belongs to day")
		}
	}
	return s
}

// clock reads an hour of the day such as 09:00.
func (v value) clock() Clock {
	h, m, ok := strings.Cut(v.text(), ":")
	hour, errHour := strconv.Atoi(h)
	minute, errMinute := strconv.Atoi(m)
	if !ok || errHour != nil || errMinute != nil || len(m) != 2 || hour < 0 || hour > 23 || minute < 0 || minute > 59 {
		v.fail("this must be an hour of the day, as \"09:00\"")
	}
	return Clock{hour, minute}
}

// longDuration reads a length of time with days: 3d, 12h, 90m.
func (v value) longDuration(least time.Duration) time.Duration {
	word := v.text()
	if days, ok := strings.CutSuffix(word, "d"); ok {
		n, err := strconv.Atoi(days)
		if err != nil || n < 1 || n > waitDaysMost {
			v.fail("this must be a number of days from 1d to %dd", waitDaysMost)
		}
		return time.Duration(n) * 24 * time.Hour
	}
	d, err := time.ParseDuration(word)
	switch {
	case err != nil:
		v.fail("this must be a length of time such as 3d, 12h or 90m")
	case d < least:
		v.fail("this is too short; %s", map[bool]string{true: "wait at least a minute, as 1m", false: "at least a second, as 10s"}[least == time.Minute])
	}
	return d
}

// days reads a number of whole days, as 730d.
func (v value) days(least, most int) time.Duration {
	word, inDays := strings.CutSuffix(v.text(), "d")
	n, err := strconv.Atoi(word)
	if !inDays || err != nil || n < least || n > most {
		v.fail("this must be a number of days from %dd to %dd", least, most)
	}
	return time.Duration(n) * 24 * time.Hour
}

func (s *wait) texts() []*text { return nil }
func (s *wait) exits() []exit  { return []exit{s.next} }

func (s *wait) enter(k *talk) (move, error) {
	f := k.top()
	if f.Wait != nil { // she came back to it
		return move{stay: true}, nil
	}
	due := s.until(k)
	if !due.After(k.t.Now) {
		return next(s.next.to), nil
	}
	f.Wait = k.setTimer(due)
	return move{stay: true}, nil
}

// until is when the waiting is over; the zero time for no day.
func (s *wait) until(k *talk) time.Time {
	if !s.timed {
		return k.t.Now.Add(s.length)
	}
	zone := k.zone()
	from := k.t.Now.In(zone)
	if s.day != "" {
		text, _ := k.value(s.day).(string)
		day, err := time.Parse(time.DateOnly, text)
		if err != nil {
			return time.Time{}
		}
		return s.hour.on(day, s.days, zone)
	}
	due := s.hour.on(from, s.days, zone)
	if !due.After(k.t.Now) && s.days == 0 {
		due = s.hour.on(from, 1, zone)
	}
	return due
}

// on is the hour on a day of the calendar, so many days later. An hour that the
// change to summer time leaves out is one later.
func (c Clock) on(day time.Time, later int, zone *time.Location) time.Time {
	y, m, d := day.Date()
	return time.Date(y, m, d+later, c.Hour, c.Minute, 0, 0, zone).UTC()
}

// On is the hour on a day of the calendar, in UTC. One that the change to summer time
// leaves out is one later.
func (c Clock) On(day time.Time, zone *time.Location) time.Time { return c.on(day, 0, zone) }

// setTimer lets the frame be woken. Its name is drawn, so that two frames that
// wait never share one.
func (k *talk) setTimer(due time.Time) *waiting {
	name := waitTimer + k.nonce()
	k.a.SetTimer(name, due)
	return &waiting{Timer: name, Due: k.a.Timers[name]}
}

// waitTimer stands in front of the names of the engine's timers.
const waitTimer = "wait-"
