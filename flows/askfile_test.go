package flows_test

import (
	"testing"

	"wecan/flows"
)

// What a question for files has saved is a file; words that look like one are
// none.
func TestSentFile(t *testing.T) {
	book, err := flows.Parse(capability(map[string]string{"files.yaml": `flow: files
first: paper
triggers: {command: files, again: true}
steps:
  paper: {ask: document, text: "Send it.", save: paper, next: word}
  word: {ask: text, voice: true, text: "Say it.", save: word, again: "Please say it.", next: end}
  end: {end: done}
`}))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ field, value, what, id string }{
		{"paper", "photo:AgAC:x", "photo", "AgAC:x"},
		{"paper", "document:BQAC", "document", "BQAC"},
		{"paper", "", "", ""},
		{"word", "\x01voice:AwAC", "voice", "AwAC"},
		{"word", "voice:AwAC", "", ""},
		{"word", "photo:AgAC", "", ""},
		{"other", "photo:AgAC", "", ""},
	} {
		what, id, ok := book.SentFile(c.field, c.value)
		if ok != (c.what != "") || ok && (what != c.what || id != c.id) {
			t.Errorf("%s in %s: %q, %q, %v", c.value, c.field, what, id, ok)
		}
	}
}
