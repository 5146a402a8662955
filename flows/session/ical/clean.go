package ical

import (
	"net/url"
	"strings"
	"unicode"
)

// ends are the ways to end a line, and the tab, which is a space.
var ends = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u0085", "\n", "\u2028", "\n", "\u2029", "\n", "\t", " ")

// text is what somebody wrote, on several lines, without what a calendar or a
// screen could take for more than text: control characters are gone, and every
// way to end a line is \n.
func text(s string) string {
	s = ends.Replace(strings.ToValidUTF8(s, "\ufffd"))
	s = strings.Map(func(r rune) rune {
		if r != '\n' && unicode.IsControl(r) || r == '\ufeff' {
			return -1
		}
		return r
	}, s)
	return strings.TrimSpace(s)
}

// line is the same on one line.
func line(s string) string { return strings.ReplaceAll(text(s), "\n", " ") }

// link is an address on the web, or "".
func link(s string) string {
	u, err := url.Parse(line(s))
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return ""
	}
	return u.String()
}

// quote is a name out of a file, short enough for a sentence.
func quote(s string) string {
	runes := []rune(line(s))
	if len(runes) > 60 {
		runes = append(runes[:60], '…')
	}
	return "“" + string(runes) + "”"
}
