package i18n

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Remark is what makes one text hard to read.
type Remark struct {
	Kind  string // the word under which it is counted; "" for what must not be at all
	Text  string // what is wrong, and what to do
	Fault bool   // it must be mended; else it is a warning
}

// The kinds of warnings. Each has a budget of its own; see plain.budget.
const (
	remarkSentence = "long-sentence"
	remarkButton   = "long-button"
	remarkLonger   = "longer-than-english"
	remarkDate     = "date-in-numbers"
	remarkIdiom    = "idiom"
	remarkPassive  = "passive"
	remarkNegation = "double-negation"
)

// What a tired person on a small phone still reads. Translations into most languages are longer than their English by a
// third and need as many sentences.
const (
	plainMessage         = 300 // characters
	plainSentences       = 4
	plainWords           = 20 // in a sentence, in English
	plainWordsWarned     = 15
	plainButton          = 20 // characters
	plainEmoji           = 2
	translationAllowance = 4.0 / 3
)

// Plain says what makes a text hard to read. lang is its language, english the text it was made from, or the text itself;
// button says that it stands on one. Placeholders count as a word each.
func Plain(lang Lang, english, text string, button bool) []Remark {
	r := &remarks{lang: lang, english: english, text: text}
	r.whole(button)
	r.sentences()
	r.signs()
	if lang == English {
		r.englishOnly()
	} else {
		r.sameMarks()
	}
	return r.found
}

type remarks struct {
	lang          Lang
	english, text string
	found         []Remark
}

func (r *remarks) fault(format string, args ...any) {
	r.found = append(r.found, Remark{Text: fmt.Sprintf(format, args...), Fault: true})
}

func (r *remarks) warn(kind, format string, args ...any) {
	r.found = append(r.found, Remark{Kind: kind, Text: fmt.Sprintf(format, args...)})
}

// allowance is what a limit for English is in the language.
func (r *remarks) allowance(limit int) int {
	if r.lang == English {
		return limit
	}
	return int(float64(limit) * translationAllowance)
}

func (r *remarks) whole(button bool) {
	n := utf8.RuneCountInString(r.text)
	if limit := r.allowance(plainMessage); n > limit {
		r.fault("the text has %d characters; write at most %d", n, limit)
	}
	if button && n > plainButton {
		r.warn(remarkButton, "the button has %d characters; %d are better", n, plainButton)
	}
	if full := utf8.RuneCountInString(r.english); r.lang != English && n > 2*full && n > plainButton {
		r.warn(remarkLonger, "the translation has %d characters, more than twice as many as the English; say it shorter", n)
	}
	if !norm.NFC.IsNormalString(r.text) {
		r.fault("the text is not in Unicode normal form C (uconv -x nfc repairs it)")
	}
	if at := numericDate.FindString(r.text); at != "" {
		r.warn(remarkDate, "%q can be read in two ways; write the month as a word", at)
	}
}

func (r *remarks) sentences() {
	all := Sentences(r.text)
	if len(all) > plainSentences {
		r.fault("the text has %d sentences; write at most %d", len(all), plainSentences)
	}
	questions := 0
	for _, sentence := range all {
		if strings.ContainsAny(sentence, "?؟፧？") {
			questions++
		}
		switch n := len(words(sentence)); {
		case r.lang == English && n > plainWords:
			r.fault("a sentence has %d words; make two of it, of at most %d: %q", n, plainWords, sentence)
		case n > r.allowance(plainWordsWarned):
			r.warn(remarkSentence, "a sentence has %d words; %d are better: %q", n, r.allowance(plainWordsWarned), sentence)
		}
	}
	if questions > 1 {
		r.fault("the text asks %d questions; ask one at a time", questions)
	}
}

// signs looks at emoji and abbreviations.
func (r *remarks) signs() {
	n := 0
	for line := range strings.Lines(r.text) {
		emoji := Emoji(line)
		n += len(emoji)
		rest := strings.TrimLeft(line, " "+rlm)
		for _, e := range emoji {
			var ok bool
			if rest, ok = strings.CutPrefix(rest, e); !ok {
				r.fault("%s stands in the middle of a line; an emoji stands at a line's start", e)
			}
		}
	}
	if n > plainEmoji {
		r.fault("the text has %d emoji; use at most %d", n, plainEmoji)
	}
	for _, word := range abbreviations.FindAllString(placeholder.ReplaceAllString(r.text, "·"), -1) {
		if !slices.Contains(knownAbbreviations(), word) && !explained(r.text, word) {
			r.fault("not everybody knows %s; say what it is in brackets, or write it out", word)
		}
	}
}

