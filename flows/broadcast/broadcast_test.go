package broadcast_test

import (
	"strings"
	"testing"
	"time"

	"wecan/flows"
	"wecan/flows/broadcast"
)

func plan() broadcast.Plan {
	return broadcast.Plan{
		Title: "Room", Site: "leipzig", Kind: flows.CastInformation,
		Words: []flows.CastWords{{Lang: "en", Text: "The room is another one."}, {Lang: "ar", Text: "الغرفة أخرى."}},
		Buttons: []flows.CastButton{
			{ID: "yes", Do: flows.ButtonAnswer, Labels: []flows.CastWords{{Lang: "en", Text: "Yes"}, {Lang: "ar", Text: "نعم"}}},
			{ID: "no", Do: flows.ButtonAnswer, Labels: []flows.CastWords{{Lang: "en", Text: "No"}, {Lang: "ar", Text: "لا"}}},
		},
	}
}

// approved has an announcement counted and approved.
func (w *world) approved(p broadcast.Plan) {
	w.tb.Helper()
	if err := p.Check(w.p); err != nil {
		w.tb.Fatal(err)
	}
	w.order(broadcast.WhatPlan, broadcast.Order{Plan: p})
	w.order(broadcast.WhatCount, broadcast.Order{})
	w.settle()
	if v := w.view(); v.State != broadcast.StateCounted {
		w.tb.Fatalf("it is %s after a count", v.State)
	}
	for _, by := range []string{"nadia", "omar"}[:w.view().Need] {
		if err := w.view().May(broadcast.WhatApprove, broadcast.Order{By: by}, w.now); err != nil {
			w.tb.Fatal(err)
		}
		w.order(broadcast.WhatApprove, broadcast.Order{By: by})
	}
}

func TestEverybodyIsToldOnce(t *testing.T) {
	w := newWorld(t, 1)
	people := w.crowd(500)
	w.approved(plan())
	w.settle()
	v := w.view()
	if v.State != broadcast.StateDone || v.Sent.Of(flows.CastSent) != 500 || v.Passes != 1 || v.Counted.Of(flows.CastWould) != 500 {
		t.Fatalf("%s; counted %v", w.describe(), v.Counted)
	}
	for _, p := range people {
		if len(p.got) != 1 {
			t.Fatalf("somebody got %d", len(p.got))
		}
	}
	if len(w.reports) > 0 {
		t.Error(w.reports)
	}
	if last, ok := w.posts[len(w.posts)-1].(flows.Repost); !ok || !strings.Contains(last.Card.Text, "500") || len(w.posts) > 6 {
		t.Errorf("%d posts, the last is %v", len(w.posts), w.posts[len(w.posts)-1])
	}
}

func TestTheNightIsWaitedFor(t *testing.T) {
	w := newWorld(t, 2)
	w.crowd(100)
	w.now = time.Date(2027, 3, 15, 19, 30, 0, 0, time.UTC) // 20:30 in Leipzig, 19:30 in Lisbon
	w.approved(plan())
	w.settle()
	v := w.view()
	want := time.Date(2027, 3, 16, 8, 0, 0, 0, time.UTC)
	if v.State != broadcast.StateRunning || !v.Next.Equal(want) || v.Sent.Of(flows.CastLater)+v.Sent.Of(flows.CastSent) != 100 {
		t.Fatal(w.describe())
	}
	w.pass(want.Add(time.Hour))
	if v := w.view(); v.State != broadcast.StateDone || v.Sent.Of(flows.CastSent) != 100 || v.Sent.People() != 100 || v.Passes != 2 {
		t.Fatal(w.describe())
	}
}
