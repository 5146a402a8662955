package main

import (
	"fmt"
	"io"
	"os"
	"strings"

	"wecan/flows"
	"wecan/flows/rehearsal"
)

// playTranscript plays what stands in a transcript and shows the first line in
// which the bot says something else today.
func playTranscript(defs *flows.Definitions, file string, out io.Writer) error {
	script, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("read the transcript: %w", err)
	}
	w, err := rehearsal.NewWorld(defs)
	if err != nil {
		return err
	}
	got, err := rehearsal.Play(w, string(script))
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	want := strings.Split(string(script), "\n")
	for i, line := range strings.Split(got, "\n") {
		if i >= len(want) || line != want[i] {
			written := "(the transcript ends here)"
			if i < len(want) {
				written = want[i]
			}
			return fmt.Errorf("%s:%d: it goes another way today\nwritten down: %s\ntoday:        %s", file, i+1, written, line)
		}
	}
	fmt.Fprintf(out, "%s: it goes as it is written down\n", file)
	return nil
}
