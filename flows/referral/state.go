package referral

import (
	"slices"
	"time"

	"wecan/flows"
	"wecan/i18n"
)

// Status is where a referral stands. Statuses are parts of the names of indexes
// and of stored states: never rename one.
type Status string

// The statuses. Navigator and person say who is to write next.
const (
	StatusNew       Status = "new"
	StatusOffered   Status = "offered"
	StatusNavigator Status = "navigator"
	StatusPerson    Status = "person"
	StatusClosed    Status = "closed"
)

// Statuses are all of them.
func Statuses() []Status {
	return []Status{StatusNew, StatusOffered, StatusNavigator, StatusPerson, StatusClosed}
}

// Colour is how urgent a referral is. Colours stand in stored states: never rename
// one.
type Colour string

// The colours. Red and amber never close by themselves.
const (
	Red   Colour = "red"   // danger, a child, no bed tonight
	Amber Colour = "amber" // a date within 72 hours
	Green Colour = "green"
)

// Outcome is how a referral was closed. Outcomes stand in stored states: never
// rename one.
type Outcome string

// The outcomes.
const (
	Solved      Outcome = "solved"
	PassedOn    Outcome = "passed"
	Advised     Outcome = "advised"
	Unreachable Outcome = "unreachable"
	Withdrawn   Outcome = "withdrawn"
)

// Who changes a referral besides the people of the team.
const (
	ByPerson  = flows.ByPerson
	ByProgram = flows.ByProgram
)

// Change is one thing that happened to a referral. The last [changesMost] are
// kept, in order.
type Change struct {
	At   time.Time `json:"at"`
	By   string    `json:"by"`   // the id of somebody of the team, [ByPerson] or [ByProgram]
	What string    `json:"what"` // one of the words below
	Who  string    `json:"who,omitempty"`
	Why  string    `json:"why,omitempty"`
}

// What can happen.
const (
	Opened      = "opened"
	Offered     = "offered" // Who, and Why it is she
	Unanswered  = "unanswered"
	Busy        = "busy"
	Refused     = "refused"
	Accepted    = "accepted"
	Assigned    = "assigned" // a coordinator gave it to Who
	Nobody      = "nobody"   // there was nobody whom it could be offered to
	Passed      = "passed on"
	Another     = "another person wished for"
	Lost        = "navigator left"
	Reminded    = "navigator reminded"
	Escalated   = "escalated"
	Closed      = "closed" // Why: the outcome
	Feedback    = "feedback"
	Reopened    = "reopened"
	Forgotten   = "contents deleted"
	Unposted    = "refused by Mattermost" // what should have stood there; Who had it, or was asked
	Filed       = "note put into the safeguarding record"
	changesMost = 120
)

// request is what the person asked for.
type request struct {
	Topic    string    `json:"topic"`
	Soon     string    `json:"soon,omitempty"`
	Words    string    `json:"words,omitempty"`  // or a voice message: see [flows.Spoken]
	Letter   string    `json:"letter,omitempty"` // a kind, a colon, a file's id
	Language i18n.Lang `json:"language"`
	Speaks   string    `json:"speaks,omitempty"` // another language, as she wrote it
	Woman    bool      `json:"woman,omitempty"`
	Safe     string    `json:"safe,omitempty"` // hours
	Avoid    string    `json:"avoid,omitempty"`
	Team     bool      `json:"team,omitempty"` // nobody of her site
	Called   string    `json:"called,omitempty"`
}

// member is somebody of the team, as a referral knows her.
type member struct {
	ID    string        `json:"id"`
	Actor flows.ActorID `json:"actor"`
	Name  string        `json:"name"`
	Site  string        `json:"site"`

	Trained bool `json:"trained,omitempty"` // for restricted topics, when she was asked or given it

	User    string `json:"user,omitempty"`    // her name at Mattermost, also where this does not reach her there
	Channel string `json:"channel,omitempty"` // where she works on it; "" on Telegram. Then Actor is the thread, which others share
}

