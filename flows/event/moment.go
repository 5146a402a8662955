package event

import (
	"maps"
	"slices"
	"time"
)

// A moment is something that a guest tells by itself once, at a time of the plan, to
// those who have a place, or to those who wait. It stands beside reminders: the event is
// asked first how it stands, news of a change come before it, and one whose time has moved
// comes again.
type moment struct {
	id     string // stored: never rename one
	asks   string // what the event is asked, "" for how it stands
	letter string // the flow that begins
	due    func(Plan) time.Time
	until  func(Plan) time.Time // after that it is of no use, and nobody is told any more
	pause  time.Duration        // so long after its time it is told: something else may come then
	night  bool                 // it is told at its time also by night
	day    bool                 // it is while the event is on
	waits  bool                 // it is told to those who wait, and not to those who have a place
	to     func(*item) bool     // who of them is told; nil for all
	idle   func(*item) bool     // now that the event has said how it stands there is nothing to tell; nil for never
	given  func(k *diary, i *item) map[string]string
}

// moments are all of them. Of several that are due the one that stands first here comes
// first.
func moments() []moment {
	return append([]moment{
		{
			id: "door", letter: letterDay, night: true, due: func(p Plan) time.Time { return p.Start }, until: askedUntil,
			to: func(i *item) bool { return !i.In && i.Plan.Place != "" }, given: func(k *diary, i *item) map[string]string { return k.dayGiven(i, asksDoor) },
		},
		{
			id: "rate", letter: letterDay, due: rateFirst, until: rateLast,
			to: func(i *item) bool { return i.wasThere() && !i.Rated }, given: func(k *diary, i *item) map[string]string { return k.dayGiven(i, asksRate) },
		},
		{
			id: "meet", letter: letterAgain, pause: meetPause, due: meetFirst, until: meetLast,
			to: func(i *item) bool { return i.wasThere() && i.asksMore() }, given: func(k *diary, i *item) map[string]string { return k.againGiven(i, asksMeet) },
		},
		{id: kindBegun, letter: letterNews, waits: true, due: func(p Plan) time.Time { return p.Start }, until: Plan.End, given: (*diary).begunGiven},
	}, workMoments()...)
}

// asking is the moment about which the event is asked.
type asking struct {
	ID    string    `json:"id"`
	Query string    `json:"query"`
	Again time.Time `json:"again"` // when it is asked once more
}

// at is when she is told of a moment. False when that is of no use any more.
func (k *diary) at(i *item, m moment) (time.Time, bool) {
	due := m.due(i.Plan)
	if m.pause > 0 {
		due = k.p.Quiet.Awake(due, k.site(i)).Add(m.pause)
	}
	if due.Before(k.t.Now) {
		due = k.t.Now
	}
	if on := !due.Before(i.Plan.Start) && due.Before(i.Plan.End()); !m.night && (!m.day || !on) {
		due = k.p.Quiet.Awake(due, k.site(i))
	}
	return due, due.Before(m.until(i.Plan))
}

// moment is the one that comes next, and when: of several that are due the first of the
// table. False for none.
func (k *diary) moment(i *item) (next moment, at time.Time, ok bool) {
	if i.Cancelled || i.Seat != SeatPlaced && i.Seat != SeatWaiting || i.Rev == 0 {
		return next, at, false
	}
	for _, m := range moments() {
		if m.waits != (i.Seat == SeatWaiting) || i.Had[m.id].Equal(m.due(i.Plan)) || m.to != nil && !m.to(i) {
			continue
		}
		if due, of := k.at(i, m); of && (!ok || due.Before(at)) {
			next, at, ok = m, due, true
		}
	}
	return next, at, ok
}

// askMoment asks the event whether it still stands so, when a moment has come.
func (k *diary) askMoment(i *item) error {
	m, at, ok := k.moment(i)
	if !ok || at.After(k.t.Now) || i.Notice != nil {
		i.Moment = nil
		return nil
	}
	if i.Moment != nil && i.Moment.ID == m.id && k.t.Now.Before(i.Moment.Again) {
		return nil
	}
	if i.Moment == nil || i.Moment.ID != m.id {
		i.Moment = &asking{ID: m.id, Query: k.question()}
	}
	i.Moment.Again = k.t.Now.Add(askAgain).Truncate(time.Millisecond)
	if m.asks != "" {
		return k.askWork(m.asks, i, request{Query: i.Moment.Query})
	}
	return k.query(i.Reference, i.N, i.Moment.Query)
}

// momentAnswered tells her of a moment, now that the event has said how it stands.
func (k *diary) momentAnswered(i *item) error {
	asked := i.Moment.ID
	i.Moment = nil
	m, at, ok := k.moment(i)
	if !ok || m.id != asked || at.After(k.t.Now) || i.Notice != nil {
		return nil
	}
	k.past(i, m)
	if m.idle != nil && m.idle(i) {
		return nil
	}
	return k.say(m.letter, m.until(i.Plan), m.given(k, i))
}

// past notes that she had a moment, or needs it no more.
func (k *diary) past(i *item, m moment) {
	i.Had = maps.Clone(i.Had)
	if i.Had == nil {
		i.Had = map[string]time.Time{}
	}
	i.Had[m.id] = m.due(i.Plan)
	maps.DeleteFunc(i.Had, func(id string, _ time.Time) bool { // of a version that is gone
		return !slices.ContainsFunc(moments(), func(m moment) bool { return m.id == id })
	})
}

// momentTimer is when the next moment is due, or the event is asked about it again.
func (k *diary) momentTimer(i *item) (time.Time, bool) {
	_, at, ok := k.moment(i)
	if ok && i.Moment != nil && i.Moment.Again.After(at) {
		at = i.Moment.Again
	}
	return at, ok
}

// begunGiven are the values of the last word to whoever waits at the start.
func (k *diary) begunGiven(i *item) map[string]string {
	given := k.given(i)
	given["kind"] = kindBegun
	return given
}
