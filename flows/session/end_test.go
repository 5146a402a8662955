package session_test

import (
	"slices"
	"time"

	"wecan/flows/session"
)

// agree: when nothing is under way any more, every agenda says what its sessions say.
func (x *model) agree() {
	if x.now.Before(x.down.Add(x.before() + x.slack)) {
		return
	}
	for of := range x.stands {
		s, _ := then(x.stands[of], x.now)
		for who := range x.people {
			x.agreeOn(pair{who, of}, s)
		}
	}
}

func (x *model) agreeOn(p pair, s session.Standing) {
	is, over := x.hers(p, x.now), x.now.After(s.Plan.End())
	if over && x.now.Before(s.Plan.End().Add(5*day)) { // there may be news to tell in the morning still
		return
	}
	kept, _ := then(x.seats[p], x.now)
	var has *item
	for _, i := range x.items(p.who) {
		if i.Reference == p.of {
			has = &i
		}
	}
	switch {
	case over:
		if has != nil && !has.Cancelled {
			x.fail("%v: it is over, and in her agenda still", p)
		}
	case is.nobody || is.gone && !s.Cancelled:
		if kept.Place != session.PlaceNone && !x.revived(p.of) {
			x.fail("%v: it is not hers, and she has the place %q there", p, kept.Place)
		}
		if has != nil && !has.Cancelled {
			x.fail("%v: it is not hers, and stands in her agenda", p)
		}
	case s.Cancelled:
		if has != nil && !has.Cancelled {
			x.fail("%v: it does not take place, and stands in her agenda", p)
		}
	case has == nil:
		x.fail("%v: it is hers, and does not stand in her agenda", p)
	case has.Rev != s.Rev || has.Cancelled || !has.Plan.Start.Equal(s.Plan.Start) || has.Plan.Place != s.Plan.Place:
		x.fail("%v: her agenda has %+v, and it is %+v", p, has.Standing, s)
	case has.Answer != "" && has.Answer != kept.Answer:
		x.fail("%v: she has said %q, and the session has heard %q", p, has.Answer, kept.Answer)
	case has.Place != kept.Place && !x.revived(p.of): // she had forgotten it, and is invited anew
		x.fail("%v: her agenda has the place %q, the session %q", p, has.Place, kept.Place)
	}
}

// revived says whether a session was over, and was planned anew later.
func (x *model) revived(of string) bool {
	all := x.stands[of]
	for i := range all[1:] {
		if all[i+1].at.After(all[i].is.Plan.End()) {
			return true
		}
	}
	return false
}

// inTheEnd looks back: what had to come has come, at its time.
func (x *model) inTheEnd() {
	for of, all := range x.stands {
		for who := range x.people {
			p := pair{who, of}
			for i, s := range all {
				if i > 0 {
					x.heardOf(p, s.at)
				}
				x.reminded(p, s.is.Plan)
			}
			x.lifted(p)
		}
	}
}

// allowance is how late something may come when all runs.
func (x *model) allowance() time.Duration { return x.slack + 2*time.Minute }

// before is how long something needs to have come to an agenda: the calendar walks
// page by page.
func (x *model) before() time.Duration { return 20*x.slack + 10*time.Minute }

// heardOf: a change at that moment was told, or not at all if it was undone.
func (x *model) heardOf(p pair, at time.Time) {
	is := x.hers(p, at)
	s, _ := then(x.stands[p.of], at)
	was, ok := then(x.known[p], at.Add(-time.Millisecond))
	if is.nobody || !ok || was.nobody {
		return
	}
	site, _ := x.defs.Programme.Site(s.Plan.Site)
	told := wakesFrom(x.defs.Programme, site, at.Add(time.Minute))
	if late := wakesFrom(x.defs.Programme, site, at.Add(time.Minute+x.before())); late.After(told) {
		told = late
	}
	until := told.Add(x.before() + x.allowance())
	if n := x.count(p, at.Add(-x.before()), until, byOrder); n != 1 || !x.calm(p, at.Add(-x.before()), until, byPart|byAnswer) {
		return
	}
	said, _ := then(x.said[p], at)
	last := s.Plan.Start
	if was.start.Before(last) && !is.gone {
		last = was.start
	}
	if is.gone {
		last = was.start
	}
	if said == session.AnswerOff || !last.After(until) {
		return
	}
	now := x.knewLast(p, until)
	if is.gone != now.gone || !is.gone && (now.where != is.where || !now.start.Equal(is.start)) {
		x.fail("%v: at %v it became %+v, and by %v she knows %+v", p, at, is, until, now)
	}
}

