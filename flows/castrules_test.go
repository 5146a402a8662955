package flows_test

import (
	"strings"
	"testing"

	"wecan/flows"
)

func TestCastRules(t *testing.T) {
	const head = "organisation: Org\nkeep: {months: 6}\nsites: {rome: {name: Rome, time_zone: Europe/Rome, emergency: \"112\", person: \"a@example.org\"}}\n"
	for text, want := range map[string]flows.CastRules{
		"":                                       {Week: 2, Second: 200},
		"announcements: {week: 3}\n":             {Week: 3, Second: 200},
		"announcements: {second: 0}\n":           {Week: 2, Second: 0},
		"announcements: {week: 1, second: 50}\n": {Week: 1, Second: 50},
	} {
		p, err := flows.ParseProgramme("programme.yaml", []byte(head+text))
		if err != nil || p.Cast != want {
			t.Errorf("%q: %v, want %v: %v", text, p, want, err)
		}
	}
	for _, text := range []string{"announcements: {week: 0}\n", "announcements: {second: -1}\n", "announcements: {month: 3}\n"} {
		if _, err := flows.ParseProgramme("programme.yaml", []byte(head+text)); err == nil || !strings.Contains(err.Error(), "programme.yaml:4") {
			t.Errorf("%q: %v", text, err)
		}
	}
}
