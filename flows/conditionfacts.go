package flows

import (
	"fmt"
	"maps"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/expr-lang/expr"
)

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
	case factRule:
		site, _ := k.site()
		return site.Rule
	case factFunder:
		site, _ := k.site()
		return site.Funder
	case factNewsOff:
		if k.p.stops(CastInformation) {
			return valueYes
		}
		return ""
	case factWeeklyOn:
		if k.p.weekly() {
			return valueYes
		}
		return ""
	case fieldAnswered:
		var out []string
		for name, s := range k.p.Fields {
			if !s.Skipped {
				out = append(out, name)
			}
		}
		return out
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

// isText says whether words come out.
func (c *condition) isText() bool {
	return c.program != nil && c.program.Node().Type().Kind() == reflect.String
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
