package i18n

import (
	"go/build"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

func TestLoadRefuses(t *testing.T) {
	sources := []Source{
		src("a", "Hi {name}"),
		src("b", "Bye"),
		src("line", "Bye\n"),
		{Key: "n", Text: "{n} place in {city}", Plural: "{n} places in {city}", Count: "n", Ref: "flow.yaml:1"},
	}
	plural := "msgctxt \"n\"\nmsgid \"{n} place in {city}\"\nmsgid_plural \"{n} places in {city}\"\n"
	six := func(few string) string {
		return plural + "msgstr[0] \"{city}\"\nmsgstr[1] \"{city}\"\nmsgstr[2] \"{city}\"\nmsgstr[3] \"" + few +
			"\"\nmsgstr[4] \"{n} {city}\"\nmsgstr[5] \"{n} {city}\"\n"
	}
	for _, tt := range []struct{ name, lang, po, want string }{
		{"placeholder translated", "ar", arHeader + entry("a", "Hi {name}", "أهلا {اسم}"), "po/ar.po:16: a: placeholder {اسم}"},
		{"placeholder renamed", "ar", arHeader + entry("a", "Hi {name}", "أهلا {nam}"), "po/ar.po:16: a: the placeholder {name} is missing"},
		{"placeholder dropped", "ar", arHeader + entry("a", "Hi {name}", "أهلا"), "po/ar.po:16: a: the placeholder {name} is missing"},
		{"placeholder added", "ar", arHeader + entry("b", "Bye", "وداعا {name}"), "po/ar.po:15: b: the placeholder {name} is not in the English"},
		{"brace open", "ar", arHeader + entry("b", "Bye", "{وداعا"), `po/ar.po:15: b: "{" without "}"`},
		{"brace closed", "ar", arHeader + entry("b", "Bye", "وداعا}"), `po/ar.po:15: b: "}" without "{"`},
		{"brace in brace", "ar", arHeader + entry("a", "Hi {name}", "{na{name}"), `po/ar.po:16: a: "{" without "}"`},
		{"draft too", "ar", arHeader + "# draft: x\n" + entry("a", "Hi {name}", "أهلا"), "po/ar.po:17: a: the placeholder"},
		{"what a merge tool left", "ar", arHeader + entry("b", "Bye", `#-#-#-#-#  es.po  #-#-#-#-#\nx`), "po/ar.po:15: b: the text has two versions"},
		{"control character", "ar", arHeader + entry("b", "Bye", `a\ab`), "po/ar.po:15: b: the text has the control character U+0007"},
		{"isolate open", "ar", arHeader + entry("b", "Bye", "\u2068وداعا"), "po/ar.po:15: b: the text opens a direction"},
		{"line break lost", "ar", arHeader + entry("line", `Bye\n`, "وداعا"), "po/ar.po:15: line: English and translation must both"},
		{"key twice", "ar", arHeader + entry("b", "Bye", "x") + entry("b", "Bye", "y"), "po/ar.po:17: b: this message stands at line 13 already"},
		{"no context", "ar", arHeader + "msgid \"Bye\"\nmsgstr \"{\"\n", `po/ar.po:14: b: "{" without "}"`},
		{"no context twice", "ar", arHeader + strings.Repeat("msgid \"Bye\"\nmsgstr \"x\"\n", 2), `po/ar.po:15: "Bye": this message and that at line 13 have no msgctxt`},
		{"no header", "ar", entry("b", "Bye", "x"), "po/ar.po:1: the file has no header"},
		{"header of another language", "uk", arHeader, "po/uk.po:2: the header says Language: ar, but the file is named for uk"},
		{"charset unknown", "ar", strings.Replace(arHeader, "UTF-8", "klingon", 1) + entry("b", "Bye", "\xe9"), "po/ar.po:15: this is not UTF-8"},
		{"charset of others", "ar", strings.Replace(arHeader, "UTF-8", "SHIFT_JIS", 1) + entry("b", "Bye", "\x95\x5c"), "po/ar.po:1: the charset SHIFT_JIS, which the header names, cannot be read here"},
		{"not of the charset", "ar", strings.Replace(arHeader, "UTF-8", "ASCII", 1) + entry("b", "Bye", "é"), "po/ar.po:15: this is not"},
		{"Arabic read as Latin 1", "ar", strings.Replace(arHeader, "UTF-8", "ISO-8859-1", 1) + entry("b", "Bye", "وداعا\xe9"), "po/ar.po:15: b: the text has the control character"},
		{"plural forms of another language", "ar", headerFor("ar", "nplurals=2; plural=n != 1;") + plural + "msgstr[0] \"{n} {city}\"\nmsgstr[1] \"{n} {city}\"\n", "po/ar.po:11: Plural-Forms"},
		{"number left out where it varies", "ar", arHeader + six("{city}"), "po/ar.po:16: n: the placeholder {n} is missing"},
		{"placeholder other than the number left out", "ar", arHeader + six("{n}"), "po/ar.po:16: n: the placeholder {city} is missing"},
		{"too few forms", "ar", arHeader + plural + "msgstr[0] \"{n} {city}\"\nmsgstr[1] \"{n} {city}\"\n", "po/ar.po:16: n: 2 forms, but the header says nplurals=6"},
		{"unknown language", "xx", arHeader, `po/xx.po: "xx" is not one of our languages`},
		{"underscore in the name", "fa_AF", arHeader, `"fa_AF" is not one of our languages`},
		{"English", "en", arHeader, "po/en.po: English has no translation file"},
		{"syntax", "ar", arHeader + "msgctxt \"b\"\nmsgid \"Bye\nmsgstr \"x\"\n", "po/ar.po:14: the string has no closing quote"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, err := Load(tree(map[string]string{tt.lang: tt.po}), sources)
			if err == nil || c != nil {
				t.Fatalf("Load took the file, want an error with %q", tt.want)
			}
			if !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %q, want it to have %q", err, tt.want)
			}
		})
	}
	t.Run("two faults of a message", func(t *testing.T) {
		_, err := Load(tree(map[string]string{"ar": arHeader + "#, java-format\n" + entry("b", "Bye", "{0}")}), sources)
		const want = "po/ar.po:16: b: the flag java-format lets { } mean something; take the flag out\npo/ar.po:16: b: placeholder {0}: "
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("error\n%v\nwant\n%s", err, want)
		}
	})
	t.Run("every fault at once", func(t *testing.T) {
		_, err := Load(tree(map[string]string{
			"ar": arHeader + entry("a", "Hi {name}", "x") + entry("b", "Bye", "{"), "uk": "msgid",
		}), sources)
		for _, want := range []string{"po/ar.po:16: a:", "po/ar.po:20: b:", "po/uk.po:1:"} {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("error %v, want it to have %q too", err, want)
			}
		}
	})
}

