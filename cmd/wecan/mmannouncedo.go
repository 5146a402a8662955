package main

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"wecan/bot/mattermost"
	"wecan/flows"
	"wecan/flows/broadcast"
)

// What is done with an announcement at Mattermost. The order has the id of the tap or of
// the dialog, so that the same one again changes nothing.

// chosenCast does what a button under what is said about announcements asks for.
func (v *visit) chosenCast(ctx context.Context, c mattermost.Choice) (outcome, error) {
	if c.Verb == chooseCast {
		return v.asksNewCast(), nil
	}
	a, seen, no, err := v.castSubject(ctx, c.About)
	if err != nil || no.text != "" {
		return no, err
	}
	if part, ok := castPartOf(c.Verb); ok {
		switch {
		case a.Rev != seen:
			return v.staleCast(a), nil
		case a.Plan.Kind == flows.CastDigest: // nobody wrote it
			return v.unfitCast(a, a.May(broadcast.WhatPlan, broadcast.Order{By: v.by()}, v.now())), nil
		}
		return outcome{dialog: v.asksCastPart(a, part)}, nil
	}
	one, ok := castVerbOf(c.Verb)
	switch {
	case !ok:
		return outcome{}, errors.New("a button is about something that it cannot be about")
	case one.asks && a.Rev != seen && one.what != broadcast.WhatCancel && one.what != broadcast.WhatDelete:
		return v.staleCast(a), nil
	case one.asks && !v.mayCast(a, one.what):
		return v.unfitCast(a, a.May(one.what, broadcast.Order{By: v.by()}, v.now())), nil
	case one.asks:
		return outcome{dialog: v.asksSure(a, one)}, nil
	}
	return v.doesCast(ctx, a, one.what, seen)
}

// castSubject finds the announcement that a button or a dialog is about.
func (v *visit) castSubject(ctx context.Context, about string) (a announced, seen int, no outcome, err error) {
	reference, seen, err := readStand(about)
	if err != nil {
		return a, 0, no, err
	}
	a, ok, err := v.announcementHere(ctx, reference)
	switch {
	case err != nil:
	case !ok:
		no, err = v.no("announce.notfound", "number", reference)
	case a.Parked:
		no, err = v.no("aside", "number", reference)
	}
	return a, seen, no, err
}

// hasty are what is done however it stands: whoever stops something must not be too late.
func hasty(what broadcast.What) bool {
	return what == broadcast.WhatPause || what == broadcast.WhatResume || what == broadcast.WhatCancel || what == broadcast.WhatDelete || what == broadcast.WhatTest
}

// doesCast orders something, and says what came of it.
func (v *visit) doesCast(ctx context.Context, a announced, what broadcast.What, seen int) (outcome, error) {
	if what == broadcast.WhatTest && !v.who.Joined {
		return v.no("announce.nophone")
	}
	o := broadcast.Order{ID: v.id, By: v.by(), Reference: a.Reference, To: v.who.Person, Seen: seen}
	if hasty(what) {
		o.Seen = 0
	}
	now, no, err := v.ordersCast(ctx, what, o)
	if err != nil || no.text != "" {
		return no, err
	}
	return v.didCast(ctx, now, what)
}

// ordersCast brings an order; no says why it is not carried out.
func (v *visit) ordersCast(ctx context.Context, what broadcast.What, o broadcast.Order) (now announced, no outcome, err error) {
	now, err = v.at.announce(ctx, v.d.turns, what, o, v.now())
	var stale staleError[announced]
	var refused broadcast.RefusedError
	switch {
	case errors.As(err, &stale):
		return now, v.staleCast(stale.now), nil
	case errors.As(err, &refused):
		return now, v.unfitCast(now, refused), nil
	}
	return now, no, err
}

// countedWithin is how long somebody who taps waits for the numbers: the answer must come
// within three seconds.
const countedWithin = 1500 * time.Millisecond

// didCast says what came of an order.
func (v *visit) didCast(ctx context.Context, a announced, what broadcast.What) (outcome, error) {
	see := v.castCommand(a)
	switch what {
	case broadcast.WhatCount:
		a, err := v.at.settled(ctx, a, countedWithin)
		if err != nil {
			return outcome{}, err
		}
		if a.State == broadcast.StateCounting {
			return v.yes("announce.counting", "number", a.Reference, "command", see)
		}
		return outcome{text: strings.Join(append([]string{v.castTitle(a), v.castCount(a)}, append(v.numbersOf(a), v.say("announce.hint.next", "command", see))...), "\n")}, nil
	case broadcast.WhatApprove:
		return v.approvedCast(a)
	case broadcast.WhatTest:
		return v.yes("announce.tested")
	case broadcast.WhatRefuse:
		if a.State != broadcast.StateDraft { // other words for those who have it were refused
			return outcome{text: v.say("announce.done.oldwords", "number", a.Reference) + "\n" + v.say("announce.hint.see", "command", see)}, nil
		}
	case broadcast.WhatPause, broadcast.WhatResume, broadcast.WhatCancel, broadcast.WhatDelete, broadcast.WhatCorrect:
	case broadcast.WhatPlan, broadcast.WhatCounted, broadcast.WhatStarted, broadcast.WhatEnded, broadcast.WhatMended:
	}
	return outcome{text: v.say("announce.done."+string(what), "number", a.Reference) + "\n" + v.say("announce.hint.see", "command", see)}, nil
}

