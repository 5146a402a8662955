package i18n

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// parsePO reads a PO file. name stands in errors, as "name:line: what is wrong".
func parsePO(name string, data []byte) (*poFile, error) {
	if bytes.HasPrefix(data, []byte("\uFEFF")) {
		return nil, fmt.Errorf("%s:1: the file starts with a byte order mark; save it as UTF-8 without it", name)
	}
	p := &poParser{file: &poFile{name: name}, entry: &poEntry{}}
	number := 0
	for line := range strings.Lines(string(data)) {
		number++
		p.line = number
		if !utf8.ValidString(line) {
			return nil, fmt.Errorf("%s:%d: this is not UTF-8; save the file as UTF-8", name, number)
		}
		if err := p.read(strings.Trim(line, " \t\r\n")); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", name, number, err)
		}
	}
	if err := p.flush(); err != nil {
		return nil, fmt.Errorf("%s:%d: %w", name, number, err)
	}
	return p.file, nil
}

// poParser builds one entry after the other. A message is complete when it has a msgstr; what comes next, other than more
// of that, starts a new one.
type poParser struct {
	file  *poFile
	entry *poEntry
	line  int
	field *string // what a line with only a string continues
	prior *string // the same for "#|"
}

func (p *poParser) read(line string) error {
	switch {
	case line == "":
		return nil
	case strings.HasPrefix(line, "#~|"):
		return p.previous(line[3:], true)
	case strings.HasPrefix(line, "#~"):
		return p.message(strings.Trim(line[2:], " \t"), true)
	case strings.HasPrefix(line, "#|"):
		return p.previous(line[2:], false)
	case line[0] == '#':
		return p.comment(line[1:])
	}
	return p.message(line, false)
}

// begun ends a complete message, since the line at hand belongs to the next one.
func (p *poParser) begun() error {
	if len(p.entry.str) > 0 {
		return p.flush()
	}
	if p.entry.has.context || p.entry.has.id {
		return errors.New("a comment inside a message; comments stand before msgctxt")
	}
	return nil
}

func (p *poParser) comment(text string) error {
	if err := p.begun(); err != nil {
		return err
	}
	e := p.entry
	switch {
	case e.previous.has != (poHas{}):
		return errors.New(`a comment between "#|" and its message; comments stand before "#|"`)
	case strings.HasPrefix(text, "."):
		e.extracted = append(e.extracted, text[1:])
	case strings.HasPrefix(text, ":"):
		e.refs = append(e.refs, text[1:])
	case strings.HasPrefix(text, ","):
		e.flags = append(e.flags, flagsIn(text[1:])...)
	default:
		e.comments = append(e.comments, text)
	}
	return nil
}

// flagsIn reads flags as gettext does: a comma is as good as a blank. Only "range: 0..5" is one of two words.
func flagsIn(text string) (flags []string) {
	for flag := range strings.FieldsFuncSeq(text, func(r rune) bool { return strings.ContainsRune(" \t\r\f\v,", r) }) {
		if last := len(flags) - 1; last >= 0 && flags[last] == "range:" {
			flags[last] += " " + flag
			continue
		}
		flags = append(flags, flag)
	}
	return flags
}

var errPrevious = errors.New(`"#|" holds the English of before: msgid, with msgctxt in front or msgid_plural behind, and then the message of today`)

// previous reads what stands after "#|".
func (p *poParser) previous(text string, obsolete bool) error {
	if err := p.begun(); err != nil {
		return err
	}
	keyword, s, err := keywordAndString(strings.Trim(text, " \t"))
	if err != nil {
		return err
	}
	if err := p.sameAge(obsolete); err != nil {
		return err
	}
	old := &p.entry.previous
	switch {
	case keyword == "msgctxt" && old.has == (poHas{}):
		old.has.context, p.prior = true, &old.context
	case keyword == "msgid" && !old.has.id:
		old.has.id, p.prior = true, &old.id
	case keyword == "msgid_plural" && old.has.id && !old.has.plural:
		old.has.plural, p.prior = true, &old.plural
	case keyword == "" && p.prior != nil:
		*p.prior += s
		return nil
	case keyword == "":
		return errors.New(`a string after "#|" without msgid before it`)
	default:
		return fmt.Errorf(`%s cannot stand after "#|" here; %w`, keyword, errPrevious)
	}
	*p.prior = s
	p.entry.obsolete = obsolete
	return nil
}

