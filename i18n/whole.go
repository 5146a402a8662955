package i18n

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Every message of a file must be sound in itself, also one that is not shown: without a source, made for another English,
// or half done. A tool of gettext would refuse the whole file for it, and so would the next translator's.

// checkRest checks the messages of a file that are not among those that fill has looked at.
func (t *tongue) checkRest(file *poFile, seen map[*poEntry]bool) []error {
	var errs []error
	for _, e := range file.entries {
		if e.obsolete || seen[e] {
			continue
		}
		if err := t.checkForms(file, e); err != nil && e.str[0] != "" {
			errs = append(errs, err)
			continue
		}
		if err := t.checkWhole(e); err != nil {
			errs = append(errs, fmt.Errorf("%s:%d: %s: %w", file.name, e.strLine, e.name(), err))
		}
	}
	return errs
}

// checkWhole compares a message with its own msgid.
func (t *tongue) checkWhole(e *poEntry) error {
	if e.str[0] == "" || e.fuzzy() {
		return nil
	}
	english := e.id
	if e.has.plural {
		english = e.plural
	}
	if !sameBreaks(e.id, english) {
		return errors.New("msgid and msgid_plural must both begin, and both end, with a line break, or neither")
	}
	if err := e.checkForeign(t.plurals); err != nil {
		return err
	}
	for i, form := range e.str {
		lacks := func(err error) error {
			if e.has.plural && strings.TrimSpace(form) == "" {
				return fmt.Errorf("msgstr[%d] is empty; write a text into every form", i)
			}
			return err
		}
		if !sameBreaks(e.id, form) {
			return lacks(errBreaks)
		}
		if !e.flagged("python-brace") {
			continue
		}
		want, err := Placeholders(english)
		if err != nil {
			return fmt.Errorf("the English text: %w", err)
		}
		got, err := Placeholders(form)
		if err != nil {
			return err
		}
		if e.has.plural && t.plurals.single(i) { // "one place" may do without its number
			want = slices.DeleteFunc(want, func(name string) bool { return !slices.Contains(got, name) })
		}
		if err := sameNames(got, want, ""); err != nil {
			return lacks(fmt.Errorf("msgstr[%d]: %w", i, err))
		}
	}
	return nil
}

var errBreaks = errors.New("English and translation must both begin, and both end, with a line break, or neither")

func sameBreaks(a, b string) bool {
	return strings.HasPrefix(a, "\n") == strings.HasPrefix(b, "\n") && strings.HasSuffix(a, "\n") == strings.HasSuffix(b, "\n")
}
