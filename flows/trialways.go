package flows

import (
	"maps"
	"slices"
	"strings"
)

// leave adds the moments that follow one.
func (t *trial) leave(s step, m *moment) {
	if t.ask(s, m) {
		return
	}
	switch s := s.(type) {
	case *branch:
		t.add(m.next(t.taken(s, m)))
	case *set:
		t.add(t.set(s, m))
	case *do:
		t.leaveDo(s, m)
	case *call:
		t.leaveCall(s, m)
	case *end:
		if t.over != nil {
			t.over(s.outcome, m)
		}
	case *review:
		t.add(m.next(s.next.to)) // who changes an answer goes a way on which it was given so at once
	case asker:
		t.leaveAsker(s, m)
	default:
		for _, e := range s.exits() {
			t.add(m.next(e.to))
		}
	}
}

// ask tries a value for the first field that the step reads and that none was
// tried for yet: it says whether there was one.
func (t *trial) ask(s step, m *moment) bool {
	for _, c := range expressionsOf(s) {
		for _, name := range c.reads() {
			if _, tried := m.values[name]; tried || !t.open[name] {
				continue
			}
			for _, value := range t.outside(name) {
				next := m.next(m.step)
				next.values[name] = value
				t.add(next)
			}
			return true
		}
	}
	return false
}

func (t *trial) taken(s *branch, m *moment) string {
	for _, w := range s.ways {
		if t.holds(w.when, m) {
			return w.to.to
		}
	}
	return s.last.to
}

func (t *trial) set(s *set, m *moment) *moment {
	out := m.next(s.next.to)
	for _, v := range s.values {
		delete(out.values, v.name)
		out.has[v.name] = true
		if t.reads[v.name] {
			out.values[v.name] = t.given(&v, out)
		}
		if v.calc != nil && !t.worked(&v, out) {
			delete(out.has, v.name)
		}
	}
	return out
}

// given is what a set gives a field; "" where that cannot be worked out.
func (t *trial) given(v *setting, m *moment) string {
	if v.calc == nil {
		return v.value
	}
	result, err := v.calc.run(&tried{t, m})
	if err != nil {
		return ""
	}
	return written(result)
}

// worked says whether words that are put together of answers have them all. A
// number or a truth has a value without them.
func (t *trial) worked(v *setting, m *moment) bool {
	if name := v.copied(t.f); name != "" {
		return m.has[name]
	}
	if !v.calc.isText() || strings.Contains(v.calc.source, "?") {
		return true
	}
	return !slices.ContainsFunc(v.calc.names, func(name string) bool {
		_, has := m.has[name]
		return t.f.saves[name] != nil && !has
	})
}

func (t *trial) leaveDo(s *do, m *moment) {
	if s.save != "" {
		m = m.next(m.step)
		m.values[s.save], m.has[s.save] = "N7", true
	}
	t.add(m.next(s.next.to))
	t.add(m.next(s.timeout.to))
	for _, said := range []map[string]exit{s.answer, s.late} {
		for _, name := range slices.Sorted(maps.Keys(said)) {
			next := m.next(said[name].to)
			for _, given := range t.b.actions[s.action].Gives {
				delete(next.values, given)
				next.has[given] = true
			}
			t.add(next)
		}
	}
}

func (t *trial) leaveCall(s *call, m *moment) {
	called := t.b.flows[s.name]
	if called == nil {
		return
	}
	done, left := t.b.surelySaved(called)
	add := func(to string, saved []string) {
		next := m.next(to)
		for name := range called.saves {
			delete(next.values, name)
		}
		for _, name := range saved {
			next.has[name] = true
		}
		t.add(next)
	}
	if s.left.to != "" {
		add(s.next.to, done)
		add(s.left.to, left)
		return
	}
	add(s.next.to, slices.DeleteFunc(slices.Clone(left), func(name string) bool { return !slices.Contains(done, name) }))
}

// leaveAsker goes on by each answer that is tried.
func (t *trial) leaveAsker(s asker, m *moment) {
	p := s.asked()
	if p == nil {
		return
	}
	add := func(value string, to string, answered bool) {
		next := m.next(to)
		switch name := p.save; {
		case isLanguage(s):
			next.values[fieldLanguage] = value
		case name != "":
			next.has[name] = answered || !t.strict[name]
			next.values[name] = value
		}
		if !t.reads[p.save] && !isLanguage(s) {
			delete(next.values, p.save)
		}
		t.add(next)
	}
	if p.optional {
		add("", t.b.routeOf(s, ""), false)
	}
	for _, value := range t.answers(s, m) {
		add(value, t.b.routeOf(s, value), true)
	}
}

// routeOf is where an answer leads.
func (b *Book) routeOf(s asker, value string) string { return s.route(nil, value).to }

// surelySaved are the fields that a flow has saved whenever it ends with done,
// and whenever it ends otherwise.
func (b *Book) surelySaved(f *flow) (done, left []string) {
	if known, ok := b.sure[f.id]; ok {
		return known[0], known[1]
	}
	all := slices.Sorted(maps.Keys(f.saves))
	b.sure[f.id] = [2][]string{all, all} // for a circle of calls, which is told elsewhere
	done, left = all, all
	t := b.newTrial(f)
	t.over = func(how outcome, m *moment) {
		missing := func(name string) bool { _, has := m.has[name]; return !has || how == outcomeErase }
		if how == outcomeDone {
			done = slices.DeleteFunc(slices.Clone(done), missing)
		} else {
			left = slices.DeleteFunc(slices.Clone(left), missing)
		}
	}
	t.run()
	b.sure[f.id] = [2][]string{done, left}
	return done, left
}
