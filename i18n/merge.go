package i18n

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
)

// potHeader has no dates: the same sources give the same file.
const potHeader = `Project-Id-Version: wecan
Report-Msgid-Bugs-To: 
PO-Revision-Date: 
Last-Translator: 
Language-Team: 
Language: en
MIME-Version: 1.0
Content-Type: text/plain; charset=UTF-8
Content-Transfer-Encoding: 8bit
`

// WritePOT writes the template that translators' tools start from, bot.pot: every message by key, with its note and where
// it is written. The same sources, in any order, give the same bytes. It fails on sources that Load would refuse.
func WritePOT(w io.Writer, sources []Source) error {
	list, err := sorted(sources)
	if err != nil {
		return err
	}
	file := &poFile{header: &poEntry{poText: poText{has: poHas{id: true}}, str: []string{potHeader}}}
	for i := range list {
		file.entries = append(file.entries, newEntry(&list[i], 2))
	}
	if _, err := w.Write(file.bytes()); err != nil {
		return fmt.Errorf("write the template for translators: %w", err)
	}
	return nil
}

// Merge brings a PO file up to date with the sources. Translations stay. Where the English changed, the translation is
// marked fuzzy, with the English it was made for as "#| msgid", and is not shown until a translator has looked at it. A message that is no
// longer there moves to the end as "#~", and comes back with its translation if its key does. Comments of translators and
// the header stay as they are, but for the charset: what is written is UTF-8.
func Merge(po []byte, sources []Source) ([]byte, error) {
	list, err := sorted(sources)
	if err != nil {
		return nil, err
	}
	file, err := parsePO("PO file", po)
	if err != nil {
		return nil, err
	}
	if file.header == nil {
		return nil, fmt.Errorf("%s:1: the file has no header; start from an existing po file or with msginit", file.name)
	}
	old, err := file.byKey(list)
	if err != nil {
		return nil, err
	}
	forms, ok := file.nplurals()
	if !ok {
		forms = 2
	}
	if forms > formLimit {
		return nil, fmt.Errorf("%s:%d: nplurals=%d is more than any language has; let Poedit or msginit write Plural-Forms", file.name, file.header.strLine, forms)
	}
	file.header.sayUTF8()
	merged := &poFile{header: file.header, tail: file.tail}
	alive := map[*poEntry]bool{}
	for i := range list {
		e := newEntry(&list[i], forms)
		if before := old[list[i].Key]; before != nil {
			e.adopt(before)
			alive[before] = true
		}
		merged.entries = append(merged.entries, e)
	}
	merged.entries = append(merged.entries, retired(file, alive, merged.entries)...)
	return merged.bytes(), nil
}

// formLimit is more than any language has.
const formLimit = 20

// retired returns what has a translation but no source any more, each key once.
func retired(file *poFile, alive map[*poEntry]bool, living []*poEntry) []*poEntry {
	taken := map[Key]bool{}
	for _, e := range living {
		taken[e.key()] = true
	}
	var out []*poEntry
	for _, e := range file.entries {
		if alive[e] || !e.hasText() || e.context != "" && taken[e.key()] {
			continue
		}
		if !e.obsolete { // its place in the sources says nothing any more
			e.obsolete, e.extracted, e.refs = true, nil, nil
		}
		taken[e.key()] = true // the living one stands first in the file
		out = append(out, e)
	}
	slices.SortStableFunc(out, func(a, b *poEntry) int { return cmp.Compare(a.context, b.context) })
	return out
}

// newEntry returns the untranslated entry of a source.
func newEntry(s *Source, forms int) *poEntry {
	e := &poEntry{
		poText: poText{context: string(s.Key), id: s.Text, plural: s.Plural, has: poHas{context: true, id: true, plural: s.Plural != ""}},
		str:    make([]string, 1),
	}
	if e.has.plural {
		e.str = make([]string, forms)
	}
	for line := range strings.Lines(Clean(s.Note)) {
		e.extracted = append(e.extracted, strings.TrimRight(" "+line, " \n"))
	}
	if s.Ref != "" {
		e.refs = []string{" " + s.Ref}
	}
	if s.braces() {
		e.flags = []string{"python-brace-format"}
	}
	return e
}

// adopt takes over what translators wrote for this key.
func (e *poEntry) adopt(before *poEntry) {
	e.comments = before.comments
	kept := slices.DeleteFunc(slices.Clone(before.flags), func(flag string) bool { return strings.HasSuffix(flag, "-format") })
	unchanged := e.id == before.id && e.plural == before.plural
	switch {
	case unchanged && before.fuzzy():
		e.previous = before.previous
	case unchanged:
	case !before.hasText():
		kept = slices.DeleteFunc(kept, func(flag string) bool { return flag == "fuzzy" })
	case before.fuzzy() && before.previous.has.id:
		e.previous = before.previous // the translation is still the one for that text
	default:
		e.previous = poText{id: before.id, plural: before.plural, has: poHas{id: true, plural: before.has.plural}}
	}
	if !unchanged && before.hasText() && !slices.Contains(kept, "fuzzy") {
		kept = append([]string{"fuzzy"}, kept...)
	}
	e.flags = append(kept, e.flags...)
	if before.hasText() {
		e.keep(before)
	}
}

// keep takes over the translation itself. Forms that the header asks for and the file does not have are added, empty.
func (e *poEntry) keep(before *poEntry) {
	last := len(e.str) - 1
	switch {
	case before.has.plural == e.has.plural:
		for len(before.str) > len(e.str) {
			e.str = append(e.str, "")
		}
		copy(e.str, before.str)
	case e.has.plural:
		e.str[last] = before.str[0]
	default:
		e.str[0] = before.str[len(before.str)-1] // the form for most numbers
	}
}
