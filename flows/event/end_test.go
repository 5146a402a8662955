package event_test

import (
	"slices"
	"time"

	"wecan/flows/event"
)

// inTheEnd looks at everything that should have been told by now, and how often.
func (x *model) inTheEnd() {
	for p, left := range x.open {
		x.fail("%v: nobody has answered %v", p, left)
	}
	for _, of := range x.refs {
		if v := x.view(of); v.Tally.Offered > 0 || !v.Over && !v.Cancelled {
			x.fail("%s is not over: %+v", of, v.Tally)
		}
		x.counts(of)
	}
	for p, all := range x.stood {
		for n, s := range all {
			until := x.now
			if n+1 < len(all) {
				until = all[n+1].at
			}
			x.episode(p, s, until)
		}
		x.reminders(p)
		x.starts(p)
		x.inVain(p)
	}
}

// counts: the numbers are those of the people.
func (x *model) counts(of string) {
	silent, left, children := 0, 0, 0
	for _, s := range x.halls[of].folk {
		switch s.seat {
		case event.SeatSilent:
			silent++
		case event.SeatLeft:
			left++
		case event.SeatPlaced:
			children += s.form.Children
		case event.SeatNone, event.SeatWaiting, event.SeatOffered:
		}
	}
	if t := x.view(of).Tally; t.Silent != silent || t.Left != left || t.Children != children {
		x.fail("%s counts %+v; %d are silent, %d have left, %d children come", of, t, silent, left, children)
	}
}

// calm says whether nothing but time passed from then until then: no outage, no order, no
// wish of hers.
func (x *model) calm(p pair, from, until time.Time) bool {
	for _, o := range x.outages {
		if o[0].Before(until) && o[1].After(from) {
			return false
		}
	}
	for _, f := range x.facts[p.of] {
		if f.at.After(from) && f.at.Before(until) {
			return false
		}
	}
	for _, at := range x.truth.wishes[p] {
		if at.After(from.Add(-x.slack)) && at.Before(until) {
			return false
		}
	}
	return true
}

// tellings counts the letters of a kind from then until then: of offers those that end then.
func (x *model) tellings(p pair, kind string, from, until, ends time.Time) (n int) {
	for _, t := range x.told[p] {
		if t.is["kind"] == kind && !t.at.Before(from) && t.at.Before(until) && (kind != "offer" || momentOf(t.is["hours"]).Equal(ends)) {
			n++
		}
	}
	return n
}

// episode: while she stood so, she was told of it once.
func (x *model) episode(p pair, s as[stand], until time.Time) {
	kind := map[event.Seat]string{event.SeatOffered: "offer", event.SeatSilent: "lapsed", event.SeatPlaced: "given"}[s.is.seat]
	if kind == "" || s.is.asked {
		return
	}
	if s.is.seat == event.SeatSilent && !x.wasAsked(p, s.at) {
		x.fail("%v: at %v the time to answer was over, and nobody had told her of the offer", p, s.at)
	}
	f, _ := then(x.facts[p.of], s.at)
	told := x.tellings(p, kind, s.at, until.Add(x.slack), s.is.until)
	most := 0
	for _, other := range x.stood[p] { // an offer that was taken back and made again may have the same end
		if other.is.seat == s.is.seat && other.is.until.Equal(s.is.until) && !other.at.Before(s.at) && !other.at.After(until.Add(x.slack)) {
			most++
		}
	}
	if told > most {
		x.fail("%v: at %v she was %s, and was told it %d times", p, s.at, s.is.seat, told)
	}
	due := wakesFrom(x.p, x.site(f.site), s.at.Add(x.slack)).Add(x.slack + 3*time.Minute) // it may come in the evening
	for _, news := range []string{"time", "place", "both", "back", "also"} {              // they ask for her answer too
		if s.is.seat == event.SeatOffered {
			told += x.tellings(p, news, s.at, until.Add(x.slack), s.is.until)
		}
	}
	if told == 0 && !f.gone && due.Before(until) && due.Before(f.start) && x.calm(p, s.at.Add(-2*x.slack-2*time.Minute), due) {
		x.fail("%v: at %v she became %s, and nobody has told her", p, s.at, s.is.seat)
	}
}

