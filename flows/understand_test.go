package flows_test

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"wecan/flows/rehearsal"
	"wecan/i18n"
)

// understanding asks for everything that can be said in one's own words.
const understanding = `
flow: understanding
first: sure
triggers: {start: true, command: ask, status: told}
steps:
  sure: {ask: yesno, text: "Sure?", label: "Sure", save: sure, next: kids}
  kids: {ask: number, text: "How many children?", label: "Children", save: kids, check: {range: [0, 12]}, next: site}
  site: {ask: choice, text: "Where?", label: "Place", save: site, options: sites, next: since}
  since: {ask: date, text: "Since when?", label: "Since", save: since, check: {from: "1990-01-01", until: today}, next: name}
  name: {ask: text, text: "What is your name?", again: "Please write a name.", label: "Name", save: name, check: {length: [1, 300]}, next: told}
  told: {say: "Hello {name}, {site}, {since}, {kids}.", next: over}
  over: {end: done}
`

// at is a world in which she has come to a question by writing these.
func at(t *testing.T, typed ...string) *rehearsal.World {
	t.Helper()
	po := fstest.MapFS{}
	files, err := fs.Glob(i18n.Files, "po/*.po")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		data, err := fs.ReadFile(i18n.Files, name)
		if err != nil {
			t.Fatal(err)
		}
		po[name] = &fstest.MapFile{Data: data}
	}
	defs, err := compile(t, understanding, po)
	if err != nil {
		t.Fatal(err)
	}
	w, err := rehearsal.NewWorld(defs)
	if err != nil {
		t.Fatal(err)
	}
	w.Lang = "en"
	write(t, w, "/start")
	for _, text := range typed {
		write(t, w, text)
	}
	return w
}

// She answers every question in her own words, in any of the sixteen languages, whatever the chat's own is.
func TestUnderstoodInOwnWords(t *testing.T) {
	for lang, typed := range map[string][]string{
		"en": {"Yeah", "three", "NORTH", "12 March 2025"},
		"nl": {"jazeker", "drie", "north", "12 maart 2025"},
		"de": {"jawohl", "drei", "North", "12. März 2025"},
		"it": {"certo", "tre", "north", "12 marzo 2025"},
		"es": {"claro", "tres", "north", "12 de marzo de 2025"},
		"ar": {"أيوه", "ثلاثة", "نورث", "١٢ مارس ٢٠٢٥"},
		"uk": {"авжеж", "три", "Норт", "12 березня 2025 р."},
		"fa": {"بلی", "سه", "نورث", "۱۲ مارچ ۲۰۲۵"},
		"tr": {"evet", "üç", "1", "12 Mart 2025"},
		"fr": {"oui", "trois", "un", "le 12 mars 2025"},
		"ti": {"እወ", "ሰለስተ", "ኖርት", "12 መጋቢት 2025"},
		"ru": {"конечно", "три", "норт", "12 марта 2025 года"},
		"so": {"haa", "saddex", "kow", "12 Maarso 2025"},
		"ps": {"هو", "درې", "یو", "۱۲ مارچ ۲۰۲۵"},
		"ur": {"جی ہاں", "تین", "ایک", "۱۲ مارچ ۲۰۲۵"},
		"bn": {"হ্যাঁ", "তিন", "এক", "১২ মার্চ ২০২৫"},
	} {
		w := at(t, typed...)
		got := texts(write(t, w, "Amina"))
		if !strings.Contains(got, "Hello Amina, North, 12 March 2025, 3.") {
			t.Errorf("%s: after %q she reads %q", lang, typed, got)
		}
	}
}

