package event

import "time"

// Order is what somebody who plans wants.
type Order struct {
	ID        string `json:"id"` // drawn anew for each: the same one again changes nothing
	By        string `json:"by"`
	Reference string `json:"reference"`
	Plan      Plan   `json:"plan,omitzero"`      // of plan
	Arrivals  []int  `json:"arrivals,omitempty"` // of came: whom it is about
	Not       bool   `json:"not,omitempty"`      // of came: they did not come

	Teams []Placing `json:"teams,omitempty"` // of teams: who is to be in which
	Mark  string    `json:"mark,omitempty"`  // of teams: of the proposal that whoever plans saw

	// Seen is the [Standing]'s Rev that whoever plans had before her: an order about
	// another one changes nothing. 0 is for an order whatever it is.
	Seen int `json:"seen,omitempty"`
}

// Change is one thing that somebody did to an event.
type Change struct {
	At   time.Time `json:"at"`
	By   string    `json:"by"`
	What string    `json:"what"`
	N    int       `json:"n,omitempty"` // of who came: how many people it was about, in all orders of hers
}

// What can be done to an event. The words are stored: never rename one.
const (
	ChangePlanned   = "planned"
	ChangeMoved     = "moved"
	ChangeOther     = "changed" // not its time
	ChangeCancelled = "cancelled"
	ChangeBack      = "back" // it takes place after all

	// These change nothing that was planned, so the Rev stays; for each and whoever did it
	// only the last time is kept, for there are as many as people at the door.
	ChangeCame    = "came"    // people were noted as there
	ChangeNotCame = "notcame" // that was taken back
	ChangeTeams   = "teams"   // people were put into teams, or taken out
)

// changesMost is how many changes and orders are kept.
const changesMost = 20
