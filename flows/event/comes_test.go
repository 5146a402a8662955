package event_test

import (
	"maps"
	"testing"
	"time"

	"wecan/flows"
	"wecan/flows/event"
)

// A button of an announcement leads to an event that is still to come. Who asks learns no
// more than that, and at which site it is.
func TestWhetherAnEventComes(t *testing.T) {
	x := newPhones(t)
	ref, other := number(t, "4K7M9Q"), number(t, "5K7M9Q")
	ask := func(reference, want string) {
		t.Helper()
		delete(x.last, x.ids.Person(1))
		x.bring(delivery{x.ids.Of(flows.KindEvent, reference), flows.Told{From: x.ids.Person(1), Name: flows.ToldComes}})
		x.expect(1, want)
		given := map[string]string{}
		if want == flows.EventComes {
			given[flows.EventSite] = "leipzig"
		}
		if got := x.last[x.ids.Person(1)]; !maps.Equal(got, given) {
			t.Errorf("she is told besides: %v", got)
		}
	}
	ask(ref, flows.EventNone)
	plan := hackathon(5)
	x.orders(ref, &plan)
	ask(ref, flows.EventComes)
	ask(other, flows.EventNone)
	x.orders(ref, nil)
	ask(ref, flows.EventNone)
	x.orders(ref, &plan)
	ask(ref, flows.EventComes)
	x.wait(12 * 24 * time.Hour)
	ask(ref, flows.EventNone)

	reports := len(x.reports)
	x.bring(delivery{x.ids.Of(flows.KindEvent, ref), flows.Told{From: event.GuestOf(x.ids, x.ids.Person(1)), Name: flows.ToldComes}})
	x.expect(1)
	if len(x.reports) != reports+1 {
		t.Errorf("a question of nobody: %v", x.reports)
	}
}
