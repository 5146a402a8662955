package referral

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"wecan/flows"
)

// What the person tells her referral, and what it answers.
const (
	toldSubmit   = "submit"
	toldLook     = "look"     // how does it stand?
	toldMore     = "more"     // further words
	toldAnother  = "another"  // another person, please
	toldWithdraw = "withdraw" // she needs no help any more
	toldEnough   = "enough"   // it is done: the answer to whether she needs more
	toldGot      = "got"      // whether it helped
	toldReopen   = "reopen"

	answerOpened = "opened"
	answerTaken  = "taken" // the reference is somebody else's; to accept: it is somebody else's
)

// What a referral tells people by itself. Each begins a flow.
const (
	toldTaken   = "referral.taken"
	toldNobody  = "referral.nobody"
	toldStandsP = "referral.stands" // when she asks
	toldMoved   = "referral.moved"
	toldLateP   = "referral.late"
	toldStill   = "referral.still"
	toldClosed  = "referral.closed"
	toldPassed  = "referral.passed"
	toldOpenedP = "referral.reopened"
	toldAlert   = "referral.alert"   // to a navigator
	toldOverdue = "referral.overdue" // to a navigator, or to who looks after her
	toldUnsent  = "referral.unsent"  // to a navigator who has it no more
)

// submission is what the form sends.
type submission struct {
	Reference string  `json:"reference"`
	Site      string  `json:"site"`
	Request   request `json:"request"`
}

// wish is what she wants of her referral.
type wish struct {
	ID    string `json:"id"` // drawn anew for each: the same one again changes nothing
	Words string `json:"words,omitempty"`
}

// wished does what the person wants. Of somebody else's referral she learns
// nothing, not even that there is one.
func (f *file) wished(in flows.Told) error {
	var w wish
	if err := json.Unmarshal(in.Data, &w); err != nil {
		return fmt.Errorf("referral: read what a person wants: %w", err)
	}
	hers := f.Reference != "" && f.Person == in.From
	switch in.Name {
	case toldEnough:
		if hers && f.open() && f.Owner != nil && !f.hear(w.ID) {
			f.close(ByPerson, Solved)
		}
		return nil
	case toldGot:
		if hers && !f.open() && slices.Contains([]string{"yes", "partly", "no"}, w.Words) {
			f.Got = w.Words
			f.note(Change{By: ByPerson, What: Feedback, Why: w.Words})
		}
		return nil
	case toldReopen:
		return f.reopen(in.From, hers, w.ID)
	}
	if !hers || !f.open() {
		return f.over(in.From)
	}
	if in.Name == toldLook {
		return f.look()
	}
	if f.hear(w.ID) {
		return nil
	}
	switch in.Name {
	case toldMore:
		line := flows.ChatLine{Text: w.Words}
		if file, spoken := flows.Spoken(w.Words); spoken {
			line = flows.ChatLine{What: "voice", File: file}
		}
		f.more(line)
	case toldAnother:
		return f.another()
	case toldWithdraw:
		f.close(ByPerson, Withdrawn)
	}
	return nil
}

// over tells somebody that there is nothing of hers here any more.
func (f *file) over(to flows.ActorID) error {
	return f.say(to, toldStandsP, map[string]string{"state": "closed"})
}

// look tells how it stands.
func (f *file) look() error {
	state, at := "looking", f.promise()
	switch {
	case f.Owner != nil && f.Status == StatusPerson:
		state = "person"
	case f.Owner != nil:
		state, at = "navigator", f.moment("", f.a.Timers[timerOwed])
	case f.Nobody && f.Status == StatusNew:
		state, at = "nobody", f.moment("", f.a.Timers[timerSeek])
	}
	at["state"] = state
	if f.Owner != nil {
		at["navigator"] = f.Owner.Name
	}
	return f.say(f.Person, toldStandsP, at)
}

// more are further words of hers: for whoever has it, or for whoever will.
func (f *file) more(line flows.ChatLine) {
	if f.Owner != nil {
		f.fromPerson(line)
		return
	}
	f.Spoke = f.t.Now
	f.add(line)
}

// add keeps words of hers for whoever will have it.
func (f *file) add(line flows.ChatLine) {
	if f.Added >= addedMost {
		f.report("more was added to a referral that nobody has than is kept")
		return
	}
	f.Added++
	line.Number = f.Added
	f.keep(memberAdded, line)
}

// addedMost is more than anybody taps and writes before somebody answers.
const addedMost = 200

// another looks for another person. Whoever had it learns only that.
func (f *file) another() error {
	if f.Owner == nil {
		return nil // somebody is looked for already
	}
	f.note(Change{By: ByPerson, What: Another, Who: f.Owner.ID})
	f.Not = append(f.Not, f.Owner.ID)
	f.shun(*f.Owner)
	f.release(wordAnother)
	f.Asked = nil
	return f.begin()
}

// reopen goes on with a referral that was closed, within 14 days.
func (f *file) reopen(from flows.ActorID, hers bool, id string) error {
	switch {
	case !hers || !f.open() && f.t.Now.Sub(f.Closed) > flows.ReopenFor:
		return f.over(from)
	case !f.open() && !f.hear(id):
		f.note(Change{By: ByPerson, What: Reopened})
		f.Outcome, f.Got, f.Asked, f.Stand.Refused = "", "", nil, false
		delete(f.a.Timers, timerForget)
		delete(f.a.Timers, timerPassed)
		f.end(time.Time{})
		if err := f.begin(); err != nil {
			return err
		}
	}
	return f.say(from, toldOpenedP, nil)
}
