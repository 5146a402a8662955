package flows

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"wecan/i18n"
)

// askDate asks for a day, typed in numbers or with the month in words: see
// [i18n.Lexicon.Day]. When what she writes can be several days, or has no year,
// they are offered as buttons.
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
	today := k.today()
	example := arg("example", today.Format("02.01.2006"))
	days, sure := s.meant(k, r)
	switch {
	case len(days) == 0 || r.media != nil:
		return s.refuse(k, k.say(textDay, example))
	case len(days) > 1 || !sure:
		v := verdict{again: k.say(textDayWhich, example)}
		for _, day := range days {
			v.offers = append(v.offers, option{day.Format(time.DateOnly), k.day(day)})
		}
		return v
	}
	day := days[0]
	if from := s.from.on(today); !from.IsZero() && day.Before(from) {
		return s.refuse(k, k.say(textDayEarly, arg("day", k.day(from))))
	}
	if until := s.until.on(today); !until.IsZero() && day.After(until) {
		return s.refuse(k, k.say(textDayLate, arg("day", k.day(until))))
	}
	return verdict{value: day.Format(time.DateOnly), shown: k.offeredDay(r, day), move: next(s.next.to)}
}

// meant are the days that her answer can be. Of several, and of those without a
// year, only what is allowed here counts. sure: she named the year, or tapped.
func (s *askDate) meant(k *talk, r reply) (days []time.Time, sure bool) {
	if r.option != "" {
		day, err := time.Parse(time.DateOnly, r.option)
		if err != nil || !k.top().Open.has(r.option) {
			return nil, false
		}
		return []time.Time{day}, true
	}
	readings := k.e.lexicon.Day(k.p.Lang, r.typed)
	for _, reading := range readings {
		if day, ok := reading.In(reading.Year); ok && reading.Year != 0 {
			days = append(days, day)
			continue
		}
		days = append(days, nearYears(reading, k.today())...)
	}
	sure = len(readings) > 0 && readings[0].Year != 0
	if len(days) > 1 || !sure {
		days = slices.DeleteFunc(days, func(day time.Time) bool { return !s.allows(day, k.today()) })
	}
	return days, sure
}

// nearYears are the last and the next such day.
func nearYears(r i18n.Reading, today time.Time) []time.Time {
	var last, next time.Time
	for year := today.Year() - 4; year <= today.Year()+4; year++ { // 29 February
		switch day, ok := r.In(year); {
		case !ok:
		case !day.After(today):
			last = day
		case next.IsZero():
			next = day
		}
	}
	return []time.Time{last, next}
}

func (s *askDate) allows(day, today time.Time) bool {
	from, until := s.from.on(today), s.until.on(today)
	return (from.IsZero() || !day.Before(from)) && (until.IsZero() || !day.After(until))
}

// offeredDay is what stands below the question when a button was tapped.
func (k *talk) offeredDay(r reply, day time.Time) string {
	if r.option == "" {
		return ""
	}
	return k.day(day)
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
