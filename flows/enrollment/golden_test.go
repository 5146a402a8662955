package enrollment_test

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"wecan/flows"
	"wecan/flows/enrollment"
	"wecan/flows/flowtest"
	"wecan/i18n"
)

var update = flag.Bool("update", os.Getenv("WECAN_UPDATE_GOLDEN") != "", "write the transcripts in testdata as they go today")

// transcripts are named here so that one that is lost is missed. Each is
// there in every language: what a person types is in her own words, so each
// file stands for itself, and somebody who grew up with the language can read
// it.
func transcripts() []string {
	return []string{
		"another", "back", "cancel", "change", "language", "late", "no", "notnow", "nudge", "return", "rule", "rulenot", "shared", "skipped", "taken",
		"trouble", "voice", "whole", "why", "young",
	}
}

// spoken are the languages with transcripts: all that there are translations
// for.
func spoken() []i18n.Lang { return []i18n.Lang{i18n.English, "es", "ar", "uk"} }

// folder is where the transcripts of a language are, below folder above.
func folder(above string, lang i18n.Lang) string {
	if lang == i18n.English {
		return above
	}
	return filepath.Join(above, string(lang))
}

// defined are the definitions: they never change, and are made once for all tests.
var defined = sync.OnceValues(func() (*flows.Definitions, error) { return enrollment.Definitions(nil, nil) })

func definitions(tb testing.TB) *flows.Definitions {
	tb.Helper()
	defs, err := defined()
	if err != nil {
		tb.Fatal(err)
	}
	return defs
}

func TestTranscripts(t *testing.T) {
	if has := definitions(t).Catalog.Languages(); !slices.Equal(has, spoken()) {
		t.Errorf("people are spoken to in %v, and there are transcripts in %v", has, spoken())
	}
	for _, lang := range spoken() {
		dir := folder("testdata", lang)
		var write func(name string, data []byte) error
		if *update {
			write = func(name string, data []byte) error { return os.WriteFile(filepath.Join(dir, name), data, 0o600) }
		}
		t.Run(string(lang), func(t *testing.T) {
			flowtest.Golden(t, definitions(t), os.DirFS(dir), transcripts(), write)
		})
	}
}
