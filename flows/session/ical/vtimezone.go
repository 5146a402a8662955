package ical

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// earliest is when the rules of a zone begin to be worked out. Outlook has them
// begin in 1601.
var earliest = time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC)

// rules works out the rules that a calendar brings for a zone, until a year
// after the window. It is nil if they cannot be read.
func (z *zones) rules(name string, block *component) *zone {
	out := &changes{}
	first := time.Time{}
	for _, kind := range block.inner {
		from, okFrom := readOffset(kind.first("TZOFFSETFROM").value)
		to, okTo := readOffset(kind.first("TZOFFSETTO").value)
		walls := z.onsets(kind)
		if !okFrom || !okTo || len(walls) == 0 {
			return nil
		}
		for _, wall := range walls {
			at := wall.Add(-time.Duration(from) * time.Second)
			out.list = append(out.list, change{at: at, offset: to})
			if first.IsZero() || at.Before(first) {
				first, out.before = at, from
			}
		}
	}
	if len(out.list) == 0 {
		return nil
	}
	slices.SortStableFunc(out.list, func(a, b change) int { return a.at.Compare(b.at) })
	return &zone{name: line(name), own: out}
}

// onsets are when a change of clocks comes, on the wall before the change.
func (z *zones) onsets(kind *component) []time.Time {
	start, err := time.Parse("20060102T150405", strings.TrimSpace(kind.first("DTSTART").value))
	if err != nil {
		return nil
	}
	until := z.until.AddDate(1, 0, 0)
	out := []time.Time{start}
	for _, p := range kind.all("RDATE") {
		for value := range strings.SplitSeq(p.value, ",") {
			if wall, _, _, err := readWall(value); err == nil {
				out = append(out, wall)
			}
		}
	}
	for _, p := range kind.all("RRULE") {
		r, err := readRule(p.value, utc)
		if err != nil {
			return nil
		}
		begin := start
		if begin.Before(earliest) && r.options.Count == 0 && r.options.Interval <= 1 {
			begin = time.Date(earliest.Year(), start.Month(), start.Day(), start.Hour(), start.Minute(), start.Second(), 0, time.UTC)
		}
		for wall := range r.walls(begin, until, z.work) {
			// The rule's end is in UTC. A day more or less makes no difference: clocks change twice a year.
			if !r.until.IsZero() && wall.After(r.until.AddDate(0, 0, 1)) {
				break
			}
			out = append(out, wall)
		}
	}
	return out
}

// readOffset reads an offset from UTC: +0100, -0330, +011236. It is in seconds.
func readOffset(s string) (seconds int, ok bool) {
	s = strings.TrimSpace(s)
	if len(s) != 5 && len(s) != 7 || s[0] != '+' && s[0] != '-' {
		return 0, false
	}
	figure := func(i int) int {
		if i >= len(s) {
			return 0
		}
		n, err := strconv.ParseUint(s[i:i+2], 10, 8)
		if err != nil {
			return 100
		}
		return int(n)
	}
	hours, minutes, rest := figure(1), figure(3), figure(5)
	if hours > 15 || minutes > 59 || rest > 59 {
		return 0, false
	}
	seconds = hours*3600 + minutes*60 + rest
	if s[0] == '-' {
		seconds = -seconds
	}
	return seconds, true
}
