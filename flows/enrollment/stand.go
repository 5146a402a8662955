package enrollment

import (
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"wecan/flows"
)

// What an application and its site's intake tell each other. Each side numbers
// what it says, so that of copies and of old news only the newest counts.
const (
	toldWish  = "wish"  // application → intake, with a wish
	toldStand = "stand" // intake → application, with a stand
)

// wish is what an application asks its intake for.
type wish struct {
	Site      string    `json:"site"`
	Reference string    `json:"reference"`
	Seq       int       `json:"seq"` // ascending
	Want      want      `json:"want"`
	Points    int       `json:"points,omitempty"`
	Arrived   time.Time `json:"arrived"`
	Groups    []string  `json:"groups,omitempty"`
}

type want string

const (
	wantSeat want = "seat" // a place; when there is none, the reserve list
	wantList want = "list" // the reserve list
	wantTake want = "take" // yes to an offer, also to one that is over
	wantNone want = "none" // nothing any more
)

// stand is how an application stands at its intake.
type stand struct {
	Seq    int       `json:"seq"` // of the last wish that was heard
	Rev    int       `json:"rev"` // ascending
	State  seat      `json:"state"`
	Number int       `json:"number,omitempty"` // on the reserve list, from 1
	Until  time.Time `json:"until,omitzero"`   // of the offer
}

// wish asks the intake for something.
func (d *dossier) wish(w want) error {
	d.Wish++
	site := d.Answers[fieldSite]
	return d.tell(d.t.IDs.Of(flows.KindIntake, site), toldWish, wish{
		Site: site, Reference: d.Reference, Seq: d.Wish, Want: w, Points: d.Points, Arrived: d.Received, Groups: d.Groups,
	})
}

// stands takes news of the intake. News from before the last request are
// dropped: what that brings about is still to come.
func (d *dossier) stands(in flows.Told) error {
	var s stand
	if err := json.Unmarshal(in.Data, &s); err != nil {
		return fmt.Errorf("enrollment: read how an application stands: %w", err)
	}
	if d.Reference == "" || in.From != d.t.IDs.Of(flows.KindIntake, d.Answers[fieldSite]) {
		d.report("news of an intake that is not this application's were dropped")
		return nil
	}
	if s.Rev <= d.Rev || s.Seq < d.Wish {
		return nil
	}
	d.Rev = s.Rev
	asked, tapped := d.Asked, d.Tapped
	d.Asked, d.Tapped = nil, false
	switch s.State {
	case seatTaken:
		return d.seated(asked, tapped)
	case seatWaiting, seatHeld:
		return d.listed(s, asked, tapped)
	case seatOffered:
		return d.offered(s, asked, tapped)
	case seatSilent:
		d.change(StatusReserve, Change{By: ByProgram, What: ChangeLapsed})
		d.Silent, d.Until = true, time.Time{}
		return d.write(letterLapsed)
	case seatGone:
	}
	return nil
}

// seated: she has a place, because somebody decided so or because she said yes.
func (d *dossier) seated(asked *Decision, tapped bool) error {
	c := Change{By: ByApplicant}
	if asked != nil {
		c = Change{By: asked.By, Reason: asked.Reason, Words: asked.Words, ID: asked.ID}
	}
	d.unwrite()
	d.Silent, d.Until = false, time.Time{}
	d.change(StatusAccepted, c)
	if tapped {
		return d.say(d.Person, answerYours, nil)
	}
	return d.write(letterAccepted)
}

// listed: she is on the reserve list. Somebody who was there before hears
// nothing new.
func (d *dossier) listed(s stand, asked *Decision, tapped bool) error {
	was := d.Status
	d.Number = s.Number
	switch {
	case asked != nil:
		c := Change{By: asked.By, Reason: asked.Reason, Words: asked.Words, ID: asked.ID}
		if asked.What == VerbAccept {
			c.Reason = ReasonNoPlace
		}
		d.change(StatusReserve, c)
	case tapped:
		d.change(StatusReserve, Change{By: ByApplicant})
	default:
		return nil
	}
	d.Silent, d.Until = false, time.Time{}
	switch {
	case tapped:
		d.unwrite()
		return d.say(d.Person, answerListed, map[string]string{"n": strconv.Itoa(s.Number)})
	case was == StatusReserve || s.State == seatHeld: // the offer comes in the morning
		return nil
	}
	return d.write(letterReserve)
}

// offered: a place became free, and the intake has found an hour at which she
// may be asked.
func (d *dossier) offered(s stand, asked *Decision, tapped bool) error {
	if asked != nil || tapped {
		s.State = seatHeld
		if err := d.listed(s, asked, tapped); err != nil {
			return err
		}
	}
	d.unwrite()
	d.Silent, d.Until = false, s.Until
	d.change(StatusOffered, Change{By: ByProgram})
	return d.write(letterOffer) // at once, unless these news were under way until the night
}
