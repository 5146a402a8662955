package i18n

import (
	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

// plurals says which of a language's forms (msgstr[0], msgstr[1] …) belongs to a whole number. The forms stand in CLDR's
// order zero, one, two, few, many, other, as far as the language uses them for whole numbers: the order that the usual
// Plural-Forms of our languages have too.
type plurals struct {
	tag   language.Tag
	rank  [plural.Many + 1]int // by category; -1 if no whole number has it
	hits  []int                // by form: how many of 0 to 1199 have it
	other bool                 // a whole number has the category other
}

// pluralOrder is the order of msgstr[n]; it is not the order of x/text's constants.
func pluralOrder() [6]plural.Form {
	return [6]plural.Form{plural.Zero, plural.One, plural.Two, plural.Few, plural.Many, plural.Other}
}

func newPlurals(tag language.Tag) *plurals {
	p := &plurals{tag: tag}
	var hits [plural.Many + 1]int
	for n := range 1200 { // every rule of CLDR for whole numbers below a million shows itself here
		hits[p.category(n)]++
	}
	for _, category := range pluralOrder() {
		p.rank[category] = -1
		if hits[category] > 0 {
			p.rank[category] = len(p.hits)
			p.hits = append(p.hits, hits[category])
		}
	}
	p.other = hits[plural.Other] > 0
	return p
}

func (p *plurals) category(n int) plural.Form {
	return plural.Cardinal.MatchPlural(p.tag, n, 0, 0, 0, 0)
}

// form returns the index of the form for n, below count.
func (p *plurals) form(n, count int) int {
	rank := p.rank[p.category(n)]
	if rank < 0 || rank >= count {
		return count - 1
	}
	return rank
}

// fits reports whether a file with so many forms can be used. Some tools add a last form, for fractions, to languages in
// which no whole number needs it; we never choose it for a number.
func (p *plurals) fits(nplurals int) bool {
	return nplurals == len(p.hits) || !p.other && nplurals == len(p.hits)+1
}

// single reports whether the form is used for one number only, so that its text may leave the number out.
func (p *plurals) single(form int) bool { return form < len(p.hits) && p.hits[form] == 1 }
