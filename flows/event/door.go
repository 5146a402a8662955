package event

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"slices"
	"time"

	"wecan/flows"
)

// Who has a place says that she is there with the number that stands at the entrance, or
// somebody of the team notes it. Who has not done so when the event is over did not come.
// Nobody is reproached for that, and where nobody was noted at all nothing is known.

const (
	doorsBefore = 2 * time.Hour // so long before the start people can say that they are there
	triesMost   = 5             // wrong numbers, then only the team notes her
	doorFirst   = 1000          // the numbers have four digits
	doorLast    = 9999
	// CameMost is how many people an order can note as having come.
	CameMost = 60
)

// toldCame is what whoever plans tells an event, with an [Order]: these people came, or
// did not.
const toldCame = "came"

// Door is the number that stands at the entrance of an event. It is made of our secret,
// so that nobody finds it without having been there.
func Door(ids flows.IDs, reference string) int {
	h := fnv.New64a()
	_, _ = h.Write([]byte(ids.Of(flows.KindEvent, "the door of "+reference))) // a hash's Write never fails
	return doorFirst + int(h.Sum64()%(doorLast-doorFirst+1))
}

// Doors is when people can say that they are there.
func (p Plan) Doors() (from, until time.Time) { return p.Start.Add(-doorsBefore), p.End() }

// isIn says whether somebody has come. What was noted before the event moved to another day does
// not count.
func (e *event) isIn(s *entry) bool {
	return s.Seat == SeatPlaced && !s.In.IsZero() && s.Round == e.Round
}

// here takes it that she is there.
func (k *meeting) here(g *comer, number int) refusal {
	from, until := k.Plan.Doors()
	switch {
	case k.Cancelled || g.Seat != SeatPlaced || k.t.Now.After(until):
		return refusedClosed
	case k.isIn(&g.entry):
		return ""
	case k.t.Now.Before(from):
		return refusedEarly
	case g.Tries < triesMost && number != Door(k.t.IDs, k.Reference):
		g.Tries++
	}
	switch {
	case g.Tries >= triesMost:
		return refusedTries
	case number != Door(k.t.IDs, k.Reference):
		return refusedWrong
	}
	k.renew(&g.entry)
	g.In = k.t.Now
	return ""
}

// renew takes out of an entry what was so before the event moved to another day.
func (k *meeting) renew(e *entry) {
	if e.Round != k.Round {
		e.In, e.Mark, e.Said, e.Round = time.Time{}, "", "", k.Round
	}
}

// shutDoors forgets who was there when the event has moved, and its doors are not open yet.
func (k *meeting) shutDoors() {
	if from, _ := k.Plan.Doors(); (k.In > 0 || len(k.Marks) > 0) && k.t.Now.Before(from) {
		k.Round++
		k.In, k.Marks = 0, nil
	}
}

// cameMembers are the fields of those whom an order is about.
func cameMembers(data []byte) []string {
	var o Order
	if json.Unmarshal(data, &o) != nil {
		return nil
	}
	var out []string
	for _, n := range o.arrivals() {
		out = append(out, memberArrival(n))
	}
	return out
}

// arrivals are those whom an order is about, each once.
func (o Order) arrivals() []int {
	all := slices.Clone(o.Arrivals)
	slices.Sort(all)
	all = slices.Compact(all)
	return all[:min(len(all), CameMost)]
}

// came notes who has come, or that they have not. Their guests know it then; nobody is
// told.
func (k *meeting) came(o Order) error {
	if from, _ := k.Plan.Doors(); k.Reference == "" || k.Cancelled || k.Forgot || k.t.Now.Before(from) {
		return nil
	}
	k.hear(o)
	noted := 0
	for _, n := range o.arrivals() {
		was := comer{n: n}
		found, err := k.read(memberArrival(n), &was.entry)
		if err != nil {
			return err
		}
		g := was
		k.settle(n, &g.entry)
		if !found || g.Seat != SeatPlaced || k.isIn(&g.entry) != o.Not {
			continue
		}
		k.renew(&g.entry)
		g.In, g.Tries = k.t.Now, 0
		if o.Not {
			g.In = time.Time{}
		}
		if err := k.keep(was, &g); err != nil {
			return err
		}
		if err := k.reply(&g, request{}, ""); err != nil {
			return err
		}
		noted++
	}
	switch {
	case noted == 0:
	case o.Not:
		k.note(o, ChangeNotCame, noted)
	default:
		k.note(o, ChangeCame, noted)
	}
	return nil
}

// NewCame notes that the order's people have come to an event, or with Not that they have
// not. Before the doors open it changes nothing.
func NewCame(ids flows.IDs, o Order) (flows.Incoming, error) {
	if len(o.Arrivals) > CameMost {
		return flows.Incoming{}, fmt.Errorf("event: at most %d people can be noted at once", CameMost)
	}
	return ordering(ids, toldCame, o)
}
