package bot_test

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"wecan/bot"
	"wecan/flows"
	"wecan/flows/session"
	"wecan/store"
)

// yearTick is how often a process looks at what is due, and so by how much a reminder
// may be late.
const yearTick = time.Minute

// check compares what came with what was to come.
func (y *yearWorld) check() []string {
	bad := func(format string, args ...any) { y.wrong = append(y.wrong, fmt.Sprintf(format, args...)) }
	twice := 0
	people := y.everybody()
	for _, s := range y.sessions {
		wants := y.wants(s)
		for _, p := range people {
			if p.site == s.plan.Site && (s.plan.Cohort == "" || s.plan.Cohort == p.cohort) {
				twice += y.compare(p, s, wants, bad)
			} else if len(p.about(s)) > 0 {
				bad("person %d hears of %s, which is for others", p.user.ID, s.plan.Title)
			}
		}
	}
	if twice > y.unsure {
		bad("%d messages came twice, but only %d calls were under way when a process died", twice, y.unsure)
	}
	y.counts["twice"], y.counts["unsure"] = twice, y.unsure
	s := y.open("check")
	defer func() { _ = s.Close() }()
	(&world{}).checkIdle(y.t.Context(), s, bad)
	y.checkPlaces(s, bad)
	return y.wrong
}

// about are the messages about a session.
func (p *yearPerson) about(s *yearSession) (out []yearMessage) {
	for _, m := range p.got {
		if m.session == s.n && m.kind != "place" {
			out = append(out, m)
		}
	}
	return out
}

// compare looks at all that one person was told of a session, and says how much of it
// came twice because a process died.
func (y *yearWorld) compare(p *yearPerson, s *yearSession, wants []yearWant, bad func(string, ...any)) (twice int) {
	used := make([]bool, len(wants))
	var last yearMessage
	for _, m := range p.about(s) {
		at := slices.IndexFunc(wants, func(w yearWant) bool { return y.fits(w, m) })
		for at >= 0 && used[at] {
			next := slices.IndexFunc(wants[at+1:], func(w yearWant) bool { return y.fits(w, m) })
			if next < 0 {
				at = -1
				break
			}
			at += next + 1
		}
		switch {
		case at >= 0:
			used[at] = true
			y.counts["right "+wants[at].kind]++
			y.checkWords(p, s, wants[at], m, bad)
		case m.text == last.text && m.at.Sub(last.at) < 5*time.Minute && y.broke(last.at):
			twice++
		default:
			bad("person %d: unexpected %s at %s: %.60q%s", p.user.ID, m.kind, stamp(m.at), m.text, y.story(p, s, wants))
		}
		last = m
	}
	for i, w := range wants {
		if !used[i] && w.must && y.mustHear(p, s, w) {
			bad("person %d: %s of %s missing at %s%s", p.user.ID, w.kind, s.plan.Title, stamp(w.at), y.story(p, s, wants))
		}
	}
	return twice
}

// fits says whether a message is the one that is to come, at its minute.
func (y *yearWorld) fits(w yearWant, m yearMessage) bool {
	kind := "news"
	if m.kind == "reminder" {
		kind = m.kind
	}
	return w.kind == kind && !m.at.Before(w.at) && !m.at.After(y.deadline(w.at))
}

// deadline is when it must be there: within a tick, unless somebody was away just then.
func (y *yearWorld) deadline(at time.Time) time.Time {
	end := at.Add(yearTick + 10*time.Second)
	for _, d := range slices.Concat(y.down, y.silent) {
		if d.from.Before(end) && d.until.After(at) {
			end = d.until.Add(3 * time.Minute)
		}
	}
	if y.broke(at) {
		end = end.Add(3 * time.Minute)
	}
	return end
}

// broke says whether a process died just then.
func (y *yearWorld) broke(at time.Time) bool {
	return slices.ContainsFunc(y.rough, func(died time.Time) bool {
		return died.After(at.Add(-2*time.Minute)) && died.Before(at.Add(3*time.Minute))
	})
}