// sameAge refuses a line that is obsolete in a message that is not, or the other way round.
func (p *poParser) sameAge(obsolete bool) error {
	e := p.entry
	if begun := e.line > 0 || e.previous.has != (poHas{}); begun && e.obsolete != obsolete {
		return errors.New(`"#~" must stand before every line of a message or before none, and so "#~|" for "#|"`)
	}
	return nil
}

// message reads a line that is no comment: a keyword with a string, or a string that continues.
func (p *poParser) message(text string, obsolete bool) error {
	keyword, s, err := keywordAndString(text)
	if err != nil {
		return err
	}
	if len(p.entry.str) > 0 && (keyword == "msgctxt" || keyword == "msgid") {
		if err := p.flush(); err != nil {
			return err
		}
	}
	e := p.entry
	if err := p.sameAge(obsolete); err != nil {
		return err
	}
	if keyword == "" {
		if p.field == nil {
			return errors.New("a string without msgid or msgstr before it; a comment must not stand between the lines of a text")
		}
		*p.field += s
		return nil
	}
	if err := p.open(keyword); err != nil {
		return err
	}
	if e.line == 0 {
		e.line = p.line
	}
	e.obsolete = obsolete
	*p.field = s
	return nil
}

// open makes field the place for the string of this keyword, if the keyword may stand here.
func (p *poParser) open(keyword string) error {
	e := p.entry
	switch {
	case keyword == "msgctxt" && !e.has.context && !e.has.id:
		e.has.context, p.field = true, &e.context
	case keyword == "msgid" && !e.has.id:
		e.has.id, p.field = true, &e.id
	case keyword == "msgid_plural" && e.has.id && !e.has.plural && len(e.str) == 0:
		e.has.plural, p.field = true, &e.plural
	case keyword == "msgstr" && e.has.id && !e.has.plural && len(e.str) == 0,
		keyword == "msgstr["+strconv.Itoa(len(e.str))+"]" && e.has.plural:
		if len(e.str) == 0 {
			e.strLine = p.line
		}
		e.str = append(e.str, "")
		p.field = &e.str[len(e.str)-1]
	case keyword == "msgstr" && len(e.str) > 0 && !e.has.plural:
		return fmt.Errorf("msgstr cannot stand here: the message at line %d has one already; keep one of the two", e.line)
	case strings.HasPrefix(keyword, "msgstr[") && e.has.plural:
		return fmt.Errorf("%s cannot stand here, where msgstr[%d] must; the forms stand in the order of their numbers", keyword, len(e.str))
	default:
		return misplaced(keyword)
	}
	return nil
}

// flush puts the entry into the file.
func (p *poParser) flush() error {
	e := p.entry
	p.entry, p.field, p.prior = &poEntry{}, nil, nil
	switch {
	case e.previous.has != (poHas{}) && (!e.previous.has.id || !e.has.id):
		return errPrevious
	case !e.has.context && !e.has.id:
		p.file.tail = e.comments
		return nil
	case len(e.str) == 0:
		return fmt.Errorf("the message at line %d has no msgstr", e.line)
	case !e.obsolete && !e.has.context && e.id == "":
		if p.file.header != nil || len(p.file.entries) > 0 {
			return fmt.Errorf("the header (msgid \"\") at line %d must be the first message, and there is only one", e.line)
		}
		p.file.header = e
		return nil
	}
	p.file.entries = append(p.file.entries, e)
	return nil
}
