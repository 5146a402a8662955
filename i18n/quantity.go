package i18n

import (
	"strconv"
	"strings"
	"time"
	"unicode"
)

// Number reads a number that somebody typed, whole or with decimals, in the digits of any script, and answers it as
// programs write it: "1250", "-3", "2.5". Between whole and decimals may stand a point, a comma or the Arabic decimal
// separator. A separator of thousands cannot be told from one of decimals, so of several there is no reading: false.
func Number(s string) (canonical string, ok bool) {
	var b strings.Builder
	point := false
	for i, r := range []rune(strings.TrimSpace(withoutBidi(s))) {
		digit, isDigit := digitValue(r)
		switch {
		case isDigit:
			b.WriteByte(byte('0' + digit)) //nolint:gosec // digit is 0 to 9
		case i == 0 && (r == '-' || r == '−'):
			b.WriteByte('-')
		case (r == '.' || r == ',' || r == '٫') && !point:
			point = true
			b.WriteByte('.')
		case unicode.Is(unicode.Cf, r), r == 0xFE0F, r == 0x20E3: // invisible, or what makes a keycap of a digit
		default:
			return "", false
		}
	}
	out := b.String()
	if strings.HasSuffix(out, ".") || strings.HasPrefix(out, ".") || strings.HasPrefix(out, "-.") {
		return "", false
	}
	if _, err := strconv.ParseFloat(out, 64); err != nil || len(out) > 15 {
		return "", false
	}
	return trimZeros(out), true
}

func trimZeros(s string) string {
	sign := ""
	if s[0] == '-' {
		sign, s = "-", s[1:]
	}
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	for len(s) > 1 && s[0] == '0' && s[1] != '.' {
		s = s[1:]
	}
	if s == "0" {
		sign = ""
	}
	return sign + s
}

// Date reads a day that somebody typed in numbers: day, month and year as in our four countries ("12.03.1990", "12/3/1990",
// "١٢-٣-١٩٩٠"), or year, month and day ("1990-03-12"). Any one sign or space may stand between them. A year has four
// digits: of two nobody knows the century. false: no such day.
func Date(s string) (day time.Time, ok bool) {
	parts := strings.FieldsFunc(withoutBidi(s), func(r rune) bool {
		_, digit := digitValue(r)
		return !digit && (unicode.IsSpace(r) || unicode.IsPunct(r) || unicode.Is(unicode.Cf, r))
	})
	if len(parts) != 3 {
		return time.Time{}, false
	}
	var n [3]int
	var width [3]int
	for i, part := range parts {
		value, ok := Digits(part)
		if !ok {
			return time.Time{}, false
		}
		n[i], width[i] = value, len([]rune(part))
	}
	y, m, d := n[2], n[1], n[0]
	if width[0] == 4 {
		y, d = n[0], n[2]
	} else if width[2] != 4 {
		return time.Time{}, false
	}
	day = time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC)
	return day, y >= 1 && y <= 9999 && day.Year() == y && int(day.Month()) == m && day.Day() == d
}
