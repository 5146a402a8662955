package i18n

import (
	"bytes"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"
)

const (
	faHeader = "nplurals=2; plural=n > 1;"
	ukHeader = "nplurals=3; plural=n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2;"
)

func greeting(tb testing.TB) *Catalog {
	tb.Helper()
	return loaded(tb, []Source{
		src("hello", "Hello {name}, 100% free {{here}}."),
		src("bye", "Goodbye."),
		src("only.english", "Write to {name}"),
	}, map[string]string{
		"ar":    arHeader + entry("hello", "Hello {name}, 100% free {{here}}.", "أهلا {name}، 100% مجانا {{هنا}}.") + entry("bye", "Goodbye.", "مع السلامة."),
		"fa":    headerFor("fa", faHeader) + entry("bye", "Goodbye.", "خداحافظ."),
		"fa-AF": headerFor("fa-AF", faHeader) + entry("hello", "Hello {name}, 100% free {{here}}.", "سلام {name}، 100% رایگان {{اینجا}}."),
	})
}

func TestRender(t *testing.T) {
	c := greeting(t)
	name := func(v string) []Arg { return []Arg{{Name: "name", Value: v}} }
	long := strings.Repeat("ü", 300)
	for _, tt := range []struct {
		lang Lang
		key  Key
		args []Arg
		want string
		used Lang
	}{
		{"en", "hello", name("Ann"), "Hello Ann, 100% free {here}.", "en"},
		{"en", "hello", name("علي"), "Hello \u2068علي\u2069, 100% free {here}.", "en"},
		{"en", "hello", name("דוד"), "Hello \u2068דוד\u2069, 100% free {here}.", "en"},
		{"en", "hello", name("٤٢"), "Hello \u2068٤٢\u2069, 100% free {here}.", "en"},
		{"en", "hello", name("_*<{name}%d%%😀&"), "Hello _*<{name}%d%%😀&, 100% free {here}.", "en"},
		{"en", "hello", name("{{"), "Hello {{, 100% free {here}.", "en"},
		{"en", "hello", name(long), "Hello " + long + ", 100% free {here}.", "en"},
		{"en", "hello", name(""), "Hello , 100% free {here}.", "en"},
		{"ar", "hello", name("Ann"), "أهلا \u2068Ann\u2069، 100% مجانا {هنا}.", "ar"},
		{"ar", "hello", name("علي"), "أهلا \u2068علي\u2069، 100% مجانا {هنا}.", "ar"},
		{"ar", "hello", name("_*<{name}%s😀"), "أهلا \u2068_*<{name}%s😀\u2069، 100% مجانا {هنا}.", "ar"},
		{"ar", "hello", name(""), "أهلا ، 100% مجانا {هنا}.", "ar"},
		{"ar", "bye", nil, "مع السلامة.", "ar"},
		{"ar", "only.english", name("Ann"), "Write to Ann", "en"},
		{"ar", "only.english", name("علي"), "Write to \u2068علي\u2069", "en"},
		{"fa-AF", "hello", name("Ann"), "سلام \u2068Ann\u2069، 100% رایگان {اینجا}.", "fa-AF"},
		{"fa-AF", "bye", nil, "خداحافظ.", "fa"},
		{"fa-AF", "only.english", name("Ann"), "Write to Ann", "en"},
		{"fa", "hello", name("Ann"), "Hello Ann, 100% free {here}.", "en"}, // Persian does not fall to Dari
		{"ar-EG", "bye", nil, "مع السلامة.", "ar"},
		{"uk", "bye", nil, "Goodbye.", "en"},
		{"", "bye", nil, "Goodbye.", "en"},
		{"-", "bye", nil, "Goodbye.", "en"},
	} {
		got, used := c.Render(tt.lang, tt.key, tt.args...)
		if got != tt.want || used != tt.used {
			t.Errorf("Render(%q, %q, %.40q) = %q in %s, want %q in %s", tt.lang, tt.key, tt.args, got, used, tt.want, tt.used)
		}
	}
	if gaps := c.Missing(); len(gaps) != 0 {
		t.Errorf("Missing() = %v after complete calls, want none", gaps)
	}
}

