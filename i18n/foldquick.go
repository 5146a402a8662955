package i18n

import (
	"strings"
	"sync"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// quickBlocks are the characters that [foldQuick] knows: Latin, Greek, Cyrillic, Hebrew and Arabic; the scripts of India; the
// Ethiopic one; and the dashes, quotation marks and signs of direction that stand in texts of all scripts.
var quickBlocks = [...]struct{ from, until rune }{{0, 0x0E00}, {0x1200, 0x1380}, {0x2000, 0x2070}}

const quickSize = 0x0E00 + 0x0180 + 0x0070

// quickEntry is what a character folds to by itself, and whether that begins or ends with a mark that has an order among
// other marks.
type quickEntry struct {
	text         string
	first, final bool
}

// quickTable takes some milliseconds to make, so the first text makes it.
var quickTable = sync.OnceValue(func() *[quickSize]quickEntry {
	var table [quickSize]quickEntry
	at := 0
	for _, block := range quickBlocks {
		for r := block.from; r < block.until; r++ {
			e := quickEntry{text: foldLetters(string(r))}
			for i, letter := range e.text {
				e.final = norm.NFD.PropertiesString(string(letter)).CCC() != 0
				e.first = e.first || i == 0 && e.final
			}
			table[at] = e
			at++
		}
	}
	return &table
})

// quickIndex is where a character stands in the table.
func quickIndex(r rune) (int, bool) {
	at := 0
	for _, block := range quickBlocks {
		if r >= block.from && r < block.until {
			return at + int(r-block.from), true
		}
		at += int(block.until - block.from)
	}
	return 0, false
}

// foldQuick is what foldAny comes to, character by character and many times as fast: every word that somebody writes is
// compared with every label and command. false: a character of the text is not in the table, or two marks stand together
// that may have to change places.
func foldQuick(s string) (string, bool) {
	table := quickTable()
	b := make([]byte, 0, len(s))
	mark := false // the last that was written
	for at := 0; at < len(s); {
		r, size := utf8.DecodeRuneInString(s[at:])
		at += size
		place, known := quickIndex(r)
		if !known {
			return "", false
		}
		e := &table[place]
		if e.text == "" {
			continue
		}
		if mark && e.first {
			return "", false
		}
		mark = e.final
		for i := range len(e.text) {
			if e.text[i] != ' ' || len(b) > 0 && b[len(b)-1] != ' ' {
				b = append(b, e.text[i])
			}
		}
	}
	return strings.TrimSuffix(string(b), " "), true
}
