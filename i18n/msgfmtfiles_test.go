package i18n

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestMsgfmtOnWhatHappensToFiles does to our real files what editors, phones, mail, merge tools and copies do to them. What
// msgfmt --check refuses we refuse, and a translator is told where and what to do.
func TestMsgfmtOnWhatHappensToFiles(t *testing.T) {
	sources := pluralSources(t)
	both, neither, we := verdicts{false, false}, verdicts{true, true}, verdicts{true, false} // who refuses
	const (
		cannot = `msgstr "✋ No puedo ir"`
		unseen = "a character that cannot be seen (U+"
	)
	for _, tt := range []struct {
		name, lang string
		change     func(po string) string
		want       verdicts
		says       string // part of our message
	}{
		{"charset of an old editor", "es", swap("charset=UTF-8", "charset=ISO-8859-1"), neither, ""},
		{"Latin-1 in a note", "es", swap("\n\n# draft", "\n\n# Jos\xe9\n# draft"), neither, ""},
		{"no-break space before the quote", "es", swap(cannot, strings.Replace(cannot, " ", "\u00a0", 1)), both, "es.po:27: " + unseen + "00A0)"},
		{"escape of a mark", "ar", swap(`msgstr "✋`, `msgstr "\u200f✋`), both, `ar.po:27: \u is not known`},
		{"forms in another order", "uk", pattern(`(msgstr\[1\].*\n)(msgstr\[2\].*\n)`, "$2$1"), both, "msgstr[2] cannot stand here, where msgstr[1] must"},
		{"c-format", "es", swap("#, python-brace-format", "#, python-brace-format, c-format"), neither, ""},
		{"living one among the obsolete", "uk", obsoleteCopy("withdrawn.news.text"), both, "withdrawn.news.text: this message stands at line"},
		{"old English cut in two", "es", swap(`#, python-brace-format`, "#, fuzzy, python-brace-format\n#| msgid \"You have no\nplace.\""), both, "es.po:18: the string has no closing quote; put it"},
		{"line ends doubled", "ar", lineEnds("\r\r\n"), neither, ""},
		{"zeros at the end", "uk", swap("\n$", "\n\x00\x00\x00"), both, unseen + "0000)"},

		{"contexts lost", "es", pattern(`msgctxt .*\n(msgid "No")`, "$1"), both, "\"No\": this message and that at line 138 have no msgctxt; write those lines as they stand in bot.pot"},
		{"header of another file among the obsolete", "es", swap("\n$", "\n\n#~ msgid \"\"\n#~ msgstr \"Language: es\\n\"\n"), both, "this is the header of line 1 once more"},
		{"two files in one", "ar", swap("\n$", "\n\n\uFEFFmsgid \"\"\nmsgstr \"Language: ar\\n\"\n"), both, unseen + "FEFF)"},
		{"two lines of a merge", "es", swap(cannot, cannot+"\n"+cannot), both, "es.po:28: msgstr cannot stand here: the message at line 25 has one already; keep one"},
		{"end of file of DOS", "es", swap("\n$", "\n\x1a"), both, unseen + "001A)"},
		{"quoted in a mail", "es", lineEnds("\n> "), both, "es.po:2: > msgstr cannot stand here"},
		{"every line moved in", "uk", lineEnds("\n\t"), neither, ""},
		{"phone's capital", "es", swap(cannot, "M"+cannot[1:]), both, "es.po:27: Msgstr cannot stand here"},
		{"direction mark before the quote", "ar", swap(`msgstr "✋`, "msgstr \u200f\"✋"), both, unseen + "200F)"},
		{"direction mark at the end of a line", "ar", swap("\"\n\n# draft", "\"\u200f\n\n# draft"), both, unseen + "200F)"},
		{"zero-width space before the line", "es", swap(cannot, "\u200b"+cannot), both, "es.po:27: " + unseen + "200B)"},
		{"form feed between messages", "es", swap("\n\n# draft", "\n\f\n# draft"), neither, ""},
		{"line ends of an old Mac", "es", lineEnds("\r"), neither, ""},
		{"note behind a string", "es", swap(cannot, cannot+" # better?"), neither, ""},
		{"line cut in two", "es", swap("Para hablar con una", "Para hablar con\nuna"), both, "join it again"},
		{"guillemets", "es", swap(cannot, "msgstr «✋ No puedo ir»"), both, "in straight double quotes"},
		{"Arabic digit", "ar", swap("msgstr[1]", "msgstr[١]"), both, "msgstr[١] cannot stand here"},
		{"half a file", "uk", func(po string) string { return po[:strings.Index(po, "Для Вас")+1] }, both, "uk.po:42: this is not UTF-8"},
		{"keyword misspelt behind the obsolete", "es", swap("\n$", "\nmsgit \"x\"\n"), both, "msgit cannot stand here"},
		{"note behind the sign of old English", "es", swap("\n#, python", "\n#| # better?\n#, python"), both, "the note at line 17 stands behind \"#|\""},
		{"line joined by a backslash of DOS", "es", swap(cannot+"\n", cannot+" \\\r\n"), both, "es.po:27: a backslash (\\) outside of the quotes; take it out"},
		{"backslash for a new line", "es", swap(cannot+"\n", "\\n\n"+cannot+"\n"), both, "es.po:27: a backslash (\\) outside of the quotes; take it out"},
		{"path in a note", "es", swap("\nmsgctxt", "\n# C:\\po\\\nmsgctxt"), we, "es.po:18: a comment that ends in a backslash (\\)"},
		{"blanks in the number of forms", "uk", swap("nplurals=3", "nplurals = 3"), both, "uk.po:12: Plural-Forms \"nplurals = 3; "},
		{"colon in the number of forms", "uk", swap("nplurals=3", "nplurals:3"), both, "\"nplurals=\" is missing; write it with \"=\" (not \":\") and without a blank"},
		{"blanks in the rule", "uk", swap("plural=n", "plural = n"), both, "\"plural=\" is missing; write it with"},
		{"bracket lost in the rule", "es", swap("plural=n != 1;", "plural=(n != 1;"), both, "the rule cannot be read at its end; let"},
		{"note between forms", "uk", pattern(`(msgstr\[1\].*\n)`, "# better?\n$1"), both, "a comment inside a message; comments stand before msgctxt"},
		{"typographic opening quote", "es", swap(cannot, strings.Replace(cannot, `"`, "“", 1)), both, "es.po:27: expected msgctxt, msgid or msgstr and a string in straight double quotes"},
		{"typographic opening quote of a line", "es", swap(`"Language: es`, "„Language: es"), both, "es.po:8: expected msgctxt, msgid or msgstr and a string in straight double quotes"},
		{"opening quote lost", "es", swap(cannot, strings.Replace(cannot, `"`, "", 1)), both, "in straight double quotes"},
		{"round brackets of a form", "uk", swap("msgstr[1] ", "msgstr(1) "), both, "(1) cannot stand here"},
		{"nothing but a line break", "es", swap(cannot, `msgstr "\n"`), both, "es.po:27: accepted.news.option.leave: English and translation must both begin"},
		{"form emptied", "uk", pattern(`(msgstr\[2\]) ".*\{.*"\n`, "$1 \"\"\n"), both, "msgstr[2] is empty; write a text into every form"},
		{"note without a mark, with a joiner", "es", swap(cannot, "می\u200cخواهم\n"+cannot), both, "put \"#\" before a note"},
	} {
		t.Run(strings.ReplaceAll(tt.name, " ", "_"), func(t *testing.T) {
			data, err := os.ReadFile("po/" + tt.lang + ".po")
			if err != nil {
				t.Fatal(err)
			}
			po := tt.change(string(data))
			if po == string(data) {
				t.Fatal("nothing was changed")
			}
			_, complaint, theirs := gettext(t, "msgfmt", "--check", "--output-file=/dev/null", written(t, tt.lang+".po", []byte(po)))
			_, err = Load(tree(map[string]string{tt.lang: po}), sources)
			if got := (verdicts{theirs, err == nil}); got != tt.want {
				t.Errorf("taken by msgfmt and by us: %v, want %v\n%s%v", got, tt.want, complaint, err)
			}
			if err != nil && !strings.Contains(err.Error(), tt.says) {
				t.Errorf("we say %q, want %q in it", err, tt.says)
			}
		})
	}
}

// swap changes one place; a $ at the end of from is the end of the file.
func swap(from, to string) func(string) string {
	return func(po string) string {
		if at, ok := strings.CutSuffix(from, "$"); ok {
			return strings.TrimSuffix(po, at) + to
		}
		return strings.Replace(po, from, to, 1)
	}
}

func lineEnds(with string) func(string) string {
	return func(po string) string { return strings.ReplaceAll(po, "\n", with) }
}

func pattern(from, to string) func(string) string {
	return func(po string) string { return regexp.MustCompile(from).ReplaceAllString(po, to) }
}

// obsoleteCopy puts an obsolete copy of a message behind all others, as git does when two branches are merged.
func obsoleteCopy(key string) func(string) string {
	return func(po string) string {
		_, message, _ := strings.Cut(po, "msgctxt \""+key+"\"\n")
		message, _, _ = strings.Cut("msgctxt \""+key+"\"\n"+message, "\n\n")
		return po + "\n#~ " + strings.ReplaceAll(message, "\n", "\n#~ ") + "\n"
	}
}
