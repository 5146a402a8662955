package i18n

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/language"
)

// poFile is a PO file (GNU gettext manual, "The Format of PO Files"), with everything a translator's tool keeps in it.
type poFile struct {
	name    string
	header  *poEntry // msgid "": fields in str[0]; nil if the file has none
	entries []*poEntry
	tail    []string // comments after the last entry

	ruleLine int // where the header has Plural-Forms, if that stands on a line of its own
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

// translated reports whether every form has a text. Blanks are none: somebody typed into a field and took it back.
func (e *poEntry) translated() bool {
	return len(e.str) > 0 && !slices.ContainsFunc(e.str, func(s string) bool { return strings.TrimSpace(s) == "" })
}

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

// ruled reports whether the header has a rule for numbers, wherever gettext would find it.
func (f *poFile) ruled() bool {
	return f.header != nil && strings.Contains(f.header.str[0], "nplurals=") && strings.Contains(f.header.str[0], "plural=")
}

// nplurals returns the number of forms that the header names; false without a usable Plural-Forms.
func (f *poFile) nplurals() (int, bool) {
	if !f.ruled() {
		return 0, false
	}
	rule, err := parsePluralRule(f.header.str[0])
	return rule.forms, err == nil
}

// forms says which form a number takes: by the header's rule, or without a usable one as the language has it.
func (f *poFile) forms(lang Lang) *pluralForms {
	p := newPlurals(language.Make(string(lang)))
	if !f.ruled() {
		return p.forms()
	}
	rule, err := parsePluralRule(f.header.str[0])
	if err != nil {
		return p.forms()
	}
	return p.by(rule)
}

// name is what an error calls the message.
func (e *poEntry) name() string { return cmp.Or(string(e.key()), strconv.Quote(e.id)) }

// once refuses a message that stands in the file twice, living or not.
func (f *poFile) once() error {
	type text struct {
		context, id string
		named       bool // an empty context is not the same as none
	}
	lines := make(map[text]*poEntry, len(f.entries))
	for _, e := range f.entries {
		one := text{e.context, e.id, e.has.context}
		if e.obsolete && one == (text{}) && f.header != nil { // a tool retired the header of another file
			return fmt.Errorf("%s:%d: this is the header of line %d once more; take its lines with \"#~\" out", f.name, e.line, f.header.line)
		}
		old := lines[one]
		lines[one] = e
		switch {
		case old == nil:
		case e.obsolete || old.obsolete:
			return fmt.Errorf("%s:%d: %s: this message stands at line %d already, one of them as \"#~\"; take that one out", f.name, e.line, e.name(), old.line)
		case !e.has.context:
			return fmt.Errorf("%s:%d: %s: this message and that at line %d have no msgctxt; write those lines as they stand in bot.pot", f.name, e.line, e.name(), old.line)
		default:
			return fmt.Errorf("%s:%d: %s: this message stands at line %d already; take one out", f.name, e.line, e.name(), old.line)
		}
	}
	return nil
}

// byKey finds the entry of each source. Where several have its key, a living one goes before one that is obsolete, one with
// a translation before one without, and then the one with the English of today. An entry that has lost its context is that of the only
// source with its English.
func (f *poFile) byKey(list []Source) (map[Key]*poEntry, error) {
	if err := f.once(); err != nil {
		return nil, err
	}
	sources, texts := make(map[Key]*Source, len(list)), make(map[poText][]Key, len(list))
	for i := range list {
		s := &list[i]
		sources[s.Key] = s
		one := poText{id: s.Text, plural: s.Plural}
		texts[one] = append(texts[one], s.Key)
	}
	worth := func(e *poEntry, key Key) (points int) {
		for i, holds := range []bool{sources[key] != nil && e.of(sources[key]), e.hasText(), !e.obsolete} {
			if holds {
				points |= 1 << i
			}
		}
		return points
	}
	index := make(map[Key]*poEntry, len(f.entries))
	for _, e := range f.entries {
		key := e.key()
		if keys := texts[poText{id: e.id, plural: e.plural}]; !e.has.context && !e.obsolete && len(keys) == 1 {
			key = keys[0]
		}
		if old := index[key]; key != "" && (old == nil || worth(old, key) < worth(e, key)) {
			index[key] = e
		}
	}
	return index, nil
}

// KeysIn are the keys of the messages that stand in a PO file and are not obsolete; none if it cannot be read.
func KeysIn(po []byte) map[Key]bool {
	file, err := parsePO("PO file", po)
	if err != nil {
		return nil
	}
	keys := make(map[Key]bool, len(file.entries))
	for _, e := range file.entries {
		if !e.obsolete && e.context != "" {
			keys[e.key()] = true
		}
	}
	return keys
}
