package rehearsal

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/bidi"
)

// hasWords says whether a text has these words whole.
func hasWords(text, words string) bool {
	for from := 0; ; {
		at := strings.Index(text[from:], words)
		if at < 0 {
			return false
		}
		at += from
		end := at + len(words)
		if !isWordByte(text, at-1) && !isWordByte(text, end) {
			return true
		}
		from = at + 1
	}
}

func isWordByte(s string, at int) bool {
	if at < 0 || at >= len(s) {
		return false
	}
	c := s[at] | 0x20
	return c >= 'a' && c <= 'z' || s[at] >= '0' && s[at] <= '9' || s[at] == '@' || s[at] >= 0x80 && unicode.IsLetter(rune(s[at]))
}

// beginsLeft says whether the first letter of a line that gives it a direction
// is one that is written from left to right. What stands between isolates gives
// none (Unicode Bidirectional Algorithm, P2).
func beginsLeft(line string) bool {
	depth := 0
	for _, r := range line {
		switch {
		case r >= 0x2066 && r <= 0x2068:
			depth++
			continue
		case r == 0x2069:
			depth--
			continue
		case depth > 0, unicode.Is(unicode.So, r): // 🆘 is a left-to-right letter to Unicode, and none to its readers
			continue
		}
		properties, _ := bidi.LookupRune(r)
		switch properties.Class() {
		case bidi.L:
			return true
		case bidi.R, bidi.AL:
			return false
		}
	}
	return false
}
