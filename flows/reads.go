package flows

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strconv"
)

// Reads are the fields by which the conditions of a flow go one way or another,
// sorted.
func (b *Book) Reads(flow string) []string {
	f := b.flows[flow]
	if f == nil {
		return nil
	}
	names := map[string]bool{}
	for _, c := range f.deciding() {
		for _, name := range c.reads() {
			names[name] = true
		}
	}
	for _, id := range f.order {
		if w, ok := f.steps[id].(*wait); ok && w.day != "" {
			names[w.day] = true
		}
	}
	return slices.Sorted(maps.Keys(names))
}

// conditions are all expressions of a flow.
func (f *flow) conditions() []*condition {
	var out []*condition
	for _, id := range f.order {
		out = append(out, conditionsOf(f.steps[id])...)
	}
	return append(out, f.calculations(func(string) bool { return true })...)
}

// deciding are the expressions by which the flow goes one way or another, and
// those that work out fields which these read.
func (f *flow) deciding() []*condition {
	var out []*condition
	for _, id := range f.order {
		out = append(out, conditionsOf(f.steps[id])...)
	}
	for n := -1; n != len(out); { // a field may be worked out of one that is worked out
		n = len(out)
		for _, c := range f.calculations(func(name string) bool {
			return slices.ContainsFunc(out, func(c *condition) bool { return slices.Contains(c.names, name) })
		}) {
			if !slices.Contains(out, c) {
				out = append(out, c)
			}
		}
	}
	return out
}

// calculations are the expressions that give such fields their values.
func (f *flow) calculations(of func(field string) bool) []*condition {
	var out []*condition
	for _, id := range f.order {
		if s, ok := f.steps[id].(*set); ok {
			for _, v := range s.values {
				if v.calc != nil && of(v.name) {
					out = append(out, v.calc)
				}
			}
		}
	}
	return out
}

// Calls are the flows that a flow calls, and those that they call, itself
// first.
func (b *Book) Calls(flow string) []string {
	out := []string{flow}
	for i := 0; i < len(out); i++ {
		for _, s := range b.calls(out[i]) {
			if !slices.Contains(out, s.name) {
				out = append(out, s.name)
			}
		}
	}
	return out
}

// Providers are the flows that save what a flow or those it calls use. Where
// several save a field it is the first of them, in the order of the book.
func (b *Book) Providers(flow string) []string {
	var out []string
	saved := map[string]bool{}
	calls := b.Calls(flow)
	for _, called := range calls {
		f := b.flows[called]
		if f == nil {
			continue
		}
		for _, id := range b.order {
			if slices.Contains(calls, id) || slices.Contains(out, id) {
				continue
			}
			if !slices.ContainsFunc(f.uses, func(name string) bool { return !saved[name] && b.flows[id].saves[name] != nil }) {
				continue
			}
			out = append(out, id)
			for _, name := range f.uses {
				saved[name] = saved[name] || b.flows[id].saves[name] != nil
			}
		}
	}
	return out
}

var literal = regexp.MustCompile(`"([^"]*)"|'([^']*)'|\b[0-9]+\b`)

// Constants are the texts and numbers with which conditions of any flow compare
// a field, each once.
func (b *Book) Constants(field string) []string { return slices.Clone(b.constants[field]) }

func (b *Book) allConstants() map[string][]string {
	out := map[string][]string{}
	for _, id := range b.order {
		for _, c := range b.flows[id].conditions() {
			for _, m := range literal.FindAllStringSubmatch(c.source, -1) {
				one := cmp.Or(m[1], m[2], m[0])
				for _, field := range c.names {
					if !slices.Contains(out[field], one) {
						out[field] = append(out[field], one)
					}
				}
			}
		}
	}
	return out
}

// allMentioned are, by field, the flows with a step that mentions it.
func (b *Book) allMentioned() map[string][]string {
	out := map[string][]string{}
	for _, id := range b.order {
		for _, s := range b.flows[id].steps {
			for _, name := range b.mentions(s) {
				if !slices.Contains(out[name], id) {
					out[name] = append(out[name], id)
				}
			}
		}
	}
	return out
}

// Kindred is a value that stands for all those that no condition tells from
// this one: of a number where it lies between the constants, of a text whether
// it is one of them. Where that cannot be said it is the value itself.
func (b *Book) Kindred(field, value string) string {
	switch saver := b.anySaver(field).(type) {
	case *askNumber:
		n, err := strconv.ParseFloat(value, 64)
		if err != nil || b.anyReader(field, func(c *condition) bool {
			return slices.ContainsFunc(c.names, func(name string) bool {
				_, number := b.anySaver(name).(*askNumber)
				return name != field && number
			})
		}) {
			return value
		}
		return b.between(field, n)
	case *askText, *askContact, *askPlace, *askFile:
		if saver.base().save == field && !slices.Contains(b.Constants(field), value) &&
			!b.anyReader(field, func(c *condition) bool { return partly.MatchString(c.source) }) {
			return "…"
		}
	}
	return value
}

// Kindred is [Book.Kindred], and of sites those in which the funder asks alike,
// unless a condition names one; where nothing of reads is the funder, all of them.
func (d *Definitions) Kindred(field, value string, reads []string) string {
	if site, ok := d.Programme.Site(value); ok && field == fieldSite && len(d.Book.Constants(fieldSite)) == 0 {
		if !slices.Contains(reads, factFunder) {
			return "…"
		}
		return "funder " + site.Funder
	}
	return d.Book.Kindred(field, value)
}

// partly finds conditions that look into a text, or put it in an order.
var partly = regexp.MustCompile(`With|contains|[<>+]|\? `)

// anySaver is a step that gives a field its value, a question if there is one.
func (b *Book) anySaver(field string) step {
	var found step
	for _, id := range b.order {
		if s := b.flows[id].saves[field]; s != nil && (found == nil || found.base().kind == "set") {
			found = s
		}
	}
	return found
}

// anyReader says whether a condition that reads the field is such a one.
func (b *Book) anyReader(field string, is func(c *condition) bool) bool {
	for _, id := range b.order {
		for _, c := range b.flows[id].conditions() {
			if slices.Contains(c.names, field) && is(c) {
				return true
			}
		}
	}
	return false
}

// between says on which side of each constant a number lies. A condition such
// as age < 18 does not tell 18 from 19.
func (b *Book) between(field string, n float64) string {
	var out []byte
	compared := regexp.MustCompile(`\b` + field + `\s*(<=|>=|<|>|==|!=)\s*([0-9]+)`)
	for _, id := range b.order {
		for _, c := range b.flows[id].deciding() {
			if !slices.Contains(c.names, field) {
				continue
			}
			plain := compared.FindAllStringSubmatch(c.source, -1)
			if len(plain) != len(regexp.MustCompile(`\b`+field+`\b`).FindAllString(c.source, -1)) {
				plain = nil // it is compared in some other way: each constant has three sides
				for _, number := range b.Constants(field) {
					plain = append(plain, []string{"", "<", number}, []string{"", "<=", number})
				}
			}
			for _, p := range plain {
				at, err := strconv.ParseFloat(p[2], 64)
				less := n < at || n == at && (p[1] == "<=" || p[1] == ">")
				side := byte('0')
				switch {
				case err != nil:
					continue
				case (p[1] == "==" || p[1] == "!=") && n == at:
					side = '='
				case p[1] == "==" || p[1] == "!=":
				case less:
					side = '-'
				}
				out = append(out, side)
			}
		}
	}
	return "#" + string(out)
}
