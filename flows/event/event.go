package event

import (
	"embed"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"wecan/flows"
)

//go:embed *.yaml ids.lock
var flowFiles embed.FS

// What an event is told, and by whom. What guests ask for besides stands in wishes.go.
const (
	toldPlan   = "plan"   // whoever plans, with an [Order]
	toldCancel = "cancel" // whoever plans, with an [Order]
	toldDue    = "due"    // a guest, with a request: how does it stand?
	toldLook   = "look"   // the event itself: something has changed for one arrival
	toldWalk   = "walk"   // the event itself: it tells all of a change
	toldErase  = "erase"  // the event itself: it forgets who was there
)

// What it tells.
const (
	toldStands = "stands" // the listing, with a [Standing]
	toldNow    = "now"    // a guest, with a reply
	toldMet    = "met"    // a guest, about somebody who would like to see her again
)

const (
	arrivalsMost = 20_000 // numbers that an event gives: their marks have room in a body
	offersMost   = 100    // offers that are open at a time; so a turn has fewer effects than are allowed
	timesMost    = 30     // how often somebody can leave and come back: each takes a number
	walkMost     = 60     // arrivals that a turn tells of a change
)

// event is the body of an event. It says who waits and to whom a place is offered; an
// entry that says otherwise has not been looked at since: see [event.settle].
type event struct {
	Standing

	Changes []Change `json:"changes,omitempty"`
	Heard   []string `json:"heard,omitempty"` // the last orders
	Over    bool     `json:"over,omitempty"`
	Forgot  bool     `json:"forgot,omitempty"` // who was there, and what they said: see forget.go

	First   time.Time       `json:"first,omitzero"`    // when the first number was given
	Arrived int             `json:"arrived,omitempty"` // the last arrival number
	Next    int             `json:"next,omitempty"`    // the number of the last reply
	Calls   int             `json:"calls,omitempty"`   // the number of the last offer
	Used    map[Group]int   `json:"used,omitempty"`    // places that are taken or offered; "" is for those that are reserved for nobody
	Wait    marks           `json:"wait,omitempty"`    // who is on the waiting list
	May     map[Group]marks `json:"may,omitempty"`     // who of them, and of those with an offer, wants a place of the group
	Offers  []offer         `json:"offers,omitempty"`

	Works   ballot `json:"works,omitempty"`   // the votes for each work that was handed in: see works.go
	Dropped marks  `json:"dropped,omitempty"` // works that were taken back

	// Of the entries as they stand.
	Children int          `json:"children,omitempty"`
	Silent   int          `json:"silent,omitempty"`
	Left     int          `json:"left,omitempty"`
	In       int          `json:"in,omitempty"`    // of those who have a place, how many came
	Marks    map[Mark]int `json:"marks,omitempty"` // of those who have a place, how many said what
	Round    int          `json:"round,omitempty"` // raised when those who came have to come again

	Placings int    `json:"placings,omitempty"` // the number of the last order about teams
	Mark     string `json:"mark,omitempty"`     // of the proposal that was published last
}

// offer is a place that is kept for an arrival.
type offer struct {
	N    int   `json:"n"`
	Pool Group `json:"p,omitempty"`
	ID   int   `json:"i"`           // ascending
	Till int64 `json:"u,omitempty"` // seconds (Unix) until its end; 0: there is no time to ask, so it is hers
	Mute bool  `json:"m,omitempty"` // nobody has told her yet: until then it does not lapse
}

func (o *offer) until() time.Time {
	if o == nil || o.Till == 0 {
		return time.Time{}
	}
	return time.Unix(o.Till, 0).UTC()
}

// Event is the machine of events. Its id is made of its reference. Its turn alone decides
// who has a place.
type Event struct{ Programme *flows.Programme }

var _ flows.Loader = Event{}

// Member fields: one for each arrival, with her entry, and one for each guest, with her
// arrival number.
func memberArrival(n int) string          { return "n/" + strconv.Itoa(n) }
func memberGuest(id flows.ActorID) string { return "a/" + string(id) }

