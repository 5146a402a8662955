package event_test

import (
	"testing"
	"time"

	"wecan/flows/event"
)

// After the start nobody changes her answers, and whoever wants to reads so.
func TestAnswersStayAfterTheStart(t *testing.T) {
	x := newPhones(t)
	ref := number(t, "4K7M9Q")
	plan := hackathon(1)
	plan.Childcare = true
	x.orders(ref, &plan)
	x.wish(1, "sign", ref, event.Form{Children: 1})
	x.wish(2, "sign", ref, event.Form{Children: 1})
	x.wait(plan.Start.Sub(x.now) + time.Minute)
	clear(x.told)
	x.wish(1, "sign", ref, event.Form{Children: 2})
	x.expect(1, "late")
	x.wish(2, "sign", ref, event.Form{Children: 2})
	x.expect(2, "late 1")
	x.wish(1, "accept", ref, event.Form{})
	x.expect(1, "placed")
	x.wish(2, "accept", ref, event.Form{})
	x.expect(2, "not_open 1")
	x.wish(3, "sign", ref, event.Form{})
	x.expect(3, "not_open")
	for _, row := range x.roster(ref) {
		if row.Form.Children != 1 {
			t.Errorf("%d brings %d children now", row.Arrival, row.Form.Children)
		}
	}
}

// Who waits when it begins is told once that no place became free, and sees no waiting list
// any more.
func TestWhoWaitsAtTheStart(t *testing.T) {
	morning := begins.Add(8 * 24 * time.Hour)
	for what, c := range map[string]struct {
		start   time.Time
		minutes int
		after   time.Duration // how long after the start she is told
		told    []string
		cancels bool
	}{
		"in the daytime":           {start: morning, minutes: 480, told: []string{"begun 1"}},
		"it begins by night":       {start: morning.Add(12 * time.Hour), minutes: 24 * 60, after: 11 * time.Hour, told: []string{"begun 1"}},
		"it is over by night":      {start: morning.Add(12 * time.Hour), minutes: 60},
		"it is cancelled just now": {start: morning, minutes: 480, after: 30 * time.Second, told: []string{"cancelled 1"}, cancels: true},
	} {
		t.Run(what, func(t *testing.T) {
			x := newPhones(t)
			ref := number(t, "4K7M9Q")
			plan := hackathon(1)
			plan.Start, plan.Minutes = c.start, c.minutes
			x.orders(ref, &plan)
			x.wish(1, "sign", ref, event.Form{})
			x.wish(2, "sign", ref, event.Form{})
			x.wait(plan.Start.Add(-30 * time.Second).Sub(x.now))
			clear(x.told)
			x.wish(2, "list", "", event.Form{})
			x.expect(2, "events", "listed")
			if c.cancels {
				x.orders(ref, nil)
			}
			x.wait(30*time.Second + c.after - time.Second)
			x.expect(2)
			x.wait(time.Second)
			x.expect(2, c.told...)
			x.wish(2, "list", "", event.Form{})
			x.expect(2, "none")
			x.wish(2, "open", ref, event.Form{})
			x.expect(2, "closed")
			x.wait(3 * 24 * time.Hour)
			x.expect(2)
		})
	}
}

// Of what has begun by a change of its time whoever waits hears only that no place became
// free. When it comes anew, she waits again.
func TestItBeginsByAChange(t *testing.T) {
	x := newPhones(t)
	ref := number(t, "4K7M9Q")
	plan := hackathon(1)
	x.orders(ref, &plan)
	x.wish(1, "sign", ref, event.Form{})
	x.wish(2, "sign", ref, event.Form{})
	clear(x.told)
	plan.Start = begins.Add(-time.Hour)
	x.orders(ref, &plan)
	x.wait(2 * time.Minute)
	x.expect(2, "begun 1")
	plan.Start = begins.Add(3 * 24 * time.Hour)
	x.orders(ref, &plan)
	x.wait(2 * time.Minute)
	x.expect(2, "time 1")
	x.wish(1, "leave", ref, event.Form{})
	x.expect(2, "offer")
}

// Who has not answered in time is told that she can sign up again while that is so.
func TestTheEndOfAnOfferPromisesNothing(t *testing.T) {
	for what, c := range map[string]struct {
		closes time.Time
		told   string
	}{
		"sign-up is open":    {told: "lapsed"},
		"sign-up has closed": {told: "shut", closes: begins.Add(time.Hour)},
	} {
		t.Run(what, func(t *testing.T) {
			x := newPhones(t)
			ref := number(t, "4K7M9Q")
			plan := hackathon(1)
			plan.Closes = c.closes
			x.orders(ref, &plan)
			x.wish(1, "sign", ref, event.Form{})
			x.wish(2, "sign", ref, event.Form{})
			x.wish(1, "leave", ref, event.Form{})
			clear(x.told)
			x.wait(24 * time.Hour)
			x.expect(2, c.told)
		})
	}
}
