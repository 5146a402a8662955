package i18n

import (
	"strings"
	"testing"
)

func TestGlossary(t *testing.T) {
	terms, err := ParseGlossary("x.csv", []byte("\uFEFFterm,host,note,ar,uk\nplace,,A seat.,مقعد,місце|місц\nregistration,Anmeldung|residenza,,,реєстрація|реєстрац\n"))
	if err != nil || len(terms) != 2 {
		t.Fatalf("%d terms, %v", len(terms), err)
	}
	for name, c := range map[string]struct {
		lang          Lang
		english, text string
		want          string
	}{
		"the word":             {"uk", "A place is free.", "Є вільне Місце.", ""},
		"a form of it":         {"uk", "Two Places.", "Кількість місць: 2.", ""},
		"another word":         {"uk", "A place is free.", "Є вільне крісло.", `the glossary has "місце" for "place"`},
		"with an article":      {"ar", "A place is free.", "المَقعد متاح.", ""},
		"another, in Arabic":   {"ar", "A place is free.", "الكرسي متاح.", `the glossary has "مقعد" for "place"`},
		"part of a word":       {"uk", "We replace it.", "Замінимо.", ""},
		"a command":            {"uk", "Send /place.", "Надішліть /place.", ""},
		"a placeholder":        {"uk", "It is {place}.", "Це {place}.", ""},
		"no word of its own":   {"es", "A place is free.", "Hay una silla.", ""},
		"in brackets":          {"uk", "The registration (Anmeldung).", "Реєстрація (Anmeldung).", ""},
		"brackets left out":    {"uk", "The registration (Anmeldung).", "Реєстрація.", "keep it in brackets: (Anmeldung)"},
		"without brackets":     {"en", "Your Anmeldung.", "Your Anmeldung.", "write what it is, and the word in brackets"},
		"told once in English": {"uk", "Your Anmeldung.", "Ваш Anmeldung.", ""},
	} {
		found := Keeps(terms, c.lang, c.english, c.text)
		if c.want == "" && len(found) > 0 || c.want != "" && (len(found) != 1 || !strings.Contains(found[0].Text, c.want) || found[0].Fault || found[0].Kind != "glossary") {
			t.Errorf("%s: the remarks are %v", name, found)
		}
	}
	for _, bad := range []string{"", "term,note\n", "term,host,note,ar\n,,x,y\n", "term,host,note,ar\na,b\n"} {
		if _, err := ParseGlossary("x.csv", []byte(bad)); err == nil || !strings.HasPrefix(err.Error(), "x.csv:") {
			t.Errorf("%q is read: %v", bad, err)
		}
	}
}
