package i18n

import (
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// Fold returns s in a form for comparing what people type with what we expect: full width and half width, upper and lower
// case, native digits, the letters that Arabic keyboards mix up, marks, tatweel, invisible characters and the number of
// spaces make no difference. "۱۲ ﻛﺘـﺎب" and "12 کتاب" fold alike. The result is for comparing only, never for showing.
//
// Vowel signs of Indic scripts stay: they are marks to Unicode, but vowels to their readers. Fold(Fold(s)) is Fold(s).
func Fold(s string) string {
	if isASCII(s) {
		return foldASCII(s)
	}
	if folded, ok := foldQuick(s); ok {
		return folded
	}
	return foldAny(s)
}

// isASCII is true for most of what stands in a label of English.
func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// foldASCII is what foldAny comes to for such texts, at a tenth of the time: each
// typed word is compared with every label in every language.
func foldASCII(s string) string {
	b := make([]byte, 0, len(s))
	for i := range len(s) {
		c := s[i]
		switch {
		case c == ' ' || c >= '\t' && c <= '\r':
			if len(b) > 0 && b[len(b)-1] != ' ' {
				b = append(b, ' ')
			}
		case c < ' ' || c == 0x7F:
		case c == '`':
			b = append(b, '\'')
		case c >= 'A' && c <= 'Z':
			b = append(b, c|0x20)
		default:
			b = append(b, c)
		}
	}
	return strings.TrimSuffix(string(b), " ")
}

// foldAny folds every text, and is what the quick ways must come to.
func foldAny(s string) string {
	// Where something invisible stood between two marks, their order is settled only now.
	return norm.NFKD.String(strings.Join(strings.Fields(foldLetters(s)), " "))
}

// foldLetters folds all but the number of spaces.
func foldLetters(s string) string {
	s = strings.Map(foldSign, strings.ToValidUTF8(s, ""))
	s = norm.NFKD.String(s) // full and half width too: width.Fold before it changes nothing, for any character
	s = norm.NFKD.String(cases.Fold().String(s))
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		switch {
		case unicode.IsSpace(r):
			b.WriteByte(' ')
		case dropped(r):
		default:
			writeLetter(&b, foldSign(r))
		}
	}
	return b.String()
}

// Same reports whether two texts are alike when folded, with ä, ö, ü also written ae, oe, ue: Düsseldorf, Dusseldorf and
// Duesseldorf.
func Same(a, b string) bool { return NewFolded(a).Same(NewFolded(b)) }

// Folded is a text that was folded once, to be compared with many others.
type Folded struct {
	text   string
	spelt  string // folded with ä, ö, ü written ae, oe, ue; where there are any
	umlaut bool
}

// NewFolded folds a text.
func NewFolded(s string) Folded {
	f := Folded{text: Fold(s), umlaut: hasUmlaut(s)}
	if f.umlaut {
		f.spelt = Fold(spellUmlauts(s))
	}
	return f
}

// Same is as the function of that name.
func (f Folded) Same(other Folded) bool {
	return f.text == other.text || f.umlaut && f.spelt == other.text || other.umlaut && f.text == other.spelt
}

// hasUmlaut also finds the two dots by themselves, as some keyboards send them.
func hasUmlaut(s string) bool { return !isASCII(s) && strings.ContainsAny(s, "äöüÄÖÜ\u0308") }

func spellUmlauts(s string) string { return umlauts.Replace(norm.NFC.String(s)) }

var umlauts = strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "Ä", "ae", "Ö", "oe", "Ü", "ue")

// foldSign makes one apostrophe and one hyphen of the many that keyboards have (Ukrainian "м'ята" has three spellings).
func foldSign(r rune) rune {
	switch r {
	case '\u2018', '\u2019', '\u201B', '\u02B9', '\u02BB', '\u02BC', '\u02BD', '\u02C8', '\u02CA', '\u02CB', '\u0374', '`', '\u00B4', '\u1FEF', '\u1FFD', '\u2032':
		return '\''
	case '\u2010', '\u2011', '\u2012', '\u2013', '\u2014', '\u2015', '\u2212', '\uFE58', '\u05BE':
		return '-'
	}
	return r
}

