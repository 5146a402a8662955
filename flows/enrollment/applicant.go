package enrollment

import (
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"wecan/flows"
)

// What a person tells her application, besides submitting it.
const (
	toldLook   = "look"   // how does it stand?
	toldTake   = "take"   // yes, I want the place
	toldLeave  = "leave"  // I do not want it any more
	toldAppeal = "appeal" // a person shall look again
)

// What it answers. A name belongs to one question only, so that an answer that
// comes late is never taken for the answer to another one.
const (
	answerYours   = "yours"   // take: the place is hers
	answerListed  = "listed"  // take: it is gone, she is on the reserve list
	answerMissed  = "missed"  // take: there is nothing to take any more
	answerLeft    = "left"    // leave: it is withdrawn
	answerDecided = "decided" // leave: it is not hers, or was declined
	answerAsked   = "asked"   // appeal: a person looks again
	answerTooLate = "too_late"
)

// The answers to look. How it stands is told like news: see [dossier.look].
const (
	answerShown   = "shown"
	answerUnknown = "unknown" // it is not hers
)

// What she may be shown besides the letters.
const (
	standsWaiting   = "waiting"
	standsReserve   = "reserve"
	standsAppeal    = "appeal"
	standsClosed    = "closed" // declined, and she cannot appeal any more
	standsWithdrawn = "withdrawn"
)

// fieldReference is where the form keeps the number of her application.
const fieldReference = "reference"

// actions are what flows may ask applications for.
func actions() map[string]flows.Action {
	tells := func(told string, gives []string, answers ...string) flows.Action {
		return flows.Action{Needs: []string{fieldReference}, Answers: answers, Gives: gives, Do: ask(told)}
	}
	return map[string]flows.Action{
		"application.submit": {
			Needs: []string{"name", fieldSite}, Answers: []string{toldReceived, toldTaken}, Indexed: []string{fieldSite}, Do: submit,
		},
		"application.look":   tells(toldLook, nil, answerShown, answerUnknown),
		"application.take":   tells(toldTake, []string{"n"}, answerYours, answerListed, answerMissed),
		"application.leave":  tells(toldLeave, nil, answerLeft, answerDecided),
		"application.appeal": tells(toldAppeal, nil, answerAsked, answerTooLate),
		"application.more":   tells(toldMore, nil, answerBegun, answerClosed),
		"application.details": {
			Needs: []string{fieldReference}, Answers: []string{answerKept, answerNoPlace}, Do: sendDetails,
		},
		"application.forget": {Needs: []string{fieldReference}, Do: forgetDetails},
	}
}

// ask tells the application of her reference.
func ask(told string) func(flows.Call) (flows.Request, error) {
	return func(c flows.Call) (flows.Request, error) {
		return about(c, told, desire{ID: strconv.FormatUint(c.Turn.Rand().Uint64(), 36)})
	}
}

// desire is something that the person wants, with an id of its own.
type desire struct {
	ID string `json:"id"`
}

// applicant does what the person wants; a copy of what she wanted before is
// answered only. Of somebody else's application she learns nothing, not even
// that there is one.
func (d *dossier) applicant(in flows.Told) error {
	var want desire
	if err := json.Unmarshal(in.Data, &want); err != nil {
		return fmt.Errorf("enrollment: read what a person wants: %w", err)
	}
	hers := d.Reference != "" && d.Person == in.From
	act := hers && !d.hear(want.ID)
	answer, err := "", error(nil)
	switch in.Name {
	case toldTake:
		answer, err = d.take(act, hers)
	case toldLeave:
		answer, err = d.leave(act, hers)
	case toldAppeal:
		answer = d.appeal(act, hers)
	case toldMore:
		return d.more(in.From, hers)
	default:
		if hers {
			return d.look()
		}
		answer = answerUnknown
	}
	if err != nil || answer == "" {
		return err
	}
	return d.say(in.From, answer, nil)
}

// take is a yes to an offer, in time or not: the intake decides, also whether
// there is another place when the offer is over. Then the answer comes later.
func (d *dossier) take(act, hers bool) (answer string, err error) {
	switch {
	case hers && d.Status == StatusAccepted:
		return answerYours, nil
	case !act || d.Status != StatusOffered && d.Status != StatusReserve:
		return answerMissed, nil
	case d.Asked != nil || d.Tapped: // the intake decides about her already
		d.Tapped = true
		return "", nil
	}
	d.Tapped = true
	return "", d.wish(wantTake)
}

// leave withdraws the application.
func (d *dossier) leave(act, hers bool) (answer string, err error) {
	switch {
	case hers && d.Status == StatusWithdrawn:
		return answerLeft, nil
	case !act || d.Status == StatusDeclined:
		return answerDecided, nil
	}
	if d.Tapped { // she asked for a place and did not wait for the answer
		d.Tapped = false
		if err := d.say(d.Person, answerMissed, nil); err != nil {
			return "", err
		}
	}
	return answerLeft, d.end(StatusWithdrawn, Change{By: ByApplicant}, "")
}

// appeal asks a person to look again: once, and until the time is over.
func (d *dossier) appeal(act, hers bool) (answer string) {
	switch {
	case hers && d.Status == StatusAppeal:
		return answerAsked
	case !act || !d.appealable():
		return answerTooLate
	}
	d.unwrite()
	d.Until = time.Time{}
	d.change(StatusAppeal, Change{By: ByApplicant})
	return answerAsked
}

// appealable says whether she can appeal by herself. A person of the team can
// always look again.
func (d *dossier) appealable() bool {
	inTime := d.Until.IsZero() || d.t.Now.Before(d.Until) // zero: she was not told yet
	return d.Status == StatusDeclined && !d.upheld() && inTime
}

// look shows her how it stands. Somebody who asks need not wait for the
// morning: what was to be told then is told now, and before the answer that ends
// her question, so that it counts as asked for.
func (d *dossier) look() error {
	if err := d.showAll(); err != nil {
		return err
	}
	return d.say(d.Person, answerShown, nil)
}

func (d *dossier) showAll() error {
	letter := d.Letter
	d.unwrite()
	switch d.Status {
	case StatusReceived, StatusReview:
		return d.show(standsWaiting)
	case StatusAccepted:
		letter = letterAccepted
	case StatusOffered:
		letter = letterOffer
	case StatusReserve:
		switch {
		case d.Silent:
			letter = letterLapsed
		case letter != letterReserve:
			return d.show(standsReserve)
		}
	case StatusAppeal:
		return d.show(standsAppeal)
	case StatusDeclined:
		d.mayAppeal()
		if !d.appealable() {
			return d.show(standsClosed)
		}
		letter = letterDeclined
	case StatusWithdrawn:
		return d.show(standsWithdrawn)
	}
	return d.say(d.Person, letter, d.given(letter))
}

func (d *dossier) show(state string) error {
	given := map[string]string{"state": state}
	if state == standsClosed {
		given["why"] = d.why()["why"]
	}
	return d.say(d.Person, letterStanding, given)
}