// wasAsked says whether she was told of the offer that ended then, outage or not.
func (x *model) wasAsked(p pair, ended time.Time) bool {
	from := ended
	for _, s := range slices.Backward(x.stood[p]) {
		if s.at.Before(ended) {
			if s.is.seat != event.SeatOffered {
				break
			}
			from = s.at
		}
	}
	return slices.ContainsFunc(x.told[p], func(t as[given]) bool {
		return !t.at.Before(from) && !t.at.After(ended) && t.is["seat"] == string(event.SeatOffered)
	})
}

// reminders: who has had a place for long was reminded once for each time that is set.
func (x *model) reminders(p pair) {
	seen := map[time.Time]int{}
	for _, t := range x.told[p] {
		if t.is["kind"] == "remind" {
			if seen[momentOf(t.is["when"])]++; seen[momentOf(t.is["when"])] > 2 {
				x.fail("%v: she was reminded too often", p)
			}
		}
	}
	for n, f := range x.facts[p.of] {
		last := x.now
		if n+1 < len(x.facts[p.of]) {
			last = x.facts[p.of][n+1].at
		}
		if f.is.gone || !f.is.start.Before(last) || !f.is.start.After(f.at) {
			continue
		}
		for _, before := range []time.Duration{day, 2 * time.Hour} {
			due := x.p.RemindAt(x.site(f.is.site), f.is.start, before)
			from := due.Add(-day - x.slack)
			s, _ := then(x.stood[p], from)
			waits := s.seat == event.SeatWaiting && before == day // she hears once that no place is free
			if s.seat != event.SeatPlaced && !waits || !x.calm(p, from, f.is.start) || f.at.After(from) || !x.still(p, from, f.is.start) {
				continue
			}
			since := due // a holiday may bring the later one first
			if last := x.p.RemindAt(x.site(f.is.site), f.is.start, 2*time.Hour); last.Before(since) {
				since = last
			}
			if told := x.tellings(p, "remind", since, due.Add(x.slack+2*time.Minute), time.Time{}); told == 0 {
				x.fail("%v: at %v she was to be reminded of %v", p, due, f.is.start)
			}
		}
	}
}

// starts: who has a place is asked at the start whether she is there, unless she has said it.
func (x *model) starts(p pair) {
	for n, f := range x.facts[p.of] {
		from, until := f.is.start.Add(-x.slack-3*time.Minute), f.is.start.Add(x.slack+2*time.Minute)
		next := x.now
		if n+1 < len(x.facts[p.of]) {
			next = x.facts[p.of][n+1].at
		}
		s, _ := then(x.stood[p], from)
		in := slices.Contains(within(x.truth.in[p], from, until), true)
		if f.is.gone || f.at.After(from) || next.Before(until) || s.seat != event.SeatPlaced || in || !x.calm(p, from, until) || !x.still(p, from, until) {
			continue
		}
		if !slices.ContainsFunc(x.asked[p], f.is.start.Equal) {
			x.fail("%v: nobody has asked her at %v whether she is there", p, f.is.start)
		}
	}
}

// inVain: who waits at the start is told once that no place became free, when people are
// awake before the end.
func (x *model) inVain(p pair) {
	seen := map[time.Time]int{}
	for _, t := range x.told[p] {
		if t.is["kind"] == "begun" {
			if seen[momentOf(t.is["when"])]++; seen[momentOf(t.is["when"])] > 1 {
				x.fail("%v: she is told twice that she waits in vain", p)
			}
		}
	}
	for n, f := range x.facts[p.of] {
		from := f.is.start.Add(-x.slack - 3*time.Minute)
		until := wakesFrom(x.p, x.site(f.is.site), f.is.start.Add(x.slack+3*time.Minute)).Add(x.slack + 3*time.Minute) // it may come in the evening
		next := x.now
		if n+1 < len(x.facts[p.of]) {
			next = x.facts[p.of][n+1].at
		}
		s, _ := then(x.stood[p], from)
		if f.is.gone || f.at.After(from) || next.Before(until) || until.After(f.is.start.Add(2*time.Hour)) ||
			s.seat != event.SeatWaiting || !x.calm(p, from, until) || !x.still(p, from, until) {
			continue
		}
		if seen[f.is.start] == 0 {
			x.fail("%v: nobody has told her that she waits in vain for %v", p, f.is.start)
		}
	}
}

// still says whether she stood the same all the time.
func (x *model) still(p pair, from, until time.Time) bool {
	for _, s := range x.stood[p] {
		if s.at.After(from) && s.at.Before(until) {
			return false
		}
	}
	return true
}
