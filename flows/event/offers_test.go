package event_test

import (
	"testing"
	"time"

	"wecan/flows"
	"wecan/flows/event"
)

// Nobody loses an offer of which she was not told: whoever the service was down for hears of
// it with a new end, or has the place when there is no time for that.
func TestAnOfferThatNobodyWasToldDoesNotLapse(t *testing.T) {
	wednesday := begins.Truncate(24 * time.Hour).Add(2 * 24 * time.Hour)
	at := func(hour, minute int) time.Time { // by the clock of Leipzig
		return wednesday.Add(time.Duration(hour-1)*time.Hour + time.Duration(minute)*time.Minute)
	}
	for _, c := range []struct{ start, back, until time.Time }{
		{at(14, 0), at(9, 45), at(10, 45)},
		{at(14, 0), at(9, 33), at(10, 33)}, // a little after its end
		{at(10, 40), at(9, 45), time.Time{}},
	} {
		x := newPhones(t)
		ref := number(t, "4K7M9Q")
		plan := hackathon(1)
		plan.Start, plan.Remind = c.start, []int{}
		x.orders(ref, &plan)
		x.wish(1, "sign", ref, event.Form{})
		x.wish(2, "sign", ref, event.Form{})
		x.expect(2, "queued 1")
		x.pass(at(-2, 0))
		x.wish(1, "leave", ref, event.Form{})
		x.pass(at(8, 50))
		x.expect(2)
		x.down = c.back
		x.pass(c.back.Add(time.Minute))
		if c.until.IsZero() {
			x.expect(2, "given")
			continue
		}
		x.expect(2, "offer")
		if hours := x.last[x.ids.Person(2)]["hours"]; hours != flows.When("leipzig", c.until) {
			t.Errorf("back at %v: an offer is kept until %s", c.back, hours)
		}
		x.pass(c.until)
		x.expect(2, "lapsed")
	}
}
