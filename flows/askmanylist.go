package flows

import (
	"slices"
	"strings"
	"unicode"

	"wecan/i18n"
)

// several reads a list that she typed, as "1 3", "Monday, Friday" or "1 and 3".
// Every part of it must be an option of those shown.
func (w *words) several(shown []option, typed string) []string {
	if len(typed) > 8*labelLimit*manyMost {
		return nil
	}
	commas := cut(typed, listCommas)
	for _, parts := range [][]string{commas, cut(typed, listCommas+" "), w.apart(commas, false), w.apart(commas, true)} {
		if ids := w.each(parts, shown); len(ids) > 0 {
			return ids
		}
	}
	return nil
}

func cut(s, separators string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(separators, r) })
}

// listCommas stand between the parts of a list.
const listCommas = ",;،\n"

// each finds the option that each part of a list names; nil when one names none.
func (w *words) each(parts []string, shown []option) []string {
	var ids []string
	for _, part := range parts {
		id := oneOf(shown, part)
		for _, letter := range w.joined {
			if rest, has := strings.CutPrefix(part, letter); id == "" && has {
				id = oneOf(shown, rest)
			}
		}
		if id == "" {
			return nil
		}
		ids = append(ids, id)
	}
	return ids
}

// apart takes the parts of a list apart where a word for "and" stands, in any
// language; with joined also where one is written together with the next word.
func (w *words) apart(parts []string, joined bool) []string {
	var out []string
	for _, part := range parts {
		var one []string
		flush := func() {
			if len(one) > 0 {
				out, one = append(out, strings.Join(one, " ")), nil
			}
		}
		for _, word := range strings.Fields(part) {
			starts := joined && slices.ContainsFunc(w.joined, func(letter string) bool { return strings.HasPrefix(word, letter) })
			if starts || w.and[i18n.Fold(word)] {
				flush()
			}
			if !w.and[i18n.Fold(word)] {
				one = append(one, word)
			}
		}
		flush()
	}
	return out
}

// oneOf finds the option that a part of a list names.
func oneOf(shown []option, part string) string {
	if n, ok := i18n.Digits(part); ok && n >= 1 && n <= len(shown) {
		return shown[n-1].id
	}
	if !strings.ContainsFunc(part, unicode.IsLetter) {
		return ""
	}
	best, id := 1000, ""
	for _, o := range shown {
		if n, near := i18n.Near(bare(part), bare(o.label)); near && n < best {
			best, id = n, o.id
		}
	}
	return id
}
