package rehearsal_test

import (
	"maps"
	"strings"
	"testing"

	"wecan/flows"
	"wecan/flows/rehearsal"
	"wecan/i18n"
)

// blunt says something of its own in the middle of a turn, which no translator
// ever sees.
type blunt struct {
	flows.Machine
	text string
}

func (b blunt) Step(t flows.Turn, a flows.Actor, in flows.Input) (flows.Result, error) {
	r, err := b.Machine.Step(t, a, in)
	for i, e := range r.Effects {
		if send, ok := e.(flows.Send); ok && !send.Question {
			send.Text += b.text
			r.Effects[i] = send
		}
	}
	return r, err
}

// In the pseudo-locales a text that is not in the catalogue is found, whatever
// it says, and what people and organisations are called is none.
func TestWalkPseudo(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"nothing": {" /menu", ""},
		"a line":  {"\nPlease wait.", `"Please wait" is not in the catalogue`},
		"a word":  {" now", `"now" is not in the catalogue`},
	} {
		t.Run(name, func(t *testing.T) {
			defs := withPseudo(t, doing("x.good"))
			machines := maps.Clone(defs.Machines)
			machines[flows.KindPerson] = blunt{machines[flows.KindPerson], c.text}
			defs.Machines = machines
			langs := map[i18n.Lang]bool{}
			walked, err := rehearsal.Walk(defs, rehearsal.WalkOptions{Flow: "x", Langs: []i18n.Lang{i18n.Accented, i18n.Mirrored}})
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range walked.Faults {
				langs[f.Lang] = true
				if c.want == "" || !strings.Contains(f.String(), c.want) && f.Kind == rehearsal.FaultText {
					t.Errorf("%s: %s", f.Kind, f)
				}
			}
			if walked.Languages != 2 || c.want != "" && len(walked.Faults) == 0 {
				t.Errorf("%d languages, %d faults in %v", walked.Languages, len(walked.Faults), langs)
			}
		})
	}
}

func withPseudo(t *testing.T, flow string) *flows.Definitions {
	t.Helper()
	defs := planted(t, flow, "")
	catalog, err := defs.Catalog.WithPseudo(flows.Typed)
	if err != nil {
		t.Fatal(err)
	}
	defs, err = flows.Compile(defs.Book, catalog, defs.Programme)
	if err != nil {
		t.Fatal(err)
	}
	return defs
}
