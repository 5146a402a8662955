package sandbox

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// valueError says where in a request a value is wrong, and why.
type valueError struct{ path, problem string }

func (e *valueError) Error() string { return strings.TrimPrefix(e.path, ".") + ": " + e.problem }

func wrong(format string, args ...any) *valueError {
	return &valueError{problem: fmt.Sprintf(format, args...)}
}

// in puts a step before the path of e. Paths are made only when something is wrong.
func (e *valueError) in(step string) *valueError {
	e.path = step + e.path
	return e
}

// check compares a decoded JSON value (numbers as json.Number) with a type. It returns nil when it fits. A null counts as
// an absent field, as Telegram has it.
func (t *typ) check(v any) *valueError {
	switch t.kind {
	case kindInt:
		return checkInt(v)
	case kindNum:
		return checkNum(v)
	case kindStr, kindFile:
		if _, ok := v.(string); !ok {
			return wrong("must be a string, not %s", describe(v))
		}
	case kindBool:
		if _, ok := v.(bool); !ok {
			return wrong("must be true or false, not %s", describe(v))
		}
	case kindList:
		return t.checkList(v)
	case kindObject:
		return t.checkObject(v)
	case kindUnion:
		return t.checkUnion(v)
	}
	return nil
}

func checkInt(v any) *valueError {
	text, ok := numeral(v)
	if !ok {
		return wrong("must be an integer, not %s", describe(v))
	}
	if _, err := strconv.ParseInt(text, 10, 64); err != nil {
		return wrong("must be an integer, not %q", text)
	}
	return nil
}

func checkNum(v any) *valueError {
	text, ok := numeral(v)
	if !ok {
		return wrong("must be a number, not %s", describe(v))
	}
	if _, err := strconv.ParseFloat(text, 64); err != nil {
		return wrong("must be a number, not %q", text)
	}
	return nil
}

// numeral gives the digits of a number, or of a string in its place, which Telegram takes as well.
func numeral(v any) (string, bool) {
	switch v := v.(type) {
	case json.Number:
		return v.String(), true
	case string:
		return v, true
	}
	return "", false
}

func (t *typ) checkList(v any) *valueError {
	list, ok := v.([]any)
	if !ok {
		return wrong("must be a list, not %s", describe(v))
	}
	for i, item := range list {
		if bad := t.elem.check(item); bad != nil {
			return bad.in("[" + strconv.Itoa(i) + "]")
		}
	}
	return nil
}

func (t *typ) checkObject(v any) *valueError {
	object, ok := v.(map[string]any)
	if !ok {
		return wrong("must be an object of type %s, not %s", t.name, describe(v))
	}
	for name, value := range object {
		f := t.fields[name]
		if f == nil {
			return wrong("%s has no such field", t.name).in("." + name)
		}
		if value == nil {
			continue
		}
		if bad := f.typ.check(value); bad != nil {
			return bad.in("." + name)
		}
		if f.constant != "" && value != f.constant {
			return wrong("must be %q", f.constant).in("." + name)
		}
	}
	for _, f := range t.required {
		if object[f.name] == nil {
			return wrong("is required in %s", t.name).in("." + f.name)
		}
	}
	return nil
}

// checkUnion accepts what one member accepts. When none does, it reports for the member that was most likely meant: the
// one whose constants agree and that knows most of the fields.
func (t *typ) checkUnion(v any) *valueError {
	var best *valueError
	bestScore := -1
	for _, m := range t.members {
		bad := m.check(v)
		if bad == nil {
			return nil
		}
		if score := m.resemblance(v); score > bestScore {
			best, bestScore = bad, score
		}
	}
	if bestScore <= 0 {
		return wrong("is nothing that %s can be", t.name)
	}
	return best
}

func (t *typ) resemblance(v any) int {
	object, ok := v.(map[string]any)
	if !ok || t.kind != kindObject {
		return 0
	}
	score := 0
	for name, value := range object {
		f := t.fields[name]
		switch {
		case f == nil:
		case f.constant != "" && value == f.constant:
			score += 100
		case f.constant == "":
			score++
		}
	}
	return score
}

func describe(v any) string {
	switch v.(type) {
	case nil:
		return "null"
	case string:
		return "a string"
	case json.Number:
		return "a number"
	case bool:
		return "true or false"
	case []any:
		return "a list"
	}
	return "an object"
}

// decodeJSON keeps numbers as they were written: ids do not fit a float64.
func decodeJSON(r io.Reader) (any, error) {
	d := json.NewDecoder(r)
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("something follows the JSON value")
	}
	return v, nil
}
