package i18n

import (
	"strconv"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

// plurals are the categories that a language has for whole numbers.
type plurals struct {
	tag  language.Tag
	rank [plural.Many + 1]int // by category; -1 if no whole number has it
}

// pluralForms says which of the forms of a file (msgstr[0], msgstr[1] …) belongs to a whole number: by the rule of its
// header, or without one in CLDR's order zero, one, two, few, many, other, as far as the language uses them.
type pluralForms struct {
	rule string                 // as it stands in the header
	pick func(n int) (form int) // may answer a form that is not there
	hits map[int]int            // by form: how many of 0 to 1199 have it
}

// pluralOrder is the order of msgstr[n]; it is not the order of x/text's constants.
func pluralOrder() [6]plural.Form {
	return [6]plural.Form{plural.Zero, plural.One, plural.Two, plural.Few, plural.Many, plural.Other}
}

func newPlurals(tag language.Tag) *plurals {
	p := &plurals{tag: tag}
	var used [plural.Many + 1]bool
	for n := range 1200 { // every rule of CLDR for whole numbers below a million shows itself here
		used[p.category(n)] = true
	}
	forms := 0
	for _, category := range pluralOrder() {
		p.rank[category] = -1
		if used[category] {
			p.rank[category] = forms
			forms++
		}
	}
	return p
}

func (p *plurals) category(n int) plural.Form {
	return plural.Cardinal.MatchPlural(p.tag, n, 0, 0, 0, 0)
}

// forms are those of a file without a rule.
func (p *plurals) forms() *pluralForms {
	return newPluralForms("", func(n int) int { return p.rank[p.category(n)] })
}

// by are the forms of a file with this rule.
func (p *plurals) by(r pluralRule) *pluralForms {
	return newPluralForms(r.text, func(n int) int {
		form, err := r.eval(uint64(max(0, n)))
		if err != nil || form >= uint64(r.forms) { //nolint:gosec // a rule has one form or more
			return -1
		}
		return int(form) //nolint:gosec // below forms
	})
}

func newPluralForms(rule string, pick func(n int) int) *pluralForms {
	f := &pluralForms{rule: rule, pick: pick, hits: map[int]int{}}
	for n := range 1200 {
		f.hits[pick(n)]++
	}
	return f
}

// form returns the index of the form for n, below count; where the file has none it is the last.
func (f *pluralForms) form(n, count int) int {
	if form := f.pick(n); form >= 0 && form < count {
		return form
	}
	return count - 1
}

// single reports whether the form is used for one number only, so that its text may leave the number out.
func (f *pluralForms) single(form int) bool { return f.hits[form] == 1 }

// samples are the first numbers for which a form is used, at most five.
func (f *pluralForms) samples(form int) []string {
	var out []string
	for n := 0; n < 1200 && len(out) < 5; n++ {
		if f.pick(n) == form {
			out = append(out, strconv.Itoa(n))
		}
	}
	for n := 1_000_000; n < 6_000_000 && len(out) < 5 && f.hits[form] == 0; n += 1_000_000 {
		if f.pick(n) == form {
			out = append(out, strconv.Itoa(n))
		}
	}
	return out
}
