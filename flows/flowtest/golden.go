package flowtest

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"testing"

	"wecan/flows"
)

// Golden plays every named transcript of files and fails where the bot's lines
// differ. A name without a file fails, and so does a file without a name in
// the list. With update, which is the only way a file is ever written, it gets
// the new transcript instead.
func Golden(t *testing.T, defs *flows.Definitions, files fs.FS, names []string, update func(name string, data []byte) error) {
	t.Helper()
	there, err := fs.Glob(files, "*.chat")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range there {
		if !slices.Contains(names, strings.TrimSuffix(file, ".chat")) {
			t.Errorf("the transcript %s is not in the list of the test", file)
		}
	}
	for _, name := range names {
		t.Run(name, func(t *testing.T) { golden(t, defs, files, name+".chat", update) })
	}
}

func golden(t *testing.T, defs *flows.Definitions, files fs.FS, name string, update func(string, []byte) error) {
	t.Helper()
	script, err := fs.ReadFile(files, name)
	if err != nil {
		t.Fatalf("the transcript is missing; write what the person does into testdata/%s and run the test with -update: %v", path.Base(name), err)
	}
	w, err := NewWorld(defs)
	if err != nil {
		t.Fatal(err)
	}
	got, err := Play(w, string(script))
	if err != nil {
		t.Fatalf("%v\nup to there:\n%s", err, got)
	}
	if update != nil {
		if err := update(name, []byte(got)); err != nil {
			t.Fatal(err)
		}
		return
	}
	if want := string(script); got != want {
		t.Error(difference(want, got))
	}
}

// difference shows the first line that differs, with what is around it.
func difference(want, got string) string {
	a, b := strings.Split(want, "\n"), strings.Split(got, "\n")
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	show := func(lines []string) string {
		return strings.Join(lines[max(0, min(i-3, len(lines))):min(i+6, len(lines))], "\n")
	}
	return fmt.Sprintf("line %d differs; after reading the change, run the test with -update\n--- written down\n%s\n--- today\n%s", i+1, show(a), show(b))
}
