package i18n

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Key is the stable id of one message, such as "enrollment.name.text". It never changes when the wording does: translations
// are kept by it.
type Key string

// Source is one English message, as it was found where it is used.
type Source struct {
	Key  Key
	Text string // with {name} placeholders; "{{" and "}}" stand for braces

	// Plural and Count are set together, for a message whose wording depends on a number: Text is then the English for one,
	// Plural for all others, and Count names the placeholder whose value decides ("places" in "{places} places left").
	Plural string
	Count  string

	Note string // for the translator: who reads it, how polite, what a placeholder holds
	Ref  string // "file:line", relative to the repository, without spaces
}

// Arg is a value for the placeholder {Name}. Years, ids and phone numbers come as they shall appear.
type Arg struct{ Name, Value string }

// sorted returns a copy of the sources by key, or an error that lists every source that is not usable.
func sorted(sources []Source) ([]Source, error) {
	out := slices.Clone(sources)
	slices.SortStableFunc(out, func(a, b Source) int { return cmp.Compare(a.Key, b.Key) })
	var errs []error
	for i, s := range out {
		if i > 0 && out[i-1].Key == s.Key {
			errs = append(errs, fmt.Errorf("%s: %s: this key is used already at %s; give one of them another key", s.Ref, s.Key, out[i-1].Ref))
			continue
		}
		if err := s.check(); err != nil {
			errs = append(errs, fmt.Errorf("%s: %s: %w", s.Ref, s.Key, err))
		}
	}
	return out, errors.Join(errs...)
}

func (s *Source) check() error {
	if s.Key == "" || strings.ContainsFunc(string(s.Key), notInKey) {
		return errors.New("a key must have letters, digits, dots, underscores and hyphens only")
	}
	if !utf8.ValidString(s.Ref) || strings.ContainsFunc(s.Ref, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }) {
		return errors.New("the reference must be a file and a line, without spaces")
	}
	names, err := checkText(s.Text)
	if err != nil {
		return err
	}
	if (s.Plural == "") != (s.Count == "") {
		return errors.New("give the text for many and the placeholder that counts together, or neither")
	}
	if s.Plural == "" {
		return nil
	}
	many, err := checkText(s.Plural)
	if err != nil {
		return err
	}
	if !slices.Contains(many, s.Count) {
		return fmt.Errorf("the text for many must have the placeholder that counts, {%s}", s.Count)
	}
	if err := sameNames(names, many, s.Count); err != nil {
		return fmt.Errorf("the texts for one and for many differ: %w", err)
	}
	return nil
}

func notInKey(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '.' && r != '_' && r != '-'
}

// braces reports whether translators must take care of placeholders or of doubled braces in this message.
func (s *Source) braces() bool { return strings.ContainsAny(s.Text+s.Plural, "{}") }
