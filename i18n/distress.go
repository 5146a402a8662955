package i18n

import (
	"strings"
	"unicode"
)

// alarm is a phrase of distress after its first word.
type alarm struct {
	lang Lang
	rest []string
}

// alarm notes a phrase that shows distress wherever it stands in a text.
func (x *Lexicon) alarm(lang Lang, phrase string) {
	words := spoken(phrase)
	if len(words) == 0 {
		return
	}
	x.distress[words[0]] = append(x.distress[words[0]], alarm{lang, words[1:]})
}

// distressLimit is how much of a text is looked at, in bytes: a chat's message at Telegram has at most 4096 characters.
const distressLimit = 16 * 1024

// Distress looks for words of somebody who is hurt, threatened, held or wants to die, anywhere in a text and in any of the
// languages, and answers the language of the words, hers if they are of several. It reads words, not meaning: "nobody hits
// me" is found too. So what follows must be easy to dismiss, and nothing may be kept of it.
func (x *Lexicon) Distress(lang Lang, typed string) (in Lang, found bool) {
	if len(typed) > distressLimit {
		typed = typed[:distressLimit]
	}
	words := spoken(typed)
	for at, word := range words {
		for _, start := range [2]string{word, withoutAnd(word)} {
			for _, a := range x.distress[start] {
				if !begins(words[at+1:], a.rest) {
					continue
				}
				if a.lang == lang {
					return lang, true
				}
				in, found = a.lang, true
			}
		}
	}
	return in, found
}

// withoutAnd takes the Arabic "and" off a word, which is written together with it: ويضربني. "" for other words.
func withoutAnd(word string) string {
	for _, and := range []string{"و", "ف"} {
		if rest, ok := strings.CutPrefix(word, and); ok {
			return rest
		}
	}
	return ""
}

func begins(words, with []string) bool {
	if len(words) < len(with) {
		return false
	}
	for i := range with {
		if words[i] != with[i] {
			return false
		}
	}
	return true
}

// spoken are the words of a text, folded, without what stands between them.
func spoken(s string) []string {
	return strings.FieldsFunc(strings.ReplaceAll(Fold(s), "'", ""), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
	})
}
