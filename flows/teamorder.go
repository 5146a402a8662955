package flows

import (
	"encoding/json"
	"slices"
)

// Somebody of the team may order something of another actor by her phone. What her phone
// knows of her roles may be old, so the order goes by the roster of her site: it knows at
// that moment who she is, and signs for her. What comes of it goes back the same way.

// Tells between a phone, a roster, and who is ordered.
const (
	ToldTeamOrder  = "team.order"  // a [TeamOrder]: from a person to her roster, and from there to whom it is for
	ToldTeamAnswer = "team.answer" // a [TeamAnswer]: to the roster, for whoever ordered
	ToldTeamLetter = "team.letter" // a [TeamLetter]: to the roster, for phones of its team
)

// What the roster itself answers.
const (
	TeamMay    = "may"    // she may order; so an order to nobody is answered
	TeamOthers = "others" // she has no role that may
)

// TeamOrder is an order by a phone. The roster writes Person, By and Site, whatever stood
// there.
type TeamOrder struct {
	To   ActorID         `json:"to,omitempty"` // "" to ask whether she may
	What string          `json:"what,omitempty"`
	Data json.RawMessage `json:"data,omitempty"`

	Person ActorID `json:"person,omitempty"`
	By     string  `json:"by,omitempty"` // see [TeamMember.Signed]
	Site   string  `json:"site,omitempty"`
}

// TeamAnswer answers the flow of whoever ordered: see [TellPerson].
type TeamAnswer struct {
	Person ActorID           `json:"person"`
	Name   string            `json:"name"`
	Given  map[string]string `json:"given,omitempty"`
}

// TeamLetter begins a flow on the phones of those who may order. Who is of the team is
// decided when the roster has it.
type TeamLetter struct {
	Only   ActorID           `json:"only,omitempty"`   // nobody else gets it
	Except ActorID           `json:"except,omitempty"` // everybody else does
	Name   string            `json:"name"`
	Given  map[string]string `json:"given,omitempty"`
}

// AnnounceCommand is how announcements are written on Telegram.
const AnnounceCommand = "announce"

// Announces says whether she may write announcements.
func (m TeamMember) Announces() bool {
	return slices.ContainsFunc([]Role{RoleCoordinator, RoleLead, RoleDeputy}, m.Has)
}

// Signed is how what she ordered is signed, at each place where she can order: by it two
// who approve are told apart.
func (m TeamMember) Signed() string { return m.Name + " (" + m.ID + ")" }
