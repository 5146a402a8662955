package session_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"wecan/flows"
	"wecan/flows/session"
)

const (
	day       = 24 * time.Hour
	localForm = "2006-01-02 15:04"
)

func siteOf(tb testing.TB, p *flows.Programme, id string) flows.Site {
	tb.Helper()
	site, ok := p.Site(id)
	if !ok {
		tb.Fatalf("no site %s", id)
	}
	return site
}

// By default people are reminded one day and two hours before, not from 20:00 to 9:00
// and not on a holiday.
func TestWhenPeopleAreReminded(t *testing.T) {
	p := definitions(t).Programme
	for _, c := range []struct{ name, site, start, day, hours string }{
		{"by day", "leipzig", "2027-03-18 18:00", "2027-03-17 18:00", "2027-03-18 16:00"},
		{"at eight", "leipzig", "2027-03-18 08:00", "2027-03-16 19:00", "2027-03-17 19:00"},
		{"at nine", "leipzig", "2027-03-18 09:00", "2027-03-17 09:00", "2027-03-17 19:00"},
		{"half past nine", "leipzig", "2027-03-18 09:30", "2027-03-17 09:30", "2027-03-17 19:00"},
		{"at ten", "leipzig", "2027-03-18 10:00", "2027-03-17 10:00", "2027-03-18 09:00"},
		{"at eleven", "leipzig", "2027-03-18 11:00", "2027-03-17 11:00", "2027-03-18 09:00"},
		{"at nine in the evening", "leipzig", "2027-03-18 21:00", "2027-03-17 19:00", "2027-03-18 19:00"},
		{"at eight in the evening", "leipzig", "2027-03-18 20:00", "2027-03-17 19:00", "2027-03-18 18:00"},
		{"at half past ten at night", "leipzig", "2027-03-18 22:30", "2027-03-17 19:00", "2027-03-18 19:00"},
		{"after a holiday", "leipzig", "2027-03-27 18:00", "2027-03-25 19:00", "2027-03-27 16:00"},
		{"on a holiday", "leipzig", "2027-03-26 18:00", "2027-03-25 18:00", "2027-03-25 19:00"},
		{"summer time begins", "leipzig", "2027-03-28 18:00", "2027-03-27 18:00", "2027-03-28 16:00"},
		{"the morning it begins", "leipzig", "2027-03-28 10:00", "2027-03-27 10:00", "2027-03-28 09:00"},
		{"summer time ends", "leipzig", "2027-10-31 18:00", "2027-10-30 18:00", "2027-10-31 16:00"},
		{"the morning it ends", "leipzig", "2027-10-31 10:00", "2027-10-30 10:00", "2027-10-31 09:00"},
		{"the day after it ends, a holiday", "leipzig", "2027-11-02 10:00", "2027-10-31 19:00", "2027-11-02 09:00"},
		{"a clock of its own", "lisboa", "2027-03-18 10:00", "2027-03-17 10:00", "2027-03-18 09:00"},
		{"summer time, by that clock", "lisboa", "2027-03-28 18:00", "2027-03-27 18:00", "2027-03-28 16:00"},
	} {
		t.Run(c.name, func(t *testing.T) {
			site := siteOf(t, p, c.site)
			for before, want := range map[time.Duration]string{day: c.day, 2 * time.Hour: c.hours} {
				got := session.RemindAt(p, site, at(t, site.Zone.String(), c.start), before).In(site.Zone).Format(localForm)
				if got != want {
					t.Errorf("%v before %s: at %s, want %s", before, c.start, got, want)
				}
			}
		})
	}
}

// Holidays in a row are passed as one.
func TestHolidaysInARow(t *testing.T) {
	p, site := strange(t, "20:00-09:00", "2027-12-24", "2027-12-25", "2027-12-26", "2027-12-27")
	start := berlin(t, "2027-12-28 09:30")
	for _, before := range []time.Duration{2 * time.Hour, day, 2 * day, 4 * day} {
		if got := session.RemindAt(p, site, start, before).In(site.Zone).Format(localForm); got != "2027-12-23 19:00" {
			t.Errorf("%v before: at %s", before, got)
		}
	}
	if got := session.RemindAt(p, site, start.Add(time.Hour), 2*time.Hour).In(site.Zone).Format(localForm); got != "2027-12-28 09:00" {
		t.Errorf("with an hour to get there: at %s", got)
	}
}

