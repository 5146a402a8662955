package i18n

import (
	"reflect"
	"strings"
	"testing"
)

// Everything that may stand in a PO file, as msgcat --no-wrap writes it.
const fullPO = `# Translators of the world.
# 2026
msgid ""
msgstr ""
"Language: ar\n"
"Content-Type: text/plain; charset=UTF-8\n"
"Plural-Forms: nplurals=2; plural=n != 1;\n"

# draft: for review by a native speaker
#. Who reads it.
#. Second line.
#: flow.yaml:3
#, fuzzy, python-brace-format
#| msgctxt "older"
#| msgid "Hello, {name}"
msgctxt "a"
msgid "Hello {name}"
msgstr "\"أهلا\" {name}\t\\ 100%"

msgctxt "lines"
msgid ""
"first\n"
"second"
msgstr ""
"أول\n"
"ثان"

#, python-brace-format
#| msgid "{n} cat"
#| msgid_plural ""
#| "{n} cats\n"
#| "or none"
msgctxt "n"
msgid "{n} dog"
msgid_plural "{n} dogs"
msgstr[0] "x"
msgstr[1] ""

# kept
#, fuzzy
#~| msgid "older"
#~ msgctxt "gone"
#~ msgid "Old"
#~ msgstr ""
#~ "قديم\n"
#~ "جدا"

#~ msgid "no context"
#~ msgstr "y"

# the end
`

func TestParsePO(t *testing.T) {
	f, err := parsePO("x.po", []byte(fullPO))
	if err != nil {
		t.Fatal(err)
	}
	if got := f.field("language"); got != "ar" {
		t.Errorf("Language is %q, want ar", got)
	}
	if n, ok := f.nplurals(); n != 2 || !ok {
		t.Errorf("nplurals = %d, %t; want 2", n, ok)
	}
	if len(f.entries) != 5 || !reflect.DeepEqual(f.tail, []string{" the end"}) {
		t.Fatalf("%d entries and the comments %q at the end, want 5 and one", len(f.entries), f.tail)
	}
	want := &poEntry{
		line: 16, strLine: 18,
		comments:  []string{" draft: for review by a native speaker"},
		extracted: []string{" Who reads it.", " Second line."},
		refs:      []string{" flow.yaml:3"},
		flags:     []string{"fuzzy", "python-brace-format"},
		previous:  poText{context: "older", id: "Hello, {name}", has: poHas{context: true, id: true}},
		poText:    poText{context: "a", id: "Hello {name}", has: poHas{context: true, id: true}},
		str:       []string{"\"أهلا\" {name}\t\\ 100%"},
	}
	if got := f.entries[0]; !reflect.DeepEqual(got, want) {
		t.Errorf("the first entry is\n%+v\nwant\n%+v", got, want)
	}
	if e := f.entries[1]; e.id != "first\nsecond" || e.str[0] != "أول\nثان" {
		t.Errorf("strings of several lines are %q, %q", e.id, e.str)
	}
	if e := f.entries[2]; e.plural != "{n} dogs" || len(e.str) != 2 || e.str[0] != "x" || e.previous.plural != "{n} cats\nor none" {
		t.Errorf("the plural entry is %+v", e)
	}
	if e := f.entries[3]; !e.obsolete || !e.fuzzy() || e.context != "gone" || e.str[0] != "قديم\nجدا" || e.previous.id != "older" {
		t.Errorf("the obsolete entry is %+v", e)
	}
	if got := string(f.bytes()); got != fullPO {
		t.Errorf("written again it is\n%s", got)
	}
}

func TestParsePOSpellings(t *testing.T) {
	for _, tt := range []struct{ name, po, want string }{
		{"Windows line ends", "msgctxt \"a\"\r\nmsgid \"b\"\r\nmsgstr \"c\"\r\n", "c"},
		{"no line end at the end", "msgctxt \"a\"\nmsgid \"b\"\nmsgstr \"c\"", "c"},
		{"no space, tabs", "msgctxt\"a\"\n\tmsgid \t\"b\"\nmsgstr\"c\"  ", "c"},
		{"blank lines inside", "msgctxt \"a\"\n\nmsgid \"b\"\n\nmsgstr \"\"\n\n\"c\"\n", "c"},
		{"no blank line between", "msgctxt \"z\"\nmsgid \"z\"\nmsgstr \"z\"\nmsgctxt \"a\"\nmsgid \"b\"\nmsgstr \"c\"\n", "c"},
		{"octal and hexadecimal", `msgctxt "a"` + "\nmsgid \"b\"\nmsgstr \"\\303\\274\\x41\\101\\7\"\n", "üAA\a"},
		{"escapes", "msgctxt \"a\"\nmsgid \"b\"\nmsgstr \"\\a\\b\\f\\n\\r\\t\\v\\\"\\\\\"\n", "\a\b\f\n\r\t\v\"\\"},
	} {
		f, err := parsePO("x.po", []byte(tt.po))
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		if got := f.entries[len(f.entries)-1]; got.context != "a" || got.id != "b" || got.str[0] != tt.want {
			t.Errorf("%s: the last entry is %q %q %q, want a b %q", tt.name, got.context, got.id, got.str, tt.want)
		}
	}
}

