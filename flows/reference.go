package flows

import (
	"math/rand/v2"
	"strings"
	"time"
)

// referenceAlphabet leaves out vowels, so that no words come out, and what is
// mistaken when it is read aloud or written by hand: 0 and O, 1, I and L, N
// (for M), S (for 5), V (for B and W), Y, Z (for 2). It has 23 characters, a
// prime: so the check character finds every single mistake and every two
// characters that changed places.
const referenceAlphabet = "23456789BCDFGHJKMPQRTWX"

const (
	referencePrefix = "WE"
	referenceSize   = 6 // characters before the check character: 148 million
)

// NewReference draws the number of an application or a referral, such as
// WE-4K7M-9Q2. Two may be alike: the actor decides whose it is. It is never that of a day:
// see [DayReference].
func NewReference(r *rand.Rand) string {
	b := make([]byte, referenceSize)
	for {
		for i := range b {
			b[i] = referenceAlphabet[r.IntN(len(referenceAlphabet))]
		}
		if string(b[:len(referenceDays)]) != referenceDays {
			return checked(b)
		}
	}
}

// referenceDays begins the numbers of days. The characters behind it count them from
// 2020 on, which is enough for 766 years.
const referenceDays = "XX"

// DayReference is the number of what there is once a day at most, by the date of its
// clock. Each day has one of its own, and nothing that was drawn has the same.
func DayReference(day time.Time) string {
	seconds := func(y int, m time.Month, d int) int64 { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() }
	n := int(seconds(day.Date())-seconds(2020, time.January, 1)) / (24 * 60 * 60)
	b := []byte(referenceDays)
	for len(b) < referenceSize {
		b = append(b, referenceAlphabet[max(0, n)%len(referenceAlphabet)])
		n /= len(referenceAlphabet)
	}
	return checked(b)
}

// checked is a number with its check character, as people read it.
func checked(b []byte) string {
	b = append(b, checkCharacter(string(b)))
	return referencePrefix + "-" + string(b[:4]) + "-" + string(b[4:])
}

// ParseReference reads a reference as people type it: in any case, with or
// without the dashes. It answers the form that [NewReference] gives; false for
// one with a mistake in it.
func ParseReference(s string) (string, bool) {
	s = strings.ToUpper(strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == '-' || r == ' ' }), ""))
	body, ok := strings.CutPrefix(s, referencePrefix)
	if !ok || len(body) != referenceSize+1 {
		return "", false
	}
	for i := range len(body) {
		if strings.IndexByte(referenceAlphabet, body[i]) < 0 {
			return "", false
		}
	}
	if checkCharacter(body[:referenceSize]) != body[referenceSize] {
		return "", false
	}
	return referencePrefix + "-" + body[:4] + "-" + body[4:], true
}

// checkCharacter weighs each character by its place, modulo the prime 23.
func checkCharacter(body string) byte {
	sum := 0
	for i := range len(body) {
		sum += (i + 2) * strings.IndexByte(referenceAlphabet, body[i])
	}
	return referenceAlphabet[sum%len(referenceAlphabet)]
}