// A name with a full stop at its end needs none of the text's.
func TestRenderOneFullStop(t *testing.T) {
	for text, want := range map[string]string{
		"Thank you, {name}. We write.": "Thank you, Amina B. We write.", "Name: {name}.": "Name: Amina B.", "{name}... and so on": "Amina B.... and so on",
		"{name}, hello.": "Amina B., hello.", "{name}{name}.": "Amina B.Amina B.",
	} {
		c := loaded(t, []Source{src("a", text)}, nil)
		if got, _ := c.Render("en", "a", Arg{"name", "Amina B."}); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
	c := loaded(t, []Source{src("a", "Hi {name}.")}, map[string]string{"ar": arHeader + entry("a", "Hi {name}.", "أهلا {name}.")})
	if got, _ := c.Render("ar", "a", Arg{"name", "Amina B."}); got != "أهلا \u2068Amina B.\u2069" {
		t.Errorf("in Arabic it is %+q", got)
	}
}

func TestRenderReportsFaultsOfTheProgram(t *testing.T) {
	c := greeting(t)
	if got, used := c.Render("ar", "no.such.key"); got != "⟦no.such.key⟧" || used != "en" {
		t.Errorf("an unknown key gives %q in %s", got, used)
	}
	if got, _ := c.Render("ar", "hello", Arg{Name: "nome", Value: "Ann"}); !strings.Contains(got, "{name}") {
		t.Errorf("a missing argument gives %q, want its placeholder to be seen", got)
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() { c.Render("en", "no.such.key") })
	}
	wg.Wait()
	want := []Gap{{Key: "hello", Placeholder: "name"}, {Key: "no.such.key"}}
	if got := c.Missing(); !reflect.DeepEqual(got, want) {
		t.Errorf("Missing() = %v, want %v", got, want)
	}
	for i := range 2 * gapLimit {
		c.Render("en", Key(strings.Repeat("x", i+1)))
	}
	if got := len(c.Missing()); got != gapLimit {
		t.Errorf("%d gaps are kept, want the limit of %d", got, gapLimit)
	}
}

func TestRenderPlural(t *testing.T) {
	places := Source{Key: "places", Text: "{n} place left in {city}", Plural: "{n} places left in {city}", Count: "n", Ref: "event.yaml:7"}
	head := "#, python-brace-format\nmsgctxt \"places\"\nmsgid \"{n} place left in {city}\"\nmsgid_plural \"{n} places left in {city}\"\n"
	c := loaded(t, []Source{places}, map[string]string{
		"ar": arHeader + head + `msgstr[0] "لا أماكن في {city}"
msgstr[1] "مكان واحد في {city}"
msgstr[2] "مكانان في {city}"
msgstr[3] "{n} أماكن في {city}"
msgstr[4] "{n} مكانا في {city}"
msgstr[5] "{n} مكان في {city}"
`,
		"uk": headerFor("uk", ukHeader) + head + `msgstr[0] "{n} місце, {city}"
msgstr[1] "{n} місця, {city}"
msgstr[2] "{n} місць, {city}"
`,
	})
	for _, tt := range []struct {
		lang Lang
		n    string
		want string
	}{
		{"en", "1", "1 place left in Jena"},
		{"en", "0", "0 places left in Jena"},
		{"en", "21", "21 places left in Jena"},
		{"de", "1", "1 place left in Jena"}, // English text, English rules
		{"ar", "0", "لا أماكن في \u2068Jena\u2069"},
		{"ar", "1", "مكان واحد في \u2068Jena\u2069"},
		{"ar", "2", "مكانان في \u2068Jena\u2069"},
		{"ar", "3", "\u20683\u2069 أماكن في \u2068Jena\u2069"},
		{"ar", "110", "\u2068110\u2069 أماكن في \u2068Jena\u2069"},
		{"ar", "11", "\u206811\u2069 مكانا في \u2068Jena\u2069"},
		{"ar", "٩٩", "\u2068٩٩\u2069 مكانا في \u2068Jena\u2069"},
		{"ar", "100", "\u2068100\u2069 مكان في \u2068Jena\u2069"},
		{"uk", "1", "1 місце, Jena"},
		{"uk", "21", "21 місце, Jena"},
		{"uk", "3", "3 місця, Jena"},
		{"uk", "12", "12 місць, Jena"},
		{"uk", "0", "0 місць, Jena"},
		{"uk", "10000001", "10000001 місце, Jena"},
	} {
		got, _ := c.Render(tt.lang, "places", Arg{"n", tt.n}, Arg{"city", "Jena"})
		if got != tt.want {
			t.Errorf("Render(%s, n=%s) = %q, want %q", tt.lang, tt.n, got, tt.want)
		}
	}
	if got, _ := c.Render("uk", "places", Arg{"n", "many"}, Arg{"city", "Jena"}); got != "many місць, Jena" {
		t.Errorf("a count that is no number gives %q", got)
	}
	if got, want := c.Missing(), []Gap{{"places", "n"}}; !reflect.DeepEqual(got, want) {
		t.Errorf("Missing() = %v, want %v", got, want)
	}
}

