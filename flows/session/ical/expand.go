package ical

import "time"

// window collects the occurrences of a file.
type window struct {
	from, until time.Time
	work        *budget
	events      []Event
}

// expand adds the occurrences of a series.
func (w *window) expand(s *series) error {
	if w.work.spent() {
		return ErrTooMuch
	}
	changed, order := s.byOriginal()
	if s.master != nil {
		if err := w.master(s.master, changed); err != nil {
			return err
		}
	}
	// What is left changes an occurrence beyond the window, or one that no rule names, or an entry that is not in the
	// file, as in an invitation to one of many dates. All count.
	for _, at := range order {
		if e := changed[at]; e != nil {
			if err := w.add(e, time.Unix(at, 0), e.start, e.length); err != nil {
				return err
			}
		}
	}
	return nil
}

// master adds the occurrences of an entry. What is changed about one is taken
// from changed, and is taken out there.
func (w *window) master(e *entry, changed map[int64]*entry) error {
	left := e.exclusions()
	seen := map[int64]bool{}
	one := func(m moment, length span) error {
		original := m.instant()
		at := original.Unix()
		other := changed[at]
		if seen[at] || other == nil && !w.holds(original, length.after(m)) {
			return nil
		}
		seen[at] = true
		if other != nil {
			delete(changed, at)
			other.inherit(e)
			return w.add(other, original, other.start, other.length)
		}
		if left.hold(m) {
			return nil
		}
		return w.add(e, original, m, length)
	}
	if err := one(e.start, e.length); err != nil {
		return err
	}
	for _, added := range e.added {
		if err := one(added.moment, added.length); err != nil {
			return err
		}
	}
	for _, r := range e.rules {
		if err := w.rule(e, r, one); err != nil {
			return err
		}
	}
	return nil
}

// inherit takes from the entry what a change to one occurrence may leave out.
func (e *entry) inherit(from *entry) {
	if e.Summary == "" {
		e.Summary = from.Summary
	}
	e.Cancelled = e.Cancelled || from.Cancelled
}

// rule goes through the occurrences by a rule, up to the end of the window.
func (w *window) rule(e *entry, r rule, one func(moment, span) error) error {
	bound := e.start.zone.wall(w.until)
	for wall := range r.walls(e.start.wall, bound, w.work) {
		m := e.start
		m.wall = wall
		if r.over(m) {
			break
		}
		if err := one(m, e.length); err != nil {
			return err
		}
	}
	return nil
}

// over reports whether an occurrence comes after the rule's end.
func (r rule) over(m moment) bool {
	switch {
	case r.until.IsZero():
		return false
	case r.day:
		return m.wall.Truncate(24 * time.Hour).After(r.until)
	case m.date: // UNTIL is a time, the start is a day
		return m.wall.After(r.until)
	}
	return m.instant().After(r.until)
}

// add adds one occurrence of an entry, if it touches the window or was meant to.
func (w *window) add(e *entry, original time.Time, start moment, length span) error {
	event := e.Event
	event.Start, event.End = start.instant().UTC(), length.after(start).UTC()
	if e.repeats {
		event.Occurrence = original.UTC().Format(time.RFC3339)
	}
	if !w.holds(event.Start, event.End) && (e.original == nil || !w.holds(original, original)) {
		return nil
	}
	if len(w.events) >= MaxOccurrences {
		return ErrTooMany
	}
	w.events = append(w.events, event)
	return nil
}

// holds reports whether something touches the window.
func (w *window) holds(start, end time.Time) bool {
	return start.Before(w.until) && (end.After(w.from) || !start.Before(w.from))
}
