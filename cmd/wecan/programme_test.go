package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"wecan/flows"
	"wecan/flows/enrollment"
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

// The section referrals of the example is commented out, and says what holds
// without it.
func TestExampleTellsTheTimesOfReferrals(t *testing.T) {
	name, data := enrollment.Example()
	without, err := flows.ParseProgramme(name, data)
	if err != nil {
		t.Fatal(err)
	}
	text := string(data)
	at := strings.Index(text, "\n# referrals:\n")
	if at < 0 {
		t.Fatal("it does not name them")
	}
	text = text[:at] + strings.ReplaceAll(text[at:], "\n# ", "\n") // it is the last one
	with, err := flows.ParseProgramme(name, []byte(text))
	if err != nil || with.Referrals != without.Referrals {
		t.Errorf("it says %+v, without it holds %+v: %v", with.Referrals, without.Referrals, err)
	}
	if again := strings.Replace(text, "offer: 15m", "offer: 16m", 1); again == text {
		t.Error("nothing was read")
	} else if other, err := flows.ParseProgramme(name, []byte(again)); err != nil || other.Referrals == without.Referrals {
		t.Errorf("another time changes nothing: %v", err)
	}
	for _, s := range without.Sites {
		roles := map[flows.Role]int{}
		for _, m := range without.Team {
			for _, r := range m.Roles {
				if m.Site == s.ID {
					roles[r]++
				}
			}
		}
		for _, r := range flows.Roles() {
			if roles[r] == 0 {
				t.Errorf("%s has no %s", s.ID, r)
			}
		}
	}
}
