package broadcast

import (
	"fmt"
	"time"

	"wecan/flows"
	"wecan/i18n"
)

// What can be done with an announcement. The words are told and stored: never rename one.
type What string

// What whoever plans orders.
const (
	WhatPlan    What = "plan"    // writes it, or writes it anew before it begins: needs Plan
	WhatCount   What = "count"   // goes to all people and asks what would become of it; nothing is sent
	WhatApprove What = "approve" // sends it, or is the first of two who do; also a correction that waits
	WhatRefuse  What = "refuse"  // takes approvals back; it is a draft again. Also drops a correction that waits
	WhatPause   What = "pause"
	WhatResume  What = "resume"
	WhatCancel  What = "cancel"  // nobody else gets it
	WhatCorrect What = "correct" // other words, also further translations: needs Plan, of the same kind and for the same people
	WhatDelete  What = "delete"  // takes it out of the chats, as far as Telegram allows; nobody else gets it
	WhatTest    What = "test"    // sends it to one person of the team: needs To
)

// What happens to it besides, among its changes.
const (
	WhatCounted What = "counted"
	WhatStarted What = "started"
	WhatEnded   What = "ended"
	WhatMended  What = "mended" // the words, or their being gone, have been brought to all who had it
)

// Order is what somebody who plans wants.
type Order struct {
	ID        string `json:"id"` // drawn anew for each: the same one again changes nothing
	By        string `json:"by"` // who it is: two who approve are told apart by it
	Reference string `json:"reference"`
	Plan      Plan   `json:"plan,omitzero"`
	Note      string `json:"note,omitempty"` // why, for the team

	// To and Lang are of a test: the actor of the person, and in which language she
	// sees it; "" for the source.
	To   flows.ActorID `json:"to,omitempty"`
	Lang i18n.Lang     `json:"lang,omitempty"`

	// Seen is the [View.Rev] that whoever plans had before her: an order about another
	// one changes nothing. 0 is for an order however it stands.
	Seen int `json:"seen,omitempty"`
}

// Change is one thing that was done to an announcement, or happened to it.
type Change struct {
	At   time.Time `json:"at"`
	By   string    `json:"by"` // [flows.ByProgram] for what happened
	What What      `json:"what"`
	Note string    `json:"note,omitempty"`
}

const (
	changesMost = 30  // changes and orders that are kept
	nameMost    = 40  // characters of the name of whoever plans
	noteMost    = 200 // characters
)

// whats are the orders.
func whats() []What {
	return []What{
		WhatPlan, WhatCount, WhatApprove, WhatRefuse, WhatPause, WhatResume, WhatCancel, WhatCorrect, WhatDelete, WhatTest,
	}
}

// New is an order on its way to its announcement. Whether it will be carried out
// [View.May] says; one that may not be changes nothing.
func New(ids flows.IDs, what What, o Order) (flows.Incoming, error) {
	to := ids.Of(flows.KindBroadcast, o.Reference)
	tell, err := flows.NewTell(to, string(what), o)
	if err != nil {
		return flows.Incoming{}, fmt.Errorf("broadcast: %w", err)
	}
	return flows.Incoming{ID: string(what) + ":" + o.ID, To: to, Input: flows.Told{Name: string(what), Data: tell.Data}}, nil
}
