package flows_test

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"wecan/flows"
)

// named is the programme of these tests with a name for the bot.
func named(name string) string {
	return strings.Replace(programme, "\nkeep:", "\nbot_name: \""+name+"\"\nkeep:", 1)
}

// nameIn are translations of the name.
func nameIn(english string, names map[string]string) fstest.MapFS {
	out := fstest.MapFS{}
	for lang, name := range names {
		out["po/"+lang+".po"] = &fstest.MapFile{Data: []byte("msgid \"\"\nmsgstr \"Content-Type: text/plain; charset=UTF-8\\n\"\n\n" +
			"msgctxt \"programme.bot_name\"\nmsgid \"" + english + "\"\nmsgstr \"" + name + "\"\n")}
	}
	return out
}

func namesFor(t *testing.T, file string, po fstest.MapFS) ([]flows.BotName, error) {
	t.Helper()
	book, err := flows.Parse(capability(map[string]string{"flow.yaml": asking}))
	if err != nil {
		t.Fatal(err)
	}
	defs, err := compileFor(book, po, file)
	if err != nil {
		return nil, err
	}
	return defs.BotNames(), nil
}

// Each language has the name that it is translated to, when it is another one,
// and none else: those that the name once had go with it.
func TestBotNames(t *testing.T) {
	po := nameIn("Garden", map[string]string{
		"uk": " Сад\u00a0 наш", "ar": "🆗 حديقة", "es": "", "fa": "Garden", "ckb": "باخچە", "fa-AF": "باغ",
	})
	for name, c := range map[string]struct {
		file string
		want []flows.BotName
	}{
		"a name":       {named("Garden"), []flows.BotName{{"", "Garden"}, {"ar", "🆗 حديقة"}, {"en", ""}, {"es", ""}, {"fa", ""}, {"uk", "Сад наш"}}},
		"another name": {named("Meadow"), []flows.BotName{{"", "Meadow"}, {"ar", ""}, {"en", ""}, {"es", ""}, {"fa", ""}, {"uk", ""}}},
		"none":         {programme, []flows.BotName{{"ar", ""}, {"en", ""}, {"es", ""}, {"fa", ""}, {"uk", ""}}},
	} {
		got, err := namesFor(t, c.file, po)
		if err != nil {
			t.Fatal(err)
		}
		first := min(len(got), len(c.want)-5) // the name for everybody comes first
		slices.SortFunc(got[first:], func(a, b flows.BotName) int { return strings.Compare(string(a.Lang), string(b.Lang)) })
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestBotNameIsTranslated(t *testing.T) {
	p, err := flows.ParseProgramme("p.yaml", []byte(named("Garden")))
	if err != nil {
		t.Fatal(err)
	}
	s := p.Sources()[0]
	if s.Key != "programme.bot_name" || s.Text != "Garden" || s.Ref != "p.yaml:3" || !strings.Contains(s.Note, "64 characters") {
		t.Errorf("translators get %+v", s)
	}
}

// Telegram takes 64 UTF-16 code units, in every language.
func TestBotNameLimit(t *testing.T) {
	long, wide := strings.Repeat("a", 64), strings.Repeat("🌻", 32)
	for _, c := range []struct {
		name, translation string
		problem           string
	}{
		{long, wide, ""},
		{long + "a", "", "programme.yaml:3:1: a bot's name has at most 64 characters; this has 65"},
		{wide + "a", "", "programme.yaml:3:1: a bot's name has at most 64 characters; this has 65"},
		{"Garden", long + "a", "uk.po: programme.bot_name has 65 characters; a bot's name has at most 64"},
		{"Garden", wide + "a", "uk.po: programme.bot_name has 65 characters; a bot's name has at most 64"},
		{"Garden {name}", "", "nothing fills {name} in the programme file"},
		{" ", "", "this text is empty"},
	} {
		_, err := namesFor(t, named(c.name), nameIn(c.name, map[string]string{"uk": c.translation}))
		if (err == nil) != (c.problem == "") || err != nil && !strings.Contains(err.Error(), c.problem) {
			t.Errorf("%q, %q: %v, want %q", c.name, c.translation, err, c.problem)
		}
	}
}

// A name may be of capitals, which in a sentence would have to be explained.
func TestBotNameIsNoSentence(t *testing.T) {
	book, err := flows.Parse(capability(map[string]string{"flow.yaml": asking}))
	if err != nil {
		t.Fatal(err)
	}
	defs, err := compileFor(book, nil, named("WE CAN"))
	if err != nil {
		t.Fatal(err)
	}
	if faults, _ := defs.Plain(flows.PoFile, nil); strings.Contains(faults.Error(), "bot_name") {
		t.Error(faults)
	}
}
