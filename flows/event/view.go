package event

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"wecan/flows"
)

// View is an event as those who plan see it.
type View struct {
	Standing

	Changes []Change // all that somebody did to it, the last twenty
	Over    bool
	Tally   Tally
	Arrived int // how many numbers were given
	Teamed  int // how many orders about teams were carried out
	state   event
}

// ReadView reads an event's body; false when nobody has planned it.
func ReadView(body []byte) (View, bool, error) {
	if len(body) == 0 {
		return View{}, false, nil
	}
	var e event
	if err := json.Unmarshal(body, &e); err != nil {
		return View{}, false, fmt.Errorf("event: read the event: %w", err)
	}
	return View{Standing: e.Standing, Changes: e.Changes, Over: e.Over, Tally: e.tally(), Arrived: e.Arrived, Teamed: e.Placings, state: e}, e.Reference != "", nil
}

// Made says whether an order was carried out.
func (v View) Made(order string) bool { return slices.Contains(v.state.Heard, order) }

// Same says whether a plan would change nothing.
func (v View) Same(p Plan) bool { return !v.Cancelled && v.Plan.same(p.clean()) }

// RosterMembers are the member fields of those who signed up, in the order in which they
// did. They are many: load some hundreds at a time.
func (v View) RosterMembers() []string {
	out := make([]string, v.Arrived)
	for i := range out {
		out[i] = memberArrival(i + 1)
	}
	return out
}

// Roster reads those of the loaded member fields who have a place, wait, or are offered
// one, or did not answer, in the order in which they signed up.
func (v View) Roster(members map[string][]byte) ([]Row, error) {
	var out []Row
	for n := 1; n <= v.Arrived; n++ {
		data := members[memberArrival(n)]
		if len(data) == 0 {
			continue
		}
		var e entry
		if err := json.Unmarshal(data, &e); err != nil {
			return nil, fmt.Errorf("event: read who signed up: %w", err)
		}
		v.state.settle(n, &e)
		if e.Seat == SeatNone || e.Seat == SeatLeft {
			continue
		}
		row := Row{Arrival: n, Guest: e.Guest, Person: e.Person, Seat: e.Seat, Group: e.Pool, Form: e.Form}
		if v.state.rated(&e) {
			row.Said = e.Said
		}
		if v.state.isIn(&e) {
			row.In = e.In
		}
		switch e.Seat { //nolint:exhaustive // the others have neither
		case SeatWaiting:
			row.Line = v.state.line(n)
		case SeatOffered:
			row.Until = v.state.offer(n).until()
		}
		out = append(out, row)
	}
	return out, nil
}

// NewPlan plans an event, or changes one that there is. The order's plan must have
// passed [Plan.Check]; a plan that changes nothing is not noted as a change.
func NewPlan(ids flows.IDs, o Order) (flows.Incoming, error) { return ordering(ids, toldPlan, o) }

// NewCancel cancels an event.
func NewCancel(ids flows.IDs, o Order) (flows.Incoming, error) { return ordering(ids, toldCancel, o) }

// NewTeams puts people into teams, or takes them out: see [Placing].
func NewTeams(ids flows.IDs, o Order) (flows.Incoming, error) { return ordering(ids, toldTeams, o) }

func ordering(ids flows.IDs, told string, o Order) (flows.Incoming, error) {
	to := ids.Of(flows.KindEvent, o.Reference)
	tell, err := flows.NewTell(to, told, o)
	if err != nil {
		return flows.Incoming{}, fmt.Errorf("event: %w", err)
	}
	return flows.Incoming{ID: told + ":" + o.ID, To: to, Input: flows.Told{Name: told, Data: tell.Data}}, nil
}

// IndexSite names the index of all events at a site.
func IndexSite(site string) string { return "event:site:" + site }

// IndexState names the index of all events that are planned, cancelled or over.
func IndexState(state string) string { return "event:state:" + state }

// Made is something that was handed in, as those who plan see it.
type Made struct {
	Work

	No    int       // its number, from 1
	Votes int       // so far
	N     int       // the arrival number of whoever handed it in last
	Team  string    // the code of the team that it is of, "" for one person's
	At    time.Time // when that was
	Times int       // how often it was handed in
}

// WorkMembers are the member fields of what was handed in.
func (v View) WorkMembers() []string {
	out := make([]string, len(v.state.Works))
	for i := range out {
		out[i] = memberWork(i + 1)
	}
	return out
}

// Works reads what was handed in from the loaded member fields, in the order of the numbers.
// What was taken back is not among it.
func (v View) Works(members map[string][]byte) ([]Made, error) {
	var out []Made
	for at, votes := range v.state.Works {
		data := members[memberWork(at+1)]
		if len(data) == 0 {
			continue
		}
		var w handed
		if err := json.Unmarshal(data, &w); err != nil {
			return nil, fmt.Errorf("event: read what was handed in: %w", err)
		}
		one := Made{Work: w.Work, No: at + 1, Votes: votes, N: w.N, At: w.At, Times: w.Times}
		if w.Key != ownKey(w.N) {
			one.Team = w.Key
		}
		out = append(out, one)
	}
	return out, nil
}
