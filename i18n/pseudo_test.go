package i18n

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestPseudo(t *testing.T) {
	for _, c := range []struct{ english, accented, mirrored string }{
		{"Hello, {name}!", "[Ĥééļļóó, {name}!]", "هعللو، {name}!"},
		{"✅ Yes", "✅ [Ýéš]", "✅ ظعس"},
		{"Send /menu to a@b.example?", "[Šééñđ /menu ţóó a@b.example?]", "سعند /menu تو a@b.example؟"},
		{"\n {{one}}\n", "\n [{{óóñé}}]\n", "\n {{ونع}}\n"},
		{"🆘", "🆘", "🆘"},
		{strings.Repeat("a", 29), strings.Repeat("á", 29), strings.Repeat("ا", 29)},
		{strings.Repeat("a", 28), "[" + strings.Repeat("á", 28) + "]", strings.Repeat("ا", 28)},
	} {
		for lang, want := range map[Lang]string{Accented: c.accented, Mirrored: c.mirrored} {
			if got, err := pseudo(lang, c.english); err != nil || got != want {
				t.Errorf("%q is in %s %q, not %q: %v", c.english, lang, got, want, err)
			}
		}
	}
	for n := range 300 {
		text, err := pseudo(Accented, strings.Repeat("e", n))
		if err != nil {
			t.Fatal(err)
		}
		for _, limit := range []int{30, 200} {
			if n <= limit && utf8.RuneCountInString(text) > limit {
				t.Errorf("%d characters become %d", n, utf8.RuneCountInString(text))
			}
		}
	}
}

func TestWithPseudo(t *testing.T) {
	sources := []Source{
		src("hello", "Hello, {name}! You can go on now."), src("words.yes", "yes | y"),
		{Key: "places", Text: "{n} place", Plural: "{n} places", Count: "n", Ref: "flow.yaml:2"},
	}
	plain := loaded(t, sources, map[string]string{"ar": arHeader + entry("words.yes", "yes | y", "نعم")})
	c, err := plain.WithPseudo(func(key Key) bool { return key == "words.yes" })
	if err != nil {
		t.Fatal(err)
	}
	name := Arg{"name", "Amina"}
	for _, want := range []struct {
		lang, used Lang
		key        Key
		args       []Arg
		text       string
	}{
		{Accented, Accented, "hello", []Arg{name}, "[Ĥééļļóó, Amina! Ýóóúú çááñ ĝóó óóñ ñóóŵ.]"},
		{Mirrored, Mirrored, "hello", []Arg{name}, "هعللو، \u2068Amina\u2069! ظوط ثان غو ون نوش."},
		{Mirrored, Mirrored, "places", []Arg{{"n", "1"}}, "\u20681\u2069 حلاثع"},
		{Mirrored, Mirrored, "places", []Arg{{"n", "3"}}, "\u20683\u2069 حلاثعس"},
		{Accented, English, "words.yes", nil, "yes | y"},
		{Mirrored, "ar", "words.yes", nil, "نعم"},
	} {
		if text, used := c.Render(want.lang, want.key, want.args...); strings.TrimPrefix(text, rlm) != want.text || used != want.used {
			t.Errorf("%s of %s is %q in %s, not %q", want.key, want.lang, text, used, want.text)
		}
	}
	if n := len(plain.Languages()); len(c.Languages()) != n+2 || plain.Hash() == c.Hash() {
		t.Errorf("the languages are %v", c.Languages())
	}
	if lang, ok := c.ByName("en-xa"); !ok || lang != Accented {
		t.Errorf("en-XA is %q", lang)
	}
	if _, ok := plain.ByName("en-xa"); ok {
		t.Error("the catalogue before has it too")
	}
	if lang, ok := c.Guess("ar-XB"); !ok || lang != Mirrored {
		t.Errorf("ar-XB is guessed to be %q", lang)
	}
	for _, code := range []string{"en", "en-GB", "ar", "ar-EG"} {
		if lang, _ := c.Guess(code); strings.Contains(string(lang), "-X") {
			t.Errorf("%s is guessed to be %s", code, lang)
		}
	}
}

func TestUnmapped(t *testing.T) {
	for _, c := range []struct {
		lang       Lang
		text, want string
	}{
		{Accented, "[Ĥééļļóó, Amina!] [ŵĥó [Rome] 12]", ""},
		{Accented, "[Ĥééļļóó] Please wait", "Please wait"},
		{Accented, "☑ [Ýéš] /menu a@b.example", ""},
		{Accented, strings.Repeat("á", 29), ""},
		{Mirrored, "هعللو، \u2068Amina B.\u2069! /menu", ""},
		{Mirrored, "هعللو Amina \u2068x\u2069", "Amina"},
		{English, "Hello", ""},
		{"ar", "Hello", ""},
	} {
		if got := Unmapped(c.lang, c.text); got != c.want {
			t.Errorf("of %q in %s %q is told, not %q", c.text, c.lang, got, c.want)
		}
	}
}
