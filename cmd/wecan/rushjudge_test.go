package main

import (
	"slices"
	"time"

	"wecan/flows/event"
)

// judge compares what everybody was told with what the store has, and that with the
// words of deploy/adr/0039-events.md, which are said here once more and in another way.
func (r *rush) judge() {
	r.t.Helper()
	view, rows := r.view()
	byName := map[string]event.Row{}
	guests := map[string]bool{}
	for _, row := range rows {
		if _, twice := byName[row.Form.Name]; twice || guests[string(row.Guest)] {
			r.t.Errorf("arrival %d is somebody who is there already", row.Arrival)
		}
		byName[row.Form.Name], guests[string(row.Guest)] = row, true
	}
	if len(rows) != len(r.people) || view.Arrived != len(r.people) {
		r.t.Errorf("%d people signed up; %d are on the roster, and %d numbers were given", len(r.people), len(rows), view.Arrived)
	}
	r.phones(byName)
	r.fair(rows)
	if got := view.Tally; got.Placed != r.plan.Capacity || got.Waiting != len(r.people)-r.plan.Capacity || got.Offered+got.Silent+got.Left != 0 {
		r.t.Errorf("the event counts %+v", got)
	}
	twice, unexplained := r.book.twice()
	r.t.Logf("%d messages came twice, %d calls were open at the kill", twice, r.book.open)
	if unexplained > 0 {
		r.t.Errorf("%d messages came twice though no call of theirs was open at the kill", unexplained)
	}
}

// phones: so many as there are places were told that they have one, all others another
// number each, and the store says of everybody what her phone does.
func (r *rush) phones(byName map[string]event.Row) {
	r.t.Helper()
	placed, silent, again := 0, 0, 0
	lines := map[int]bool{}
	for _, s := range r.people {
		s.look()
		if len(s.told) == 0 {
			silent++
			r.t.Errorf("%s was told nothing:%s", s.name, s.tail())
			continue
		}
		if len(s.told) > 1 {
			again++
			r.t.Logf("%s was told again:%s", s.name, s.tail())
		}
		row, ok := byName[s.name]
		if !ok {
			r.t.Errorf("%s is not on the roster", s.name)
			continue
		}
		said := s.told
		if s.listed != nil {
			said = append(slices.Clone(said), *s.listed)
		}
		for _, one := range said {
			if one.placed != (row.Seat == event.SeatPlaced) || one.line != row.Line {
				r.t.Errorf("%s was told %+v, and is %q with number %d", s.name, one, row.Seat, row.Line)
			}
		}
		if s.told[0].placed {
			placed++
		} else {
			lines[s.told[0].line] = true
		}
	}
	waiting := len(r.people) - r.plan.Capacity
	if placed != r.plan.Capacity || len(lines) != waiting || lines[0] || waiting > 0 && !lines[waiting] {
		r.t.Errorf("%d were told that they have one of %d places, %d different numbers were told to the other %d, %d people were told nothing",
			placed, r.plan.Capacity, len(lines), waiting, silent)
	}
	r.t.Logf("%d were told that they have a place, %d another number each from 1 to %d, %d nothing; %d were told again", placed, len(lines), waiting, silent, again)
}

// fair goes through all in the order of their arrival. Nobody left and nothing was
// changed, so each has what was free for her when she came.
func (r *rush) fair(rows []event.Row) {
	r.t.Helper()
	names := map[string]*signer{}
	for _, s := range r.people {
		names[s.name] = s
	}
	left := map[event.Group]int{"": r.plan.Capacity}
	for _, kept := range r.plan.Reserved {
		left[kept.ID] = kept.Places
		left[""] -= kept.Places
	}
	waiting := 0
	for _, row := range rows {
		s := names[row.Form.Name]
		if s == nil {
			r.t.Errorf("nobody is called %q", row.Form.Name)
			continue
		}
		seat, group, line := event.SeatPlaced, event.Group(""), 0
		switch {
		case s.wants("women") && left[event.GroupWomen] > 0:
			group = event.GroupWomen
		case s.wants("parents") && left[event.GroupParents] > 0:
			group = event.GroupParents
		case left[""] > 0:
		default:
			waiting++
			seat, line = event.SeatWaiting, waiting
		}
		if seat == event.SeatPlaced {
			left[group]--
		}
		if row.Seat != seat || row.Group != group || row.Line != line {
			r.t.Errorf("arrival %d (women %v, parents %v) is %q in %q with number %d; by the order of arrival she is %q in %q with number %d",
				row.Arrival, s.wants("women"), s.wants("parents"), row.Seat, row.Group, row.Line, seat, group, line)
		}
	}
	r.t.Logf("places left: %v; who waits tapped at most %v before somebody with a place of the same kind", left, r.overtaken(rows, names))
}

// overtaken is by how much the tap of somebody with a place came after that of somebody
// of the same wishes who waits: on the way from a phone to the event taps overtake each other.
func (r *rush) overtaken(rows []event.Row, names map[string]*signer) time.Duration {
	last, first := map[string]time.Time{}, map[string]time.Time{}
	for _, row := range rows {
		s := names[row.Form.Name]
		if s == nil {
			continue
		}
		kind := s.plan["women"] + s.plan["parents"]
		if row.Seat == event.SeatPlaced && s.tapped.After(last[kind]) {
			last[kind] = s.tapped
		}
		if row.Seat == event.SeatWaiting && (first[kind].IsZero() || s.tapped.Before(first[kind])) {
			first[kind] = s.tapped
		}
	}
	most := time.Duration(0)
	for kind, at := range last {
		if !first[kind].IsZero() {
			most = max(most, at.Sub(first[kind]))
		}
	}
	return most.Round(time.Millisecond)
}
