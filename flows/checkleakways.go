package flows

import (
	"cmp"
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
