package main

import (
	"fmt"
	"sync"
	"testing"
)

// readOnce are the words that tests have read, by what they are read for.
var readOnce sync.Map

// wordsOf reads the flows and texts as a command does, once for all tests that ask for the
// same: with the race detector it takes seconds, and nobody changes them. The settings that
// count are the programme file and those of the demo.
func wordsOf(tb testing.TB, set settings) *words {
	tb.Helper()
	key := fmt.Sprintf("%t %t %t %q %s", set.Trial, set.DemoChat, set.Pseudo, set.ProgrammeFile, set.Programme)
	once, _ := readOnce.LoadOrStore(key, sync.OnceValues(func() (*words, error) { return loadDraft(&set) }))
	w, err := once.(func() (*words, error))()
	if err != nil {
		tb.Fatal(err)
	}
	return w
}

// withProgramme are the settings of a service with such a programme.
func withProgramme(programme string) settings {
	return settings{Programme: []byte(programme), ProgrammeFile: "programme.yaml"}
}
