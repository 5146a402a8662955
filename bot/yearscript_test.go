package bot_test

import (
	"fmt"
	"slices"
	"time"

	"wecan/flows"
	"wecan/flows/enrollment"
	"wecan/flows/session"
)

// yearSession is a session with all that ever became of it.
type yearSession struct {
	n         int
	reference string
	plan      session.Plan
	versions  []yearVersion
}

// yearVersion is how a session stood from a moment on.
type yearVersion struct {
	at        time.Time
	plan      session.Plan
	cancelled bool
}

// yearEvent is something that happens at its time, or as soon as a process runs.
type yearEvent struct {
	at time.Time
	do func()
}

// script is all that is done in the year: what is planned and changed, and what befalls
// the processes.
func (y *yearWorld) script() []yearEvent {
	var all []yearEvent
	for week := range y.plan.weeks {
		monday := y.plan.first.AddDate(0, 0, 7*week)
		for k := range y.plan.sites {
			all = append(all, y.week(week, k, monday)...)
		}
		all = append(all, y.weather(week, monday)...)
	}
	for n, p := range y.everybody() {
		if n%33 == 7 {
			at := y.plan.first.AddDate(0, 0, y.plan.weeks*7/2+n%30).Add(11 * time.Hour)
			all = append(all, yearEvent{at, y.whenUp(func() {
				p.left = time.Now()
				y.decide(p, enrollment.VerbWithdraw)
			})})
		}
	}
	slices.SortStableFunc(all, func(a, b yearEvent) int { return a.at.Compare(b.at) })
	return all
}

// whenUp does something as soon as somebody is there for it.
func (y *yearWorld) whenUp(do func()) func() {
	return func() {
		for {
			if p := y.alive(); p != nil {
				p.life.Done()
				do()
				return
			}
			time.Sleep(10 * time.Minute)
		}
	}
}

// week is what is planned at a site in a week, and what becomes of it.
func (y *yearWorld) week(week, site int, monday time.Time) (all []yearEvent) {
	hours := []string{"08:00", "09:30", "10:00", "11:15", "14:00", "18:00", "19:00"}
	for i := range 1 + week%2 {
		day := y.rand.IntN(5)
		hour, _ := time.Parse("15:04", hours[y.rand.IntN(len(hours))])
		if week%3 == site%3 {
			day = 6 // a Sunday: on some of them the clocks change
		}
		all = append(all, y.session(site, (week+i*2)%4, i == 0 && week%4 == 3, monday.AddDate(0, 0, day), hour)...)
	}
	return all
}

// session plans one, and changes it.
func (y *yearWorld) session(site, cohort int, everybody bool, day, hour time.Time) (all []yearEvent) {
	place, _ := y.defs.Programme.Site(y.plan.sites[site])
	for slices.ContainsFunc(place.Holidays, func(h time.Time) bool { return h.Equal(day) }) {
		day = day.AddDate(0, 0, 1)
	}
	local := func(day time.Time) time.Time {
		return time.Date(day.Year(), day.Month(), day.Day(), hour.Hour(), hour.Minute(), 0, 0, place.Zone).UTC()
	}
	s := &yearSession{n: len(y.sessions), reference: flows.NewReference(y.rand)}
	y.sessions = append(y.sessions, s)
	s.plan = session.Plan{
		Title: fmt.Sprintf("Meeting %04d", s.n), Site: place.ID, Cohort: fmt.Sprintf("g%d", cohort), Start: local(day), Minutes: 90, Place: "Room 1",
		Capacity: []int{0, 0, 4, 7}[y.rand.IntN(4)], Remind: [][]int{nil, nil, nil, nil, {4320, 1440, 120}, {30}}[y.rand.IntN(6)],
	}
	if everybody {
		s.plan.Cohort, s.plan.Capacity = "", 0
	}
	plan, start := s.plan, s.plan.Start
	early := []time.Duration{10 * 24 * time.Hour, 10 * 24 * time.Hour, 10 * 24 * time.Hour, 20 * time.Hour, 5 * time.Hour, 70 * time.Minute}[y.rand.IntN(6)]
	first := start.Add(-early).Add(time.Duration(y.rand.IntN(600)) * time.Second)
	at := func(n int) time.Time { return first.Add(time.Duration(n) * start.Sub(first) / 100) }
	all = append(all, yearEvent{first, y.whenUp(func() { y.order(s, plan, false) })})
	moved := plan
	switch y.rand.IntN(9) {
	case 0: // another day, also into the week in which the clocks change, or out of it
		moved.Start = local(day.AddDate(0, 0, 1+y.rand.IntN(7)))
	case 1: // another hour
		moved.Start = start.Add(time.Duration(1+y.rand.IntN(5)) * time.Hour)
	case 2:
		moved.Place = "Room 2"
	case 3:
		moved.Place, moved.Start = "Room 2", local(day.AddDate(0, 0, 7))
	case 4:
		return append(all, yearEvent{at(30 + y.rand.IntN(69)), y.whenUp(func() { y.order(s, plan, true) })})
	case 5:
		return append(all, yearEvent{at(20), y.whenUp(func() { y.order(s, plan, true) })}, yearEvent{at(70), y.whenUp(func() { y.order(s, plan, false) })})
	default:
		return all
	}
	return append(all, yearEvent{at(20 + y.rand.IntN(79)), y.whenUp(func() { y.order(s, moved, false) })})
}

