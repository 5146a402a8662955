package i18n

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Lexicon is what people write in the languages of the service, whether the service speaks them already or not: yes and
// no, numbers, months, the words for commands, cities, and words of distress. It stands in words/<tag>.txt, a plain list for
// each language that a speaker can read and correct. It never changes.
//
// What somebody writes is understood in every one of these languages, whatever language the chat is in: people answer in
// the language they think in. Her own language comes first. A word that means one thing in one other language and another
// in the next is not understood; the person is asked again, since a wrong guess is worse.
type Lexicon struct {
	langs    []Lang
	lists    map[Lang]map[string][]string // by meaning, as written
	counts   meanings[int]
	months   meanings[time.Month]
	fillers  map[string]bool // words of a date that say nothing
	weekdays map[string]bool
	distress map[string][]alarm // by their first word
	cities   map[string]int     // which row
	drafts   map[Lang]bool
}

// meanings are what words mean, folded: in each language, and together.
type meanings[T comparable] struct {
	own map[Lang]map[string]T
	all map[string]T // those that mean the same in all languages that have them
}

func newMeanings[T comparable]() meanings[T] {
	return meanings[T]{own: map[Lang]map[string]T{}, all: map[string]T{}}
}

// put notes the words of one language. The first meaning of a word in a language counts.
func (m meanings[T]) put(lang Lang, word string, meaning T) {
	if m.own[lang] == nil {
		m.own[lang] = map[string]T{}
	}
	if _, known := m.own[lang][word]; !known {
		m.own[lang][word] = meaning
	}
}

// join finds the words that mean the same everywhere.
func (m meanings[T]) join() {
	clash := map[string]bool{}
	for _, words := range m.own {
		for word, meaning := range words {
			if other, known := m.all[word]; known && other != meaning {
				clash[word] = true
			}
			m.all[word] = meaning
		}
	}
	maps.DeleteFunc(m.all, func(word string, _ T) bool { return clash[word] })
}

// of is what a folded word means to somebody with that language.
func (m meanings[T]) of(lang Lang, word string) (T, bool) {
	for l := lang; l != ""; l = l.parent() {
		if meaning, ok := m.own[l][word]; ok {
			return meaning, true
		}
	}
	meaning, ok := m.all[word]
	return meaning, ok
}

// lexiconKeys are the meanings that a file may have beside 0 to 12 and the months in English.
func lexiconKeys() []string {
	return []string{
		"yes", "no", "and", "start", "menu", ".hello", "back", "cancel", "language", "help", "person", "emergency", "stop", "clear", "profile", "status",
		"date", "distress",
	}
}

//go:embed words/*.txt
var wordFiles embed.FS

// Words is the lexicon that is built into the program. It takes some milliseconds to make, once.
var Words = sync.OnceValues(func() (*Lexicon, error) { return LoadLexicon(wordFiles) })

// LoadLexicon reads words/*.txt of fsys. The error lists every fault as "file:line: what is wrong".
func LoadLexicon(fsys fs.FS) (*Lexicon, error) {
	files, err := fs.Glob(fsys, "words/*.txt")
	if err != nil {
		return nil, fmt.Errorf("list the words: %w", err)
	}
	x := &Lexicon{
		lists: map[Lang]map[string][]string{}, counts: newMeanings[int](), months: newMeanings[time.Month](), fillers: map[string]bool{},
		weekdays: map[string]bool{}, distress: map[string][]alarm{}, cities: map[string]int{}, drafts: map[Lang]bool{},
	}
	var errs []error
	for _, name := range files {
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, fmt.Errorf("read the words: %w", err)
		}
		if path.Base(name) == "cities.txt" {
			errs = append(errs, x.readCities(name, string(data)))
		} else {
			errs = append(errs, x.readWords(name, string(data)))
		}
	}
	x.dates()
	x.counts.join()
	x.months.join()
	for _, l := range Known() {
		if x.lists[l] != nil {
			x.langs = append(x.langs, l)
		}
	}
	return x, errors.Join(errs...)
}

