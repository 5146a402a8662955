package broadcast

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"wecan/flows"
)

// Why is why an order may not be carried out.
type Why string

// The reasons.
const (
	WhyState   Why = "state"   // it is not the time for that
	WhyCount   Why = "count"   // there is no count of it as it is now, or it is older than a day
	WhyFew     Why = "few"     // it is for fewer than [PeopleLeast] people
	WhyBy      Why = "by"      // the same person has approved it already
	WhyLate    Why = "late"    // it would be over before it begins
	WhyOther   Why = "other"   // a correction is of another kind, or for other people
	WhySame    Why = "same"    // it would change nothing
	WhyNobody  Why = "nobody"  // it does not say for whom a test is, or who orders
	WhyCarried Why = "carried" // it is being deleted: that is the last word
)

// Limits of what is sent.
const (
	PeopleLeast = 10             // for fewer people there are talks, not announcements
	CountFor    = 24 * time.Hour // so long a count is good
)

// RefusedError is returned for an order that may not be carried out.
type RefusedError struct {
	Why  Why
	text string
}

// Error is in plain English, to whoever plans at a terminal.
func (e RefusedError) Error() string { return e.text }

func refused(why Why, format string, args ...any) error {
	return RefusedError{why, fmt.Sprintf(format, args...)}
}

// May says why an order may not be carried out as things stand; nil when it may. Plans
// are checked apart: see [Plan.Check].
func (v View) May(what What, o Order, now time.Time) error { return v.state.may(what, o, v.Plan, now) }

// may is asked by the machine too. plan is what is written now.
func (b *broadcast) may(what What, o Order, plan Plan, now time.Time) error {
	if strings.TrimSpace(o.By) == "" {
		return refused(WhyNobody, "say who orders that")
	}
	if b.Reference == "" && what != WhatPlan {
		return refused(WhyState, "there is no such announcement")
	}
	if b.Kind == flows.CastDigest && what != WhatPause && what != WhatResume && what != WhatCancel {
		return refused(WhyState, "it is made of the events of the week: it can be paused or cancelled, and nothing else")
	}
	switch what {
	case WhatPlan:
		return b.mayPlan(o, now)
	case WhatCount:
		return b.mayBe(StateDraft, StateCounted, StateScheduled)
	case WhatApprove:
		return b.mayApprove(o, now)
	case WhatRefuse:
		if b.Pending {
			return nil
		}
		return b.mayBe(StateCounted, StateScheduled)
	case WhatPause:
		return b.mayBe(StateRunning)
	case WhatResume:
		return b.mayBe(StatePaused)
	case WhatCancel:
		return b.mayBe(StateDraft, StateCounting, StateCounted, StateScheduled, StateRunning, StatePaused)
	case WhatCorrect:
		return b.mayCorrect(o, plan)
	case WhatDelete:
		return b.mayMend()
	case WhatTest:
		if o.To.Kind() != flows.KindPerson {
			return refused(WhyNobody, "say to whom of the team it is sent, somebody who works on Telegram")
		}
		return nil
	case WhatCounted, WhatStarted, WhatEnded, WhatMended:
	}
	return refused(WhyState, "%q cannot be ordered", what)
}

func (b *broadcast) mayBe(states ...State) error {
	if slices.Contains(states, b.State) {
		return nil
	}
	return refused(WhyState, "it is %s now", b.shown())
}

func (b *broadcast) mayPlan(o Order, now time.Time) error {
	if b.Reference != "" {
		if err := b.mayBe(StateDraft, StateCounted, StateScheduled); err != nil {
			return err
		}
	}
	p := o.Plan.clean()
	switch begins := later(p.At, now); {
	case p.At.Sub(now) > atMost:
		return refused(WhyLate, "it begins within %d days", int(atMost.Hours()/24))
	case !p.Until.IsZero() && (!p.Until.After(begins) || p.Until.Sub(begins) > untilMost):
		return refused(WhyLate, "it must end after it begins, at most %d days later", int(untilMost.Hours()/24))
	}
	return nil
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func (b *broadcast) mayApprove(o Order, now time.Time) error {
	if !b.Pending {
		if err := b.mayBe(StateCounted); err != nil {
			return err
		}
		switch {
		case b.Count.Ended.IsZero() || now.Sub(b.Count.Ended) > CountFor:
			return refused(WhyCount, "its count is older than a day; count again")
		case b.Count.Reach() < PeopleLeast:
			return refused(WhyFew, "it is for %d people; an announcement is for %d at least", b.Count.Reach(), PeopleLeast)
		case !b.Ends.IsZero() && !b.Ends.After(now):
			return refused(WhyLate, "it would be over before it begins; plan another end")
		}
	}
	for _, one := range b.Approvals {
		if samePerson(one.By, o.By) {
			return refused(WhyBy, "you have approved it already; it needs another person")
		}
	}
	return nil
}

func samePerson(a, b string) bool {
	return strings.EqualFold(named(strings.TrimSpace(a)), named(strings.TrimSpace(b)))
}

// mayMend: there is something to mend. Another correction may take the place of one that is
// under way, and so may a deletion: what is wrong in a correction must not have to reach
// everybody first. A deletion is the last word.
func (b *broadcast) mayMend() error {
	switch {
	case b.Mend == flows.CastDelete:
		return refused(WhyCarried, "it is being deleted from people's chats now")
	case b.Deleted:
		return refused(WhyState, "it was deleted")
	case b.Sent.Began.IsZero():
		return refused(WhyState, "nothing of it was sent; plan it anew, or cancel it")
	}
	return nil
}

func (b *broadcast) mayCorrect(o Order, plan Plan) error {
	if err := b.mayMend(); err != nil {
		return err
	}
	p, q := o.Plan.clean(), plan
	if p.same(q) {
		return refused(WhySame, "it would change nothing")
	}
	p.Words, p.Buttons, p.Title, q.Words, q.Buttons, q.Title = nil, nil, "", nil, nil, ""
	if !p.same(q) {
		return refused(WhyOther, "a correction changes the words and the buttons; the kind, the people, the file and the times stay")
	}
	return nil
}