func TestParsePORefuses(t *testing.T) {
	for _, tt := range []struct{ po, want string }{
		{"\ufeffmsgid \"\"\n", "x.po:1: the file starts with a byte order mark"},
		{"\nmsgid \"\xff\"\n", "x.po:2: this is not UTF-8"},
		{"\xff\n", "x.po:1: this is not UTF-8"},
		{"hello\n", "x.po:1: expected msgctxt"},
		{"\"x\"\n", "x.po:1: a string without msgid"},
		{"msgid \"a\nmsgstr \"b\"\n", "x.po:1: the string has no closing quote"},
		{"msgid \"a\\\"\n", "x.po:1: the string has no closing quote"},
		{"msgid \"a\\", "x.po:1: the string has no closing quote"},
		{"msgid \"a\" b\n", "x.po:1: text after the closing quote"},
		{"msgid \"a\"b\"\n", "x.po:1: text after the closing quote"},
		{"msgid \"a\\q\"\n", `x.po:1: \q is not known`},
		{"msgid \"a\\xg\"\n", `x.po:1: \x is not known`},
		{"msgid \"\\377\"\n", "x.po:1: this is not UTF-8"},
		{"msgstr \"a\"\n", "x.po:1: msgstr cannot stand here"},
		{"msgid \"a\"\nmsgid \"b\"\n", "x.po:2: msgid cannot stand here"},
		{"msgid \"a\"\nmsgctxt \"b\"\n", "x.po:2: msgctxt cannot stand here"},
		{"msgid \"a\"\nmsgstr[0] \"b\"\n", "x.po:2: msgstr[0] cannot stand here"},
		{"msgid \"a\"\nmsgid_plural \"b\"\nmsgstr \"c\"\n", "x.po:3: msgstr cannot stand here"},
		{"msgid \"a\"\nmsgid_plural \"b\"\nmsgstr[1] \"c\"\n", "x.po:3: msgstr[1] cannot stand here"},
		{"msgid \"a\"\nmsgstr \"b\"\nmsgstr \"c\"\n", "x.po:3: msgstr cannot stand here"},
		{"msgid \"a\"\n\n", "x.po:2: the message at line 1 has no msgstr"},
		{"msgid \"a\"\n# x\nmsgstr \"b\"\n", "x.po:2: a comment inside a message"},
		{"msgid \"a\"\n#~ msgstr \"b\"\n", `x.po:2: "#~" must stand before every line`},
		{"#| \"x\"\n", `x.po:1: a string after "#|"`},
		{"#| msgstr \"x\"\n", "x.po:1: msgstr cannot stand after"},
		{"msgid \"a\"\nmsgstr \"b\"\n\nmsgid \"\"\nmsgstr \"\"\n", "x.po:5: the header"},
		{"#| msgid \"a\"\n# x\nmsgid \"b\"\n", `x.po:2: a comment between "#|" and its message`},
		{"#~| msgid \"a\"\nmsgid \"b\"\n", `x.po:2: "#~" must stand before every line`},
		{"<<<<<<< HEAD\n", "x.po:1: a merge was not finished here"},
		{"=======\n", "x.po:1: a merge was not finished here"},
		{"domain \"x\"\n", "x.po:1: domain cannot stand here"},
	} {
		f, err := parsePO("x.po", []byte(tt.po))
		if err == nil || !strings.HasPrefix(err.Error(), tt.want) {
			t.Errorf("parsePO(%q) = %v, %v; want an error %q", tt.po, f, err, tt.want)
		}
	}
}

// Flags that a person wrote by hand, with a blank where a comma should be, count as they do for gettext, and are written as it writes them.
func TestPOFlags(t *testing.T) {
	for from, want := range map[string]string{
		"#, fuzzy python-brace-format":     "#, fuzzy, python-brace-format",
		"#,fuzzy,\tno-wrap ,,":             "#, fuzzy, no-wrap",
		"#, range: 0..5, fuzzy":            "#, range: 0..5, fuzzy",
		"#, fuzzy range:0..5 klingon":      "#, fuzzy, range:0..5, klingon",
		"#, range: 0..5 range: 1..2,fuzzy": "#, range: 0..5, range: 1..2, fuzzy",
	} {
		f, err := parsePO("x.po", []byte(from+"\nmsgid \"a\"\nmsgstr \"b\"\n"))
		if err != nil {
			t.Errorf("%s: %v", from, err)
			continue
		}
		if got, _, _ := strings.Cut(string(f.bytes()), "\n"); got != want || !f.entries[0].fuzzy() && strings.Contains(from, "fuzzy") {
			t.Errorf("%s is written as %s, fuzzy: %t; want %s", from, got, f.entries[0].fuzzy(), want)
		}
	}
}
