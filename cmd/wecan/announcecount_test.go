package main

import (
	"strings"
	"testing"

	"wecan/flows"
	"wecan/flows/broadcast"
)

// At a terminal a count by night says how many read which language, and when they get it;
// of whom an older version has not said it, only how many they are.
func TestACountByNightAtATerminal(t *testing.T) {
	p, err := flows.ParseProgramme("programme.yaml", []byte(`
organisation: Org
keep: {months: 6}
quiet: "20:00-09:00"
sites:
  leipzig: {name: Leipzig, time_zone: Europe/Berlin, emergency: "112", person: "leipzig@example.org"}
`))
	if err != nil {
		t.Fatal(err)
	}
	for words, want := range map[string]string{
		`{"later-ar":11,"later-en":20}`:         "Tue 2027-03-16 09:00 31 when the night is over: en 20, ar 11",
		`{"later-ar":11,"later":20}`:            "Tue 2027-03-16 09:00 31 when the night is over: ? 20, ar 11",
		`{"later":31}`:                          "Tue 2027-03-16 09:00 31 when the night is over",
		`{"later-ar":11,"would-en":20,"had":4}`: "Tue 2027-03-16 09:00 11 when the night is over: ar 11",
	} {
		body := `{"reference":"WE-4K7M-9Q2","site":"leipzig","state":"counted","count":{"ended":"2027-03-15T21:30:00Z","words":` + words + `}}`
		v, ok, err := broadcast.ReadView([]byte(body), nil)
		if err != nil || !ok {
			t.Fatal(ok, err)
		}
		lines := strings.Split(countText(p, announced{View: v}), "\n")
		if got := strings.Join(strings.Fields(lines[2]), " "); got != want {
			t.Errorf("%s: %q, want %q", words, got, want)
		}
		if line := countLine(p, announced{View: v}); !strings.Contains(line, " on Tue 2027-03-16 09:00") {
			t.Error(line)
		}
	}
}
