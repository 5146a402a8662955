package enrollment

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"wecan/flows"
)

// Intake is the machine of the places of one site. Its turn alone decides who
// has one, so that there are never more people than places, whoever decides at
// the same time. Its id is made of the site's.
//
// Places are those of the programme file at the time of the turn. Some may be
// reserved for groups: a person of the group takes a reserved place first, else
// a general one, and nobody else takes a reserved one. A place that was freed
// (by a withdrawal, an offer that was refused or lapsed, or by a new programme
// file) is offered to the first of the reserve list who may have it; see
// [sitting.fill]. A place that was never given away is not: it waits for
// somebody's decision.
//
// The list of all who ever asked for something grows without bound, so it is a
// member field, read and written whole: decisions are made by people, some in a
// minute at most, and the list of a site with a thousand places has about
// 100 KB. The body has some numbers only.
type Intake struct {
	Programme *flows.Programme
}

var _ flows.Loader = Intake{}

// memberList is the member field with the list.
const memberList = "list"

// Members are needed by every turn.
func (Intake) Members(flows.Input) []string { return []string{memberList} }

// intake is the body of an intake.
type intake struct {
	Site  string         `json:"site"`
	Rev   int            `json:"rev"`             // of the last thing that was told an application
	Freed int            `json:"freed,omitempty"` // free places that are to be offered
	Known map[string]int `json:"known,omitempty"` // the places of each pool as the programme file had them last
}

// seat is how somebody stands. Seats are stored: never rename one.
type seat string

const (
	seatWaiting seat = "waiting" // on the reserve list
	seatSilent  seat = "silent"  // on it too, but her last offer lapsed: she is not asked again by herself
	seatHeld    seat = "held"    // a place is kept for her until she may be asked
	seatOffered seat = "offered" // she was asked
	seatTaken   seat = "taken"   // she has a place
	seatGone    seat = "gone"    // she wants nothing any more; kept, so that an old wish is known as old
)

// holds says whether the seat takes up a place.
func (s seat) holds() bool { return s == seatHeld || s == seatOffered || s == seatTaken }

// entry is one application in the list.
type entry struct {
	Reference string   `json:"r"`
	Seq       int      `json:"q"` // of its last wish
	Rev       int      `json:"v"` // of the last change to it
	Seat      seat     `json:"s"`
	Pool      string   `json:"p,omitempty"` // whose place it has: a group's, or poolGeneral
	Points    int      `json:"n,omitempty"`
	Arrived   int64    `json:"t,omitempty"` // Unix ms
	Groups    []string `json:"g,omitempty"`
	At        int64    `json:"u,omitempty"` // Unix ms: when she may be asked, or until when she is
}

// timerNext rings when an offer begins or ends, and once a day while somebody
// waits, since the programme file may have more places by then.
const timerNext = "next"

// sitting is one turn of an intake while it is made.
type sitting struct {
	intake

	t       flows.Turn
	a       *flows.Actor
	p       *flows.Programme
	site    flows.Site
	open    bool // the programme file has the site
	list    []*entry
	used    map[string]int  // places taken up, by pool
	news    map[string]bool // who is told how she stands, by reference
	reports []string
}

// Step makes one turn of an intake.
func (m Intake) Step(t flows.Turn, a flows.Actor, in flows.Input) (flows.Result, error) {
	k := &sitting{t: t, a: &a, p: m.Programme, used: map[string]int{}, news: map[string]bool{}}
	if err := k.read(); err != nil {
		return flows.Result{}, err
	}
	var err error
	switch in := in.(type) {
	case flows.Told:
		err = k.told(in)
	case flows.Timer:
		err = k.ring(in)
	case flows.Text, flows.Tap, flows.Media, flows.Edited, flows.Reach:
		err = fmt.Errorf("enrollment: an intake cannot be given a %T", in)
	}
	if err != nil {
		return flows.Result{}, err
	}
	if k.Site == "" { // nobody of this site asked
		return flows.Result{Actor: a, Reports: k.reports}, nil
	}
	k.fill()
	k.setTimer()
	return k.result()
}

func (k *sitting) read() error {
	if len(k.a.Body) > 0 {
		if err := json.Unmarshal(k.a.Body, &k.intake); err != nil {
			return fmt.Errorf("enrollment: read the intake: %w", err)
		}
	}
	if data := k.t.Members[memberList]; len(data) > 0 {
		if err := json.Unmarshal(data, &k.list); err != nil {
			return fmt.Errorf("enrollment: read the intake's list: %w", err)
		}
	}
	k.site, k.open = k.p.Site(k.Site)
	for _, e := range k.list {
		if e.Seat.holds() {
			k.used[e.Pool]++
		}
	}
	k.count()
	return nil
}

// told hears a wish. A copy of one, or one that was overtaken, is answered with
// how she stands.
func (k *sitting) told(in flows.Told) error {
	if in.Name != toldWish {
		return fmt.Errorf("enrollment: an intake cannot be told %q", in.Name)
	}
	var w wish
	if err := json.Unmarshal(in.Data, &w); err != nil {
		return fmt.Errorf("enrollment: read a wish: %w", err)
	}
	if k.t.IDs.Of(flows.KindIntake, w.Site) != k.a.ID {
		return errors.New("enrollment: the wish is for another site's intake")
	}
	if in.From != k.t.IDs.Of(flows.KindApplication, w.Reference) {
		k.reports = append(k.reports, "a wish that did not come from its application was dropped")
		return nil
	}
	if k.Site == "" {
		k.Site = w.Site
		k.site, k.open = k.p.Site(w.Site)
		k.count()
	}
	e := k.entry(w.Reference)
	if w.Seq > e.Seq {
		e.Seq, e.Points, e.Arrived, e.Groups = w.Seq, w.Points, w.Arrived.UnixMilli(), w.Groups
		k.grant(e, w.Want)
		k.tell(e)
	}
	k.news[e.Reference] = true
	return nil
}

// entry finds an application's, or begins it.
func (k *sitting) entry(reference string) *entry {
	for _, e := range k.list {
		if e.Reference == reference {
			return e
		}
	}
	e := &entry{Reference: reference, Seat: seatGone}
	k.list = append(k.list, e)
	return e
}

// tell lets an application hear how it stands after this turn.
func (k *sitting) tell(e *entry) {
	k.Rev++
	e.Rev = k.Rev
	k.news[e.Reference] = true
}

// result is what the turn leaves.
func (k *sitting) result() (flows.Result, error) {
	out := flows.Result{Actor: *k.a, Reports: k.reports}
	var err error
	if out.Actor.Body, err = json.Marshal(k.intake); err != nil {
		return out, fmt.Errorf("enrollment: write the intake: %w", err)
	}
	list, err := json.Marshal(k.list)
	if err != nil {
		return out, fmt.Errorf("enrollment: write the intake's list: %w", err)
	}
	if !bytes.Equal(list, k.t.Members[memberList]) {
		out.Members = map[string][]byte{memberList: list}
	}
	numbers := numbered(k.list)
	for _, e := range k.list {
		if !k.news[e.Reference] {
			continue
		}
		s := stand{Seq: e.Seq, Rev: e.Rev, State: e.Seat, Number: numbers[e.Reference]}
		if e.Seat == seatOffered {
			s.Until = time.UnixMilli(e.At).UTC()
		}
		tell, err := flows.NewTell(k.t.IDs.Of(flows.KindApplication, e.Reference), toldStand, s)
		if err != nil {
			return out, fmt.Errorf("enrollment: %w", err)
		}
		out.Effects = append(out.Effects, tell)
	}
	return out, nil
}
