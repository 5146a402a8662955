package event

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"wecan/flows"
)

// What a guest tells the person by itself. Each begins a flow, which says the same word
// after told.
const (
	letterEvents = "event.events" // which events there are, since she asked
	letterPage   = "event.page"   // one of them, since she asked
	letterNews   = "event.news"   // about one that she has signed up for; its kind says what
	letterTeam   = "event.team"   // about her team there, since she asked or since somebody put her into one
)

// The kinds of news.
const (
	kindOffer     = "offer"  // a place is kept for her until she says yes or no
	kindLapsed    = "lapsed" // she has not said it in time
	kindShut      = "shut"   // the same, and sign-up has closed
	kindGiven     = "given"  // she was on the waiting list and has a place now
	kindLost      = "lost"   // it is for those who take part, and she does not any more
	kindTime      = "time"   // it has moved to another time
	kindPlace     = "place"  // to another place
	kindBoth      = "both"
	kindCancelled = "cancelled"
	kindBack      = "back"   // it takes place after all
	kindBegun     = "begun"  // it has begun, and she waits in vain
	kindEnds      = "ends"   // only its end is another, for whoever has a place or is offered one
	kindRemind    = "remind" // also when nothing is new but that nobody looks after children

	// About her team; the flow of teams tells them.
	kindTeam     = "put"  // whoever plans has put her into one
	kindTeamless = "gone" // and taken her out of it
)

const (
	settling   = time.Minute      // so long a change rests, so that one typed wrong and put right is told once
	askAgain   = time.Minute      // an event that does not reply is asked again
	lateGrace  = 5 * time.Minute  // a reminder that comes by so much later is in time
	lateLeast  = 15 * time.Minute // before the start: who reads a reminder can still be there
	urgentLead = 2 * time.Hour    // news are told by night when the event begins so soon after it
	noneLeft   = time.Nanosecond  // the last of all reminders: no other comes after it
)

