package broadcast

import (
	"time"

	"wecan/flows"
	"wecan/i18n"
)

// broadcast is the body of a broadcast.
type broadcast struct {
	Reference string         `json:"reference"`
	Title     string         `json:"title,omitempty"`
	Site      string         `json:"site,omitempty"`
	Kind      flows.CastKind `json:"kind,omitempty"`
	At        time.Time      `json:"at,omitzero"`
	Ends      time.Time      `json:"ends,omitzero"` // as planned
	Sites     []string       `json:"sites,omitempty"`

	State     State      `json:"state"`
	Rev       int        `json:"rev"`
	Changes   []Change   `json:"changes,omitempty"`
	Heard     []string   `json:"heard,omitempty"` // the last orders
	Approvals []Approval `json:"approvals,omitempty"`
	Need      int        `json:"need,omitempty"`

	Until   time.Time                    `json:"until,omitzero"`
	Passes  int                          `json:"passes,omitempty"`
	Next    time.Time                    `json:"next,omitzero"`
	Count   Tally                        `json:"count,omitzero"`
	Sent    Tally                        `json:"sent,omitzero"`
	Mended  Tally                        `json:"mended,omitzero"`
	News    News                         `json:"news,omitempty"`
	Answers map[string]map[i18n.Lang]int `json:"answers,omitempty"`

	Pending bool         `json:"pending,omitempty"` // a correction waits for approval
	Mend    flows.CastDo `json:"mend,omitempty"`    // what sent messages are going through: correct or delete
	Deleted bool         `json:"deleted,omitempty"`
}

// shown is the state as people see it.
func (b *broadcast) shown() State {
	switch b.Mend { //nolint:exhaustive // the others are no mending
	case flows.CastCorrect:
		return StateCorrecting
	case flows.CastDelete:
		return StateDeleting
	}
	return b.State
}

// Member fields: the plan, and a correction that waits.
const (
	memberPlan    = "plan"
	memberPending = "pending"
)

// named is a name as it is kept.
func named(by string) string {
	runes := []rune(by)
	return string(runes[:min(len(runes), nameMost)])
}
