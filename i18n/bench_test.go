package i18n

import (
	"io/fs"
	"os"
	"testing"
	"time"
)

// The limits of performance: a message with plural, fallback and isolates under 3 µs and 15 allocations, loading everything
// under 200 ms, folding a short text under 5 µs.

func potSources(tb testing.TB) []Source {
	tb.Helper()
	data, err := os.ReadFile("po/bot.pot")
	if err != nil {
		tb.Fatal(err)
	}
	file, err := parsePO("bot.pot", data)
	if err != nil {
		tb.Fatal(err)
	}
	var out []Source
	for _, e := range file.entries {
		if !e.obsolete {
			out = append(out, Source{Key: e.key(), Text: e.id, Ref: "bot.pot:1"})
		}
	}
	return out
}

// harder is the message of the limit: Dari falls back to Persian, the text has a plural, and every value is isolated.
func harder(tb testing.TB) *Catalog {
	tb.Helper()
	sources := []Source{{Key: "p", Text: "{name}: {n} place in {city}", Plural: "{name}: {n} places in {city}", Count: "n", Ref: "f:1"}}
	fa := headerFor("fa", "nplurals=2; plural=n > 1;") + "#, python-brace-format\nmsgctxt \"p\"\nmsgid \"{name}: {n} place in {city}\"\nmsgid_plural \"{name}: {n} places in {city}\"\n" +
		"msgstr[0] \"{name}: {n} جا در {city}\"\nmsgstr[1] \"{name}: {n} جای در {city}\"\n"
	return loaded(tb, sources, map[string]string{"fa": fa, "fa-AF": headerFor("fa-AF", "nplurals=2; plural=n > 1;")})
}

func harderText(c *Catalog) (string, Lang) {
	return c.Render("fa-AF", "p", Arg{Name: "name", Value: "Юля"}, Arg{Name: "n", Value: "5"}, Arg{Name: "city", Value: "Leipzig"})
}

func TestMessageAllocates(t *testing.T) {
	c := harder(t)
	if text, used := harderText(c); used != "fa" || text != "\u2068Юля\u2069: \u20685\u2069 جای در \u2068Leipzig\u2069" {
		t.Fatalf("%+q in %s is not the message of the limit", text, used)
	}
	if n := testing.AllocsPerRun(100, func() { harderText(c) }); n > 15 {
		t.Errorf("a message takes %.0f allocations, the limit is 15", n)
	}
}

func BenchmarkMessage(b *testing.B) {
	c := harder(b)
	b.ReportAllocs()
	for b.Loop() {
		harderText(c)
	}
}

func BenchmarkLoad(b *testing.B) {
	sources := potSources(b)
	files, err := fs.Glob(Files, "po/*.po")
	if err != nil || len(files) < 3 {
		b.Fatal(files, err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Load(Files, sources); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLexicon(b *testing.B) {
	for b.Loop() {
		if _, err := LoadLexicon(wordFiles); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkFold(b *testing.B) {
	for name, s := range map[string]string{
		"latin": "I would like to join", "umlaut": "Düsseldorf, bitte", "arabic": "أَهْلًا وسهلا بكم", "ukrainian": "Я хочу в Лейпциг", "bengali": "আমি সাহায্য চাই", "tigrinya": "ትግርኛ እደሊ", "emoji": "yes 👍🏽 please",
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				Fold(s)
			}
		})
	}
}

func BenchmarkUnderstand(b *testing.B) {
	x := lexicon(b)
	day := time.Date(2027, 12, 31, 0, 0, 0, 0, time.UTC)
	b.Run("distress", func(b *testing.B) {
		for b.Loop() {
			x.Distress("uk", "Мене звати Олена, я з Харкова, мені тридцять два роки")
		}
	})
	b.Run("date", func(b *testing.B) {
		for b.Loop() {
			x.Day("uk", "12 березня 1990 року")
		}
	})
	b.Run("write", func(b *testing.B) {
		for b.Loop() {
			Day("ar", day)
		}
	})
	b.Run("city", func(b *testing.B) {
		for b.Loop() {
			x.SameCity("دورتموند", "Dortmund")
		}
	})
}