// Some tools add a last form, for fractions, to languages that need none for whole numbers.
func TestFormForFractions(t *testing.T) {
	days := []Source{{Key: "d", Text: "{n} day", Plural: "{n} days", Count: "n", Ref: "f:1"}}
	head := "msgctxt \"d\"\nmsgid \"{n} day\"\nmsgid_plural \"{n} days\"\n"
	four := head + "msgstr[0] \"{n} день\"\nmsgstr[1] \"{n} дні\"\nmsgstr[2] \"{n} днів\"\nmsgstr[3] \"{n} дня\"\n"
	c := loaded(t, days, map[string]string{"uk": headerFor("uk", "nplurals=4; plural=n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2;") + four})
	for n, want := range map[string]string{"21": "21 день", "3": "3 дні", "100": "100 днів"} {
		if got, _ := c.Render("uk", "d", Arg{Name: "n", Value: n}); got != want {
			t.Errorf("Render(n=%s) = %q, want %q", n, got, want)
		}
	}
	if _, err := Load(tree(map[string]string{"uk": headerFor("uk", "nplurals=4; plural=0;") + four}), days); err == nil {
		t.Error("Load takes a file for uk that has one form for all numbers")
	}
}

// The tools of translators write a rule with a form for millions, or with the forms in another order: the number takes the
// form that the rule of its file says, and all of them outlive a merge and a table.
func TestFormsByTheRuleOfTheFile(t *testing.T) {
	days := []Source{{Key: "d", Text: "{n} day", Plural: "{n} days", Count: "n", Ref: "f:1"}}
	file := func(lang, rule string, forms ...string) string {
		po := headerFor(lang, rule) + "#: f:1\n#, python-brace-format\nmsgctxt \"d\"\nmsgid \"{n} day\"\nmsgid_plural \"{n} days\"\n"
		for i, form := range forms {
			po += fmt.Sprintf("msgstr[%d] \"%s\"\n", i, form)
		}
		return po
	}
	const (
		million = "nplurals=3; plural=n == 1 ? 0 : n != 0 && n % 1000000 == 0 ? 1 : 2;"
		french  = "nplurals=3; plural=(n == 0 || n == 1) ? 0 : n != 0 && n % 1000000 == 0 ? 1 : 2;"
		zero    = "nplurals=3; plural=n==0 ? 0 : n==1 ? 1 : 2;"
		turned  = "nplurals=2; plural=n == 1;"
	)
	for _, tt := range []struct {
		lang, po string
		want     map[string]string
	}{
		{"es", file("es", million, "{n} día", "{n} de días", "{n} días"), map[string]string{"0": "0 días", "1": "1 día", "2": "2 días", "21": "21 días", "1000000": "1000000 de días", "1000001": "1000001 días"}},
		{"it", file("it", million, "{n} giorno", "{n} di giorni", "{n} giorni"), map[string]string{"1": "1 giorno", "5": "5 giorni", "3000000": "3000000 di giorni"}},
		{"fr", file("fr", french, "{n} jour", "{n} de jours", "{n} jours"), map[string]string{"0": "0 jour", "1": "1 jour", "2": "2 jours", "1000000": "1000000 de jours"}},
		{"pt", file("pt", french, "{n} dia", "{n} de dias", "{n} dias"), map[string]string{"0": "0 dia", "1": "1 dia", "7": "7 dias", "2000000": "2000000 de dias"}},
		{"de", file("de", zero, "kein Tag", "ein Tag", "{n} Tage"), map[string]string{"0": "kein Tag", "1": "ein Tag", "2": "2 Tage"}},
		{"nl", file("nl", turned, "{n} dagen", "{n} dag"), map[string]string{"1": "1 dag", "2": "2 dagen"}},
	} {
		merged, err := Merge([]byte(tt.po), days)
		if err != nil || string(merged) != tt.po {
			t.Errorf("%s: merged (%v) it is\n%s", tt.lang, err, merged)
		}
		var table bytes.Buffer
		if err := WriteCSV(&table, Lang(tt.lang), merged, days, ','); err != nil {
			t.Fatal(err)
		}
		if back, changed, err := ReadCSV("t.csv", table.Bytes(), Lang(tt.lang), merged, days); err != nil || changed != 0 || string(back) != tt.po {
			t.Errorf("%s: out of a table (%v, %d changed) it is\n%s", tt.lang, err, changed, back)
		}
		if tt.lang == "es" && !strings.Contains(table.String(), "Form 2 of 3, for the numbers 1000000, 2000000, 3000000") {
			t.Errorf("the table does not say what the second form is for:\n%s", table.String())
		}
		if _, complaint, ok := gettext(t, "msgfmt", "--check", "--output-file=/dev/null", written(t, tt.lang+".po", merged)); !ok {
			t.Errorf("msgfmt refuses %s: %s", tt.lang, complaint)
		}
		c := loaded(t, days, map[string]string{tt.lang: tt.po})
		for n, want := range tt.want {
			if got, _ := c.Render(Lang(tt.lang), "d", Arg{Name: "n", Value: n}); got != want {
				t.Errorf("%s: Render(n=%s) = %q, want %q", tt.lang, n, got, want)
			}
		}
	}
}

