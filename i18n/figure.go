package i18n

import "strings"

// NumberRow is how a language writes numbers in Latin digits.
type NumberRow struct {
	Group   string `json:"group"`   // between groups of digits
	Decimal string `json:"decimal"` // in front of the decimals
	Minus   string `json:"minus"`   // with a mark of direction where the language has one

	// How many digits the last group in front of the decimals has, and each
	// group before it: 3 and 3, in Bengali 3 and 2.
	Last   int `json:"last"`
	Before int `json:"before"`
}

// groupFrom is from how many digits on a number is written in groups. With four they are left alone in every language, since
// nobody knows whether 2027 is a year (CLDR calls this min2).
const groupFrom = 5

// Figure writes a number as [Number] answers it, "1250" or "-31250.5", for a reader of the language: "1250", "-31.250,5". The digits are
// Latin, as on the papers of our countries. Years, phone numbers and references are no figures. What is no number comes back as it is.
func Figure(lang Lang, number string) string {
	digits, minus := strings.CutPrefix(number, "-")
	whole, decimals, has := strings.Cut(digits, ".")
	if !onlyDigits(whole) || has && !onlyDigits(decimals) {
		return number
	}
	row := rowsFor(lang).Number
	var b strings.Builder
	if minus {
		b.WriteString(row.Minus)
	}
	for i := range len(whole) {
		if i > 0 && len(whole) >= groupFrom && row.opensGroup(len(whole)-i) {
			b.WriteString(row.Group)
		}
		b.WriteByte(whole[i])
	}
	if has {
		b.WriteString(row.Decimal)
		b.WriteString(decimals)
	}
	return b.String()
}

// opensGroup says whether a group begins where so many digits of the whole part are left.
func (row NumberRow) opensGroup(left int) bool {
	return left == row.Last || left > row.Last && (left-row.Last)%row.Before == 0
}

func onlyDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
