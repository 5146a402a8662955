package flows

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"wecan/i18n"
)

// match finds the shown option that she typed: its label, its number in the
// list in any script's digits, or something that reads alike; then its label
// in another of our languages or its id, for a city whose name she writes as on
// a map; at last a near spelling, if it is near to one only. "" for none; slips tells
// how near.
func (k *talk) match(s asker, typed string) (id string, slips int) {
	shown := k.top().Open.Shown
	label := func(o [2]string) string { return cmp.Or(o[1], k.e.endonyms[i18n.Lang(o[0])]) }
	for _, o := range shown {
		if typed == label(o) {
			return o[0], 0
		}
	}
	if counts(s) {
		n, ok := i18n.Digits(typed)
		if ok && n >= 1 && n <= len(shown) {
			return shown[n-1][0], 0
		}
	}
	if len(typed) > 8*labelLimit { // no label in any script; folding it would only take time
		return "", 0
	}
	words := bare(typed)
	folded := i18n.NewFolded(words)
	alike := func(label string) bool { return words != "" && folded.Same(i18n.NewFolded(bare(label))) }
	for _, o := range shown {
		if alike(label(o)) {
			return o[0], 0
		}
	}
	for _, lang := range k.e.langs {
		for _, o := range k.inLanguage(s, lang) {
			if id := strings.TrimLeft(o.id, "+-"); (alike(o.label) || alike(id)) && k.top().Open.has(id) {
				return id, 0
			}
		}
	}
	if counts(s) { // after the labels: one of them may be a number in words
		if n, ok := k.e.lexicon.Count(k.p.Lang, typed); ok && n >= 1 && n <= len(shown) {
			return shown[n-1][0], 0
		}
	}
	if id := k.place(s, words); id != "" {
		return id, 0
	}
	if isFree(s) {
		return "", 0
	}
	return nearest(folded, shown, label)
}

// counts says whether a number names one of the options. Where numbers, dates
// or words are asked for, it is the answer itself.
func counts(s asker) bool {
	switch s.(type) {
	case *askChoice, *askYesNo, *askMany, *askLanguage, *askMenu, *askProfile, *review:
		return true
	}
	return false
}

// place finds the one site of the list whose city she wrote in another language
// or script. Cities are compared by their names in English too, since the sound
// of a translated one is none of its own.
func (k *talk) place(s asker, words string) (id string) {
	choice, ok := s.(*askChoice)
	if !ok || choice.list != listSites || words == "" {
		return ""
	}
	for _, o := range k.top().Open.Shown {
		site, is := k.e.programme.Site(o[0])
		if !is || !k.e.lexicon.SameCity(words, site.Name) && !k.e.lexicon.SameCity(words, bare(o[1])) {
			continue
		}
		if id != "" {
			return "" // two sound alike
		}
		id = o[0]
	}
	return id
}

// nearest finds the one option that is spelt nearly so.
func nearest(typed i18n.Folded, shown [][2]string, label func([2]string) string) (id string, slips int) {
	best, double := 1000, false
	for _, o := range shown {
		n, near := typed.Near(i18n.NewFolded(bare(label(o))))
		switch {
		case !near || n > best:
		case n == best:
			double = true
		default:
			id, best, double = o[0], n, false
		}
	}
	if double || id == "" {
		return "", 0
	}
	return id, best
}

// inLanguage are a question's options as a reader of that language sees them.
func (k *talk) inLanguage(s asker, other i18n.Lang) []option {
	lang := k.p.Lang
	k.p.Lang = other
	defer func() { k.p.Lang = lang }()
	return s.ask(k).options
}

// alike compares two texts as people mean them, without what stands around
// their words: emoji, dots.
func alike(typed, label string) bool {
	typed = bare(typed)
	return typed != "" && i18n.Same(typed, bare(label))
}

func bare(s string) string {
	return strings.TrimFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) })
}

// words are what people write for a command.
type words struct {
	command map[string]string           // by the word, folded; of all languages that are translated
	foreign map[string]string           // the same of the others; "" for a word of two commands
	near    map[i18n.Lang][]commandWord // for near spellings
	and     map[string]bool             // words for "and", folded; of all languages
	joined  []string                    // those that are written together with the next word
}

type commandWord struct {
	word    i18n.Folded
	command string
}