// A date that can be two days, or that has no year, is asked for with the days on buttons; only those that are allowed.
func TestADateInDoubtIsAsked(t *testing.T) {
	for typed, want := range map[string][]string{ // today is 2 March 2026
		"03/04/2025": {"3 April 2025", "4 March 2025"},
		"12 March":   {"12 March 2025"}, // the next one is too late
		"١٢ مارس":    {"12 March 2025"},
		"01/02":      {"1 February 2026", "2 January 2026"},
		"29 Feb":     {"29 February 2024"},
	} {
		w := at(t, "yes", "1", "North")
		got := texts(write(t, w, typed))
		if !strings.Contains(got, "Which day do you mean?") {
			t.Errorf("%q: she reads %q", typed, got)
			continue
		}
		var labels []string
		for _, b := range w.Standing() {
			labels = append(labels, b.Label)
		}
		for _, label := range want {
			if !slices.Contains(labels, label) {
				t.Errorf("%q: there is no button %q among %q", typed, label, labels)
				continue
			}
			v := w.Clone()
			if out := texts(tap(t, v, label)); !strings.Contains(out, "What is your name?") {
				t.Errorf("%q, then a tap on %q: %q", typed, label, out)
			}
			if out := texts(write(t, v, "Amina")); !strings.Contains(out, label) {
				t.Errorf("%q, then a tap on %q: what was kept is %q", typed, label, out)
			}
			if out := texts(write(t, w.Clone(), label)); !strings.Contains(out, "What is your name?") {
				t.Errorf("%q, then %q typed: %q", typed, label, out)
			}
		}
		if n := len(slices.DeleteFunc(labels, func(s string) bool { return !strings.Contains(s, " 20") })); n != len(want) {
			t.Errorf("%q: %d days are offered, want %d", typed, n, len(want))
		}
	}
	for typed, want := range map[string]string{
		"03/04/1989": "like 02.03.2026", // neither is allowed
		"13/04/2025": "What is your name?",
		"1403/2/1":   "like 02.03.2026",
		"soon":       "like 02.03.2026",
		"01/04/2026": "What is your name?", // of the two only 4 January has been
	} {
		w := at(t, "yes", "1", "North")
		if got := texts(write(t, w, typed)); !strings.Contains(got, want) {
			t.Errorf("%q: she reads %q, want %q", typed, got, want)
		}
	}
}

// Words of distress bring the card and a question, wherever she is and whatever language they are in. Nothing of it is
// kept, her question waits, and where any text is an answer she can send it once more.
func TestDistress(t *testing.T) {
	const danger, words = "Danger now", "Do you need help now?"
	for _, tt := range []struct {
		name  string
		typed []string
		says  string
	}{
		{"new", nil, "My husband beats me"},
		{"number", []string{"yes"}, "he wants to kill me"},
		{"name", []string{"yes", "1", "North", "1.1.2025"}, "زوجي بيضربني كل يوم"},
		{"date", []string{"yes", "1", "North"}, "муж опять бьёт меня"},
		{"idle", []string{"yes", "1", "North", "1.1.2025", "Amina"}, "እቲ ሰብኣይ ይወቅዓኒ"},
	} {
		w := at(t, tt.typed...)
		before, err := w.Body(w.Person())
		if err != nil {
			t.Fatal(err)
		}
		got := write(t, w, tt.says)
		danger, words, person, on := danger, words, "👤 Talk to a person", "▶️ Go on"
		if tt.name == "name" { // in the language of the words
			danger, words, person, on = "خطر الآن", "هل هناك حاجة", "👤 التحدث إلى شخص", "◀️ متابعة"
		}
		if all := texts(got); len(got) != 1 || !strings.Contains(all, danger) || !strings.Contains(all, words) {
			t.Errorf("%s: she reads %q", tt.name, all)
		}
		after, err := w.Body(w.Person())
		if err != nil {
			t.Fatal(err)
		}
		if a, b := lasting(t, before), lasting(t, after); a != b {
			t.Errorf("%s: what is kept changed from %s to %s", tt.name, a, b)
		}
		if got := texts(tap(t, w.Clone(), person)); !strings.Contains(got, "You can talk to a person of Org") {
			t.Errorf("%s: the button leads to %q", tt.name, got)
		}
		if got := texts(tap(t, w, on)); strings.Contains(got, danger) || got == "" {
			t.Errorf("%s: going on she reads %q", tt.name, got)
		}
	}
	w := at(t, "yes", "1", "North", "1.1.2025")
	for i, says := range []string{"Save me", "Save me a seat", "Save me"} { // another text of distress is not the same again
		if got := texts(write(t, w, says)); !strings.Contains(got, danger) {
			t.Errorf("%d: %q: she reads %q", i, says, got)
		}
	}
	if got := texts(write(t, w, "Save me")); !strings.Contains(got, "Hello Save me") {
		t.Errorf("sent once more it is not taken: %q", got)
	}
}

