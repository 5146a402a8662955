package event

import (
	"encoding/json"
	"fmt"
	"slices"

	"wecan/flows"
	"wecan/i18n"
)

// Listing is the machine of the listing: which events there are. There is one. Every
// event tells it how it stands, without most of its words; a guest asks it what is open
// to her.
type Listing struct{ Programme *flows.Programme }

var _ flows.Loader = Listing{}

// What it is told besides how an event stands, and what it tells.
const (
	toldWhich = "which" // a guest, with a question: what is open to her?
	toldAre   = "are"   // a guest: these
)

const memberEvents = "events"

// EventsMost is how many events that are not over a programme can have.
const EventsMost = 60

// Members are the events.
func (Listing) Members(flows.Input) []string { return []string{memberEvents} }

// which is what a guest asks.
type which struct {
	Guest  flows.ActorID         `json:"guest"`
	Person flows.ActorID         `json:"person"`
	Query  string                `json:"query"`
	Lang   i18n.Lang             `json:"lang"`
	Site   string                `json:"site,omitempty"`
	Parts  []flows.Participation `json:"parts,omitempty"`
	Skip   []string              `json:"skip,omitempty"` // those that she has signed up for
}

// are is what she hears: the first ones that are open to her, with their words in her
// language, and how many more there are.
type are struct {
	Query  string     `json:"query"`
	Events []Standing `json:"events,omitempty"`
	More   int        `json:"more,omitempty"`
}

// sheet is one turn of the listing while it is made.
type sheet struct {
	t      flows.Turn
	a      *flows.Actor
	events []Standing

	programme *flows.Programme
}

// Step makes one turn of the listing.
func (l Listing) Step(t flows.Turn, a flows.Actor, in flows.Input) (flows.Result, error) {
	k := &sheet{t: t, a: &a, programme: l.Programme}
	if data := t.Members[memberEvents]; len(data) > 0 {
		if err := json.Unmarshal(data, &k.events); err != nil {
			return flows.Result{}, fmt.Errorf("event: read the listing: %w", err)
		}
	}
	if timer, ok := in.(flows.Timer); ok {
		return k.ring(timer)
	}
	told, ok := in.(flows.Told)
	if !ok {
		return flows.Result{}, fmt.Errorf("event: the listing cannot be given a %T", in)
	}
	switch told.Name {
	case toldStands:
		return k.stands(told)
	case toldWhich:
		return k.which(told)
	}
	return flows.Result{}, fmt.Errorf("event: the listing cannot be told %q", told.Name)
}

// stands takes how an event stands.
func (k *sheet) stands(in flows.Told) (flows.Result, error) {
	var s Standing
	if err := json.Unmarshal(in.Data, &s); err != nil {
		return flows.Result{}, fmt.Errorf("event: read how an event stands: %w", err)
	}
	none := flows.Result{Actor: *k.a}
	if in.From != k.t.IDs.Of(flows.KindEvent, s.Reference) || k.a.ID != listingID(k.t.IDs) {
		none.Reports = []string{"what no event said was told to the listing"}
		return none, nil
	}
	k.events = slices.DeleteFunc(k.events, func(one Standing) bool { return one.over(k.t.Now) && one.Reference != s.Reference })
	at := slices.IndexFunc(k.events, func(one Standing) bool { return one.Reference == s.Reference })
	switch {
	case at >= 0 && k.events[at].Rev >= s.Rev:
		return none, nil
	case at >= 0:
		k.events[at] = s
	case len(k.events) >= EventsMost:
		none.Reports = []string{"there are more events than are listed: the last one was left out"}
		return none, nil
	default:
		k.events = append(k.events, s)
	}
	slices.SortStableFunc(k.events, func(a, b Standing) int { return a.Plan.Start.Compare(b.Plan.Start) })
	data, err := json.Marshal(k.events)
	if err != nil {
		return flows.Result{}, fmt.Errorf("event: write the listing: %w", err)
	}
	k.a.Body = json.RawMessage(`{}`)
	k.plan()
	return flows.Result{Actor: *k.a, Members: map[string][]byte{memberEvents: data}}, nil
}

// which answers a guest.
func (k *sheet) which(in flows.Told) (flows.Result, error) {
	var q which
	if err := json.Unmarshal(in.Data, &q); err != nil {
		return flows.Result{}, fmt.Errorf("event: read a question: %w", err)
	}
	if len(k.events) > 0 { // a listing of older days has no timer yet
		k.plan()
	}
	out := flows.Result{Actor: *k.a}
	if in.From != q.Guest || q.Guest != GuestOf(k.t.IDs, q.Person) {
		out.Reports = []string{"a question that did not come from its guest was dropped"}
		return out, nil
	}
	answer := are{Query: q.Query}
	for _, s := range k.events {
		switch {
		case !s.opens(k.t.Now) || slices.Contains(q.Skip, s.Reference) || !s.Plan.mayCome(q.Parts, q.Site):
		case len(answer.Events) == listMost:
			answer.More++
		default:
			s.Plan.Words = []Words{s.Plan.In(q.Lang)}
			answer.Events = append(answer.Events, s)
		}
	}
	tell, err := flows.NewTell(q.Guest, toldAre, answer)
	if err != nil {
		return flows.Result{}, fmt.Errorf("event: %w", err)
	}
	out.Effects = []flows.Effect{tell}
	return out, nil
}
