package flows

import (
	"fmt"
	"slices"
	"strings"

	"wecan/i18n"
)

// Untranslated counts the texts of the flows and the programme that one
// language does not have, also not in a wider one of its own, as Persian for
// Dari.
type Untranslated struct {
	Lang        i18n.Lang
	Missing, Of int
}

// Lint looks for what does not keep the flows from being used but will trouble
// people: texts that are not translated, options of one question that read
// alike, buttons that are called as a command, words that mean two commands,
// translated commands, flows that can be done once and never tell what became of
// them, that say nothing, or that nothing begins any more. poFile is the file in
// which a text's translation is expected, "" where none is: such texts are only
// counted. counts has a line for each language that lacks something.
func (d *Definitions) Lint(poFile func(i18n.Lang, i18n.Source) string) (problems FileErrors, counts []Untranslated) {
	sources := append(d.Book.Sources(), d.Programme.Sources()...)
	for _, lang := range d.Catalog.Languages() {
		missing := 0
		for _, s := range sources {
			if d.speaks(lang, s.Key) {
				continue
			}
			missing++
			if file := poFile(lang, s); file != "" {
				problems.add(place{file: file}, "%s is not translated: %q", s.Key, s.Text)
			}
		}
		if missing > 0 {
			counts = append(counts, Untranslated{lang, missing, len(sources)})
		}
		d.lintOptions(lang, &problems)
		d.lintWords(lang, &problems)
		d.lintTaken(lang, &problems)
		d.lintCommands(lang, poFile, &problems)
	}
	d.lintDone(&problems)
	d.lintUnheard(&problems)
	d.lintTried(&problems)
	if problems.err() == nil { // it sorts them
		return nil, counts
	}
	return slices.Compact(problems), counts
}

// PoFile is the file of a language, as seen from the repository's top.
func PoFile(lang i18n.Lang, _ i18n.Source) string { return "i18n/po/" + string(lang) + ".po" }

// speaks says whether a language has a message, itself or in a wider one.
func (d *Definitions) speaks(lang i18n.Lang, key i18n.Key) bool {
	for l := lang; ; {
		if state := d.Catalog.State(l, key); l == i18n.English || state == i18n.Drafted || state == i18n.Reviewed {
			return true
		}
		at := strings.LastIndexByte(string(l), '-') // fa-AF, fa
		if at < 0 {
			return false
		}
		l = l[:at]
	}
}

// labelled is a label of a question, and where it stands.
type labelled struct {
	key       i18n.Key
	at        place
	sometimes bool // it has a condition
}

// lintOptions finds labels of one question that read alike in a language.
// Without a translation of either it is told for English only.
func (d *Definitions) lintOptions(lang i18n.Lang, problems *FileErrors) {
	for _, id := range d.Book.order {
		f := d.Book.flows[id]
		for _, name := range f.order {
			list := d.labels(f.steps[name])
			for i, a := range list {
				for _, b := range list[:i] {
					if a.sometimes && b.sometimes || lang != i18n.English && !d.speaks(lang, a.key) && !d.speaks(lang, b.key) {
						continue // never shown together, perhaps; the walk sees whether they are
					}
					first, _ := d.Catalog.Render(lang, b.key)
					second, _ := d.Catalog.Render(lang, a.key)
					if alike(first, second) || first == second {
						problems.add(a.at, "in %s two buttons of the question %q read alike: %q (%s) and %q (%s)", lang, name, first, b.key, second, a.key)
					}
				}
			}
		}
	}
}

// labels are those that a question may show together.
func (d *Definitions) labels(s step) []labelled {
	a, ok := s.(asker)
	if !ok {
		return nil
	}
	at := s.base().at
	var out []labelled
	engine := func(keys ...i18n.Key) {
		for _, key := range keys {
			out = append(out, labelled{key: key, at: at})
		}
	}
	if _, menu := s.(*askMenu); !menu {
		engine(textMenu)
	}
	if p := a.asked(); p != nil && p.why != nil {
		engine(textWhy)
	}
	if p := a.asked(); p != nil && p.optional {
		engine(textSkip)
	}
	switch s := s.(type) {
	case *askChoice:
		out = append(out, d.optionLabels(&s.options)...)
		for _, one := range s.links {
			out = append(out, labelled{key: one.label.key, at: one.at})
		}
	case *askMany:
		engine(textDone)
		out = append(out, d.optionLabels(&s.options)...)
	case *askYesNo:
		engine(textYes, textNo)
	case *askContact:
		engine(textShareContact)
	case *askPlace:
		engine(textSharePlace)
	case *review:
		out = append(out, labelled{key: s.submit.key, at: s.submit.at})
		for _, e := range s.shows {
			if shown, ok := s.flow.steps[e.to].(asker); ok && shown.asked() != nil && shown.asked().label != nil {
				out = append(out, labelled{key: shown.asked().label.key, at: shown.asked().label.at})
			}
		}
	case *askMenu:
		engine(menuKeys()...)
		for _, id := range d.Book.order {
			if menu := d.Book.flows[id].menu; menu != nil {
				out = append(out, labelled{key: menu.key, at: menu.at})
			}
		}
	}
	return out
}

// menuKeys are the buttons of the menu that are the engine's.
func menuKeys() []i18n.Key {
	return []i18n.Key{
		textGoOn, textMenuBack, textMenuStatus, textMenuPerson, textMenuEmergency, textMenuLanguage, textMenuHelp, textMenuCancel, textMenuStop,
	}
}

func (d *Definitions) optionLabels(o *options) []labelled {
	var out []labelled
	for _, id := range d.Programme.listed(o.list) {
		if o.list != listCohorts { // their names stand in no catalogue
			out = append(out, labelled{key: listKey(o.list, id), at: o.at})
		}
	}
	for _, c := range o.written {
		out = append(out, labelled{c.label.key, c.label.at, c.when != nil})
	}
	return out
}

// lintWords finds words that mean two commands, or yes and no, in a language.
func (d *Definitions) lintWords(lang i18n.Lang, problems *FileErrors) {
	var commands []i18n.Key
	for _, name := range wordCommands() {
		commands = append(commands, wordsKey(name))
	}
	for _, keys := range [][]i18n.Key{commands, {textWordsYes, textWordsNo}} {
		taken := map[string]i18n.Key{}
		for _, key := range keys {
			text, used := d.Catalog.Render(lang, key)
			if used != lang {
				continue
			}
			at := place{file: PoFile(lang, i18n.Source{})}
			if lang == i18n.English {
				at = place{file: "flows/texts.go"}
			}
			for _, word := range splitWords(text) {
				folded := i18n.Fold(bare(word))
				if other := taken[folded]; other != "" && other != key {
					problems.add(at, "%s and %s both have the word %q: only the first is understood", other, key, word)
				}
				taken[folded] = key
			}
		}
	}
}

// String is one line.
func (u Untranslated) String() string {
	return fmt.Sprintf("%s: %d of %d texts are not translated", u.Lang, u.Missing, u.Of)
}