func TestLoadRefusesSources(t *testing.T) {
	for _, tt := range []struct {
		name    string
		sources []Source
		want    string
	}{
		{"key twice", []Source{{Key: "a", Text: "x", Ref: "f:1"}, {Key: "a", Text: "y", Ref: "f:2"}}, "f:2: a: this key is used already at f:1"},
		{"no key", []Source{src("", "x")}, "a key must have"},
		{"space in a key", []Source{src("a b", "x")}, "a key must have"},
		{"empty", []Source{src("a", "")}, "flow.yaml:1: a: the text is empty"},
		{"brace", []Source{src("a", "Hi {name")}, `"{" without "}"`},
		{"format", []Source{src("a", "Hi {name:10}")}, "placeholder {name:10}"},
		{"position", []Source{src("a", "Hi {0}")}, "placeholder {0}"},
		{"no name", []Source{src("a", "Hi {}")}, "placeholder {}"},
		{"not NFC", []Source{src("a", "u\u0308")}, "normal form C"},
		{"not UTF-8", []Source{src("a", "\xf8")}, "not UTF-8"},
		{"plural without count", []Source{{Key: "a", Text: "x", Plural: "y", Ref: "f:1"}}, "together, or neither"},
		{"count not in plural", []Source{{Key: "a", Text: "{n} x", Plural: "y", Count: "n", Ref: "f:1"}}, "must have the placeholder that counts, {n}"},
		{"texts differ", []Source{{Key: "a", Text: "x", Plural: "{n} {y}", Count: "n", Ref: "f:1"}}, "the placeholder {y} is missing"},
		{"reference", []Source{{Key: "a", Text: "x", Ref: "f 1"}}, "the reference must be a file and a line"},
	} {
		_, err := Load(nil, tt.sources)
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v, want it to have %q", tt.name, err, tt.want)
		}
	}
}

