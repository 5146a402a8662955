package bot_test

import (
	"slices"
	"time"

	"wecan/flows"
)

// The rules for reminders once more, as the issue and the comments of flows/session
// state them, and not by their code: minute by minute, with a calendar in the hand.

// yearAwake says whether people of a site may be written to.
func yearAwake(s flows.Site, at time.Time) bool {
	local := at.In(s.Zone)
	day := local.Format(time.DateOnly)
	free := slices.ContainsFunc(s.Holidays, func(h time.Time) bool { return h.Format(time.DateOnly) == day })
	return !free && local.Hour() >= 9 && local.Hour() < 20
}

// yearWakes is the first minute from then on at which they may be.
func yearWakes(s flows.Site, at time.Time) time.Time {
	if yearAwake(s, at) {
		return at
	}
	for at = at.Truncate(time.Minute); !yearAwake(s, at); {
		at = at.Add(time.Minute)
	}
	return at
}

// yearRemind is when people are reminded of what starts then.
func yearRemind(s flows.Site, start time.Time, before time.Duration) time.Time {
	due := start.Add(-before)
	if before%(24*time.Hour) == 0 { // her clock shows the same minute, so many days before
		l := start.In(s.Zone)
		due = time.Date(l.Year(), l.Month(), l.Day()-int(before/24/time.Hour), l.Hour(), l.Minute(), 0, 0, s.Zone)
	}
	if yearAwake(s, due) {
		return due
	}
	if later := yearWakes(s, due); before < 12*time.Hour && start.Sub(later) >= time.Hour {
		return later
	}
	for !yearAwake(s, due) {
		due = due.Add(-time.Minute)
	}
	for last := due.Add(-59 * time.Minute); due.After(last) && yearAwake(s, due.Add(-time.Minute)); {
		due = due.Add(-time.Minute)
	}
	return due
}

// yearNews is when people are told of a change made then: after a minute, by night in the
// morning, unless they would be on their way by then.
func yearNews(s flows.Site, at, first time.Time) time.Time {
	due := at.Add(time.Minute)
	later := yearWakes(s, due)
	if first.Sub(later) < 2*time.Hour && first.After(due) {
		return due
	}
	return later
}

// available is the first moment from then on at which a process runs.
func (y *yearWorld) available(at time.Time) time.Time {
	for _, d := range y.down {
		if d.has(at) {
			at = d.until
		}
	}
	return at
}

// reaches is the first moment from then on at which somebody is there to write and she
// may be written to.
func (y *yearWorld) reaches(s flows.Site, at time.Time) time.Time {
	for {
		next := yearWakes(s, y.available(at))
		if next.Equal(at) {
			return at
		}
		at = next
	}
}

// yearWant is a message that is to come.
type yearWant struct {
	kind string // reminder or news
	at   time.Time
	must bool // else it may
	v    yearVersion
}

// wants are the messages about a session to those whom it concerns.
func (y *yearWorld) wants(s *yearSession) (out []yearWant) {
	for k, v := range s.versions {
		until := v.plan.End()
		if k+1 < len(s.versions) {
			until = s.versions[k+1].at
		}
		told := v.at // from when on she knows of it
		if k > 0 {
			told = y.news(s, k)
			out = append(out, yearWant{"news", told, told.Before(until.Add(-yearTick)), v})
			if morning := y.reaches(y.siteOf(s), v.at.Add(time.Minute)); morning.After(told) && morning.Before(until.Add(yearTick)) {
				out = append(out, yearWant{"news", morning, false, v}) // for whoever does not come it is not urgent
			}
		}
		if !v.cancelled {
			out = append(out, y.reminders(s, k, told, until)...)
		}
	}
	return out
}

func (y *yearWorld) siteOf(s *yearSession) flows.Site {
	site, _ := y.defs.Programme.Site(s.plan.Site)
	return site
}

func (y *yearWorld) news(s *yearSession, k int) time.Time {
	if k == 0 {
		return s.versions[0].at
	}
	site, v, was := y.siteOf(s), s.versions[k], s.versions[k-1]
	first := v.plan.Start
	if was.plan.Start.Before(first) || v.cancelled {
		first = was.plan.Start
	}
	at := y.available(yearNews(site, v.at, first))
	if yearAwake(site, at) || at.Equal(yearNews(site, v.at, first)) {
		return at
	}
	return y.available(yearNews(site, at.Add(-time.Minute), first)) // an outage made it late
}

// reminders are those of one version. Of several that are due at once only the last
// comes, and none that comes late and leaves no time. News say all that a reminder
// would have said by then.
func (y *yearWorld) reminders(s *yearSession, k int, told, until time.Time) (out []yearWant) {
	site, v := y.siteOf(s), s.versions[k]
	var due []time.Time
	for _, minutes := range yearOffsets(v) {
		due = append(due, yearRemind(site, v.plan.Start, time.Duration(minutes)*time.Minute))
	}
	slices.SortFunc(due, time.Time.Compare)
	for len(due) > 0 {
		at := y.reaches(site, later(due[0], told))
		last := 0
		for last+1 < len(due) && !due[last+1].After(at) {
			last++
		}
		late, left := at.Sub(due[last]), v.plan.Start.Sub(at)
		w := yearWant{"reminder", at, at.Before(until.Add(-yearTick)), v}
		switch {
		case k > 0 && due[last].Before(told.Add(-yearTick)): // the news have said it
		case k > 0 && !due[last].After(told.Add(yearTick)), near(late, 5*time.Minute) && near(left, 15*time.Minute):
			w.must = false
			fallthrough
		case left > 0 && (left >= 15*time.Minute || late <= 5*time.Minute):
			if at.Before(until.Add(yearTick)) {
				out = append(out, w)
			}
		}
		due = due[last+1:]
	}
	return out
}

// near says whether a length of time is so close to a limit that a tick decides.
func near(d, limit time.Duration) bool { return d > limit-yearTick && d < limit+yearTick }

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func yearOffsets(v yearVersion) []int {
	if v.plan.Remind == nil {
		return []int{1440, 120}
	}
	return v.plan.Remind
}
