package ical

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	ics "github.com/arran4/golang-ical"
)

// maxHead is how much may stand before the value of a property whose
// parameters are read, in bytes: its name, a zone's name, the kind of value.
const maxHead = 1024

// property is one line: its name, parameters and value, of which text has the
// escapes taken out.
type property struct {
	name   string
	params map[string]string // by name in capitals; the first value of each
	value  string
}

// text is the value of a property that holds text. It may still hold control
// characters.
func (p property) text() string { return ics.FromText(p.value) }

// times are the properties whose values hold no colon. So the last one stands
// before the value, also where Exchange names a zone tzone://Microsoft/Custom
// without the quotation marks that such a name needs.
var times = []string{"DTSTART", "DTEND", "RECURRENCE-ID", "EXDATE", "RDATE"}

// named is the name of a zone among the parameters.
var named = regexp.MustCompile(`(?i)(;TZID=)([^;]*)`)

// nameOf is a line's property, in capitals; "" if it has none.
func nameOf(line []byte) string {
	end := bytes.IndexAny(line, ";:")
	if end < 0 || end > maxHead {
		return ""
	}
	return strings.ToUpper(string(line[:end]))
}

// parse reads a line. The library reads its head only, since the work it does
// grows with the square of the length. Parameters of texts are not read: one
// may hold the whole text once more, as HTML.
func parse(line []byte) (property, error) {
	p := property{name: nameOf(line)}
	colon := valueAt(line)
	if slices.Contains(times, p.name) {
		colon = bytes.LastIndexByte(line, ':')
	}
	if colon < 0 {
		return property{}, errLine
	}
	p.value = string(line[colon+1:])
	switch {
	case colon == len(p.name), p.name == "SUMMARY", p.name == "DESCRIPTION", p.name == "LOCATION":
		return p, nil
	case colon > maxHead:
		return property{}, errLine
	}
	head := string(line[:colon])
	if strings.Contains(head, ":") && !strings.Contains(head, `"`) {
		head = named.ReplaceAllString(head, `$1"$2"`)
	}
	read, err := ics.ParseProperty(ics.ContentLine(head + ":"))
	if err != nil || read == nil || !strings.EqualFold(read.IANAToken, p.name) {
		return property{}, errLine
	}
	p.params = make(map[string]string, len(read.ICalParameters))
	for name, values := range read.ICalParameters {
		if len(values) > 0 {
			p.params[strings.ToUpper(name)] = strings.TrimSpace(values[0])
		}
	}
	return p, nil
}

// valueAt is where the colon before the value stands, or -1. A colon within
// quotation marks belongs to a parameter.
func valueAt(line []byte) int {
	quoted := false
	for i, c := range line {
		switch {
		case c == '"':
			quoted = !quoted
		case c == ':' && !quoted:
			return i
		}
	}
	return -1
}
