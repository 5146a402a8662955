package enrollment

import (
	"slices"
	"time"

	"wecan/flows"
)

// Status is where an application stands. Statuses are parts of the names of
// indexes and of stored states: never rename one.
type Status string

// The statuses. Only a person's decision makes an application declined; see
// [Verb]. Offered is a place that was freed and waits for her yes.
const (
	StatusReceived  Status = "received"
	StatusReview    Status = "review"
	StatusAccepted  Status = "accepted"
	StatusReserve   Status = "reserve"
	StatusOffered   Status = "offered"
	StatusDeclined  Status = "declined"
	StatusAppeal    Status = "appeal"
	StatusWithdrawn Status = "withdrawn"
)

// Statuses are all of them, in the order in which an application may go
// through them.
func Statuses() []Status {
	return []Status{
		StatusReceived, StatusReview, StatusOffered, StatusReserve, StatusAccepted, StatusAppeal, StatusDeclined, StatusWithdrawn,
	}
}

// Who changes an application besides the people of the team, whose names
// cannot be these.
const (
	ByApplicant = "applicant" // the person herself
	ByProgram   = "wecan"     // a time that passed, or a place that became free
)

// Change is one thing that happened to an application. All are kept, in order;
// the first, that it was received, is told by the application itself.
type Change struct {
	At     time.Time `json:"at"`
	By     string    `json:"by"`              // a name of the team's, [ByApplicant] or [ByProgram]
	What   string    `json:"what"`            // a [Status] it came to, [ChangeLapsed] or [ChangeUpheld]
	Reason string    `json:"why,omitempty"`   // a reason of the programme file, or [ReasonNoPlace]
	Words  string    `json:"words,omitempty"` // a reason in free words
	ID     string    `json:"id,omitempty"`    // the decision's
}

// Changes that are told apart from the status they lead to.
const (
	ChangeLapsed = "lapsed" // an offer was not answered in time: she stays on the reserve list, and is not asked again by itself
	ChangeUpheld = "upheld" // after an appeal a person declined once more
)

// ReasonNoPlace is why somebody who was to be accepted is on the reserve list.
const ReasonNoPlace = "no-place"

// Opening is that somebody of the team listened to, or looked at, a file that
// is an answer: a voice message, a photo. It is no change: the application
// stands as it stood.
type Opening struct {
	At    time.Time `json:"at"`
	By    string    `json:"by"`
	Field string    `json:"field"` // of the answer
}

// application is the state of one application. It holds at most some hundred
// changes; each needs a person to do something, so no more are to be expected.
type application struct {
	Reference string            `json:"reference"`
	Person    flows.ActorID     `json:"person"`
	Answers   map[string]string `json:"answers"`
	Received  time.Time         `json:"received"`
	Status    Status            `json:"status"`

	// Worked out once, when it was received: see [flows.Programme.Score].
	Met    []string `json:"met,omitempty"`
	Points int      `json:"points,omitempty"`
	Groups []string `json:"groups,omitempty"`

	Part    *flows.Participation `json:"part,omitempty"`    // how she takes part, as her agenda was told last
	Phone   int                  `json:"phone,omitempty"`   // the Seq of what she herself was told of it last
	Details *Details             `json:"details,omitempty"` // told by somebody who has a place
	Changes []Change             `json:"changes,omitempty"`
	Opened  []Opening            `json:"opened,omitempty"` // a person of the team does each, so there are few
	Silent  bool                 `json:"silent,omitempty"` // on the reserve list, but her last offer lapsed
	Until   time.Time            `json:"until,omitzero"`   // the end of the offer, or of the time to appeal
	Letter  string               `json:"letter,omitempty"` // what she is told as soon as she may be written to
	Number  int                  `json:"number,omitempty"` // on the reserve list, when she was put there

	// What it has asked the site's intake for, and what that has answered.
	Wish   int       `json:"wish,omitempty"`   // the number of the last request
	Rev    int       `json:"rev,omitempty"`    // of the last answer
	Asked  *Decision `json:"asked,omitempty"`  // the decision that waits for the answer
	Tapped bool      `json:"tapped,omitempty"` // she waits for the answer

	// Heard are the last decisions and wishes of hers, by their ids: a copy that
	// comes after weeks must not be taken for a new one.
	Heard []string `json:"heard,omitempty"`
}

// answered is one of her answers, of the application or of what she told with a place
// for the course; "" for none.
func (app *application) answered(field string) string {
	if answer := app.Answers[field]; answer != "" || app.Details == nil {
		return answer
	}
	return app.Details.Answers[field]
}

// heardMost is how many are remembered. A copy comes soon, if one comes at all.
const heardMost = 40

// hear says whether something with this id was heard before, and remembers it.
func (app *application) hear(id string) (again bool) {
	if id == "" {
		return false
	}
	if slices.Contains(app.Heard, id) {
		return true
	}
	app.Heard = append(app.Heard, id)
	app.Heard = app.Heard[max(0, len(app.Heard)-heardMost):]
	return false
}

// version changes with every change, so that somebody who decides can say
// which application she has seen. It is never 0.
func (app *application) version() int { return 1 + len(app.Changes) }

// upheld says whether an appeal was decided already.
func (app *application) upheld() bool {
	return slices.ContainsFunc(app.Changes, func(c Change) bool { return c.What == ChangeUpheld })
}

// decline is the change that says why it is declined now.
func (app *application) decline() Change {
	for _, c := range slices.Backward(app.Changes) {
		if c.What == string(StatusDeclined) || c.What == ChangeUpheld {
			return c
		}
	}
	return Change{}
}