// mustHear says whether a person must be told: she takes part, and has not said no.
func (y *yearWorld) mustHear(p *yearPerson, s *yearSession, w yearWant) bool {
	if !p.left.IsZero() && w.at.After(p.left.Add(-2*time.Minute)) {
		return false
	}
	for _, d := range y.down { // it went away in the very minute: what comes after is its rule for what is late
		if d.from.After(w.at.Add(-time.Second)) && d.from.Before(w.at.Add(yearTick+10*time.Second)) {
			return false
		}
	}
	off := false
	for _, a := range p.said[s.n] {
		if a.at.Before(w.at.Add(2 * time.Minute)) {
			off = a.off
		}
		if near(a.at.Sub(w.at), 0) {
			return false
		}
	}
	return !off
}

// checkWords looks at what she reads.
func (y *yearWorld) checkWords(p *yearPerson, s *yearSession, w yearWant, m yearMessage, bad func(string, ...any)) {
	site := y.siteOf(s)
	if start := w.v.plan.Start.In(site.Zone).Format("Monday, 2 January 2006, 15:04"); !w.v.cancelled && !strings.Contains(m.text, start) {
		bad("person %d: no %q in %q", p.user.ID, start, m.text)
	}
	if !yearAwake(site, m.at) && yearAwake(site, w.at) {
		bad("person %d: a %s by night or on a holiday, at %s: %.60q", p.user.ID, m.kind, stamp(m.at), m.text)
	}
	if !yearAwake(site, m.at) {
		y.counts["urgent by night"]++
		if m.kind == "reminder" {
			bad("person %d: a reminder by night at %s", p.user.ID, stamp(m.at))
		}
	}
	if m.kind != "reminder" {
		return
	}
	for _, a := range p.said[s.n] {
		if a.off && a.at.Before(m.at.Add(-2*time.Minute)) && !slices.ContainsFunc(p.said[s.n], func(b yearAnswer) bool { return b.at.After(a.at) }) {
			bad("person %d: reminded at %s of what she does not come to", p.user.ID, stamp(m.at))
		}
	}
	switch late := m.at.Sub(w.at); {
	case late > yearTick+10*time.Second:
		y.counts["late by more than a tick"]++
	case late > time.Duration(y.counts["latest, seconds"])*time.Second:
		y.counts["latest, seconds"] = int(late / time.Second)
	}
}

// checkPlaces: nobody has a place too many.
func (y *yearWorld) checkPlaces(s *store.Store, bad func(string, ...any)) {
	for _, one := range y.sessions {
		id := y.ids.Of(flows.KindSession, one.reference)
		rec, err := s.Load(y.t.Context(), id, nil)
		if err != nil {
			bad("%v", err)
			continue
		}
		a, _, err := bot.Inspect(id, rec.State)
		if err != nil {
			bad("%v", err)
		}
		v, ok, err := session.ReadView(a.Body)
		if err != nil || !ok && len(one.versions) > 0 {
			bad("%s is not there: %v", one.plan.Title, err)
		}
		if v.Plan.Capacity > 0 && v.Tally.Coming > v.Plan.Capacity || v.Tally.Waiting > 0 && v.Tally.Coming < v.Plan.Capacity && !v.Cancelled {
			bad("%s has %d places, and %+v", one.plan.Title, v.Plan.Capacity, v.Tally)
		}
		if v.Tally.Waiting > 0 {
			y.counts["sessions with a waiting list"]++
		}
	}
}

func stamp(at time.Time) string { return at.UTC().Format("Mon 2006-01-02 15:04:05") }

// story is all about a session, for the report.
func (y *yearWorld) story(p *yearPerson, s *yearSession, wants []yearWant) (out string) {
	site := y.siteOf(s)
	for _, v := range s.versions {
		out += fmt.Sprintf("\n    %s %s planned for %s %s cancelled=%v %v", stamp(v.at), s.plan.Title, stamp(v.plan.Start), v.plan.Place, v.cancelled, v.plan.Remind)
	}
	for _, w := range wants {
		out += fmt.Sprintf("\n    want %s at %s (%s) must=%v", w.kind, stamp(w.at), w.at.In(site.Zone).Format("15:04"), w.must)
	}
	for _, m := range p.got {
		if m.session == s.n {
			out += fmt.Sprintf("\n    got %s at %s: %.60q", m.kind, stamp(m.at), m.text)
		}
	}
	return out + fmt.Sprintf("\n    said %v", p.said[s.n])
}
