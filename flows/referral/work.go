package referral

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"wecan/flows"
	"wecan/i18n"
)

// What somebody of the team tells a referral, and what it answers.
const (
	toldAccept = "accept"
	toldBusy   = "busy"   // not now
	toldRefuse = "refuse" // not for her, also later
	toldClose  = "close"
	toldPass   = "pass"  // somebody else shall go on
	toldReady  = "ready" // one of the ready answers

	answerYours   = "yours"
	answerGone    = "gone"    // it needs nobody any more, or it was never offered to her
	answerClosed  = "closed"  // to close
	answerHard    = "hard"    // to close one that may weigh on whoever had it
	answerNoted   = "noted"   // it is done
	answerUnknown = "unknown" // it is not hers
)

// The name of the answer that it is somebody else's already is answerTaken.

// work is what somebody of the team wants.
type work struct {
	ID  string `json:"id"`            // drawn anew for each: the same one again changes nothing
	How string `json:"how,omitempty"` // the outcome, the reason, or the ready answer
	Who string `json:"who,omitempty"` // her id, from the thread that she shares with others: see [sender]
}

// worked does what somebody of the team wants.
func (f *file) worked(in flows.Told) error {
	var w work
	if err := json.Unmarshal(in.Data, &w); err != nil {
		return fmt.Errorf("referral: read what the team wants: %w", err)
	}
	by := f.sender(in)
	switch in.Name {
	case toldAccept:
		return f.accept(by)
	case toldBusy:
		return f.decline(by, Busy)
	case toldRefuse:
		return f.decline(by, Refused)
	}
	if !f.hers(by) {
		if in.Name == toldReady {
			return nil
		}
		return f.answer(by, answerUnknown, nil)
	}
	again := f.hear(w.ID)
	switch in.Name {
	case toldReady:
		if !again && slices.Contains(readyAnswers(), w.How) {
			f.answered()
			f.toPerson(flows.ChatLine{Words: wordReady(w.How)}, 0)
			f.toOwner(flows.ChatLine{Words: wordReadySent})
		}
		return nil
	case toldClose:
		if !again {
			f.close(f.Owner.ID, Outcome(w.How))
		}
		if f.Colour == Red || f.restricted() {
			return f.answer(by, answerHard, nil)
		}
		return f.answer(by, answerClosed, nil)
	}
	if !again {
		if err := f.passOn(w.How); err != nil {
			return err
		}
	}
	return f.answer(by, answerNoted, nil)
}

// accept: the first of those it was offered to has it, also after her time, as
// long as nobody has. She may have said that she cannot, and can now.
func (f *file) accept(by sender) error {
	at := f.askedOf(by)
	switch {
	case f.hers(by):
		return f.answer(by, answerYours, nil)
	case f.Owner != nil && at >= 0 && f.open():
		return f.answer(by, answerTaken, map[string]string{"by": f.Owner.Name})
	case !f.open() || at < 0 || slices.Contains(f.Not, f.Asked[at].ID), f.Stand.Refused && f.Asked[at].Channel != "":
		return f.answer(by, answerGone, nil)
	}
	who := f.Asked[at].member
	site := f.siteOf(who.Site)
	until := site.AfterOpen(f.t.Now, f.patience().Answer)
	yours := map[string]string{"day": until.In(site.Zone).Format(time.DateOnly), "hour": flows.At(site.ID, until)}
	if err := f.answer(by, answerYours, yours); err != nil {
		return err
	}
	f.freeOthers(who.ID)
	f.note(Change{By: who.ID, What: Accepted})
	return f.take(who)
}

// freeOthers: whoever is asked at this moment is asked no more.
func (f *file) freeOthers(but string) {
	if f.Status == StatusOffered && len(f.Asked) > 0 {
		if last := f.Asked[len(f.Asked)-1]; last.ID != but {
			f.tell(f.roster(last.Site), toldFreed, hold{f.Reference, last.ID})
		}
	}
}

// decline goes on to the next one, if she was asked.
func (f *file) decline(by sender, said string) error {
	at := f.askedOf(by)
	if !f.open() || at < 0 || f.Owner != nil || f.Asked[at].Said == Busy || f.Asked[at].Said == Refused {
		return nil
	}
	now := f.Status == StatusOffered && at == len(f.Asked)-1
	f.Asked[at].Said = said
	f.note(Change{By: f.Asked[at].ID, What: said})
	if said == Refused {
		f.Not = append(f.Not, f.Asked[at].ID)
	}
	if now {
		f.next()
	}
	return nil
}