// numbersOf are the numbers of the last count.
func (v *visit) numbersOf(a announced) []string {
	_, numbers := a.Says(v.Reader)
	return numbers
}

func (v *visit) approvedCast(a announced) (outcome, error) {
	see := v.castCommand(a)
	switch {
	case a.waits():
		return v.yes("announce.second", "number", a.Reference, "command", see)
	case a.State == broadcast.StateScheduled:
		return v.yes("announce.approvedat", "number", a.Reference, "when", v.clock(a.Plan.At, v.zoneOf(a.Plan.Site)))
	}
	return outcome{text: v.say("announce.approved", "number", a.Reference) + "\n" + v.say("announce.hint.see", "command", see)}, nil
}

// staleCast is said when an announcement has changed since she saw it.
func (v *visit) staleCast(a announced) outcome {
	state, _ := a.Says(v.Reader)
	lines := []string{v.say("announce.stale", "number", a.Reference), state}
	if n := len(a.Changes); n > 0 {
		lines = append(lines, v.castDid(a.Changes[n-1]))
	}
	return outcome{text: strings.Join(append(lines, v.say("announce.hint.see", "command", v.castCommand(a))), "\n"), no: true}
}

// unfitCast says why something cannot be done now.
func (v *visit) unfitCast(a announced, err error) outcome {
	var refused broadcast.RefusedError
	key := "announce.unfit"
	if errors.As(err, &refused) {
		switch refused.Why {
		case broadcast.WhyFew:
			key = "announce.few"
		case broadcast.WhyCount:
			key = "announce.old"
		case broadcast.WhyBy:
			key = "announce.notfirst"
		case broadcast.WhyLate:
			key = "announce.late"
		case broadcast.WhySame:
			return outcome{text: v.say("announce.same", "number", a.Reference), no: true}
		case broadcast.WhyState, broadcast.WhyOther, broadcast.WhyNobody, broadcast.WhyCarried:
		}
	}
	state, _ := a.Says(v.Reader)
	return outcome{text: v.say(key, "number", a.Reference) + "\n" + state, no: true}
}

// asksSure asks once more before many people are concerned.
func (v *visit) asksSure(a announced, one castVerb) *mattermost.Dialog {
	lines := []string{v.castTitle(a)}
	switch one.what { //nolint:exhaustive // the others are not asked
	case broadcast.WhatApprove:
		lines = append(append(lines, v.castCount(a)), v.numbersOf(a)...)
		if left := a.Need - len(a.Approvals); left > 1 {
			lines = append(lines, v.say("announce.form.second"))
		}
	default:
		state, numbers := a.Says(v.Reader)
		lines = append(append(lines, state), numbers...)
	}
	return &mattermost.Dialog{
		Form: one.verb, About: aboutStand(a.stands()), Title: v.say("announce.form." + one.verb), Submit: v.say("announce." + one.verb),
		Intro: strings.Join(lines, "\n"),
	}
}

// isCastForm says whether a dialog is about an announcement.
func isCastForm(form string) bool {
	_, ok := castPartOf(form)
	one, known := castVerbOf(form)
	return ok || known && one.asks || form == chooseCast
}

// saysCast takes a dialog about an announcement.
func (v *visit) saysCast(ctx context.Context, f mattermost.Form) (outcome, error) {
	if !v.mayPlan(announcing) {
		return v.no("norole", "command", v.word+" help")
	}
	if f.Form == chooseCast {
		return v.saysNewCast(ctx, f)
	}
	a, seen, no, err := v.castSubject(ctx, f.About)
	if err != nil || no.text != "" {
		return no, err
	}
	if one, ok := castVerbOf(f.Form); ok && one.asks {
		return v.doesCast(ctx, a, one.what, seen)
	}
	part, _ := castPartOf(f.Form)
	return v.saysCastPart(ctx, a, seen, part, f)
}

// tapsReport does what a button of a report in the team's channel asks for, by somebody of
// whom the table says that she may.
func (v *visit) tapsReport(ctx context.Context, verb, about string) (outcome, error) {
	reference, rev, ok := broadcast.ParseAbout(about)
	what, known := broadcast.WhatOf(verb)
	if !ok || !known {
		return outcome{}, errors.New("a button of a report is about something that it cannot be about")
	}
	a, seen, no, err := v.castSubject(ctx, reference+" "+strconv.Itoa(rev))
	if err != nil || no.text != "" {
		return no, err
	}
	return v.doesCast(ctx, a, what, seen)
}
