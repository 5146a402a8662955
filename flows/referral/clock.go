package referral

import (
	"slices"
	"strings"
	"time"

	"wecan/flows"
)

// The timers of a referral.
const (
	timerSeek   = "seek"   // somebody is looked for, again
	timerOffer  = "offer"  // the end of an offer
	timerOwed   = "owed"   // the navigator should have answered
	timerSilent = "silent" // the person has not written for long
	timerPassed = "passed" // did the others answer her?
	timerForget = "forget" // what was said is deleted
	timerSafe   = "safe:"  // the safe hours begin; behind it stands the first line that waits
)

func (f *file) wait(timer string, due time.Time) {
	if strings.HasPrefix(timer, timerSafe) {
		for name := range f.a.Timers {
			if strings.HasPrefix(name, timerSafe) {
				delete(f.a.Timers, name)
			}
		}
	}
	f.a.SetTimer(timer, due)
}

// ring does what a time brings. The timer itself is over.
func (f *file) ring(in flows.Timer) error {
	delete(f.a.Timers, in.Name)
	switch {
	case strings.HasPrefix(in.Name, timerSafe):
		if f.Held > 0 {
			f.deliver()
		}
	case in.Name == timerForget:
		f.forget()
	case in.Name == timerPassed:
		until := f.Closed.Add(flows.ReopenFor).In(f.site().Zone).Format(time.DateOnly)
		return f.say(f.Person, toldPassed, map[string]string{"number": f.Reference, "until": until})
	case !f.open():
	case in.Name == timerSeek && f.Owner == nil:
		if site := f.site(); f.Colour != Red && !site.Open(f.t.Now) { // it rang late: the team is gone
			f.wait(timerSeek, f.nextOpen())
			return nil
		}
		f.seek()
	case in.Name == timerOffer && f.Status == StatusOffered:
		f.Asked[len(f.Asked)-1].Said = Unanswered
		f.note(Change{By: ByProgram, What: Unanswered, Who: f.Asked[len(f.Asked)-1].ID})
		f.next()
	case in.Name == timerOwed && f.Owner != nil:
		return f.overdue()
	case in.Name == timerSilent && f.Owner != nil:
		return f.silent()
	}
	return nil
}

// overdue: the navigator has not answered. First she is reminded, then those who
// look after her know, and the person, and so on each day.
func (f *file) overdue() error {
	site := f.siteOf(f.Owner.Site)
	f.Late++
	if f.Late == 1 {
		f.note(Change{By: ByProgram, What: Reminded, Who: f.Owner.ID})
		f.wait(timerOwed, site.AfterOpen(f.t.Now, f.patience().Offer))
		return f.sayMember(*f.Owner, toldOverdue, map[string]string{
			"number": f.Reference, "since_day": f.Owed.In(site.Zone).Format(time.DateOnly), "since": flows.At(site.ID, f.Owed), "state": "yours", "navigator": f.Owner.Name,
		})
	}
	f.note(Change{By: ByProgram, What: Escalated, Who: f.Owner.ID})
	f.orphan("late", f.Owed)
	f.wait(timerOwed, site.AfterOpen(f.t.Now.Add(12*time.Hour), time.Minute))
	if f.Late > 2 {
		return nil
	}
	return f.say(f.Person, toldLateP, map[string]string{"navigator": f.Owner.Name})
}

// silent: the person has not written for a while. She is asked; a green one is
// closed when she says nothing to that either. The others wait for a decision.
func (f *file) silent() error {
	quiet := f.t.Now.Sub(f.lastWord())
	if all := f.m.Programme.Referrals.Silent; quiet >= all {
		if f.Colour == Green {
			f.close(ByProgram, Unreachable)
			return nil
		}
		site := f.siteOf(f.Owner.Site)
		f.wait(timerSilent, site.AfterOpen(f.t.Now.Add(all), time.Minute))
		return f.sayMember(*f.Owner, toldOverdue, map[string]string{
			"number": f.Reference, "since_day": f.lastWord().In(site.Zone).Format(time.DateOnly), "since": flows.At(site.ID, f.lastWord()), "state": "silent", "navigator": f.Owner.Name,
		})
	}
	f.wait(timerSilent, f.calm(f.lastWord().Add(f.m.Programme.Referrals.Silent)))
	return f.say(f.Person, toldStill, map[string]string{"number": f.Reference, "navigator": f.Owner.Name})
}

// lastWord is when she last wrote, or somebody took it.
func (f *file) lastWord() time.Time {
	at := f.Spoke
	for _, c := range slices.Backward(f.Changes) {
		if (c.What == Accepted || c.What == Assigned) && c.At.After(at) {
			return c.At
		}
	}
	return at
}

// forget deletes what was said, and what tells who she is. What stays is that
// there was a referral, its topic and its times.
func (f *file) forget() {
	for list, most := range map[string]int{linePerson: f.ToPerson, lineOwner: f.ToOwner, memberNote: f.Notes, memberAdded: f.Added} {
		for _, name := range names(0, most, list) {
			f.members[name] = nil
		}
	}
	f.Request = request{Topic: f.Request.Topic, Language: f.Request.Language}
	f.Held, f.Asked, f.Not, f.Prefer, f.Stand.Empty = 0, nil, nil, "", true
	f.note(Change{By: ByProgram, What: Forgotten})
}
