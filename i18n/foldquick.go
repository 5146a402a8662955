package i18n

import (
	"strings"
	"sync"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// quickLimit is the first character that [foldQuick] does not know: behind Latin, Greek, Cyrillic, Hebrew and Arabic come the
// scripts of India, whose marks stay and have an order.
const quickLimit = 0x0900

// quickPunctuation are the dashes, quotation marks and signs of direction that stand in texts of all scripts.
const (
	quickPunctuation    = 0x2000
	quickPunctuationEnd = 0x2070
)

// slowly stands in the table for a character whose neighbours matter.
const slowly = "\x00"

// quickTable is what each character folds to by itself. It takes some milliseconds to make, so the first text makes it.
var quickTable = sync.OnceValue(func() *[quickLimit + quickPunctuationEnd - quickPunctuation]string {
	var table [quickLimit + quickPunctuationEnd - quickPunctuation]string
	for i := range table {
		r := rune(i)
		if i >= quickLimit {
			r += quickPunctuation - quickLimit
		}
		table[i] = foldLetters(string(r))
		for _, letter := range table[i] {
			if norm.NFD.PropertiesString(string(letter)).CCC() != 0 {
				table[i] = slowly
			}
		}
	}
	return &table
})

// foldQuick is what foldAny comes to, character by character and many times as fast: every word that somebody writes is
// compared with every label and command. false: a character of the text is not in the table.
func foldQuick(s string) (string, bool) {
	table := quickTable()
	b := make([]byte, 0, len(s))
	for at := 0; at < len(s); {
		r, size := utf8.DecodeRuneInString(s[at:])
		at += size
		switch {
		case r < quickLimit:
		case r >= quickPunctuation && r < quickPunctuationEnd:
			r += quickLimit - quickPunctuation
		default:
			return "", false
		}
		folded := table[r]
		if folded == slowly {
			return "", false
		}
		for i := range len(folded) {
			if folded[i] != ' ' || len(b) > 0 && b[len(b)-1] != ' ' {
				b = append(b, folded[i])
			}
		}
	}
	return strings.TrimSuffix(string(b), " "), true
}