func TestIsolate(t *testing.T) {
	for _, tt := range []struct {
		lang     Lang
		in, want string
	}{
		{"en", "Jena", "Jena"},
		{"en", "Київ 5", "Київ 5"},
		{"en", "حلب", "\u2068حلب\u2069"},
		{"ar", "Jena", "\u2068Jena\u2069"},
		{"ur", "+49 170 1234567", "\u2068+49 170 1234567\u2069"},
		{"ar", "", ""},
		{"ar", "a\n\nb", "\u2068a\u2069\n\n\u2068b\u2069"},       // an isolate ends with its line
		{"ar", "a\u2069 evil", "\u2068a evil\u2069"},             // would close ours
		{"en", "a\u202Etxt.exe", "atxt.exe"},                     // would turn what follows
		{"en", "\u2067open", "open"},                             // would run on
		{"ar", "\u2068a\u2069 b", "\u2068\u2068a\u2069 b\u2069"}, // closed: rendered before
		{"ar", "\u2068a\n\u2069", "\u2068a\u2069\n"},
		{"en", "\xff\xc3", "\xff\xc3"},
	} {
		if got := Isolate(tt.lang, tt.in); got != tt.want {
			t.Errorf("Isolate(%s, %q) = %q, want %q", tt.lang, tt.in, got, tt.want)
		}
	}
}

func BenchmarkRender(b *testing.B) {
	c := greeting(b)
	b.Run("plain", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			c.Render("ar", "bye")
		}
	})
	b.Run("argument", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			c.Render("ar", "hello", Arg{Name: "name", Value: "Ann"})
		}
	})
	b.Run("fallback", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			c.Render("fa-AF", "only.english", Arg{Name: "name", Value: "علي رضا"})
		}
	})
	plural := loaded(b, []Source{{Key: "n", Text: "{n} place", Plural: "{n} places", Count: "n", Ref: "x:1"}}, nil)
	b.Run("plural", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			plural.Render("en", "n", Arg{Name: "n", Value: "121"})
		}
	})
}
