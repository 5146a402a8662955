package event

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"wecan/flows"
)

// wished does what a person wishes. A copy of a wish changes nothing.
func (k *diary) wished(in flows.Told) error {
	var w wish
	if err := json.Unmarshal(in.Data, &w); err != nil {
		return fmt.Errorf("event: read what a person wants: %w", err)
	}
	if GuestOf(k.t.IDs, in.From) != k.a.ID {
		k.reports = append(k.reports, "a wish of somebody else was dropped")
		return nil
	}
	k.Person, k.Lang = in.From, w.Lang
	if w.Site != "" {
		k.Site = w.Site
	}
	if slices.Contains(k.Heard, w.ID) {
		return nil
	}
	k.Heard = append(k.Heard, w.ID)
	k.Heard = k.Heard[max(0, len(k.Heard)-heardMost):]
	switch in.Name {
	case toldList:
		return k.list()
	case toldOpen, toldBegin:
		return k.open(w, in.Name)
	case toldFile:
		return k.file(w)
	case toldMeet, toldMeetSay:
		return k.meetWished(in.Name, w)
	case toldForget:
		return k.forget()
	case toldHand, toldSubmit, toldIdeas, toldIdea, toldVote, toldResults:
		return k.wishWork(in.Name, w)
	case toldMake, toldJoin, toldLeaveTeam, toldShow, toldTalk:
		return k.teamWished(in.Name, w)
	}
	if _, is := starts()[in.Name]; is {
		return k.open(w, in.Name)
	}
	return k.wish(in.Name, w)
}

// wish brings a wish about an event to it. The event decides, and then she is answered.
// Each wish takes the place of the one before.
func (k *diary) wish(what string, w wish) error {
	_, known := flows.ParseReference(w.Event)
	i := k.item(w.Event)
	switch {
	case !known:
		return k.say(refused(what, ""), time.Time{}, nil)
	case (what == toldHere || what == toldRate) && (i == nil || i.Seat != SeatPlaced || i.Asked != "" && i.Asked != what):
		return k.say(answerClosed, time.Time{}, nil)
	case i == nil && what == toldSign && k.coming() >= itemsMost:
		return k.say(refused(what, refusedFull), time.Time{}, nil)
	case i == nil:
		i = &item{Standing: Standing{Reference: w.Event}}
		k.Items = append(k.Items, i)
	}
	var err error
	if what == toldSign {
		k.Last = w.Event
		err = k.among(i, w.Form.Among)
	}
	w.Place = what == toldLeave || what == toldDecline
	i.Asked, i.Call = what, nil
	return errors.Join(err, k.send(what, i, w))
}

// refused is the answer to a wish that changed nothing.
func refused(what string, why refusal) string {
	switch {
	case (what == toldLeave || what == toldDecline) && why == refusedOver:
		return answerLate
	case what == toldLeave || what == toldDecline:
		return answerLeft
	case what == toldSign && why == refusedFull:
		return answerFull
	}
	return answerNotOpen
}

// forget leaves all events.
func (k *diary) forget() error {
	var err error
	for _, i := range k.Items {
		err = errors.Join(err, k.send(toldLeave, i, wish{}))
	}
	return err
}

// replied takes the reply of an event. It comes after a wish of hers, to a question, and
// when something has changed.
func (k *diary) replied(in flows.Told) error {
	var r reply
	if err := json.Unmarshal(in.Data, &r); err != nil {
		return fmt.Errorf("event: read the reply of an event: %w", err)
	}
	// Of an event that nobody has planned the reply names none.
	if r.Reference != "" && in.From != k.t.IDs.Of(flows.KindEvent, r.Reference) {
		k.reports = append(k.reports, "a reply that did not come from its event was dropped")
		return nil
	}
	var i *item
	for _, one := range k.Items {
		if in.From == k.t.IDs.Of(flows.KindEvent, one.Reference) {
			i = one
		}
	}
	k.paper, k.alone = r.Paper, r.Alone
	if i != nil {
		if err := errors.Join(k.take(i, r), k.worked(i, r)); err != nil {
			return err
		}
	}
	return k.informed(in.From, r)
}

// take takes how an event stands, and how she does.
func (k *diary) take(i *item, r reply) error {
	was, stood := i.Seat, i.Standing
	news := r.Number > i.Number && r.Seq >= i.Seq
	if r.Number > i.Number {
		i.Works, i.Work, i.Children = r.Works, cmp.Or(r.Work, i.Work), r.Children
	}
	if r.Rev > i.Rev {
		k.change(i, r.Standing)
	}
	if news {
		i.Number, i.N, i.Seat, i.Line, i.Until, i.Offer = r.Number, r.N, r.Seat, r.Line, r.Until, r.Offer
		i.In, i.Counted, i.Rated = r.In, r.Counted, r.Rated
		if err := k.stood(i, was, r.Refused); err != nil {
			return err
		}
	}
	if err := k.teamFollows(i, stood); err != nil {
		return err
	}
	switch {
	case r.Query == "":
	case i.Query == r.Query:
		return k.remind(i)
	case i.Moment != nil && i.Moment.Query == r.Query:
		return k.momentAnswered(i)
	}
	return nil
}

