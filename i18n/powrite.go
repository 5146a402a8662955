package i18n

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
)

// bytes writes the file as gettext's msgcat --no-wrap does, so that saving it in a translator's tool changes only what the
// translator changed.
func (f *poFile) bytes() []byte {
	var b bytes.Buffer
	if f.header != nil {
		f.header.write(&b)
	}
	for _, e := range f.entries {
		if b.Len() > 0 {
			b.WriteByte('\n')
		}
		e.write(&b)
	}
	if len(f.tail) > 0 {
		if b.Len() > 0 {
			b.WriteByte('\n')
		}
		writeLines(&b, "#", f.tail)
	}
	return b.Bytes()
}

func (e *poEntry) write(b *bytes.Buffer) {
	writeLines(b, "#", e.comments)
	writeLines(b, "#.", e.extracted)
	writeLines(b, "#:", e.refs)
	if len(e.flags) > 0 {
		fmt.Fprintf(b, "#, %s\n", strings.Join(e.flags, ", "))
	}
	before, start := "#| ", ""
	if e.obsolete {
		before, start = "#~| ", "#~ "
	}
	e.previous.write(b, before)
	e.poText.write(b, start)
	for i, s := range e.str {
		keyword := "msgstr"
		if e.has.plural {
			keyword += "[" + strconv.Itoa(i) + "]"
		}
		writeString(b, start, keyword, s)
	}
}

func (t *poText) write(b *bytes.Buffer, start string) {
	if t.has.context {
		writeString(b, start, "msgctxt", t.context)
	}
	if t.has.id {
		writeString(b, start, "msgid", t.id)
	}
	if t.has.plural {
		writeString(b, start, "msgid_plural", t.plural)
	}
}

func writeLines(b *bytes.Buffer, start string, lines []string) {
	for _, line := range lines {
		b.WriteString(start)
		b.WriteString(line)
		b.WriteByte('\n')
	}
}

// writeString writes a text of several lines under an empty string, a line each, so that a changed line is a changed line
// in a diff too.
func writeString(b *bytes.Buffer, start, keyword, s string) {
	b.WriteString(start + keyword + " ")
	if at := strings.IndexByte(s, '\n'); at < 0 || at == len(s)-1 {
		writeQuoted(b, s)
		return
	}
	b.WriteString("\"\"\n")
	for line := range strings.Lines(s) {
		b.WriteString(start)
		writeQuoted(b, line)
	}
}

func writeQuoted(b *bytes.Buffer, s string) {
	b.WriteByte('"')
	for i := range len(s) {
		if at := strings.IndexByte("\a\b\f\n\r\t\v\"\\", s[i]); at >= 0 {
			b.WriteByte('\\')
			b.WriteByte(`abfnrtv"\`[at])
			continue
		}
		b.WriteByte(s[i])
	}
	b.WriteString("\"\n")
}
