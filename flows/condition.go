package flows

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

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
	flow    *flow             // whose answers it reads, for one of the programme file
	names   []string          // the fields it reads
	texts   map[string]string // by the text it compares, the field it is compared with
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
		fieldLanguage: "", fieldLink: "", fieldLinkSite: "", fieldLinkCohort: "", fieldToday: "", fieldAnswered: []string{}, factRule: "", "years": func(string) int { return 0 },
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
// reads, and those it only asks whether they have one.
func (c *condition) reads() []string {
	out := slices.Clone(c.names)
	for text, field := range c.texts {
		if field == fieldAnswered {
			out = append(out, text)
		}
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
	if !truth && !isPlain(program.Node().Type()) {
		return errors.New("this must give a text, a number, or true or false")
	}
	slices.Sort(look.names)
	c.program, c.names, c.texts = program, slices.Compact(look.names), look.texts
	return nil
}

func isPlain(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.String, reflect.Bool, reflect.Int, reflect.Float64:
		return true
	}
	return false
}

// inspector walks an expression: it collects the fields, and refuses whatever
// could cost more than its length.
type inspector struct {
	types map[string]any
	names []string
	texts map[string]string
	err   error
}

func allowedOperators() []string {
	return []string{
		"==", "!=", "<", "<=", ">", ">=", "and", "&&", "or", "||", "not", "!", "in", "contains", "startsWith", "endsWith",
		"+", "-", "*", "/",
	}
}

// Visit is called for each part of an expression.
func (i *inspector) Visit(node *ast.Node) {
	switch n := (*node).(type) {
	case *ast.IdentifierNode:
		if n.Value != "years" {
			i.names = append(i.names, n.Value)
		}
	case *ast.BinaryNode:
		if !slices.Contains(allowedOperators(), n.Operator) {
			i.refuse("the operator %s", n.Operator)
		}
		i.compared(n)
	case *ast.UnaryNode:
		if !slices.Contains(allowedOperators(), n.Operator) {
			i.refuse("the operator %s", n.Operator)
		}
	case *ast.CallNode:
		if id, ok := n.Callee.(*ast.IdentifierNode); !ok || id.Value != "years" {
			i.refuse("the call of %s", n.Callee.String())
		}
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.StringNode, *ast.ConditionalNode, *ast.ArrayNode:
	default:
		i.refuse("%s", n.String())
	}
}

func (i *inspector) refuse(format string, args ...any) {
	if i.err == nil {
		i.err = fmt.Errorf(format+" cannot stand in a condition", args...)
	}
}

// compared notes the texts that a field is compared with: where the field is a
// choice, they must be options.
func (i *inspector) compared(n *ast.BinaryNode) {
	if n.Operator != "==" && n.Operator != "!=" && n.Operator != "in" {
		return
	}
	note := func(field, other ast.Node) {
		id, ok := field.(*ast.IdentifierNode)
		if !ok {
			return
		}
		if i.texts == nil {
			i.texts = map[string]string{}
		}
		for _, text := range textsIn(other) {
			i.texts[text] = id.Value
		}
	}
	note(n.Left, n.Right)
	note(n.Right, n.Left)
}

func textsIn(n ast.Node) []string {
	switch n := n.(type) {
	case *ast.StringNode:
		return []string{n.Value}
	case *ast.ArrayNode:
		var out []string
		for _, one := range n.Nodes {
			out = append(out, textsIn(one)...)
		}
		return out
	}
	return nil
}

// holds says whether a condition is true for her. One that cannot be worked
// out, which no answer should bring about, is false and is reported.
func (k *talk) holds(c *condition) bool {
	v, err := k.work(c)
	if err != nil {
		return false
	}
	truth, _ := v.(bool)
	return truth
}

// work evaluates an expression with her answers.
func (k *talk) work(c *condition) (any, error) {
	v, err := c.run(k)
	if err != nil {
		k.report("the condition at %s:%d could not be worked out", c.at.file, c.at.line)
	}
	return v, err
}

// facts are answers, as conditions see them.
type facts interface {
	value(name string) any
	today() time.Time
}

func (c *condition) run(f facts) (any, error) {
	env := map[string]any{"years": func(day string) int { return years(day, f.today()) }}
	for _, name := range c.names {
		env[name] = f.value(name)
	}
	v, err := expr.Run(c.program, env)
	if err != nil {
		return nil, fmt.Errorf("flows: %s:%d: a condition: %w", c.at.file, c.at.line, err)
	}
	return v, nil
}

// value is a field as conditions see it.
func (k *talk) value(name string) any {
	switch name {
	case fieldLanguage:
		return string(k.p.Lang)
	case fieldToday:
		return k.today().Format(time.DateOnly)
	case fieldLinkSite: // closed since she came by the link, it is none
		site, _ := k.e.programme.Site(k.p.Fields[name].Value)
		return site.ID
	case fieldAnswered:
		var out []string
		for name, s := range k.p.Fields {
			if !s.Skipped {
				out = append(out, name)
			}
		}
		return out
	}
	if name == factRule {
		site, _ := k.site()
		return site.Rule
	}
	if v, ok := k.given(name); ok {
		return v
	}
	return typed(k.e.book.saver(k.e.book.flows[k.top().Flow], name), k.p.Fields[name].Value)
}

// answersOf are the answers of an application.
type answersOf struct {
	book    *Book
	flow    *flow
	answers map[string]string
	day     time.Time
}

func (a *answersOf) today() time.Time { return a.day }

func (a *answersOf) value(name string) any {
	switch name {
	case fieldToday:
		return a.day.Format(time.DateOnly)
	case fieldAnswered:
		return slices.Collect(maps.Keys(a.answers))
	}
	return typed(a.book.saver(a.flow, name), a.answers[name])
}

// typed is a saved value as the type that its step saves.
func typed(s step, v string) any {
	switch example(s).(type) {
	case float64:
		n, err := strconv.ParseFloat(v, 64)
		if err != nil {
			return 0.0
		}
		return n
	case bool:
		return v == valueYes
	case []string:
		return ids(v)
	}
	return v
}

// years are the whole years from a day to today; 0 for no day.
func years(day string, today time.Time) int {
	from, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return 0
	}
	n := today.Year() - from.Year()
	if today.Month() < from.Month() || today.Month() == from.Month() && today.Day() < from.Day() {
		n--
	}
	return n
}

// written is a value as a field keeps it.
func written(v any) string {
	switch v := v.(type) {
	case bool:
		if v {
			return valueYes
		}
		return valueNo
	case float64:
		if math.IsInf(v, 0) || math.IsNaN(v) {
			return ""
		}
		return strconv.FormatFloat(v, 'f', -1, 64)
	case int:
		return strconv.Itoa(v)
	case string:
		return strings.ToValidUTF8(v, "")
	}
	return ""
}
