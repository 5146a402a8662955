package i18n

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// poBlanks may stand between words, as gettext has it.
const poBlanks = " \t\r\n\f\v"

// poContinued at the end of a line joins the next line to it.
const poContinued = "\\\n"

var (
	errNotUTF8        = errors.New(`this is not UTF-8; save the file as UTF-8, and write letters, not their bytes (\351)`)
	formNumberPattern = regexp.MustCompile(`^msgstr[ \t\f\v]*\[[ \t\f\v]*0*([0-9]{1,9})[ \t\f\v]*\]`)
)

// keyword takes the keyword off a line that begins with one. That of a form is written msgstr[0], whatever blanks it has.
// before is a keyword that waits for its string, or "".
func keyword(text, before string) (word, rest string, err error) {
	word = keywordOf(text)
	rest = text[len(word):]
	if word == "msgstr" && strings.HasPrefix(strings.TrimLeft(rest, poBlanks), "[") {
		if m := formNumberPattern.FindStringSubmatch(text); m != nil {
			return "msgstr[" + m[1] + "]", text[len(m[0]):], nil
		}
	}
	if word != "" && !strings.HasPrefix(rest, "[") {
		return word, rest, nil
	}
	for _, mark := range []string{"<<<<<<<", "|||||||", "=======", ">>>>>>>"} {
		if strings.HasPrefix(text, mark) {
			return "", "", errors.New("a merge was not finished here; keep one of the two versions, and take the lines that begin with <<<<<<<, |||||||, ======= and >>>>>>> out")
		}
	}
	outside, _, quoted := strings.Cut(text, `"`)
	if err := hidden(outside); err != nil {
		return "", "", err
	}
	switch {
	case text[0] == '\\':
		return "", "", errBackslash
	case quoted && !startsQuote(outside) && (before == "" || strings.TrimRight(outside, poBlanks) != outside):
		return "", "", misplaced(strings.Trim(outside, poBlanks))
	}
	return "", "", errors.New(`expected msgctxt, msgid or msgstr and a string in straight double quotes ("); put "#" before a note, and take other text out`)
}

// keywordOf is the keyword that a text begins with, or "". A letter, a digit, "_" or "$" behind it makes it another word.
func keywordOf(text string) string {
	for _, word := range []string{"msgctxt", "msgid", "msgid_plural", "msgstr"} {
		if rest, found := strings.CutPrefix(text, word); found && (rest == "" || !strings.ContainsRune(wordSigns, rune(rest[0]))) {
			return word
		}
	}
	return ""
}

const wordSigns = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_$"

// startsQuote reports whether a text begins with a quote that is not a straight double one.
func startsQuote(text string) bool {
	r, _ := utf8.DecodeRuneInString(text)
	return strings.ContainsRune("“”„‟‘’‚‛«»‹›″＂'`´", r)
}

// startsToken reports whether what stands behind a string may stand there.
func startsToken(rest string) bool {
	return rest == "" || rest == poContinued || rest[0] == '"' || rest[0] == '#' || keywordOf(rest) != ""
}

var errBackslash = errors.New(`a backslash (\) outside of the quotes; take it out`)

func behindString(rest string) error {
	if err := hidden(rest); err != nil {
		return err
	}
	if rest[0] == '\\' {
		return errBackslash
	}
	return errors.New(`text after the closing quote; write \" for a quote inside the string`)
}

// inUTF8 reads bytes that are not UTF-8 as an old editor wrote them. Nothing is lost, and a name comes out right more often than not.
func inUTF8(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	for s != "" {
		r, size := utf8.DecodeRuneInString(s)
		if r == utf8.RuneError && size == 1 {
			if r = charmap.Windows1252.DecodeByte(s[0]); r == utf8.RuneError {
				r = rune(s[0])
			}
		}
		b.WriteRune(r)
		s = s[size:]
	}
	return b.String()
}

