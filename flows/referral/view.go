package referral

import (
	"encoding/json"
	"fmt"
	"time"

	"wecan/flows"
)

// View is a referral as those who look after it see it. It has no word of what was
// said, and no name of the person: whoever has it reads that in the chat.
type View struct {
	Reference string
	Site      string
	Topic     string
	Language  string // by its own name, or as the person wrote it
	Colour    Colour
	Status    Status
	Received  time.Time
	Owner     string    // the id of who has it, "" for nobody
	Due       time.Time // when somebody must act next; zero for never
	Overdue   bool      // it waits too long, or nobody takes it
	Outcome   Outcome
	Got       string // yes, partly or no: what the person said at the end
	Changes   []Change
	Notes     int // in its safeguarding record
}

// ReadView reads the body of a referral's actor. A referral that nobody has opened
// has no reference.
func ReadView(a flows.Actor) (View, error) {
	var f file
	if len(a.Body) == 0 {
		return View{}, nil
	}
	if err := json.Unmarshal(a.Body, &f.referral); err != nil {
		return View{}, fmt.Errorf("referral: read the referral: %w", err)
	}
	v := View{
		Reference: f.Reference, Site: f.Site, Topic: f.Request.Topic, Language: f.spoken(), Colour: f.Colour, Status: f.Status,
		Received: f.Received, Outcome: f.Outcome, Got: f.Got, Changes: f.Changes, Overdue: f.open() && (f.Nobody || f.Late > 1),
	}
	if f.Filed != nil {
		v.Notes = f.Filed.Notes
	}
	if f.Owner != nil {
		v.Owner = f.Owner.ID
	}
	for _, timer := range []string{timerSeek, timerOffer, timerOwed} {
		if due := a.Timers[timer]; !due.IsZero() && (v.Due.IsZero() || due.Before(v.Due)) {
			v.Due = due
		}
	}
	return v, nil
}
