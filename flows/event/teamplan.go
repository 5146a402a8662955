package event

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"wecan/flows"
)

// Whoever plans can put people together: an order says who is to be in which teams. The
// event tells the teams, some in each turn; each keeps a place, and asks the guest. Who
// has made or joined another team by herself keeps that, unless she was moved by hand.

// What an event is told about teams.
const (
	toldTeams   = "teams"   // whoever plans, with an [Order]
	toldPlacing = "placing" // the event itself: it goes on telling them
)

// memberPlacings is the member field with what is being told.
const memberPlacings = "teams"

// placingsMost is how many teams an order is about: 5,000 people in pairs.
const placingsMost = 2500

// Placing is who is to be in one team.
type Placing struct {
	Code    string `json:"code"`
	Women   bool   `json:"women,omitempty"`   // a new team in which all asked for that
	Members []int  `json:"members,omitempty"` // by arrival; who is there already stays
	Drop    []int  `json:"drop,omitempty"`    // who is to leave it, if she did not come by herself
	Force   []int  `json:"force,omitempty"`   // of both: moved by hand, also out of a team of her own
	Small   bool   `json:"small,omitempty"`   // it is too small, and whoever plans wants it so
}

// arrivals are all whom a placing is about.
func (p Placing) arrivals() []int { return slices.Concat(p.Members, p.Drop) }

// placings is the member field.
type placings struct {
	Number int       `json:"number"` // of the order, ascending
	Teams  []Placing `json:"teams"`
}

// placingWalk is how far an order has been told, and which arrivals the next turn needs.
type placingWalk struct {
	Number   int   `json:"number"`
	From     int   `json:"from"`
	Arrivals []int `json:"arrivals,omitempty"`
}

func (w placingWalk) members() []string {
	out := []string{memberPlacings}
	for _, n := range w.Arrivals[:min(len(w.Arrivals), 2*walkMost)] {
		out = append(out, memberArrival(n))
	}
	return out
}

// teamed takes an order about teams. The same one again changes nothing.
func (k *meeting) teamed(o Order) error {
	if k.Reference == "" || k.Cancelled || k.Forgot || k.over(k.t.Now) || k.Plan.TeamMax == 0 || len(o.Teams) > placingsMost {
		k.reports = append(k.reports, "an order for teams was dropped: the event has none now")
		return nil
	}
	k.hear(o)
	k.note(o, ChangeTeams, 0)
	k.Placings++
	if o.Mark != "" {
		k.Mark = o.Mark
	}
	p := placings{Number: k.Placings, Teams: o.Teams}
	return errors.Join(k.field(memberPlacings, p), k.place(p, 0))
}

// place has the event go on with those of an order that come next.
func (k *meeting) place(p placings, from int) error {
	w := placingWalk{Number: p.Number, From: from}
	for _, one := range p.Teams[min(from, len(p.Teams)):] {
		if all := one.arrivals(); len(w.Arrivals) == 0 || len(w.Arrivals)+len(all) <= walkMost {
			w.Arrivals = append(w.Arrivals, all...)
			continue
		}
		break
	}
	return k.tell(k.a.ID, toldPlacing, w)
}

// placed tells the teams whose members were loaded. An order that a newer one has overtaken
// ends: the newer one was made by somebody who saw how the teams stood.
func (k *meeting) placed(in flows.Told) error {
	var w placingWalk
	if err := json.Unmarshal(in.Data, &w); err != nil {
		return fmt.Errorf("event: read how far an order was told: %w", err)
	}
	var p placings
	if _, err := k.read(memberPlacings, &p); err != nil {
		return err
	}
	switch {
	case in.From != k.a.ID:
		k.reports = append(k.reports, "a placing that an event did not begin was dropped")
		return nil
	case p.Number != w.Number:
		return nil
	case k.Forgot || k.Cancelled || w.From >= len(p.Teams):
		k.fields = map[string][]byte{memberPlacings: nil}
		return nil
	}
	at := w.From
	for n := 0; at < len(p.Teams); at++ {
		all := len(p.Teams[at].arrivals())
		if n > 0 && n+all > walkMost {
			break
		}
		n += all
		if err := k.tellPlacing(p.Number, p.Teams[at]); err != nil {
			return err
		}
	}
	return k.place(p, at)
}

