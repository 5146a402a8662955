package i18n

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// ReadCSV puts the translations of a table that [WriteCSV] wrote, and that somebody filled in, into the PO file of their
// language. name stands in errors. Rows may be left out, columns may stand in any order, and the separator may be the
// semicolon or the tab of the reader's spreadsheet program; notes are not read. changed counts the messages that differ.
//
// The state column decides. "reviewed" takes the draft mark and the fuzzy mark away; "drafted" sets the draft mark; a
// translation that was written or changed in a row that still says "missing" or "fuzzy" is a draft. An empty translation in a row that
// says "missing" takes the translation away.
//
// With one fault nothing is read, and the error lists all faults as "name:line: id: what is wrong": an id that is not there
// or stands twice, English other than today's, placeholders that differ, formulas, states that do not exist.
func ReadCSV(name string, data []byte, lang Lang, po []byte, sources []Source) (merged []byte, changed int, err error) {
	file, list, err := mergedPO(lang, po, sources)
	if err != nil {
		return nil, 0, err
	}
	r, err := newCSVReader(name, data, lang)
	if err != nil {
		return nil, 0, err
	}
	rows, errs := r.all()
	forms := file.forms(lang)
	for i := range list {
		did, err := rows.into(file.entries[i], &list[i], forms)
		if err != nil {
			errs = append(errs, fmt.Errorf("%s:%w", name, err))
		}
		if did {
			changed++
		}
	}
	for id, row := range rows {
		errs = append(errs, fmt.Errorf("%s:%d: %s: there is no text with this id; keep the ids as they were exported", name, row.line, id))
	}
	if len(errs) > 0 {
		slices.SortStableFunc(errs, func(a, b error) int { return byLine(a.Error(), b.Error()) })
		return nil, 0, errors.Join(errs...)
	}
	return file.bytes(), changed, nil
}

// byLine compares "name:line: …" by the line.
func byLine(a, b string) int {
	line := func(s string) (n int) {
		for _, part := range strings.Split(s, ":")[1:] {
			if _, err := fmt.Sscanf(part, "%d", &n); err == nil {
				return n
			}
		}
		return 0
	}
	return line(a) - line(b)
}

// csvRows are the rows that were read, by id. What has found its message is taken out.
type csvRows map[string]*readRow

type readRow struct {
	csvRow
	line int
}

// csvReader reads a table.
type csvReader struct {
	name   string
	csv    *csv.Reader
	column [5]int // where id, note, english, translation and state stand
}

// newCSVReader reads the first line.
func newCSVReader(name string, data []byte, lang Lang) (*csvReader, error) {
	if !utf8.Valid(data) {
		return nil, fmt.Errorf("%s:1: the file is not UTF-8; in the spreadsheet program choose “CSV UTF-8” when you save it", name)
	}
	text := strings.TrimPrefix(string(data), byteOrderMark)
	first, _, _ := strings.Cut(text, "\n")
	r := &csvReader{name: name, csv: csv.NewReader(strings.NewReader(text))}
	for _, comma := range ",;\t" {
		if strings.Count(first, string(comma)) > strings.Count(first, string(r.csv.Comma)) {
			r.csv.Comma = comma
		}
	}
	r.csv.FieldsPerRecord = -1 // told in our own words
	head, err := r.csv.Read()
	if err != nil {
		return nil, fmt.Errorf("%s:1: the table cannot be read: %w", name, err)
	}
	for i, want := range csvColumns(lang) {
		plain, _, _ := strings.Cut(want, " ")
		at := slices.IndexFunc(head, func(cell string) bool {
			cell = strings.ToLower(strings.TrimSpace(cell))
			return cell == strings.ToLower(want) || cell == plain
		})
		if at < 0 {
			return nil, fmt.Errorf("%s:1: there is no column %q; the first line must be: %s", name, want, strings.Join(csvColumns(lang), ", "))
		}
		r.column[i] = at
	}
	return r, nil
}