// note notes that what she knows has changed. What is as she knew it again needs no words.
func (k *diary) note(i *item, was Standing) {
	n := i.Notice
	if n == nil {
		n = &notice{Was: was.Plan, Gone: was.Cancelled}
	}
	i.Notice = nil
	switch {
	case !i.Seat.engaged():
		return
	case i.Cancelled && (n.Gone || n.Was.End().Before(k.t.Now)):
		return
	case !i.Cancelled && !n.Gone && !i.concerned(n.Was):
		return
	}
	n.Due = k.newsAt(i, k.t.Now.Add(settling))
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

// Tells says whether all who signed up are told that a plan has become another one: when it
// has moved, or its place has. Some hear of other changes: see [item.also].
func Tells(was, now Plan) bool {
	_, elsewhere := relocated(was, now)
	return elsewhere || !now.Start.Equal(was.Start)
}

// TellsEnd says whether those who have a place, or are offered one, are told that it takes
// another time than before.
func TellsEnd(was, now Plan) bool { return was.Minutes != now.Minutes }

// Words for what is news to some.
const (
	alsoEnd       = "end"       // it takes another time
	alsoChildcare = "childcare" // nobody looks after children any more, and she brings some
)

// also is what else is news to her since it was planned so, as words with a blank between
// them: flow authors know them.
func (i *item) also(was Plan) string {
	var out []string
	if i.Children > 0 && was.Childcare && !i.Plan.Childcare {
		out = append(out, alsoChildcare)
	}
	if TellsEnd(was, i.Plan) && i.Seat != SeatWaiting {
		out = append(out, alsoEnd)
	}
	return strings.Join(out, " ")
}

// concerned says whether she is told that it was planned otherwise.
func (i *item) concerned(was Plan) bool { return Tells(was, i.Plan) || i.also(was) != "" }

// newsAt is when she is told what she could be told at that moment: in the morning when
// it is night, unless she would be on her way by then.
func (k *diary) newsAt(i *item, due time.Time) time.Time {
	later := k.p.Quiet.Awake(due, k.site(i))
	first := i.Plan.Start
	if n := i.Notice; n != nil && (i.Cancelled || !n.Gone && n.Was.Start.Before(first) && n.Was.Start.After(k.t.Now)) { // that is where she would go
		first = n.Was.Start
	}
	if first.Sub(later) < urgentLead && first.After(due) {
		return due
	}
	return later
}

// call notes that she is to be told about her place.
func (k *diary) call(i *item, kind string) {
	due := k.p.Quiet.Awake(k.t.Now, k.site(i))
	if kind == kindGiven {
		due = k.newsAt(i, k.t.Now)
	}
	i.Call = &call{kind, due}
}

// calls says whether news of a kind are still true.
func (i *item) calls(kind string) bool {
	switch kind {
	case kindOffer:
		return i.Seat == SeatOffered
	case kindGiven:
		return i.Seat == SeatPlaced
	case kindLost:
		return !i.Seat.engaged()
	}
	return i.Seat == SeatSilent
}

// ring does what is due.
func (k *diary) ring() error {
	if err := k.inquire(); err != nil {
		return err
	}
	for _, i := range k.Items {
		if err := errors.Join(k.tellChange(i), k.tellCall(i), k.tellTeamNews(i), k.tellMet(i), k.askIfDue(i), k.askMoment(i)); err != nil {
			return err
		}
	}
	return nil
}

// tellChange tells her what has changed.
func (k *diary) tellChange(i *item) error {
	n := i.Notice
	if n == nil || n.Due.After(k.t.Now) {
		return nil
	}
	if at := k.newsAt(i, k.t.Now); at.After(k.t.Now) { // it is late, and night
		n.Due = at
		return nil
	}
	last := i.lastNews()
	i.Notice = nil
	if !i.Cancelled && !n.Gone && !i.concerned(n.Was) { // by what she has answered since
		return nil
	}
	defer k.caughtUp(i)
	if !last.After(k.t.Now) {
		k.reports = append(k.reports, "news of an event that is over were dropped")
		return nil
	}
	if i.Seat == SeatWaiting && i.begun(k.t.Now) { // she hears that no place became free
		return nil
	}
	given := k.given(i)
	given["was"] = flows.When(n.Was.Site, n.Was.Start)
	from, elsewhere := relocated(n.Was, i.Plan)
	given["was_place"] = from
	kind := kindRemind
	switch moved := !n.Was.Start.Equal(i.Plan.Start); {
	case i.Cancelled:
		kind, last = kindCancelled, n.Was.End()
	case n.Gone:
		kind = kindBack
	case moved && elsewhere:
		kind = kindBoth
	case moved:
		kind = kindTime
	case elsewhere:
		kind = kindPlace
	case TellsEnd(n.Was, i.Plan) && i.Seat != SeatWaiting:
		kind = kindEnds
	}
	if !i.Cancelled {
		given["also"] = i.also(n.Was)
	}
	var err error
	if i.Seat == SeatOffered && !i.Cancelled { // the news ask her whether she wants the place
		i.Call, err = nil, k.heardOffer(i)
	}
	return errors.Join(err, k.news(kind, last, given))
}

// heardOffer tells the event that she is told of its offer: before that it does not lapse.
func (k *diary) heardOffer(i *item) error {
	i.Told = i.Offer
	return k.tell(k.t.IDs.Of(flows.KindEvent, i.Reference), toldDue, request{Guest: k.a.ID, Person: k.Person, Reference: i.Reference, N: i.N, Heard: i.Offer})
}

// lastNews is until when news of a change are of use: somebody may go there in vain.
func (i *item) lastNews() time.Time {
	was, is := i.Notice.Was.End(), i.Plan.End()
	if i.Cancelled || was.After(is) {
		return was
	}
	return is
}

// tellCall tells her about her place. News of a change come first.
func (k *diary) tellCall(i *item) error {
	c := i.Call
	if c == nil || c.Due.After(k.t.Now) || i.Notice != nil {
		return nil
	}
	at := k.p.Quiet.Awake(k.t.Now, k.site(i))
	if c.Kind == kindGiven {
		at = k.newsAt(i, k.t.Now)
	}
	if at.After(k.t.Now) { // it is late, and night
		c.Due = at
		return nil
	}
	i.Call = nil
	until := i.Plan.Start
	if c.Kind == kindOffer {
		until = i.Until
	}
	if i.Cancelled || !until.After(k.t.Now) { // an offer of which she was not told comes again
		return nil
	}
	var err error
	kind := c.Kind
	switch {
	case kind == kindGiven:
		defer k.caughtUp(i)
	case kind == kindOffer:
		err = k.heardOffer(i)
	case kind == kindLapsed && !i.opens(k.t.Now):
		kind = kindShut
	}
	return errors.Join(err, k.news(kind, until, k.given(i)))
}

// setTimer wakes the guest when something is due.
func (k *diary) setTimer() {
	delete(k.a.Timers, timerNext)
	first := time.Time{}
	sooner := func(at time.Time) {
		if first.IsZero() || at.Before(first) {
			first = at
		}
	}
	for _, q := range k.Inquiries {
		sooner(q.Due)
	}
	for _, i := range k.Items {
		if i.Notice != nil {
			sooner(i.Notice.Due)
			continue
		}
		if i.Call != nil {
			sooner(i.Call.Due)
		}
		if i.Crew != nil && i.Crew.Call != nil {
			sooner(i.Crew.Call.Due)
		}
		if at, ok := i.metTimer(); ok {
			sooner(at)
		}
		if _, at, ok := k.next(i); ok {
			if i.Again.After(at) {
				at = i.Again
			}
			sooner(at)
		}
		if at, ok := k.momentTimer(i); ok {
			sooner(at)
		}
		switch {
		case i.Rev == 0 || i.Asked != "":
		case i.over(k.t.Now) && i.Crew != nil && i.Crew.View != nil:
			sooner(i.Plan.End().Add(teamForgets + time.Second))
		case i.over(k.t.Now):
			sooner(i.Plan.End().Add(pastKept + time.Second)) // then it is forgotten
		default:
			sooner(i.Plan.End().Add(time.Second))
		}
	}
	if !first.IsZero() {
		k.a.SetTimer(timerNext, first)
	}
}

// news tells her something about one event. It is for naught after until.
func (k *diary) news(kind string, until time.Time, given map[string]string) error {
	given["kind"] = kind
	return k.say(letterNews, until, given)
}

// say tells her something; until zero is for ever.
func (k *diary) say(name string, until time.Time, given map[string]string) error {
	tell, err := flows.TellPersonUntil(k.Person, name, until, given)
	if err != nil {
		return fmt.Errorf("event: %w", err)
	}
	k.out = append(k.out, tell)
	return nil
}

// missed says whether a reminder did not come while there was time.
func (k *diary) missed(i *item) bool {
	return !i.Cancelled && i.Seat == SeatPlaced && slices.ContainsFunc(k.p.Reminders(i.Plan.Remind), func(d time.Duration) bool { return !i.hasHad(d) })
}
