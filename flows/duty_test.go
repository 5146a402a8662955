package flows_test

import (
	"testing"
	"time"

	"wecan/flows"
)

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

// office is a site that is open in the morning and the afternoon of workdays, on
// Saturdays for an hour in the night, and not on the first of May.
func office(t *testing.T) flows.Site {
	t.Helper()
	s := flows.Site{Zone: zone(t, "Europe/Berlin"), Holidays: []time.Time{time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)}}
	for day := time.Monday; day <= time.Friday; day++ {
		s.Hours[day] = []flows.Span{{From: flows.Clock{Hour: 9}, Until: flows.Clock{Hour: 12}}, {From: flows.Clock{Hour: 14}, Until: flows.Clock{Hour: 17, Minute: 30}}}
	}
	s.Hours[time.Saturday] = []flows.Span{{From: flows.Clock{Hour: 1}, Until: flows.Clock{Hour: 4}}}
	return s
}

func TestWhenTheTeamIsThere(t *testing.T) {
	s := office(t)
	for at, want := range map[string]string{
		"2026-03-02 08:59": "2026-03-02 09:00", // a Monday
		"2026-03-02 09:00": "2026-03-02 09:00",
		"2026-03-02 11:59": "2026-03-02 11:59",
		"2026-03-02 12:00": "2026-03-02 14:00", // the end does not belong to it
		"2026-03-02 17:30": "2026-03-03 09:00",
		"2026-03-06 18:00": "2026-03-07 01:00", // a Friday
		"2026-03-07 04:00": "2026-03-09 09:00", // Sunday is free
		"2026-04-30 18:00": "2026-05-02 01:00", // over the first of May, a Friday
		"2026-05-01 10:00": "2026-05-02 01:00",
	} {
		from, wanted := local(t, s, at), local(t, s, want)
		got, ok := s.NextOpen(from)
		if !ok || !got.Equal(wanted) {
			t.Errorf("after %s the team is there at %s, wanted is %s", at, got.In(s.Zone), want)
		}
		if s.Open(from) != from.Equal(wanted) {
			t.Errorf("at %s Open says %t", at, s.Open(from))
		}
	}
}

