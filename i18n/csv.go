package i18n

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// draftComment marks a translation that no speaker of the language has read yet; see [poEntry.draft].
const draftComment = " draft: for review by a native speaker"

// byteOrderMark tells spreadsheet programs that a file is UTF-8.
const byteOrderMark = "\uFEFF"

// csvColumns are the columns of a table for translators who have no tool for PO files. The fourth names its language too, as
// "translation (ar)", so that nobody can read it into another one.
func csvColumns(lang Lang) []string {
	return []string{"id", "note", "english", "translation (" + string(lang) + ")", "state"}
}

// csvRow is a line of the table: a message, or one form of a message with a number.
type csvRow struct {
	id          string // the key; with a number "key[0]", "key[1]" …
	note        string
	english     string
	translation string
	state       State
}

// WriteCSV writes the messages of a PO file as a table: UTF-8 with a byte order mark, comma (or whatever comma is) between
// the columns id, note, english, translation and state. A message with a number has a row for each form. Cells that a
// spreadsheet would take for a formula get an apostrophe in front, which [ReadCSV] takes away.
func WriteCSV(w io.Writer, lang Lang, po []byte, sources []Source, comma rune) error {
	merged, list, err := mergedPO(lang, po, sources)
	if err != nil {
		return err
	}
	if _, err := io.WriteString(w, byteOrderMark); err != nil {
		return fmt.Errorf("write the table: %w", err)
	}
	out := csv.NewWriter(w)
	out.Comma = comma
	records := [][]string{csvColumns(lang)}
	forms := merged.forms(lang)
	for i, e := range merged.entries {
		if i == len(list) { // what follows is obsolete
			break
		}
		for _, r := range e.rows(&list[i], forms) {
			records = append(records, []string{harmless(r.id), harmless(r.note), harmless(r.english), harmless(r.translation), r.state.String()})
		}
	}
	if err := out.WriteAll(records); err != nil {
		return fmt.Errorf("write the table: %w", err)
	}
	return nil
}

// mergedPO is the file of a language brought up to date, its first entries in the order of list. Without a file it is a new
// one.
func mergedPO(lang Lang, po []byte, sources []Source) (file *poFile, list []Source, err error) {
	if !slices.ContainsFunc(languageTable, func(r languageRow) bool { return r.lang == lang }) || lang == English {
		return nil, nil, fmt.Errorf("%q is not a language to translate into; its name must be as in ar, uk or fa-AF", lang)
	}
	if len(po) == 0 {
		header := strings.Replace(potHeader, "Language: en", "Language: "+strings.ReplaceAll(string(lang), "-", "_"), 1)
		po = (&poFile{header: &poEntry{poText: poText{has: poHas{id: true}}, str: []string{header}}}).bytes()
	}
	if list, err = sorted(sources); err != nil {
		return nil, nil, err
	}
	data, err := Merge(po, list)
	if err != nil {
		return nil, nil, err
	}
	file, err = parsePO("po/"+string(lang)+".po", data)
	return file, list, err
}

// state says how far the translation is. The entry is that of its source.
func (e *poEntry) state() State {
	switch {
	case !e.translated():
		return Missing
	case e.fuzzy():
		return Fuzzy
	case e.draft():
		return Drafted
	}
	return Reviewed
}

// rows are the entry's lines in a table.
func (e *poEntry) rows(s *Source, forms *pluralForms) []csvRow {
	if !e.has.plural {
		return []csvRow{{string(s.Key), s.Note, s.Text, e.str[0], e.state()}}
	}
	var out []csvRow
	for i, text := range e.str {
		english, numbers := s.Plural, forms.samples(i)
		if len(numbers) > 0 && numbers[0] == "1" {
			english = s.Text
		}
		note := strings.TrimSpace(fmt.Sprintf("%s Form %d of %d, for the numbers %s.", s.Note, i+1, len(e.str), strings.Join(numbers, ", ")))
		out = append(out, csvRow{formID(s.Key, i), note, english, text, e.state()})
	}
	return out
}

func formID(key Key, form int) string { return string(key) + "[" + strconv.Itoa(form) + "]" }

// harmless puts an apostrophe before what a spreadsheet program would compute, and before a cell that begins with one
// already, so that [asWritten] gives back every text.
func harmless(cell string) string {
	if looksComputed(strings.TrimLeft(cell, "'")) {
		return "'" + cell
	}
	return cell
}

// asWritten undoes [harmless].
func asWritten(cell string) (string, error) {
	switch rest := strings.TrimLeft(cell, "'"); {
	case !looksComputed(rest):
		return cell, nil
	case rest == cell:
		return "", errors.New("the cell begins as a formula does (= + - @); write an apostrophe (') before it if it is a text")
	}
	return cell[1:], nil
}

func looksComputed(cell string) bool {
	cell = strings.TrimLeftFunc(cell, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) })
	return strings.ContainsAny(firstRune(cell), "=+-@＝＋－＠")
}

func firstRune(s string) string {
	for _, r := range s {
		return string(r)
	}
	return ""
}