// all reads the other lines. Those with a fault are none of the rows.
func (r *csvReader) all() (rows csvRows, errs []error) {
	rows = csvRows{}
	for {
		record, err := r.csv.Read()
		if errors.Is(err, io.EOF) {
			return rows, errs
		}
		if err != nil {
			return rows, append(errs, fmt.Errorf("%s: the table cannot be read: %w", r.name, err))
		}
		line, _ := r.csv.FieldPos(0)
		row, err := r.row(record)
		switch {
		case err != nil:
			errs = append(errs, fmt.Errorf("%s:%d: %w", r.name, line, err))
		case row == nil:
		case rows[row.id] != nil:
			errs = append(errs, fmt.Errorf("%s:%d: %s: this id stands at line %d already; keep one of them", r.name, line, row.id, rows[row.id].line))
		default:
			row.line = line
			rows[row.id] = row
		}
	}
}

// row reads a line; nil for one that is empty.
func (r *csvReader) row(record []string) (*readRow, error) {
	if !slices.ContainsFunc(record, func(cell string) bool { return strings.TrimSpace(cell) != "" }) {
		return nil, nil //nolint:nilnil // an empty line is nothing
	}
	cell := func(i int) string {
		if at := r.column[i]; at < len(record) {
			return norm.NFC.String(record[at])
		}
		return ""
	}
	row := &readRow{csvRow: csvRow{id: strings.TrimSpace(cell(0))}}
	if row.id == "" {
		return nil, errors.New("the row has no id; keep the ids as they were exported")
	}
	var err error
	for to, i := range map[*string]int{&row.english: 2, &row.translation: 3} {
		if *to, err = asWritten(cell(i)); err != nil {
			return nil, fmt.Errorf("%s: %w", row.id, err)
		}
	}
	state := strings.ToLower(strings.TrimSpace(cell(4)))
	for row.state = Missing; row.state.String() != state; row.state++ {
		if row.state == Reviewed {
			return nil, fmt.Errorf("%s: the state is %q; it must be missing, fuzzy, drafted or reviewed", row.id, state)
		}
	}
	return row, nil
}

// into puts the rows of a message into its entry. The error begins with the line.
func (rows csvRows) into(e *poEntry, s *Source, forms *pluralForms) (changed bool, err error) {
	var mine []*readRow
	exported := e.rows(s, forms)
	for _, was := range exported {
		if row := rows[was.id]; row != nil {
			mine = append(mine, row)
			delete(rows, was.id)
		}
	}
	if len(mine) == 0 {
		return false, nil
	}
	at := func(format string, args ...any) (bool, error) {
		return false, fmt.Errorf("%d: %s: "+format, append([]any{mine[0].line, s.Key}, args...)...)
	}
	if len(mine) < len(exported) {
		return at("%d of its %d forms are there; keep the rows of all forms", len(mine), len(exported))
	}
	var texts []string
	for i, row := range mine {
		switch {
		case row.english != exported[i].english:
			return at("the English is not today's, which is %q; export the table again, and change only translation and state", exported[i].english)
		case row.state != mine[0].state:
			return at("its forms have different states; write the same state in all its rows")
		}
		texts = append(texts, row.translation)
	}
	texts = tidied(texts)
	empty := !slices.ContainsFunc(texts, func(t string) bool { return t != "" })
	switch state := mine[0].state; {
	case empty && state == Missing:
		changed = e.hasText()
		e.str, e.comments = texts, undrafted(e.comments)
		e.unfuzzy()
		return changed, nil
	case slices.Contains(texts, ""):
		return at("the translation is empty; write it in every form, or write missing as the state")
	default:
		if err := checkTranslation(s, texts, forms); err != nil {
			return at("%w", err)
		}
		return e.take(texts, state), nil
	}
}

// take sets the texts and the state of an entry.
func (e *poEntry) take(texts []string, state State) (changed bool) {
	same := slices.Equal(e.str, texts)
	if same && state == e.state() || same && (state == Missing || state == Fuzzy) {
		return false
	}
	e.str = texts
	e.unfuzzy()
	if e.comments = undrafted(e.comments); state != Reviewed {
		e.comments = append([]string{draftComment}, e.comments...)
	}
	return true
}

// unfuzzy says that the translation fits the English of today.
func (e *poEntry) unfuzzy() {
	e.flags = slices.DeleteFunc(e.flags, func(flag string) bool { return flag == "fuzzy" })
	e.previous = poText{}
}

func undrafted(comments []string) []string { return slices.DeleteFunc(slices.Clone(comments), isDraft) }
