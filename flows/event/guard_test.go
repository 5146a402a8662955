package event_test

import (
	"testing"
	"time"

	"wecan/flows"
	"wecan/flows/event"
)

// An order about an event as it stood before changes nothing, and the same order once
// more is no other one.
func TestAnOldOrderChangesNothing(t *testing.T) {
	x := newPhones(t)
	ref := number(t, "4K7M9Q")
	for _, c := range []struct {
		id     string
		seen   int
		hour   int
		cancel bool
		rev    int
		made   bool
	}{
		{"z", 0, 0, true, 0, false},
		{"a", 0, 0, false, 1, true},
		{"b", 1, 1, false, 2, true},
		{"b", 1, 1, false, 2, true},
		{"c", 1, 2, false, 2, false},
		{"d", 1, 0, true, 2, false},
		{"f", 2, 0, true, 3, true},
		{"g", 2, 1, false, 3, false},
		{"h", 0, 1, false, 4, true},
		{"i", 0, 1, false, 4, true}, // as it is
	} {
		plan := hackathon(1)
		plan.Start = plan.Start.Add(time.Duration(c.hour) * time.Hour)
		ordering := event.NewPlan
		if c.cancel {
			ordering = event.NewCancel
		}
		in, err := ordering(x.ids, event.Order{ID: c.id, By: "Anna", Reference: ref, Plan: plan, Seen: c.seen})
		if err != nil {
			t.Fatal(err)
		}
		x.bring(delivery{in.To, in.Input})
		if v := x.view(ref); v.Rev != c.rev || v.Made(c.id) != c.made {
			t.Errorf("%s about %d: it stands at %d, made: %v", c.id, c.seen, v.Rev, v.Made(c.id))
		}
	}
}

// What comes from somebody else changes nothing, and is counted.
func TestWhatComesFromOthersIsDropped(t *testing.T) {
	x := newPhones(t)
	ref := number(t, "4K7M9Q")
	plan := hackathon(5)
	x.orders(ref, &plan)
	x.wish(1, "sign", ref, event.Form{})
	x.expect(1, "placed")
	guest, other := event.GuestOf(x.ids, x.ids.Person(1)), event.GuestOf(x.ids, x.ids.Person(2))
	listing := x.ids.Of(flows.KindListing, "events")
	x.tell(x.ids.Person(2), guest, "leave", map[string]any{"id": "w", "event": ref})
	x.tell(other, guest, "now", map[string]any{"reference": ref, "number": 99, "seq": 9, "seat": "left"})
	x.tell(other, guest, flows.ToldParticipation, flows.Participation{Reference: "WE-1", Person: x.ids.Person(1), Seq: 1, In: true})
	x.tell(other, listing, "stands", map[string]any{"reference": ref, "rev": 99})
	x.tell(other, listing, "which", map[string]any{"guest": guest, "person": x.ids.Person(1), "query": "q"})
	if len(x.reports) != 5 || len(x.roster(ref)) != 1 {
		t.Errorf("%v, %v", x.reports, x.roster(ref))
	}
	x.expect(1)
	x.expect(2)
}

// A copy of a wish that comes late is no other wish.
func TestAWishCountsOnce(t *testing.T) {
	x := newPhones(t)
	ref := number(t, "4K7M9Q")
	plan := hackathon(5)
	x.orders(ref, &plan)
	x.wish(1, "sign", ref, event.Form{})
	x.wish(1, "leave", ref, event.Form{})
	x.expect(1, "placed", "left")
	x.wishes -= 2
	x.wish(1, "sign", ref, event.Form{})
	x.expect(1)
	if rows := x.roster(ref); len(rows) != 0 {
		t.Errorf("%v", rows)
	}
}

// Who signs up for what is cancelled in that moment is told that it is not open, and so it
// is for her: when it takes place after all she is not in it.
func TestWhatIsCancelledMeanwhileIsNotOpen(t *testing.T) {
	x := newPhones(t)
	ref := number(t, "4K7M9Q")
	plan := hackathon(5)
	x.orders(ref, &plan)
	ways := []time.Duration{10 * time.Second, time.Minute} // of the wish, and of its reply
	x.mixed = true
	x.delay = func() time.Duration {
		d := time.Second
		if len(ways) > 0 {
			d, ways = ways[0], ways[1:]
		}
		return d
	}
	x.wish(1, "sign", ref, event.Form{})
	x.wait(20 * time.Second)
	x.orders(ref, nil)
	x.wait(5 * time.Minute)
	x.orders(ref, &plan)
	x.wait(5 * time.Minute)
	x.expect(1, "not_open")
	if rows := x.roster(ref); len(rows) != 0 {
		t.Errorf("%v", rows)
	}
}

// A programme has so many events and no more; what is over makes room.
func TestTheListingIsBounded(t *testing.T) {
	x := newPhones(t)
	const letters = "23456789BCDFGHJKMPQRTWX"
	for n := range event.EventsMost + 1 {
		plan := hackathon(1)
		x.orders(number(t, "4K7M"+letters[n/20:n/20+1]+letters[n%20:n%20+1]), &plan)
	}
	if len(x.reports) != 1 {
		t.Errorf("%v", x.reports)
	}
	x.wait(12 * day)
	plan := hackathon(1)
	plan.Start = x.now.Add(day)
	x.orders(number(t, "5K7M9Q"), &plan)
	x.wish(1, "list", "", event.Form{})
	x.expect(1, "events", "listed")
	if g := x.last[x.ids.Person(1)]; g["n"] != "1" {
		t.Errorf("%v", g)
	}
}

// Nobody signs up for more events than are kept.
func TestNobodySignsUpForEverything(t *testing.T) {
	x := newPhones(t)
	const letters = "23456789BCDFGHJKMPQRTWX"
	for n := range 41 {
		plan := hackathon(1)
		ref := number(t, "4K7M"+letters[n/20:n/20+1]+letters[n%20:n%20+1])
		x.orders(ref, &plan)
		x.wish(1, "sign", ref, event.Form{})
		if n < 40 {
			x.expect(1, "placed")
		}
	}
	x.expect(1, "full")
}
