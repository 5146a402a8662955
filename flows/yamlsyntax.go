package flows

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/goccy/go-yaml/token"
)

// byteOrderMark is what some editors put in front of a file, unseen.
func byteOrderMark() []byte { return []byte("\ufeff") }

// plainSyntax puts the most frequent mistakes in plain words.
func plainSyntax(message string) string {
	switch {
	case strings.Contains(message, "mapping value is not allowed"):
		return "put the text in quotes: there is a colon in it"
	case strings.Contains(message, `found character '	'`):
		return "the line begins with a tab; begin it with spaces"
	case strings.Contains(message, "must be specified"):
		return "a bracket or a quote is not closed (" + message + ")"
	}
	return message
}

// hiddenBlank tells of a sign in the line that looks like a blank and is none:
// it comes along when one copies from a web page, and nobody sees it.
func hiddenBlank(data []byte, line int) string {
	lines := bytes.Split(data, []byte("\n"))
	if line < 1 || line > len(lines) {
		return ""
	}
	if !bytes.ContainsFunc(lines[line-1], func(r rune) bool {
		return r != ' ' && r != '\r' && r != '\t' && (unicode.IsSpace(r) || r == '\u200b' || r == '\ufeff')
	}) {
		return ""
	}
	return "; the line has a sign that looks like a blank and is none: type its blanks anew"
}

// checkQuotes finds quotes that a word processor made. They are no quotes of
// YAML: people would see them, and a comma would end the text.
func (v value) checkQuotes(s string) {
	tk := v.node.GetToken()
	if tk == nil || tk.Type != token.StringType {
		return
	}
	if first, _ := utf8.DecodeRuneInString(s); strings.ContainsRune("“”„‟«", first) {
		v.fail("the quotes of this text are not those of the keyboard, so people would see them: write \" in the place of %c", first)
	}
}

// foreignLetter tells of a letter of another script, which may look the same.
func foreignLetter(s string) string {
	for _, r := range s {
		if r > unicode.MaxASCII && unicode.IsLetter(r) {
			return fmt.Sprintf("; the letter %c in it is none of a-z, though it may look so: type the word anew", r)
		}
	}
	return ""
}
