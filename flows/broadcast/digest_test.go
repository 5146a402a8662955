package broadcast_test

import (
	"encoding/json"
	"testing"
	"time"

	"wecan/flows"
	"wecan/flows/broadcast"
)

// tellsDigest has somebody tell the broadcast of the tests the events of a week.
func (w *world) tellsDigest(from flows.ActorID, number string) {
	w.tb.Helper()
	tell, err := flows.NewTell(w.ids.Of(flows.KindBroadcast, reference), flows.ToldDigest, flows.Digest{
		Reference: number, Site: "leipzig", Until: w.now.Add(36 * time.Hour), Events: []flows.CastEvent{{
			Reference: "WE-4K7M-9Q3", Kind: "lab", Where: "leipzig", Start: w.now.AddDate(0, 0, 3), Titles: []flows.CastWords{{Lang: "de", Text: "Labor"}},
		}},
	})
	if err != nil {
		w.tb.Fatal(err)
	}
	w.turn(tell.To, flows.Told{From: from, Name: tell.Name, Data: tell.Data})
}

// The events of a week go out by themselves, once however often they are told, and nothing
// of them comes to Mattermost. They can be paused and stopped, and nothing else.
func TestTheEventsOfAWeekGoOut(t *testing.T) {
	w := newWorld(t, 5)
	people := w.crowd(40)
	listing := w.ids.Of(flows.KindListing, flows.ListingName)
	w.tellsDigest(w.ids.Of(flows.KindEvent, "WE-4K7M-9Q3"), reference)
	w.tellsDigest(listing, "WE-4K7M-9Q4") // of another one
	if v := w.view(); v.Reference != "" || len(w.reports) != 1 {
		t.Fatalf("whoever else tells begins one: %+v %v", v, w.reports)
	}
	for range 2 {
		w.tellsDigest(listing, reference)
	}
	v := w.view()
	if v.State != broadcast.StateRunning || len(v.Plan.Events) != 1 || len(v.Plan.Words) != 0 || len(v.Changes) != 2 || v.Changes[0].By != flows.ByProgram {
		t.Fatalf("%+v", v)
	}
	may := func(want ...broadcast.What) {
		t.Helper()
		var got []broadcast.What
		for _, what := range []broadcast.What{
			broadcast.WhatPlan, broadcast.WhatCount, broadcast.WhatApprove, broadcast.WhatRefuse, broadcast.WhatPause, broadcast.WhatResume,
			broadcast.WhatCancel, broadcast.WhatCorrect, broadcast.WhatDelete, broadcast.WhatTest,
		} {
			if w.view().May(what, broadcast.Order{By: "nadia", To: people[0].id, Plan: broadcast.Plan{Title: "Mine"}}, w.now) == nil {
				got = append(got, what)
			}
		}
		a, _ := json.Marshal(got)
		b, _ := json.Marshal(want)
		if string(a) != string(b) {
			t.Errorf("%s: it may be %s, want %s", w.view().State, a, b)
		}
	}
	may(broadcast.WhatPause, broadcast.WhatCancel)
	w.order(broadcast.WhatPlan, broadcast.Order{Plan: broadcast.Plan{Title: "Mine", Site: "leipzig", Kind: flows.CastInformation, Words: []flows.CastWords{{Lang: "en", Text: "x"}}}})
	w.order(broadcast.WhatPause, broadcast.Order{})
	w.settle()
	may(broadcast.WhatResume, broadcast.WhatCancel)
	w.tellsDigest(listing, reference) // late, while it is paused
	got := 0
	for _, p := range people {
		got += len(p.got)
	}
	if v := w.view(); v.State != broadcast.StatePaused || v.Plan.Title == "Mine" || got == len(people) {
		t.Fatalf("%+v, and %d have it", v, got)
	}
	w.order(broadcast.WhatResume, broadcast.Order{})
	w.pass(w.now.Add(40 * time.Hour))
	may()
	w.tellsDigest(listing, reference) // when it is long over
	w.pass(w.now.Add(time.Hour))
	for n, p := range people {
		if len(p.got) != 1 {
			t.Errorf("person %d got it %d times", n, len(p.got))
		}
	}
	if v := w.view(); v.State != broadcast.StateDone || v.Went() != len(people) || len(w.posts) > 0 {
		t.Errorf("%+v, %d posts", v, len(w.posts))
	}
}
