package rehearsal

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"wecan/flows"
	"wecan/i18n"
)

// judge reads texts in the languages that they should be in.
type judge struct {
	defs    *flows.Definitions
	wants   func(i18n.Lang, i18n.Key) bool
	known   map[i18n.Lang]*tongue
	reading map[string][]voice
	folds   map[string]string // of labels
}

// voice is what is wrong with a text.
type voice struct {
	kind, text string
	key        i18n.Key // of the message, for what is not translated
}

// tongue is what a language says, and what shows that it does not.
type tongue struct {
	own     string          // every text of the language
	lines   map[string]bool // the same, each by itself
	foreign []foreign
	labels  map[string]bool // names that nobody translates: of languages, and of groups
}

// foreign is the English of a message that this language should say otherwise.
type foreign struct {
	key     i18n.Key
	english string // its longest part between placeholders
	missing bool   // the language does not have it
}

func newJudge(defs *flows.Definitions, wants func(i18n.Lang, i18n.Key) bool) *judge {
	if wants == nil {
		wants = func(i18n.Lang, i18n.Key) bool { return true }
	}
	return &judge{defs: defs, wants: wants, known: map[i18n.Lang]*tongue{}, reading: map[string][]voice{}, folds: map[string]string{}}
}

// folded is a label as people compare it: without signs, unless it is one.
func (j *judge) folded(label string) string {
	out, ok := j.folds[label]
	if !ok {
		out = cmp.Or(i18n.Fold(bare(label)), label)
		j.folds[label] = out
	}
	return out
}

// shortest is how many letters of English are a text and no coincidence.
const shortest = 4

func (j *judge) tongue(lang i18n.Lang) *tongue {
	if t := j.known[lang]; t != nil {
		return t
	}
	t := &tongue{labels: map[string]bool{}, lines: map[string]bool{}}
	j.known[lang] = t
	for _, l := range j.defs.Catalog.Languages() {
		t.labels[i18n.Endonym(l)] = true
	}
	for _, c := range j.defs.Programme.Cohorts {
		t.labels[c.Name] = true
	}
	if lang == i18n.English {
		return t
	}
	var all strings.Builder
	for _, s := range append(j.defs.Book.Sources(), j.defs.Programme.Sources()...) {
		if s.Key == flows.BotNameKey {
			continue // no text of the chat; the organisation, which may be called the same, is not translated
		}
		shown, used := j.defs.Catalog.Render(lang, s.Key, unfilled(s)...)
		if used != i18n.English {
			all.WriteString(shown + "\n")
			t.lines[bare(shown)] = true
		}
		for _, english := range []string{s.Text, s.Plural} {
			part := longest(english)
			if countLetters(part) > 0 {
				t.foreign = append(t.foreign, foreign{s.Key, part, used == i18n.English})
			}
		}
	}
	t.own = all.String()
	return t
}

// unfilled fills the placeholders with nothing that matters.
func unfilled(s i18n.Source) []i18n.Arg {
	var out []i18n.Arg
	for _, text := range []string{s.Text, s.Plural} {
		names, err := i18n.Placeholders(text)
		if err != nil {
			continue
		}
		for _, name := range names {
			out = append(out, i18n.Arg{Name: name, Value: "2"})
		}
	}
	return out
}

var placeholder = regexp.MustCompile(`\{[A-Za-z][A-Za-z0-9_.]*\}`)

func longest(english string) string {
	best := ""
	for _, part := range placeholder.Split(english, -1) {
		if part = bare(part); len(part) > len(best) {
			best = part
		}
	}
	return best
}

func countLetters(s string) int {
	n := 0
	for _, r := range s {
		if unicode.IsLetter(r) {
			n++
		}
	}
	return n
}

// text answers what is wrong with a text in a language.
func (j *judge) text(lang i18n.Lang, text string, label bool) []voice {
	key := string(lang) + "|" + text
	if out, ok := j.reading[key]; ok {
		return out
	}
	t := j.tongue(lang)
	var out []voice
	if found := placeholder.FindString(text); found != "" {
		out = append(out, voice{kind: FaultText, text: fmt.Sprintf("a placeholder is left in: %q", text)})
	}
	if !label || !t.labels[text] && !t.labels[bare(text)] {
		foreign := t.englishIn(text, lang)
		if found := i18n.Unmapped(lang, text); found != "" && len(foreign) == 0 {
			foreign = append(foreign, voice{kind: FaultText, text: fmt.Sprintf("%q is not in the catalogue, so nobody can translate it: %q", found, text)})
		}
		for _, v := range foreign {
			if v.kind != FaultUntranslated || j.wants(lang, v.key) {
				out = append(out, v)
			}
		}
		if len(foreign) == 0 && i18n.RightToLeft(lang) {
			for _, line := range strings.Split(text, "\n") {
				if beginsLeft(line) {
					out = append(out, voice{kind: FaultText, text: fmt.Sprintf("the line begins with a left-to-right letter: %q", line)})
				}
			}
		}
	}
	j.reading[key] = out
	return out
}

// englishIn finds messages in English. Where several have the same English, one
// that the language does not have is the one that is shown.
func (t *tongue) englishIn(text string, lang i18n.Lang) []voice {
	var found []foreign
	lines := strings.Split(text, "\n")
	for i := range lines {
		lines[i] = bare(lines[i])
	}
	for _, f := range t.foreign {
		if f.english == i18n.Endonym("en") { // the name that the language has everywhere
			continue
		}
		long := countLetters(f.english) >= shortest && !strings.Contains(t.own, f.english) && hasWords(text, f.english)
		if long || slices.Contains(lines, f.english) && !t.lines[f.english] {
			found = append(found, f)
		}
	}
	var out []voice
	for _, f := range found {
		switch {
		case f.missing:
			out = append(out, voice{FaultUntranslated, fmt.Sprintf("%s is not translated: %q", f.key, f.english), f.key})
		case !slices.ContainsFunc(found, func(o foreign) bool { return o.missing && strings.Contains(o.english, f.english) }):
			out = append(out, voice{FaultText, fmt.Sprintf("%s is shown in English, though %s has it: %q", f.key, lang, text), f.key})
		}
	}
	return out
}
