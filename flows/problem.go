package flows

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Problem is one mistake in a file that a flow author or an operator wrote.
type Problem struct {
	File         string // as it was named to the loader
	Line, Column int    // from 1; 0 when the whole file is meant
	Text         string // what is wrong and what to do
}

// FileErrors are all mistakes that were found, in the order of the files. It is
// an error as long as it is not empty.
type FileErrors []Problem

// Error lists one problem a line, as file:line:column: text.
func (p FileErrors) Error() string {
	var b strings.Builder
	for i, one := range p {
		if i > 0 {
			b.WriteByte('\n')
		}
		if b.WriteString(one.File); one.Line > 0 {
			fmt.Fprintf(&b, ":%d:%d", one.Line, one.Column)
		}
		b.WriteString(": " + one.Text)
	}
	return b.String()
}

// err is nil when there is none. What was found twice is told once.
func (p FileErrors) err() error {
	if len(p) == 0 {
		return nil
	}
	slices.SortStableFunc(p, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return slices.Compact(p)
}

// place is where something stands in a file.
type place struct {
	file         string
	line, column int
}

func (p *FileErrors) add(at place, format string, args ...any) {
	*p = append(*p, Problem{File: at.file, Line: at.line, Column: at.column, Text: fmt.Sprintf(format, args...)})
}
