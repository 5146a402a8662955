package graph

import (
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

// Nobody knows which font a reader has. So widths are estimated, on the wide
// side, in parts of the font's size.

// runeWidth is about how wide a character is.
func runeWidth(r rune) float64 {
	switch {
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		return 0
	case strings.ContainsRune(" .,:;!'|iljI()[]·‹›/", r):
		return 0.34
	case strings.ContainsRune("mwMW@%—…", r):
		return 0.95
	case isWide(r):
		return 1.2
	case unicode.In(r, unicode.Arabic, unicode.Hebrew):
		return 0.55
	case unicode.In(r, unicode.Ethiopic, unicode.Bengali, unicode.Devanagari):
		return 0.8
	case unicode.IsUpper(r):
		return 0.72
	}
	return 0.6
}

// isWide is true for emoji and for what East Asian scripts write in a square.
func isWide(r rune) bool {
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return true
	case width.Neutral, width.EastAsianAmbiguous, width.EastAsianNarrow, width.EastAsianHalfwidth:
	}
	return unicode.Is(unicode.So, r)
}

func textWidth(s string, size float64) float64 {
	w := 0.0
	for _, r := range s {
		w += runeWidth(r)
	}
	return w * size
}

// wrap breaks a text into lines of at most so many pixels, at spaces where
// there are any. What does not fit into most lines ends with an ellipsis.
func wrap(s string, size, most float64, lines int) []string {
	var out []string
	line := ""
	words := pieces(s, size, most)
	for i, word := range words {
		longer := strings.TrimLeft(line+word, " ")
		if line == "" || textWidth(strings.TrimRight(longer, " "), size) <= most {
			line = longer
			continue
		}
		if len(out) == lines-1 {
			return append(out, shorten(strings.TrimRight(line, " ")+" "+strings.Join(words[i:], ""), size, most))
		}
		out, line = append(out, strings.TrimRight(line, " ")), strings.TrimLeft(word, " ")
	}
	if line = strings.TrimRight(line, " "); line != "" {
		out = append(out, line)
	}
	return out
}

// pieces are the parts at which a text can be broken, each with the space
// behind it. A part that is wider than a line is cut; so are scripts without
// spaces.
func pieces(s string, size, most float64) []string {
	var out []string
	for _, word := range strings.Fields(s) {
		part, w := "", 0.0
		for _, r := range word {
			rw := runeWidth(r) * size
			if part != "" && (w+rw > most || unicode.In(r, unicode.Han)) {
				out, part, w = append(out, part), "", 0
			}
			part, w = part+string(r), w+rw
		}
		out = append(out, part+" ")
	}
	return out
}

// shorten cuts a text to a width, and says so with an ellipsis.
func shorten(s string, size, most float64) string {
	s = strings.Join(strings.Fields(s), " ")
	if textWidth(s, size) <= most {
		return s
	}
	w, end := textWidth("…", size), 0
	for i, r := range s {
		if w += runeWidth(r) * size; w > most {
			break
		}
		end = i + len(string(r))
	}
	return strings.TrimRight(s[:end], " .,:;،") + "…"
}

// rightToLeft says how a text is read, by its first letter; one without letters
// is read as the language is.
func rightToLeft(s string, otherwise bool) bool {
	for _, r := range s {
		switch {
		case unicode.In(r, unicode.Arabic, unicode.Hebrew):
			return true
		case unicode.IsLetter(r):
			return false
		}
	}
	return otherwise
}

// isolated keeps a text of another direction from mixing with the words around
// it.
func isolated(s string) string { return "\u2068" + s + "\u2069" }