// order plans, changes or cancels a session.
func (y *yearWorld) order(s *yearSession, plan session.Plan, cancel bool) {
	now := time.Now()
	if last := len(s.versions) - 1; !plan.Start.After(now.Add(20*time.Minute)) || last < 0 && cancel || last >= 0 && !s.versions[last].plan.Start.After(now.Add(10*time.Minute)) {
		return // an outage was in the way
	}
	if last := len(s.versions) - 1; last >= 0 && later(s.versions[0].at, y.news(s, last)).Add(5*time.Minute).After(now) {
		return // nobody knows yet of what was planned before
	}
	o := session.Order{ID: fmt.Sprintf("%s/%d", s.reference, len(s.versions)), By: "Anna", Reference: s.reference, Plan: plan}
	order := session.NewPlan
	if cancel {
		order = session.NewCancel
	}
	in, err := order(y.ids, o)
	if err != nil {
		y.t.Fatal(err)
	}
	s.versions = append(s.versions, yearVersion{now, plan, cancel})
	y.count("orders")
	y.handle(in)
}

// weather is what befalls the processes in a week: one is started anew, cleanly or not,
// in the middle of reminders too; now and then both are away for hours, or Telegram is.
func (y *yearWorld) weather(week int, monday time.Time) (all []yearEvent) {
	place, clean := week%2, week%3 != 0
	s := y.sessions[len(y.sessions)-1-week%len(y.plan.sites)]
	restart := yearRemind(y.siteOf(s), s.plan.Start, 2*time.Hour).Add(time.Duration(5+week*7%60) * time.Millisecond) // reminders are going out
	all = append(all, yearEvent{restart, func() { y.swap(place, clean) }})
	down := monday.AddDate(0, 0, 1+week%4).Add(time.Duration(5+3*(week%5)) * time.Hour)
	switch week % 4 {
	case 1:
		long := []time.Duration{2 * time.Hour, 9 * time.Hour, 30 * time.Hour}[week/4%3]
		all = append(all, yearEvent{down, func() {
			y.end(0, week%8 == 1)
			y.end(1, true)
			time.Sleep(time.Until(time.Now().Add(long).Truncate(time.Minute)))
			y.start(0)
			y.start(1)
		}})
	case 3:
		all = append(all, yearEvent{monday.AddDate(0, 0, 2).Add(10 * time.Hour), func() {
			y.mu.Lock()
			y.silent = append(y.silent, stretch{from: time.Now()})
			y.mu.Unlock()
			time.AfterFunc(100*time.Minute, func() {
				y.mu.Lock()
				y.silent[len(y.silent)-1].until = time.Now()
				y.mu.Unlock()
			})
		}})
	}
	return all
}

// swap ends the process in a place and starts another there.
func (y *yearWorld) swap(place int, clean bool) {
	y.mu.Lock()
	there := y.places[place] != nil
	y.mu.Unlock()
	if there {
		y.end(place, clean)
		y.count("restarts")
		time.Sleep(time.Until(time.Now().Truncate(time.Minute).Add(2*time.Minute + y.apart))) // both look at the same moment again, or half a minute apart
		y.apart = 30*time.Second - y.apart
		y.start(place)
	}
}