// sameMarks compares what a program or a person looks for: commands, addresses and emoji.
func (r *remarks) sameMarks() {
	for _, mark := range []struct {
		name string
		find func(string) []string
	}{{"command", commandsIn}, {"address", addressesIn}, {"emoji", pointless}} {
		want, got := mark.find(r.english), mark.find(r.text)
		for _, one := range want {
			if !slices.Contains(got, one) {
				r.fault("the %s %s of the English text is not in the translation", mark.name, one)
			}
		}
		for _, one := range got {
			if !slices.Contains(want, one) {
				r.fault("the %s %s is not in the English text", mark.name, one)
			}
		}
	}
}

var (
	numericDate   = regexp.MustCompile(`\p{Nd}{1,2}[./-]\p{Nd}{1,2}[./-]\p{Nd}{2,4}`)
	placeholder   = regexp.MustCompile(`\{[^{}]*\}`)
	abbreviations = regexp.MustCompile(`\b\p{Lu}[\p{Lu}\p{Nd}]+\b|\p{Lu}{2,}`)
	commands      = regexp.MustCompile(`(?:^|[^\pL\p{Nd}/:.])(/[a-z]+)`)
	addresses     = regexp.MustCompile(addressPattern)
	kept          = regexp.MustCompile(addressPattern + `|/[a-z]+\b`) // in pseudo-locales
	englishWords  = regexp.MustCompile(`[A-Za-z]{2,}(?: [A-Za-z]+)*`)
)

const addressPattern = `https?://[^\s)]+|[\w.+-]+@[\w-]+\.[\w.-]+\w`

func commandsIn(s string) []string {
	var out []string
	for _, found := range commands.FindAllStringSubmatch(s, -1) {
		out = append(out, found[1])
	}
	return out
}

func addressesIn(s string) []string { return addresses.FindAllString(s, -1) }

// pointless are the emoji of a text. Arrows are as one: in languages that run to the left they point the other way.
func pointless(s string) []string {
	out := Emoji(s)
	for i, e := range out {
		if strings.ContainsAny(e, "▶◀⬅➡↩↪⏭⏮") {
			out[i] = "▶️"
		}
	}
	return out
}

// knownAbbreviations are words by now, in every language.
func knownAbbreviations() []string { return []string{"OK", "SMS", "PDF", "SOS", "TV", "ID"} }

// explained says whether brackets stand behind an abbreviation, or around it behind what it stands for.
func explained(text, word string) bool {
	return strings.Contains(text, word+" (") || strings.Contains(text, "("+word+")")
}

// Sentences are the sentences of a text: what ends with a full stop, a question mark or an exclamation mark of any of our
// scripts before a space, or with the line.
func Sentences(text string) []string {
	var out []string
	add := func(s string) {
		if s = strings.TrimSpace(s); strings.ContainsFunc(s, func(r rune) bool { return unicode.IsLetter(r) || r == '{' }) {
			out = append(out, s)
		}
	}
	for line := range strings.Lines(text) {
		start, ended := 0, false
		for i, r := range line {
			if ended && unicode.IsSpace(r) {
				add(line[start:i])
				start, ended = i, false
			}
			switch {
			case strings.ContainsRune("。！？", r): // no space follows
				add(line[start : i+utf8.RuneLen(r)])
				start, ended = i+utf8.RuneLen(r), false
			case strings.ContainsRune(".!?…۔؟።፧।॥", r):
				ended = true
			case !strings.ContainsRune(`"”»’')]`, r):
				ended = false
			}
		}
		add(line[start:])
	}
	return out
}

// words are what a reader counts as words. Languages without spaces between them have one a sentence.
func words(sentence string) []string {
	return slices.DeleteFunc(strings.FieldsFunc(sentence, func(r rune) bool { return unicode.IsSpace(r) || r == '፡' }), func(s string) bool {
		return !strings.ContainsFunc(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
	})
}

// Emoji are the pictures in a text, each with what belongs to it: a colour of skin, a second picture that it is joined with.
func Emoji(text string) []string {
	var out []string
	start, joined := -1, false
	end := func(at int) {
		if start >= 0 {
			out = append(out, strings.TrimRight(text[start:at], "\u200d"))
		}
		start = -1
	}
	for i, r := range text {
		switch {
		case isPicture(r) && !joined:
			end(i)
			start = i
		case isPicture(r), start >= 0 && (r == 0xFE0F || r == 0x200D || r >= 0x1F3FB && r <= 0x1F3FF):
		default:
			end(i)
		}
		joined = start >= 0 && (r == 0x200D || r >= 0x1F1E6 && r <= 0x1F1FF && !joined)
	}
	end(len(text))
	return out
}

// isPicture reports whether a character is a picture. Colours of skin belong to one before them.
func isPicture(r rune) bool {
	return unicode.Is(unicode.So, r) && r >= 0x2190 && (r < 0x1F3FB || r > 0x1F3FF) || r == 'ℹ'
}
