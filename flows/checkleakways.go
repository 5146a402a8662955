package flows

import (
	"cmp"
	"maps"
	"slices"
)

// decisions are all pairs of ways between which a private answer decides.
func (l *leaks) decisions() []decision {
	var out []decision
	add := func(s step, one, other, private string) {
		d := decision{s.base().id, one, other, private}
		if one != other && one != "" && other != "" && !slices.Contains(out, d) {
			out = append(out, d)
		}
	}
	for _, id := range l.f.order {
		s := l.f.steps[id]
		if b, ok := s.(*branch); ok {
			l.ofBranch(b, add)
		}
		if c, ok := s.(*askChoice); ok {
			l.ofOptions(c, add)
		}
		if a, ok := s.(asker); ok && s.base().private {
			exits := a.exits()
			for i, one := range exits {
				for _, other := range exits[:i] {
					add(s, one.to, other.to, cmp.Or(s.base().save, id))
				}
			}
		}
	}
	return out
}

// ofBranch: whether a way is taken and none of those below it, its condition
// decides.
func (l *leaks) ofBranch(s *branch, add func(s step, one, other, private string)) {
	for i, w := range s.ways {
		private := l.privateIn(w.when)
		if private == "" {
			continue
		}
		for _, below := range s.ways[i+1:] {
			add(s, w.to.to, below.to.to, private)
		}
		add(s, w.to.to, s.last.to, private)
	}
}

// ofOptions: an option that is only shown because of a private answer.
func (l *leaks) ofOptions(s *askChoice, add func(s step, one, other, private string)) {
	way := func(c choice) string { return s.route(nil, c.id).to }
	for _, c := range s.written {
		private := l.privateIn(c.when)
		if private == "" {
			continue
		}
		for _, other := range s.written {
			if l.privateIn(other.when) == "" {
				add(s, way(c), way(other), private)
			}
		}
	}
}

// privateIn is a private answer that a condition tells; "" for none.
func (l *leaks) privateIn(c *condition) string {
	if c == nil {
		return ""
	}
	for _, name := range c.reads() {
		if private := l.told[name]; private != "" {
			return private
		}
	}
	return ""
}

// gives are what a step gives to fields: a set, a question, and a flow that is
// called by the sets in it.
func (l *leaks) gives(s step) []setting {
	switch s := s.(type) {
	case *set:
		return s.values
	case *call:
		var out []setting
		for _, id := range l.b.Calls(s.name) {
			f := l.b.flows[id]
			if f == nil {
				continue
			}
			for _, step := range f.order {
				if inner, ok := f.steps[step].(*set); ok {
					out = append(out, inner.values...)
				}
			}
		}
		for i := range out {
			out[i].at = s.at
		}
		return out
	}
	if s.base().save != "" {
		return []setting{{name: s.base().save, at: s.base().at}} // whatever she answers
	}
	return nil
}

// settingsOf are what a step gives a field.
func (l *leaks) settingsOf(s step, field string) []setting {
	return slices.DeleteFunc(slices.Clone(l.gives(s)), func(v setting) bool { return v.name != field })
}

// fromAll is [leaks.from] for all ways that leave a step.
func (l *leaks) fromAll(s step, without string, stop func(s step) bool) map[string]bool {
	out := map[string]bool{}
	for _, e := range l.onward(s) {
		maps.Copy(out, l.from(e.to, without, stop))
	}
	return out
}
