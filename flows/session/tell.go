package session

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"wecan/flows"
)

// What an agenda tells the person by itself. Each begins a flow, which says the same
// word after told.
const (
	letterNews    = "session.news"    // about one session; its kind says what
	letterChanges = "session.changes" // several sessions have changed
	letterAgenda  = "session.agenda"  // what is to come, since she asked
	letterAddress = "session.address" // the private address of her calendar, since she asked for her calendar
)

// The kinds of news about a session.
const (
	kindRemind    = "remind"
	kindChanged   = "changed"   // it has moved, or its place has
	kindCancelled = "cancelled" // it does not take place
	kindPlace     = "place"     // she was on the waiting list and has a place now
	kindOpened    = "opened"    // she has chosen it herself, in the list of what is to come
)

const (
	settling   = time.Minute     // so long a change rests, so that one typed wrong and put right is told once
	askAgain   = time.Minute     // a session that does not reply is asked again
	lateGrace  = 5 * time.Minute // a reminder that comes by so much later is in time
	urgentLead = 2 * time.Hour   // a change is told by night when the session begins so soon after it
	timerNext  = "next"          // the agenda's only timer
)

// note notes that what she knows has changed. What she was not told of, or does not
// come to anyway, needs no words; nor does what is as she knew it again.
func (k *book) note(i *item, was Standing) {
	n := i.Notice
	if n == nil {
		n = &notice{Was: was.Plan, Gone: was.Cancelled && i.Answer != AnswerOff} // whoever does not come was not told
	}
	i.Notice = nil
	moved := Tells(n.Was, i.Plan)
	switch {
	case i.Cancelled == n.Gone && !moved, i.Cancelled && n.Gone:
		return
	case i.Cancelled && (i.Answer == AnswerOff || n.Was.End().Before(k.t.Now)):
		return
	}
	n.Due = k.newsAt(i, n, k.t.Now.Add(settling))
	i.Notice = n
}

// relocated says whether it is at another place, or by another link, and where it was.
// A link in addition is no other place.
func relocated(was, is Plan) (from string, ok bool) {
	if where(was) != where(is) {
		return where(was), true
	}
	return was.Online, was.Online != "" && was.Online != is.Online
}

// Tells says whether people are told at once that a plan has become another one: when
// it has moved, or its place has.
func Tells(was, now Plan) bool {
	_, elsewhere := relocated(was, now)
	return elsewhere || !now.Start.Equal(was.Start)
}

// newsAt is when she is told of a change that she could be told of at that moment: in
// the morning when it is night, unless she would be on her way by then.
func (k *book) newsAt(i *item, n *notice, due time.Time) time.Time {
	later := k.p.Quiet.Awake(due, k.site)
	first := i.Plan.Start
	if i.Cancelled || !n.Gone && n.Was.Start.Before(first) && n.Was.Start.After(k.t.Now) { // that is where she would go
		first = n.Was.Start
	}
	if first.Sub(later) < urgentLead && first.After(due) && i.Answer != AnswerOff {
		return due
	}
	return later
}

// ring does what is due.
func (k *book) ring() error {
	if !k.In {
		return nil
	}
	if err := k.changes(); err != nil {
		return err
	}
	for _, i := range k.items {
		if err := errors.Join(k.lift(i), k.askIfDue(i)); err != nil {
			return err
		}
	}
	return nil
}

// next is the reminder that comes next, and when: of several that are due the last.
// False for none.
func (k *book) next(i *item) (before time.Duration, at time.Time, ok bool) {
	if i.Cancelled || i.Answer == AnswerOff || !i.Plan.Start.After(k.t.Now) {
		return 0, at, false
	}
	for _, d := range reminders(k.p, i.Plan) {
		if i.hasHad(d) {
			continue
		}
		due := k.p.RemindAt(k.site, i.Plan.Start, d)
		if !ok || !due.After(k.t.Now) || due.Before(at) {
			before, at, ok = d, due, true
		}
	}
	return before, at, ok
}

// noneLeft is the last of all reminders: no other comes after it.
const noneLeft = time.Nanosecond

func (i *item) had(before time.Duration) { i.Done, i.For = before, i.Plan.Start }

func (i *item) hasHad(before time.Duration) bool {
	return i.Done != 0 && before >= i.Done && i.For.Equal(i.Plan.Start)
}

// caughtUp notes that she knows all that a reminder which is due would say.
func (k *book) caughtUp(i *item) {
	if !i.Plan.Start.After(k.t.Now) {
		i.had(noneLeft)
	} else if before, at, ok := k.next(i); ok && !at.After(k.t.Now) {
		i.had(before)
	}
}

// missed says whether a reminder did not come while there was time.
func (k *book) missed(i *item) bool {
	return !i.Cancelled && i.Answer != AnswerOff && slices.ContainsFunc(reminders(k.p, i.Plan), func(d time.Duration) bool { return !i.hasHad(d) })
}

// askIfDue asks the session whether it still stands so. While there are news to tell
// nothing is due: those come first.
func (k *book) askIfDue(i *item) error {
	before, at, ok := k.next(i)
	if !ok || at.After(k.t.Now) || i.Notice != nil {
		i.Query, i.Again = "", time.Time{}
		return nil
	}
	if i.Due == before && k.t.Now.Before(i.Again) {
		return nil
	}
	if i.Due != before || i.Query == "" { // asked again it is the same question: the reply to either will do
		k.Queries++
		i.Due, i.Query = before, "q"+strconv.Itoa(k.Queries)
	}
	i.Again = k.t.Now.Add(askAgain).Truncate(time.Millisecond)
	return k.tell(k.t.IDs.Of(flows.KindSession, i.Reference), toldDue, question{Who: k.Reference, Reference: i.Reference, Query: i.Query})
}

