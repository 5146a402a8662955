package session

import (
	"encoding/json"
	"fmt"
	"slices"

	"wecan/flows"
)

// View is a session as those who plan see it.
type View struct {
	Standing

	Series  string
	Source  string
	Changes []Change // all that somebody did to it, the last forty
	Over    bool
	Tally   Tally
	orders  []string
}

// ReadView reads a session's body; false when nobody has planned it.
func ReadView(body []byte) (View, bool, error) {
	var s session
	if len(body) == 0 {
		return View{}, false, nil
	}
	if err := json.Unmarshal(body, &s); err != nil {
		return View{}, false, fmt.Errorf("session: read the session: %w", err)
	}
	return View{Standing: s.Standing, Series: s.Series, Source: s.Source, Changes: s.Changes, Over: s.Over, Tally: s.Tally, orders: s.Heard}, s.Reference != "", nil
}

// Made says whether an order was carried out.
func (v View) Made(order string) bool { return slices.Contains(v.orders, order) }

// Same says whether a plan would change nothing.
func (v View) Same(p Plan) bool { return !v.Cancelled && v.Plan.same(p.clean()) }

// NewPlan plans a session, or changes one that there is. The order's plan must have
// passed [Plan.Check]; a plan that changes nothing is not noted as a change.
func NewPlan(ids flows.IDs, o Order) (flows.Incoming, error) { return ordering(ids, toldPlan, o) }

// NewCancel cancels a session.
func NewCancel(ids flows.IDs, o Order) (flows.Incoming, error) { return ordering(ids, toldCancel, o) }

func ordering(ids flows.IDs, told string, o Order) (flows.Incoming, error) {
	to := ids.Of(flows.KindSession, o.Reference)
	tell, err := flows.NewTell(to, told, o)
	if err != nil {
		return flows.Incoming{}, fmt.Errorf("session: %w", err)
	}
	return flows.Incoming{ID: told + ":" + o.ID, To: to, Input: flows.Told{Name: told, Data: tell.Data}}, nil
}

// CalendarMembers are the member fields of a site's calendar that [Invited] reads.
func CalendarMembers() []string {
	out := make([]string, pages)
	for n := range out {
		out[n] = memberPage(n)
	}
	return out
}

// Invited counts those who take part and whom a plan concerns, of its site's calendar.
func Invited(p Plan, members map[string][]byte) (int, error) {
	count := 0
	for _, name := range CalendarMembers() {
		var page []part
		if err := readField(members[name], &page); err != nil {
			return 0, err
		}
		for _, one := range page {
			if p.concerns(flows.Participation{In: one.In, Site: p.Site, Cohort: one.Cohort, Track: one.Track}) {
				count++
			}
		}
	}
	return count, nil
}
