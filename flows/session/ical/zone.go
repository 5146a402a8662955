package ical

import (
	"slices"
	"time"
)

// zone tells which offset from UTC counts when: a zone of the IANA, or the
// rules that a calendar brings.
type zone struct {
	name string
	loc  *time.Location
	own  *changes // instead of loc
}

// utc is the zone of times that end with Z.
var utc = &zone{name: "UTC", loc: time.UTC}

// changes are a zone's own rules, worked out: from when on which offset counts.
type changes struct {
	before int // the offset before the first of them, in seconds
	list   []change
}

type change struct {
	at     time.Time
	offset int
}

// offset is how far the zone is ahead of UTC, in seconds.
func (z *zone) offset(at time.Time) int {
	if z.own == nil {
		_, offset := at.In(z.loc).Zone()
		return offset
	}
	i, found := slices.BinarySearchFunc(z.own.list, at, func(c change, at time.Time) int { return c.at.Compare(at) })
	if found {
		return z.own.list[i].offset
	}
	if i == 0 {
		return z.own.before
	}
	return z.own.list[i-1].offset
}

// at is when the clocks on the wall show a time. If they never do, the offset
// from before the change counts; if they do twice, the first time counts.
func (z *zone) at(wall time.Time) time.Time {
	// Two changes within two days would fool this. No zone has them.
	before := wall.Add(-time.Duration(z.offset(wall.Add(-24*time.Hour))) * time.Second)
	after := wall.Add(-time.Duration(z.offset(wall.Add(24*time.Hour))) * time.Second)
	if !z.wall(before).Equal(wall) && z.wall(after).Equal(wall) {
		return after
	}
	return before
}

// wall is what the clocks show, as if it were UTC.
func (z *zone) wall(at time.Time) time.Time {
	return at.UTC().Add(time.Duration(z.offset(at)) * time.Second)
}

// same reports whether both zones have the same offsets from one time to
// another. Offsets change at steps only, so it is enough to look there.
func (z *zone) same(own *zone, from, until time.Time) bool {
	if z.offset(from) != own.offset(from) {
		return false
	}
	for _, c := range own.own.list {
		if !c.at.Before(from) && c.at.Before(until) && z.offset(c.at) != c.offset {
			return false
		}
	}
	for at := from; ; {
		_, end := at.In(z.loc).ZoneBounds()
		if end.IsZero() || !end.Before(until) {
			return true
		}
		if z.offset(end) != own.offset(end) {
			return false
		}
		at = end
	}
}
