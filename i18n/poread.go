package i18n

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// poParser builds one entry after the other. A message is complete when it has a msgstr; what comes next, other than more
// of that, starts a new one.
type poParser struct {
	file   *poFile
	entry  *poEntry
	strict bool // texts must be UTF-8; notes and the header need not be
	line   int
	rest   []string // the lines that are not read yet
	word   string   // a keyword whose string has not come yet
	note   int      // the line of a note behind "#|", as long as gettext takes what follows for "#|" too
	torn   bool     // the string at hand has bytes that are no letters
	field  *string  // what a line with only a string continues
	prior  *string  // the same for "#|"
}

// poAge says what stands before a line: "#~" for a message that is no longer used, "#|" for the English of before.
type poAge struct{ obsolete, previous bool }

// all reads the lines, as long as enough (if there is one) does not hold.
func (p *poParser) all(data []byte, enough func() bool) error {
	p.rest = strings.SplitAfter(string(data), "\n")
	for len(p.rest) > 0 && p.rest[0] != "" && (enough == nil || !enough()) {
		if err := p.read(strings.TrimLeft(p.next(), poBlanks), poAge{}); err != nil {
			return err
		}
	}
	if err := p.unanswered(); err != nil {
		return err
	}
	return p.flush()
}

func (p *poParser) next() string {
	line := p.rest[0]
	p.rest = p.rest[1:]
	p.line++
	return line
}

// read reads a line, or what is left of one.
func (p *poParser) read(text string, age poAge) error {
	switch {
	case strings.HasPrefix(text, "#~|"):
		return p.read(strings.TrimLeft(text[3:], poBlanks), poAge{true, true})
	case strings.HasPrefix(text, "#~"):
		return p.read(strings.TrimLeft(text[2:], poBlanks), poAge{true, age.previous})
	case strings.HasPrefix(text, "#|"):
		return p.read(strings.TrimLeft(text[2:], poBlanks), poAge{age.obsolete, true})
	case strings.HasPrefix(text, "#"):
		if age.previous {
			p.note = p.line
		}
		return p.comment(text[1:])
	case text == poContinued && len(p.rest) > 0:
		return p.read(strings.TrimLeft(p.next(), poBlanks), age)
	case text == "":
		p.note = 0
		return nil
	case p.note > 0 && !age.previous:
		return fmt.Errorf(`the note at line %d stands behind "#|" or "#~|", which is for the English of before; take those signs out there`, p.note)
	case text[0] != '"':
		word, rest, err := keyword(text, p.word)
		if err == nil {
			err = p.unanswered()
		}
		if err != nil {
			return err
		}
		p.word = word
		return p.read(strings.TrimLeft(rest, poBlanks), age)
	}
	p.torn = false
	s, rest, err := p.unquote(text[1:])
	if err != nil {
		return err
	}
	if err := p.put(s, age); err != nil {
		return err
	}
	if rest = strings.TrimLeft(rest, poBlanks); !startsToken(rest) {
		return behindString(rest)
	}
	return p.read(rest, age)
}

// put gives a string to the keyword before it, or to the text that it continues.
func (p *poParser) put(s string, age poAge) error {
	if p.torn || !utf8.ValidString(s) {
		header := p.file.header == nil && p.entry.has == (poHas{id: true}) && p.entry.id == "" && (p.word == "msgstr" || p.word == "" && len(p.entry.str) > 0)
		if p.strict && !header {
			return errNotUTF8
		}
		s = inUTF8(s) // as a name in Last-Translator; gettext does not look there
	}
	word := p.word
	p.word = ""
	if age.previous {
		return p.previous(word, s, age.obsolete)
	}
	return p.message(word, s, age.obsolete)
}

// unanswered refuses a keyword without a string.
func (p *poParser) unanswered() error {
	if p.word != "" {
		return fmt.Errorf(`%s has no string; write one in straight double quotes (") behind it`, p.word)
	}
	return nil
}

// begun ends a complete message, since the line at hand belongs to the next one.
func (p *poParser) begun() error {
	if err := p.unanswered(); err != nil {
		return err
	}
	if len(p.entry.str) > 0 {
		return p.flush()
	}
	if p.entry.has.context || p.entry.has.id {
		return errCommentInside
	}
	return nil
}

var errCommentInside = errors.New("a comment inside a message; comments stand before msgctxt")

// comment takes what stands behind "#". A backslash at its end means nothing to anybody, and would do harm where it is written.
func (p *poParser) comment(line string) error {
	if err := p.begun(); err != nil {
		return err
	}
	text := inUTF8(strings.TrimRight(line, poBlanks+`\`))
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
	return p.swallow(line)
}

var errPrevious = errors.New(`"#|" holds the English of before: msgid, with msgctxt in front or msgid_plural behind, and then the message of today`)

// previous takes what stands after "#|": a keyword with a string, or a string that continues.
func (p *poParser) previous(keyword, s string, obsolete bool) error {
	if err := p.begun(); err != nil {
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

// message takes a keyword with a string, or a string that continues.
func (p *poParser) message(keyword, s string, obsolete bool) error {
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
		if !obsolete && e.context+e.id == "" && strings.HasPrefix(s, "Plural-Forms:") {
			p.file.ruleLine = p.line
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
	case strings.HasPrefix(keyword, "msgstr[") && !e.has.context && !e.has.id && p.amongForms():
		return errCommentInside
	case strings.HasPrefix(keyword, "msgstr[") && e.has.plural:
		return fmt.Errorf("%s cannot stand here, where msgstr[%d] must; the forms stand in the order of their numbers", keyword, len(e.str))
	default:
		return misplaced(keyword)
	}
	return nil
}

// amongForms reports whether the message before has forms. Only a comment can have ended it, where one more form follows.
func (p *poParser) amongForms() bool {
	n := len(p.file.entries)
	return n > 0 && p.file.entries[n-1].has.plural
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
		if p.file.header != nil {
			return fmt.Errorf("the header (msgid \"\") at line %d is the second one; keep that of line %d", e.line, p.file.header.line)
		}
		if e.has.plural || e.str[0] == "" {
			return fmt.Errorf("the header (msgid \"\") at line %d is empty, or is one with forms; make it with Poedit or msginit from bot.pot", e.line)
		}
		p.file.header = e
		return nil
	}
	p.file.entries = append(p.file.entries, e)
	return nil
}
