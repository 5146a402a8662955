package ical

import (
	"cmp"
	"time"
)

// series are the entries with one UID: the entry itself, and what is different
// about some of its occurrences.
type series struct {
	master  *entry
	changed []*entry
}

// add takes an entry. Of two with the same UID the newer counts.
func (s *series) add(e *entry, found *problems) {
	switch {
	case e.original != nil:
		s.changed = append(s.changed, e)
	case s.master == nil:
		s.master = e
	default:
		if e.newer(s.master) >= 0 {
			s.master = e
		}
		found.add(s.master, false, "There are two entries with this UID. The newer one was taken.")
	}
}

// newer compares by the count of changes, then by when it was written. What
// stands later in the file is newer if both are the same.
func (e *entry) newer(other *entry) int {
	return cmp.Or(cmp.Compare(e.Sequence, other.Sequence), e.stamp.Compare(other.stamp))
}

// byOriginal are the changed occurrences by their original start. One that
// names only the day is at the hour of the master.
func (s *series) byOriginal() (map[int64]*entry, []int64) {
	changed := map[int64]*entry{}
	var order []int64
	for _, e := range s.changed {
		at := s.originalOf(e).Unix()
		if old := changed[at]; old == nil {
			order = append(order, at)
		} else if e.newer(old) < 0 {
			continue
		}
		changed[at] = e
	}
	return changed, order
}

func (s *series) originalOf(e *entry) time.Time {
	m := *e.original
	if s.master == nil {
		return m.in(e.start.zone).instant()
	}
	start := s.master.start
	m = m.in(start.zone)
	switch {
	case start.date: // the day counts, whatever hour is named
		start.wall = m.wall.Truncate(24 * time.Hour)
		return start.instant()
	case m.date:
		start.wall = m.wall.Add(start.clock())
		return start.instant()
	}
	return m.instant()
}

// exclusions are the occurrences that are left out: by instant, and by day.
type exclusions struct {
	instants map[int64]bool
	days     map[time.Time]bool
}

func (e *entry) exclusions() exclusions {
	out := exclusions{instants: map[int64]bool{}, days: map[time.Time]bool{}}
	for _, m := range e.excluded {
		if m.date || e.AllDay {
			out.days[m.wall.Truncate(24*time.Hour)] = true
		} else {
			out.instants[m.instant().Unix()] = true
		}
	}
	return out
}

// hold reports whether an occurrence is left out.
func (x exclusions) hold(m moment) bool {
	return x.instants[m.instant().Unix()] || x.days[m.wall.Truncate(24*time.Hour)]
}