// knewLast is what she knew last, also if it is forgotten by then.
func (x *model) knewLast(p pair, t time.Time) (k knows) {
	for _, one := range x.known[p] {
		if !one.at.After(t) && !one.is.nobody {
			k = one.is
		}
	}
	return k
}

func (x *model) count(p pair, from, until time.Time, why cause) (n int) {
	for _, t := range x.touched[p] {
		if t.why == why && !t.at.Before(from) && !t.at.After(until) {
			n++
		}
	}
	return n
}

// reminded: each reminder came at its minute when nothing happened around it, and
// after an outage when there was time enough still.
func (x *model) reminded(p pair, plan session.Plan) {
	site, _ := x.defs.Programme.Site(plan.Site)
	all := offsets(x.world, plan)
	for n, before := range all {
		due := dueAt(x.defs.Programme, site, plan.Start, before)
		if n+1 < len(all) && !dueAt(x.defs.Programme, site, plan.Start, all[n+1]).After(due.Add(x.allowance())) {
			continue // it comes together with the next
		}
		from, until := due.Add(-x.before()), due.Add(x.allowance())
		if !x.expects(p, plan, due, from, until) {
			continue
		}
		if got := x.remindedIn(p, due, until); got > 1 || got == 0 && !x.together(plan, before, due) {
			x.fail("%v: %v before %v, due at %v, she was reminded %d times", p, before, plan.Start, due, got)
		}
	}
}

// lifted: whoever waited and has a place now was told.
func (x *model) lifted(p pair) {
	all := x.seats[p]
	for i := range all {
		if i == 0 || all[i-1].is.Place != session.PlaceWaiting || all[i].is.Place != session.PlaceHers || all[i-1].is.Seq != all[i].is.Seq {
			continue
		}
		at := all[i].at
		if is := x.hers(p, at); is.nobody || is.gone {
			continue // she gives it back: see TestWhoLeftGivesBackWhatComesAgain
		}
		s, _ := then(x.stands[p.of], at)
		site, _ := x.defs.Programme.Site(s.Plan.Site)
		until := wakesFrom(x.defs.Programme, site, at.Add(x.slack)).Add(x.allowance())
		if !s.Plan.Start.After(until) || !x.calm(p, at.Add(-x.before()), until, byOrder|byPart) || x.speaks(p, at.Add(-x.slack), until) {
			continue
		}
		if n := x.count(p, at, until, byPlace); n != 1 {
			x.fail("%v: at %v she got a place, and was told %d times", p, at, n)
		}
	}
}

// speaks says whether she said something about it in a time.
func (x *model) speaks(p pair, from, until time.Time) bool {
	return slices.ContainsFunc(x.said[p], func(a as[session.Answer]) bool { return !a.at.Before(from) && !a.at.After(until) })
}

// together: a shorter one came before, in the last hour before the rest.
func (x *model) together(plan session.Plan, before time.Duration, due time.Time) bool {
	site, _ := x.defs.Programme.Site(plan.Site)
	for _, shorter := range offsets(x.world, plan) {
		if shorter < before && !dueAt(x.defs.Programme, site, plan.Start, shorter).After(due) {
			return true
		}
	}
	return false
}

// expects says whether a reminder had to come.
func (x *model) expects(p pair, plan session.Plan, due, from, until time.Time) bool {
	s, ok := then(x.stands[p.of], due)
	is := x.hers(p, due)
	said, _ := then(x.said[p], due)
	site, _ := x.defs.Programme.Site(plan.Site)
	return ok && !is.nobody && !is.gone && s.Plan.Start.Equal(plan.Start) && slices.Equal(offsets(x.world, s.Plan), offsets(x.world, plan)) &&
		said != session.AnswerOff && from.After(x.parts[p.who][0].at) && x.now.After(until) && wakes(x.defs.Programme, site, until) &&
		x.calm(p, from, until, byOrder|byPart|byAnswer) && x.knownSince(p, from) && !x.newsIn(p, from, due)
}

// knownSince says whether her agenda had it by then.
func (x *model) knownSince(p pair, t time.Time) bool {
	k, ok := then(x.known[p], t)
	return ok && !k.nobody
}

// newsIn says whether she was told something about it in a time.
func (x *model) newsIn(p pair, from, until time.Time) bool {
	return x.count(p, from, until.Add(-time.Millisecond), byNews) > 0
}

func (x *model) remindedIn(p pair, from, until time.Time) int { return x.count(p, from, until, byNews) }