// swallow looks below a comment that ends in a backslash: gettext takes the next line for a part of it. We do so with a line
// that is empty; one with another comment may be read as such, since nothing of it counts.
func (p *poParser) swallow(comment string) error {
	if !strings.HasSuffix(comment, poContinued) || len(p.rest) == 0 {
		return nil
	}
	switch next := strings.Trim(p.rest[0], poBlanks); {
	case next == "":
		p.next()
	case next[0] != '#' || len(next) > 1 && strings.ContainsRune(",|~", rune(next[1])):
		return errors.New(`a comment that ends in a backslash (\), so that gettext takes the next line for a part of the comment; take the backslash out`)
	}
	return nil
}

// flagsIn reads flags as gettext does: a comma is as good as a blank. Only "range: 0..5" is one of two words.
func flagsIn(text string) (flags []string) {
	for flag := range strings.FieldsFuncSeq(text, func(r rune) bool { return strings.ContainsRune(" \t\r\f\v,", r) }) {
		if last := len(flags) - 1; last >= 0 && flags[last] == "range:" {
			flags[last] += " " + flag
			continue
		}
		flags = append(flags, flag)
	}
	return flags
}

func misplaced(keyword string) error {
	return fmt.Errorf("%s cannot stand here; a message is msgctxt, msgid, msgstr, or with a number msgctxt, msgid, msgid_plural, msgstr[0], msgstr[1] …", keyword)
}

// hidden names a character that nobody sees, if what stands outside of the quotes would be right without it: an editor, a
// phone or a broken copy put it there, and to the eye the line is as it should be.
func hidden(outside string) error {
	var found []rune
	rest := strings.Map(func(r rune) rune {
		if strings.ContainsRune(poBlanks, r) || unicode.IsGraphic(r) && !unicode.IsSpace(r) {
			return r
		}
		found = append(found, r)
		return -1
	}, outside)
	switch rest = strings.Trim(rest, poBlanks); {
	case !utf8.ValidString(outside):
		return errNotUTF8
	case len(found) == 0 || !startsToken(rest):
		return nil
	}
	return fmt.Errorf("a character that cannot be seen (%U) stands outside of the quotes; take it out, or write what stands outside of the quotes anew", found[0])
}

var errNoClosingQuote = errors.New(`the string has no closing quote; put it at the end of this line, and where a line was cut in two, join it again`)

// unquote reads what stands behind an opening quote, with the escapes of C, and returns what stands behind the closing one.
// A backslash at the end of a line joins the next line to it. Whether the letters are whole is looked at before that, and
// before escapes are read, as gettext does it.
func (p *poParser) unquote(body string) (s, rest string, err error) {
	var b strings.Builder
	for i := 0; i < len(body); i++ {
		switch c := body[i]; {
		default:
			b.WriteByte(c)
		case c == '"':
			p.torn = p.torn || !utf8.ValidString(body[:i])
			return b.String(), body[i+1:], nil
		case c == '\n':
			return "", "", notClosed(body)
		case c == '\\' && body[i:] == poContinued && len(p.rest) > 0:
			p.torn = p.torn || !utf8.ValidString(body)
			body, i = p.next(), -1
		case c == '\\':
			i++
			if strings.Trim(body[i:], "\r\n") == "" {
				return "", "", notClosed(body)
			}
			size, err := writeEscape(&b, body[i:])
			if err != nil {
				return "", "", err
			}
			i += size - 1
		}
	}
	return "", "", notClosed(body)
}

func notClosed(body string) error {
	if !utf8.ValidString(body) {
		return errNotUTF8
	}
	return errNoClosingQuote
}

// writeEscape writes the character for what stands after a backslash, and returns how many bytes that took.
func writeEscape(b *strings.Builder, s string) (int, error) {
	if at := strings.IndexByte(`abfnrtv"\`, s[0]); at >= 0 {
		b.WriteByte("\a\b\f\n\r\t\v\"\\"[at])
		return 1, nil
	}
	base, digits, skip := 8, s[:min(3, len(s))], 0
	if s[0] == 'x' {
		base, digits, skip = 16, s[1:min(3, len(s))], 1
	}
	for n := len(digits); n > 0; n-- {
		if value, err := strconv.ParseUint(digits[:n], base, 8); err == nil {
			b.WriteByte(byte(value))
			return skip + n, nil
		}
	}
	return 0, fmt.Errorf(`\%c is not known; write \\ for a backslash, and every other character as it is, without a backslash`, s[0])
}
