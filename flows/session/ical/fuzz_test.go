package ical_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode"

	"wecan/flows/session/ical"
)

// FuzzRead reads whatever comes. What is read is in order, within the window and its limits, each with a name of its own, and its texts
// hold nothing but text.
func FuzzRead(f *testing.F) {
	files, err := filepath.Glob("testdata/*.ics")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	for _, rule := range []string{
		"FREQ=YEARLY;BYWEEKNO=53;BYDAY=MO", "FREQ=YEARLY;BYDAY=53MO,-53SU", "FREQ=MONTHLY;BYDAY=-5FR,5TU;BYSETPOS=-1", "FREQ=DAILY;INTERVAL=999",
		"FREQ=YEARLY;BYYEARDAY=366,-366", "FREQ=WEEKLY;WKST=SU;BYDAY=SU,MO;UNTIL=20270101", "FREQ=HOURLY;INTERVAL=2;BYHOUR=1", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
	} {
		f.Add([]byte(calendar("", "DTSTART;TZID=Europe/Berlin:20240229T233000\nDURATION:P1DT1H\nEXDATE;VALUE=DATE:20260301\nRDATE;VALUE=PERIOD:20260302T100000/PT1H\nRRULE:"+rule)))
	}
	opt := spring(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		cal, err := ical.Read(bytes.NewReader(data), opt)
		if err != nil {
			if len(cal.Events) > 0 || len(cal.Problems) > 0 {
				t.Errorf("with the error %v came %d events", err, len(cal.Events))
			}
			return
		}
		if len(cal.Events) > ical.MaxOccurrences || len(cal.Problems) > ical.MaxProblems {
			t.Errorf("%d events, %d problems", len(cal.Events), len(cal.Problems))
		}
		seen := map[[2]string]bool{}
		var last time.Time
		for _, e := range cal.Events {
			id := [2]string{e.UID, e.Occurrence}
			if seen[id] || e.UID == "" || e.Start.Before(last) || e.End.Before(e.Start) || e.Start.Location() != time.UTC || e.Zone == "" {
				t.Errorf("read %+v after one at %v; seen: %t", e, last, seen[id])
			}
			seen[id], last = true, e.Start
			if strings.ContainsFunc(e.UID+e.Summary+e.Location+e.URL+e.Zone+strings.ReplaceAll(e.Description, "\n", ""), unicode.IsControl) {
				t.Errorf("a control character in %#v", e)
			}
		}
	})
}
