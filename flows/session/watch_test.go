package session_test

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"wecan/flows"
	"wecan/flows/enrollment"
	"wecan/flows/session"
)

// watch looks at each turn while it is made.
func (x *model) watch(d delivery, _ flows.Actor, r flows.Result) {
	switch d.to.Kind() { //nolint:exhaustive // the others do not tell of sessions
	case flows.KindApplication:
		x.watchApplication(r)
	case flows.KindSession:
		x.watchSession(d, r)
	case flows.KindAgenda:
		x.watchAgenda(d, r)
	}
}

func (x *model) fail(format string, args ...any) {
	if x.broken == nil {
		x.broken = fmt.Errorf(x.now.Format("2006-01-02 15:04:05 ")+format, args...)
	}
}

// watchApplication: who takes part how is what her application says of itself.
func (x *model) watchApplication(r flows.Result) {
	v, ok, err := enrollment.ReadView(r.Actor.Body)
	if err != nil || !ok {
		x.fail("an application cannot be read: %v", err)
		return
	}
	part := flows.Participation{Reference: v.Reference, In: v.Status == enrollment.StatusAccepted}
	if part.In {
		part.Site, part.Track, part.Cohort = v.Answers["site"], v.Answers["track"], v.Cohort()
	}
	if was, _ := then(x.parts[v.Reference], x.now); was == part {
		return
	}
	x.parts[v.Reference] = append(x.parts[v.Reference], as[flows.Participation]{x.now, part})
	for of := range x.stands {
		x.touch(pair{v.Reference, of}, x.now, byPart)
	}
}

func (x *model) watchSession(d delivery, r flows.Result) {
	v, ok, err := session.ReadView(r.Actor.Body)
	if err != nil || !ok {
		x.fail("a session cannot be read: %v", err)
		return
	}
	of := v.Reference
	was, had := then(x.stands[of], x.now)
	if !had || was.Rev != v.Rev {
		x.stands[of] = append(x.stands[of], as[session.Standing]{x.now, v.Standing})
		for who := range x.people {
			x.touch(pair{who, of}, x.now, byOrder)
		}
	}
	tally := x.tally(of)
	for name, data := range r.Members {
		who, isSeat := strings.CutPrefix(name, "a/")
		if isSeat {
			x.seats[pair{who, of}] = append(x.seats[pair{who, of}], as[seat]{x.now, stored[seat](x.world, data)})
			x.touch(pair{who, of}, x.now, byAnswer)
		}
	}
	x.checkPlaces(v, tally, d)
}

// tally counts the seats of a session.
func (x *model) tally(of string) (t session.Tally) {
	for p, all := range x.seats {
		if p.of != of {
			continue
		}
		switch s := all[len(all)-1].is; {
		case s.Place == session.PlaceHers:
			t.Coming++
			t.Children += s.Children
			if s.Answer == session.AnswerLate {
				t.Late++
			}
		case s.Place == session.PlaceWaiting:
			t.Waiting++
		case s.Answer == session.AnswerOff:
			t.Off++
		}
	}
	return t
}

// checkPlaces: there are never more people than places, those who wait stand in the
// order in which they said that they come, and nobody waits while a place is free.
func (x *model) checkPlaces(v session.View, was session.Tally, d delivery) {
	of, now := v.Reference, x.tally(v.Reference)
	if now != v.Tally {
		x.fail("%s counts %+v, and has %+v", of, v.Tally, now)
	}
	most := v.Plan.Capacity
	if most > 0 && now.Coming > max(most, was.Coming) {
		x.fail("%s has %d places, and %d people have one", of, most, now.Coming)
	}
	if now.Waiting > 0 && (most == 0 || now.Coming < most) && !v.Cancelled && !x.now.After(v.Plan.End()) {
		x.fail("%s has %d of %d places taken, and %d people wait", of, now.Coming, most, now.Waiting)
	}
	var left []string
	for _, who := range x.lines[of] {
		p := pair{who, of}
		s, _ := then(x.seats[p], x.now)
		switch {
		case s.Place == session.PlaceWaiting:
			left = append(left, who)
		case s.Place == session.PlaceHers && len(left) > 0:
			x.fail("%s had the number %d at %s, and has a place before the first", who, len(left)+1, of)
		}
	}
	for p, all := range x.seats {
		if p.of == of && all[len(all)-1].is.Place == session.PlaceWaiting && !slices.Contains(left, p.who) {
			left = append(left, p.who)
		}
	}
	x.lines[of] = left
	if told, is := d.in.(flows.Told); is && now.Waiting != len(left) {
		x.fail("after %s %d wait at %s, %v", told.Name, now.Waiting, of, left)
	}
}

