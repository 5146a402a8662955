package i18n

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/language"
)

// Catalog holds every message in every language there is. It never changes.
type Catalog struct {
	langs   []Lang
	tongues map[Lang]*tongue
	english *tongue
	hash    string
	guesser *guesser
	names   map[string]Lang

	mu   sync.Mutex
	gaps map[Gap]bool
}

// tongue is one language of the catalogue.
type tongue struct {
	lang     Lang
	rtl      bool
	plurals  *pluralForms     // of the file at hand
	messages map[Key]*message // those that are shown
	status   Status
	fuzzy    map[Key]bool
}

// message is a text that is shown: one template, or one for each plural form.
type message struct {
	tongue  *tongue
	forms   []template
	plurals *pluralForms // which of the forms a number takes
	texts   []string     // as they were compiled, for the hash
	count   string       // the placeholder that chooses the form, or ""
	state   State
}

// State says how far the translation of a message is.
type State int

// The states of a translation, from nothing to ready. Messages in state Drafted and Reviewed are shown.
const (
	Missing  State = iota // no translation, or only in part
	Fuzzy                 // made for an older English text; not shown
	Drafted               // shown, but no speaker of the language has read it yet
	Reviewed              // ready; English always is
)

// Status counts the messages of one language by state. The four counts add up to the number of sources.
type Status struct {
	Lang                              Lang
	Missing, Fuzzy, Drafted, Reviewed int
}

// Load makes a catalogue of the English sources and the translations in po/*.po of fsys, which may be nil or empty: then
// there is English alone. Where a message is translated in one of the layers above too, the last of them has it; so an
// organisation can word some messages anew and leave the others alone. Translations for keys without a source are ignored, since an older file must not keep the service from
// starting. One made for an older English text counts as Fuzzy even if the file does not say so.
//
// The error lists every fault of every file, a line each, as "file:line: key: what is wrong and what to do".
func Load(fsys fs.FS, sources []Source, above ...fs.FS) (*Catalog, error) {
	list, err := sorted(sources)
	if err != nil {
		return nil, err
	}
	english := newTongue(languageTable[0])
	for i := range list {
		forms := []string{list[i].Text}
		if list[i].Plural != "" {
			forms = append(forms, list[i].Plural)
		}
		if err := english.add(&list[i], forms, Reviewed); err != nil {
			return nil, fmt.Errorf("%s: %s: %w", list[i].Ref, list[i].Key, err)
		}
	}
	c := &Catalog{tongues: map[Lang]*tongue{English: english}, english: english, gaps: map[Gap]bool{}}
	for _, layer := range append([]fs.FS{fsys}, above...) {
		if err := c.loadFiles(layer, list); err != nil {
			return nil, err
		}
	}
	for _, t := range c.tongues {
		t.count(list)
	}
	for _, row := range languageTable {
		if c.tongues[row.lang] != nil {
			c.langs = append(c.langs, row.lang)
		}
	}
	c.guesser = newGuesser(c.langs)
	c.names = languageNames(c.guesser)
	c.hash = c.sum(list)
	return c, nil
}

func (c *Catalog) loadFiles(fsys fs.FS, list []Source) error {
	if fsys == nil {
		return nil
	}
	files, err := fs.Glob(fsys, "po/*.po")
	if err != nil {
		return fmt.Errorf("list the translations: %w", err)
	}
	var errs []error
	for _, name := range files {
		t, err := c.loadFile(fsys, name, list)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		c.tongues[t.lang] = t
	}
	return errors.Join(errs...)
}

// loadFile reads a file into the tongue of its language.
func (c *Catalog) loadFile(fsys fs.FS, name string, list []Source) (*tongue, error) {
	lang := Lang(strings.TrimSuffix(path.Base(name), ".po"))
	table := languageTable
	row := slices.IndexFunc(table, func(r languageRow) bool { return r.lang == lang })
	switch {
	case lang == English:
		return nil, fmt.Errorf("%s: English has no translation file: it is written where it is used, so change it there", name)
	case row < 0:
		return nil, fmt.Errorf("%s: %q is not one of our languages; rename the file (as fa-AF.po), or add the language to the table in i18n/languages.go", name, lang)
	}
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, fmt.Errorf("read a translation: %w", err)
	}
	file, err := parsePO(name, data)
	if err != nil {
		return nil, err
	}
	t := c.tongues[lang]
	if t == nil {
		t = newTongue(table[row])
	}
	if err := t.checkHeader(file); err != nil {
		return nil, err
	}
	t.plurals = file.forms(lang)
	return t, t.fill(file, list)
}

