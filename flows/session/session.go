package session

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"wecan/flows"
)

// What a session is told, and by whom.
const (
	toldPlan   = "plan"   // whoever plans, with an [Order]
	toldCancel = "cancel" // whoever plans, with an [Order]
	toldAnswer = "answer" // an agenda, with an answer: does she come?
	toldDue    = "due"    // an agenda, with a question: is it still so? She is to be reminded
)

// What it tells.
const (
	toldStands = "stands" // its site's calendar, with a [Standing]
	toldNow    = "now"    // an agenda, with a reply
)

// Order is what somebody who plans wants.
type Order struct {
	ID        string `json:"id"` // drawn anew for each: the same one again changes nothing
	By        string `json:"by"`
	Reference string `json:"reference"`
	Plan      Plan   `json:"plan,omitzero"` // of plan

	// Seen is the [Standing]'s Rev that whoever plans had before her: an order about
	// another one changes nothing. 0 is for an order whatever it is.
	Seen int `json:"seen,omitempty"`

	Series string `json:"series,omitempty"` // what it is one of
	Source string `json:"source,omitempty"` // where it was imported from; it stays what it was first
	Number int    `json:"number,omitempty"` // of the import's own versions; a smaller one than the last changes nothing
}

// Change is one thing that somebody did to a session.
type Change struct {
	At   time.Time `json:"at"`
	By   string    `json:"by"`
	What string    `json:"what"`
}

// What can be done to a session. The words are stored: never rename one.
const (
	ChangePlanned   = "planned"
	ChangeMoved     = "moved"
	ChangeOther     = "changed" // not its time
	ChangeCancelled = "cancelled"
	ChangeBack      = "back" // it takes place after all
)

// changesMost is how many changes are kept.
const changesMost = 40

// session is the body of a session.
type session struct {
	Standing

	Series  string   `json:"series,omitempty"`
	Source  string   `json:"source,omitempty"`
	Number  int      `json:"number,omitempty"`
	Changes []Change `json:"changes,omitempty"`
	Heard   []string `json:"heard,omitempty"` // the last orders
	Over    bool     `json:"over,omitempty"`

	Tally Tally `json:"tally"`
	Next  int   `json:"next,omitempty"` // the number of the last reply
}

// Tally is how many said what.
type Tally struct {
	Coming   int `json:"coming,omitempty"` // with a place
	Late     int `json:"late,omitempty"`   // of them
	Waiting  int `json:"waiting,omitempty"`
	Off      int `json:"off,omitempty"`
	Children int `json:"children,omitempty"` // to be looked after
}

// Session is the machine of sessions. Its id is made of its reference. Whoever has
// said that she comes has a place while there is one, else a number on the waiting
// list; a place that becomes free goes to the first of it at once. The answers stand
// in member fields, one each, and the waiting list in one more: it may be long.
type Session struct{ Programme *flows.Programme }

var _ flows.Loader = Session{}

const memberAnswer = "a/" // before the reference of an application

// memberLine is the waiting list, first come first.
const memberLine = "line"

// Members are the waiting list, and whoever an input is about.
func (Session) Members(in flows.Input) []string {
	told, ok := in.(flows.Told)
	if !ok {
		return nil
	}
	var q question
	if told.Name != toldAnswer && told.Name != toldDue || json.Unmarshal(told.Data, &q) != nil || q.Who == "" {
		return []string{memberLine}
	}
	return []string{memberLine, memberAnswer + q.Who}
}

// meeting is one turn of a session while it is made.
type meeting struct {
	session

	Line    []waiter
	m       Session
	t       flows.Turn
	a       *flows.Actor
	out     []flows.Effect
	fields  map[string][]byte
	reports []string
}

// Step makes one turn of a session.
func (m Session) Step(t flows.Turn, a flows.Actor, in flows.Input) (flows.Result, error) {
	k := &meeting{m: m, t: t, a: &a}
	if len(a.Body) > 0 {
		if err := json.Unmarshal(a.Body, &k.session); err != nil {
			return flows.Result{}, fmt.Errorf("session: read the session: %w", err)
		}
	}
	err := readField(t.Members[memberLine], &k.Line)
	if err != nil {
		return flows.Result{}, err
	}
	switch in := in.(type) {
	case flows.Told:
		err = k.told(in)
	case flows.Timer:
		k.Over = true
	case flows.Text, flows.Tap, flows.Media, flows.Edited, flows.Reach:
		err = fmt.Errorf("session: a session cannot be given a %T", in)
	}
	if err != nil {
		return flows.Result{}, err
	}
	return k.result()
}

