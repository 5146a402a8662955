package i18n

import (
	"errors"
	"testing"

	"golang.org/x/text/language"
)

// The rules that translators' tools write for our languages are taken: those of gettext's msginit, Poedit and Weblate.
func TestPluralRulesOfTools(t *testing.T) {
	const (
		two   = "nplurals=2; plural=(n != 1);"
		upTo1 = "nplurals=2; plural=n > 1;"
		slav  = "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);"
		slav2 = "nplurals=3; plural=n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2;"
	)
	for lang, rules := range map[Lang][]string{
		"nl": {two}, "de": {two}, "it": {two}, "es": {two}, "sq": {two}, "so": {two}, "ps": {two}, "ur": {two}, "ku": {two}, "ckb": {two}, "tr": {two},
		"fa-AF": {two, upTo1}, "fa": {two, upTo1, "nplurals=2; plural=n==0 || n==1 ? 0 : 1;"}, "fr": {upTo1}, "ti": {two, upTo1}, "bn": {two, upTo1}, "am": {upTo1}, "pt": {two, upTo1},
		"ru": {slav, slav2}, "uk": {slav, slav2},
		"ro":      {"nplurals=3; plural=n==1 ? 0 : (n==0 || (n%100 > 0 && n%100 < 20)) ? 1 : 2;"},
		"ar":      {"nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5;"},
		"zh-Hans": {"nplurals=1; plural=0;"},
	} {
		p := newPlurals(language.Make(string(lang)))
		for _, field := range rules {
			rule, err := parsePluralRule(field)
			if err == nil {
				err = errors.Join(rule.sound(), rule.fits(p))
			}
			if err != nil {
				t.Errorf("%s: %s is refused: %v", lang, field, err)
			}
		}
	}
}

// A rule of another language is found, though it has as many forms.
func TestPluralRuleOfAnotherLanguage(t *testing.T) {
	for lang, field := range map[string]string{
		"uk": "nplurals=3; plural=n==1 ? 0 : (n==0 || (n%100 > 0 && n%100 < 20)) ? 1 : 2;",
		"ru": "nplurals=3; plural=(n==1) ? 0 : (n>=2 && n<=4) ? 1 : 2;",
		"es": "nplurals=2; plural=n%10==1 && n%100!=11 ? 0 : 1;",
	} {
		rule, err := parsePluralRule(field)
		if err != nil {
			t.Fatal(err)
		}
		if rule.fits(newPlurals(language.Make(lang))) == nil {
			t.Errorf("%s is taken for %s", field, lang)
		}
	}
}

func TestPluralRuleArithmetic(t *testing.T) {
	for expression, want := range map[string]uint64{
		"2+3*4": 14, "(2+3)*4": 20, "7-2-1": 4, "7/2": 3, "7%4*2": 6, "!0": 1, "!n": 0, "1?2:3": 2, "0?1:0?2:3": 3, "1||1/0": 1, "0&&1/0": 0,
		"1+1==2": 1, "1<2": 1, "2<=1": 0, "2>=2": 1, "1!=1": 0, "n": 5, "n>3 && n<7": 1, "0 || n==5": 1,
	} {
		rule, err := parsePluralRule("nplurals=6; plural=" + expression + ";")
		if err != nil {
			t.Errorf("%s: %v", expression, err)
			continue
		}
		if got, err := rule.eval(5); err != nil || got != want {
			t.Errorf("%s = %d (%v), want %d", expression, got, err, want)
		}
	}
}

func FuzzPluralRule(f *testing.F) {
	for _, s := range []string{"nplurals=2; plural=n != 1;", "nplurals=6; plural=n==0?0:1/n;", "nplurals=1; plural=((((n;", "plural=nplurals=2"} {
		f.Add(s)
	}
	p := newPlurals(language.Make("ar"))
	f.Fuzz(func(_ *testing.T, s string) {
		if rule, err := parsePluralRule(s); err == nil {
			_ = errors.Join(rule.sound(), rule.fits(p))
		}
	})
}
