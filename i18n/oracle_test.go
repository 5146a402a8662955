package i18n

import (
	"bufio"
	"compress/bzip2"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

// These tests compare with data that nobody here wrote: see testdata/README.md. With -v each prints how much it compared.

// rows reads a file with tabs between.
func rows(t *testing.T, name string) [][]string {
	t.Helper()
	data, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	var out [][]string
	for line := range strings.Lines(string(data)) {
		if line = strings.TrimSuffix(line, "\n"); line != "" && line[0] != '#' {
			out = append(out, strings.Split(line, "\t"))
		}
	}
	return out
}

func TestOraclePlurals(t *testing.T) {
	compared, langs := 0, map[Lang]bool{}
	for _, row := range rows(t, "plurals.tsv") {
		lang, want := Lang(row[0]), row[1]
		langs[lang] = true
		tag := language.Make(row[0])
		for sample := range strings.SplitSeq(row[2], ", ") {
			from, until, _ := strings.Cut(sample, "~")
			a, err := strconv.Atoi(from)
			if err != nil {
				continue // 1c6 is a million in compact form
			}
			b := a
			if until != "" {
				b, _ = strconv.Atoi(until)
			}
			if a >= 1_000_000 {
				continue // es, fr, it and pt have "many" from a million on, and x/text v0.43.0 has not; we count people
			}
			for n := a; n <= b; n++ {
				compared++
				if got := categoryName(plural.Cardinal.MatchPlural(tag, n, 0, 0, 0, 0)); got != want {
					t.Errorf("%s: %d is %s, CLDR says %s", lang, n, got, want)
				}
			}
		}
	}
	t.Logf("%d languages, %d numbers compared", len(langs), compared)
	if len(langs) != len(languageTable) || compared < 600 {
		t.Errorf("only %d languages and %d numbers: is the file whole?", len(langs), compared)
	}
}

// What Node's Intl writes, we write. Node has no-break spaces where we have them too, but other programs do not tell them apart.
func TestOracleDates(t *testing.T) {
	compared, langs := 0, map[string]bool{}
	for _, row := range rows(t, "intl.tsv") {
		lang, what, input, want := Lang(row[0]), row[1], row[2], row[3]
		day, err := time.Parse(time.DateOnly, input)
		n, _ := strconv.Atoi(input)
		var got string
		switch what {
		case "long":
			got = Day(lang, day)
		case "full":
			got = Weekday(lang, day)
		case "joint":
			got, err = rowsFor(lang).Joint, nil
		case "dayofmonth":
			got = DayOfMonth(lang, day)
		case "figure":
			got, err = Figure(lang, input), nil
		case "name":
			continue
		default:
			got, err = Duration(lang, n, Unit(what)), nil
		}
		spaces := strings.NewReplacer("\u00a0", " ", "\u202f", " ")
		if err != nil || spaces.Replace(got) != spaces.Replace(want) {
			t.Errorf("%s %s of %s: %q, Intl says %q (%v)", lang, what, input, got, want, err)
		}
		compared++
		langs[row[0]] = true
	}
	t.Logf("%d languages, %d texts compared", len(langs), compared)
	if len(langs) != len(languageTable) || compared < 2000 {
		t.Errorf("only %d languages and %d texts: is the file whole?", len(langs), compared)
	}
}

// Whoever types the name of one of our languages, in any of them, gets it.
func TestOracleNames(t *testing.T) {
	all, compared := only(t, everyLanguage()...), 0
	for _, row := range rows(t, "intl.tsv") {
		if row[1] != "name" {
			continue
		}
		compared++
		if got, _ := all.ByName(row[3]); got != Lang(row[2]) {
			t.Errorf("%s is called %q in %s, which is read as %q", row[2], row[3], row[0], got)
		}
	}
	t.Logf("%d names", compared)
	if compared < 570 {
		t.Errorf("only %d names: is the file whole?", compared)
	}
}

// All spellings of a text that Unicode calls the same are stored the same, and those that are compatible fold alike.
func TestOracleNormalization(t *testing.T) {
	file, err := os.Open("testdata/NormalizationTest.txt.bz2")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close() //nolint:errcheck // it was only read
	compared, differ := 0, 0
	lines := bufio.NewScanner(bzip2.NewReader(file))
	for lines.Scan() {
		line, _, _ := strings.Cut(lines.Text(), "#")
		columns := strings.Split(line, ";")
		if len(columns) < 5 {
			continue
		}
		var c [5]string
		for i := range c {
			c[i] = characters(t, columns[i])
		}
		// NFC: c2 == toNFC(c1) == toNFC(c2) == toNFC(c3), c4 == toNFC(c4) == toNFC(c5). A point in front, since Clean trims spaces.
		for i, want := range [5]string{c[1], c[1], c[1], c[3], c[3]} {
			compared += 2
			if got := Clean("." + c[i] + "."); got != "."+want+"." {
				differ++
				t.Errorf("Clean(%+q) = %+q, want %+q", c[i], got, want)
			}
			if c[0] != "\u00B4" && c[0] != "\u1FFD" && Fold(c[i]) != Fold(c[0]) { // the two are an apostrophe here
				differ++
				t.Errorf("Fold(%+q) = %+q, Fold(%+q) = %+q", c[i], Fold(c[i]), c[0], Fold(c[0]))
			}
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d compared, %d differ", compared, differ)
	if compared < 190_000 {
		t.Errorf("only %d compared: is the file whole?", compared)
	}
}

func characters(t *testing.T, column string) string {
	t.Helper()
	var b strings.Builder
	for code := range strings.FieldsSeq(column) {
		r, err := strconv.ParseUint(code, 16, 32)
		if err != nil {
			t.Fatal(err)
		}
		b.WriteRune(rune(r))
	}
	return b.String()
}

// Our guess is the one that x/text's own tests expect, or none: then she is shown the list. It is none where the match is weak or
// would name a neighbour. A guess must never be another language than theirs.
func TestOracleMatcher(t *testing.T) {
	same, none, other := 0, 0, 0
	for _, name := range []string{"CLDRLocaleMatcherTest.txt", "GoLocaleMatcherTest.txt"} {
		data, err := os.ReadFile("testdata/" + name)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(data)) {
			line, _, _ = strings.Cut(line, "#")
			columns := strings.Split(line, ";")
			if len(columns) < 3 {
				continue
			}
			var langs []Lang
			for one := range strings.SplitSeq(columns[0], ",") {
				langs = append(langs, Lang(strings.TrimSpace(one)))
			}
			want := Lang(strings.TrimSpace(columns[2]))
			for desired := range strings.SplitSeq(columns[1], ",") {
				if strings.Contains(columns[1], ",") {
					break // a phone has one language
				}
				got, ok := (&Catalog{guesser: newGuesser(langs)}).Guess(desired)
				switch {
				case !ok:
					none++
				case baseOf(got) == baseOf(want):
					same++
				default:
					other++
					t.Errorf("of %v for %s: %s, x/text says %s", langs, strings.TrimSpace(desired), got, want)
				}
			}
		}
	}
	t.Logf("%d compared: %d the same, %d without a guess, %d another", same+none+other, same, none, other)
	if same < 190 {
		t.Errorf("only %d are the same: is the file whole?", same)
	}
}

func baseOf(lang Lang) string {
	base, _ := language.Make(string(lang)).Base()
	return base.String()
}
