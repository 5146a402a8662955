package sandbox

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"
)

//go:generate go run ./internal/gen -o botapi.txt $BOTAPI_JSON

//go:embed botapi.txt
var tableText string

// kind says which JSON values a type of the Bot API admits.
type kind uint8

const (
	kindInt kind = iota + 1
	kindNum
	kindStr
	kindBool
	kindFile // an uploaded part, or a string that names a stored file
	kindList
	kindObject
	kindUnion
)

// typ is a type of the Bot API. Types refer to each other and may be recursive (RichText is).
type typ struct {
	kind     kind
	name     string
	elem     *typ
	members  []*typ            // of a union
	fields   map[string]*field // of an object
	required []*field
}

// field is a parameter of a method or a field of an object.
type field struct {
	name     string
	typ      *typ
	required bool
	constant string // the only value a string may have; "" when any
}

// table is the whole Bot API. It is never changed after it was read.
type table struct {
	methods map[string]*typ // by name in small letters: Telegram does not mind the case of methods
	types   map[string]*typ
}

// botAPI reads the embedded table once; all Telegrams of a process share it.
//
//nolint:gochecknoglobals // immutable, and reading it for each of thousands of simulations would cost more than they do
var botAPI = sync.OnceValue(func() *table {
	t, err := readTable(tableText)
	if err != nil {
		panic(err) // the table is part of the program, and a test reads it
	}
	return t
})

func readTable(text string) (*table, error) {
	t := &table{methods: map[string]*typ{}, types: map[string]*typ{}}
	for line := range strings.Lines(text) {
		words := strings.Fields(line)
		if len(words) == 0 || words[0] == "#" || strings.HasPrefix(line, "#") {
			continue
		}
		if err := t.add(words); err != nil {
			return nil, fmt.Errorf("sandbox: Bot API table: %w", err)
		}
	}
	for name, o := range t.types {
		if o.kind == 0 {
			return nil, fmt.Errorf("sandbox: Bot API table: type %s is used but not described", name)
		}
	}
	return t, nil
}

func (t *table) add(words []string) error {
	if len(words) < 2 {
		return fmt.Errorf("line %q has no name", words)
	}
	switch name := words[1]; words[0] {
	case "m":
		o := &typ{name: name}
		t.methods[strings.ToLower(name)] = o
		return t.addFields(o, words[2:])
	case "t":
		return t.addFields(t.named(name), words[2:])
	case "u":
		if len(words) != 3 {
			return fmt.Errorf("union %s has %d parts", name, len(words)-2)
		}
		u := t.named(name)
		u.kind = kindUnion
		for member := range strings.SplitSeq(words[2], "|") {
			u.members = append(u.members, t.expression(member))
		}
		return nil
	}
	return fmt.Errorf("line %q is of no known kind", words)
}

func (t *table) addFields(o *typ, words []string) error {
	o.kind, o.fields = kindObject, make(map[string]*field, len(words))
	for _, word := range words {
		name, expr, ok := strings.Cut(word, "=")
		if !ok {
			return fmt.Errorf("field %q of %s has no type", word, o.name)
		}
		f := &field{}
		f.name, f.required = strings.CutSuffix(name, "!")
		expr, f.constant, _ = strings.Cut(expr, ":")
		f.typ = t.expression(expr)
		o.fields[f.name] = f
		if f.required {
			o.required = append(o.required, f)
		}
	}
	return nil
}

// named gives the type of that name, described already or later.
func (t *table) named(name string) *typ {
	if t.types[name] == nil {
		t.types[name] = &typ{name: name}
	}
	return t.types[name]
}

func (t *table) expression(expr string) *typ {
	if parts := strings.Split(expr, "|"); len(parts) > 1 {
		u := &typ{kind: kindUnion, name: expr}
		for _, part := range parts {
			u.members = append(u.members, t.expression(part))
		}
		return u
	}
	if inner, ok := strings.CutPrefix(expr, "["); ok {
		return &typ{kind: kindList, name: expr, elem: t.expression(strings.TrimSuffix(inner, "]"))}
	}
	switch expr {
	case "int":
		return &typ{kind: kindInt, name: "Integer"}
	case "num":
		return &typ{kind: kindNum, name: "Float"}
	case "str":
		return &typ{kind: kindStr, name: "String"}
	case "bool":
		return &typ{kind: kindBool, name: "Boolean"}
	case "file":
		return &typ{kind: kindFile, name: "InputFile"}
	}
	return t.named(expr)
}

// admits says whether a value of kind k may stand for t directly or as one member of a union.
func (t *typ) admits(k kind) bool {
	if t.kind != kindUnion {
		return t.kind == k
	}
	for _, m := range t.members {
		if m.admits(k) {
			return true
		}
	}
	return false
}
