package main

import (
	"os"
	"path/filepath"
	"testing"
)

// writeProgramme writes a programme file of another organisation than the
// example's, with the same sites.
func writeProgramme(t *testing.T) string {
	t.Helper()
	const text = `organisation: Another Club
keep: {months: 12}
sites:
  leipzig: {name: Leipzig, time_zone: Europe/Berlin, emergency: "112", person: "team@example.org"}
`
	path := filepath.Join(t.TempDir(), "programme.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
