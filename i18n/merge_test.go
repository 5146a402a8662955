package i18n

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"
)

func template0(t *testing.T, sources []Source) string {
	t.Helper()
	var b bytes.Buffer
	if err := WritePOT(&b, sources); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestWritePOT(t *testing.T) {
	sources := []Source{
		{Key: "b", Text: "Say \"hi\" to {name},\nplease. 100%", Note: " Polite.\r\nOne person.\n", Ref: "flow.yaml:7"},
		{Key: "a", Text: "Bye", Ref: "flow.yaml:3"},
		{Key: "n", Text: "{n} day", Plural: "{n} days", Count: "n", Ref: "go.go:1"},
	}
	want := "msgid \"\"\nmsgstr \"\"\n" + `"Project-Id-Version: wecan\n"
"Report-Msgid-Bugs-To: \n"
"PO-Revision-Date: \n"
"Last-Translator: \n"
"Language-Team: \n"
"Language: en\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=UTF-8\n"
"Content-Transfer-Encoding: 8bit\n"

#: flow.yaml:3
msgctxt "a"
msgid "Bye"
msgstr ""

#. Polite.
#. One person.
#: flow.yaml:7
#, python-brace-format
msgctxt "b"
msgid ""
"Say \"hi\" to {name},\n"
"please. 100%"
msgstr ""

#: go.go:1
#, python-brace-format
msgctxt "n"
msgid "{n} day"
msgid_plural "{n} days"
msgstr[0] ""
msgstr[1] ""
`
	if got := template0(t, sources); got != want {
		t.Errorf("the template is\n%s\nwant\n%s", got, want)
	}
	slices.Reverse(sources)
	if got := template0(t, sources); got != want {
		t.Error("the template depends on the order of the sources")
	}
	if err := WritePOT(&bytes.Buffer{}, []Source{src("a", "{")}); err == nil {
		t.Error("WritePOT takes a source with a broken brace")
	}
	if err := WritePOT(brokenWriter{}, sources); !errors.Is(err, errBroken) {
		t.Errorf("WritePOT to a full disk: %v, want the writer's error", err)
	}
}

var errBroken = errors.New("disk full")

type brokenWriter struct{}

func (brokenWriter) Write([]byte) (int, error) { return 0, errBroken }

func TestMerge(t *testing.T) {
	old := arHeader + `# draft: for review by a native speaker
#. an old note
#: old.yaml:1
msgctxt "same"
msgid "Same"
msgstr "نفس"

# by Amal
msgctxt "changed"
msgid "Hello"
msgstr "أهلا"

#, fuzzy
#| msgid "Oldest"
msgctxt "changed.again"
msgid "Older"
msgstr "أقدم"

msgctxt "changed.empty"
msgid "Nothing yet"
msgstr ""

# please keep
#: old.yaml:9
msgctxt "removed"
msgid "Removed"
msgstr "أزيل"

msgctxt "removed.empty"
msgid "Removed too"
msgstr ""

msgctxt "now.plural"
msgid "{n} place"
msgstr "{n} مكان"

#~ msgctxt "back"
#~ msgid "Back"
#~ msgstr "عاد"

#~ msgctxt "back.changed"
#~ msgid "Back then"
#~ msgstr "عاد"

#~ msgctxt "still.gone"
#~ msgid "Still gone"
#~ msgstr "ذهب"

# Thank you.
`
	sources := []Source{
		{Key: "same", Text: "Same", Note: "a new note", Ref: "new.yaml:2"},
		src("changed", "Hello {name}"), src("changed.again", "Old"), src("changed.empty", "Something"),
		{Key: "now.plural", Text: "{n} place", Plural: "{n} places", Count: "n", Ref: "flow.yaml:1"},
		src("back", "Back"), src("back.changed", "Back now"), src("added", "Added"),
	}
	want := arHeader + `#: flow.yaml:1
msgctxt "added"
msgid "Added"
msgstr ""

#: flow.yaml:1
msgctxt "back"
msgid "Back"
msgstr "عاد"

#: flow.yaml:1
#, fuzzy
#| msgid "Back then"
msgctxt "back.changed"
msgid "Back now"
msgstr "عاد"

# by Amal
#: flow.yaml:1
#, fuzzy, python-brace-format
#| msgid "Hello"
msgctxt "changed"
msgid "Hello {name}"
msgstr "أهلا"

#: flow.yaml:1
#, fuzzy
#| msgid "Oldest"
msgctxt "changed.again"
msgid "Old"
msgstr "أقدم"

#: flow.yaml:1
msgctxt "changed.empty"
msgid "Something"
msgstr ""

#: flow.yaml:1
#, fuzzy, python-brace-format
#| msgid "{n} place"
msgctxt "now.plural"
msgid "{n} place"
msgid_plural "{n} places"
msgstr[0] ""
msgstr[1] ""
msgstr[2] ""
msgstr[3] ""
msgstr[4] ""
msgstr[5] "{n} مكان"

# draft: for review by a native speaker
#. a new note
#: new.yaml:2
msgctxt "same"
msgid "Same"
msgstr "نفس"

# please keep
#~ msgctxt "removed"
#~ msgid "Removed"
#~ msgstr "أزيل"

#~ msgctxt "still.gone"
#~ msgid "Still gone"
#~ msgstr "ذهب"

# Thank you.
`
	got, err := Merge([]byte(old), sources)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Errorf("merged it is\n%s", got)
	}
	again, err := Merge(got, sources)
	if err != nil || !bytes.Equal(again, got) {
		t.Errorf("a second Merge changes the file (%v):\n%s", err, again)
	}
	if _, err := Load(tree(map[string]string{"ar": string(got)}), sources); err != nil {
		t.Errorf("the merged file does not load: %v", err)
	}
}

