package i18n

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Some tools set flags of other programs at our messages, as c-format. They mean nothing here and merge takes them out; but
// while one is there, gettext reads the texts as that program would, so we do too.

// formatMarks are the signs by which programs find their placeholders, by gettext's name for the kind. A text without them has none.
func formatMarks() map[string]string {
	marks := map[string]string{
		"scheme": "~", "lisp": "~", "sh": "$", "java": "{}", "csharp": "{}", "perl-brace": "{", "kde-kuit": "%<>&",
	}
	for _, name := range []string{
		"c", "objc", "python", "java-printf", "javascript", "elisp", "librep", "ruby", "awk", "lua", "object-pascal", "smalltalk", "qt",
		"qt-plural", "kde", "boost", "tcl", "perl", "php", "gcc-internal", "gfc-internal", "ycp",
	} {
		marks[name] = "%"
	}
	return marks
}

// flagged reports whether the flags ask for this kind of placeholders. Of several the last counts, as for gettext.
func (e *poEntry) flagged(kind string) (yes bool) {
	for _, flag := range e.flags {
		switch flag {
		case kind + "-format", "possible-" + kind + "-format":
			yes = true
		case "no-" + kind + "-format", "impossible-" + kind + "-format":
			yes = false
		}
	}
	return yes
}

// checkForeign compares the texts as other programs read them.
func (e *poEntry) checkForeign(forms *pluralForms) error {
	if !slices.ContainsFunc(e.flags, func(flag string) bool { return strings.HasSuffix(flag, "-format") && flag != "python-brace-format" }) {
		return nil
	}
	english := e.id
	if e.has.plural {
		english = e.plural
	}
	all := english + strings.Join(e.str, "")
	for kind, marks := range formatMarks() {
		if !strings.ContainsAny(all, marks) || !e.flagged(kind) {
			continue
		}
		if kind != "c" && kind != "objc" {
			return fmt.Errorf("the flag %s-format lets %s mean something; take the flag out", kind, strings.Join(strings.Split(marks, ""), " "))
		}
		want, err := cReader{objc: kind == "objc", english: true}.arguments(english)
		if err != nil {
			continue // gettext says nothing about the rest either
		}
		for i, text := range e.str {
			got, err := cReader{objc: kind == "objc"}.arguments(text)
			same := slices.Equal(got, want)
			if e.has.plural && forms.hits[i] < 5 && len(got) < len(want) { // gettext's number
				same = slices.Equal(got, want[:len(got)])
			}
			if err == nil && !same {
				err = fmt.Errorf("the English has %d placeholders of C, the translation %d, or their kinds differ", len(want), len(got))
			}
			if err != nil {
				return fmt.Errorf("the flag %s-format lets %% mean something: %w; take the flag out, or write %%%% for a percent sign", kind, err)
			}
		}
	}
	return nil
}

var (
	cDirective = regexp.MustCompile(`^%([0-9]+\$)?([ +\-#0'I]*)(\*[0-9]+\$|\*|[0-9]+)?(\.\*[0-9]+\$|\.\*|\.[0-9]*)?(?:<PRI([diouxX])((?:LEAST|FAST)?(?:8|16|32|64)|MAX|PTR)>|([hlLqjzZt]*)([%cCsSdiouxXeEfFgGaApnm@]))`)
	errC       = errors.New("a % is followed by what C does not know")
)

// cReader reads texts of C or of its younger sister. Only a translation may ask for the digits of its own script (%Id).
type cReader struct{ objc, english bool }

// arguments returns the kinds of what a text prints, in their order (ISO C, fprintf).
func (r cReader) arguments(text string) ([]string, error) {
	var loose []string
	numbered := map[int]string{}
	add := func(number, kind string) error {
		if number == "" {
			loose = append(loose, kind)
			return nil
		}
		n, err := strconv.Atoi(strings.Trim(number, ".*$"))
		if err != nil || n < 1 || numbered[n] != "" && numbered[n] != kind {
			return errC
		}
		numbered[n] = kind
		return nil
	}
	for {
		at := strings.IndexByte(text, '%')
		if at < 0 {
			break
		}
		m := cDirective.FindStringSubmatch(text[at:])
		if m == nil || m[8] == "@" && !r.objc || r.english && strings.Contains(m[2], "I") {
			return nil, errC
		}
		text = text[at+len(m[0]):]
		for _, size := range m[3:5] {
			if !strings.Contains(size, "*") {
				continue
			}
			if err := add(strings.Trim(size, ".*"), "d"); err != nil {
				return nil, err
			}
		}
		kind := cKind(m[8], m[7])
		if m[5] != "" {
			kind = cKind(m[5], "") + m[6]
		}
		if kind == "" {
			continue
		}
		if err := add(m[1], kind); err != nil {
			return nil, err
		}
	}
	if len(numbered) == 0 {
		return loose, nil
	}
	var out []string
	for n := 1; n <= len(numbered); n++ {
		if numbered[n] == "" {
			return nil, errC
		}
		out = append(out, numbered[n])
	}
	if len(loose) > 0 {
		return nil, errC
	}
	return out, nil
}

// cKind is the type of an argument; none for what takes none.
func cKind(letter, sizes string) string {
	size := ""
	for _, c := range sizes {
		switch {
		case c == 'h' && (size == "h" || size == "hh"):
			size = "hh"
		case c == 'l' && (size == "l" || size == "ll"), c == 'L', c == 'q':
			size = "ll"
		case c == 'Z':
			size = "z"
		default:
			size = string(c)
		}
	}
	wide := ""
	if strings.HasPrefix(size, "l") {
		wide = "wide "
	}
	switch letter {
	case "d", "i":
		return "d" + size
	case "o", "u", "x", "X":
		return "u" + size
	case "c", "s":
		return wide + letter
	case "C", "S":
		return "wide " + strings.ToLower(letter)
	case "p", "@":
		return letter
	case "n":
		return letter + size
	case "%", "m", "":
		return ""
	}
	if size == "ll" {
		return "long double"
	}
	return "double"
}
