package i18n

import (
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Each row is written differently and must fold alike.
func TestFoldAlike(t *testing.T) {
	for _, row := range [][]string{
		{"arabic", "Arabic", " ARABIC ", "Ａｒａｂｉｃ", "a\u200dra\u200bbic", "arabic\u2069"},
		{"كتاب", "کتاب", "كـتـاب", "كِتَابٌ", "ﻛﺘﺎﺏ"},
		{"مدرسة", "مدرسه", "مَدْرَسَة"},
		{"احمد", "أحمد", "أحمَد", "ٱحمد"},
		{"إسلام", "اسلام"},
		{"آب", "اب"},
		{"على", "علي", "علی"},
		{"می‌خواهم", "میخواهم", "ميخواهم"}, // Dari, with and without the joiner that keeps letters apart
		{"مؤمن", "مومن"},
		{"ISPARTA", "Isparta", "ısparta", "İsparta", "isparta"},
		{"DİYARBAKIR", "Diyarbakır", "diyarbakir"},
		{"Łódź", "lodz"},
		{"Straße", "STRASSE", "strasse"},
		{"Düsseldorf", "dusseldorf", "DU\u0308SSELDORF"},
		{"Київ", "київ", "КИЇВ", "Киів"},
		{"м'ята", "м’ята", "мʼята", "М`ЯТА", "м´ята"},
		{"Санкт-Петербург", "санкт‑петербург", "САНКТ–ПЕТЕРБУРГ"},
		{"12", "١٢", "۱۲", "১২", "१२", "１２", "1️⃣2️⃣", "𝟏𝟐"},
		{"a b", "a  b", "a\tb", "a\u00a0b", "\na\u3000b\r\n"},
		{"", " ", "\u200f", "\u3164", "\ufeff"},
		{"কী ১", "কী  1"},
		{"ትግርኛ", "ትግርኛ "},
		{"ﬁn", "FIN"},
		{"ab", "a\xffb", "\xc3ab"},
		{"カ", "ｶ"},
		{"m'a", "m｀a", "m＇a"},
	} {
		for _, other := range row[1:] {
			if Fold(other) != Fold(row[0]) {
				t.Errorf("Fold(%q) = %+q, Fold(%q) = %+q; want them alike", other, Fold(other), row[0], Fold(row[0]))
			}
		}
	}
}

// What means something else stays something else.
func TestFoldApart(t *testing.T) {
	for _, pair := range [][2]string{
		{"কি", "কু"}, {"কি", "ক"}, {"কু", "ক"}, {"কু", "কূ"}, {"कु", "क"}, {"दिन", "दीन"}, {"ที", "ท"}, // vowel signs of Indic scripts
		{"yes", "no"}, {"1", "2"}, {"ab", "a b"}, {"كتاب", "كتب"}, {"لڑکی", "لڑکے"}, {"а", "a"}, {"😀", "😁"}, {"-1", "1"},
	} {
		if Fold(pair[0]) == Fold(pair[1]) {
			t.Errorf("Fold(%q) and Fold(%q) are both %q", pair[0], pair[1], Fold(pair[0]))
		}
	}
}

func TestFoldTwiceIsFoldOnce(t *testing.T) {
	for r := rune(0); r <= 0x2FFFF; r++ {
		if !unicode.In(r, unicode.L, unicode.M, unicode.N, unicode.P, unicode.S, unicode.Z, unicode.C) {
			continue
		}
		once := Fold("a" + string(r))
		if twice := Fold(once); twice != once {
			t.Errorf("%U: Fold gives %+q, then %+q", r, once, twice)
		}
	}
}

func TestSame(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want bool
	}{
		{"Düsseldorf", "Duesseldorf", true},
		{"DUESSELDORF", "düsseldorf", true},
		{"dusseldorf", "Düsseldorf", true},
		{"Du\u0308sseldorf", "duesseldorf", true},
		{"Göttingen", "goettingen", true},
		{"Äpfel", "AEPFEL", true},
		{"Manuel", "Manul", false},
		{"", " ", true},
		{"Jena", "Gera", false},
	} {
		if Same(tt.a, tt.b) != tt.want || Same(tt.b, tt.a) != tt.want {
			t.Errorf("Same(%q, %q) is not %t both ways", tt.a, tt.b, tt.want)
		}
	}
}