// strange is a programme with other hours of rest, and its site.
func strange(tb testing.TB, quiet string, holidays ...string) (*flows.Programme, flows.Site) {
	tb.Helper()
	p, err := flows.ParseProgramme("programme.yaml", fmt.Appendf(nil, `
organisation: Org
keep: {months: 6}
quiet: %q
sites: {leipzig: {name: Leipzig, time_zone: Europe/Berlin, emergency: "112", person: "a@example.org", holidays: [%s]}}
`, quiet, joined(holidays)))
	if err != nil {
		tb.Fatal(err)
	}
	return p, p.Sites[0]
}

func joined(days []string) string {
	out := ""
	for i, d := range days {
		if i > 0 {
			out += ", "
		}
		out += fmt.Sprintf("%q", d)
	}
	return out
}

// When nobody can be written to for a month, the reminder comes when they can be again.
func TestAMonthOfHolidays(t *testing.T) {
	var days []string
	for n := range 40 {
		days = append(days, begins.AddDate(0, 0, n).Format(time.DateOnly))
	}
	p, site := strange(t, "20:00-09:00", days...)
	if _, ok := session.LastAwake(p, site, begins.AddDate(0, 0, 38)); ok {
		t.Error("there is somebody awake")
	}
}

// The hours of rest can lie anywhere in the day.
func TestRemindersAtAnyHoursOfRest(t *testing.T) {
	quiets := []string{"20:00-09:00", "22:30-07:15", "01:00-08:00", "13:00-15:00", "09:30-09:00", "00:00-23:30", "23:00-00:00", "00:00-06:00"}
	rapid.Check(t, func(rt *rapid.T) {
		n := func(what string, most int) int { return rapid.IntRange(0, most-1).Draw(rt, what) }
		quiet := quiets[n("quiet", len(quiets))]
		first := []string{"2027-03-20", "2027-10-24", "2027-06-01"}[n("season", 3)]
		from := berlin(t, first+" 00:00")
		var holidays []string
		for d := range 14 {
			if n("holiday", 4) == 0 && !strings.HasPrefix(quiet, "01") && !strings.HasPrefix(quiet, "13") { // after a holiday flows.Quiet passes the hours from midnight to such a rest
				holidays = append(holidays, from.Add(12*time.Hour).AddDate(0, 0, d).Format(time.DateOnly))
			}
		}
		p, site := strange(t, quiet, holidays...)
		start := from.Add(time.Duration(n("start", 14*24*60)) * time.Minute)
		var last time.Time
		for _, minutes := range []int{1 + n("offset", 60), 61 + n("more", 600), 661 + n("long", 700), 1440, 1440 * (2 + n("days", 12))} {
			before := time.Duration(minutes) * time.Minute
			got := session.RemindAt(p, site, start, before)
			if want := dueAt(p, site, start, before); !got.Equal(want) {
				rt.Fatalf("quiet %s, holidays %v: %v before %s is %s, want %s", quiet, holidays, before,
					start.In(site.Zone).Format(localForm), got.In(site.Zone).Format(localForm), want.In(site.Zone).Format(localForm))
			}
			switch {
			case !wakes(p, site, got):
				rt.Fatalf("%v is a time of rest", got)
			case got.After(start):
				rt.Fatalf("%v is after the start", got)
			case got.Before(start.Add(-before - 31*day)):
				rt.Fatalf("%v is more than a month too early", got)
			}
			if !last.IsZero() && got.After(last.Add(time.Hour)) { // what is due in the last hour before the rest stays, what is due in it comes before that hour
				rt.Fatalf("%v before is later than for what is less", before)
			}
			last = got
		}
	})
}

// A session's own reminders stand in the place of the programme's.
func TestASessionsOwnReminders(t *testing.T) {
	p := definitions(t).Programme
	for _, c := range []struct{ of, want []int }{{nil, []int{1440, 120}}, {[]int{30, 2880, 30}, []int{2880, 30}}} {
		var got []int
		for _, d := range session.Reminders(p, session.Plan{Remind: c.of}) {
			got = append(got, int(d/time.Minute))
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("of %v: %v", c.of, got)
		}
	}
}
