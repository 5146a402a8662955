package event

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"wecan/flows"
)

// ordered takes what somebody planned. What is wrong changes nothing: whoever sent it
// looks at what stands.
func (k *meeting) ordered(in flows.Told) error {
	var o Order
	if err := json.Unmarshal(in.Data, &o); err != nil {
		return fmt.Errorf("event: read an order: %w", err)
	}
	if k.t.IDs.Of(flows.KindEvent, o.Reference) != k.a.ID {
		return errors.New("event: the order is about another event")
	}
	if o.ID == "" || slices.Contains(k.Heard, o.ID) || o.Seen > 0 && o.Seen != k.Rev {
		return nil
	}
	switch in.Name {
	case toldCancel:
		return k.cancelled(o)
	case toldCame:
		return k.came(o)
	case toldTeams:
		return k.teamed(o)
	}
	o.Plan = o.Plan.clean()
	if err := o.Plan.Check(k.m.Programme); err != nil {
		k.reports = append(k.reports, "an order for an event was dropped: its plan has a fault")
		return nil //nolint:nilerr // what somebody did wrong is no defect
	}
	return k.planned(o)
}

func (k *meeting) cancelled(o Order) error {
	if k.Reference == "" {
		return nil
	}
	k.hear(o)
	if k.Cancelled {
		return nil
	}
	k.Cancelled = true
	k.change(o, ChangeCancelled)
	return errors.Join(k.review(), k.tellAll())
}

func (k *meeting) planned(o Order) error {
	first := k.Reference == ""
	if k.Forgot {
		k.reports = append(k.reports, "an order for an event whose roster is forgotten was dropped")
		return nil
	}
	if !first && k.t.Now.After(k.Plan.End().Add(pastKept)) { // guests have forgotten it, and would not know of their places
		k.reports = append(k.reports, "an order for an event that is long over was dropped")
		return nil
	}
	k.hear(o)
	was := k.Standing
	switch k.Plan = o.Plan; {
	case first:
		k.Reference = o.Reference
		k.change(o, ChangePlanned)
	case was.Cancelled:
		k.Cancelled = false
		k.change(o, ChangeBack)
	case o.Plan.same(was.Plan):
		return nil
	case !o.Plan.Start.Equal(was.Plan.Start) || o.Plan.Minutes != was.Plan.Minutes:
		k.change(o, ChangeMoved)
	default:
		k.change(o, ChangeOther)
	}
	k.locate()
	k.shutDoors()
	return errors.Join(k.review(), k.tellAll())
}

// hear remembers an order.
func (k *meeting) hear(o Order) {
	k.Heard = append(k.Heard, o.ID)
	k.Heard = k.Heard[max(0, len(k.Heard)-changesMost):]
}

// nameMost is how many characters of the name of whoever plans are kept.
const nameMost = 40

func (k *meeting) change(o Order, what string) {
	k.Rev++
	k.did(Change{At: k.t.Now, By: shortName(o.By), What: what})
	k.Over = k.over(k.t.Now)
}

// note keeps who did something that changes nothing of the plan.
func (k *meeting) note(o Order, what string, people int) {
	c := Change{At: k.t.Now, By: shortName(o.By), What: what, N: people}
	same := func(was Change) bool { return was.By == c.By && was.What == c.What }
	if at := slices.IndexFunc(k.Changes, same); at >= 0 {
		c.N += k.Changes[at].N
		k.Changes = slices.Delete(k.Changes, at, at+1)
	}
	k.did(c)
}

func (k *meeting) did(c Change) {
	k.Changes = append(k.Changes, c)
	k.Changes = k.Changes[max(0, len(k.Changes)-changesMost):]
}

func shortName(by string) string {
	name := []rune(by)
	return string(name[:min(len(name), nameMost)])
}

// tellAll brings how it stands to the listing, and begins to tell those who signed up.
func (k *meeting) tellAll() error {
	s := k.Standing
	s.Plan = s.Plan.brief()
	err := k.tell(listingID(k.t.IDs), toldStands, s)
	if k.Arrived == 0 {
		return err
	}
	return errors.Join(err, k.tell(k.a.ID, toldWalk, walk{Rev: k.Rev}))
}

// walk is how far a change has been told.
type walk struct {
	Rev   int `json:"rev"`
	After int `json:"after,omitempty"` // the last arrival that was told
	Works int `json:"works,omitempty"` // when a roster is forgotten: how many works there were
}

func (w walk) members() []string {
	out := make([]string, walkMost)
	for i := range out {
		out[i] = memberArrival(w.After + 1 + i)
	}
	return out
}

// walked goes on telling. A walk that a newer change has overtaken ends.
func (k *meeting) walked(in flows.Told) error {
	var w walk
	if err := json.Unmarshal(in.Data, &w); err != nil {
		return fmt.Errorf("event: read a walk: %w", err)
	}
	if in.From != k.a.ID {
		k.reports = append(k.reports, "a walk that an event did not begin was dropped")
		return nil
	}
	if w.Rev != k.Rev {
		return nil
	}
	for n := w.After + 1; n <= min(w.After+walkMost, k.Arrived); n++ {
		g := comer{n: n}
		found, err := k.read(memberArrival(n), &g.entry)
		if err != nil {
			return err
		}
		k.settle(n, &g.entry)
		if !found || !g.Seat.engaged() && g.Seat != SeatSilent { // who did not answer may be about to hear of that
			continue
		}
		if err := k.reply(&g, request{}, ""); err != nil {
			return err
		}
	}
	if w.After += walkMost; w.After >= k.Arrived {
		return nil
	}
	return k.tell(k.a.ID, toldWalk, w)
}