// remind reminds her, now that the session has said how it stands. By night, because
// it fell due late, it waits for the morning.
func (k *book) remind(i *item) error {
	before, at, ok := k.next(i)
	i.Query, i.Again = "", time.Time{}
	if !ok || at.After(k.t.Now) || i.Notice != nil {
		return nil
	}
	if !k.p.Awake(k.site, k.t.Now) {
		i.Due, i.Again = before, k.p.Quiet.Awake(k.t.Now, k.site)
		return nil
	}
	i.had(before)
	i.Due = 0
	if i.Plan.Start.Sub(k.t.Now) < lateLeast && k.t.Now.Sub(at) > lateGrace {
		k.reports = append(k.reports, "a reminder that came too late was dropped")
		return nil
	}
	return k.news(kindRemind, i.Plan.Start, k.given(i))
}

// lift tells her of the place that she has now.
func (k *book) lift(i *item) error {
	if i.Lifted.IsZero() || i.Lifted.After(k.t.Now) || i.Notice != nil {
		return nil
	}
	if !k.p.Awake(k.site, k.t.Now) { // it is late
		i.Lifted = k.p.Quiet.Awake(k.t.Now, k.site)
		return nil
	}
	i.Lifted = time.Time{}
	if i.Place != PlaceHers || i.Cancelled || !i.Plan.Start.After(k.t.Now) {
		return nil
	}
	return k.news(kindPlace, i.Plan.Start, k.given(i))
}

// changes tells what has changed, all of it that is due at once.
func (k *book) changes() error {
	var due []*item
	for _, i := range k.items {
		if i.Notice == nil || i.Notice.Due.After(k.t.Now) {
			continue
		}
		if at := k.newsAt(i, i.Notice, k.t.Now); at.After(k.t.Now) { // it is late, and night
			i.Notice.Due = at
			continue
		}
		due = append(due, i)
	}
	var alive []*item
	for _, i := range due {
		if i.lastNews().After(k.t.Now) {
			alive = append(alive, i)
		} else {
			k.reports = append(k.reports, "news of a session that is over were dropped")
		}
	}
	var err error
	switch len(alive) {
	case 0:
	case 1:
		err = k.oneChange(alive[0])
	default:
		err = k.manyChanges(alive)
	}
	for _, i := range due {
		i.Notice = nil
		k.caughtUp(i)
	}
	return err
}

// lastNews is until when news of a change are of use: somebody may go there in vain.
func (i *item) lastNews() time.Time {
	was, is := i.Notice.Was.End(), i.Plan.End()
	if i.Cancelled || was.After(is) {
		return was
	}
	return is
}

func (k *book) oneChange(i *item) error {
	given := k.given(i)
	was := i.Notice.Was
	given["was"] = flows.When(was.Site, was.Start)
	from, elsewhere := relocated(was, i.Plan)
	given["was_place"] = from
	if i.Cancelled {
		return k.news(kindCancelled, was.End(), given)
	}
	what := "place"
	switch {
	case i.Notice.Gone:
		what = "back"
	case !was.Start.Equal(i.Plan.Start) && elsewhere:
		what = "both"
	case !was.Start.Equal(i.Plan.Start):
		what = "time"
	}
	given["what"] = what
	return k.news(kindChanged, i.lastNews(), given)
}

// manyMost is how many sessions one message tells of.
const manyMost = 12

func (k *book) manyChanges(list []*item) error {
	var lines []flows.Phrase
	last := time.Time{}
	for _, i := range list {
		if len(lines) == manyMost {
			break
		}
		was := i.Notice.Was
		key := rowChanged
		switch {
		case i.Cancelled:
			key = rowCancelled
		case was.Start.Equal(i.Plan.Start) && i.Notice.Gone:
			key = rowBack
		case was.Start.Equal(i.Plan.Start):
			key = rowElsewhere
		}
		lines = append(lines, flows.Phrase{Key: key, Args: map[string]string{
			"title": i.Plan.Title, "was": flows.When(was.Site, was.Start), "when": flows.When(i.Plan.Site, i.Plan.Start), "place": where(i.Plan),
		}})
		if end := i.lastNews(); end.After(last) {
			last = end
		}
	}
	return k.say(letterChanges, last, map[string]string{
		"rows": flows.Lines(lines...), "n": strconv.Itoa(len(list)), "more": count(len(list) - len(lines)),
	})
}

// count is a number of things, "" for none.
func count(n int) string {
	if n <= 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// setTimer wakes the agenda when something is due.
func (k *book) setTimer() {
	delete(k.a.Timers, timerNext)
	first := time.Time{}
	sooner := func(at time.Time) {
		if first.IsZero() || at.Before(first) {
			first = at
		}
	}
	for _, i := range k.items {
		if i.Notice != nil {
			sooner(i.Notice.Due)
			continue
		}
		if !i.Lifted.IsZero() {
			sooner(i.Lifted)
		}
		if _, at, ok := k.next(i); ok {
			if i.Again.After(at) {
				at = i.Again
			}
			sooner(at)
		}
		sooner(i.Plan.End().Add(time.Second)) // then it is forgotten
	}
	if !first.IsZero() && k.In {
		k.a.SetTimer(timerNext, first)
	}
}

// news tells her something about one session.
func (k *book) news(kind string, until time.Time, given map[string]string) error {
	given["kind"] = kind
	return k.say(letterNews, until, given)
}

// say tells her something. It is for naught after until; zero: never.
func (k *book) say(name string, until time.Time, given map[string]string) error {
	all := map[string]string{"reference": k.Reference}
	maps.Copy(all, given)
	tell, err := flows.TellPersonUntil(k.Person, name, until, all)
	if err != nil {
		return fmt.Errorf("session: %w", err)
	}
	k.out = append(k.out, tell)
	return nil
}