// next goes on after somebody did not take it.
func (f *file) next() {
	last := f.Asked[len(f.Asked)-1]
	delete(f.a.Timers, timerOffer)
	f.tell(f.roster(last.Site), toldFreed, hold{f.Reference, last.ID})
	f.Status = StatusNew
	f.Tries++
	if f.roles()[f.Level] != flows.RoleNavigator || f.Tries >= navigatorsAsked {
		f.climb()
		return
	}
	f.seek()
}

// askedOf is the last time that somebody was asked, -1 for never.
func (f *file) askedOf(by sender) int {
	for i, a := range slices.Backward(f.Asked) {
		if by.is(a.member) {
			return i
		}
	}
	return -1
}

// skipped are the people who are not asked in this round.
func (f *file) skipped() []string {
	out := slices.Clone(f.Not)
	for _, a := range f.Asked {
		if a.Round == f.Round && !slices.Contains(out, a.ID) {
			out = append(out, a.ID)
		}
	}
	return out
}

// passOn gives it to somebody else, because the navigator wants that.
func (f *file) passOn(why string) error {
	name := f.Owner.Name
	f.note(Change{By: f.Owner.ID, What: Passed, Why: why})
	f.Not = append(f.Not, f.Owner.ID)
	if why == "danger" {
		f.Colour = Red
	}
	return f.move(name)
}

// move looks for another navigator, and tells her.
func (f *file) move(from string) error {
	if err := f.say(f.Person, toldMoved, map[string]string{"navigator": from}); err != nil {
		return err
	}
	f.release("")
	f.Asked = nil
	return f.begin()
}

// lost: whoever has it, or is asked, has left the team.
func (f *file) lost(in flows.Told) error {
	var h hold
	if err := json.Unmarshal(in.Data, &h); err != nil {
		return fmt.Errorf("referral: read who has left: %w", err)
	}
	switch {
	case !f.open():
		return nil
	case f.Owner != nil && f.Owner.ID == h.ID:
		name := f.Owner.Name
		f.note(Change{By: ByProgram, What: Lost, Who: h.ID})
		f.Not = append(f.Not, h.ID)
		return f.move(name)
	case f.offeredTo(h.ID):
		f.Asked[len(f.Asked)-1].Said = Lost
		f.Not = append(f.Not, h.ID)
		f.next()
	default:
		f.Not = append(f.Not, h.ID)
	}
	return nil
}

// close ends it. She is told, and asked whether it helped.
func (f *file) close(by string, outcome Outcome) {
	name := ""
	if f.Owner != nil {
		name, f.Prefer = f.Owner.Name, f.Owner.ID
	}
	until := f.t.Now.Add(flows.ReopenFor).In(f.site().Zone).Format(time.DateOnly)
	_ = f.say(f.Person, toldClosed, map[string]string{
		"number": f.Reference, "navigator": name, "outcome": string(outcome), "until": until,
	}) // values of ours are always JSON
	f.freeOthers("")
	f.release(f.parting(by))
	f.note(Change{By: by, What: Closed, Why: string(outcome)})
	f.Status, f.Outcome, f.Closed, f.Nobody = StatusClosed, outcome, f.t.Now, false
	for name := range f.a.Timers { // what waits for her safe hours still comes
		if !strings.HasPrefix(name, timerSafe) {
			delete(f.a.Timers, name)
		}
	}
	f.wait(timerForget, f.t.Now.Add(max(f.m.Programme.Referrals.Keep, flows.ReopenFor)))
	f.end(f.Closed)
	if outcome == PassedOn {
		f.wait(timerPassed, f.calm(f.t.Now.Add(passedAfter)))
	}
}

// parting is what whoever has it reads last, "" when she has closed it herself.
func (f *file) parting(by string) i18n.Key {
	switch {
	case f.Owner == nil, by == f.Owner.ID:
		return ""
	case by == ByPerson:
		return wordWithdrawn
	case by == ByProgram:
		return wordSilent
	}
	return wordShut
}

// passedAfter is when somebody who was passed on is asked whether that helped.
const passedAfter = 7 * 24 * time.Hour
