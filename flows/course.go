package flows

import (
	"time"
)

// Course is what people apply for.
type Course struct {
	ID    string // stored with applications: never change one
	Name  string // in English, like About and Cost; see [Programme.Sources]
	About string
	Cost  string
	From  time.Time // its first and last day, at midnight UTC
	Until time.Time

	Tracks []string // the ways through it; nil: all of the programme

	at place
}

func (p *Programme) readCourses(v value) {
	if !v.exists() {
		return
	}
	for _, one := range v.fields("courses").list {
		one.checkID(one.name, optionIDLimit)
		f := one.fields("a course")
		name, about, cost := f.need("name"), f.get("about"), f.need("cost")
		c := Course{ID: one.name, Name: p.words(name), About: p.words(about), Cost: p.words(cost), at: name.at}
		checkLabel(name, c.Name)
		for _, text := range []value{about, cost} {
			if text.exists() {
				checkEnglish(text, text.text())
			}
		}
		from, until := f.need("from"), f.need("until")
		if from.exists() && until.exists() {
			c.From, c.Until = from.day(), until.day()
			if c.Until.Before(c.From) {
				until.fail("the course ends before it begins")
			}
		}
		c.Tracks = p.readCourseTracks(f.get("tracks"))
		f.rest("a course")
		p.Courses = append(p.Courses, c)
	}
}

// Quiet are the hours of the night and of the early morning in which people
// are not written to by themselves, by the clock of their site.
type Quiet struct{ From, Until Clock }

func readQuiet(v value) Quiet {
	if !v.exists() {
		return Quiet{Clock{20, 0}, Clock{9, 0}}
	}
	s := v.partOfDay(v.text())
	return Quiet(s)
}

// Awake is the first moment from t on at which people of the site may be
// written to: not in the quiet hours, and not on one of its holidays.
func (q Quiet) Awake(t time.Time, s Site) time.Time {
	for range 60 { // no calendar has so many holidays in a row
		local := t.In(s.Zone)
		y, m, d := local.Date()
		later := 0 // days until the quiet hours end
		switch at, from, until := (Clock{local.Hour(), local.Minute()}).minutes(), q.From.minutes(), q.Until.minutes(); {
		case s.holiday(y, m, d), from > until && at >= from:
			later = 1
		case at < until && (from > until || at >= from):
		default:
			return t.UTC()
		}
		t = time.Date(y, m, d+later, q.Until.Hour, q.Until.Minute, 0, 0, s.Zone)
	}
	return t.UTC()
}

func (s Site) holiday(y int, m time.Month, d int) bool {
	for _, h := range s.Holidays {
		if hy, hm, hd := h.Date(); hy == y && hm == m && hd == d {
			return true
		}
	}
	return false
}
