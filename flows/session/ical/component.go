package ical

import (
	"slices"
	"strings"
)

// Limits of what is kept of a file, beside its size.
const (
	maxDepth   = 10   // components within each other; RFC 5545 has 3
	maxLines   = 5000 // of one entry, without those nobody reads
	maxZones   = 100  // zones that a calendar brings rules for
	maxChanges = 200  // kinds of change within a zone's rules
)

// component is an entry or a zone: what stands between BEGIN and END.
type component struct {
	name  string
	lines [][]byte
	inner []*component
	long  bool // it had more than maxLines
	open  bool // another began, or the calendar ended, before it ended
}

// part is one calendar of a file. Mostly there is one.
type part struct {
	method string // METHOD
	zone   string // X-WR-TIMEZONE
	events []*component
	zones  []*component
}

// read are the properties that count, by component. Lines of others are
// dropped unread: X-ALT-DESC holds the description again as HTML.
var read = map[string][]string{
	"VEVENT": {
		"UID", "RECURRENCE-ID", "SEQUENCE", "DTSTAMP", "LAST-MODIFIED", "STATUS", "DTSTART", "DTEND", "DURATION",
		"RRULE", "RDATE", "EXDATE", "EXRULE", "SUMMARY", "DESCRIPTION", "LOCATION", "URL", "X-MICROSOFT-CDO-ALLDAYEVENT",
	},
	"VTIMEZONE": {"TZID", "X-LIC-LOCATION"},
	"STANDARD":  {"DTSTART", "TZOFFSETFROM", "TZOFFSETTO", "RRULE", "RDATE"},
	"DAYLIGHT":  {"DTSTART", "TZOFFSETFROM", "TZOFFSETTO", "RRULE", "RDATE"},
}

// scanner takes a file apart into its calendars and entries.
type scanner struct {
	parts []*part
	stack []*component
}

// scan takes lines apart. The entries are not read yet.
func scan(lines [][]byte) ([]*part, error) {
	var s scanner
	for _, line := range lines {
		var err error
		switch name := nameOf(line); name {
		case "BEGIN":
			err = s.begin(called(line))
		case "END":
			s.end(called(line))
		default:
			s.keep(name, line)
		}
		if err != nil {
			return nil, err
		}
	}
	switch {
	case len(s.parts) == 0:
		return nil, ErrNotCalendar
	case len(s.stack) > 0:
		return nil, ErrCutOff
	}
	return s.parts, nil
}

// called is the component that a BEGIN or END names.
func called(line []byte) string {
	_, name, _ := strings.Cut(string(line[:min(len(line), 64)]), ":")
	return strings.ToUpper(strings.TrimSpace(name))
}

func (s *scanner) begin(name string) error {
	switch {
	case name == "VCALENDAR":
		if len(s.stack) > 0 {
			return ErrCutOff
		}
		s.parts = append(s.parts, &part{})
	case len(s.stack) == 0:
		if len(s.parts) == 0 {
			return ErrNotCalendar
		}
	case len(s.stack) >= maxDepth:
		return ErrNotCalendar
	case name == "VEVENT":
		s.close(1) // entries stand in nothing but the calendar
	}
	s.stack = append(s.stack, &component{name: name})
	return nil
}

// end closes the component of that name, and what is still open inside it. An
// END that nothing began means nothing.
func (s *scanner) end(name string) {
	for i, c := range slices.Backward(s.stack) {
		if c.name == name {
			s.close(i + 1)
			s.stack = s.stack[:i]
			s.finish(c)
			return
		}
	}
}

// close ends all but the outermost components, which had no END.
func (s *scanner) close(keep int) {
	for len(s.stack) > keep {
		last := s.stack[len(s.stack)-1]
		s.stack = s.stack[:len(s.stack)-1]
		last.open = true
		s.finish(last)
	}
}

// finish hands a component to what it stands in, which is on the stack.
func (s *scanner) finish(c *component) {
	if len(s.stack) == 0 || len(s.parts) == 0 {
		return
	}
	current, above := s.parts[len(s.parts)-1], s.stack[len(s.stack)-1]
	switch {
	case c.name == "VEVENT" && above.name == "VCALENDAR":
		current.events = append(current.events, c)
	case c.name == "VTIMEZONE" && len(current.zones) < maxZones:
		current.zones = append(current.zones, c)
	case above.name == "VTIMEZONE" && len(above.inner) < maxChanges:
		above.inner = append(above.inner, c)
	}
}

// keep adds a line to the component that it stands in, if somebody reads it. A
// line without a name is kept too, so that the entry can be told of it.
func (s *scanner) keep(name string, line []byte) {
	if len(s.stack) == 0 {
		return
	}
	c := s.stack[len(s.stack)-1]
	if c.name == "VCALENDAR" {
		s.header(name, line)
		return
	}
	wanted, ok := read[c.name]
	switch {
	case !ok, name != "" && !slices.Contains(wanted, name):
	case len(c.lines) >= maxLines:
		c.long = true
	default:
		c.lines = append(c.lines, line)
	}
}

func (s *scanner) header(name string, line []byte) {
	current := s.parts[len(s.parts)-1]
	p, err := parse(line)
	if err != nil {
		return
	}
	switch name {
	case "METHOD":
		current.method = strings.ToUpper(strings.TrimSpace(p.value))
	case "X-WR-TIMEZONE":
		current.zone = strings.TrimSpace(p.text())
	}
}

// first is the first property of a name. It is empty if there is none, or if it
// cannot be read.
func (c *component) first(name string) property {
	for _, p := range c.all(name) {
		return p
	}
	return property{}
}

// all are the properties of a name that can be read.
func (c *component) all(name string) []property {
	var out []property
	for _, line := range c.lines {
		if nameOf(line) != name {
			continue
		}
		if p, err := parse(line); err == nil {
			out = append(out, p)
		}
	}
	return out
}
