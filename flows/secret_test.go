package flows_test

import (
	"strings"
	"testing"
	"time"

	"wecan/flows"
)

const secretive = `
flow: x
first: name
triggers: {command: x, again: true}
secret: true
steps:
  name: {ask: text, text: "Name?", again: "Which name?", save: nickname, private: true, next: keep}
  keep: {ask: yesno, text: "Keep it?", yes: over, no: wipe}
  wipe: {set: {nickname: "-"}, next: over}
  over: {end: left}
`

// The journal keeps nothing of a secret flow, and nothing as long as an answer of
// it stands in her state.
func TestASecretFlowLeavesNoTrace(t *testing.T) {
	for name, c := range map[string]struct {
		flow   string
		says   []string
		traces string // for each of them: y, or n for withheld
	}{
		"it wipes the answer": {secretive, []string{"/help", "/x", "Amina", "no", "/help"}, "ynnny"},
		"the answer stays":    {secretive, []string{"/help", "/x", "Amina", "yes", "/help"}, "ynnnn"},
		"she stops":           {secretive, []string{"/x", "Amina", "/cancel", "1", "/help"}, "nnnny"},
		"she has not begun":   {secretive, []string{"/help", "/menu"}, "yy"},
		"it is not secret":    {strings.Replace(secretive, "secret: true\n", "", 1), []string{"/x", "Amina", "no"}, "yyy"},
	} {
		book, err := flows.Parse(capability(map[string]string{"x.yaml": c.flow}))
		if err != nil {
			t.Fatal(err)
		}
		defs, err := compileBook(book, nil)
		if err != nil {
			t.Fatal(err)
		}
		ids, err := flows.NewIDs([]byte("the secret of the tests"), 7)
		if err != nil {
			t.Fatal(err)
		}
		a := flows.Actor{ID: ids.Person(5)}
		traces := ""
		for i, text := range c.says {
			turn := flows.Turn{Now: time.Date(2026, 3, 2, 10, i, 0, 0, time.UTC), IDs: ids, Seed: [16]byte{byte(i)}}
			r, err := defs.Step(turn, a, flows.Text{Origin: flows.Origin{Chat: 5, Lang: "en"}, Message: 10 + i, Text: text})
			if err != nil {
				t.Fatal(err)
			}
			a = r.Actor
			traces += map[bool]string{true: "n", false: "y"}[r.Withheld]
		}
		if traces != c.traces {
			t.Errorf("%s: the traces are %s, wanted are %s: %s", name, traces, c.traces, a.Body)
		}
	}
}
