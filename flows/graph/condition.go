package graph

import "strings"

// plainCondition makes a condition readable: its signs become words, and what
// stands in quotation marks stays.
func plainCondition(s string) string {
	var b strings.Builder
	for s != "" {
		if s[0] == '"' || s[0] == '\'' {
			end := strings.IndexByte(s[1:], s[0])
			if end >= 0 {
				b.WriteString("“" + s[1:end+1] + "”")
				s = s[end+2:]
				continue
			}
		}
		sign, word := signAt(s)
		if sign == "" {
			b.WriteByte(s[0])
			s = s[1:]
			continue
		}
		b.WriteString(word)
		s = s[len(sign):]
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// signAt is the sign that a condition begins with, and the word for it.
func signAt(s string) (sign, word string) {
	for _, pair := range [][2]string{
		{"==", " is "}, {"!=", " is not "}, {">=", " ≥ "}, {"<=", " ≤ "}, {"&&", " and "}, {"||", " or "}, {"!", "not "},
	} {
		if strings.HasPrefix(s, pair[0]) {
			return pair[0], pair[1]
		}
	}
	return "", ""
}
