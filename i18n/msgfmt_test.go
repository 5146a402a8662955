package i18n

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// gettext runs a tool of GNU gettext, the judge of what a PO file is, and returns what it printed and whether it agreed.
func gettext(t *testing.T, tool string, args ...string) (out, complaint string, ok bool) {
	t.Helper()
	path, err := exec.LookPath(tool)
	if err != nil {
		t.Fatalf("this test asks %s, which is not here: install gettext (Debian: apt-get install gettext; macOS: brew install gettext)", tool)
	}
	cmd := exec.CommandContext(t.Context(), path, args...)
	cmd.Env = append(os.Environ(), "LC_ALL=C.UTF-8")
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err = cmd.Run()
	return stdout.String(), stderr.String(), err == nil
}

func written(t *testing.T, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// hardSources has whatever could break a PO file.
func hardSources() []Source {
	return []Source{
		{Key: "plain", Text: "Bye", Ref: "flow.yaml:1"},
		{Key: "percent", Text: "100% free, 50 %s, %d%%", Ref: "flow.yaml:2"},
		{Key: "percent.named", Text: "100% of {name.first} {x_1}", Note: "A note,\nwith \"quotes\" \\ and a second line.", Ref: "flow.yaml:3"},
		{Key: "braces", Text: "{{literal}} {name}", Ref: "flow.yaml:4"},
		{Key: "braces.only", Text: "{{literal}}", Ref: "flow.yaml:4"},
		{Key: "lines", Text: "\nfirst\n\n\"second\" \\n third\n", Ref: "flow.yaml:5"},
		{Key: "lines.one", Text: "one\n", Ref: "flow.yaml:5"},
		{Key: "emoji", Text: "👩‍👩‍👧 🇺🇦 *bold* _it_ <b> & [x](y)", Ref: "flow.yaml:6"},
		{Key: "plural", Text: "{n} place in {city}", Plural: "{n} places in {city}", Count: "n", Ref: "flow.yaml:7"},
		{Key: "plural.words", Text: "One place", Plural: "{n} places", Count: "n", Ref: "flow.yaml:8"},
	}
}

func TestMsgfmtTakesWhatWeWrite(t *testing.T) {
	pot := []byte(template0(t, hardSources()))
	if _, complaint, ok := gettext(t, "msgfmt", "--check", "--output-file=/dev/null", written(t, "bot.pot", pot)); !ok || complaint != "" {
		t.Errorf("msgfmt --check bot.pot says:\n%s", complaint)
	}
	merged, err := Merge([]byte(arHeader), hardSources())
	if err != nil {
		t.Fatal(err)
	}
	po := translated(t, merged)
	if _, err := Load(tree(map[string]string{"ar": string(po)}), hardSources()); err != nil {
		t.Fatalf("our own check: %v", err)
	}
	if _, complaint, ok := gettext(t, "msgfmt", "--check", "--output-file=/dev/null", written(t, "ar.po", po)); !ok || complaint != "" {
		t.Errorf("msgfmt --check ar.po says:\n%s", complaint)
	}
	changed := hardSources()[2:]
	changed[0].Text += "!"
	again, err := Merge(po, changed)
	if err != nil {
		t.Fatal(err)
	}
	if _, complaint, ok := gettext(t, "msgfmt", "--check", "--output-file=/dev/null", written(t, "ar.po", again)); !ok || complaint != "" {
		t.Errorf("msgfmt --check of the file merged with changed English says:\n%s", complaint)
	}
	// What a tool of gettext writes is what we write: saving in it makes no diff.
	for name, data := range map[string][]byte{"bot.pot": pot, "ar.po": po, "again.po": again, "full.po": []byte(fullPO)} {
		data = bytes.TrimSuffix(data, []byte("\n# the end\n")) // msgcat drops it
		out, complaint, ok := gettext(t, "msgcat", "--no-wrap", written(t, name, data))
		if !ok || out != string(data) {
			t.Errorf("msgcat writes %s as\n%s%s\nwe write\n%s", name, out, complaint, data)
		}
	}
}

// translated fills every message with its English.
func translated(t *testing.T, po []byte) []byte {
	t.Helper()
	f, err := parsePO("ar.po", po)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range f.entries {
		for i := range e.str {
			if e.str[i] = e.id; e.has.plural {
				e.str[i] = e.plural
			}
		}
		e.comments = []string{" draft: for review by a native speaker"}
	}
	return f.bytes()
}

// Where gettext refuses a file, so do we; what it takes of these, we take.
func TestMsgfmtAndLoadAgree(t *testing.T) {
	sources := []Source{src("a", "Hi {name}"), src("b", "Bye"), src("line", "Bye\n")}
	for _, tt := range []struct {
		name, po string
		good     bool
	}{
		{"right", entry("a", "Hi {name}", "أهلا {name}") + entry("b", "Bye", "وداعا") + entry("line", `Bye\n`, `وداعا\n`), true},
		{"name twice", entry("a", "Hi {name}", "{name}! أهلا {name}"), true},
		{"untranslated", entry("a", "Hi {name}", ""), true},
		{"fuzzy with another name", strings.Replace(entry("a", "Hi {name}", "{nam}"), "#, ", "#, fuzzy, ", 1), true},
		{"doubled braces", entry("a", "Hi {name}", "{{أهلا}} {name}"), true},
		{"percent", entry("a", "Hi {name}", "100% {name} %s"), true},
		{"escapes", entry("b", "Bye", `\"\\ \303\251 \x41`), true},
		{"obsolete", "#~ msgctxt \"z\"\n#~ msgid \"Z {x}\"\n#~ msgstr \"z\"\n", true},
		{"name changed", entry("a", "Hi {name}", "{nam}"), false},
		{"name dropped", entry("a", "Hi {name}", "أهلا"), false},
		{"name added", entry("a", "Hi {name}", "{name} {x}"), false},
		{"key twice", entry("b", "Bye", "x") + entry("b", "Bye", "y"), false},
		{"line break lost", entry("line", `Bye\n`, "x"), false},
		{"line break added", entry("b", "Bye", `x\n`), false},
		{"line break before", entry("b", "Bye", `\nx`), false},
		{"quote open", "msgctxt \"b\"\nmsgid \"Bye\nmsgstr \"x\"\n", false},
		{"quote inside", "msgctxt \"b\"\nmsgid \"Bye\"\nmsgstr \"x\"y\"\n", false},
		{"no msgstr", "msgctxt \"b\"\nmsgid \"Bye\"\n", false},
		{"unknown word", "msgctxt \"b\"\nmsgid \"Bye\"\nmessage \"x\"\n", false},
		{"unknown escape", entry("b", "Bye", `\q`), false},
		{"not UTF-8", entry("b", "Bye", "\xff"), false},
		{"comment inside", "msgctxt \"b\"\nmsgid \"Bye\"\n# x\nmsgstr \"y\"\n", false},
		{"half obsolete", "msgctxt \"b\"\nmsgid \"Bye\"\n#~ msgstr \"y\"\n", false},
	} {
		t.Run(strings.ReplaceAll(tt.name, " ", "_"), func(t *testing.T) {
			po := arHeader + tt.po
			_, complaint, theirs := gettext(t, "msgfmt", "--check", "--output-file=/dev/null", written(t, "ar.po", []byte(po)))
			_, err := Load(tree(map[string]string{"ar": po}), sources)
			if ours := err == nil; theirs != tt.good || ours != tt.good {
				t.Errorf("want the file taken: %t\nmsgfmt takes it: %t\n%sLoad takes it: %t (%v)", tt.good, theirs, complaint, ours, err)
			}
		})
	}
}

// The files that are in the program are clean for translators' tools.
func TestMsgfmtTakesTheEmbeddedFiles(t *testing.T) {
	files, err := filepath.Glob("po/*.po")
	if err != nil || len(files) == 0 {
		t.Fatalf("no po files (%v)", err)
	}
	for _, name := range files {
		if _, complaint, ok := gettext(t, "msgfmt", "--check", "--output-file=/dev/null", name); !ok {
			t.Errorf("msgfmt --check %s says:\n%s", name, complaint)
		}
	}
}
