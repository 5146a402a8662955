package i18n

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// RemarkGlossary is the kind of warnings about words that the glossary has otherwise.
const RemarkGlossary = "glossary"

// Term is a word that means one thing, and is one word in each language.
type Term struct {
	English string
	Host    []string // the words of the host countries, which stay in brackets
	Note    string

	// Translations are the words of each language: the one to use, then other forms of it, or their beginnings.
	Translations map[Lang][]string

	pattern *regexp.Regexp
}

// ParseGlossary reads a table with the columns term, host and note, and one for each language, where | stands between words.
func ParseGlossary(name string, data []byte) ([]Term, error) {
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte(byteOrderMark)))).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if len(rows) == 0 || len(rows[0]) < 4 || !slices.Equal(rows[0][:3], []string{"term", "host", "note"}) {
		return nil, fmt.Errorf("%s:1: the first line must be: term,host,note, and then languages", name)
	}
	var out []Term
	for i, row := range rows[1:] {
		t := Term{English: strings.TrimSpace(row[0]), Host: splitBars(row[1]), Note: row[2], Translations: map[Lang][]string{}}
		if t.English == "" {
			return nil, fmt.Errorf("%s:%d: the row has no term", name, i+2)
		}
		for at, lang := range rows[0][3:] {
			if words := splitBars(row[3+at]); len(words) > 0 {
				t.Translations[Lang(lang)] = words
			}
		}
		t.pattern = regexp.MustCompile(`(?i)\b` + regexp.QuoteMeta(t.English) + `(?:s|es|ed|n|'s)?\b`)
		out = append(out, t)
	}
	return out, nil
}

func splitBars(cell string) []string {
	var out []string
	for _, word := range strings.Split(cell, "|") {
		if word = strings.TrimSpace(word); word != "" {
			out = append(out, word)
		}
	}
	return out
}

// Keeps says where a translation calls something otherwise than the glossary, or leaves out the word of the host country
// that stands in brackets in the English.
func Keeps(glossary []Term, lang Lang, english, text string) []Remark {
	var out []Remark
	warn := func(format string, args ...any) {
		out = append(out, Remark{Kind: RemarkGlossary, Text: fmt.Sprintf(format, args...)})
	}
	shown, folded := placeholder.ReplaceAllString(kept.ReplaceAllString(english, " "), " "), ""
	for _, t := range glossary {
		for _, word := range t.Host {
			switch bracketed := "(" + word + ")"; {
			case !strings.Contains(english, word):
			case !strings.Contains(english, bracketed):
				if lang == English {
					warn("%s is a word of the host country; write what it is, and the word in brackets behind it: %s", word, bracketed)
				}
			case !strings.Contains(text, bracketed):
				warn("people need the word at the counter; keep it in brackets: %s", bracketed)
			}
		}
		words := t.Translations[lang]
		if len(words) == 0 || !t.pattern.MatchString(shown) {
			continue
		}
		if folded == "" {
			folded = Fold(text)
		}
		if !slices.ContainsFunc(words, func(w string) bool { return strings.Contains(folded, Fold(w)) }) {
			warn("the glossary has %q for %q; use it, or add the word there that stands here", words[0], t.English)
		}
	}
	return out
}
