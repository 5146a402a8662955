package flows_test

import "testing"

// Compiling leaves no gap behind: the list of gaps is there for faults.
func TestCompileLeavesNoGaps(t *testing.T) {
	defs, err := compile(t, `
flow: counting
first: n
triggers: {start: true}
steps:
  n: {ask: number, text: "How many?", save: n, next: say}
  say: {say: {one: "One place.", other: "{n} places.", count: n}, next: over}
  over: {end: done}
`, nil)
	if err != nil {
		t.Fatal(err)
	}
	if gaps := defs.Catalog.Missing(); len(gaps) > 0 {
		t.Errorf("%+v", gaps)
	}
}
