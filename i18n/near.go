package i18n

import (
	"strings"
	"unicode/utf8"

	"github.com/hbollon/go-edlib"
)

// nearLimit bounds what is compared, in characters: the cost grows with the product of two lengths.
const nearLimit = 64

// Near counts the slips of the finger between two texts: a letter too many, missing, wrong, or two that changed places,
// after folding; the Arabic article makes one. near is false when they are more than people make in a text of that length: none in up to three letters,
// one in up to seven, two in longer ones. Texts of more than 64 characters are near only when they are the same.
// Where near is false, slips means nothing.
func Near(a, b string) (slips int, near bool) { return NewFolded(a).Near(NewFolded(b)) }

// Near is as the function of that name.
func (f Folded) Near(other Folded) (slips int, near bool) {
	if f.Same(other) {
		return 0, true
	}
	a, b := withoutArticle(f.text), withoutArticle(other.text)
	if a == b {
		return 1, true
	}
	lengthA, lengthB := utf8.RuneCountInString(a), utf8.RuneCountInString(b)
	n := min(lengthA, lengthB)
	allowed := 0
	switch {
	case n > nearLimit || max(len(a), len(b)) > 4*nearLimit:
		return 0, false
	case n >= 8:
		allowed = 2
	case n >= 4:
		allowed = 1
	}
	if longer := max(lengthA, lengthB) - n; longer > allowed { // each letter more is a slip
		return longer, false
	}
	slips = edlib.OSADamerauLevenshteinDistance(a, b)
	return slips, slips <= allowed
}

// withoutArticle takes the Arabic article off a folded text: a button says الطعام where people write طعام.
func withoutArticle(s string) string {
	if rest, ok := strings.CutPrefix(s, "ال"); ok && utf8.RuneCountInString(rest) >= 3 {
		return rest
	}
	return s
}