func newTongue(row languageRow) *tongue {
	return &tongue{
		lang: row.lang, rtl: row.rtl, plurals: newPlurals(language.Make(string(row.lang))).forms(),
		messages: map[Key]*message{}, fuzzy: map[Key]bool{}, status: Status{Lang: row.lang},
	}
}

// checkHeader finds the file that was copied from another language and not finished.
func (t *tongue) checkHeader(file *poFile) error {
	if file.header == nil {
		return fmt.Errorf("%s:1: the file has no header; make it with Poedit or msginit from bot.pot", file.name)
	}
	if says := file.field("Language"); says != "" && !t.lang.named(says) {
		return fmt.Errorf("%s:%d: the header says Language: %s, but the file is named for %s; correct one of them", file.name, file.header.strLine, says, t.lang)
	}
	field := file.field("Plural-Forms")
	needed := slices.ContainsFunc(file.entries, func(e *poEntry) bool { return e.has.plural && !e.obsolete && e.str[0] != "" })
	if !file.ruled() && (field == "" || !needed) { // checkForms tells of a header without the field
		return nil
	}
	rule, err := parsePluralRule(file.header.str[0])
	if err == nil {
		err = rule.sound()
	}
	if err == nil && slices.ContainsFunc(file.entries, func(e *poEntry) bool { return e.has.plural && !e.obsolete && e.hasText() }) {
		err = rule.fits(newPlurals(language.Make(string(t.lang))))
	}
	if err != nil {
		return fmt.Errorf("%s:%d: Plural-Forms %q: %w; let Poedit or msginit write it", file.name, cmp.Or(file.ruleLine, file.header.strLine), field, err)
	}
	return nil
}

// count counts the messages by their state.
func (t *tongue) count(list []Source) {
	t.status = Status{Lang: t.lang}
	for i := range list {
		m := t.messages[list[i].Key]
		switch {
		case m == nil && t.fuzzy[list[i].Key]:
			t.status.Fuzzy++
		case m == nil:
			t.status.Missing++
		case m.state == Drafted:
			t.status.Drafted++
		default:
			t.status.Reviewed++
		}
	}
}

// fill takes the translations out of the file.
func (t *tongue) fill(file *poFile, list []Source) error {
	index, err := file.byKey(list)
	if err != nil {
		return err
	}
	var errs []error
	seen := map[*poEntry]bool{}
	for i := range list {
		s := &list[i]
		e := index[s.Key]
		switch {
		case e == nil || e.obsolete || !e.translated():
			continue
		case e.fuzzy() || !e.of(s):
			t.fuzzy[s.Key] = true
			continue
		}
		seen[e] = true
		state := Reviewed
		if e.draft() {
			state = Drafted
		}
		if err := t.checkForms(file, e); err != nil {
			errs = append(errs, err)
			continue
		}
		for _, err := range []error{e.checkForeign(t.plurals), t.add(s, tidied(e.str), state)} {
			if err != nil {
				errs = append(errs, fmt.Errorf("%s:%d: %s: %w", file.name, e.strLine, s.Key, err))
			}
		}
	}
	return errors.Join(append(errs, t.checkRest(file, seen)...)...)
}

func (t *tongue) checkForms(file *poFile, e *poEntry) error {
	if !e.has.plural {
		return nil
	}
	n, ok := file.nplurals()
	if !ok {
		return fmt.Errorf("%s:%d: %s: a message with a number needs Plural-Forms in the header", file.name, e.strLine, e.name())
	}
	if len(e.str) != n {
		return fmt.Errorf("%s:%d: %s: %d forms, but the header says nplurals=%d; write msgstr[0] to msgstr[%d]", file.name, e.strLine, e.name(), len(e.str), n, n-1)
	}
	return nil
}

// add checks and compiles one message.
func (t *tongue) add(s *Source, texts []string, state State) error {
	if err := checkTranslation(s, texts, t.plurals); err != nil {
		return err
	}
	m := &message{tongue: t, plurals: t.plurals, texts: texts, count: s.Count, state: state}
	for _, text := range texts {
		form, err := compile(text)
		if err != nil {
			return err
		}
		if t.rtl && len(form.parts) == 1 && form.parts[0].name == "" {
			form.parts[0].literal = fromTheRight(form.parts[0].literal)
		}
		m.forms = append(m.forms, form)
	}
	t.messages[s.Key] = m
	return nil
}
