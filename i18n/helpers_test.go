package i18n

import (
	"strings"
	"testing"
	"testing/fstest"
)

// arHeader starts every Arabic file of the tests; it has 11 lines, so the first message is at line 13.
const arHeader = `msgid ""
msgstr ""
"Project-Id-Version: wecan\n"
"PO-Revision-Date: 2026-01-01 00:00+0000\n"
"Last-Translator: \n"
"Language-Team: \n"
"Language: ar\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=UTF-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5;\n"

`

// headerFor is the header of another language, without Plural-Forms if plural is empty.
func headerFor(lang, plural string) string {
	h := strings.Replace(arHeader, "Language: ar", "Language: "+strings.ReplaceAll(lang, "-", "_"), 1)
	if plural == "" {
		h, _, _ = strings.Cut(h, "\"Plural-Forms")
		return h + "\n"
	}
	h, _, _ = strings.Cut(h, "nplurals=")
	return h + plural + "\\n\"\n\n"
}

func entry(key, id, str string) string {
	flag := ""
	if strings.ContainsAny(id, "{}") {
		flag = "#, python-brace-format\n"
	}
	return flag + "msgctxt \"" + key + "\"\nmsgid \"" + id + "\"\nmsgstr \"" + str + "\"\n\n"
}

// loaded makes a catalogue from files named by their language.
func loaded(tb testing.TB, sources []Source, files map[string]string) *Catalog {
	tb.Helper()
	c, err := Load(tree(files), sources)
	if err != nil {
		tb.Fatal(err)
	}
	return c
}

func tree(files map[string]string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for lang, text := range files {
		fsys["po/"+lang+".po"] = &fstest.MapFile{Data: []byte(text)}
	}
	return fsys
}

func src(key, text string) Source { return Source{Key: Key(key), Text: text, Ref: "flow.yaml:1"} }