func TestStatus(t *testing.T) {
	sources := []Source{src("a", "A"), src("b", "B"), src("c", "C"), src("d", "D"), src("e", "E"), src("f", "F")}
	ar := arHeader + entry("a", "A", "١") +
		"# draft: for review by a native speaker\n" + entry("b", "B", "٢") +
		"#, fuzzy\n" + entry("c", "C", "٣") +
		entry("d", "older D", "٤") +
		entry("e", "E", "") +
		"#~ msgctxt \"f\"\n#~ msgid \"F\"\n#~ msgstr \"٦\"\n\n" +
		entry("gone", "Gone {x}", "Gone {x}")
	c := loaded(t, sources, map[string]string{"ar": ar})
	want := []Status{{Lang: "en", Reviewed: 6}, {Lang: "ar", Missing: 2, Fuzzy: 2, Drafted: 1, Reviewed: 1}}
	if got := c.Status(); !reflect.DeepEqual(got, want) {
		t.Errorf("Status() = %+v, want %+v", got, want)
	}
	for key, want := range map[Key]struct {
		state State
		text  string
	}{
		"a": {Reviewed, "١"}, "b": {Drafted, "٢"}, "c": {Fuzzy, "C"}, "d": {Fuzzy, "D"}, "e": {Missing, "E"}, "f": {Missing, "F"},
	} {
		if got := c.State("ar", key); got != want.state {
			t.Errorf("State(ar, %s) = %s, want %s", key, got, want.state)
		}
		if got, _ := c.Render("ar", key); got != want.text {
			t.Errorf("Render(ar, %s) = %q, want %q", key, got, want.text)
		}
	}
	for _, tt := range []struct {
		lang Lang
		key  Key
		want State
	}{{"en", "a", Reviewed}, {"", "a", Reviewed}, {"en", "gone", Missing}, {"de", "a", Missing}, {"ar", "gone", Missing}} {
		if got := c.State(tt.lang, tt.key); got != tt.want {
			t.Errorf("State(%q, %s) = %s, want %s", tt.lang, tt.key, got, tt.want)
		}
	}
}

func TestLanguagesInTheirOrder(t *testing.T) {
	c := loaded(t, []Source{src("a", "A")}, map[string]string{
		"fa-AF": headerFor("fa-AF", faHeader), "uk": headerFor("uk", ukHeader), "ar": arHeader, "nl": headerFor("nl", "nplurals=2; plural=n != 1;"),
	})
	if got, want := c.Languages(), []Lang{"en", "nl", "ar", "uk", "fa-AF"}; !slices.Equal(got, want) {
		t.Errorf("Languages() = %v, want %v", got, want)
	}
	c.Languages()[0] = "xx"
	if c.Languages()[0] != English {
		t.Error("a caller can change the catalogue's own list")
	}
	for _, fsys := range []fstest.MapFS{nil, {}, {"po/bot.pot": {Data: []byte("x")}, "other/ar.po": {Data: []byte("x")}}} {
		c, err := Load(fsys, []Source{src("a", "A")})
		if err != nil || !slices.Equal(c.Languages(), []Lang{"en"}) {
			t.Errorf("without translations: %v, want English alone", err)
		}
	}
}

// The files in the program load, and their plural forms are those of x/text.
func TestEmbeddedFiles(t *testing.T) {
	c, err := Load(Files, []Source{src("test.only", "A")})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Contains(c.Languages(), "ar") {
		t.Errorf("Languages() = %v, want Arabic among them", c.Languages())
	}
}

