package main

import (
	"strings"
	"testing"
	"time"

	"wecan/flows"
	"wecan/flows/event"
)

// A programme is written with the hours of the clock at its site.
func TestTheScheduleOfAnEvent(t *testing.T) {
	prog, err := flows.ParseProgramme("programme.yaml", []byte("organisation: Org\nkeep: {months: 6}\nsites:\n  roma: {name: Rome, time_zone: Europe/Rome, emergency: \"112\", person: a@example.org}\n"))
	if err != nil {
		t.Fatal(err)
	}
	p := event.Plan{Site: "roma", Start: time.Date(2027, 3, 6, 8, 30, 0, 0, time.UTC), Minutes: 30 * 60}
	got, err := scheduleOf([]string{"13:00 en=Lunch, for = all it=Pranzo", "09:30 en=Welcome", "2027-03-07 10:00 en=The ideas  are shown"}, p, prog)
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 3 || got[0].After != 0 || got[1].After != 210 || got[2].After != 24*60+30 {
		t.Errorf("%+v", got)
	}
	if w := got[1].Words; len(w) != 2 || w[0] != (event.Words{Lang: "en", Title: "Lunch, for = all"}) || w[1] != (event.Words{Lang: "it", Title: "Pranzo"}) {
		t.Errorf("%+v", w)
	}
	if none, err := scheduleOf([]string{"none"}, p, prog); err != nil || none != nil {
		t.Error(none, err)
	}
	for line, want := range map[string]string{
		"Welcome":                  "does not begin with an hour",
		"09:30 Welcome":            "no words in a language",
		"08:00 en=Coffee":          "not while the event is on",
		"2027-03-08 10:00 en=Late": "not while the event is on",
	} {
		if _, err := scheduleOf([]string{line}, p, prog); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", line, err)
		}
	}
}
