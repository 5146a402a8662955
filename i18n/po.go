package i18n

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// poFile is a PO file (GNU gettext manual, "The Format of PO Files"), with everything a translator's tool keeps in it.
type poFile struct {
	name    string
	header  *poEntry // msgid "": fields in str[0]; nil if the file has none
	entries []*poEntry
	tail    []string // comments after the last entry
}

// poEntry is one message. Comment texts are kept as they stand after "#", "#." and "#:".
type poEntry struct {
	line, strLine int // of msgctxt or msgid, and of the first msgstr; from 1
	obsolete      bool

	comments  []string // by translators
	extracted []string
	refs      []string
	flags     []string
	previous  poText // "#|": the English that the translation was made for

	poText
	str []string // msgstr, or msgstr[0] …
}

// poText is what is translated. Context and plural may be there and empty, so has says which fields stand in the file.
type poText struct {
	context, id, plural string
	has                 poHas
}

type poHas struct{ context, id, plural bool }

// key is the message's key. Our files have it as the context of every message.
func (e *poEntry) key() Key { return Key(e.context) }

func (e *poEntry) fuzzy() bool { return slices.Contains(e.flags, "fuzzy") }

// draft reports whether a translator's comment says that a speaker of the language has yet to read the translation.
func (e *poEntry) draft() bool {
	return slices.ContainsFunc(e.comments, isDraft)
}

func isDraft(comment string) bool {
	return strings.HasPrefix(strings.ToLower(strings.TrimSpace(comment)), "draft:")
}

// translated reports whether every form has a text.
func (e *poEntry) translated() bool { return len(e.str) > 0 && !slices.Contains(e.str, "") }

func (e *poEntry) hasText() bool {
	return slices.ContainsFunc(e.str, func(s string) bool { return s != "" })
}

// of reports whether the entry was made for the English of today.
func (e *poEntry) of(s *Source) bool { return e.id == s.Text && e.plural == s.Plural }

// field returns a field of the header, such as "Language".
func (f *poFile) field(name string) string {
	if f.header == nil {
		return ""
	}
	for line := range strings.Lines(f.header.str[0]) {
		if k, v, ok := strings.Cut(line, ":"); ok && strings.EqualFold(strings.TrimSpace(k), name) {
			return strings.TrimSpace(v)
		}
	}
	return ""
}

var npluralsPattern = regexp.MustCompile(`^nplurals\s*=\s*([1-9])\s*;`)

// nplurals returns the number of forms that the header names; false without a usable Plural-Forms.
func (f *poFile) nplurals() (int, bool) {
	m := npluralsPattern.FindStringSubmatch(f.field("Plural-Forms"))
	if m == nil {
		return 0, false
	}
	n, err := strconv.Atoi(m[1])
	return n, err == nil
}

// byKey indexes the entries, obsolete ones only where no living one has the key. Each living key stands once.
func (f *poFile) byKey() (map[Key]*poEntry, error) {
	index := make(map[Key]*poEntry, len(f.entries))
	type text struct {
		context, id string
		named       bool // an empty context is not the same as none
	}
	twice := make(map[text]*poEntry, len(f.entries))
	for _, e := range f.entries {
		one := text{e.context, e.id, e.has.context}
		if e.obsolete && one == (text{}) && f.header != nil { // a tool retired the header of another file
			return nil, fmt.Errorf("%s:%d: this is the header of line %d once more; take its lines with \"#~\" out", f.name, e.line, f.header.line)
		}
		if old := twice[one]; old != nil && (e.obsolete || old.obsolete) { // of two that live, the key tells below
			return nil, fmt.Errorf("%s:%d: %s: this message stands at line %d already, one of them as \"#~\"; take that one out",
				f.name, e.line, cmp.Or(string(e.key()), strconv.Quote(e.id)), old.line)
		}
		twice[one] = e
		if e.context == "" {
			if e.obsolete {
				continue
			}
			return nil, fmt.Errorf("%s:%d: a message without msgctxt; write that line as it stands in bot.pot, where every message has one", f.name, e.line)
		}
		old := index[e.key()]
		switch {
		case old == nil, old.obsolete && !e.obsolete:
			index[e.key()] = e
		case !old.obsolete && !e.obsolete:
			return nil, fmt.Errorf("%s:%d: %s: this message stands at line %d already; take one out", f.name, e.line, e.key(), old.line)
		}
	}
	return index, nil
}
