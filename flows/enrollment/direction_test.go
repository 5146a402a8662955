package enrollment_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/bidi"
)

// Every line of a message in Arabic begins on the right, whatever stands
// between isolates. That is asked of another's work.
func TestArabicBeginsOnTheRight(t *testing.T) {
	files, err := filepath.Glob("testdata/ar/*.chat")
	if more, _ := filepath.Glob("testdata/answers/ar/*.chat"); err != nil || len(files) == 0 || len(more) == 0 {
		t.Fatalf("there are no transcripts: %v", err)
	} else {
		files = append(files, more...)
	}
	signs := strings.NewReplacer("⇐", "\u200F", "⟦", "\u2068", "⟧", "\u2069")
	lines := 0
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		foreign := false // the message speaks another language: to somebody else on her phone
		for line := range strings.SplitSeq(string(data), "\n") {
			text, shown := spokenTo(line)
			arabic := strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Arabic, r) && unicode.IsLetter(r) })
			if line != "" && !strings.HasPrefix(line, indent) {
				foreign = !arabic && strings.ContainsFunc(text, unicode.IsLetter)
			}
			if !shown || !arabic || foreign {
				continue
			}
			lines++
			if !laidOutRight(t, signs.Replace(text)) && !otherLanguage(text) {
				t.Errorf("%s: the line is laid out from left to right: %s", file, text)
			}
		}
	}
	if lines < 2000 {
		t.Errorf("only %d lines were looked at", lines)
	}
}

// indent begins the lines of a message but its first.
const indent = "     "

// spokenTo is what a line of a transcript shows her.
func spokenTo(line string) (text string, shown bool) {
	for _, head := range []string{"bot: ", "edit: ", "edit! ", "answer: ", indent} {
		if text, shown = strings.CutPrefix(line, head); shown {
			return strings.Trim(text, "[]"), true
		}
	}
	return "", false
}

// otherLanguage is the choice of Arabic, shown in the language that she leaves.
func otherLanguage(text string) bool { return text == "✅ ⟦العربية⟧" }

func laidOutRight(tb testing.TB, line string) bool {
	tb.Helper()
	var p bidi.Paragraph
	if _, err := p.SetString(line); err != nil {
		tb.Fatal(err)
	}
	order, err := p.Order()
	if err != nil {
		tb.Fatal(err)
	}
	first := order.Run(0)
	return first.Direction() == bidi.RightToLeft
}