// readWords reads the file of one language.
func (x *Lexicon) readWords(name, text string) error {
	lang := Lang(strings.TrimSuffix(path.Base(name), ".txt"))
	if !slices.Contains(Known(), lang) {
		return fmt.Errorf("%s:1: %q is not one of our languages; name the file after one of the table in i18n/languages.go", name, lang)
	}
	lists := map[string][]string{}
	x.lists[lang] = lists
	var errs []error
	for n, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "#") {
			x.drafts[lang] = x.drafts[lang] || strings.HasPrefix(strings.TrimSpace(line[1:]), "draft:")
			continue
		}
		if line == "" {
			continue
		}
		key, list, ok := strings.Cut(line, ":")
		words := cutWords(list)
		switch {
		case !ok || len(words) == 0:
			errs = append(errs, fmt.Errorf(`%s:%d: write a meaning, a colon, and words with | between, as "yes: ja | jawohl"`, name, n+1))
		case lists[key] != nil:
			errs = append(errs, fmt.Errorf("%s:%d: %q stands here twice; put all its words on one line", name, n+1, key))
		case !x.take(lang, key, words):
			errs = append(errs, fmt.Errorf("%s:%d: there is no meaning %q; there are: 0 to 12, january to december, %s", name, n+1, key, strings.Join(lexiconKeys(), ", ")))
		}
		lists[key] = words
	}
	return errors.Join(errs...)
}

// take notes the words of one meaning. false: there is no such meaning.
func (x *Lexicon) take(lang Lang, key string, words []string) bool {
	if n, err := strconv.Atoi(key); err == nil {
		for _, word := range words {
			x.counts.put(lang, Fold(word), n)
		}
		return n >= 0 && n <= 12
	}
	for m := time.January; m <= time.December; m++ {
		if key == strings.ToLower(m.String()) {
			for _, word := range words {
				x.months.put(lang, dateWords(word), m)
			}
			return true
		}
	}
	switch key {
	case "date":
		for _, word := range words {
			x.fillers[Fold(word)] = true
		}
	case "distress":
		for _, phrase := range words {
			x.alarm(lang, phrase)
		}
	}
	return slices.Contains(lexiconKeys(), key)
}

// readCities reads the names of cities: a city a line.
func (x *Lexicon) readCities(name, text string) error {
	var errs []error
	for n, line := range strings.Split(text, "\n") {
		if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		for _, city := range cutWords(line) {
			key := Fold(city)
			if other, known := x.cities[key]; known && other != n {
				errs = append(errs, fmt.Errorf("%s:%d: %q stands on line %d too; one name cannot be two cities", name, n+1, city, other+1))
			}
			x.cities[key] = n
		}
	}
	return errors.Join(errs...)
}

// cutWords reads a list with | between.
func cutWords(list string) []string {
	var out []string
	for word := range strings.SplitSeq(list, "|") {
		if word = strings.TrimSpace(word); word != "" {
			out = append(out, word)
		}
	}
	return out
}

// Languages lists the languages that have words, in the order of the table.
func (x *Lexicon) Languages() []Lang { return x.langs }

// Drafted reports whether no speaker of the language has read its words yet.
func (x *Lexicon) Drafted(lang Lang) bool { return x.drafts[lang] }

// List returns what people write in a language for a meaning: yes, no, and, or a command, as "help". It may be empty.
func (x *Lexicon) List(lang Lang, meaning string) []string { return x.lists[lang][meaning] }

// Count reads a number up to twelve that was written as a word, in any of the languages, hers first. What is the name of a
// language is a number only in hers: a careless Pashto three is written as Dari is.
func (x *Lexicon) Count(lang Lang, typed string) (int, bool) {
	if len(typed) > shortLimit {
		return 0, false
	}
	word := strings.Trim(withoutBidi(typed), " .,!?؟،۔")
	n, ok := x.counts.of(lang, Fold(word))
	if _, hers := x.counts.own[lang][Fold(word)]; ok && !hers && slices.ContainsFunc(languageTable, func(row languageRow) bool { return row.endonym == word }) {
		return 0, false
	}
	return n, ok
}

// shortLimit is longer than a number or a city in words, in bytes.
const shortLimit = 120

// SameCity reports whether two texts are names of the same city, in any of the languages: by the list of cities, or, when
// they are in two scripts, because they sound alike. Of names with fewer than three consonants the sound is not enough.
func (x *Lexicon) SameCity(a, b string) bool {
	if len(a) > shortLimit || len(b) > shortLimit {
		return false
	}
	rowA, okA := x.cities[Fold(a)]
	rowB, okB := x.cities[Fold(b)]
	switch {
	case okA && okB:
		return rowA == rowB
	case script(a) == script(b):
		return Same(a, b)
	}
	sound := Sound(a)
	return len(sound) >= 3 && sound == Sound(b)
}
