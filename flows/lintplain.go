package flows

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"wecan/i18n"
)

// PlainWarning is a text that could be easier to read.
type PlainWarning struct {
	Lang    i18n.Lang
	Kind    string // as [i18n.Remark] has it
	Source  i18n.Source
	Problem Problem
}

// Plain looks at the language of all texts that people read, in every language
// there is; more are texts that stand elsewhere than in flows and programme.
// poFile names the file of a translation, as in [Definitions.Lint]. glossary has the words to keep to. Faults must be mended, warnings are worth another look.
func (d *Definitions) Plain(poFile func(i18n.Lang, i18n.Source) string, glossary []i18n.Term, more ...i18n.Source) (faults FileErrors, warnings []PlainWarning) {
	buttons := buttonKeys(d.Book, d.Programme)
	for _, s := range slices.Concat(d.Book.Sources(), d.Programme.Sources(), more) {
		if Typed(s.Key) || s.Key == BotNameKey { // a name may be of capitals, and need not be explained
			continue
		}
		for _, lang := range d.Catalog.Languages() {
			english := d.Catalog.Texts(i18n.English, s.Key)
			for form, text := range d.Catalog.Texts(lang, s.Key) {
				at := placeOf(lang, s, poFile)
				source := english[min(form, len(english)-1)]
				remarks := append(i18n.Plain(lang, source, text, buttons[s.Key]), i18n.Keeps(glossary, lang, source, text)...)
				for _, r := range remarks {
					words := string(s.Key) + ": " + r.Text
					if r.Fault {
						faults.add(at, "%s", words)
						continue
					}
					warnings = append(warnings, PlainWarning{lang, r.Kind, s, Problem{at.file, at.line, at.column, "warning: " + words}})
				}
			}
		}
	}
	if faults.err() == nil { // it sorts them
		return nil, warnings
	}
	return slices.Compact(faults), warnings
}

// placeOf is where a text of a language is written.
func placeOf(lang i18n.Lang, s i18n.Source, poFile func(i18n.Lang, i18n.Source) string) place {
	if lang != i18n.English {
		return place{file: cmp.Or(poFile(lang, s), PoFile(lang, s))}
	}
	file, line, _ := strings.Cut(s.Ref, ":")
	n, err := strconv.Atoi(line)
	if err != nil {
		return place{file: file}
	}
	return place{file, n, 1}
}

// buttonKeys are the keys of the texts that stand on buttons.
func buttonKeys(book *Book, programme *Programme) map[i18n.Key]bool {
	labels := map[i18n.Key]bool{}
	for _, key := range systemLabels() {
		labels[key] = true
	}
	for _, id := range book.order {
		for _, t := range book.flows[id].allTexts() {
			labels[t.key] = t.label
		}
	}
	for _, key := range programme.labels() {
		labels[key] = true
	}
	return labels
}
