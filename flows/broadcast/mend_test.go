package broadcast_test

import (
	"testing"
	"time"

	"wecan/flows"
	"wecan/flows/broadcast"
)

// sentTo is an announcement that so many people have.
func (w *world) sentTo(n int) []*someone {
	w.tb.Helper()
	people := w.crowd(n)
	p := plan()
	p.Missing = flows.MissingLabel
	w.approved(p)
	w.settle()
	if v := w.view(); v.State != broadcast.StateDone || v.Sent.Of(flows.CastSent) != n {
		w.tb.Fatal(w.describe())
	}
	return people
}

func reworded(words string) broadcast.Order {
	p := plan()
	p.Missing, p.Words[0].Text = flows.MissingLabel, words
	return broadcast.Order{Plan: p}
}

// The messages of some people are on their way when the words are corrected: nobody knows
// their numbers. The correction comes back to them, after a minute, two, four and so on.
func TestACorrectionComesBack(t *testing.T) {
	w := newWorld(t, 11)
	people := w.sentTo(50)
	for i, p := range people[:6] {
		p.nameless = w.now.Add(time.Duration(1+i) * time.Minute)
	}
	w.order(broadcast.WhatCorrect, reworded("In room 5."))
	w.settle()
	if v := w.view(); v.State != broadcast.StateCorrecting || v.Mended.Of(flows.CastSent) != 44 || v.Mended.Of(flows.CastLater) != 6 {
		t.Fatal(v.State, v.Mended)
	}
	w.pass(w.now.Add(20 * time.Minute))
	v := w.view()
	if v.State != broadcast.StateDone || v.Mended.Of(flows.CastSent) != 50 || v.Mended.People() != 50 || v.Mended.Ended.IsZero() {
		t.Fatal(v.State, v.Mended)
	}
	for i, p := range people {
		if p.words != "In room 5." {
			t.Errorf("%d reads %q", i, p.words)
		}
		if n := p.times(flows.CastCorrect); n > 5 {
			t.Errorf("%d was asked %d times", i, n)
		}
	}
}

// What cannot be mended is given up after two days. Until then other words may take the
// place of those, but a deletion is the last word.
func TestACorrectionEnds(t *testing.T) {
	w := newWorld(t, 12)
	people := w.sentTo(40)
	people[0].nameless = w.now.Add(5 * 24 * time.Hour)
	people[1].nameless = w.now.Add(5 * time.Hour)
	may := func(what broadcast.What, o broadcast.Order) broadcast.Why {
		o.By = "nadia"
		return why(w.view().May(what, o, w.now))
	}
	w.order(broadcast.WhatCorrect, reworded("In room 5."))
	w.pass(w.now.Add(2 * time.Hour))
	if got := may(broadcast.WhatCorrect, reworded("In room 6.")); got != "" {
		t.Errorf("while it waits for the last ones: %q", got)
	}
	w.order(broadcast.WhatCorrect, reworded("In room 6."))
	w.pass(w.now.Add(6 * time.Hour))
	if people[1].words != "In room 6." || people[2].words != "In room 6." || w.view().State != broadcast.StateCorrecting {
		t.Fatal(people[1].words, people[2].words, w.view().State)
	}
	w.order(broadcast.WhatDelete, broadcast.Order{})
	w.pass(w.now.Add(time.Hour))
	if got := may(broadcast.WhatCorrect, reworded("In room 7.")); got != broadcast.WhyCarried || !people[1].deleted {
		t.Errorf("while it is deleted: %q, %v", got, people[1].deleted)
	}
	w.pass(w.now.Add(3 * 24 * time.Hour))
	if v := w.view(); v.State != broadcast.StateDone || v.Mended.Of(flows.CastLater) != 1 || people[0].deleted {
		t.Error(v.State, v.Mended, people[0].deleted)
	}
}

// mendingTo is an announcement whose correction has reached so many of the people, and the
// others not yet.
func mendingTo(t *testing.T, seed uint64, reached int) (*world, []*someone) {
	t.Helper()
	w := newWorld(t, seed)
	people := w.sentTo(59)
	w.order(broadcast.WhatCorrect, reworded("In room 5."))
	for n := 0; n < reached; {
		w.step()
		n = 0
		for _, one := range people {
			n += one.times(flows.CastCorrect)
		}
	}
	return w, people
}

