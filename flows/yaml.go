package flows

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// reader reads one YAML file and collects what is wrong with it. It reads the
// syntax tree and not Go structs: a decoder stops at the first mistake and
// forgets where the rest of the values stood.
type reader struct {
	file     string
	problems *FileErrors
}

// value is one YAML value and the place of what names it.
type value struct {
	r    *reader
	node ast.Node
	at   place
}

// open parses the file. ok is false when there is nothing to read.
func (r *reader) open(data []byte) (root value, ok bool) {
	at := place{r.file, 1, 1}
	file, err := parseYAML(bytes.TrimPrefix(data, byteOrderMark()))
	if err != nil {
		var syntax *yaml.SyntaxError
		if errors.As(err, &syntax) && syntax.Token != nil && syntax.Token.Position != nil {
			at.line, at.column = syntax.Token.Position.Line, syntax.Token.Position.Column
			r.problems.add(at, "this is not YAML: %s%s", plainSyntax(syntax.Message), hiddenBlank(data, at.line))
			return value{}, false
		}
		r.problems.add(at, "this is not YAML: %v", err)
		return value{}, false
	}
	if len(file.Docs) != 1 || file.Docs[0].Body == nil {
		r.problems.add(at, "the file must hold one YAML document")
		return value{}, false
	}
	return value{r, file.Docs[0].Body, at}, true
}

// parseYAML turns a panic of the parser into an error: its input is a file
// that somebody edits by hand.
func parseYAML(data []byte) (file *ast.File, err error) {
	defer func() {
		if p := recover(); p != nil {
			file, err = nil, fmt.Errorf("the parser gave up: %v", p)
		}
	}()
	return parser.ParseBytes(data, 0)
}

func (v value) fail(format string, args ...any) { v.r.problems.add(v.at, format, args...) }

// exists says whether the file has the value at all.
func (v value) exists() bool { return v.node != nil }

// fields are the entries of a mapping, in the order of the file.
type fields struct {
	value
	list  []field
	known []string // names that were asked for
}

type field struct {
	name string
	value
}

// fields reads a mapping. Anything else is a problem and reads as empty.
func (v value) fields(what string) *fields {
	f := &fields{value: v}
	m, ok := v.node.(ast.MapNode)
	if !ok {
		v.fail("%s must hold fields, each as name: value", what)
		return f
	}
	for it := m.MapRange(); it.Next(); {
		key := it.Key()
		at := v.at
		if tk := key.GetToken(); tk != nil && tk.Position != nil {
			at = place{v.r.file, tk.Position.Line, tk.Position.Column}
		}
		name, ok := scalarText(key)
		if !ok {
			v.r.problems.add(at, "a field's name must be a plain word")
			continue
		}
		if slices.ContainsFunc(f.list, func(o field) bool { return o.name == name }) {
			v.r.problems.add(at, "the field %q stands here twice", name)
			continue
		}
		f.list = append(f.list, field{name, value{v.r, it.Value(), at}})
	}
	return f
}

// get is the field of that name; one that is not there has no node.
func (f *fields) get(name string) value {
	f.known = append(f.known, name)
	for _, one := range f.list {
		if one.name == name {
			return one.value
		}
	}
	return value{r: f.r, at: f.at}
}

// need is get for a field that must be there.
func (f *fields) need(name string) value {
	v := f.get(name)
	if !v.exists() {
		f.fail("the field %q is missing", name)
	}
	return v
}

// rest reports the fields that nobody asked for.
func (f *fields) rest(what string) {
	for _, one := range f.list {
		if !slices.Contains(f.known, one.name) {
			names := slices.Clone(f.known)
			slices.Sort(names)
			one.fail("%s has no field %q; it may have: %s", what, one.name, strings.Join(slices.Compact(names), ", "))
		}
	}
}

// scalarText is the text of a string; numbers and the like are not.
func scalarText(n ast.Node) (string, bool) {
	switch n := n.(type) {
	case *ast.StringNode:
		return n.Value, true
	case *ast.LiteralNode:
		return strings.TrimRight(n.Value.Value, "\n"), true
	}
	return "", false
}

// text reads a text; "" when the field is not there or is none.
func (v value) text() string {
	if !v.exists() {
		return ""
	}
	s, ok := scalarText(v.node)
	if !ok {
		v.fail("this must be a text; put it in quotes")
		return ""
	}
	if strings.TrimSpace(s) == "" {
		v.fail("this text is empty")
	}
	v.checkQuotes(s)
	return s
}

// plain reads a scalar as it is written, whatever YAML takes it for: a text, a
// number, true.
func (v value) plain() string {
	if s, ok := scalarText(v.node); ok {
		return s
	}
	if v.exists() && !v.isMap() {
		if _, list := v.node.(*ast.SequenceNode); !list {
			if tk := v.node.GetToken(); tk != nil {
				return tk.Value
			}
		}
	}
	v.fail("this must be a text; put it in quotes")
	return ""
}

func (v value) isMap() bool {
	_, is := v.node.(ast.MapNode)
	return is
}

// span reads two numbers, as [1, 80].
func (v value) span(what string, least, most int) (from, to int) {
	list := v.list(what)
	if len(list) != 2 {
		v.fail("%s must be [least, most]", what)
		return least, most
	}
	from, to = list[0].number(least, most), list[1].number(least, most)
	if from > to {
		v.fail("%s must be [least, most], the smaller number first", what)
	}
	return from, to
}

func joined(names []string) string { return strings.Join(names, ", ") }

// id reads an id of at most limit characters: a small letter, then small
// letters, digits, - and _.
func (v value) id(limit int) string {
	s := v.text()
	v.checkID(s, limit)
	return s
}

func (v value) checkID(s string, limit int) {
	if s == "" {
		return
	}
	if !isID(s) {
		v.fail("%q is no id: begin with a small letter, go on with a-z, 0-9, - and _%s", s, foreignLetter(s))
	} else if len(s) > limit {
		v.fail("the id %q has %d characters; at most %d fit into a button's data", s, len(s), limit)
	}
}

func isID(s string) bool {
	for i := range len(s) {
		c := s[i]
		inner := i > 0 && (c >= '0' && c <= '9' || c == '-' || c == '_')
		if (c < 'a' || c > 'z') && !inner {
			return false
		}
	}
	return s != ""
}

func (v value) boolean() bool {
	if !v.exists() {
		return false
	}
	b, ok := v.node.(*ast.BoolNode)
	if !ok {
		v.fail("this must be true or false")
		return false
	}
	return b.Value
}

// number reads a whole number from least to most.
func (v value) number(least, most int) int {
	if !v.exists() {
		return 0
	}
	var n int
	var err error
	if i, ok := v.node.(*ast.IntegerNode); ok {
		n, err = strconv.Atoi(i.GetToken().Value)
	} else {
		err = errors.New("not a number")
	}
	if err != nil || n < least || n > most {
		v.fail("this must be a whole number from %d to %d", least, most)
		return least
	}
	return n
}

// list reads the entries of a sequence.
func (v value) list(what string) []value {
	if !v.exists() {
		return nil
	}
	seq, ok := v.node.(*ast.SequenceNode)
	if !ok {
		v.fail("%s must be a list: [one, two]", what)
		return nil
	}
	var out []value
	for _, n := range seq.Values {
		at := v.at
		if n != nil {
			if tk := n.GetToken(); tk != nil && tk.Position != nil {
				at = place{v.r.file, tk.Position.Line, tk.Position.Column}
			}
			out = append(out, value{v.r, n, at})
		}
	}
	return out
}
