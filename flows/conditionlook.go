package flows

import (
	"fmt"
	"slices"
	"strings"

	"github.com/expr-lang/expr/ast"
)

// inspector walks an expression: it collects the fields, and refuses whatever
// could cost more than its length.
type inspector struct {
	types map[string]any
	names []string
	texts []comparison
	under []string // fields that something is divided by
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
		i.divided(n)
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

// divided notes what something is divided by, unless the expression asks first:
// a condition in it decides what to do without.
func (i *inspector) divided(n *ast.BinaryNode) {
	if id, ok := n.Right.(*ast.IdentifierNode); ok && n.Operator == "/" {
		i.under = append(i.under, id.Value)
	}
}

// comparison is a field that stands beside a text.
type comparison struct{ field, operator, text string }

// ordered says whether it asks for what comes before or after the text.
func (c comparison) ordered() bool { return strings.ContainsAny(c.operator, "<>") }

// partly says whether it asks for the text anywhere in the field.
func (c comparison) partly() bool { return c.operator == "contains" }

// whole says whether it asks for the text itself.
func (c comparison) whole() bool { return !c.ordered() && !c.partly() }

// compared notes the texts that a field is compared with: where the field is a
// choice, they must be options, if the whole is compared; where it is a day, days.
func (i *inspector) compared(n *ast.BinaryNode) {
	if !slices.Contains([]string{"==", "!=", "in", "<", "<=", ">", ">=", "contains"}, n.Operator) {
		return
	}
	note := func(field, other ast.Node) {
		id, ok := field.(*ast.IdentifierNode)
		if !ok {
			return
		}
		for _, text := range textsIn(other) {
			i.texts = append(i.texts, comparison{id.Value, n.Operator, text})
		}
	}
	note(n.Left, n.Right)
	if n.Operator != "contains" { // a text that has the field in it is another matter
		note(n.Right, n.Left)
	}
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
