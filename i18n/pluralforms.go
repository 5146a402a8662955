package i18n

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// pluralRule is the header's Plural-Forms: an expression of C in n that answers which msgstr a whole number takes (GNU
// gettext manual, "Additional functions for plural forms").
type pluralRule struct {
	forms int
	eval  func(n int) (int, error)
}

// errDivision is the one thing that can go wrong in whole numbers.
var errDivision = errors.New("it divides by zero")

// parsePluralRule reads "nplurals=2; plural=n != 1;", as strictly as gettext does.
func parsePluralRule(field string) (pluralRule, error) {
	_, count, ok := strings.Cut(field, "nplurals=")
	if !ok {
		return pluralRule{}, errors.New(`"nplurals=" is missing, without a space in it`)
	}
	digits := strings.TrimLeft(count, " \t")
	digits = digits[:len(digits)-len(strings.TrimLeft(digits, "0123456789"))]
	forms, err := strconv.Atoi(digits)
	if err != nil || forms < 1 || forms > 6 { // CLDR has six categories
		return pluralRule{}, errors.New("nplurals is no number from 1 to 6")
	}
	_, text, ok := strings.Cut(strings.Replace(field, "nplurals=", "", 1), "plural=")
	if !ok {
		return pluralRule{}, errors.New(`"plural=" is missing, without a space in it`)
	}
	text, rest, _ := strings.Cut(text, ";")
	if strings.TrimSpace(rest) != "" {
		return pluralRule{}, fmt.Errorf("%q stands behind the rule", strings.TrimSpace(rest))
	}
	p := &ruleParser{rest: text}
	eval := p.choice(0)
	if p.space(); p.err == nil && p.rest != "" {
		p.fail()
	}
	if p.err != nil {
		return pluralRule{}, p.err
	}
	return pluralRule{forms: forms, eval: eval}, nil
}

// check evaluates the rule for every number below 1200, as far as the rules of CLDR go, and compares it with theirs. One
// number may differ: which form 0 takes is written otherwise by some tools.
func (r pluralRule) check(p *plurals) error {
	differ, first := 0, ""
	for n := range 1200 {
		form, err := r.eval(n)
		if err != nil {
			return fmt.Errorf("for %d %w", n, err)
		}
		if form < 0 || form >= r.forms {
			return fmt.Errorf("for %d it answers %d, which is none of msgstr[0] to msgstr[%d]", n, form, r.forms-1)
		}
		if want := p.form(n, r.forms); form != want {
			if differ++; first == "" {
				first = fmt.Sprintf("for %d it answers msgstr[%d], where this language has msgstr[%d]", n, form, want)
			}
		}
	}
	if differ > 1 {
		return fmt.Errorf("%s, and so for %d numbers below 1200", first, differ)
	}
	return nil
}

// ruleParser reads an expression, and keeps its first fault.
type ruleParser struct {
	rest string
	err  error
}

type ruleNode = func(n int) (int, error)

func (p *ruleParser) fail() ruleNode {
	if p.err == nil {
		p.err = fmt.Errorf("the rule cannot be read at %q", p.rest)
	}
	return func(int) (int, error) { return 0, nil }
}

func (p *ruleParser) space() { p.rest = strings.TrimLeft(p.rest, " \t\n") }

// take takes a sign if it is next.
func (p *ruleParser) take(sign string) bool {
	p.space()
	rest, ok := strings.CutPrefix(p.rest, sign)
	if ok {
		p.rest = rest
	}
	return ok
}

// nestLimit is deeper than any language's rule.
const nestLimit = 50

// choice reads "a ? b : c".
func (p *ruleParser) choice(depth int) ruleNode {
	if depth > nestLimit {
		return p.fail()
	}
	condition := p.binary(0, depth)
	if p.err != nil || !p.take("?") {
		return condition
	}
	yes := p.choice(depth + 1)
	if p.err != nil || !p.take(":") {
		return p.fail()
	}
	no := p.choice(depth + 1)
	return func(n int) (int, error) {
		c, err := condition(n)
		switch {
		case err != nil:
			return 0, err
		case c != 0:
			return yes(n)
		}
		return no(n)
	}
}

// ruleSigns are the operators of two sides, those that bind least first. A sign stands before its own beginning.
func ruleSigns() [][]string {
	return [][]string{{"||"}, {"&&"}, {"==", "!="}, {"<=", ">=", "<", ">"}, {"+", "-"}, {"*", "/", "%"}}
}

func (p *ruleParser) binary(level, depth int) ruleNode {
	if level == len(ruleSigns()) {
		return p.unary(depth)
	}
	left := p.binary(level+1, depth)
	for p.err == nil {
		sign := ""
		for _, s := range ruleSigns()[level] {
			if p.take(s) {
				sign = s
				break
			}
		}
		if sign == "" {
			break
		}
		left = apply(sign, left, p.binary(level+1, depth))
	}
	return left
}

func (p *ruleParser) unary(depth int) ruleNode {
	switch {
	case depth > nestLimit:
		return p.fail()
	case p.take("!"):
		inner := p.unary(depth + 1)
		return func(n int) (int, error) {
			v, err := inner(n)
			return truth(v == 0), err
		}
	case p.take("("):
		inner := p.choice(depth + 1)
		if p.err != nil || !p.take(")") {
			return p.fail()
		}
		return inner
	case p.take("n"):
		return func(n int) (int, error) { return n, nil }
	}
	digits := p.rest[:len(p.rest)-len(strings.TrimLeft(p.rest, "0123456789"))]
	value, err := strconv.Atoi(digits)
	if err != nil {
		return p.fail()
	}
	p.rest = p.rest[len(digits):]
	return func(int) (int, error) { return value, nil }
}

func truth(b bool) int {
	if b {
		return 1
	}
	return 0
}

// apply joins two sides. The second of "||" and "&&" is only looked at where it matters, as in C.
func apply(sign string, left, right ruleNode) ruleNode {
	return func(n int) (int, error) {
		a, err := left(n)
		if err != nil || sign == "||" && a != 0 || sign == "&&" && a == 0 {
			return truth(a != 0), err
		}
		b, err := right(n)
		if err != nil {
			return 0, err
		}
		return combine(sign, a, b)
	}
}

func combine(sign string, a, b int) (int, error) {
	switch sign {
	case "||", "&&":
		return truth(b != 0), nil
	case "==":
		return truth(a == b), nil
	case "!=":
		return truth(a != b), nil
	case "<=":
		return truth(a <= b), nil
	case ">=":
		return truth(a >= b), nil
	case "<":
		return truth(a < b), nil
	case ">":
		return truth(a > b), nil
	case "+":
		return a + b, nil
	case "-":
		return a - b, nil
	case "*":
		return a * b, nil
	}
	if b == 0 {
		return 0, errDivision
	}
	if sign == "/" {
		return a / b, nil
	}
	return a % b, nil
}
