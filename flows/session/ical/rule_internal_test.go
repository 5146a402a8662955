package ical

import (
	"fmt"
	"testing"
	"time"

	ics "github.com/arran4/golang-ical"
)

// TestRulesComeBack goes through the numbers at the edges of what a week or a weekday may have, in each kind of year: the library must neither
// panic nor go on for ever at any that is let through to it.
func TestRulesComeBack(t *testing.T) {
	var rules []string
	for _, n := range []int{-54, -53, -52, -6, -5, -1, 1, 5, 6, 52, 53, 54} {
		for _, first := range []string{"MO", "TU", "WE", "TH", "FR", "SA", "SU"} {
			rules = append(rules, fmt.Sprintf("FREQ=YEARLY;BYWEEKNO=%d;WKST=%s", n, first))
		}
		for _, freq := range []string{"YEARLY", "MONTHLY", "WEEKLY", "YEARLY;BYMONTH=12", "YEARLY;BYMONTH=1"} {
			rules = append(rules, fmt.Sprintf("FREQ=%s;BYDAY=%dSU", freq, n), fmt.Sprintf("FREQ=%s;BYDAY=%dMO", freq, n))
		}
	}
	done := 0
	for _, s := range rules {
		r, err := readRule(s, utc)
		if err != nil {
			continue
		}
		done++
		for year := 2000; year < 2028; year++ { // then the calendar comes again
			start := time.Date(year, 12, 31, 10, 0, 0, 0, time.UTC)
			for range r.walls(start, start.AddDate(2, 0, 0), &budget{left: maxWork}) {
			}
		}
	}
	if done < 100 {
		t.Errorf("only %d of %d rules were tried", done, len(rules))
	}
}

// TestBudget wants the work for a rule counted, whether or not it comes about.
func TestBudget(t *testing.T) {
	start := time.Date(2026, 1, 1, 10, 0, 0, 0, time.UTC)
	for s, want := range map[string]int{
		"FREQ=DAILY;COUNT=3":                  3 + 2,
		"FREQ=WEEKLY;COUNT=1":                 1,
		"FREQ=YEARLY":                         4 + 3*365 + 1,
		"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30": 2912443,
	} {
		r, err := readRule(s, utc)
		if err != nil {
			t.Fatal(err)
		}
		work := &budget{left: 10_000_000}
		for range r.walls(start, start.AddDate(2, 0, 0), work) {
		}
		if got := 10_000_000 - work.left; got < want-2 || got > want+2 {
			t.Errorf("%s costs %d, want %d", s, got, want)
		}
	}
}

// TestWindowsZones wants every zone in the table to be one that the program knows.
func TestWindowsZones(t *testing.T) {
	n := 0
	for windows, iana := range windowsRows {
		n++
		if load(iana) == nil {
			t.Errorf("%s is %s, which is not there", windows, iana)
		}
	}
	if n < 100 || candidates("W. Europe Standard Time")[1] != "Europe/Berlin" {
		t.Errorf("the table has %d zones", n)
	}
}

// TestOwnZones matches each zone's rules, as we write them, to a zone that goes the same way.
func TestOwnZones(t *testing.T) {
	opt := Options{Zone: time.UTC, From: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), Until: time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)}
	for windows, iana := range windowsRows {
		z := load(iana)
		file := "BEGIN:VCALENDAR\r\n" + blockOf(t, z) + "END:VCALENDAR\r\n"
		lines, err := unfold([]byte(file))
		if err != nil {
			t.Fatal(err)
		}
		parts, err := scan(lines)
		if err != nil {
			t.Fatal(err)
		}
		zs := newZones(parts[0], opt, atlas{}, &budget{left: maxWork})
		own := zs.rules("x", parts[0].zones[0])
		if own == nil {
			t.Errorf("the rules of %s cannot be read", iana)
			continue
		}
		for at := opt.From; at.Before(opt.Until); at = at.Add(time.Hour) {
			if own.offset(at) != z.offset(at) {
				t.Errorf("%s (%s) at %v: its rules say %d, it is %d", iana, windows, at, own.offset(at), z.offset(at))
				break
			}
		}
		if known := zs.known(own); known.own != nil {
			t.Errorf("the rules of %s fit no zone", iana)
		}
	}
}

func blockOf(t *testing.T, z *zone) string {
	t.Helper()
	return describe(z, [2]int{2026, 2026}).Serialize(&ics.SerializationConfiguration{MaxLength: 75, PropertyMaxLength: 75, NewLine: "\r\n"})
}