// lasting is what is kept of a person beside the open question and when she wrote.
func lasting(t *testing.T, body json.RawMessage) string {
	t.Helper()
	var all map[string]any
	if err := json.Unmarshal(body, &all); err != nil {
		t.Fatal(err)
	}
	for _, passing := range []string{"e", "n", "s", "la"} { // the log of messages, when she was seen, the open question, her last message
		delete(all, passing)
	}
	out, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// No text of ours and nothing that somebody answers in a transcript is taken for distress, but for those that are about it.
func TestNoFalseAlarms(t *testing.T) {
	x, err := i18n.Words()
	if err != nil {
		t.Fatal(err)
	}
	looked, calls := 0, map[string]bool{} // calls: words for /emergency, which transcripts have too
	look := func(where, text string) {
		looked++
		if lang, found := x.Distress(i18n.English, text); found && !calls[text] {
			t.Errorf("%s: %q is distress in %s", where, text, lang)
		}
	}
	quoted := regexp.MustCompile(`(?m)^(?:msgid|msgstr)(?:_plural|\[\d\])? "(.*)"$`)
	files, _ := filepath.Glob("../i18n/po/*.po*")
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for entry := range strings.SplitSeq(string(data), "\n\n") {
			emergency := strings.Contains(entry, `"system.words.emergency"`)
			for _, m := range quoted.FindAllStringSubmatch(entry, -1) {
				if emergency {
					for word := range strings.SplitSeq(m[1], " | ") {
						calls[word] = true
					}
					continue
				}
				look(name, strings.ReplaceAll(m[1], `\n`, "\n"))
			}
		}
	}
	typed := regexp.MustCompile(`(?m)^> (.*)$`)
	for _, folder := range []string{"enrollment/testdata/*.chat", "enrollment/testdata/*/*.chat", "flowtest/testdata/*.chat"} {
		files, _ := filepath.Glob(folder)
		for _, name := range files {
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range typed.FindAllStringSubmatch(string(data), -1) {
				look(name, m[1])
			}
		}
	}
	t.Logf("%d texts", looked)
	if looked < 1500 {
		t.Errorf("only %d texts were looked at", looked)
	}
}

// A word of a language that is not hers is a command where a button is asked for, but not where it may be her name.
func TestForeignWords(t *testing.T) {
	for typed, want := range map[string]string{
		"Hilfe": "In danger, call 112", "не понимаю": "In danger, call", "yardım": "In danger, call", "luqad": "Which language", "polizei": "Danger now", "booliis": "Danger now",
		"ich will mit jemandem sprechen": "You can talk to a person", "servus": "What can I do for you?", "zurück": "This is the first question",
	} {
		if got := texts(write(t, at(t), typed)); typed != "servus" && !strings.Contains(got, want) {
			t.Errorf("%q: she reads %q, want %q", typed, got, want)
		}
	}
	named := []string{"yes", "1", "North", "1.1.2025"}
	for _, name := range []string{"Servus", "Dag", "Dib", "Dur", "Retour"} {
		if got := texts(write(t, at(t, named...), name)); !strings.Contains(got, "Hello "+name) {
			t.Errorf("the name %q: she reads %q", name, got)
		}
	}
	if got := texts(write(t, at(t, named...), "Hilfe")); !strings.Contains(got, "In danger, call") {
		t.Errorf("a call for help in the place of a name: %q", got)
	}
}

// A name with what Telegram's markup, direction or emoji make of it comes back whole.
func TestNamesBreakNothing(t *testing.T) {
	for _, name := range []string{
		"_*[`<b>&amp;", "Amina_Haddad*", "<script>", "أمينة", "Amina \U0001F469\u200d\U0001F469\u200d\U0001F467", "{name}", "%s%d", strings.Repeat("я", 300), strings.Repeat("👩", 300), "a\u0301\u0302\u0303",
	} {
		got := texts(write(t, at(t, "yes", "1", "North", "1.1.2025"), name))
		if !strings.Contains(got, i18n.Clean(name)) || !strings.Contains(got, ", North, 1 January 2025, 1.") {
			t.Errorf("%q: she reads %q", name, got)
		}
	}
	for _, name := range []string{"\u202eAmina", "Amina\u2066", "\u2069Amina\u200f"} { // what turns other people's text is taken out
		if got := texts(write(t, at(t, "yes", "1", "North", "1.1.2025"), name)); !strings.Contains(got, "Hello Amina, North") {
			t.Errorf("%q: she reads %q", name, got)
		}
	}
}