func (k *meeting) told(in flows.Told) error {
	switch in.Name {
	case toldPlan, toldCancel:
		return k.ordered(in)
	case toldAnswer, toldDue:
		return k.asked(in)
	}
	return fmt.Errorf("session: a session cannot be told %q", in.Name)
}

// ordered takes what somebody planned. What is wrong changes nothing: whoever sent it
// looks at what stands.
func (k *meeting) ordered(in flows.Told) error {
	var o Order
	if err := json.Unmarshal(in.Data, &o); err != nil {
		return fmt.Errorf("session: read an order: %w", err)
	}
	if k.t.IDs.Of(flows.KindSession, o.Reference) != k.a.ID {
		return errors.New("session: the order is about another session")
	}
	if o.ID == "" || slices.Contains(k.Heard, o.ID) || o.Number < k.Number || o.Seen > 0 && o.Seen != k.Rev {
		return nil
	}
	if in.Name == toldCancel {
		if k.Reference == "" {
			return nil
		}
		k.hear(o)
		if k.Cancelled {
			return nil
		}
		k.Cancelled = true
		k.change(o, ChangeCancelled)
		return k.tellAll()
	}
	o.Plan = o.Plan.clean()
	if err := o.Plan.Check(k.m.Programme); err != nil {
		k.reports = append(k.reports, "an order for a session was dropped: its plan has a fault")
		return nil //nolint:nilerr // what somebody did wrong is no defect
	}
	return k.planned(o)
}

func (k *meeting) planned(o Order) error {
	first := k.Reference == ""
	switch {
	case !first && o.Plan.Site != k.Plan.Site: // those of the one site would have to be told that it is gone
		k.reports = append(k.reports, "an order to move a session to another site was dropped")
		return nil
	case !first && o.Source != "" && o.Source != k.Source:
		k.reports = append(k.reports, "an import into a session that comes from elsewhere was dropped")
		return nil
	}
	k.hear(o)
	was := k.session
	switch k.Plan = o.Plan; {
	case first:
		k.Reference, k.Series, k.Source = o.Reference, o.Series, o.Source
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
	return errors.Join(k.advance(), k.tellAll())
}

// hear remembers an order.
func (k *meeting) hear(o Order) {
	k.Number = max(k.Number, o.Number)
	k.Heard = append(k.Heard, o.ID)
	k.Heard = k.Heard[max(0, len(k.Heard)-changesMost):]
}

func (k *meeting) change(o Order, what string) {
	k.Rev++
	k.Changes = append(k.Changes, Change{At: k.t.Now, By: o.By, What: what})
	k.Changes = k.Changes[max(0, len(k.Changes)-changesMost):]
	k.Over = k.over(k.t.Now)
}

// tellAll brings how it stands to its site's calendar.
func (k *meeting) tellAll() error {
	return k.tell(k.t.IDs.Of(flows.KindCalendar, k.Plan.Site), toldStands, k.Standing)
}

func (k *meeting) tell(to flows.ActorID, name string, value any) error {
	tell, err := flows.NewTell(to, name, value)
	if err != nil {
		return fmt.Errorf("session: %w", err)
	}
	k.out = append(k.out, tell)
	return nil
}

// timerOver rings when it is over.
const timerOver = "over"

func (k *meeting) result() (flows.Result, error) {
	if k.Reference == "" {
		return flows.Result{Actor: *k.a, Reports: k.reports}, nil
	}
	body, err := json.Marshal(k.session)
	if err != nil {
		return flows.Result{}, fmt.Errorf("session: write the session: %w", err)
	}
	k.a.Body = body
	if err := k.keepLine(); err != nil {
		return flows.Result{}, err
	}
	delete(k.a.Timers, timerOver)
	state := "planned"
	switch {
	case k.Cancelled:
		state = "cancelled"
	case k.Over:
		state = "over"
	}
	if !k.Over {
		k.a.SetTimer(timerOver, k.Plan.End().Add(time.Second)) // after the last moment at which it is not over
	}
	k.a.Index = []string{IndexSite(k.Plan.Site), IndexState(state)}
	return flows.Result{Actor: *k.a, Effects: k.out, Members: k.fields, Reports: k.reports}, nil
}

// IndexSite names the index of all sessions of a site.
func IndexSite(site string) string { return "session:site:" + site }

// IndexState names the index of all sessions that are planned, cancelled or over.
func IndexState(state string) string { return "session:state:" + state }
