package i18n

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// pluralRule is the header's Plural-Forms: an expression of C in n that answers which msgstr a whole number takes (GNU
// gettext manual, "Additional functions for plural forms").
type pluralRule struct {
	text  string
	forms int
	eval  ruleNode
}

// errDivision is the one thing that can go wrong in whole numbers.
var errDivision = errors.New("it divides by zero")

// parsePluralRule looks for "nplurals=2; plural=n != 1;" in a header, and reads it as strictly as gettext does.
func parsePluralRule(header string) (pluralRule, error) {
	_, count, ok := strings.Cut(header, "nplurals=")
	if !ok {
		return pluralRule{}, errors.New(`"nplurals=" is missing; write it with "=" (not ":") and without a blank before that`)
	}
	digits := strings.TrimLeft(count, " \t")
	digits = digits[:len(digits)-len(strings.TrimLeft(digits, "0123456789"))]
	forms, err := strconv.Atoi(digits)
	if errors.Is(err, strconv.ErrRange) {
		forms, err = math.MaxInt, nil
	}
	if err != nil || forms < 1 {
		return pluralRule{}, errors.New("nplurals is no number from 1 on")
	}
	_, text, ok := strings.Cut(header, "plural=")
	if !ok {
		return pluralRule{}, errors.New(`"plural=" is missing; write it with "=" (not ":") and without a blank before that`)
	}
	text, _, _ = strings.Cut(text, "\n")
	text, _, _ = strings.Cut(text, ";") // as gettext, which looks at nothing behind it
	p := &ruleParser{rest: text}
	eval := p.choice(0)
	if p.space(); p.err == nil && p.rest != "" {
		p.fail()
	}
	if p.err != nil {
		return pluralRule{}, p.err
	}
	return pluralRule{text: text, forms: forms, eval: eval}, nil
}

// sound evaluates the rule for every number up to 1000, as gettext does.
func (r pluralRule) sound() error {
	for n := range uint64(1001) {
		form, err := r.eval(n)
		if err != nil {
			return fmt.Errorf("for %d %w", n, err)
		}
		if form >= uint64(r.forms) { //nolint:gosec // a rule has one form or more
			return fmt.Errorf("for %d it answers %d, which is none of msgstr[0] to msgstr[%d]", n, int64(form), r.forms-1) //nolint:gosec // what is below 0 is shown as such
		}
	}
	return nil
}

// fits reports whether the rule tells apart what the language tells apart; more does no harm, and nor does a form that no
// number below 1200 has, as that for millions of Spanish. Which form 0 takes is written otherwise by some tools.
func (r pluralRule) fits(p *plurals) error {
	f := p.by(r)
	owner := map[int]int{} // the first number with this form
	for n := 1; n < 1200; n++ {
		form := f.form(n, r.forms)
		first, taken := owner[form]
		switch {
		case !taken:
			owner[form] = n
		case p.category(first) != p.category(n):
			return fmt.Errorf("it has msgstr[%d] for %d and for %d, which this language tells apart", form, first, n)
		}
	}
	return nil
}

// ruleParser reads an expression, and keeps its first fault.
type ruleParser struct {
	rest string
	err  error
}

// ruleNode computes as C does, where 0-1 is a very large number.
type ruleNode = func(n uint64) (uint64, error)

func (p *ruleParser) fail() ruleNode {
	if p.err == nil {
		at := "its end"
		if p.rest != "" {
			at = strconv.Quote(p.rest)
		}
		p.err = fmt.Errorf("the rule cannot be read at %s", at)
	}
	return func(uint64) (uint64, error) { return 0, nil }
}

func (p *ruleParser) space() { p.rest = strings.TrimLeft(p.rest, " \t") }

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
const nestLimit = 200

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
	return func(n uint64) (uint64, error) {
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
		return func(n uint64) (uint64, error) {
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
		return func(n uint64) (uint64, error) { return n, nil }
	}
	digits := p.rest[:len(p.rest)-len(strings.TrimLeft(p.rest, "0123456789"))]
	value, err := strconv.ParseUint(digits, 10, 64)
	if err != nil && !errors.Is(err, strconv.ErrRange) { // of which value is the largest number
		return p.fail()
	}
	p.rest = p.rest[len(digits):]
	return func(uint64) (uint64, error) { return value, nil }
}

func truth(b bool) uint64 {
	if b {
		return 1
	}
	return 0
}

// apply joins two sides. The second of "||" and "&&" is only looked at where it matters, as in C.
func apply(sign string, left, right ruleNode) ruleNode {
	return func(n uint64) (uint64, error) {
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

func combine(sign string, a, b uint64) (uint64, error) {
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
