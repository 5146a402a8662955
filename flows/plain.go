package flows

import (
	"strings"
	"unicode/utf8"

	"wecan/i18n"
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
	if n := len(i18n.Sentences(s)); n > sentenceLimit {
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