// change takes how an event stands now.
func (k *diary) change(i *item, now Standing) {
	was := i.Standing
	i.Standing, i.Known = now, k.t.Now
	if was.Rev == 0 {
		return
	}
	if !now.Plan.Start.Equal(was.Plan.Start) || now.Cancelled {
		i.Due, i.Query, i.Again = 0, "", time.Time{}
	}
	k.note(i, was)
}

// stood tells her how she stands at an event now, if she waits for that, or notes that it
// is news.
func (k *diary) stood(i *item, was Seat, why refusal) error {
	if !i.Seat.engaged() {
		i.Notice = nil
	}
	if i.Call != nil && !i.calls(i.Call.Kind) {
		i.Call = nil
	}
	switch {
	case i.Asked != "":
		return k.answered(i, was, why)
	case i.Seat == SeatOffered && i.Offer > i.Told:
		k.call(i, kindOffer)
	case i.Seat == SeatPlaced && was != SeatPlaced:
		k.call(i, kindGiven)
	case i.Seat == SeatSilent && was != SeatSilent:
		k.call(i, kindLapsed)
	case i.Seat == SeatLeft && was.engaged() && k.excluded(i):
		k.call(i, kindLost)
	}
	return nil
}

// answered answers her wish. What was cancelled before she heard that she is in she is not
// in.
func (k *diary) answered(i *item, was Seat, why refusal) error {
	what := i.Asked
	i.Asked = ""
	name := refused(what, why)
	var err error
	switch {
	case i.Cancelled && i.Seat.engaged() && !was.engaged():
		err = k.send(toldLeave, i, wish{})
	case what != toldSign && what != toldAccept: // the answer does not say when it is
	case i.Notice != nil && !i.Notice.Gone && !i.Cancelled && i.Notice.Was.End().Before(k.t.Now): // what she knew is over
		i.Notice = nil
	case i.Notice != nil && i.Notice.Gone && i.Seat.engaged() && !i.Cancelled: // the answer says that it takes place
		if i.Notice.Gone = false; !i.concerned(i.Notice.Was) {
			i.Notice = nil
		}
	}
	switch {
	case what == toldHere:
		name = i.hereAnswer(why)
	case what == toldRate && why == "" && i.Rated:
		name = answerNoted
	case what == toldRate:
		name = answerClosed
	case (what == toldLeave || what == toldDecline) && i.Seat.engaged(): // a later reply came first
		name = answerLate
	case what == toldLeave || what == toldDecline || i.Cancelled:
	case what == toldSign && why == refusedClosed && i.Seat.engaged() && i.begun(k.t.Now):
		name = answerLate
	case i.over(k.t.Now), i.Seat != SeatPlaced && i.begun(k.t.Now): // nobody gets a place any more
	case i.Seat == SeatPlaced:
		name = answerPlaced
		if i.Notice == nil { // else it may be undone yet, and the news say it all
			k.caughtUp(i)
		}
	case i.Seat == SeatWaiting, i.Seat == SeatOffered:
		name = answerQueued
		if i.Notice == nil { // she reads her number on the list, which is all that the reminder says
			k.caughtUp(i)
		}
	}
	if i.Seat == SeatOffered && i.Offer > i.Told {
		k.call(i, kindOffer)
	}
	given := k.stands(i)
	switch {
	case i.Rev == 0:
	case what == toldHere:
		given["meets"] = yes(i.Plan.Introduces())
	case what == toldSign:
		given["unpaired"] = yes(k.alone)
	}
	return errors.Join(err, k.say(name, time.Time{}, given))
}

// stands are the values of an answer about an event.
func (k *diary) stands(i *item) map[string]string {
	if i.Rev == 0 {
		return nil
	}
	from, _ := i.Plan.Doors()
	return map[string]string{
		"event": i.Reference, "title": i.Plan.In(k.Lang).Title, "when": flows.When(i.Plan.Site, i.Plan.Start), "place": where(i.Plan),
		"line": count(i.Line), "code": Code(i.N),
		"from": flows.When(i.Plan.Site, from),
	}
}

// count is a number of things, "" for none.
func count(n int) string {
	if n <= 0 {
		return ""
	}
	return strconv.Itoa(n)
}
