package i18n

import (
	"strings"

	"golang.org/x/text/unicode/bidi"
)

// First strong isolate and its end: between them a name or a number takes its own direction and cannot turn the words
// around it (Unicode Bidirectional Algorithm, 2.4).
const (
	fsi = "\u2068"
	pdi = "\u2069"
)

// Isolate returns a value as it must stand inside a message of this language: between U+2068 and U+2069 in a right-to-left
// language, and in others when the value has right-to-left letters. Each line of the value is isolated for itself, since
// an isolate ends with its paragraph. Render does this for its arguments; use Isolate only for text that is put together
// elsewhere.
func Isolate(lang Lang, value string) string {
	var b strings.Builder
	writeIsolated(&b, RightToLeft(lang), value)
	return b.String()
}

func writeIsolated(b *strings.Builder, rtl bool, value string) {
	if !isolatesClosed(value) {
		value = withoutBidi(value) // it would close our isolate, or run on after it
	}
	if value == "" || !rtl && !hasRightToLeft(value) {
		b.WriteString(value)
		return
	}
	for first := true; ; first = false {
		line, rest, more := strings.Cut(value, "\n")
		if !first {
			b.WriteByte('\n')
		}
		if line != "" {
			b.WriteString(fsi)
			b.WriteString(line)
			b.WriteString(pdi)
		}
		if !more {
			return
		}
		value = rest
	}
}

// hasRightToLeft reports whether a character of s is written from right to left, Arabic digits among them.
func hasRightToLeft(s string) bool {
	for i := 0; i < len(s); {
		if s[i] < 0x80 {
			i++
			continue
		}
		properties, size := bidi.LookupString(s[i:])
		switch properties.Class() {
		case bidi.R, bidi.AL, bidi.AN:
			return true
		}
		i += max(size, 1)
	}
	return false
}

// isolatesClosed reports whether s leaves the direction of what follows alone: every isolate is closed on its line, and
// none of the older embeddings and overrides is used.
func isolatesClosed(s string) bool {
	if strings.IndexByte(s, 0xE2) < 0 { // the first byte of all of them
		return true
	}
	depth := 0
	for _, r := range s {
		switch {
		case r >= 0x202A && r <= 0x202E:
			return false
		case r >= 0x2066 && r <= 0x2068:
			depth++
		case r == 0x2069:
			depth--
		case r == '\n' && depth > 0:
			return false
		}
		if depth < 0 {
			return false
		}
	}
	return depth == 0
}

// isBidiControl reports whether r is one of the twelve characters with the property Bidi_Control.
func isBidiControl(r rune) bool {
	return r == 0x061C || r == 0x200E || r == 0x200F || r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069
}

func withoutBidi(s string) string {
	return strings.Map(func(r rune) rune {
		if isBidiControl(r) {
			return -1
		}
		return r
	}, s)
}