// Somebody sees that the new words are wrong too while they are on their way: others take
// their place in all chats. As often as that happens, no walker is without its words.
func TestACorrectionTakesThePlaceOfOneUnderWay(t *testing.T) {
	w, people := mendingTo(t, 14, 20)
	for _, words := range []string{"In room 6.", "In room 7.", "In room 8.", "In room 9.", "In room 10.", "In room 11."} {
		w.order(broadcast.WhatCorrect, reworded(words))
	}
	w.settle()
	v := w.view()
	if v.State != broadcast.StateDone || v.Mended.Of(flows.CastSent) != 59 || v.Mended.People() != 59 || v.Plan.Words[0].Text != "In room 11." {
		t.Error(v.State, v.Mended, v.Plan.Words)
	}
	for i, one := range people {
		if one.words != "In room 11." || len(one.got) != 1 {
			t.Errorf("%d reads %q, and got %d", i, one.words, len(one.got))
		}
	}
}

// The same, and it is taken back: nobody else gets the words, and nothing follows that.
func TestADeletionTakesThePlaceOfACorrectionUnderWay(t *testing.T) {
	w, people := mendingTo(t, 15, 20)
	w.order(broadcast.WhatDelete, broadcast.Order{})
	for _, what := range []broadcast.What{broadcast.WhatDelete, broadcast.WhatCorrect} {
		o := reworded("In room 6.")
		o.By = "omar"
		if got := why(w.view().May(what, o, w.now)); got != broadcast.WhyCarried {
			t.Errorf("%s while it is deleted: %q", what, got)
		}
	}
	w.settle()
	if v := w.view(); v.State != broadcast.StateDone || v.Mended.Of(flows.CastSent) != 59 || v.Pending != nil {
		t.Error(v.State, v.Mended)
	}
	for i, one := range people {
		if !one.deleted {
			t.Errorf("%d has it", i)
		}
	}
}

// What two had approved needs two, also while a correction is under way: that one goes on
// until the second has approved the next.
func TestACorrectionUnderWayIsReplacedByTwo(t *testing.T) {
	w := newWorld(t, 16)
	people := w.sentTo(80) // two approve what is for more than 60
	w.order(broadcast.WhatCorrect, reworded("In room 5."))
	w.order(broadcast.WhatApprove, broadcast.Order{By: "omar"})
	for people[0].times(flows.CastCorrect) == 0 {
		w.step()
	}
	w.order(broadcast.WhatCorrect, reworded("In room 6."))
	v := w.view()
	if v.State != broadcast.StateCorrecting || v.Pending == nil || v.Plan.Words[0].Text != "In room 5." {
		t.Fatal(v.State, v.Pending, v.Plan.Words)
	}
	w.order(broadcast.WhatApprove, broadcast.Order{By: "omar"})
	w.settle()
	for i, one := range people {
		if one.words != "In room 6." {
			t.Errorf("%d reads %q", i, one.words)
		}
	}
}

// Sending goes on while a correction waits for somebody.
func TestSendingGoesOnWhileACorrectionWaits(t *testing.T) {
	w := newWorld(t, 13)
	people := w.crowd(59)
	p := plan()
	p.Missing = flows.MissingLabel
	w.approved(p)
	for w.asked() < 20 {
		w.step()
	}
	for _, one := range people {
		if len(one.got) > 0 {
			one.nameless = w.now.Add(30 * time.Minute)
			break
		}
	}
	w.order(broadcast.WhatCorrect, reworded("In room 5."))
	w.pass(w.now.Add(3 * time.Minute))
	if v := w.view(); v.State != broadcast.StateCorrecting || v.Sent.Of(flows.CastSent) != 59 {
		t.Fatal(w.describe())
	}
	w.pass(w.now.Add(2 * time.Hour))
	for i, one := range people {
		if one.words != "In room 5." || len(one.got) != 1 {
			t.Errorf("%d reads %q, and got %d", i, one.words, len(one.got))
		}
	}
	if v := w.view(); v.State != broadcast.StateDone {
		t.Error(w.describe())
	}
}
