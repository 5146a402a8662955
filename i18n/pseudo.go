package i18n

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The pseudo-locales: English that looks foreign, for those who develop. In the first every letter has an accent, each
// message stands between square brackets and is longer by a third; in the second every letter is Arabic, so that it runs from the right.
// What is cut off, put together from pieces, or not in the catalogue is seen without knowing a language.
const (
	Accented Lang = "en-XA"
	Mirrored Lang = "ar-XB"
)

// WithPseudo returns a catalogue that has the two pseudo-locales too. Messages for which typed says true are what people
// write and not what they read; they stay as they are. Only a telephone that speaks one of the two is guessed to do so.
func (c *Catalog) WithPseudo(typed func(Key) bool) (*Catalog, error) {
	out := &Catalog{
		langs: append(slices.Clone(c.langs), Accented, Mirrored), tongues: maps.Clone(c.tongues), english: c.english,
		names: maps.Clone(c.names), gaps: map[Gap]bool{},
	}
	out.guesser = &guesser{langs: out.langs, matcher: c.guesser.matcher, aliases: maps.Clone(c.guesser.aliases)}
	for _, lang := range []Lang{Accented, Mirrored} {
		t := newTongue(languageRow{lang: lang, rtl: RightToLeft(lang)})
		t.plurals = c.english.plurals // its numbers are those of English
		for key, m := range c.english.messages {
			if typed(key) {
				continue
			}
			s := Source{Key: key, Text: m.texts[0], Count: m.count}
			if m.count != "" {
				s.Plural = m.texts[len(m.texts)-1]
			}
			texts := make([]string, len(m.texts))
			for i, text := range m.texts {
				var err error
				if texts[i], err = pseudo(lang, text); err != nil {
					return nil, err
				}
			}
			if err := t.add(&s, texts, Reviewed); err != nil {
				return nil, err
			}
			t.status.Reviewed++
		}
		t.status.Missing = len(c.english.messages) - t.status.Reviewed
		out.tongues[lang] = t
		out.names[nameKey(string(lang))] = lang
		out.guesser.aliases[strings.ToLower(string(lang))] = lang
	}
	sum := sha256.Sum256([]byte("pseudo " + c.hash))
	out.hash = hex.EncodeToString(sum[:])
	return out, nil
}

// pseudo says an English text in a pseudo-locale. Placeholders, commands and addresses stay.
func pseudo(lang Lang, text string) (string, error) {
	parsed, err := compile(text)
	if err != nil {
		return "", err
	}
	w := &pseudoWriter{letters: mirroredLetters()}
	start, end := 0, 0
	if lang == Accented {
		w.letters = accentedLetters()
		start = len(text) - len(strings.TrimLeftFunc(text, func(r rune) bool { return unicode.IsSpace(r) || isPicture(r) || r == 0xFE0F }))
		end = len(text) - len(strings.TrimRight(text, " \n"))
		w.extra = spare(utf8.RuneCountInString(text))
		if len(parsed.names()) > 0 {
			w.extra = max(2, w.extra) // without brackets its values would stand outside of them
		}
	}
	brackets := w.extra >= 2
	w.extra -= 2
	for _, p := range parsed.parts {
		if p.name != "" {
			w.out.WriteString("{" + p.name + "}")
			continue
		}
		w.literal(p.literal)
	}
	out := w.out.String()
	if brackets && start+end < len(text) {
		out = out[:start] + "[" + out[start:len(out)-end] + "]" + out[len(out)-end:]
	}
	return out, nil
}

// spare is by how many characters a text of n grows: a third, but never out of a button or a small notice.
func spare(n int) int {
	extra := max(2, n/3)
	for _, limit := range []int{30, 200} {
		if n <= limit {
			return min(extra, limit-n)
		}
	}
	return extra
}

type pseudoWriter struct {
	letters map[rune]rune
	extra   int // vowels to write twice
	out     strings.Builder
}

// literal writes what stands between placeholders.
func (w *pseudoWriter) literal(s string) {
	for s != "" {
		at := kept.FindStringIndex(s)
		if at == nil {
			at = []int{len(s), len(s)}
		}
		for _, r := range s[:at[0]] {
			to, ok := w.letters[r]
			switch {
			case r == '{' || r == '}':
				w.out.WriteRune(r) // doubled in the text, single in the parts
				to = r
			case !ok:
				to = r
			case w.extra > 0 && strings.ContainsRune("aeiou", r):
				w.extra--
				w.out.WriteRune(to)
			}
			w.out.WriteRune(to)
		}
		w.out.WriteString(s[at[0]:at[1]])
		s = s[at[1]:]
	}
}

func accentedLetters() map[rune]rune {
	return pairs("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", "áƀçđéƒĝĥíĵķļɱñóþǫŕšţúṽŵẋýžÁƁÇĐÉƑĜĤÍĴĶĻṀÑÓÞǪŔŠŢÚṼŴẊÝŽ")
}

func mirroredLetters() map[rune]rune {
	return pairs("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ,?;", "ابثدعفغهيجكلمنوحقرستطخشضظزابثدعفغهيجكلمنوحقرستطخشضظز،؟؛")
}

func pairs(from, to string) map[rune]rune {
	out := map[rune]rune{}
	letters := []rune(to)
	for i, r := range []rune(from) {
		out[r] = letters[i]
	}
	return out
}

// Unmapped finds words in a text of a pseudo-locale that did not come out of the catalogue, "" for none: Latin letters
// outside of the square brackets in the one, and outside of the isolates of arguments in the other. In other languages
// there are none.
func Unmapped(lang Lang, text string) string {
	opening, closing := "[", "]"
	if lang == Mirrored {
		opening, closing = fsi, pdi
	} else if lang != Accented {
		return ""
	}
	var outside strings.Builder
	depth := 0
	for _, r := range kept.ReplaceAllString(text, " ") {
		switch string(r) {
		case opening:
			depth++
		case closing:
			depth--
		}
		if depth == 0 {
			outside.WriteRune(r)
		}
	}
	return englishWords.FindString(outside.String())
}
