package sandbox

import (
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// Sizes of the Bot API, in UTF-16 code units unless said otherwise.
const (
	maxText         = 4096
	maxCaption      = 1024
	maxCallbackData = 64 // bytes
	maxQueryAnswer  = 200
	maxCopyText     = 256
	maxButtons      = 100
)

// clean does to a text what Telegram does before it stores one: control characters become spaces, U+2028–202E (line
// separators and the old direction marks), U+030A, U+0333 and U+033F go, and so does space around the text. The isolates
// U+2066–2069 stay. Source: clean_input_string and clean_text of TDLib.
func clean(text string) string {
	if strings.IndexFunc(text, isCleaned) >= 0 {
		text = strings.Map(cleanRune, text)
	}
	return strings.TrimSpace(text)
}

func isCleaned(r rune) bool { return r != '\n' && cleanRune(r) != r }

func cleanRune(r rune) rune {
	switch {
	case r == '\n':
		return r
	case r == '\r', r >= 0x2028 && r <= 0x202e, r == 0x030a, r == 0x0333, r == 0x033f:
		return -1
	case r < ' ':
		return ' '
	}
	return r
}

// cleanLine is clean for names and labels, which have no line breaks.
func cleanLine(text string) string {
	return strings.TrimSpace(strings.ReplaceAll(clean(text), "\n", " "))
}

// units is the length of a text in UTF-16 code units, as Telegram counts lengths and offsets.
func units(text string) int {
	n := 0
	for _, r := range text {
		n += utf16.RuneLen(r)
	}
	return n
}

// formatted gives the text that is stored: parse_mode applied, cleaned and measured. what is "message text" or "caption".
func formatted(args arguments, name string) (string, *apiError) {
	text := args.text(name)
	if !utf8.ValidString(text) {
		return "", violation("strings must be encoded in UTF-8")
	}
	switch mode := strings.ToLower(args.text("parse_mode")); mode {
	case "":
	case "html":
		plain, err := stripHTML(text)
		if err != nil {
			return "", err
		}
		text = plain
	case "markdown", "markdownv2":
		return "", notYet("parse_mode " + args.text("parse_mode"))
	default:
		return "", violation("unsupported parse_mode")
	}
	text = clean(text)
	switch {
	case name == "text" && text == "":
		return "", violation("message text is empty")
	case name == "text" && units(text) > maxText:
		return "", violation("message is too long")
	case name == "caption" && units(text) > maxCaption:
		return "", violation("message caption is too long")
	}
	return text, nil
}

// Entity is a part of a text with a meaning, such as a command. Offset and Length are UTF-16 code units.
type Entity struct {
	Type   string `json:"type"`
	Offset int    `json:"offset"`
	Length int    `json:"length"`
}

// commands finds what Telegram marks as bot_command: a slash at the start or after something that is no part of a word,
// up to 64 letters, digits or underscores, and maybe @ and the name of a bot.
func commands(text string) []Entity {
	var found []Entity
	offset, before := 0, ' '
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if r == '/' && !isWord(before) && before != '/' {
			if n := commandLength(text[i:]); n > 0 {
				found = append(found, Entity{Type: "bot_command", Offset: offset, Length: n})
				i, offset, before = i+n, offset+n, 'a'
				continue
			}
		}
		i, offset, before = i+size, offset+utf16.RuneLen(r), r
	}
	return found
}

func isWord(r rune) bool {
	return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r)
}

func isCommandByte(b byte) bool {
	return b == '_' || b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z'
}

// commandLength measures the command that text begins with; 0 when it is none. Commands are ASCII.
func commandLength(text string) int {
	n := 1
	for n < len(text) && isCommandByte(text[n]) {
		n++
	}
	if n == 1 || n > 65 {
		return 0
	}
	if n < len(text) && text[n] == '@' {
		m := n + 1
		for m < len(text) && isCommandByte(text[m]) {
			m++
		}
		if m-n > 3 {
			n = m
		}
	}
	if r, _ := utf8.DecodeRuneInString(text[n:]); n < len(text) && (isWord(r) || r == '/') {
		return 0
	}
	return n
}