func local(t *testing.T, s flows.Site, at string) time.Time {
	t.Helper()
	got, err := time.ParseInLocation("2006-01-02 15:04", at, s.Zone)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// A deadline counts only the time in which somebody is there.
func TestDeadlinesCountTheHoursOfTheTeam(t *testing.T) {
	s := office(t)
	for _, c := range []struct {
		from string
		d    time.Duration
		want string
	}{
		{"2026-03-02 09:00", 0, "2026-03-02 09:00"},
		{"2026-03-02 09:00", time.Hour, "2026-03-02 10:00"},
		{"2026-03-02 11:30", time.Hour, "2026-03-02 14:30"},
		{"2026-03-02 17:00", time.Hour, "2026-03-03 09:30"},
		{"2026-03-01 12:00", 15 * time.Minute, "2026-03-02 09:15"}, // from Sunday on
		{"2026-03-02 09:00", 6*time.Hour + 30*time.Minute, "2026-03-02 17:30"},
		{"2026-03-02 09:00", 6*time.Hour + 31*time.Minute, "2026-03-03 09:01"},
		{"2026-03-28 01:30", time.Hour, "2026-03-28 02:30"},
		{"2026-04-30 17:00", time.Hour, "2026-05-02 01:30"}, // the first of May does not count
		// The clocks go forward on 29 March, a Sunday, and back on 25 October: between Friday and Monday that changes nothing.
		{"2026-03-27 17:00", 4 * time.Hour, "2026-03-30 09:30"},
		{"2026-10-23 17:00", 4 * time.Hour, "2026-10-26 09:30"},
	} {
		if got := s.AfterOpen(local(t, s, c.from), c.d); !got.Equal(local(t, s, c.want)) {
			t.Errorf("%s after %s is %s, wanted is %s", c.d, c.from, got.In(s.Zone), c.want)
		}
	}
}

// A night in which the clocks change has one hour less, or one more.
func TestDeadlinesInTheNightOfTheChange(t *testing.T) {
	s := flows.Site{Zone: zone(t, "Europe/Berlin")}
	s.Hours[time.Sunday] = []flows.Span{{From: flows.Clock{Hour: 1}, Until: flows.Clock{Hour: 5}}}
	for from, long := range map[string]time.Duration{"2026-03-29 01:00": 3 * time.Hour, "2026-10-25 01:00": 5 * time.Hour, "2026-03-22 01:00": 4 * time.Hour} {
		end := local(t, s, from[:11]+"05:00")
		if got := s.AfterOpen(local(t, s, from), long); !got.Equal(end) {
			t.Errorf("%s after %s is %s, and not the end", long, from, got.In(s.Zone))
		}
		if got := s.AfterOpen(local(t, s, from), long+time.Minute); !got.After(end.Add(24 * time.Hour)) {
			t.Errorf("a minute more after %s is %s, which is not next Sunday", from, got.In(s.Zone))
		}
	}
}

// Without hours it is a usual week; when a team is away for longer than we look,
// the clock alone counts, and nothing waits for ever.
func TestATeamWithoutHours(t *testing.T) {
	s := flows.Site{Zone: zone(t, "Europe/Rome")}
	if next, ok := s.NextOpen(local(t, s, "2026-03-06 17:00")); !ok || !next.Equal(local(t, s, "2026-03-09 09:00")) {
		t.Errorf("after Friday it is there on %s", next.In(s.Zone))
	}
	start := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	for day := range 70 {
		s.Holidays = append(s.Holidays, start.AddDate(0, 0, day))
	}
	from := local(t, s, "2026-03-02 10:00")
	if next, ok := s.NextOpen(from); ok || s.Open(from) {
		t.Errorf("among holidays it is there on %s", next.In(s.Zone))
	}
	if got := s.AfterOpen(from, time.Hour); !got.Equal(from.Add(time.Hour)) {
		t.Errorf("an hour after it is %s", got.In(s.Zone))
	}
}

// A day of the team begins with its first hour by its own clock, also when the file
// has the later one first, and after the clocks have changed.
func TestWhenADayOfTheTeamBegins(t *testing.T) {
	s := office(t)
	s.Hours[time.Friday] = []flows.Span{{From: flows.Clock{Hour: 14}, Until: flows.Clock{Hour: 17}}, {From: flows.Clock{Hour: 8}, Until: flows.Clock{Hour: 12}}}
	for after, want := range map[string]string{
		"2026-03-01 12:00": "2026-03-02 09:00",
		"2026-03-02 08:59": "2026-03-02 09:00",
		"2026-03-02 09:00": "2026-03-03 09:00", // this one has begun
		"2026-03-05 13:00": "2026-03-06 08:00",
		"2026-03-28 12:00": "2026-03-30 09:00", // the night of the change is between
		"2026-10-24 12:00": "2026-10-26 09:00",
		"2026-04-30 09:00": "2026-05-02 01:00", // over the first of May
	} {
		got, ok := s.NextMorning(local(t, s, after))
		if !ok || !got.Equal(local(t, s, want)) {
			t.Errorf("after %s a day begins at %s, wanted is %s", after, got.In(s.Zone), want)
		}
		again, ok := s.Morning(got.Add(3 * time.Hour))
		if !ok || !again.Equal(got) {
			t.Errorf("the day that begins at %s begins at %s", got.In(s.Zone), again.In(s.Zone))
		}
	}
	for _, free := range []string{"2026-03-01 12:00", "2026-05-01 12:00"} {
		if at, ok := s.Morning(local(t, s, free)); ok {
			t.Errorf("on %s a day begins at %s", free, at)
		}
	}
	if at, ok := (flows.Site{Zone: s.Zone}).NextMorning(local(t, s, "2026-03-01 12:00")); !ok || !at.Equal(local(t, s, "2026-03-02 09:00")) {
		t.Errorf("without stated hours a day begins at %s", at)
	}
}
