package event

import (
	"strconv"
	"time"
)

// Who has a place is reminded, as [flows.Programme.RemindAt] says. What fell due while
// nobody looked, or before she had a place, comes at once, or in the morning: only the
// last of several, and only while so much time is left as lateLeast. Who waits hears once,
// with the first reminder, that no place is free, so that she does not come in vain.

// next is the reminder that comes next, and when: of several that are due the last.
// False for none.
func (k *diary) next(i *item) (before time.Duration, at time.Time, ok bool) {
	if i.Cancelled || !i.Plan.Start.After(k.t.Now) {
		return 0, at, false
	}
	for _, d := range k.reminders(i) {
		if i.hasHad(d) {
			continue
		}
		due := k.p.RemindAt(k.site(i), i.Plan.Start, d)
		if !ok || !due.After(k.t.Now) || due.Before(at) {
			before, at, ok = d, due, true
		}
	}
	return before, at, ok
}

// reminders are how long before the start she is reminded, the longest first.
func (k *diary) reminders(i *item) []time.Duration {
	all := k.p.Reminders(i.Plan.Remind)
	switch i.Seat { //nolint:exhaustive // the others have no place, or a question to answer
	case SeatPlaced:
		return all
	case SeatWaiting:
		return all[:min(1, len(all))]
	}
	return nil
}

func (i *item) had(before time.Duration) { i.Done, i.For = before, i.Plan.Start }

// hasHad: of one that moves and moves back nobody is reminded twice.
func (i *item) hasHad(before time.Duration) bool {
	return i.Done != 0 && before >= i.Done && i.For.Equal(i.Plan.Start)
}

// caughtUp notes that she knows all that a reminder which is due would say.
func (k *diary) caughtUp(i *item) {
	if !i.Plan.Start.After(k.t.Now) {
		i.had(noneLeft)
	} else if before, at, ok := k.next(i); ok && !at.After(k.t.Now) {
		i.had(before)
	}
}

// askIfDue asks the event whether it still stands so. While there are news to tell
// nothing is due: those come first.
func (k *diary) askIfDue(i *item) error {
	before, at, ok := k.next(i)
	if !ok || at.After(k.t.Now) || i.Notice != nil {
		i.Query, i.Again = "", time.Time{}
		return nil
	}
	if i.Due == before && k.t.Now.Before(i.Again) {
		return nil
	}
	if i.Due != before || i.Query == "" { // asked again it is the same question: the reply to either will do
		i.Due, i.Query = before, k.question()
	}
	i.Again = k.t.Now.Add(askAgain).Truncate(time.Millisecond)
	return k.query(i.Reference, i.N, i.Query)
}

// question is the name of a new question.
func (k *diary) question() string {
	k.Queries++
	return "q" + strconv.Itoa(k.Queries)
}

// remind reminds her, now that the event has said how it stands. By night, because it
// fell due late, it waits for the morning.
func (k *diary) remind(i *item) error {
	before, at, ok := k.next(i)
	i.Query, i.Again = "", time.Time{}
	if !ok || at.After(k.t.Now) || i.Notice != nil {
		return nil
	}
	if site := k.site(i); !k.p.Awake(site, k.t.Now) {
		i.Due, i.Again = before, k.p.Quiet.Awake(k.t.Now, site)
		return nil
	}
	i.had(before)
	i.Due = 0
	if i.Plan.Start.Sub(k.t.Now) < lateLeast && k.t.Now.Sub(at) > lateGrace {
		k.reports = append(k.reports, "a reminder that came too late was dropped")
		return nil
	}
	return k.news(kindRemind, i.Plan.Start, k.given(i))
}
