package bot_test

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"time"

	"wecan/flows"
	"wecan/flows/event"
)

// What must be so at the end of a day, as ADR 0039 and the issue promise it. What people
// handed in and voted for is in simdaywork_test.go.

// check looks at what is kept, and at what stands on the phones.
func (d *simDay) check(ctx context.Context, bad func(string, ...any)) (twice, excused int, chats string) {
	teams, err := d.w.teams(ctx, d.reference)
	if err != nil {
		bad("the teams: %v", err)
		return 0, 0, ""
	}
	v, rows, works, err := d.w.event(ctx, d.reference)
	if err != nil || len(rows) != visitors {
		bad("the event has %d people: %v", len(rows), err)
		return 0, 0, ""
	}
	d.checkTeams(teams, bad)
	d.checkWorks(works, bad)
	d.checkVotes(works, bad)
	d.checkMarks(v.Tally, bad)
	for _, one := range d.folk {
		d.checkMember(one, teams, bad)
		d.checkNames(one, bad)
		n := d.checkLines(one, bad)
		d.checkDoor(one, rows, bad)
		d.checkReceipts(one, works, bad)
		n += d.checkMoments(one, works, bad)
		if n += d.again(one); n > 0 {
			chats += d.w.tail(one.simPerson)
		}
		twice += n
		excused += d.w.reasked(one.simPerson)
	}
	return twice, excused, chats
}

// checkTeams: while nothing is under way nobody is in two teams, and none has too many.
func (d *simDay) checkTeams(teams []event.TeamView, bad func(string, ...any)) {
	has := map[flows.ActorID]string{}
	for _, t := range teams {
		if len(t.Members) > teamOf {
			bad("a team of %d has %d people: %s", teamOf, len(t.Members), t.Code)
		}
		if t.Over != (len(t.Members) == 0) {
			bad("team %s with %d people: over is %t", t.Code, len(t.Members), t.Over)
		}
		for _, m := range t.Members {
			switch {
			case has[m.Guest] != "":
				bad("arrival %d is in two teams: %s and %s", m.Arrival, has[m.Guest], t.Code)
			case m.Kept:
				bad("team %s still keeps a place for arrival %d", t.Code, m.Arrival)
			}
			has[m.Guest] = t.Code
		}
	}
}

// checkMember: she is in the team that she was told of, and what she agreed to is kept.
// Who was to be put into a team is in one.
func (d *simDay) checkMember(v *simVisitor, teams []event.TeamView, bad func(string, ...any)) {
	code, me := "", event.TeamMember{}
	for _, t := range teams {
		for _, m := range t.Members {
			if m.Arrival == d.arrivals[v.actor()] {
				code, me = t.Code, m
			}
		}
	}
	if code != v.code {
		bad("visitor %d was told that she is in team %q, and is in %q: %s", v.n, v.code, code, d.w.tail(v.simPerson))
		return
	}
	if code == "" {
		bad("visitor %d is in no team: %s", v.n, d.w.tail(v.simPerson))
		return
	}
	shows, name := "", ""
	if v.consents {
		shows = v.shows
	}
	if shows == "yes" {
		name = v.name
	}
	if me.Shows != shows || me.Name != name {
		bad("visitor %d agreed to %q, and her team has %q and the name %q: %s", v.n, shows, me.Shows, me.Name, d.w.tail(v.simPerson))
	}
	if v.consents == v.silent {
		bad("visitor %d has answered whether her name is shown: %t, and was told that it is kept: %t: %s", v.n, !v.silent, v.consents, d.w.tail(v.simPerson))
	}
}

// checkNames: nobody reads her name before she has said yes.
func (d *simDay) checkNames(v *simVisitor, bad func(string, ...any)) {
	hides := v.silent || v.would(400, "hides")
	for _, other := range d.folk {
		for _, m := range d.w.tg.Messages(other.user.ID) {
			if other != v && m.FromBot && strings.Contains(m.Text, v.name) && (hides || m.Date.Before(v.agreed)) {
				bad("visitor %d reads the name of %d before she has said yes: %s", other.n, v.n, d.w.tail(other.simPerson))
				return
			}
		}
	}
}

var talkLine = regexp.MustCompile(`talk\d+n\d+`)

// checkLines: each line stands on the phones of those who were in the team and had
// answered the question about their names, once and in order, and on no other.
func (d *simDay) checkLines(v *simVisitor, bad func(string, ...any)) (twice int) {
	for _, other := range d.folk {
		var want, got []string
		for _, l := range v.lines {
			if slices.Contains(l.to, other) {
				want = append(want, l.text)
			}
		}
		for _, m := range slices.Backward(d.w.tg.Messages(other.user.ID)) {
			line := talkLine.FindString(m.Text)
			if !m.FromBot || !slices.ContainsFunc(v.lines, func(l spoken) bool { return l.text == line }) {
				continue
			}
			if other.agreed.IsZero() || m.Date.Before(other.agreed) {
				bad("visitor %d is written to before she has agreed: %s", other.n, d.w.tail(other.simPerson))
			}
			if slices.Contains(got, line) {
				twice++
				continue
			}
			got = append(got, line)
		}
		slices.Reverse(got)
		if !slices.Equal(got, want) {
			bad("visitor %d wrote %v to %d, who reads %v: %s", v.n, want, other.n, got, d.w.tail(other.simPerson))
		}
	}
	return twice
}

