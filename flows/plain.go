package flows

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Limits of an English text: plain language for people who read on a small
// phone, in a language that is not theirs.
const (
	textLimit     = 300
	sentenceLimit = 4
)

func checkEnglish(v value, s string) {
	if n := utf8.RuneCountInString(s); n > textLimit {
		v.fail("this text has %d characters; write at most %d", n, textLimit)
	}
	if n := sentences(s); n > sentenceLimit {
		v.fail("this text has %d sentences; write at most %d", n, sentenceLimit)
	}
	if strings.Count(s, "?") > 1 {
		v.fail("ask one question at a time")
	}
}

func checkLabel(v value, s string) {
	if n := utf8.RuneCountInString(s); n > labelLimit {
		v.fail("a button shows at most %d characters; this has %d", labelLimit, n)
	}
}

// sentences counts the ends of sentences: . ! ? before a space or the end.
func sentences(s string) int {
	n := 0
	open := false // words since the last end
	rs := []rune(s)
	for i, r := range rs {
		end := r == '.' || r == '!' || r == '?'
		if end && open && (i+1 == len(rs) || unicode.IsSpace(rs[i+1])) {
			n++
			open = false
		} else if unicode.IsLetter(r) || unicode.IsDigit(r) {
			open = true
		}
	}
	if open {
		n++
	}
	return n
}
