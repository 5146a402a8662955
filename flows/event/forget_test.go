package event_test

import (
	"strings"
	"testing"
	"time"

	"wecan/flows"
	"wecan/flows/event"
)

// When the time is over that people were told, nothing is left of who they were and what
// they said; how many there were stays.
func TestARosterIsForgotten(t *testing.T) {
	x := newPhones(t)
	ref := number(t, "4K7M9Q")
	plan := hackathon(70)
	x.orders(ref, &plan)
	const people = 130 // more than a turn forgets
	for chat := range int64(people) {
		x.wish(chat+1, "sign", ref, event.Form{Name: "Amina", Idea: "A garden"})
	}
	x.wish(3, "leave", ref, event.Form{})
	x.wait(11 * 24 * time.Hour)
	members := func() (n int) {
		for _, data := range x.members[x.eventID(ref)] {
			if data != nil {
				n++
			}
		}
		return n
	}
	before := x.view(ref).Tally
	if before.Placed == 0 || members() == 0 || !x.view(ref).Over {
		t.Fatalf("it stands at %+v, with %d fields", before, members())
	}
	first := begins.AddDate(0, 6, 0) // as the programme file says
	x.wait(first.Sub(x.now))
	if members() == 0 {
		t.Errorf("it is forgotten before the day that people were told")
	}
	x.wait(25 * time.Hour)
	after := x.view(ref)
	if n := members(); n != 0 || x.broken != nil {
		t.Errorf("%d fields are left, %v", n, x.broken)
	}
	if after.Tally.Placed != before.Placed || after.Arrived != people {
		t.Errorf("it counts %+v, and counted %+v", after.Tally, before)
	}
	if body := string(x.actors[x.eventID(ref)].Body); strings.Contains(body, string(flows.KindGuest)+".") || strings.Contains(body, "Amina") {
		t.Errorf("its body is %s", body)
	}
	delete(x.told, x.ids.Person(1))
	x.wish(1, "sign", ref, event.Form{})
	x.expect(1, "not_open")
	plan.Start = x.now.Add(240 * time.Hour)
	x.orders(ref, &plan)
	if n := members(); n != 0 || x.view(ref).Rev != after.Rev {
		t.Errorf("what is forgotten is planned anew, with %d fields", n)
	}
}

// Whoever waits hears once that no place is free, and at the start that none became free.
func TestWhoWaitsHearsIt(t *testing.T) {
	x := newPhones(t)
	ref := number(t, "4K7M9Q")
	plan := hackathon(1)
	x.orders(ref, &plan)
	x.wish(1, "sign", ref, event.Form{})
	x.wish(2, "sign", ref, event.Form{})
	x.expect(1, "placed")
	x.expect(2, "queued 1")
	x.wait(10 * 24 * time.Hour)
	x.expect(1, "remind", "remind", "day")
	x.expect(2, "remind 1", "begun 1")
}
