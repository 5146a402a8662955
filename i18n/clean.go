package i18n

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Clean prepares what a person typed for being stored and shown to others: valid UTF-8 in normal form C, no control
// characters, nothing that changes the direction of other people's text, one kind of line break, no space at either end.
// Line breaks, the joiners that Persian and emoji need, and all letters stay. Clean(Clean(s)) is Clean(s).
func Clean(s string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, ""), "\r\n", "\n")
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n', r == '\r', r == '\v', r == '\f', r == 0x85, r == 0x2028, r == 0x2029:
			return '\n'
		case r == '\t':
			return ' '
		case isBidiControl(r), r == 0xFEFF, unicode.IsControl(r):
			return -1
		}
		return r
	}, s)
	return norm.NFC.String(strings.TrimSpace(s))
}
