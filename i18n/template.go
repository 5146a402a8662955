package i18n

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// template is a message text, taken apart once at load: literal pieces and placeholders in turn.
type template struct {
	parts []part
	bytes int // of all literal pieces
}

// part is a literal piece when name is empty, else the placeholder {name}.
type part struct{ literal, name string }

// compile takes text apart. A single brace, an empty name, or a name with anything but letters, digits, "_" and "." is an
// error: such a text would reach a person with braces in it.
func compile(text string) (template, error) {
	var t template
	var literal strings.Builder
	flush := func() {
		if literal.Len() > 0 {
			t.parts = append(t.parts, part{literal: literal.String()})
			t.bytes += literal.Len()
			literal.Reset()
		}
	}
	for text != "" {
		at := strings.IndexAny(text, "{}")
		if at < 0 {
			literal.WriteString(text)
			break
		}
		literal.WriteString(text[:at])
		brace := text[at]
		text = text[at+1:]
		if text != "" && text[0] == brace {
			literal.WriteByte(brace)
			text = text[1:]
			continue
		}
		if brace == '}' {
			return template{}, errors.New(`"}" without "{" before it; a placeholder is {name}, from left to right in every language, and a brace that shall be seen is "}}"`)
		}
		end := strings.IndexAny(text, "{}")
		if end < 0 || text[end] == '{' {
			return template{}, errors.New(`"{" without "}" after it; write "{{" for a brace that shall be seen`)
		}
		if !isName(text[:end]) {
			return template{}, fmt.Errorf(`placeholder {%s}: a name starts with a letter and has only a-z, A-Z, 0-9, "_" and "."`, text[:end])
		}
		flush()
		t.parts = append(t.parts, part{name: text[:end]})
		text = text[end+1:]
	}
	flush()
	return t, nil
}

func isName(s string) bool {
	for _, piece := range strings.Split(s, ".") {
		for i := range len(piece) {
			c := piece[i] | 0x20 // lower case, for letters
			letter := 'a' <= c && c <= 'z'
			inner := i > 0 && ('0' <= piece[i] && piece[i] <= '9' || piece[i] == '_')
			if !letter && !inner {
				return false
			}
		}
		if piece == "" {
			return false
		}
	}
	return true
}

// names returns the placeholders, each once, sorted.
func (t *template) names() []string {
	var out []string
	for _, p := range t.parts {
		if p.name != "" {
			out = append(out, p.name)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Placeholders returns the names of the placeholders in a text, each once, sorted; or what is wrong with its braces.
func Placeholders(text string) ([]string, error) {
	t, err := compile(text)
	if err != nil {
		return nil, err
	}
	return t.names(), nil
}

// fill writes the message with its arguments. absent is the first placeholder for which there was no argument; it stays
// in the text with its braces, where a tester sees it.
func (t *template) fill(rtl bool, args []Arg) (text, absent string) {
	switch {
	case len(t.parts) == 0:
		return "", ""
	case len(t.parts) == 1 && t.parts[0].name == "":
		return t.parts[0].literal, ""
	}
	size := t.bytes
	for i := range args {
		size += len(args[i].Value) + len(fsi) + len(pdi)
	}
	var b strings.Builder
	b.Grow(size)
	stopped := false // the value in front ends with a full stop of its own: "Amina B."
	for i := range t.parts {
		p := &t.parts[i]
		if p.name == "" {
			literal := p.literal
			if stopped && !strings.HasPrefix(literal, "..") {
				literal = strings.TrimPrefix(literal, ".")
			}
			b.WriteString(literal)
			stopped = false
			continue
		}
		value, ok := find(args, p.name)
		stopped = ok && strings.HasSuffix(value, ".")
		if ok {
			writeIsolated(&b, rtl, value)
			continue
		}
		b.WriteString("{" + p.name + "}")
		if absent == "" {
			absent = p.name
		}
	}
	text = b.String()
	if rtl {
		text = fromTheRight(text)
	}
	return text, absent
}

func find(args []Arg, name string) (string, bool) {
	for i := range args {
		if args[i].Name == name {
			return args[i].Value, true
		}
	}
	return "", false
}
