package i18n

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// checkText returns the placeholders of a text that is to be shown, or why it must not be.
func checkText(text string) ([]string, error) {
	if strings.TrimSpace(text) == "" {
		return nil, errors.New("the text is empty")
	}
	if !utf8.ValidString(text) {
		return nil, errors.New("the text is not UTF-8")
	}
	if !norm.NFC.IsNormalString(text) {
		return nil, errors.New("the text is not in Unicode normal form C; some letters are written as two characters (uconv -x nfc repairs it)")
	}
	for _, r := range text {
		if unicode.IsControl(r) && r != '\n' {
			return nil, fmt.Errorf("the text has the control character %U; take it out", r)
		}
	}
	if strings.Contains(text, "#-#-#-#-#") {
		return nil, errors.New("the text has two versions, with lines of #-#-#-#-# between them that a merge tool left; keep one and take the lines out")
	}
	if !isolatesClosed(text) {
		return nil, errors.New("the text opens a direction (U+202A to U+202E, U+2066 to U+2068) that it does not close with U+2069; " +
			"placeholders are isolated without help, so take these characters out")
	}
	return Placeholders(text)
}

// tidied takes out of translations what a keyboard or an editor put there unseen: letters made of two characters, tabs, and
// the line ends of Windows.
func tidied(texts []string) []string {
	out := make([]string, len(texts))
	for i, text := range texts {
		out[i] = norm.NFC.String(strings.NewReplacer("\r\n", "\n", "\t", " ").Replace(text))
	}
	return out
}

// checkTranslation says why the forms of one entry do not fit their English, or nil.
func checkTranslation(s *Source, texts []string, forms *pluralForms) error {
	english := s.Text
	if s.Plural != "" {
		english = s.Plural
	}
	want, err := Placeholders(english)
	if err != nil {
		return err
	}
	for i, text := range texts {
		names, err := checkText(text)
		if err != nil {
			return err
		}
		if !sameBreaks(s.Text, text) {
			return errBreaks
		}
		// "One place left" is right only where the form is for a single number: Ukrainian uses its first form for 21 too.
		mayLeaveOut := ""
		if s.Plural != "" && forms.single(i) {
			mayLeaveOut = s.Count
		}
		if err := sameNames(names, want, mayLeaveOut); err != nil {
			return err
		}
	}
	return nil
}

// sameNames compares the placeholders of a text with those it must have. optional may be left out.
func sameNames(got, want []string, optional string) error {
	for _, name := range want {
		if name != optional && !slices.Contains(got, name) {
			return fmt.Errorf("the placeholder {%s} is missing", name)
		}
	}
	for _, name := range got {
		if !slices.Contains(want, name) {
			return fmt.Errorf("the placeholder {%s} is not in the English text", name)
		}
	}
	return nil
}
