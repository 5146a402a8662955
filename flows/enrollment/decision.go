package enrollment

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"wecan/flows"
	"wecan/i18n"
)

// Verb is what the team can decide about an application. Verbs stand in stored
// states: never rename one.
type Verb string

// The verbs. Which of them are possible depends on the status: see
// [View.Open].
const (
	VerbReview   Verb = "review"   // somebody looks at it; also one that was withdrawn by mistake
	VerbAccept   Verb = "accept"   // she gets a place or, when there is none for her, goes on the reserve list
	VerbReserve  Verb = "reserve"  // she goes on the reserve list
	VerbDecline  Verb = "decline"  // not this time; she can ask that a person looks again
	VerbAppeal   Verb = "appeal"   // she asked a person to look again
	VerbUphold   Verb = "uphold"   // after an appeal: declined all the same
	VerbWithdraw Verb = "withdraw" // she told a person that she does not want the place
)

// toldDecide brings a [Decision] to an application.
const toldDecide = "decide"

// Decision is what somebody of the team decides about an application.
type Decision struct {
	ID     string `json:"id"` // drawn anew for each: the same one again changes nothing
	By     string `json:"by"` // who decides
	What   Verb   `json:"what"`
	Reason string `json:"reason,omitempty"` // an entry of the programme's list reasons; the person reads it in her language
	Words  string `json:"words,omitempty"`  // or a reason in free words, which the person reads as they are

	// Seen is the [View.Version] that was decided about, 0 for any. An
	// application that has changed since is left as it is.
	Seen int `json:"seen,omitempty"`
}

const (
	listReasons = "reasons" // of the programme file
	nameLimit   = 60        // characters
	wordsLimit  = 200       // characters
)

// Faults of a decision that no application takes.
var (
	ErrNoName   = errors.New("a decision needs the name of whoever decides, of 1 to 60 characters, and not applicant or wecan")
	ErrNoReason = errors.New("a decline needs a reason of the programme file, or some words")
	ErrReason   = errors.New("the programme file has no such reason")
	ErrWords    = errors.New("a reason in free words has at most 200 characters")
)

// Check says what is wrong with a decision by itself, whatever the application.
func (dec Decision) Check(p *flows.Programme) error {
	if !isName(dec.By) {
		return ErrNoName
	}
	switch {
	case utf8.RuneCountInString(dec.Words) > wordsLimit:
		return ErrWords
	case dec.Reason != "" && !slices.Contains(Reasons(p), dec.Reason):
		return ErrReason
	case (dec.What == VerbDecline || dec.What == VerbUphold) && dec.Reason == "" && i18n.Clean(dec.Words) == "":
		return ErrNoReason
	}
	return nil
}

// isName says whether somebody of the team can be called so.
func isName(by string) bool {
	name := strings.ToLower(i18n.Clean(by))
	return name != "" && name != ByApplicant && name != ByProgram && utf8.RuneCountInString(name) <= nameLimit
}

// Reasons are the ids of the reasons for a decline that the programme file
// names.
func Reasons(p *flows.Programme) []string {
	var out []string
	if p == nil {
		return nil
	}
	for _, l := range p.Lists {
		if l.ID == listReasons {
			for _, e := range l.Entries {
				out = append(out, e.ID)
			}
		}
	}
	return out
}

// open are the verbs that the application takes now. While it waits for its
// intake she can still withdraw.
func (app *application) open() []Verb {
	if app.Asked != nil {
		return []Verb{VerbWithdraw}
	}
	switch app.Status {
	case StatusReceived:
		return []Verb{VerbReview, VerbAccept, VerbReserve, VerbDecline, VerbWithdraw}
	case StatusReview:
		return []Verb{VerbAccept, VerbReserve, VerbDecline, VerbWithdraw}
	case StatusReserve, StatusOffered:
		return []Verb{VerbAccept, VerbDecline, VerbWithdraw}
	case StatusAccepted:
		return []Verb{VerbWithdraw}
	case StatusDeclined:
		return []Verb{VerbAppeal}
	case StatusAppeal:
		return []Verb{VerbAccept, VerbReserve, VerbUphold, VerbWithdraw}
	case StatusWithdrawn:
		return []Verb{VerbReview}
	}
	return nil
}

// decided takes a decision. One that does not fit changes nothing: whoever sent
// it looks at what stands.
func (d *dossier) decided(in flows.Told) error {
	var dec Decision
	if err := json.Unmarshal(in.Data, &dec); err != nil {
		return fmt.Errorf("enrollment: read a decision: %w", err)
	}
	if d.Reference == "" {
		d.report("a decision about an application that nobody has submitted was dropped")
		return nil
	}
	if err := dec.Check(d.m.Programme); err != nil {
		d.report("a decision was dropped: " + err.Error())
		return nil //nolint:nilerr // what somebody did wrong is no defect of the application: it must not be put aside
	}
	if d.hear(dec.ID) || dec.Seen != 0 && dec.Seen != d.version() || !slices.Contains(d.open(), dec.What) {
		return nil
	}
	dec.By, dec.Words = i18n.Clean(dec.By), i18n.Clean(dec.Words)
	return d.act(dec)
}

func (d *dossier) act(dec Decision) error {
	c := Change{By: dec.By, Reason: dec.Reason, Words: dec.Words, ID: dec.ID}
	switch dec.What {
	case VerbReview:
		d.change(StatusReview, c)
		return nil
	case VerbAccept, VerbReserve: // about places the intake decides
		d.Asked = &dec
		want := wantSeat
		if dec.What == VerbReserve {
			want = wantList
		}
		return d.wish(want)
	case VerbDecline:
		return d.end(StatusDeclined, c, letterDeclined)
	case VerbUphold:
		c.What = ChangeUpheld
		return d.end(StatusDeclined, c, letterUpheld)
	case VerbAppeal:
		d.unwrite()
		d.change(StatusAppeal, c)
		return nil
	case VerbWithdraw:
		return d.end(StatusWithdrawn, c, letterWithdrawn)
	}
	return nil
}

// end gives up whatever the application has at its intake.
func (d *dossier) end(to Status, c Change, letter string) error {
	if d.Status == StatusAccepted {
		if err := d.gone(); err != nil {
			return err
		}
	}
	d.change(to, c)
	d.Asked, d.Silent, d.Until, d.Number = nil, false, time.Time{}, 0
	d.unwrite()
	if d.Wish > 0 {
		if err := d.wish(wantNone); err != nil {
			return err
		}
	}
	if letter == "" {
		return nil
	}
	return d.write(letter)
}
