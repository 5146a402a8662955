package flows

import (
	"strconv"
	"strings"
	"time"

	"wecan/i18n"
)

// askDate asks for a day, typed in numbers: see [i18n.Date].
//
//	since:
//	  ask: date
//	  text: "Since when have you lived here? Write day, month and year, like 24.12.2025."
//	  save: since
//	  check: {from: "1950-01-01", until: today}
//	  next: review
//
// The ends are days, or today with a number of days added or taken off, as
// today+30 and today-7. What is saved is year, month and day: 2025-12-24.
type askDate struct {
	prompt
	from, until dayBound
}

// dayBound is an end of what is allowed; the zero value allows all.
type dayBound struct {
	day   time.Time
	today bool
	add   int // days
}

func readAskDate(_ *flowReader, p prompt, f *fields) step {
	s := &askDate{prompt: p}
	s.readSave(f)
	s.needNext(f)
	check := f.get("check")
	if !check.exists() {
		return s
	}
	c := check.fields("check")
	s.from, s.until = readDayBound(c.get("from")), readDayBound(c.get("until"))
	c.rest("check")
	if !s.from.day.IsZero() && !s.until.day.IsZero() && s.from.day.After(s.until.day) {
		check.fail("from is after until: no day fits")
	}
	return s
}

func readDayBound(v value) dayBound {
	if !v.exists() {
		return dayBound{}
	}
	word := v.text()
	if rest, ok := strings.CutPrefix(word, fieldToday); ok {
		n, err := strconv.Atoi(rest)
		if rest != "" && err != nil || n > 36500 || n < -36500 {
			v.fail("write today, today+30 or today-7")
		}
		return dayBound{today: true, add: n}
	}
	day, err := time.Parse(time.DateOnly, word)
	if err != nil {
		v.fail("this must be a day, as \"2027-12-31\", or today, today+30, today-7")
	}
	return dayBound{day: day}
}

// on is the day that an end means today; the zero time for no end.
func (b dayBound) on(today time.Time) time.Time {
	if b.today {
		return today.AddDate(0, 0, b.add)
	}
	return b.day
}

func (s *askDate) enter(k *talk) (move, error) { return k.enterAsk(s) }

func (s *askDate) ask(k *talk) question { return question{text: k.render(s.flow, s.text)} }

func (s *askDate) take(k *talk, r reply) verdict {
	day, ok := i18n.Date(r.typed)
	if !ok || r.media != nil {
		return s.refuse(k, k.say(textDay, arg("example", k.today().Format("02.01.2006"))))
	}
	today := k.today()
	if from := s.from.on(today); !from.IsZero() && day.Before(from) {
		return s.refuse(k, k.say(textDayEarly, arg("day", k.day(from))))
	}
	if until := s.until.on(today); !until.IsZero() && day.After(until) {
		return s.refuse(k, k.say(textDayLate, arg("day", k.day(until))))
	}
	return verdict{value: day.Format(time.DateOnly), move: next(s.next.to)}
}

func (s *askDate) show(k *talk, value string) string {
	day, err := time.Parse(time.DateOnly, value)
	if err != nil {
		return value
	}
	return k.day(day)
}

// today is the day at her site, at midnight UTC.
func (k *talk) today() time.Time { return dayIn(k.t.Now, k.zone()) }

func dayIn(now time.Time, zone *time.Location) time.Time {
	y, m, d := now.In(zone).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}
