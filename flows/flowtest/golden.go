package flowtest

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"

	"wecan/flows"
	"wecan/flows/rehearsal"
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
	got, want, err := replay(defs, files, name)
	switch {
	case err != nil:
		t.Fatal(err)
	case update != nil:
		if err := update(name, []byte(got)); err != nil {
			t.Fatal(err)
		}
	case got != want:
		t.Error(difference(want, got))
	}
}

// Compare plays one transcript: its error says where it goes another way
// today, or that it is missing.
func Compare(defs *flows.Definitions, files fs.FS, name string) error {
	got, want, err := replay(defs, files, name)
	if err == nil && got != want {
		err = errors.New(difference(want, got))
	}
	return err
}

func replay(defs *flows.Definitions, files fs.FS, name string) (got, want string, err error) {
	script, err := fs.ReadFile(files, name)
	if err != nil {
		return "", "", fmt.Errorf("the transcript is missing; write what the person does into %s and run the test with -update: %w", name, err)
	}
	w, err := rehearsal.NewWorld(defs)
	if err != nil {
		return "", "", err
	}
	got, err = rehearsal.Play(w, string(script))
	if err != nil {
		return "", "", fmt.Errorf("%w\nup to there:\n%s", err, got)
	}
	return got, string(script), nil
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