// checkDoor: who was told that we know that she is there, or whom the team noted, came.
func (d *simDay) checkDoor(v *simVisitor, rows []event.Row, bad func(string, ...any)) {
	at := slices.IndexFunc(rows, func(r event.Row) bool { return r.Person == v.actor() })
	if at < 0 {
		bad("visitor %d has no place any more", v.n)
		return
	}
	in := !rows[at].In.IsZero()
	switch {
	case v.inside == v.noted:
		bad("visitor %d was told that we know that she is there: %t: %s", v.n, v.inside, d.w.tail(v.simPerson))
	case !in:
		bad("visitor %d has come, and that is not kept: %s", v.n, d.w.tail(v.simPerson))
	}
	if !v.rated {
		bad("visitor %d was not thanked for what she said: %s", v.n, d.w.tail(v.simPerson))
	} else if rows[at].Said != v.word {
		bad("visitor %d said %q, and we know %q", v.n, v.word, rows[at].Said)
	}
}

// checkMarks: the team sees how many people said what.
func (d *simDay) checkMarks(t event.Tally, bad func(string, ...any)) {
	if t.In != visitors {
		bad("%d of %d people are counted as there", t.In, visitors)
	}
	want := map[event.Mark]int{}
	for _, v := range d.folk {
		if v.rated {
			want[v.mark]++
		}
	}
	for _, m := range []event.Mark{event.MarkGood, event.MarkFine, event.MarkBad} {
		if t.Marks[m] != want[m] {
			bad("%d people said %s, and %d are counted", want[m], m, t.Marks[m])
		}
	}
}

// dayMoment is something that people are told by themselves once.
type dayMoment struct {
	name, words string
	to          func(v *simVisitor, works []event.Made) (told, either bool)
}

// moments are all of them, and whom they concern.
func (d *simDay) moments() []dayMoment {
	all := func(*simVisitor, []event.Made) (bool, bool) { return true, false }
	shown := func(_ *simVisitor, works []event.Made) (bool, bool) { return len(works) > 0, false }
	return []dayMoment{
		{"that it begins", "It begins now: Day", all},
		{"of the deadline", "you can hand in your work until", d.hasTime},
		{"that she can vote", "you can see now what people have made", shown},
		{"the result", "this is the result of the votes", shown},
		{"that it is over", "Day is over. How was it", all},
	}
}

// hasTime says whether neither she nor her team had handed in when people were told of the
// deadline.
func (d *simDay) hasTime(v *simVisitor, _ []event.Made) (told, either bool) {
	first := d.start.Add(time.Hour)
	for _, one := range d.folk {
		if one.code == v.code && len(one.handed) > 0 && one.handed[0].at.Before(first) {
			first = one.handed[0].at
		}
	}
	asked := d.start.Add(dayAsked)
	return first.After(asked), first.After(asked.Add(-10*time.Second)) && first.Before(asked.Add(time.Minute))
}

// checkMoments: each is told to each of those whom it concerns; it says how often one came again.
func (d *simDay) checkMoments(v *simVisitor, works []event.Made, bad func(string, ...any)) (twice int) {
	for _, one := range d.moments() {
		n := 0
		for _, m := range d.w.tg.Messages(v.user.ID) {
			if m.FromBot && strings.Contains(m.Text, one.words) {
				n++
			}
		}
		switch told, either := one.to(v, works); {
		case either:
		case told && n == 0:
			bad("visitor %d was not told %s: %s", v.n, one.name, d.w.tail(v.simPerson))
		case !told && n > 0:
			bad("visitor %d was told %s, which does not concern her: %s", v.n, one.name, d.w.tail(v.simPerson))
		}
		twice += max(0, n-1)
	}
	return twice
}

// again counts answers that came again.
func (d *simDay) again(v *simVisitor) (n int) {
	told := map[string]bool{}
	for _, m := range d.w.tg.Messages(v.user.ID) {
		if !m.FromBot || !strings.HasPrefix(m.Text, "✅ We have it") && !strings.HasPrefix(m.Text, "👍 Thank you, we know") && !strings.HasPrefix(m.Text, "👥 We have put") {
			continue
		}
		if told[m.Text] {
			n++
		}
		told[m.Text] = true
	}
	return n
}