// item is a session as an agenda keeps it.
type item struct {
	session.Standing

	Answer session.Answer
	Place  session.Place
}

func (x *model) items(who string) []item {
	return stored[[]item](x.world, x.members[x.ids.Of(flows.KindAgenda, who)]["items"])
}

func (x *model) watchAgenda(d delivery, r flows.Result) {
	who := ""
	for reference := range x.people {
		if x.ids.Of(flows.KindAgenda, reference) == d.to {
			who = reference
		}
	}
	defer x.learns(who) // what is forgotten in this turn was told of in it
	x.says(who, d.in, r)
	for _, e := range r.Effects {
		if t, is := e.(flows.Tell); is && t.To.Kind() == flows.KindPerson {
			x.tells(who, t)
		}
	}
}

// learns: what is new in her agenda she knows, and what is taken out she need not know.
func (x *model) learns(who string) {
	has := map[string]bool{}
	for _, i := range x.items(who) {
		has[i.Reference] = true
		p := pair{who, i.Reference}
		if k, ok := then(x.known[p], x.now); !ok || k.nobody {
			x.known[p] = append(x.known[p], as[knows]{x.now, knows{i.Plan.Start, where(i.Plan), i.Cancelled, false}})
			delete(x.spent, p)
			x.said[p] = append(x.said[p], as[session.Answer]{x.now, session.AnswerNone})
			x.touch(p, x.now, byPart)
		}
	}
	for p := range x.known {
		if k, _ := then(x.known[p], x.now); p.who == who && !k.nobody && !has[p.of] {
			x.known[p] = append(x.known[p], as[knows]{x.now, knows{nobody: true}})
		}
	}
}

// says: whoever has just answered need not be reminded of what is due. What her agenda
// tells a session otherwise she has not said herself.
func (x *model) says(who string, in flows.Input, r flows.Result) {
	told, _ := in.(flows.Told)
	for _, e := range r.Effects {
		t, is := e.(flows.Tell)
		if !is || t.To.Kind() != flows.KindSession || t.Name != "answer" {
			continue
		}
		q := stored[struct {
			Reference string
			Answer    session.Answer
		}](x.world, t.Data)
		p := pair{who, q.Reference}
		x.touch(p, x.now, byAnswer)
		if was, _ := then(x.said[p], x.now); told.Name != "say" && was != session.AnswerOff {
			q.Answer = session.AnswerNone
		}
		x.said[p] = append(x.said[p], as[session.Answer]{x.now, q.Answer})
		for _, i := range x.items(who) {
			if i.Reference == q.Reference {
				x.spend(x.world, p, i.Plan, x.now)
			}
		}
	}
}

// tells looks at what an agenda tells a person.
func (x *model) tells(who string, t flows.Tell) {
	g := given(t)
	switch t.Name {
	case "session.news":
		x.news(pair{who, g["session"]}, g)
	case "session.changes":
		for _, line := range phrases(g["rows"]) {
			x.change(pair{who, number(line.Args["title"])}, line.Key == "session.row.cancelled", momentOf(line.Args["when"]), line.Args["place"])
		}
	case "session.agenda":
		for _, line := range phrases(g["rows"]) {
			p := pair{who, number(line.Args["title"])}
			if line.Args["title"] != "" && !x.once(p, func(k knows) bool { return !k.nobody && !k.gone }, x.before()) {
				x.fail("the list of %s shows what is not hers, or does not take place: %s", who, p.of)
			}
		}
	case "hers", "waiting":
		p := pair{who, g["session"]}
		if !x.once(p, func(k knows) bool { return !k.nobody && !k.gone }, x.before()) {
			x.fail("%v: she is told %q, and it does not take place for her", p, t.Name)
		}
	}
}

// once says whether something was so for her at a moment not long ago.
func (x *model) once(p pair, so func(knows) bool, ago time.Duration) bool {
	from := x.now.Add(-ago)
	for _, o := range slices.Backward(x.outages) { // what is told after one may have been under way in it
		if o[1].After(from) && o[0].Before(from) {
			from = o[0].Add(-ago)
		}
	}
	for _, part := range within(x.parts[p.who], from, x.now) {
		for _, s := range within(x.stands[p.of], from, x.now) {
			if so(hers(s, part)) {
				return true
			}
		}
	}
	return false
}

