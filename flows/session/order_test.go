package session_test

import (
	"testing"
	"time"

	"wecan/flows"
	"wecan/flows/session"
)

// An order about a session as it stood before changes nothing, and the same order once
// more is no other one.
func TestAnOldOrderChangesNothing(t *testing.T) {
	w := newWorld(t)
	const number = "WE-4K7M-9Q2"
	plan := session.Plan{Title: "Meeting", Site: "leipzig", Start: begins.Add(48 * time.Hour), Minutes: 60, Place: "Room 5"}
	stands := func() session.View {
		t.Helper()
		v, _, err := session.ReadView(w.actors[w.ids.Of(flows.KindSession, number)].Body)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	orders := func(id string, seen int, hour int, cancel bool) {
		t.Helper()
		p := plan
		p.Start = p.Start.Add(time.Duration(hour) * time.Hour)
		ordering := session.NewPlan
		if cancel {
			ordering = session.NewCancel
		}
		in, err := ordering(w.ids, session.Order{ID: id, By: "Anna", Reference: number, Plan: p, Seen: seen})
		if err != nil {
			t.Fatal(err)
		}
		w.bring(delivery{in.To, in.Input})
	}
	for _, c := range []struct {
		id     string
		seen   int
		hour   int
		cancel bool
		rev    int
		made   bool
	}{
		{"a", 0, 0, false, 1, true},
		{"b", 1, 1, false, 2, true},
		{"b", 1, 1, false, 2, true},
		{"c", 1, 2, false, 2, false},
		{"d", 1, 0, true, 2, false},
		{"e", 3, 2, false, 2, false},
		{"f", 2, 0, true, 3, true},
		{"g", 2, 1, false, 3, false},
		{"h", 0, 1, false, 4, true},
	} {
		orders(c.id, c.seen, c.hour, c.cancel)
		if v := stands(); v.Rev != c.rev || v.Made(c.id) != c.made {
			t.Errorf("%s about %d: it stands at %d, made: %v", c.id, c.seen, v.Rev, v.Made(c.id))
		}
	}
}

// Each fault of a plan names its part.
func TestFaultsNameTheirParts(t *testing.T) {
	err := session.Plan{Site: "leipzig", Cohort: "gone", Map: "http://x", Languages: nil, Lang: "tlh"}.Check(definitions(t).Programme)
	found := map[session.Part]bool{}
	for _, f := range session.Faults(err) {
		found[f.Part] = f.Error() != ""
	}
	for _, part := range []session.Part{session.PartCohort, session.PartStart, session.PartTitle, session.PartMap, session.PartLanguages} {
		if !found[part] {
			t.Errorf("%s is not among %v", part, found)
		}
	}
	if len(found) != 5 || session.Faults(nil) != nil {
		t.Errorf("found are %v", found)
	}
}
