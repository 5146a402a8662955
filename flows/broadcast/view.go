package broadcast

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"wecan/flows"
	"wecan/i18n"
)

// State is how an announcement stands. States are stored: never rename one.
type State string

// The states.
const (
	StateDraft     State = "draft"
	StateCounting  State = "counting"
	StateCounted   State = "counted"   // it waits for approval
	StateScheduled State = "scheduled" // it is approved and begins later
	StateRunning   State = "running"   // also between two passes: see [View.Next]
	StatePaused    State = "paused"
	StateDone      State = "done"
	StateCancelled State = "cancelled"

	// Shown in place of the one it has beneath while a sent one is mended.
	StateCorrecting State = "correcting"
	StateDeleting   State = "deleting"
)

// View is an announcement as those who plan see it.
type View struct {
	Reference string
	Plan      Plan
	Pending   *Plan // a correction that waits for somebody's approval
	State     State
	Rev       int // ascending with every change, but not with the counts

	Changes   []Change   // all that was done to it, the last thirty
	Approvals []Approval // of it, or of the correction that waits
	Need      int        // how many must approve: 1 or 2; it can change with the next count

	Counted Tally // what the last count said; its Ended is zero before there is one
	Sent    Tally // of sending it
	Mended  Tally // of the last correction or deletion
	News    News

	// Answers are how many people chose a button, by its id; of buttons that are
	// answers one person counts for one only.
	Answers map[string]map[i18n.Lang]int

	Passes int       // how often people were gone to, so far
	Next   time.Time // when the next pass begins, for those who could not be told yet; zero: none is planned
	Until  time.Time // after that nobody gets it; zero before it began

	state broadcast
}

// Approval is one person's yes.
type Approval struct {
	By string    `json:"by"`
	At time.Time `json:"at"`
}

// ViewMembers are the member fields that [ReadView] reads.
func ViewMembers() []string { return []string{memberPlan, memberPending} }

// ReadView reads a broadcast's body and its [ViewMembers]; false when nobody has written
// anything. Without the members it has no words: for a list.
func ReadView(body []byte, members map[string][]byte) (View, bool, error) {
	var v View
	if len(body) == 0 {
		return v, false, nil
	}
	if err := json.Unmarshal(body, &v.state); err != nil {
		return v, false, fmt.Errorf("broadcast: read the broadcast: %w", err)
	}
	v.fill()
	if data := members[memberPlan]; len(data) > 0 {
		if err := json.Unmarshal(data, &v.Plan); err != nil {
			return v, false, fmt.Errorf("broadcast: read the plan: %w", err)
		}
	}
	if data := members[memberPending]; v.state.Pending && len(data) > 0 {
		v.Pending = &Plan{}
		if err := json.Unmarshal(data, v.Pending); err != nil {
			return v, false, fmt.Errorf("broadcast: read the correction: %w", err)
		}
	}
	return v, v.Reference != "", nil
}

// fill takes over what the body says.
func (v *View) fill() {
	b := v.state
	v.Reference, v.State, v.Rev = b.Reference, b.shown(), b.Rev
	v.Plan = Plan{Title: b.Title, Site: b.Site, Kind: b.Kind, At: b.At}
	v.Changes, v.Approvals, v.Need = b.Changes, b.Approvals, max(1, b.Need)
	v.Counted, v.Sent, v.Mended = b.Count.clone(), b.Sent.clone(), b.Mended.clone()
	v.News, v.Answers = b.News, b.Answers
	v.Passes, v.Next, v.Until = b.Passes, b.Next, b.Until
}

// Made says whether an order was carried out.
func (v View) Made(order string) bool { return slices.Contains(v.state.Heard, order) }

// Same says whether a plan would change nothing.
func (v View) Same(p Plan) bool { return v.Plan.same(p.clean()) }

// Went is to how many it was sent: see [Tally.Went].
func (v View) Went() (n int) {
	for _, count := range v.Sent.Went(v.News) {
		n += count
	}
	return n
}

// Failed is how many messages did not come, of those that were sent: refused by
// Telegram for good, or to people who have blocked the bot.
func (v View) Failed() int { return v.News.Of(flows.CastBarred) + v.News.Of(flows.CastRefused) }

// Uncertain is of how many messages a crash has left open whether they were sent.
func (v View) Uncertain() int { return v.News.Of(flows.CastUncertain) }

// Left is for how many it is not decided yet, of those who were gone to.
func (v View) Left() int { return v.Sent.Of(flows.CastLater) + v.Sent.Of(flows.CastWaits) }

// Wakes is when the first people get it for whom it is night, as the last count found:
// when the night is over at one of its sites, after it begins. Others may sleep longer.
// Without a count it is zero.
func (v View) Wakes(p *flows.Programme) time.Time { return v.state.wakes(p) }

// IndexSite names the index of all announcements of a site's team.
func IndexSite(site string) string { return "broadcast:site:" + site }

// IndexOpen names the index of those that are neither over nor cancelled.
const IndexOpen = "broadcast:open"
