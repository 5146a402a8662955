package flows_test

import (
	"testing"

	"wecan/flows"
)

// The menu has a button for a person already; after three answers that do not
// do it gets no second one.
func TestMenuOffersAPersonOnce(t *testing.T) {
	w := world(t)
	var last []flows.Effect
	for _, text := range []string{"/start", "/menu", "zzzz", "zzzz", "zzzz"} {
		last = write(t, w, text)
	}
	n := 0
	for _, e := range last {
		if s, ok := e.(flows.Send); ok {
			for _, row := range s.Buttons {
				if row[0].Label == "👤 Talk to a person" {
					n++
				}
			}
		}
	}
	if n != 1 {
		t.Errorf("%d buttons for a person", n)
	}
}
