package mattermost

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// postLimit is how many characters a post holds (model.PostMessageMaxRunesV2).
const postLimit = 16_383

// apart is U+200B. Put between two characters it is not seen, and they mean nothing
// together any longer.
const apart = "\u200b"

// Safe makes a text that the server shows as it was written: it neither formats
// anything nor mentions anybody. Web addresses stay links.
//
// A backslash does not take the meaning from @, # and ~: the server and its apps
// look for them in what is left when the formatting is done. So U+200B goes behind
// them. Words that a reader has chosen to be notified of still notify her.
func Safe(text string) string {
	text = clean(text)
	var b strings.Builder
	b.Grow(len(text) + len(text)/8)
	for i, line := range strings.Split(text, "\n") {
		if i > 0 {
			b.WriteByte('\n')
		}
		if opensBlock(line) {
			b.WriteString(apart)
		}
		safeLine(&b, line)
	}
	return b.String()
}

// clean makes one line break of all there are (the apps take U+2424 for one too),
// and drops what cannot be shown.
func clean(text string) string {
	text = norm.NFC.String(strings.ToValidUTF8(text, "\uFFFD"))
	text = strings.ReplaceAll(text, "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch r {
		case '\r', '\v', '\f', '\u0085', '\u2028', '\u2029', '\u2424':
			return '\n'
		case '\n', '\t':
			return r
		}
		if unicode.Is(unicode.Cc, r) {
			return -1
		}
		return r
	}, text)
}

// opensBlock says whether a line could be a heading, a quote, an item, a rule, a
// table, code, or make a heading of the line before it.
func opensBlock(line string) bool {
	r, _ := utf8.DecodeRuneInString(line)
	return line != "" && (unicode.IsSpace(r) || unicode.IsDigit(r) || strings.ContainsRune("#>-+*_=|:~`$", r))
}

var (
	// webAddress ends before whatever could mean something else.
	webAddress = regexp.MustCompile(`(?i)\bhttps?://[a-z0-9/:.?=&%+,;_@#-]*[a-z0-9/]`)
	emojiName  = regexp.MustCompile(`:[A-Za-z0-9_+-]+:`)
)

func safeLine(b *strings.Builder, line string) {
	for line != "" {
		at := webAddress.FindStringIndex(line)
		if at == nil {
			safeWords(b, line)
			return
		}
		safeWords(b, line[:at[0]])
		b.WriteString(strings.ReplaceAll(line[at[0]:at[1]], "@", "@"+apart))
		line = line[at[1]:]
	}
}

func safeWords(b *strings.Builder, words string) {
	emoji := emojiName.MatchString(words)
	for _, r := range words {
		switch r {
		case '*', '_', '`', '[', ']':
			b.WriteByte('\\')
			b.WriteRune(r)
		case '@', '#', '~', '\\', '<':
			b.WriteRune(r)
			b.WriteString(apart)
		case ':':
			b.WriteRune(r)
			if emoji {
				b.WriteString(apart)
			}
		default:
			b.WriteRune(r)
		}
	}
}

// bold is a safe text in bold, on one line.
func bold(text string) string {
	text = strings.Join(strings.Fields(clean(text)), " ")
	if text == "" {
		return ""
	}
	return "**" + Safe(text) + "**"
}

// Split cuts a safe text into parts of at most limit characters, at the end of
// a line or a word where there is one.
func Split(text string, limit int) []string {
	var parts []string
	for utf8.RuneCountInString(text) > limit {
		at := cut(text, limit)
		parts = append(parts, strings.TrimRight(text[:at], " \n"))
		text = strings.TrimLeft(text[at:], "\n")
	}
	return append(parts, text)
}

// cut finds where to end a part, in bytes.
func cut(text string, limit int) int {
	end := 0
	for range limit {
		_, size := utf8.DecodeRuneInString(text[end:])
		end += size
	}
	for _, sep := range []string{"\n", " "} {
		if at := strings.LastIndex(text[:end], sep); at > end/2 {
			return at + 1
		}
	}
	if strings.HasSuffix(text[:end], `\`) {
		end-- // it belongs to what comes next
	}
	return end
}

var userName = regexp.MustCompile(`^[._-]{0,8}[a-z0-9][a-z0-9._-]{0,63}$`)

// everybody are the names that mention a whole channel.
var everybody = map[string]bool{"all": true, "channel": true, "here": true}
