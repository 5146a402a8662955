package i18n

import (
	"fmt"
	"strings"
	"testing"
)

// placesOf is a message with so many forms.
func placesOf(n int) string {
	s := "#, python-brace-format\nmsgctxt \"p\"\nmsgid \"{n} place\"\nmsgid_plural \"{n} places\"\n"
	for i := range n {
		s += fmt.Sprintf("msgstr[%d] \"{n} x\"\n", i)
	}
	return s + "\n"
}

// headed is the header with something in it changed.
func headed(from, to string) string {
	if !strings.Contains(arHeader, from) {
		panic("the header has no " + from)
	}
	return strings.Replace(arHeader, from, to, 1)
}

// ruled is the header with another Plural-Forms.
func ruled(rule string) string {
	before, _, _ := strings.Cut(arHeader, "Plural-Forms")
	return before + "Plural-Forms: " + rule + "\\n\"\n\n"
}

const (
	arRule   = "plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5;"
	ctxMsgid = "msgctxt \"b\"\nmsgid \"Bye\"\n"
)

// TestMsgfmtOnManyFaults holds our check to gettext's on everything that can be wrong with a file: what msgfmt --check
// refuses we refuse. Beyond that we refuse what would not do in a chat, or would be somebody's mistake.
func TestMsgfmtOnManyFaults(t *testing.T) {
	sources := []Source{
		src("a", "Hi {name}"), src("b", "Bye"), src("line", "Bye\n"), src("s", "\nBye"),
		{Key: "p", Text: "{n} place", Plural: "{n} places", Count: "n", Ref: "f:1"},
		{Key: "q", Text: "One place", Plural: "{n} places", Count: "n", Ref: "f:1"},
	}
	good := entry("b", "Bye", "x")
	check := func(t *testing.T, po string, want verdicts) {
		t.Helper()
		_, complaint, theirs := gettext(t, "msgfmt", "--check", "--output-file=/dev/null", written(t, "ar.po", []byte(po)))
		_, err := Load(tree(map[string]string{"ar": po}), sources)
		if got := (verdicts{theirs, err == nil}); got != want {
			t.Errorf("taken by msgfmt and by us: %v, want %v\n%s%v", got, want, complaint, err)
		}
	}
	tally := 0
	for _, group := range []struct {
		want  verdicts
		files []poCase
	}{
		{verdicts{false, false}, []poCase{
			{"letter cut in two", arHeader + ctxMsgid + "msgstr \"x\xd8\\\n\xa7\"\n"},
			{"half a letter as an escape", arHeader + entry("b", "Bye", "x\xd8\\247")},
			{"half a letter on the next line", arHeader + ctxMsgid + "msgstr \"x\xd8\"\n\"\xa7\"\n"},
			{"keyword and note", arHeader + "msgctxt # note\n\"b\"\nmsgid \"Bye\"\nmsgstr \"x\"\n"},
			{"note behind msgid", arHeader + "msgctxt \"b\"\nmsgid \"Bye\" # note\nmsgstr \"x\"\n"},
			{"keyword alone at the end", arHeader + good + "msgctxt\n"},
			{"two keywords", arHeader + "msgctxt msgid \"Bye\"\nmsgstr \"x\"\n"},
			{"domain", arHeader + "domain \"x\"\n" + good},
			{"backslash eol crlf", arHeader + ctxMsgid + "msgstr \"x\\\r\n\"\n"},
			{"backslash eol in obsolete", arHeader + "#~ msgctxt \"b\"\n#~ msgid \"Bye\"\n#~ msgstr \"x\\\n"},
			{"prev within a message", arHeader + "msgctxt \"b\" #| msgid \"y\"\nmsgid \"Bye\"\nmsgstr \"x\"\n"},
			{"prev then note on a line", arHeader + "#| msgid \"y\" # z\n" + good},
			{"note behind prev", arHeader + "#| # note\n" + good},
			{"reference behind prev", arHeader + "#| #: x\n" + good},
			{"extracted behind prev", arHeader + "#| #. n\n" + good},
			{"flag behind prev", arHeader + "#| #, fuzzy\n" + good},
			{"note behind prev, then a note", arHeader + "#| # note\n# other\n" + good},
			{"note behind old prev", arHeader + "#~| # note\n#~ msgctxt \"z\"\n#~ msgid \"Z\"\n#~ msgstr \"z\"\n"},
			{"note behind prev, joined to the blank line", arHeader + "#| # note \\\n\n" + good},
			{"note inside behind prev", arHeader + "msgctxt \"b\"\n#| # note\nmsgid \"Bye\"\nmsgstr \"x\"\n"},
			{"backslash eol outside crlf", arHeader + "msgctxt \"b\" \\\r\nmsgid \"Bye\"\nmsgstr \"x\"\n"},
			{"backslash and a blank", arHeader + "msgctxt \"b\" \\ \nmsgid \"Bye\"\nmsgstr \"x\"\n"},
			{"backslash and a letter", arHeader + "\\x\n" + good},
			{"backslash last in file", arHeader + good + "\\"},
			{"keyword, backslash, keyword", arHeader + "msgctxt \\\nmsgid \"Bye\"\nmsgstr \"x\"\n"},
			{"living joined to old", arHeader + "#~ msgctxt \"z\" \\\nmsgid \"Z\"\n#~ msgstr \"z\"\nmsgstr \"z\"\n"},
			{"note swallows msgid", arHeader + "# note \\\nmsgid \"Bye\"\nmsgstr \"x\"\n"},
			{"note swallows fuzzy", arHeader + "# note \\\n#, fuzzy\n#, python-brace-format\nmsgctxt \"a\"\nmsgid \"Hi {name}\"\nmsgstr \"x\"\n"},
			{"prev latin1", arHeader + "#| msgid \"y\xe9\"\n" + good},
			{"form letter", arHeader + strings.Replace(placesOf(6), "[0]", "[0x]", 1)},
			{"form below 0", arHeader + strings.Replace(placesOf(6), "[0]", "[-0]", 1)},
			{"pf wrong at 1000", ruled("nplurals=6; plural=n==1000 ? 7 : "+strings.TrimPrefix(arRule, "plural=")) + placesOf(6)},
			{"pf return", ruled("nplurals=6; "+strings.TrimSuffix(arRule, ";")+"\\r") + placesOf(6)},
			{"no header", good},
			{"charset ASCII non ascii", headed("charset=UTF-8", "charset=ASCII") + entry("b", "Bye", "وداعا")},
			{"BOM", "\uFEFF" + arHeader + good},
			{"header twice", arHeader + good + arHeader},
			{"plural 5 of 6", arHeader + placesOf(5)},
			{"plural 7 of 6", arHeader + placesOf(7)},
			{"plural 1 of 6", arHeader + placesOf(1)},
			{"no Plural-Forms with plural", headerFor("ar", "") + placesOf(6)},
			{"pf INTEGER", ruled("nplurals=INTEGER; plural=EXPRESSION;") + placesOf(6)},
			{"pf INTEGER no plural", ruled("nplurals=INTEGER; plural=EXPRESSION;") + good},
			{"pf 0", ruled("nplurals=0; plural=0;") + good},
			{"pf 2", ruled("nplurals=2; plural=n != 1;") + placesOf(6)},
			{"pf too large", ruled("nplurals=6; plural=n;") + placesOf(6)},
			{"pf too large no plural", ruled("nplurals=6; plural=n;") + good},
			{"pf bad expr", ruled("nplurals=6; plural=n==;") + placesOf(6)},
			{"pf bad expr2", ruled("nplurals=6; plural=m==1;") + placesOf(6)},
			{"pf paren", ruled("nplurals=6; plural=(n==0 ? 0 : n==1 ? 1;") + placesOf(6)},
			{"pf no plural", ruled("nplurals=6;") + placesOf(6)},
			{"pf no nplurals", ruled(arRule) + placesOf(6)},
			{"pf spaces", ruled("nplurals = 6 ; "+strings.Replace(arRule, "=", " = ", 1)) + placesOf(6)},
			{"pf div zero", ruled("nplurals=6; plural=n%0;") + good},
			{"pf div zero 2", ruled("nplurals=6; plural=1/n;") + good},
			{"pf negative", ruled("nplurals=6; plural=n-1;") + good},
			{"dup same", arHeader + good + good},
			{"dup id no ctx", arHeader + good + "msgid \"Bye\"\nmsgstr \"x\"\n\nmsgid \"Bye\"\nmsgstr \"x\"\n"},
			{"dup obsolete", arHeader + good + "#~ msgctxt \"b\"\n#~ msgid \"Bye\"\n#~ msgstr \"x\"\n"},
			{"dup obsolete twice", arHeader + "#~ msgctxt \"b\"\n#~ msgid \"Bye\"\n#~ msgstr \"x\"\n\n#~ msgctxt \"b\"\n#~ msgid \"Bye\"\n#~ msgstr \"x\"\n"},
			{"obsolete bad syntax", arHeader + "#~ msgctxt \"z\"\n#~ msgid \"Bye {x}\n#~ msgstr \"x\"\n"},
			{"obsolete no msgstr", arHeader + "#~ msgctxt \"z\"\n#~ msgid \"Bye {x}\"\n"},
			{"unknown key bad ph", arHeader + entry("zz", "Hi {name}", "x {nam}")},
			{"unknown key newline", arHeader + entry("zz", "Hi\\n", "x")},
			{"unknown key plural", arHeader + strings.ReplaceAll(placesOf(5), "\"p\"", "\"pp\"")},
			{"old english bad ph", arHeader + entry("a", "Hello {name}", "x {nam}")},
			{"old english newline", arHeader + entry("b", "Byebye\\n", "x")},
			{"fuzzy plural count", arHeader + "#, fuzzy\n" + placesOf(5)},
			{"fuzzy dup", arHeader + good + "#, fuzzy\n" + good},
			{"partial plural last", arHeader + strings.Replace(placesOf(6), "msgstr[5] \"{n} x\"", "msgstr[5] \"\"", 1)},
			{"plural ph lost in one", arHeader + strings.Replace(placesOf(6), "msgstr[3] \"{n} x\"", "msgstr[3] \"x\"", 1)},
			{"plural ph lost in all", arHeader + strings.ReplaceAll(placesOf(6), "{n} x", "x")},
			{"msgstr[1] first", arHeader + strings.Replace(placesOf(6), "msgstr[0]", "msgstr[1]", 1)},
			{"msgstr[2] no 1", arHeader + strings.Replace(placesOf(6), "msgstr[1] \"{n} x\"\n", "", 1)},
			{"msgstr[1] twice", arHeader + strings.Replace(placesOf(6), "msgstr[2]", "msgstr[1]", 1)},
			{"msgstr with plural", arHeader + "msgctxt \"p\"\nmsgid \"{n} place\"\nmsgid_plural \"{n} places\"\nmsgstr \"{n} x\"\n"},
			{"msgstr[0] no plural", arHeader + ctxMsgid + "msgstr[0] \"x\"\n"},
			{"msgstr []", arHeader + "msgctxt \"p\"\nmsgid \"{n} place\"\nmsgid_plural \"{n} places\"\nmsgstr[] \"{n} x\"\n"},
			{"plural only newline", arHeader + strings.ReplaceAll(placesOf(6), "{n} places\"", "{n} places\\n\"")},
			{"msgid twice", arHeader + ctxMsgid + "msgid \"Bye\"\nmsgstr \"x\"\n"},
			{"msgstr twice", arHeader + ctxMsgid + "msgstr \"x\"\nmsgstr \"x\"\n"},
			{"msgctxt twice", arHeader + "msgctxt \"b\"\nmsgctxt \"b\"\nmsgid \"Bye\"\nmsgstr \"x\"\n"},
			{"msgctxt after msgid", arHeader + "msgid \"Bye\"\nmsgctxt \"b\"\nmsgstr \"x\"\n"},
			{"msgstr first", arHeader + "msgctxt \"b\"\nmsgstr \"x\"\nmsgid \"Bye\"\n"},
			{"no msgid", arHeader + "msgctxt \"b\"\nmsgstr \"x\"\n"},
			{"no msgctxt str", arHeader + "msgctxt\nmsgid \"Bye\"\nmsgstr \"x\"\n"},
			{"no quotes", arHeader + "msgctxt \"b\"\nmsgid Bye\nmsgstr \"x\"\n"},
			{"single quotes", arHeader + "msgctxt \"b\"\nmsgid 'Bye'\nmsgstr 'x'\n"},
			{"curly quotes", arHeader + "msgctxt \"b\"\nmsgid “Bye”\nmsgstr \"x\"\n"},
			{"unterminated", arHeader + ctxMsgid + "msgstr \"x\n"},
			{"unterminated at eof", arHeader + ctxMsgid + "msgstr \"x"},
			{"escaped closing", arHeader + ctxMsgid + "msgstr \"x\\\"\n"},
			{"stray text", arHeader + "hello\n" + good},
			{"stray string first", "\"x\"\n" + arHeader + good},
			{"MSGID case", arHeader + strings.Replace(good, "msgid", "MSGID", 1)},
			{"esc q", arHeader + entry("b", "Bye", `\q`)},
			{"esc x", arHeader + entry("b", "Bye", `\x`)},
			{"esc xzz", arHeader + entry("b", "Bye", `\xzz`)},
			{"esc 9", arHeader + entry("b", "Bye", `\9`)},
			{"esc u", arHeader + entry("b", "Bye", `\u0041`)},
			{"esc '", arHeader + entry("b", "Bye", `\'`)},
			{"nl missing end", arHeader + entry("line", `Bye\n`, "x")},
			{"nl missing begin", arHeader + entry("s", `\nBye`, "x")},
			{"nl extra end", arHeader + entry("b", `Bye`, "x\\n")},
			{"nl plural form", arHeader + strings.Replace(placesOf(6), "msgstr[3] \"{n} x\"", "msgstr[3] \"{n} x\\n\"", 1)},
			{"ph space", arHeader + entry("a", "Hi {name}", "x { name }")},
			{"ph upper", arHeader + entry("a", "Hi {name}", "x {Name}")},
			{"ph arabic", arHeader + entry("a", "Hi {name}", "x {اسم}")},
			{"ph empty", arHeader + entry("a", "Hi {name}", "x {}")},
			{"ph number", arHeader + entry("a", "Hi {name}", "x {0}")},
			{"ph name+empty", arHeader + entry("a", "Hi {name}", "{name} {}")},
			{"ph conv", arHeader + entry("a", "Hi {name}", "x {name!r}")},
			{"ph spec", arHeader + entry("a", "Hi {name}", "x {name:>10}")},
			{"ph attr", arHeader + entry("a", "Hi {name}", "x {name.first}")},
			{"ph idx", arHeader + entry("a", "Hi {name}", "x {name[0]}")},
			{"ph open", arHeader + entry("a", "Hi {name}", "x {name")},
			{"ph open alone", arHeader + entry("a", "Hi {name}", "{name} {")},
			{"ph doubled", arHeader + entry("a", "Hi {name}", "x {{name}}")},
			{"ph reversed", arHeader + entry("a", "Hi {name}", "x }name{")},
			{"ph nested", arHeader + entry("a", "Hi {name}", "x {na{me}}")},
			{"ph fullwidth", arHeader + entry("a", "Hi {name}", "x ｛name｝")},
			{"ph %s", arHeader + entry("a", "Hi {name}", "x %s")},
			{"c-format bad", arHeader + "#, c-format\nmsgctxt \"b\"\nmsgid \"Bye %d\"\nmsgstr \"x %s\"\n"},
			{"comment inside", arHeader + ctxMsgid + "# x\nmsgstr \"y\"\n"},
			{"comment in ctx", arHeader + "msgctxt \"b\"\n#: x\nmsgid \"Bye\"\nmsgstr \"y\"\n"},
			{"comment inside plural", arHeader + strings.Replace(placesOf(6), "msgstr[3]", "# x\nmsgstr[3]", 1)},
			{"prev after", arHeader + "msgctxt \"b\"\n#| msgid \"x\"\nmsgid \"Bye\"\nmsgstr \"y\"\n"},
			{"prev garbage", arHeader + "#| hello\n" + good},
			{"prev msgstr", arHeader + "#| msgstr \"x\"\n" + good},
			{"prev unterminated", arHeader + "#| msgid \"x\n" + good},
			{"prev alone", arHeader + good + "#| msgid \"x\"\n"},
			{"prev no msgid", arHeader + "#| msgctxt \"x\"\n" + good},
			{"prev string", arHeader + "#| \"x\"\n" + good},
			{"prev plural only", arHeader + "#| msgid_plural \"x\"\n" + good},
			{"prev then note", arHeader + "#| msgid \"x\"\n# note\n" + good},
			{"prev then flag", arHeader + "#| msgid \"x\"\n#, fuzzy\n" + good},
			{"prev of a revived one", arHeader + "#~| msgid \"x\"\n" + good},
			{"prev of a retired one", arHeader + "#| msgid \"x\"\n#~ msgctxt \"z\"\n#~ msgid \"Z\"\n#~ msgstr \"z\"\n"},
			{"prev msgid twice", arHeader + "#| msgid \"x\"\n#| msgid \"y\"\n" + good},
			{"prev msgctxt last", arHeader + "#| msgid \"x\"\n#| msgctxt \"y\"\n" + good},
			{"prev plural first", arHeader + "#| msgid_plural \"x\"\n#| msgid \"y\"\n" + good},
			{"prev half obsolete", arHeader + "#| msgctxt \"x\"\n#~| msgid \"x\"\n" + good},
			{"c-format and a blank", arHeader + "#, c-format no-wrap\nmsgctxt \"b\"\nmsgid \"Bye\"\nmsgstr \"x %d\"\n"},
			{"flag and a blank, unknown key", arHeader + "#, python-brace-format no-wrap\nmsgctxt \"zz\"\nmsgid \"Hi {name}\"\nmsgstr \"x\"\n"},
			{"half obsolete", arHeader + ctxMsgid + "#~ msgstr \"y\"\n"},
			{"half obsolete 2", arHeader + "#~ msgctxt \"b\"\nmsgid \"Bye\"\nmsgstr \"y\"\n"},
			{"half obsolete 3", arHeader + "#~ msgctxt \"b\"\n#~ msgid \"Bye\"\nmsgstr \"y\"\n"},
			{"half obsolete 4", arHeader + "#~ msgctxt \"b\"\n#~ msgid \"Bye\"\n#~ msgstr \"y\"\n\"z\"\n"},
			{"empty file", ""},
			{"only newline", "\n"},
			{"only comments", "# x\n"},
			{"html", "<html></html>\n"},
			{"conflict", arHeader + "<<<<<<< HEAD\n" + good + "=======\n>>>>>>> x\n"},
			{"csv", "a,b,c\n"},
			{"utf16", "\xff\xfe" + "m\x00s\x00"},
			{"bad utf8 msgid", arHeader + "msgctxt \"b\"\nmsgid \"\xffBye\"\nmsgstr \"x\"\n"},
			{"overlong utf8", arHeader + entry("b", "Bye", "\xc0\x80")},
			{"surrogate utf8", arHeader + entry("b", "Bye", "\xed\xa0\x80")},
			{"truncated utf8", arHeader + entry("b", "Bye", "\xd8")},
			{"msgid missing end file", arHeader + "msgctxt \"b\"\n"},
			{"msgid end", arHeader + ctxMsgid + ""},
			{"plural no msgstr", arHeader + "msgctxt \"p\"\nmsgid \"{n} place\"\nmsgid_plural \"{n} places\"\n"},
			{"missing msgid_plural string", arHeader + "msgctxt \"p\"\nmsgid \"{n} place\"\nmsgid_plural\nmsgstr[0] \"x\"\n"},
			{"two Plural-Forms", headed("\"Plural-Forms", "\"Plural-Forms: nplurals=2; plural=n != 1;\\n\"\n\"Plural-Forms") + placesOf(6)},
			{"header with ctx", "msgctxt \"\"\n" + arHeader + good},
			{"header plural", "msgid \"\"\nmsgid_plural \"\"\nmsgstr[0] \"x\"\n" + good},
			{"header empty", "msgid \"\"\nmsgstr \"\"\n\n" + good},
			{"header empty with plural", "msgid \"\"\nmsgstr \"\"\n\n" + placesOf(6)},
		}},
		{verdicts{true, false}, []poCase{
			{"charset latin1 + utf8 arabic + latin1", headed("charset=UTF-8", "charset=ISO-8859-1") + entry("b", "Bye", "وداعا\xe9")},
			{"note swallows msgctxt", arHeader + "# note \\\n" + good},
			{"note swallows flag", arHeader + "# note \\\n#, no-wrap\n" + good},
			{"prev of a note behind prev", arHeader + "#| # note\nmsgid \"y\"\n" + good},
			{"header no newline in field", strings.Replace(arHeader, "ar\\n", "ar", 1) + good},
			{"pf const", ruled("nplurals=6; plural=0;") + placesOf(6)},
			{"esc a", arHeader + entry("b", "Bye", `\a`)},
			{"esc r", arHeader + entry("b", "Bye", `x\rx`)},
			{"esc 0", arHeader + entry("b", "Bye", `x\0x`)},
			{"esc xff", arHeader + entry("b", "Bye", `\xff`)},
			{"esc 377", arHeader + entry("b", "Bye", `\377`)},
			{"raw cr", arHeader + entry("b", "Bye", "x\rx")},
			{"raw nul", arHeader + entry("b", "Bye", "x\x00x")},
			{"raw esc", arHeader + entry("b", "Bye", "x\x1bx")},
			{"ph nonflag", arHeader + "msgctxt \"a\"\nmsgid \"Hi {name}\"\nmsgstr \"x {nam}\"\n"},
			{"ph no-python", arHeader + "#, no-python-brace-format\nmsgctxt \"a\"\nmsgid \"Hi {name}\"\nmsgstr \"x {nam}\"\n"},
			{"ph close", arHeader + entry("a", "Hi {name}", "x {name}}")},
			{"ph close alone", arHeader + entry("a", "Hi {name}", "{name} }")},
			{"header Language other", headed("Language: ar", "Language: uk") + good},
			{"header Language ugly", headed("Language: ar", "Language: arabic") + good},
			{"dup header field", headed("\"Language: ar", "\"Language: uk\\n\"\n\"Language: ar") + good},
		}},
		{verdicts{true, true}, soundFiles(good)},
	} {
		for _, one := range group.files {
			tally++
			t.Run(strings.ReplaceAll(one.name, " ", "_"), func(t *testing.T) { check(t, one.po, group.want) })
		}
	}
	t.Logf("%d files", tally)
}

// verdicts: msgfmt takes the file, and so do we.
type verdicts struct{ theirs, ours bool }

type poCase struct{ name, po string }
