package main

import (
	"bytes"
	"io/fs"
	"testing"

	"wecan/flows"
)

// Every capability that is built in remembers each step that people may stand
// at, so that no version strands them.
func TestBuiltinFlowsAreLocked(t *testing.T) {
	own, err := flows.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	caps := builtinCapabilities()
	sets := [][]flows.Capability{nil} // the engine's own stand in front of any
	for i := range caps {
		sets = append(sets, lastly(caps, i))
	}
	for i, c := range append([]flows.Capability{own}, caps...) {
		if all, err := fs.Glob(c.Flows, "*.yaml"); err == nil && len(all) == 0 {
			continue // nobody stands in a flow of it
		}
		lock, err := fs.ReadFile(c.Flows, flows.LockName)
		if err != nil || !c.Locked {
			t.Errorf("%s has no %s, or does not demand one: %v", c.Name, flows.LockName, err)
			continue
		}
		want, err := flows.NewLock(lock, sets[i]...)
		if err != nil || !bytes.Equal(lock, want) {
			t.Errorf("%s lacks a step in %s; run: go run ./cmd/wecan check --lock (%v)", c.Name, flows.LockName, err)
		}
	}
}
