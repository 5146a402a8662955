package broadcast_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"wecan/flows"
	"wecan/flows/broadcast"
)

// crammed makes many people of one partition.
func (w *world) crammed(partition, n int) {
	for i := 1; n > 0; i++ {
		if w.ids.Person(int64(i)).Partition() == partition {
			w.born(i)
			n--
		}
	}
	w.now = w.now.Add(time.Second)
}

func (w *world) asked() (n int) {
	for _, p := range w.people {
		n += p.times(flows.CastSend)
	}
	return n
}

// A pause takes effect at the end of the page that is under way; it goes on behind it.
func TestAPauseStopsWithinAPage(t *testing.T) {
	w := newWorld(t, 3)
	w.crammed(5, 400)
	w.approved(plan())
	for w.asked() < 100 {
		w.step()
	}
	w.order(broadcast.WhatPause, broadcast.Order{})
	before, at := w.asked(), w.now
	w.settle()
	if n := w.asked() - before; n > flows.PageMost || w.now.Sub(at) > 2*time.Second {
		t.Fatalf("%d were told after the pause, for %v", n, w.now.Sub(at))
	}
	if v := w.view(); v.State != broadcast.StatePaused || v.Sent.Of(flows.CastSent) != w.asked() {
		t.Fatal(w.describe())
	}
	w.pass(w.now.Add(time.Hour))
	w.order(broadcast.WhatResume, broadcast.Order{})
	w.settle()
	if v := w.view(); v.State != broadcast.StateDone || v.Sent.Of(flows.CastSent) != 400 || w.asked() != 400 {
		t.Fatal(w.describe(), w.asked())
	}
}

func why(err error) broadcast.Why {
	var no broadcast.RefusedError
	if errors.As(err, &no) {
		return no.Why
	}
	return ""
}

func TestWhatIsApproved(t *testing.T) {
	w := newWorld(t, 5)
	w.crowd(9)
	may := func(what broadcast.What, o broadcast.Order) broadcast.Why {
		return why(w.view().May(what, o, w.now))
	}
	nadia, omar := broadcast.Order{By: "nadia"}, broadcast.Order{By: "omar"}
	if got := may(broadcast.WhatApprove, nadia); got != broadcast.WhyState {
		t.Errorf("before there is one: %q", got)
	}
	w.order(broadcast.WhatPlan, broadcast.Order{Plan: plan()})
	if got := may(broadcast.WhatApprove, nadia); got != broadcast.WhyState {
		t.Errorf("without a count: %q", got)
	}
	w.order(broadcast.WhatCount, nadia)
	w.settle()
	if got := may(broadcast.WhatApprove, nadia); got != broadcast.WhyFew {
		t.Errorf("for nine: %q", got)
	}
	w.crowd(100)
	w.order(broadcast.WhatCount, nadia)
	w.settle()
	w.now = w.now.Add(25 * time.Hour)
	if got := may(broadcast.WhatApprove, nadia); got != broadcast.WhyCount {
		t.Errorf("a day after the count: %q", got)
	}
	w.order(broadcast.WhatApprove, nadia)
	w.order(broadcast.WhatCount, nadia)
	w.settle()
	if v := w.view(); v.Need != 2 {
		t.Fatalf("%d must approve what is for 109", v.Need)
	}
	w.order(broadcast.WhatApprove, nadia)
	if got := may(broadcast.WhatApprove, broadcast.Order{By: " Nadia"}); got != broadcast.WhyBy {
		t.Errorf("the same person: %q", got)
	}
	stale := omar
	stale.Seen = w.view().Rev - 1
	w.order(broadcast.WhatApprove, stale)
	if v := w.view(); v.State != broadcast.StateCounted {
		t.Errorf("an approval of what stood before: %s", v.State)
	}
	w.order(broadcast.WhatApprove, omar)
	if v := w.view(); v.State != broadcast.StateRunning {
		t.Errorf("two have approved it: %s", v.State)
	}
}