// tellPlacing tells one team who is to be in it: of those who still have a place.
func (k *meeting) tellPlacing(number int, p Placing) error {
	s := k.Standing
	s.Plan = s.Plan.brief()
	out := placingTold{Standing: s, Code: p.Code, Number: number, Women: p.Women, Small: p.Small, Most: k.Plan.TeamMax}
	for _, n := range p.Members {
		e, ok, err := k.arrived(n)
		if err != nil {
			return err
		}
		if !ok || e.Seat != SeatPlaced {
			continue
		}
		out.Skills = union(out.Skills, e.Form.Skills)
		out.Languages = common(out.Languages, e.Form.Languages, len(out.Add) == 0)
		out.Add = append(out.Add, newcomer{Guest: e.Guest, N: n, Among: e.Form.Among, Force: slices.Contains(p.Force, n)})
	}
	for _, n := range p.Drop {
		e, ok, err := k.arrived(n)
		if err != nil {
			return err
		}
		if ok {
			out.Drop = append(out.Drop, newcomer{Guest: e.Guest, N: n, Force: slices.Contains(p.Force, n)})
		}
	}
	return k.tell(TeamID(k.t.IDs, k.Reference, p.Code), toldTeamPlan, out)
}

// arrived reads one arrival as it stands.
func (k *meeting) arrived(n int) (e entry, ok bool, err error) {
	if ok, err = k.read(memberArrival(n), &e); ok {
		k.settle(n, &e)
	}
	return e, ok, err
}

func union(all, more []string) []string {
	all = slices.Concat(all, more)
	slices.Sort(all)
	return slices.Compact(all)
}

// common are those of a list that are in the other too; of the first all.
func common(all, more []string, first bool) []string {
	if first {
		return slices.Clone(more)
	}
	return slices.DeleteFunc(all, func(one string) bool { return !slices.Contains(more, one) })
}

// newcomer is somebody for whom a team keeps a place, or who is to leave it.
type newcomer struct {
	Guest flows.ActorID `json:"g"`
	N     int           `json:"n"`
	Put   int           `json:"u,omitempty"` // the placing
	Among bool          `json:"a,omitempty"` // she asked for a team of women
	Force bool          `json:"f,omitempty"`
}

// placingTold is what an event tells a team.
type placingTold struct {
	Standing

	Code      string     `json:"code"`
	Number    int        `json:"number"`
	Women     bool       `json:"women,omitempty"`
	Small     bool       `json:"small,omitempty"`
	Most      int        `json:"most"`
	Add       []newcomer `json:"add,omitempty"`
	Drop      []newcomer `json:"drop,omitempty"`
	Skills    []string   `json:"skills,omitempty"`
	Languages []string   `json:"languages,omitempty"`
}

// placed takes who is to be in the team. Who leaves it leaves at once, so that the others
// have room.
func (k *group) placed(in flows.Told) error {
	var p placingTold
	if err := json.Unmarshal(in.Data, &p); err != nil {
		return fmt.Errorf("event: read who is to be in a team: %w", err)
	}
	if in.From != k.t.IDs.Of(flows.KindEvent, p.Reference) || k.a.ID != TeamID(k.t.IDs, p.Reference, p.Code) {
		k.reports = append(k.reports, "a placing that did not come from its event was dropped")
		return nil
	}
	if k.Reference == "" {
		k.Code, k.Women = p.Code, p.Women
	}
	if p.Number <= k.Placing || k.Over {
		return nil
	}
	k.Placing, k.Small = p.Number, p.Small
	if p.Rev >= k.Rev {
		k.Standing, k.Most = p.Standing, p.Most
		k.locate()
	}
	if len(p.Add) > 0 {
		k.Skills, k.Languages, k.changed = p.Skills, p.Languages, true
	}
	return errors.Join(k.takeOut(p), k.keepFor(p))
}

func (k *group) takeOut(p placingTold) error {
	var err error
	for _, one := range p.Drop {
		k.spare(one.Guest)
		m := k.mate(one.Guest)
		if m == nil || m.Put == 0 && !one.Force {
			continue
		}
		k.drop(m)
		k.passed(m.Guest, m.Seq)
		k.Number++
		err = errors.Join(err, k.tell(m.Guest, toldTeamNow, teamNow{Event: k.Reference, Code: k.Code, Number: k.Number, Seq: m.Seq, Taken: p.Number}))
	}
	return err
}

// keepFor keeps places, and asks the guests.
func (k *group) keepFor(p placingTold) error {
	var err error
	for _, one := range p.Add {
		if k.mate(one.Guest) != nil || slices.ContainsFunc(k.Kept, func(n *newcomer) bool { return n.Guest == one.Guest }) {
			continue
		}
		if k.size() >= k.Most || k.Women && !one.Among {
			k.reports = append(k.reports, "somebody who was put into a team has no room there")
			continue
		}
		one.Put = p.Number
		k.Kept = append(k.Kept, &one)
		k.Number++
		err = errors.Join(err, k.tell(one.Guest, toldTeamNow, teamNow{
			Event: k.Reference, Code: k.Code, Number: k.Number, Put: p.Number, Force: one.Force,
		}))
	}
	return err
}
