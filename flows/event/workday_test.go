package event_test

import (
	"testing"
	"time"

	"wecan/flows"
	"wecan/flows/event"
)

// While an event is on its deadline and its votes are told at their time, on a holiday and by
// night too; after its end in the morning, when that is of use.
func TestDeadlinesAreToldWhileItIsOn(t *testing.T) {
	thursday := begins.Truncate(24 * time.Hour).Add(10 * 24 * time.Hour)
	at := func(day, hour, minute int) time.Time { // by the clock of Leipzig
		return thursday.Add(time.Duration(24*day+hour-1)*time.Hour + time.Duration(minute)*time.Minute)
	}
	for what, c := range map[string]struct {
		start, over, handIn, votes time.Time
		told, polled               time.Time // when who has not handed in hears of the deadline, and all that they can vote; zero for never
	}{
		"on a day":     {at(0, 10, 0), at(0, 18, 0), at(0, 15, 0), at(0, 17, 0), at(0, 13, 0), at(0, 15, 5)},
		"on a holiday": {at(1, 10, 0), at(1, 18, 0), at(1, 15, 0), at(1, 17, 0), at(1, 13, 0), at(1, 15, 5)},
		"in the night": {at(0, 18, 0), at(0, 24, 0), at(0, 22, 30), at(0, 23, 30), at(0, 20, 30), at(0, 22, 35)},
		"after it":     {at(-1, 18, 0), at(-1, 22, 0), at(-1, 22, 0), at(0, 12, 0), at(-1, 20, 0), at(0, 9, 0)},
		"not at all":   {at(-1, 18, 0), at(-1, 22, 0), at(-1, 22, 0), at(-1, 23, 30), at(-1, 20, 0), time.Time{}},
	} {
		t.Run(what, func(t *testing.T) {
			x := newPhones(t)
			got := map[string]time.Time{}
			x.hears = func(person flows.ActorID, name string, _ given) {
				if person == x.ids.Person(1) && (name == "event.deadline" || name == "event.poll") {
					if _, twice := got[name]; twice {
						t.Errorf("%s comes twice", name)
					}
					got[name] = x.now
				}
			}
			ref := number(t, "4K7M9Q")
			plan := hackathon(0)
			plan.Start, plan.Minutes, plan.HandIn, plan.Votes, plan.Remind = c.start, int(c.over.Sub(c.start).Minutes()), c.handIn, c.votes, []int{}
			x.orders(ref, &plan)
			x.wish(1, "sign", ref, event.Form{})
			x.wish(2, "sign", ref, event.Form{})
			x.pass(c.start.Add(time.Minute))
			x.says(2, "submit", ref, map[string]any{"work": map[string]any{"title": "A garden", "text": "For all"}})
			x.wait(5 * 24 * time.Hour)
			for name, want := range map[string]time.Time{"event.deadline": c.told, "event.poll": c.polled} {
				if has, told := got[name]; told == want.IsZero() || !has.Truncate(time.Minute).Equal(want) {
					t.Errorf("%s comes %v, not %v", name, has, want)
				}
			}
		})
	}
}
