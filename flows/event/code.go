package event

import (
	"strconv"

	"wecan/i18n"
)

// Code is what somebody tells a friend who wants to be in a team with her at the same
// event, made of her arrival number. It is no secret: a pair is one when both name each
// other.
func Code(arrival int) string {
	if arrival <= 0 {
		return ""
	}
	n := arrival*codeStep + codeCheck(arrival)
	return strconv.Itoa(n)
}

const codeStep = 10

// codeCheck finds most mistyped digits, and most that changed places.
func codeCheck(n int) int {
	sum := 0
	for weight := 2; n > 0; weight++ {
		sum += weight * (n % 10)
		n /= 10
	}
	return sum % 11 % 10
}

// ParseCode reads a code in the digits of any language; false for one with a mistake.
func ParseCode(s string) (arrival int, ok bool) {
	n, ok := i18n.Digits(s)
	if !ok || n < codeStep || n > arrivalsMost*codeStep+9 || codeCheck(n/codeStep) != n%codeStep {
		return 0, false
	}
	return n / codeStep, true
}
