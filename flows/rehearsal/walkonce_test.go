//go:build !race

package rehearsal_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"wecan/flows/rehearsal"
)

// The messages are no matter of the race detector, under which this would take
// minutes: one fault is one line, in the first language that shows it, with its place;
// what only comes of it is not told.
func TestWalkTellsOnce(t *testing.T) {
	head := "flow: x\nfirst: a\ntriggers: {menu: Begin}\nsteps:\n"
	number := "  a: {ask: number, text: \"Age?\", check: {range: [14, 99]}, save: age, next: b}\n"
	name := "  b: {ask: text, text: \"Name?\", again: \"Name.\", save: name, next: c}\n"
	one := "  a: {ask: choice, text: \"Which?\", options: {one: {label: %q, go: b}, two: {label: \"Two\", go: b}}}\n  b: {end: done}\n"
	for title, c := range map[string]struct {
		flow string
		want []string
	}{
		"a date that nobody can answer": {
			head + "  a: {ask: date, text: \"When?\", check: {from: today+10, until: today-10}, save: day, next: b}\n  b: {say: \"Well.\", next: c}\n  c: {end: done}\n",
			[]string{"x.a [en]: no answer leads to an end of the flow from here: there is none that it takes (test/x.yaml:5); also in: ar, es, uk"},
		},
		"a circle of questions": {
			head + number + name + "  c: {branch: [{if: 'age > 120', go: d}], else: a}\n  d: {say: \"Old.\", next: e}\n  e: {end: done}\n",
			[]string{"x.a [en]: no answer leads to an end of the flow from here, only round by x.a, x.b (test/x.yaml:5); also in: ar, es, uk"},
		},
		"a question that leads to one without a way out": {
			head + number + name + "  c: {branch: [{if: 'age > 120', go: d}], else: b}\n  d: {end: done}\n",
			[]string{"x.b [en]: no answer leads to an end of the flow from here (test/x.yaml:6); also in: ar, es, uk"},
		},
		"two faults": {
			head + number + "  b: {branch: [{if: 'age > 120', go: d}], else: c}\n  c: {ask: choice, text: \"Which?\", options: {one: {label: \"Menu\", go: e}}}\n" +
				"  d: {say: \"Old.\", next: older}\n  older: {say: \"Older.\", next: e}\n  e: {end: done}\n",
			[]string{
				"x.c [en]: two buttons of one message read alike: \"Menu\" and \"☰ Menu\" (test/x.yaml:7); also in: es",
				"x.d: nobody ever comes to this step; look at the condition age > 120 (test/x.yaml:6) (test/x.yaml:8)",
			},
		},
		"a label of the engine": {
			head + fmt.Sprintf(one, "Menu"),
			[]string{"x.a [en]: two buttons of one message read alike: \"Menu\" and \"☰ Menu\" (test/x.yaml:5); also in: es"},
		},
		"a label of the menu": {
			strings.Replace(head, "Begin", "Help", 1) + fmt.Sprintf(one, "One"),
			[]string{"x [en]: two buttons of one message read alike: \"Help\" and \"❓ Help\" (test/x.yaml:3)"},
		},
		"an action that fails": {
			doing("x.broken"),
			[]string{"x.a [en], tap Now: rehearsal: step: flows: x.b: the action fails (test/x.yaml:5); also in: ar, es, uk"},
		},
		"an actor that panics": {
			doing("x.panic"),
			[]string{"x.b [en], the answer comes: panic: the actor panics, in wecan/flows/rehearsal_test.moody.Step, walk_test.go:# (test/x.yaml:6); also in: ar, es, uk"},
		},
	} {
		t.Run(title, func(t *testing.T) {
			walked, err := rehearsal.Walk(planted(t, c.flow, ""), rehearsal.WalkOptions{Flow: "x"})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, f := range walked.Faults {
				line := goLine.ReplaceAllString(f.String(), "_test.go:#")
				if f.Kind != rehearsal.FaultUntranslated {
					got = append(got, line)
				}
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
			}
			if walked.Flows != 1 {
				t.Errorf("%d flows, and it walked one", walked.Flows)
			}
		})
	}
}

var goLine = regexp.MustCompile(`_test\.go:[0-9]+`)

// A text that three languages lack is one line.
func TestWalkTellsOnceWhatIsNotTranslated(t *testing.T) {
	walked, err := rehearsal.Walk(planted(t, doing("x.good"), ""), rehearsal.WalkOptions{Flow: "x"})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range walked.Faults {
		if strings.Contains(f.Text, "x.c.text") {
			got = append(got, f.String())
		}
	}
	if want := `x.b [es], the answer comes: x.c.text is not translated: "Over"; also in: ar, uk`; len(got) != 1 || got[0] != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
