package flowtest_test

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"wecan/flows/flowtest"
)

var update = flag.Bool("update", os.Getenv("WECAN_UPDATE_GOLDEN") != "", "write the transcripts in testdata as they go today")

// everyTranscripts show each thing that the engine does for people. They are
// named here so that one that is lost is missed.
func everyTranscripts() []string {
	names := []string{
		"away", "back", "blocked", "change", "doubletap", "fails", "language", "late", "media", "menu", "outside", "outsideidle", "quick", "quiet", "typed", "whole", "wrong", "young",
	}
	for _, name := range names { // each in Arabic too
		names = append(names, "ar-"+name)
	}
	return names
}

func TestEveryTranscript(t *testing.T) {
	defs, err := flowtest.Definitions()
	if err != nil {
		t.Fatal(err)
	}
	var write func(name string, data []byte) error
	if *update {
		write = func(name string, data []byte) error {
			return os.WriteFile(filepath.Join("testdata", name), data, 0o600)
		}
	}
	flowtest.Golden(t, defs, os.DirFS("testdata"), everyTranscripts(), write)
}
