package main

import (
	"fmt"
	"io"

	"wecan/flows"
	"wecan/flows/rehearsal"
)

// paces prints how many taps and how much time the flows take that were walked,
// a line for each language.
func paces(out io.Writer, defs *flows.Definitions, o rehearsal.WalkOptions) error {
	list, err := rehearsal.Paces(defs, o)
	if err != nil {
		return fmt.Errorf("find the shortest ways: %w", err)
	}
	for _, p := range list {
		fmt.Fprintln(out, p)
	}
	return nil
}
