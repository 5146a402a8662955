package enrollment_test

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"wecan/flows"
	"wecan/flows/enrollment"
	"wecan/flows/flowtest"
)

var update = flag.Bool("update", os.Getenv("WECAN_UPDATE_GOLDEN") != "", "write the transcripts in testdata as they go today")

// transcripts are named here so that one that is lost is missed.
func transcripts() []string {
	return []string{
		"another", "cancel", "change", "language", "late", "no", "notnow", "nudge", "rule", "shared", "taken", "trouble", "voice", "whole", "why", "young",
	}
}

func definitions(tb testing.TB) *flows.Definitions {
	tb.Helper()
	defs, err := enrollment.Definitions(nil, nil)
	if err != nil {
		tb.Fatal(err)
	}
	return defs
}

func TestTranscripts(t *testing.T) {
	var write func(name string, data []byte) error
	if *update {
		write = func(name string, data []byte) error {
			return os.WriteFile(filepath.Join("testdata", name), data, 0o600)
		}
	}
	flowtest.Golden(t, definitions(t), os.DirFS("testdata"), transcripts(), write)
}
