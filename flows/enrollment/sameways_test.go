package enrollment_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"wecan/i18n"
)

// What a transcript shows is shown in every language: the same things are done,
// in the same order, in other words.
func TestSameWaysInEveryLanguage(t *testing.T) {
	for above, names := range map[string][]string{"testdata": transcripts(), filepath.Join("testdata", "answers"): answers()} {
		for _, name := range names {
			want := deeds(t, filepath.Join(folder(above, i18n.English), name+".chat"))
			for _, lang := range spoken()[1:] {
				if got := deeds(t, filepath.Join(folder(above, lang), name+".chat")); !slices.Equal(got, want) {
					t.Errorf("%s in %s does %q, in English %q", name, lang, got, want)
				}
			}
		}
	}
}

// deeds are what is done in a transcript, without the words.
func deeds(t *testing.T, file string) []string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for line := range strings.SplitSeq(string(data), "\n") {
		head, rest, _ := strings.Cut(line, " ")
		switch head {
		case ">", ">>", "tap:":
			out = append(out, head)
		case "#", "now:", "wake", "media:", "blocked", "unblocked", "hold", "release", "taken":
			out = append(out, head+" "+rest)
		case "edited", "tell:", "tap":
			first, _, _ := strings.Cut(rest, ":")
			out = append(out, head+" "+strings.SplitN(first, "words=", 2)[0])
		}
	}
	return out
}