// dropped reports characters that make no difference: marks, tatweel, format and control characters, blank fillers.
func dropped(r rune) bool {
	switch {
	case r < 0x80:
		return r < ' ' || r == 0x7F
	case r == '\u0640', r == '\u07FA': // tatweel, and its N'Ko sister
		return true
	case r == '\u115F', r == '\u1160', r == '\u2800': // letters and signs that show nothing
		return true
	case unicode.In(r, unicode.Mn, unicode.Me):
		return !unicode.In(r, unicode.Bengali, unicode.Devanagari, unicode.Gurmukhi, unicode.Gujarati, unicode.Oriya, unicode.Tamil,
			unicode.Telugu, unicode.Kannada, unicode.Malayalam, unicode.Sinhala, unicode.Thai, unicode.Lao, unicode.Tibetan,
			unicode.Myanmar, unicode.Khmer, unicode.Thaana)
	}
	return unicode.In(r, unicode.Cf, unicode.Cc)
}

// writeLetter writes the letter that stands for r and its look-alikes.
func writeLetter(b *strings.Builder, r rune) {
	if r < 0x80 {
		b.WriteRune(r)
		return
	}
	if digit, ok := digitValue(r); ok {
		b.WriteByte(byte('0' + digit)) //nolint:gosec // digit is 0 to 9
		return
	}
	// x/text v0.43.0 folds Cherokee to and fro; Unicode folds it to its capitals.
	switch {
	case r >= 0xAB70 && r <= 0xABBF:
		r += 0x13A0 - 0xAB70
	case r >= 0x13F8 && r <= 0x13FD:
		r += 0x13F0 - 0x13F8
	}
	switch r {
	// Arabic script: what Arabic, Persian, Urdu, Pashto and Kurdish keyboards write for the same letter. Hamza and madda
	// are marks after NFKD and are gone already.
	case 'ی', 'ى', 'ۍ', 'ې', 'ێ':
		r = 'ي'
	case 'ک', 'ڪ':
		r = 'ك'
	case 'ګ':
		r = 'گ'
	case 'ة', 'ہ', 'ھ', 'ە', 'ۃ':
		r = 'ه'
	case 'ٱ':
		r = 'ا'
	case 'ۆ', 'ۇ', 'ۋ':
		r = 'و'
	case 'ڕ':
		r = 'ر'
	case 'ڵ':
		r = 'ل'
	// Latin and Cyrillic letters that NFKD does not take apart.
	case 'ı':
		r = 'i'
	case 'ł':
		r = 'l'
	case 'ø':
		r = 'o'
	case 'đ', 'ð':
		r = 'd'
	case 'ħ':
		r = 'h'
	case 'ŧ':
		r = 't'
	case 'ə':
		r = 'e'
	case 'ґ':
		r = 'г'
	case 'æ':
		b.WriteByte('a')
		r = 'e'
	case 'œ':
		b.WriteByte('o')
		r = 'e'
	case 'þ':
		b.WriteByte('t')
		r = 'h'
	}
	b.WriteRune(r)
}

// digitValue returns the value of a decimal digit of any script. Unicode keeps ten digits of a script together and in order
// (UAX 44, Numeric_Type=Decimal), so the place in the range is the value.
func digitValue(r rune) (int, bool) {
	if r < 0x80 {
		return int(r - '0'), r >= '0' && r <= '9'
	}
	for _, block := range unicode.Nd.R16 {
		if lo, hi := rune(block.Lo), rune(block.Hi); r >= lo && r <= hi {
			return int(r-lo) % 10, true
		}
	}
	for _, block := range unicode.Nd.R32 {
		if lo, hi := rune(block.Lo), rune(block.Hi); r >= lo && r <= hi { //nolint:gosec // code points fit a rune
			return int(r-lo) % 10, true
		}
	}
	return 0, false
}

// Digits reads a whole number without sign or separators, in the digits of any script (٤٢, ۴۲, ৪২, ４２), keycap emoji too. Spaces around
// it and invisible characters are ignored. false: not such a number, or too large for an int.
func Digits(s string) (int, bool) {
	var ascii []byte
	for _, r := range strings.TrimSpace(withoutBidi(s)) {
		if digit, ok := digitValue(r); ok {
			ascii = append(ascii, byte('0'+digit)) //nolint:gosec // digit is 0 to 9
		} else if !unicode.Is(unicode.Cf, r) && r != 0xFE0F && r != 0x20E3 {
			return 0, false
		}
	}
	n, err := strconv.Atoi(string(ascii))
	return n, err == nil
}
