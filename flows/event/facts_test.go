package event_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"wecan/flows"
	"wecan/flows/event"
)

// eventsTold notes what a guest tells a phone of her events, each as one line.
func (w *world) eventsTold(chat int64) *[]string {
	var told []string
	seq := 0
	w.left = func(d delivery, r flows.Result) {
		for _, e := range r.Effects {
			tell, is := e.(flows.Tell)
			if !is || tell.To != w.ids.Person(chat) || tell.Name != flows.ToldFact {
				continue
			}
			var f flows.Fact
			if err := json.Unmarshal(tell.Data, &f); err != nil || f.Topic != flows.FactEvents || f.Key != "" || d.to != event.GuestOf(w.ids, tell.To) {
				w.tb.Fatalf("%s tells %s, %v", d.to.Kind(), tell.Data, err)
			}
			if f.Seq <= seq { // a phone would not take it
				w.tb.Errorf("%v has the number %d behind %d", f.Values, f.Seq, seq)
			}
			seq = f.Seq
			told = append(told, strings.Join(f.Values, " "))
		}
	}
	return &told
}

// A phone knows where its owner has a place or waits for one: announcements about an event
// go by that. It is told when that changes and when an event is over, and else nothing.
func TestThePhoneKnowsTheEvents(t *testing.T) {
	w := newWorld(t)
	told := w.eventsTold(2)
	expect := func(when string, want ...string) {
		t.Helper()
		if !slices.Equal(*told, want) || w.broken != nil {
			t.Errorf("%s: %q, %v", when, *told, w.broken)
		}
		*told = nil
	}
	one, two := number(t, "4K7M9Q"), number(t, "5K7M9Q")
	first, second := hackathon(1), hackathon(9)
	second.Start = second.Start.Add(5 * 24 * time.Hour)
	w.orders(one, &first)
	w.orders(two, &second)
	expect("nothing of hers")
	w.wish(1, "sign", one, event.Form{})
	w.wish(2, "sign", one, event.Form{})
	expect("she waits for a place", one)
	w.wish(1, "leave", one, event.Form{})
	w.wish(2, "accept", one, event.Form{})
	expect("she has it: for announcements that is the same")
	w.wish(2, "sign", two, event.Form{})
	expect("another event", one+" "+two)
	moved := first
	moved.Start = moved.Start.Add(24 * time.Hour)
	w.orders(one, &moved)
	expect("it is moved: she has her place there")
	w.wish(2, "leave", two, event.Form{})
	expect("she has given a place back", one)
	w.wish(2, "sign", two, event.Form{})
	expect("and has it again", one+" "+two)
	w.wait(first.End().Sub(w.now) + time.Hour)
	expect("when it would have been over")
	w.wait(24 * time.Hour)
	expect("it is over", two)
	w.wait(6 * 24 * time.Hour)
	expect("all is over", "")
	w.wait(30 * 24 * time.Hour)
	expect("all is forgotten")
}
