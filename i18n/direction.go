package i18n

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/bidi"
)

// rlm is the right-to-left mark: it has the direction of a Hebrew letter, and nobody sees it. Telegram keeps it.
const rlm = "\u200F"

// fromTheRight puts a mark in front of each line of a right-to-left text that would be laid out from left to right. Programs
// look for the first letter of a line outside of isolates (Unicode Bidirectional Algorithm, P2 and P3), and "⟦Name⟧: ⟦Amina⟧",
// "✅ ⟦Jena⟧" or "⟦31⟧ ⟦December⟧" has none; a sign such as 🆘 counts as a Latin letter.
//
// A line that begins with a left-to-right letter stays as it is: that is a fault of the translation, and the walk tells it.
func fromTheRight(text string) string {
	if !strings.ContainsFunc(text, misleads) {
		return text
	}
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if turnsLeft(line) {
			lines[i] = rlm + line
		}
	}
	return strings.Join(lines, "\n")
}

// OwnLine returns a name that is not translated as a line of its own, such as a button: in a right-to-left language a mark
// (U+200F) goes before it, so that the line is laid out as its neighbours are.
func OwnLine(lang Lang, name string) string {
	if !RightToLeft(lang) || hasRightToLeft(name) {
		return name
	}
	return rlm + name
}

// misleads reports what can hide the direction of a line: an isolate, or a sign that is a left-to-right letter to Unicode.
func misleads(r rune) bool { return opensIsolate(r) || isLeftSign(r) }

// turnsLeft reports whether a line has something that misleads, and no letter before it, nor any outside of isolates.
func turnsLeft(line string) bool {
	depth, misled := 0, false
	for _, r := range line {
		switch {
		case opensIsolate(r):
			depth, misled = depth+1, true
			continue
		case r == 0x2069:
			depth--
			continue
		case depth > 0:
			continue
		case isLeftSign(r):
			return true
		}
		properties, _ := bidi.LookupRune(r)
		switch properties.Class() {
		case bidi.L, bidi.R, bidi.AL:
			return false
		}
	}
	return misled
}

func opensIsolate(r rune) bool { return r >= 0x2066 && r <= 0x2068 }

func isLeftSign(r rune) bool {
	if r < 0x80 || !unicode.Is(unicode.So, r) {
		return false
	}
	properties, _ := bidi.LookupRune(r)
	return properties.Class() == bidi.L
}
