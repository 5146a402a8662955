package enrollment

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"wecan/flows"
)

// What a person tells her application about the questions for those who have a
// place, and what it answers.
const (
	toldMore    = "more"    // ask me
	toldDetails = "details" // these are my answers: they take the place of those before
	toldForget  = "forget"  // I have deleted them

	answerBegun   = "begun"    // more: they are on their way to her
	answerClosed  = "closed"   // more: she has no place
	answerKept    = "kept"     // details
	answerNoPlace = "no_place" // details: she has no place any more, nothing was kept
)

// Fields that are kept apart from the other answers.
const (
	fieldCertificate = "certificate_name"
	funderPrefix     = "funder_"
)

// Details are what somebody who has a place has told besides. Nobody waits for
// them: no place depends on them. They go as soon as she has no place any more,
// or deletes them, and else with the application.
type Details struct {
	At time.Time `json:"at"` // when she sent or deleted them: what was sent before is old

	// Answers are for those who prepare the course: her track, what she can do,
	// her own words.
	Answers map[string]string `json:"answers,omitempty"`

	// Certificate is the name for the certificate, as in her papers. Nothing but
	// the certificate needs it, so nothing shows it that is not asked for it: a
	// desk goes by the name that she chose herself.
	Certificate string `json:"certificate,omitempty"`

	// Funder are the answers to the funder's questions. They are to be counted,
	// for all people together. To see them beside a name helps nobody, and may
	// harm her when a place or a referral is decided: so no desk shows them.
	Funder map[string]string `json:"funder,omitempty"`
}

// sentDetails is how they come to the application.
type sentDetails struct {
	ID string `json:"id"`
	Details
}

// sendDetails is the action application.details: all that the flow saves goes to
// the application.
func sendDetails(c flows.Call) (flows.Request, error) {
	sent := sentDetails{ID: strconv.FormatUint(c.Turn.Rand().Uint64(), 36), Details: Details{At: c.Turn.Now}}
	for field, value := range c.Answers {
		switch {
		case value == "" || isKnown(field):
		case field == fieldCertificate:
			sent.Certificate = value
		case strings.HasPrefix(field, funderPrefix):
			sent.Funder = with(sent.Funder, field, value)
		default:
			sent.Answers = with(sent.Answers, field, value)
		}
	}
	return about(c, toldDetails, sent)
}

// isKnown says whether the application has the answer already, or it is none.
func isKnown(field string) bool {
	switch field {
	case fieldReference, fieldSite, "name", "language", "details":
		return true
	}
	return field == "link" || strings.HasPrefix(field, "link_")
}

func with(m map[string]string, field, value string) map[string]string {
	if m == nil {
		m = map[string]string{}
	}
	m[field] = value
	return m
}

// forgetDetails is the action application.forget.
func forgetDetails(c flows.Call) (flows.Request, error) {
	return about(c, toldForget, sentDetails{ID: strconv.FormatUint(c.Turn.Rand().Uint64(), 36), Details: Details{At: c.Turn.Now}})
}

// about tells the application of her reference something.
func about(c flows.Call, told string, value any) (flows.Request, error) {
	reference := c.Answers[fieldReference]
	tell, err := flows.NewTell(c.Turn.IDs.Of(flows.KindApplication, reference), told, value)
	if err != nil {
		return flows.Request{}, fmt.Errorf("enrollment: %w", err)
	}
	return flows.Request{Tell: tell, Key: reference}, nil
}

// detailed takes her answers, or takes them away. Of somebody else's application
// she learns nothing. What an old copy brings changes nothing.
func (d *dossier) detailed(in flows.Told) error {
	var sent sentDetails
	if err := json.Unmarshal(in.Data, &sent); err != nil {
		return fmt.Errorf("enrollment: read what somebody with a place tells: %w", err)
	}
	hers := d.Reference != "" && d.Person == in.From
	has := hers && d.Status == StatusAccepted
	if has && !d.hear(sent.ID) && (d.Details == nil || !sent.At.Before(d.Details.At)) {
		d.Details = &sent.Details // of forget it is empty
	}
	switch {
	case in.Name == toldForget:
		return nil
	case !has:
		return d.say(in.From, answerNoPlace, nil)
	}
	return d.say(in.From, answerKept, nil)
}

// more brings her the questions for those who have a place.
func (d *dossier) more(from flows.ActorID, hers bool) error {
	if !hers || d.Status != StatusAccepted {
		return d.say(from, answerClosed, nil)
	}
	if err := d.questions(); err != nil { // first: else a question that is open would be asked twice
		return err
	}
	return d.say(d.Person, answerBegun, nil)
}

func (d *dossier) questions() error {
	return d.say(d.Person, letterQuestions, nil)
}

// gone deletes what she has told for the course, here and in her chat, because
// she has no place any more. It does not wait for the morning: she reads nothing
// of it.
func (d *dossier) gone() error {
	if d.Details != nil {
		d.Details = &Details{At: d.t.Now}
	}
	return d.say(d.Person, letterGone, nil)
}