// asked is somebody it was offered to.
type asked struct {
	member
	Until time.Time `json:"until"`
	Round int       `json:"round,omitempty"`
	Said  string    `json:"said,omitempty"` // "", [Unanswered], [Busy] or [Refused]
}

// referral is the state of one referral.
type referral struct {
	Reference string        `json:"reference"`
	Person    flows.ActorID `json:"person"`
	Site      string        `json:"site"`
	Request   request       `json:"request"`
	Colour    Colour        `json:"colour"`
	Received  time.Time     `json:"received"`
	Status    Status        `json:"status"`

	Owner *member `json:"owner,omitempty"`
	Asked []asked `json:"asked,omitempty"` // the last one is the offer that stands, while it is offered

	// The search for somebody.
	Seq    int      `json:"seq,omitempty"`   // of the last question to a roster
	Where  int      `json:"where,omitempty"` // which of the sites is asked
	Level  int      `json:"level,omitempty"` // which of the roles
	Tries  int      `json:"tries,omitempty"` // how many of that role did not take it
	Round  int      `json:"round,omitempty"` // how often all were asked
	Nobody bool     `json:"nobody,omitempty"`
	Not    []string `json:"not,omitempty"`    // ids of people it must not be offered to any more
	Prefer string   `json:"prefer,omitempty"` // who had it before it was closed

	Stand stand `json:"stand,omitzero"` // what its thread at Mattermost has to do with it

	// The talk.
	ToPerson   int       `json:"to_person,omitempty"` // lines
	ToOwner    int       `json:"to_owner,omitempty"`
	Notes      int       `json:"notes,omitempty"`
	Added      int       `json:"added,omitempty"`       // what she wrote before somebody had it
	FromPerson []int     `json:"from_person,omitempty"` // the last messages of hers that were passed on
	FromOwner  []int     `json:"from_owner,omitempty"`
	Held       int       `json:"held,omitempty"`   // the first line that waits for her safe hours
	Spoke      time.Time `json:"spoke,omitzero"`   // when she last wrote
	Owed       time.Time `json:"owed,omitzero"`    // since when she waits for an answer
	Late       int       `json:"late,omitempty"`   // 1: the navigator was reminded; 2: the coordinator knows
	Unseen     int       `json:"unseen,omitempty"` // the first line that could not be brought to her; 0 when she has all

	Outcome Outcome   `json:"outcome,omitempty"`
	Closed  time.Time `json:"closed,omitzero"`
	Got     string    `json:"got,omitempty"` // yes, partly or no
	Changes []Change  `json:"changes,omitempty"`
	Heard   []string  `json:"heard,omitempty"` // wishes, by their ids
	Order   *ordered  `json:"order,omitempty"` // the last of the desk
	Filed   *filed    `json:"filed,omitempty"` // its safeguarding record, once there was a note
}

const heardMost = 40

// hear says whether something with this id was heard before, and remembers it.
func (r *referral) hear(id string) (again bool) {
	if id == "" || slices.Contains(r.Heard, id) {
		return id != ""
	}
	r.Heard = append(r.Heard, id)
	r.Heard = r.Heard[max(0, len(r.Heard)-heardMost):]
	return false
}

// restricted says whether only trained people may have it.
func (r *referral) restricted() bool { return restricted(r.Request.Topic) || r.Request.Soon == "child" }

func restricted(topic string) bool {
	return slices.Contains([]string{"health", "unfair", "danger", "complaint"}, topic)
}

// colourOf is the triage.
func colourOf(r request) Colour {
	switch {
	case r.Topic == "danger", r.Soon == "now", r.Soon == "child", r.Soon == "tonight":
		return Red
	case r.Soon == "days":
		return Amber
	}
	return Green
}

// open says whether it needs somebody still.
func (r *referral) open() bool { return r.Reference != "" && r.Status != StatusClosed }