// A message that becomes and stops being plural loses no text on the way.
func TestMergePluralToSingular(t *testing.T) {
	plural := []Source{{Key: "n", Text: "{n} day", Plural: "{n} days", Count: "n", Ref: "f:1"}}
	po := headerFor("uk", ukHeader) + "msgctxt \"n\"\nmsgid \"{n} day\"\nmsgid_plural \"{n} days\"\nmsgstr[0] \"{n} день\"\nmsgstr[1] \"{n} дні\"\nmsgstr[2] \"{n} днів\"\n"
	single, err := Merge([]byte(po), []Source{src("n", "{n} days")})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"#, fuzzy, python-brace-format\n#| msgid \"{n} day\"\n#| msgid_plural \"{n} days\"\n", "msgid \"{n} days\"\nmsgstr \"{n} днів\"\n"} {
		if !strings.Contains(string(single), want) {
			t.Errorf("as a message without plural it is\n%s\nwant it to have\n%s", single, want)
		}
	}
	same, err := Merge([]byte(po), plural)
	if err != nil || !strings.Contains(string(same), "msgstr[2] \"{n} днів\"\n") || strings.Contains(string(same), "fuzzy") {
		t.Errorf("unchanged it is (%v)\n%s", err, same)
	}
}

// Where a key stands twice among what is gone, the newer translation stays; and forms beyond those the header names are
// kept for a translator to see.
func TestMergeKeepsTheNewest(t *testing.T) {
	po := headerFor("uk", "") + entry("gone", "New", "нове") + `msgctxt "n"
msgid "{n} day"
msgid_plural "{n} days"
msgstr[0] "{n} день"
msgstr[1] "{n} дні"
msgstr[2] "{n} днів"

#~ msgctxt "gone"
#~ msgid "Old"
#~ msgstr "старе"
`
	got, err := Merge([]byte(po), []Source{{Key: "n", Text: "{n} day", Plural: "{n} days", Count: "n", Ref: "f:1"}})
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(got), "нове") || strings.Contains(string(got), "старе") || strings.Count(string(got), "#~ msgctxt") != 1 {
		t.Errorf("of two translations of one key the newer shall stay, alone:\n%s", got)
	}
	if !strings.Contains(string(got), "msgstr[2] \"{n} днів\"\n") {
		t.Errorf("the third form is lost:\n%s", got)
	}
}

func TestMergeRefuses(t *testing.T) {
	for _, tt := range []struct {
		po      string
		sources []Source
		want    string
	}{
		{"msgid", nil, "PO file:1: msgid has no string"},
		{"", nil, "PO file:1: the file has no header"},
		{arHeader + entry("a", "A", "x") + entry("a", "A", "y"), nil, "stands at line 13 already"},
		{arHeader + strings.Repeat("msgid \"A\"\nmsgstr \"x\"\n", 2), nil, "have no msgctxt"},
		{headerFor("ar", "nplurals=21; plural=n != 1;"), nil, "PO file:2: nplurals=21 is more than any language has"},
		{arHeader, []Source{src("a", "{")}, `"{" without "}"`},
	} {
		out, err := Merge([]byte(tt.po), tt.sources)
		if err == nil || out != nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("Merge(%q) gives %v, want an error with %q", tt.po, err, tt.want)
		}
	}
}
