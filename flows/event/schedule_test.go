package event_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"wecan/flows/event"
)

// A change of the programme is in the chat at once, and tells nobody.
func TestAChangeOfTheProgrammeTellsNobody(t *testing.T) {
	x, ref := opened(t, 1)
	p := x.view(ref).Plan
	p.Schedule = []event.Slot{{0, []event.Words{{Lang: "en", Title: "Welcome "}, {Lang: "ar", Title: "أهلًا"}}}, {60, []event.Words{{Lang: "nl", Title: "Lunch"}}}}
	x.orders(ref, &p)
	if got := x.view(ref).Plan.Schedule; len(got) != 2 || got[0].Words[0].Title != "Welcome" {
		t.Errorf("%+v", got)
	}
	x.wait(5 * time.Minute)
	x.expect(1)
	x.wish(1, "day", ref, event.Form{})
	x.expect(1, "day", "begun")
	g := x.last[x.ids.Person(1)]
	if !strings.Contains(g["schedule"], "Welcome") || !strings.Contains(g["schedule"], "Lunch") || g["day"] != "schedule" {
		t.Errorf("%v", g)
	}
	rev := x.view(ref).Rev
	p.Schedule = slices.Clone(p.Schedule)
	x.orders(ref, &p)
	if x.view(ref).Rev != rev {
		t.Error("the same programme is a change")
	}
}

func TestFaultsOfAProgramme(t *testing.T) {
	x := newWorld(t)
	words := []event.Words{{Lang: "en", Title: "Welcome"}}
	for name, all := range map[string][]event.Slot{
		"too many":    slices.Repeat([]event.Slot{{0, words}}, 13),
		"before":      {{-1, words}},
		"after":       {{121, words}},
		"not sorted":  {{60, words}, {30, words}},
		"twice":       {{60, words}, {60, words}},
		"no words":    {{0, nil}},
		"no language": {{0, []event.Words{{Lang: "xx", Title: "A"}}}},
		"too long":    {{0, []event.Words{{Lang: "en", Title: strings.Repeat("a", 81)}}}},
	} {
		p := event.Plan{
			Kind: event.KindLab, Words: words, Site: "leipzig", Open: event.OpenEverybody, Start: begins, Minutes: 120, Place: "Hall 1", Schedule: all,
		}
		if faults := event.Faults(p.Check(x.p)); len(faults) != 1 || faults[0].Part != event.PartSchedule {
			t.Errorf("%s: %v", name, faults)
		}
	}
}
