package flows_test

import (
	"strings"
	"testing"

	"wecan/flows/rehearsal"
)

// Large numbers are shown in groups, and a year is none of them.
func TestNumbersAreShownInGroups(t *testing.T) {
	const counting = `
flow: counting
first: pay
triggers: {start: true, command: ask, status: told}
steps:
  pay: {ask: number, text: "How much?", label: "Pay", save: pay, check: {range: [1000, 50000], decimals: 2}, next: told}
  told: {say: "You wrote {pay}.", next: over}
  over: {end: done}
`
	defs, err := compile(t, counting, nil)
	if err != nil {
		t.Fatal(err)
	}
	for typed, want := range map[string]string{
		"1": "Please write a number from 1000 to 50,000.", "31250.5": "You wrote 31,250.5.", "١٢٣٤٥": "You wrote 12,345.", "2027": "You wrote 2027.",
	} {
		w, err := rehearsal.NewWorld(defs)
		if err != nil {
			t.Fatal(err)
		}
		write(t, w, "/start")
		if got := texts(write(t, w, typed)); !strings.Contains(got, want) {
			t.Errorf("after %s she reads %q, want %q", typed, got, want)
		}
	}
}
