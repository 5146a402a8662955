package event

import (
	"time"

	"wecan/flows"
	"wecan/i18n"
)

// Seat is how somebody stands at an event. Seats are stored: never rename one.
type Seat string

// The seats.
const (
	SeatNone    Seat = ""
	SeatPlaced  Seat = "placed"  // she has a place
	SeatWaiting Seat = "waiting" // on the waiting list
	SeatOffered Seat = "offered" // a place is kept for her until she says yes or no
	SeatSilent  Seat = "silent"  // an offer to her was not answered in time
	SeatLeft    Seat = "left"
)

// engaged says whether what happens to the event concerns her.
func (s Seat) engaged() bool { return s == SeatPlaced || s == SeatWaiting || s == SeatOffered }

// Form is what somebody says when she signs up.
type Form struct {
	Name      string    `json:"name,omitempty"`   // what to call her
	Lang      i18n.Lang `json:"lang,omitempty"`   // hers
	Skills    []string  `json:"skills,omitempty"` // ids of the question's options
	Joins     bool      `json:"joins,omitempty"`  // she joins others
	Alone     bool      `json:"alone,omitempty"`  // she wants to work alone
	Idea      string    `json:"idea,omitempty"`   // else her own idea, in a sentence
	Languages []string  `json:"languages,omitempty"`
	Needs     []string  `json:"needs,omitempty"` // ids of the question's options
	Other     string    `json:"other,omitempty"` // what else she needs, in her words
	Children  int       `json:"children,omitempty"`
	Friend    int       `json:"friend,omitempty"` // the arrival number of whom she wants to be with: see [Code]
	Women     bool      `json:"women,omitempty"`  // she wants one of the places for women
	Parents   bool      `json:"parents,omitempty"`
	Among     bool      `json:"among,omitempty"` // she wants to be in a team of women only
}

// nobody stands in a sign-up for a number that is mistyped: no arrival has it.
const nobody = -1

// entry is the member field of one arrival. Whether she waits, or a place is offered to
// her, is said by the event's body.
type entry struct {
	Guest    flows.ActorID `json:"g"`
	Person   flows.ActorID `json:"p"`
	Seq      int           `json:"q"`           // of her newest wish that was heard
	Why      refusal       `json:"y,omitempty"` // why that changed nothing
	Seat     Seat          `json:"s,omitempty"`
	Pool     Group         `json:"l,omitempty"`  // of her place
	Enrolled bool          `json:"e,omitempty"`  // she was, when she signed up
	Times    int           `json:"t,omitempty"`  // how often she had left and come back
	Offer    int           `json:"o,omitempty"`  // the number of the last offer to her
	Hand     int           `json:"h,omitempty"`  // of the newest work of hers that was heard
	Choice   int           `json:"c,omitempty"`  // of her newest vote that was heard
	Work     int           `json:"wk,omitempty"` // the number of what she handed in for herself
	Vote     int           `json:"v,omitempty"`  // the number of the work for which she votes
	Teams    []string      `json:"tm,omitempty"` // the codes of teams in which she was since it began: see workown.go
	Form     Form          `json:"f,omitzero"`
	Meets    meets         `json:"mt,omitzero"` // introductions: see meet.go

	In    time.Time `json:"in,omitzero"` // since when she is there: see [event.isIn]
	Round int       `json:"r,omitempty"` // the event's, then
	Tries int       `json:"w,omitempty"` // wrong numbers of the door
	Mark  Mark      `json:"m,omitempty"` // how she found it
	Said  string    `json:"d,omitempty"` // and what she said about it
}

// Tally is how many stand how.
type Tally struct {
	Placed   int
	Offered  int
	Waiting  int
	Silent   int
	Left     int
	Children int // of those who have a place, to be looked after
	In       int // of those who have a place, how many came; 0 may be that nobody was noted

	Marks    map[Mark]int  // of those who have a place: how they found it
	Reserved map[Group]int // places of each group that are taken or offered
}

// Row is somebody who has signed up, as those who plan see her.
type Row struct {
	Arrival int // the order in which people signed up
	Guest   flows.ActorID
	Person  flows.ActorID
	Seat    Seat
	Line    int       // her number on the waiting list, from 1
	Until   time.Time // until when a place is kept for her
	Group   Group     // whose place she has or is offered, "" for one of the others
	Form    Form
	In      time.Time // since when she is there, zero for not
	Said    string    // after the end, about it
}