func TestDigits(t *testing.T) {
	for _, tt := range []struct {
		in   string
		want int
		ok   bool
	}{
		{"42", 42, true},
		{" 42\n", 42, true},
		{"٤٢", 42, true},
		{"۴۲", 42, true},
		{"৪২", 42, true},
		{"४२", 42, true},
		{"４２", 42, true},
		{"𝟜𝟚", 42, true},
		{"\u200f٤٢\u200f", 42, true},
		{"\u200f ٤٢", 42, true},
		{"4️⃣2️⃣", 42, true},
		{"007", 7, true},
		{"0", 0, true},
		{"", 0, false},
		{" ", 0, false},
		{"-1", 0, false},
		{"1.5", 0, false},
		{"1 000", 0, false},
		{"2²", 0, false},
		{"½", 0, false},
		{"four", 0, false},
		{"4a", 0, false},
		{"99999999999999999999999", 0, false},
	} {
		got, ok := Digits(tt.in)
		if ok != tt.ok || ok && got != tt.want {
			t.Errorf("Digits(%q) = %d, %t; want %d, %t", tt.in, got, ok, tt.want, tt.ok)
		}
	}
}

// Every decimal digit of Unicode, against its numeric value by compatibility mapping or by its neighbours' order.
func TestDigitValue(t *testing.T) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		value, ok := digitValue(r)
		if ok != unicode.Is(unicode.Nd, r) {
			t.Fatalf("%U: digitValue says %t, Unicode %t", r, ok, !ok)
		}
		if plain := norm.NFKD.String(string(r)); ok && len(plain) == 1 && plain != string(rune('0'+value)) {
			t.Errorf("%U is %s to Unicode, %d to us", r, plain, value)
		}
	}
}

func TestClean(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"  Ann \n", "Ann"},
		{"Ann\r\nLee\rX\u2028Y", "Ann\nLee\nX\nY"},
		{"a\x00b\x07c\x1b[31m", "abc[31m"},
		{"\u202eevil\u202c \u2066x\u2069 \u200fy\u061c", "evil x y"},
		{"Du\u0308rer", "Dürer"},
		{"می‌خواهم", "می‌خواهم"}, // the joiner stays
		{"👩‍👩‍👧 🇺🇦", "👩‍👩‍👧 🇺🇦"},
		{"a\tb", "a b"},
		{"_*<{%", "_*<{%"},
		{"bad\xff\xfeutf8", "badutf8"},
		{"\ufeffx", "x"},
		{"a  b", "a  b"}, // only the ends
		{"\u200f \u200f", ""},
		{strings.Repeat("я", 300), strings.Repeat("я", 300)},
	} {
		if got := Clean(tt.in); got != tt.want {
			t.Errorf("Clean(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

// So does the quick way for the scripts that it knows: for each pair of characters, also around others and in texts that
// are no UTF-8.
func TestFoldQuick(t *testing.T) {
	var all []rune
	for _, block := range quickBlocks {
		for r := block.from; r < block.until; r++ {
			all = append(all, r)
		}
	}
	if len(all) != quickSize {
		t.Fatalf("%d characters in the blocks, but quickSize is %d", len(all), quickSize)
	}
	quick := 0
	look := func(s string) {
		got, ok := foldQuick(s)
		if !ok {
			return
		}
		quick++
		if want := foldAny(s); got != want {
			t.Fatalf("%+q: %+q, want %+q", s, got, want)
		}
	}
	for i, a := range all {
		look(string(a))
		look(string(a) + "\u09BC\u09CD\u200d\u094D")
		look("X" + string(a) + " " + string(a) + "\u0301\u0345\u0651 y")
		for j := i % 41; j < len(all); j += 41 + i%5 { // of the millions of pairs some of each
			look(string(a) + string(all[j]))
		}
	}
	if quick < len(all) {
		t.Errorf("only %d texts went the quick way", quick)
	}
	for _, s := range []string{"\xff", "hä\xffha", "木", "\u0995\u09CD\u09BC"} {
		if got, ok := foldQuick(s); ok {
			t.Errorf("%+q goes the quick way, to %q", s, got)
		}
	}
	for _, s := range []string{"Прийти завтра", "أَهْلًا \u2068وسهلا\u2069", "  señor  ", "м’ята", "আমি সাহায্য চাই", "ትግርኛ እደሊ"} {
		if _, ok := foldQuick(s); !ok {
			t.Errorf("%+q does not go the quick way", s)
		}
	}
}

// The quick way for plain texts comes to the same as the long one.
func TestFoldASCII(t *testing.T) {
	for a := range 0x80 {
		for b := range 0x80 {
			for _, s := range []string{string([]byte{byte(a), byte(b)}), string([]byte{'x', byte(a), ' ', byte(b), 'Y'})} {
				if quick, long := foldASCII(s), foldAny(s); quick != long {
					t.Fatalf("%q: %q, want %q", s, quick, long)
				}
			}
		}
	}
}
