package i18n

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

func keywordAndString(text string) (keyword, s string, err error) {
	for _, mark := range []string{"<<<<<<<", "|||||||", "=======", ">>>>>>>"} {
		if strings.HasPrefix(text, mark) {
			return "", "", errors.New("a merge was not finished here; keep one of the two versions, and take the lines that begin with <<<<<<<, |||||||, ======= and >>>>>>> out")
		}
	}
	before, _, quoted := strings.Cut(text, `"`)
	keyword = strings.Trim(before, " \t")
	if quoted && isPOKeyword(keyword) {
		s, err = unquotePO(text[len(before):])
		return keyword, s, err
	}
	if err := hidden(before); err != nil {
		return "", "", err
	}
	if quoted {
		return "", "", misplaced(keyword)
	}
	return "", "", errors.New(`expected msgctxt, msgid or msgstr and a string in straight double quotes ("); put "#" before a note, and take other text out`)
}

// isPOKeyword reports whether a word may stand before a string; none is a word too, since a string may go on.
func isPOKeyword(word string) bool {
	if number, ok := strings.CutPrefix(word, "msgstr["); ok {
		number, closed := strings.CutSuffix(number, "]")
		return closed && number != "" && strings.Trim(number, "0123456789") == ""
	}
	return word == "" || word == "msgctxt" || word == "msgid" || word == "msgid_plural" || word == "msgstr"
}

func misplaced(keyword string) error {
	return fmt.Errorf("%s cannot stand here; a message is msgctxt, msgid, msgstr, or with a number msgctxt, msgid, msgid_plural, msgstr[0], msgstr[1] …", keyword)
}

// hidden names a character that nobody sees, if what stands outside of the quotes would be right without it: an editor, a
// phone or a broken copy put it there, and to the eye the line is as it should be.
func hidden(outside string) error {
	var found rune
	rest := strings.Map(func(r rune) rune {
		if r == ' ' || r == '\t' || unicode.IsGraphic(r) && !unicode.IsSpace(r) {
			return r
		}
		found = r
		return -1
	}, outside)
	if rest == outside || !isPOKeyword(strings.Trim(rest, " \t")) {
		return nil
	}
	return fmt.Errorf("a character that cannot be seen (%U) stands outside of the quotes; take it out, or write what stands outside of the quotes anew", found)
}

var errNoClosingQuote = errors.New(`the string has no closing quote; put it at the end of this line, and where a line was cut in two, join it again`)

// unquotePO reads a string in double quotes that fills the rest of a line, with the escapes of C.
func unquotePO(quoted string) (string, error) {
	body := quoted[1:]
	var b strings.Builder
	for i := 0; i < len(body); i++ {
		switch c := body[i]; c {
		default:
			b.WriteByte(c)
		case '"':
			if err := hidden(body[i+1:]); err != nil {
				return "", err
			}
			if i != len(body)-1 {
				return "", errors.New(`text after the closing quote; write \" for a quote inside the string, and a second string on a line of its own`)
			}
			if !utf8.ValidString(b.String()) {
				return "", errors.New("the string is not UTF-8; write letters, not their bytes")
			}
			return b.String(), nil
		case '\\':
			i++
			if i == len(body) {
				return "", errNoClosingQuote
			}
			size, err := writeEscape(&b, body[i:])
			if err != nil {
				return "", err
			}
			i += size - 1
		}
	}
	return "", errNoClosingQuote
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
