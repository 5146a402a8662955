package i18n

import (
	"testing"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
	"golang.org/x/text/unicode/norm"
)

// only makes a catalogue with these languages beside English.
func only(t *testing.T, langs ...Lang) *Catalog {
	t.Helper()
	files := map[string]string{}
	for _, l := range langs {
		files[string(l)] = headerFor(string(l), "")
	}
	return loaded(t, []Source{src("a", "A")}, files)
}

func everyLanguage() []Lang {
	var out []Lang
	for _, row := range languageTable[1:] {
		out = append(out, row.lang)
	}
	return out
}

func TestGuess(t *testing.T) {
	all, two := only(t, everyLanguage()...), only(t, "ar")
	neighbours := only(t, "ar", "tr", "ru", "fa-AF", "zh-Hans")
	for _, tt := range []struct {
		c    *Catalog
		code string
		want Lang
	}{
		{all, "en", "en"},
		{all, "en-US", "en"},
		{all, "ar", "ar"},
		{all, "AR_eg", "ar"},
		{all, "arz", "ar"},
		{all, "apc-SY", "ar"},
		{all, "uk", "uk"},
		{all, "de-at", "de"},
		{all, "pt-br", "pt"},
		{all, "prs", "fa-AF"},
		{all, "fa-AF", "fa-AF"},
		{all, "fa", "fa"},
		{all, "pes", "fa"},
		{all, "pbt", "ps"},
		{all, "pnb", "ur"},
		{all, "ku", "ku"},
		{all, "kmr", "ku"},
		{all, "ku-arab", "ckb"},
		{all, "ckb-IQ", "ckb"},
		{all, "am", "am"},
		{all, "zh-hans-cn", "zh-Hans"},
		{all, "uz", "ru"}, // by region: why the person is asked
		{all, "", ""},
		{all, "x", ""},
		{all, "zz", ""},
		{all, "!!", ""},
		{all, "bg", ""}, // the matcher names Ukrainian
		{two, "ar-MA", "ar"},
		{two, "am", ""},
		{two, "uk", ""},
		{two, "ckb", ""}, // the matcher names Arabic
		{neighbours, "fa", "fa-AF"},
		{neighbours, "prs", "fa-AF"},
		{neighbours, "pes", "fa-AF"},
		{neighbours, "ku", ""}, // the matcher names Turkish
		{neighbours, "kmr", ""},
		{neighbours, "uk", ""},
		{neighbours, "zh-tw", ""},
		{neighbours, "ti", "en"}, // by region too
	} {
		got, ok := tt.c.Guess(tt.code)
		if got != tt.want || ok != (tt.want != "") {
			t.Errorf("Guess(%q) of %v = %q, %t; want %q", tt.code, tt.c.Languages(), got, ok, tt.want)
		}
	}
}

func TestByName(t *testing.T) {
	all, two := only(t, everyLanguage()...), only(t, "ar")
	dari := only(t, "fa-AF")
	for _, tt := range []struct {
		c     *Catalog
		typed string
		want  Lang
	}{
		{two, "العربية", "ar"},
		{two, "العربيه.", "ar"},
		{two, "عربي", "ar"},
		{two, "arabic", "ar"},
		{two, " ARABIC\n", "ar"},
		{two, "Arabisch", "ar"},
		{two, "árabe", "ar"},
		{two, "арабська", "ar"},
		{two, "Arapça", "ar"},
		{two, "ar", "ar"},
		{two, "English", "en"},
		{two, "Ｅｎｇｌｉｓｈ", "en"},
		{two, "الإنجليزية", "en"},
		{two, "الانجليزية", "en"},
		{two, "İngilizce", "en"},
		{two, "ingilizce", "en"},
		{two, "INGILIZCE", "en"},
		{two, "англійська", "en"},
		{two, "Deutsch", ""}, // not in this catalogue
		{two, "", ""},
		{two, "hello", ""},
		{two, "؟", ""},
		{all, "fa_AF", "fa-AF"},
		{all, "fa-af", "fa-AF"},
		{all, "dari", "fa-AF"},
		{all, "دری", "fa-AF"},
		{all, "دري", "fa-AF"},
		{all, "فارسی", "fa"},
		{all, "Farsi", "fa"},
		{dari, "Farsi", "fa-AF"},
		{dari, "فارسي", "fa-AF"},
		{all, "Kurmancî", "ku"},
		{all, "sorani", "ckb"},
		{all, "Türkçe", "tr"},
		{all, "turkce", "tr"},
		{all, "Turkish", "tr"},
		{all, "українська", "uk"},
		{all, "Ukrainian", "uk"},
		{all, "русский", "ru"},
		{all, "af soomaali", "so"},
		{all, "ትግርኛ", "ti"},
		{all, "বাংলা", "bn"},
		{all, "bengali", "bn"},
		{all, "中文", "zh-Hans"},
		{all, "pashto", "ps"},
		{all, "پشتو", "ps"},
	} {
		got, ok := tt.c.ByName(tt.typed)
		if got != tt.want || ok != (tt.want != "") {
			t.Errorf("ByName(%q) of %v = %q, %t; want %q", tt.typed, tt.c.Languages(), got, ok, tt.want)
		}
	}
}

// No name means one language in one place and another elsewhere: then the order of the table would decide what a person
// gets. An update of x/text may change that.
func TestLanguageNamesAreClear(t *testing.T) {
	owner := map[string]Lang{}
	for _, in := range languageTable {
		namer := display.Tags(language.Make(string(in.lang)))
		if namer == nil {
			t.Errorf("x/text has no names of languages in %s", in.lang)
			continue
		}
		for _, row := range languageTable {
			key := nameKey(namer.Name(language.Make(string(row.lang))))
			if other := owner[key]; key != "" && other != "" && other != row.lang {
				t.Errorf("%q, in %s, is %s and %s", key, in.lang, other, row.lang)
			}
			owner[key] = row.lang
		}
	}
	if len(owner) < 300 {
		t.Errorf("only %d names; is x/text's data there?", len(owner))
	}
}

// Every name of the table leads to its own language: no two rows share one.
func TestLanguageTable(t *testing.T) {
	all := only(t, everyLanguage()...)
	if len(all.Languages()) != 24 {
		t.Fatalf("%d languages, want 24", len(all.Languages()))
	}
	for _, row := range languageTable {
		if tag, err := language.Parse(string(row.lang)); err != nil || tag.String() != string(row.lang) {
			t.Errorf("%s is %v to x/text (%v)", row.lang, tag, err)
		}
		for _, name := range append([]string{string(row.lang), row.endonym}, row.names...) {
			if got, ok := all.ByName(name); !ok || got != row.lang {
				t.Errorf("ByName(%q) = %q, want %s", name, got, row.lang)
			}
			if !norm.NFC.IsNormalString(name) {
				t.Errorf("%q is not NFC", name)
			}
		}
		if got := Endonym(row.lang); got != row.endonym || got == "" {
			t.Errorf("Endonym(%s) = %q", row.lang, got)
		}
		if want := hasRightToLeft(row.endonym); RightToLeft(row.lang) != want {
			t.Errorf("RightToLeft(%s) = %t, but its own name says %t", row.lang, !want, want)
		}
		if got, ok := all.Guess(string(row.lang)); !ok || got != row.lang {
			t.Errorf("Guess(%s) = %s", row.lang, got)
		}
	}
	if Endonym("he") != "he" || !RightToLeft("he") || !RightToLeft("sd") || RightToLeft("pl") || RightToLeft("") || RightToLeft("?") {
		t.Error("languages outside the table: want their code as name, and the direction of their script")
	}
}
