package sandbox

import (
	"html"
	"strings"
)

// stripHTML applies parse_mode HTML and keeps the text alone. It refuses what Telegram refuses: tags it does not know,
// tags left open or closed in the wrong order. https://core.telegram.org/bots/api#html-style
func stripHTML(text string) (string, *apiError) {
	var plain strings.Builder
	var open []string
	for i := 0; i < len(text); {
		switch text[i] {
		case '<':
			end := strings.IndexByte(text[i:], '>')
			if end < 0 {
				return "", entityError("unclosed start tag at byte offset", i)
			}
			var err *apiError
			if open, err = tag(text[i+1:i+end], open, i); err != nil {
				return "", err
			}
			i += end + 1
		case '&':
			end := strings.IndexByte(text[i:], ';')
			if name := text[i : i+max(end, 0)+1]; end > 0 && knownReference(name) {
				plain.WriteString(html.UnescapeString(name))
				i += end + 1
				continue
			}
			plain.WriteByte('&')
			i++
		default:
			plain.WriteByte(text[i])
			i++
		}
	}
	if len(open) > 0 {
		return "", violation("can't parse entities: can't find end tag corresponding to start tag %q", open[len(open)-1])
	}
	return plain.String(), nil
}

func tag(inner string, open []string, at int) ([]string, *apiError) {
	name, closing := strings.CutPrefix(inner, "/")
	name, _, _ = strings.Cut(strings.ToLower(name), " ")
	if !closing {
		if !knownTag(name) {
			return nil, violation("can't parse entities: unsupported start tag %q at byte offset %d", name, at)
		}
		return append(open, name), nil
	}
	if len(open) == 0 {
		return nil, entityError("unexpected end tag at byte offset", at)
	}
	if last := open[len(open)-1]; last != name {
		return nil, violation("can't parse entities: unmatched end tag at byte offset %d, expected \"</%s>\", found \"</%s>\"", at, last, name)
	}
	return open[:len(open)-1], nil
}

func entityError(problem string, at int) *apiError {
	return violation("can't parse entities: %s %d", problem, at)
}

func knownTag(name string) bool {
	switch name {
	case "b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "span", "tg-spoiler", "a", "tg-emoji", "tg-time",
		"code", "pre", "blockquote":
		return true
	}
	return false
}

// knownReference admits the four named references of the Bot API and numeric ones.
func knownReference(ref string) bool {
	switch ref {
	case "&lt;", "&gt;", "&amp;", "&quot;":
		return true
	}
	return strings.HasPrefix(ref, "&#")
}