// Members are those of whom an input is: of a guest, of one arrival, or of a page of a walk.
func (Event) Members(in flows.Input) []string {
	told, ok := in.(flows.Told)
	if !ok {
		return nil
	}
	switch told.Name {
	case toldCame:
		return cameMembers(told.Data)
	case toldSign, toldLeave, toldAccept, toldDecline, toldHere, toldRate, toldDue, toldHand, toldMate, toldSubmit, toldVote, toldIdeas, toldIdea, toldResults, toldMeet, toldMeetSay:
		var r request
		if json.Unmarshal(told.Data, &r) != nil {
			return nil
		}
		names := append(r.otherMembers(told.Name), memberGuest(r.Guest))
		if r.N > 0 {
			names = append(names, memberArrival(r.N))
			names = append(names, r.workMembers(told.Name)...)
		}
		return names
	case toldLook:
		var l look
		if json.Unmarshal(told.Data, &l) == nil {
			return []string{memberArrival(l.N)}
		}
	case toldPlacing:
		var w placingWalk
		if json.Unmarshal(told.Data, &w) == nil {
			return w.members()
		}
	case toldWalk, toldErase:
		var w walk
		if json.Unmarshal(told.Data, &w) != nil {
			return nil
		}
		names := w.members()
		if told.Name == toldErase {
			for no := w.After + 1; no <= min(w.After+walkMost, w.Works); no++ {
				names = append(names, memberWork(no))
			}
		}
		return names
	}
	return nil
}

// meeting is one turn of an event while it is made.
type meeting struct {
	event

	m       Event
	t       flows.Turn
	a       *flows.Actor
	site    flows.Site
	out     []flows.Effect
	fields  map[string][]byte
	reports []string
}

// Step makes one turn of an event.
func (m Event) Step(t flows.Turn, a flows.Actor, in flows.Input) (flows.Result, error) {
	k := &meeting{m: m, t: t, a: &a}
	if len(a.Body) > 0 {
		if err := json.Unmarshal(a.Body, &k.event); err != nil {
			return flows.Result{}, fmt.Errorf("event: read the event: %w", err)
		}
	}
	k.locate()
	var err error
	switch in := in.(type) {
	case flows.Told:
		err = k.told(in)
	case flows.Timer:
		err = k.ring()
	case flows.Text, flows.Tap, flows.Media, flows.Edited, flows.Reach:
		err = fmt.Errorf("event: an event cannot be given a %T", in)
	}
	if err == nil {
		err = k.fill()
	}
	if err != nil {
		return flows.Result{}, err
	}
	return k.result()
}

// locate finds the site whose clock counts: of one that is gone the first one's.
func (k *meeting) locate() {
	k.site = k.m.Programme.Sites[0]
	if site, ok := k.m.Programme.Site(k.Plan.Site); ok {
		k.site = site
	}
}

func (k *meeting) told(in flows.Told) error {
	switch in.Name {
	case toldPlan, toldCancel, toldCame, toldTeams:
		return k.ordered(in)
	case toldPlacing:
		return k.placed(in)
	case toldSign, toldLeave, toldAccept, toldDecline, toldHere, toldRate, toldDue, toldHand, toldMate, toldSubmit, toldVote, toldIdeas, toldIdea, toldResults, toldMeet, toldMeetSay:
		return k.asked(in)
	case toldLook:
		return k.looked(in)
	case toldWalk:
		return k.walked(in)
	case flows.ToldComes:
		return k.comes(in)
	case toldErase:
		return k.forgotten(in.Data, in.From == k.a.ID)
	}
	return fmt.Errorf("event: an event cannot be told %q", in.Name)
}

func (k *meeting) tell(to flows.ActorID, name string, value any) error {
	tell, err := flows.NewTell(to, name, value)
	if err != nil {
		return fmt.Errorf("event: %w", err)
	}
	k.out = append(k.out, tell)
	return nil
}

// field writes a member field.
func (k *meeting) field(name string, value any) error {
	data, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("event: write a member field: %w", err)
	}
	if k.fields == nil {
		k.fields = map[string][]byte{}
	}
	k.fields[name] = data
	return nil
}

// read reads a member field that was loaded; false for one that is not there.
func (k *meeting) read(name string, to any) (bool, error) {
	data := k.t.Members[name]
	if len(data) == 0 {
		return false, nil
	}
	if err := json.Unmarshal(data, to); err != nil {
		return false, fmt.Errorf("event: read a member field: %w", err)
	}
	return true, nil
}

func (k *meeting) result() (flows.Result, error) {
	out := flows.Result{Actor: *k.a, Effects: k.out, Members: k.fields, Reports: k.reports}
	if k.Reference == "" { // nobody has planned it
		return out, nil
	}
	k.setTimer()
	state := "planned"
	switch {
	case k.Cancelled:
		state = "cancelled"
	case k.Over:
		state = "over"
	}
	k.a.Index = []string{IndexSite(k.Plan.Site), IndexState(state)}
	body, err := json.Marshal(k.event)
	if err != nil {
		return flows.Result{}, fmt.Errorf("event: write the event: %w", err)
	}
	k.a.Body = body
	out.Actor = *k.a
	return out, nil
}