// news looks at one letter about a session.
func (x *model) news(p pair, g map[string]string) {
	start := momentOf(g["when"])
	s, ok := then(x.stands[p.of], x.now)
	if !ok || g["title"] != title(p.of) {
		x.fail("%v: she is told of no session, or a wrong one: %v", p, g)
		return
	}
	site, _ := x.defs.Programme.Site(s.Plan.Site)
	awake := wakes(x.defs.Programme, site, x.now)
	switch g["kind"] {
	case "cancelled":
		x.change(p, true, start, g["place"])
	case "changed":
		x.change(p, false, start, g["place"])
	case "place":
		if !awake {
			x.fail("%v: she is told at night that a place is free", p)
		}
		if !x.once(p, func(k knows) bool { return !k.gone && k.start.Equal(start) }, x.slack) {
			x.fail("%v: she has a place at what does not take place then", p)
		}
		x.touch(p, x.now, byPlace)
	case "remind":
		x.reminder(p, s.Plan, start, g["place"], awake)
	}
}

func (x *model) reminder(p pair, plan session.Plan, start time.Time, place string, awake bool) {
	switch {
	case !awake:
		x.fail("%v: she is reminded at a time of rest", p)
	case !start.After(x.now):
		x.fail("%v: she is reminded of what has begun", p)
	case !x.once(p, func(k knows) bool { return !k.nobody && !k.gone && k.start.Equal(start) }, x.slack):
		x.fail("%v: she is reminded of a start at %v, and that is not so", p, start)
	}
	if said, _ := then(x.said[p], x.now); said == session.AnswerOff {
		x.fail("%v: she is reminded, and has said that she does not come", p)
	}
	site, _ := x.defs.Programme.Site(plan.Site)
	plan.Start = start
	if start.Sub(x.now) < 15*time.Minute {
		last := offsets(x.world, plan)
		due := dueAt(x.defs.Programme, site, start, last[len(last)-1])
		if x.now.Sub(due) > 5*time.Minute {
			x.fail("%v: she is reminded %v before, much too late", p, start.Sub(x.now))
		}
	}
	if !x.spend(x.world, p, plan, x.now) {
		x.fail("%v: she is reminded of the start at %v once more", p, start)
	}
	x.touch(p, x.now, byNews)
	x.knew(p, knows{start, place, false, false}) // the plan may have changed while it was under way
}

// knew: a reminder shows when and where too.
func (x *model) knew(p pair, k knows) {
	if was, ok := then(x.known[p], x.now); ok && was != k {
		x.known[p] = append(x.known[p], as[knows]{x.now, k})
	}
}

// change looks at news of a change.
func (x *model) change(p pair, gone bool, start time.Time, place string) {
	is := knows{start, place, gone, false}
	was, ok := then(x.known[p], x.now)
	if gone {
		is.start, is.where = was.start, was.where
	}
	switch {
	case !ok || was.nobody:
		x.fail("%v: she is told that it has changed, and knew nothing of it", p)
	case was == is:
		x.fail("%v: she is told what she knows: %+v", p, is)
	case !x.once(p, func(k knows) bool { return k.gone == gone && (gone || k == is) }, x.slack+2*time.Minute):
		x.fail("%v: she is told %+v, and it is %+v", p, is, x.hers(p, x.now))
	}
	if all := x.stands[p.of]; x.now.Sub(all[len(all)-1].at) < time.Minute && is == x.hers(p, x.now) &&
		x.calm(p, x.now.Add(-x.before()), all[len(all)-1].at.Add(-time.Millisecond), byOrder|byPart) {
		x.fail("%v: she is told before it has rested for a minute", p)
	}
	if was.gone {
		was.start = start
	}
	if gone {
		start = was.start
	}
	x.checkNight(p, was.start, start)
	x.known[p] = append(x.known[p], as[knows]{x.now, is})
	x.touch(p, x.now, byNews)
	if s, ok := then(x.stands[p.of], x.now); ok && !gone {
		s.Plan.Start = start
		x.spend(x.world, p, s.Plan, x.now)
	}
}

// checkNight: news come at night only when she would be on her way in the morning.
func (x *model) checkNight(p pair, was, is time.Time) {
	s, _ := then(x.stands[p.of], x.now)
	site, _ := x.defs.Programme.Site(s.Plan.Site)
	if wakes(x.defs.Programme, site, x.now) {
		return
	}
	first := is
	if was.Before(first) && was.After(x.now.Add(-x.slack)) {
		first = was
	}
	if first.Sub(wakesFrom(x.defs.Programme, site, x.now)) >= 2*time.Hour || !first.After(x.now.Add(-x.slack)) {
		x.fail("%v: she is told at night of a change of what begins at %v", p, first)
	}
}
