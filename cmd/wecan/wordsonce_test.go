package main

import (
	"fmt"
	"sync"
	"testing"

	"wecan/flows"
)

// known are the words that tests have read, by what they are read for.
var known sync.Map

// readOnce reads the built-in flows and the texts as commands do, once for all tests that
// ask for the same: with the race detector it takes seconds, and nobody changes them. What
// is in folders is read each time.
func readOnce(set *settings, parse func(...flows.Capability) (*flows.Book, error)) (*words, error) {
	if set.FlowsDir != "" || set.Audio != "" {
		return readWords(set, parse)
	}
	key := fmt.Sprintf("%t %t %t %q %s", set.Trial, set.DemoChat, set.Pseudo, set.ProgrammeFile, set.Programme)
	of := *set
	once, _ := known.LoadOrStore(key, sync.OnceValues(func() (*words, error) { return readWords(&of, parse) }))
	return once.(func() (*words, error))()
}

// wordsOf are the words by such settings: those of the programme file and of the demo count.
func wordsOf(tb testing.TB, set settings) *words {
	tb.Helper()
	w, err := readOnce(&set, flows.ParseDraft)
	if err != nil {
		tb.Fatal(err)
	}
	return w
}

// withProgramme are the settings of a service with such a programme.
func withProgramme(programme string) settings {
	return settings{Programme: []byte(programme), ProgrammeFile: "programme.yaml"}
}