func TestHash(t *testing.T) {
	hash := func(sources []Source, files map[string]string) string { return loaded(t, sources, files).Hash() }
	a, b := src("a", "A"), src("b", "B")
	base := hash([]Source{a, b}, map[string]string{"ar": arHeader + entry("a", "A", "١")})
	moved, noted := a, b
	moved.Ref, noted.Note = "other.yaml:99", "a note"
	if got := hash([]Source{noted, moved}, map[string]string{"ar": arHeader + "# a comment\n" + entry("a", "A", "١") + entry("x", "X", "y")}); got != base {
		t.Error("notes, references, order or unused entries change the hash")
	}
	for name, other := range map[string]string{
		"English":     hash([]Source{a, src("b", "B.")}, map[string]string{"ar": arHeader + entry("a", "A", "١")}),
		"key":         hash([]Source{a, src("b2", "B")}, map[string]string{"ar": arHeader + entry("a", "A", "١")}),
		"translation": hash([]Source{a, b}, map[string]string{"ar": arHeader + entry("a", "A", "٢")}),
		"state":       hash([]Source{a, b}, map[string]string{"ar": arHeader + "# draft: x\n" + entry("a", "A", "١")}),
		"language":    hash([]Source{a, b}, map[string]string{"ur": headerFor("ur", "nplurals=2; plural=n != 1;") + entry("a", "A", "١")}),
		"new file":    hash([]Source{a, b}, map[string]string{"ar": arHeader + entry("a", "A", "١"), "uk": headerFor("uk", ukHeader)}),
	} {
		if other == base {
			t.Errorf("a change of the %s does not change the hash", name)
		}
	}
	days := []Source{{Key: "n", Text: "{n} day", Plural: "{n} days", Count: "n", Ref: "f:1"}}
	forms := "msgctxt \"n\"\nmsgid \"{n} day\"\nmsgid_plural \"{n} days\"\nmsgstr[0] \"{n} x\"\nmsgstr[1] \"{n} y\"\n"
	if one, other := hash(days, map[string]string{"es": headerFor("es", "nplurals=2; plural=n != 1;") + forms}), hash(days, map[string]string{"es": headerFor("es", "nplurals=2; plural=n == 1;") + forms}); one == other {
		t.Error("another rule for numbers does not change the hash")
	}
	if len(base) != 64 {
		t.Errorf("Hash() = %q, want 64 digits", base)
	}
}

// flows and everything above stand on this package, so it may stand only on the standard library, x/text, and what counts
// slips of the finger.
func TestImports(t *testing.T) {
	pkg, err := build.ImportDir(".", 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range pkg.Imports {
		first, _, _ := strings.Cut(path, "/")
		if strings.Contains(first, ".") && !strings.HasPrefix(path, "golang.org/x/text/") && path != "github.com/hbollon/go-edlib" || first == "wecan" || path == "os" || strings.HasPrefix(path, "net") {
			t.Errorf("i18n imports %s; it may import golang.org/x/text, go-edlib and the standard library without I/O", path)
		}
	}
}

func TestLayers(t *testing.T) {
	a, b := Source{Key: "a", Text: "One", Ref: "x:1"}, Source{Key: "b", Text: "Two", Ref: "x:2"}
	entry := func(key, english, text string) string {
		return "\nmsgctxt \"" + key + "\"\nmsgid \"" + english + "\"\nmsgstr \"" + text + "\"\n"
	}
	under := fstest.MapFS{"po/ar.po": {Data: []byte(arHeader + entry("a", "One", "١") + entry("b", "Two", "٢"))}}
	over := fstest.MapFS{"po/ar.po": {Data: []byte(arHeader + entry("b", "Two", "اثنان"))}}
	c, err := Load(under, []Source{a, b}, nil, over)
	if err != nil {
		t.Fatal(err)
	}
	for key, want := range map[Key]string{"a": "١", "b": "اثنان"} {
		if got, _ := c.Render("ar", key); got != want {
			t.Errorf("%s is %q, want %q", key, got, want)
		}
	}
	if s := c.Status()[1]; s.Reviewed != 2 || s.Missing != 0 {
		t.Errorf("the status is %+v", s)
	}
}
