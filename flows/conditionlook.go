package flows

import (
	"fmt"
	"slices"

	"github.com/expr-lang/expr/ast"
)

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
