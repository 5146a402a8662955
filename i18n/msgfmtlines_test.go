package i18n

import (
	"os"
	"strings"
	"testing"
)

// TestMsgfmtOnPairsOfLines puts every two of some odd lines before a message, living and obsolete. Where gettext goes on with
// what a line began depends on such neighbours; so we agree on all of them, but for comments that end in a backslash.
func TestMsgfmtOnPairsOfLines(t *testing.T) {
	lines := []string{
		"", "# note", "#~ # note", "#| # note", "#~| #, fuzzy", "#|", `\`, `#| # note \`, `# note \`, `#| \`,
		`#| msgid "old"`, `#| msgid "old" \`, `#~| msgid "old"`,
	}
	sources := []Source{src("b", "Bye")}
	var files, refused, ours int
	for _, message := range []string{entry("b", "Bye", "x"), "#~ msgctxt \"z\"\n#~ msgid \"Z\"\n#~ msgstr \"z\"\n"} {
		for _, first := range lines {
			for _, second := range lines {
				odd := first + "\n" + second + "\n" + message
				_, complaint, theirs := gettext(t, "msgfmt", "--check", "--output-file=/dev/null", written(t, "ar.po", []byte(arHeader+odd)))
				_, err := Load(tree(map[string]string{"ar": arHeader + odd}), sources)
				files++
				switch {
				case !theirs:
					refused++
				case err != nil && strings.Contains(err.Error(), "a comment that ends in a backslash"):
					ours++
					continue
				}
				if theirs != (err == nil) {
					t.Errorf("msgfmt takes it: %t\n%swe say: %v\n%s", theirs, complaint, err, odd)
				}
			}
		}
	}
	t.Logf("%d files, both refuse %d, we alone %d", files, refused, ours)
	if refused < files/4 || ours > files/5 {
		t.Errorf("of %d files both refuse %d and we alone %d: too few or too many to show anything", files, refused, ours)
	}
}

// A backslash at the end of a line is gone once we have written the file: behind it, a line of ours would not count.
func TestMergeWritesNoBackslashAtTheEndOfALine(t *testing.T) {
	want := arHeader + "# note\n#: flow.yaml:1\n#, no-wrap\n" + strings.TrimSuffix(entry("b", "Bye", "x"), "\n")
	for _, po := range []string{
		strings.Replace(want, "# note", `# note \\`, 1),
		strings.ReplaceAll(strings.Replace(want, "-wrap", `-wrap \`, 1), "\n", "\r\n"),
		strings.NewReplacer("msgid", "\\\nmsgid\\\n", `"Bye"`, `"Bye" \`).Replace(want),
	} {
		merged, err := Merge([]byte(po), []Source{src("b", "Bye")})
		if err != nil || string(merged) != want {
			t.Errorf("%s\nmerged (%v) it is\n%s", po, err, merged)
		}
	}
}

// The README has every sign that a flag of another program gives a meaning.
func TestReadmeTellsTheSigns(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, told, _ := strings.Cut(string(readme), "**Flags** of other programs")
	told, _, _ = strings.Cut(told, "- **")
	for kind, marks := range formatMarks() {
		for _, mark := range strings.Split(marks, "") {
			if !strings.Contains(told, "`"+mark+"`") {
				t.Errorf("%s-format looks for %s, which is not among the signs in README.md", kind, mark)
			}
		}
	}
}