// wordCommands are those that can be written in words.
func wordCommands() []string {
	return []string{"start", "menu", "back", "cancel", "language", "help", "person", "emergency", "stop", "status", "clear", "profile", wordHello}
}

// wordHello is a greeting. It is no command: a flow may be called by it.
const wordHello = ".hello"

func wordsKey(command string) i18n.Key {
	return i18n.Key("system.words." + strings.TrimPrefix(command, "."))
}

// Typed says whether a text is what people write and not what they read: words
// for commands and for answers.
func Typed(key i18n.Key) bool { return strings.HasPrefix(string(key), string(wordsKey(""))) }

// newWords collects the words of every language. Of two commands with the same
// word the first in the list has it.
func newWords(c *i18n.Catalog, x *i18n.Lexicon) *words {
	w := &words{command: map[string]string{}, foreign: map[string]string{}, near: map[i18n.Lang][]commandWord{}, and: map[string]bool{}}
	for _, lang := range c.Languages() {
		text, _ := c.Render(lang, textWordsAnd)
		for _, word := range splitWords(text) {
			w.and[i18n.Fold(word)] = true
			if first, size := utf8.DecodeRuneInString(word); size == len(word) && unicode.Is(unicode.Arabic, first) {
				w.joined = append(w.joined, word)
			}
		}
	}
	for _, name := range wordCommands() {
		for _, lang := range c.Languages() {
			text, used := c.Render(lang, wordsKey(name))
			if used != lang {
				continue
			}
			for _, word := range splitWords(text) {
				if folded := i18n.Fold(word); w.command[folded] == "" {
					w.command[folded] = name
					w.near[lang] = append(w.near[lang], commandWord{i18n.NewFolded(word), name})
				}
			}
		}
	}
	w.addForeign(x)
	return w
}

// addForeign adds the words of the lexicon.
func (w *words) addForeign(x *i18n.Lexicon) {
	for _, lang := range x.Languages() {
		for _, word := range x.List(lang, "and") {
			w.and[i18n.Fold(word)] = true
		}
		for _, name := range wordCommands() {
			for _, word := range x.List(lang, name) {
				folded := i18n.Fold(bare(word))
				if other, known := w.foreign[folded]; known && other != name {
					name = ""
				}
				w.foreign[folded] = name
			}
		}
	}
}

// splitWords reads a list as translators write it: one | another.
func splitWords(s string) []string {
	var out []string
	for _, one := range strings.Split(s, "|") {
		if one = strings.TrimSpace(one); one != "" {
			out = append(out, one)
		}
	}
	return out
}

// wordLimit is the longest text that can be a word for a command, in bytes.
const wordLimit = 80

// word finds the command that she wrote in words, in any language; with near,
// also one that is spelt nearly so.
func (k *talk) word(typed string, near bool) (name string, ok bool) {
	typed = bare(typed)
	if typed == "" || len(typed) > wordLimit {
		return "", false
	}
	if name = k.e.words.command[i18n.Fold(typed)]; name != "" {
		return name, true
	}
	if name = k.foreign(typed); name != "" {
		return name, true
	}
	if !near {
		return "", false
	}
	if len(typed) <= 4 {
		return "", false
	}
	best, folded := 2, i18n.NewFolded(typed) // one slip: of two, a word of everyday is near to too much
	for _, w := range k.e.words.near[k.p.Lang] {
		if n, is := folded.Near(w.word); is && n < best {
			name, best = w.command, n
		}
	}
	return name, name != ""
}

// foreign finds the command that she wrote in a language in which nothing is
// translated. Where any text is an answer, only words count that somebody in need
// writes: a greeting of one language is a name in another.
func (k *talk) foreign(typed string) string {
	name := k.e.words.foreign[i18n.Fold(typed)]
	if s := k.asker(); s != nil && isFree(s) && !slices.Contains([]string{"emergency", "help", "person", "language"}, name) {
		return ""
	}
	return name
}

// tongue finds the language whose name she wrote. Its code alone is a word of
// other languages too: "so", "it", "es".
func (k *talk) tongue(typed string) (i18n.Lang, bool) {
	if len(bare(typed)) <= 3 {
		return "", false
	}
	return k.e.catalog.ByName(typed)
}
