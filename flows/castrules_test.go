package flows_test

import (
	"strings"
	"testing"
	"time"

	"wecan/flows"
)

func TestCastRules(t *testing.T) {
	const head = "organisation: Org\nkeep: {months: 6}\nsites: {rome: {name: Rome, time_zone: Europe/Rome, emergency: \"112\", person: \"a@example.org\"}}\n"
	usual := flows.DigestRule{On: true, Day: time.Monday, Minute: 9 * 60}
	for text, want := range map[string]flows.CastRules{
		"":                                            {Week: 2, Second: 200, Digest: usual},
		"announcements: {week: 3}\n":                  {Week: 3, Second: 200, Digest: usual},
		"announcements: {second: 0}\n":                {Week: 2, Second: 0, Digest: usual},
		"announcements: {week: 1, second: 50}\n":      {Week: 1, Second: 50, Digest: usual},
		"announcements: {digest: off}\n":              {Week: 2, Second: 200},
		"announcements: {digest: \"sunday 18:30\"}\n": {Week: 2, Second: 200, Digest: flows.DigestRule{On: true, Day: time.Sunday, Minute: 18*60 + 30}},
	} {
		p, err := flows.ParseProgramme("programme.yaml", []byte(head+text))
		if err != nil || p.Cast != want {
			t.Errorf("%q: %v, want %v: %v", text, p, want, err)
		}
	}
	for _, text := range []string{"announcements: {week: 0}\n", "announcements: {second: -1}\n", "announcements: {month: 3}\n", "announcements: {digest: \"mon 9\"}\n"} {
		if _, err := flows.ParseProgramme("programme.yaml", []byte(head+text)); err == nil || !strings.Contains(err.Error(), "programme.yaml:4") {
			t.Errorf("%q: %v", text, err)
		}
	}
}
