package flows

import (
	"slices"
	"strings"
)

// checkDivided finds what is divided by an answer that may be 0: nothing comes
// out then, and a text that names it has a hole.
func (b *Book) checkDivided(f *flow, c *condition, problems *FileErrors) {
	if strings.Contains(c.source, "?") || strings.Contains(c.source, " and ") {
		return // it asks first, perhaps
	}
	for _, name := range c.under {
		asked, ok := b.saver(f, name).(*askNumber)
		if ok && (asked.least <= 0 || asked.optional) {
			problems.add(c.at, "the condition %s: the answer %q may be 0, and nothing can be divided by 0; write %s > 0 ? … : …, or begin its range at 1", c.source, name, name)
		}
	}
}

// checkSkipped finds branches that take whoever skipped a question for somebody
// who answered 0, or the earliest day of all, though nobody can answer that. A
// condition that no answer meets is there to find who skipped it.
func (b *Book) checkSkipped(f *flow, s *branch, m *moment, t *trial, problems *FileErrors) {
	at := slices.IndexFunc(s.ways, func(w way) bool { return t.holds(w.when, m) })
	if at < 0 || slices.Contains(s.ways[at].when.names, fieldAnswered) {
		return
	}
	c := s.ways[at].when
	if strings.Contains(c.source, "years(") {
		return // of no day they are 0, which some day gives too
	}
	for _, name := range c.names {
		value, tried := m.values[name]
		taken := takenFor(f.saves[name])
		what := missing{c.at, name}
		if !tried || value != "" || taken == "" || b.told[what] || !t.tellsApart(c, m, name) {
			continue
		}
		b.told[what] = true
		problems.add(c.at, "the condition %s holds too for whoever skipped the question for %q: it counts as %s; write '\"%s\" in answered and (%s)'",
			c.source, name, taken, name, c.source)
	}
}

// takenFor is what an answer that was skipped counts as, where nobody can give
// such an answer; else "".
func takenFor(s step) string {
	switch s := s.(type) {
	case *askNumber:
		if s.optional && s.least > 0 {
			return "0"
		}
	case *askDate:
		if s.optional {
			return "a day before all others"
		}
	}
	return ""
}

// tellsApart says whether a condition holds by some answers of a field, and not
// by others.
func (t *trial) tellsApart(c *condition, m *moment, name string) bool {
	s, ok := t.f.saves[name].(asker)
	if !ok {
		return false
	}
	var yes, no bool
	for _, value := range t.answers(s, m) {
		other := m.next(m.step)
		other.values[name], other.has[name] = value, true
		holds := t.holds(c, other)
		yes, no = yes || holds, no || !holds
	}
	return yes && no
}
