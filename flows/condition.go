package flows

import (
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/vm"
)

// condition is an expression of a flow author over the answers, in YAML best
// between single quotes, since it may hold double ones:
//
//	if: 'age < 18'
//	if: 'site == "leipzig" and "mon" in days'
//	if: 'years(since) >= 2 or "phone" in answered'
//
// A text, a choice, a day (as 2027-12-31) and the language are texts, a number
// is a number, yes or no is true or false, and several options are a list.
// What was not answered is "", 0, false or the empty list.
//
// Its cost is bounded by its length: at most conditionNodes parts, and nothing
// in the language can loop, index or call back.
type condition struct {
	source  string
	at      place
	program *vm.Program
	flow    *flow        // whose answers it reads, for one of the programme file
	names   []string     // the fields it reads
	texts   []comparison // of a field with a text
	under   []string     // the fields that something is divided by
}

const (
	conditionNodes = 60
	conditionBytes = 300
)

// condition reads one; nil when there is none. It is compiled when all fields
// are known: see [Book.compile].
func (l *flowReader) condition(v value) *condition {
	if !v.exists() {
		return nil
	}
	c := &condition{source: v.plain(), at: v.at}
	if len(c.source) > conditionBytes {
		v.fail("a condition has at most %d characters; set a field first, and ask for that", conditionBytes)
	}
	l.conditions = append(l.conditions, pending{l.flow, c, true})
	return c
}

// pending is an expression that waits to be compiled. A truth must be true or
// false; other expressions give a text, a number or a truth.
type pending struct {
	flow  *flow
	c     *condition
	truth bool
}

// compile makes the expressions ready.
func (b *Book) compile(problems *FileErrors) {
	for _, p := range b.pending {
		if err := p.c.compile(b.types(p.flow), p.truth); err != nil {
			problems.add(p.c.at, "the condition %s: %s", p.c.source, plainError(err))
		}
	}
	b.pending = nil
}

// factRule is for conditions what {rule} is for texts, in English: "" where the
// site has none.
const factRule = "rule"

// factFunder is which set of questions the funder of her site asks, "" for none:
// see [Site.Funder].
const factFunder = "funder"

// factNewsOff is yes when she wants no news, "" else: for the flow of /stop.
const factNewsOff = "news_off"

// factWeeklyOn is yes when she gets the events of the week, "" else.
const factWeeklyOn = "weekly_on"

// plainError leaves out the picture that the library draws, and says what
// authors do wrong most often in their words.
func plainError(err error) string {
	var in *file.Error
	if !errors.As(err, &in) {
		return err.Error()
	}
	said := in.Message
	var operator, left, right string
	if _, err := fmt.Sscanf(said, "invalid operation: %s (mismatched types %s and %s", &operator, &left, &right); err == nil {
		said = fmt.Sprintf("%s does not fit between %s and %s", operator, plainType(left), plainType(strings.TrimSuffix(right, ")")))
	}
	if said == `unexpected token Operator("=")` {
		said = "write == for “is”"
	}
	return fmt.Sprintf("%s (at character %d)", said, in.Column+1)
}

// plainType is what authors call a type of the library's.
func plainType(name string) string {
	switch name {
	case "string":
		return "a text"
	case "int", "float64":
		return "a number"
	case "bool":
		return "yes or no"
	case "[]string":
		return "a list"
	}
	return name
}

// types are examples of all that an expression of the flow may name.
func (b *Book) types(f *flow) map[string]any {
	out := map[string]any{
		fieldLanguage: "", fieldLink: "", fieldLinkSite: "", fieldLinkCohort: "", fieldLinkCode: "", fieldLinkAbout: "", fieldToday: "", fieldAnswered: []string{}, factRule: "", factFunder: "", factNewsOff: "", factWeeklyOn: "", "years": func(string) int { return 0 },
	}
	for _, name := range f.given(b) {
		out[name] = ""
	}
	for _, name := range slices.Concat(slices.Collect(maps.Keys(f.saves)), f.uses) {
		out[name] = example(b.saver(f, name))
	}
	return out
}

// example is a value of the type that a step saves.
func example(s step) any {
	switch s.(type) {
	case *askNumber:
		return 0.0
	case *askYesNo:
		return false
	case *askMany:
		return []string{}
	}
	return ""
}

// reads are the fields that decide what comes out: those whose answers it
// reads, and those it only asks whether they have one. What the funder asks
// depends on the site.
func (c *condition) reads() []string {
	out := slices.Clone(c.names)
	for _, one := range c.texts {
		if one.field == fieldAnswered {
			out = append(out, one.text)
		}
	}
	if slices.Contains(out, factFunder) {
		out = append(out, fieldSite)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func (c *condition) compile(types map[string]any, truth bool) error {
	look := &inspector{types: types}
	options := []expr.Option{
		expr.Env(types), expr.DisableAllBuiltins(), expr.MaxNodes(conditionNodes), expr.Patch(look), expr.Optimize(false),
	}
	program, err := expr.Compile(c.source, options...)
	if err == nil {
		err = look.err
	}
	if err != nil {
		return err
	}
	if truth && program.Node().Type().Kind() != reflect.Bool {
		return errors.New("this must always be true or false")
	}
	if !truth && plainKind(program.Node()) == reflect.Invalid {
		return errors.New("this must give a text, a number, or true or false")
	}
	slices.Sort(look.names)
	c.program, c.names, c.texts, c.under = program, slices.Compact(look.names), look.texts, look.under
	return nil
}

// plainKind is what comes out: a text, a truth or a number. The two sides of ? may
// be different kinds of number, as 60 / n and 0, which the library does not join.
func plainKind(n ast.Node) reflect.Kind {
	if either, ok := n.(*ast.ConditionalNode); ok {
		if one := plainKind(either.Exp1); one == plainKind(either.Exp2) {
			return one
		}
		return reflect.Invalid
	}
	switch kind := n.Type().Kind(); kind {
	case reflect.String, reflect.Bool, reflect.Float64:
		return kind
	case reflect.Int:
		return reflect.Float64
	}
	return reflect.Invalid
}