// Whoever plans it anew takes the approvals away, and what was counted.
func TestAPlanTakesApprovalsAway(t *testing.T) {
	w := newWorld(t, 6)
	w.crowd(100)
	p := plan()
	p.At = w.now.Add(3 * time.Hour)
	w.approved(p)
	if v := w.view(); v.State != broadcast.StateScheduled {
		t.Fatal(v.State)
	}
	p.Title = "Other room"
	w.order(broadcast.WhatPlan, broadcast.Order{Plan: p})
	w.pass(w.now.Add(5 * time.Hour))
	if v := w.view(); v.State != broadcast.StateDraft || len(v.Approvals) > 0 || w.asked() > 0 {
		t.Fatal(w.describe())
	}
}

// Who waits for a translation gets it when there is one, at once.
func TestATranslationReachesWhoWaited(t *testing.T) {
	w := newWorld(t, 7)
	w.crowd(50)
	p := plan()
	p.Missing, p.Buttons = flows.MissingWait, nil
	w.approved(p)
	w.settle()
	waits := w.view().Sent.Of(flows.CastWaits)
	if waits == 0 || w.view().State != broadcast.StateRunning {
		t.Fatal(w.describe())
	}
	p.Words = append(p.Words, flows.CastWords{Lang: "uk", Text: "Інша кімната."})
	w.order(broadcast.WhatCorrect, broadcast.Order{Plan: p})
	w.pass(w.now.Add(time.Minute))
	if v := w.view(); v.State != broadcast.StateDone || v.Sent.Langs(flows.CastSent)["uk"] != waits || v.Mended.Of(flows.CastSent) != 50-waits {
		t.Fatal(w.describe(), v.Mended)
	}
}

// Who answered is forgotten when answers are counted no more; how many did is not.
func TestWhoAnsweredIsForgotten(t *testing.T) {
	w := newWorld(t, 9)
	people := w.crowd(130)
	w.approved(plan())
	w.settle()
	for i, p := range people {
		w.says(p, flows.CastTapped, "yes")
		if i%2 == 0 {
			w.says(p, flows.CastReplied, "")
		}
	}
	of := w.ids.Of(flows.KindBroadcast, reference)
	fields := func() (n int) {
		for name := range w.members[of] {
			if strings.HasPrefix(name, "a/") || strings.HasPrefix(name, "known:") {
				n++
			}
		}
		return n
	}
	v := w.view()
	if fields() != 260 {
		t.Fatalf("%d fields", fields())
	}
	w.pass(v.Until.Add(flows.CastAnswers - time.Minute))
	if fields() != 260 {
		t.Error("it was forgotten too soon")
	}
	w.pass(v.Until.Add(flows.CastAnswers + time.Minute))
	w.says(people[0], flows.CastTapped, "yes")
	is := w.view()
	if fields() != 0 || is.News.Of(flows.CastReplied) != 65 || is.Answers["yes"][people[0].lang] != v.Answers["yes"][people[0].lang] {
		t.Errorf("%d fields are left; %v, %v", fields(), is.News, is.Answers)
	}
}

func TestATestGoesToOne(t *testing.T) {
	w := newWorld(t, 8)
	p := w.crowd(1)[0]
	w.order(broadcast.WhatPlan, broadcast.Order{Plan: plan()})
	w.order(broadcast.WhatTest, broadcast.Order{To: p.id, Lang: "ar"})
	w.settle()
	if p.tests != 1 || p.asked[0].word != "sent-ar" {
		t.Errorf("%d tests, %v", p.tests, p.asked)
	}
}

// While Mattermost is away one post waits, however much there would be to say.
func TestAReportWaitsForMattermost(t *testing.T) {
	w := newWorld(t, 9)
	w.crowd(300)
	w.approved(plan())
	w.away = true
	for range 200_000 {
		w.step()
	}
	id := w.ids.Of(flows.KindBulletin, reference)
	if n := len(w.outbox[id]); n > 2 || w.view().State != broadcast.StateDone {
		t.Fatalf("%d wait; %s", n, w.describe())
	}
	w.away = false
	w.pass(w.now.Add(time.Minute))
	if n := len(w.posts); n == 0 || n > 3 {
		t.Fatalf("%d were written", n)
	}
	last, ok := w.posts[len(w.posts)-1].(flows.Repost)
	if !ok || last.Card.Colour != flows.PostGrey || len(last.Card.Buttons) > 0 {
		t.Errorf("at the end there stands %+v", w.posts[len(w.posts)-1])
	}
}
