package flows

import (
	"maps"
	"slices"
	"strings"
)

// trial goes through a flow as people could, to see what is known at each step.
// It tries a few values of every answer that a condition reads, and works the
// conditions out: so each way it goes is one that somebody can go. It does not
// go all of them, so what it does not find may be there.
type trial struct {
	b *Book
	f *flow

	reads  map[string]bool     // by their values the flow goes one way or another
	strict map[string]bool     // whether they were skipped makes a difference
	open   map[string]bool     // their values come from elsewhere: they are tried when they are read
	later  map[string][]string // by step, the fields that matter there or further on, in order

	enter func(s step, m *moment)      // called at every step, if set
	over  func(how outcome, m *moment) // called at every end, if set

	seen  map[string]bool
	queue []*moment
}

// trialMost bounds the moments of a trial. A flow with more is tried in part, which
// [Definitions.Lint] tells.
const trialMost = 6000

func (t *trial) isPartial() bool { return len(t.queue) > trialMost }

// moment is where a person may stand, and what is known of her there.
type moment struct {
	step   string
	values map[string]string // of fields in reads; what is not there is "", or not tried yet
	has    map[string]bool   // fields that were asked, set or told; false: she skipped it
	from   *moment
}

func (b *Book) newTrial(f *flow) *trial {
	t := &trial{b: b, f: f, reads: map[string]bool{}, strict: map[string]bool{}, open: map[string]bool{}, seen: map[string]bool{}}
	for _, c := range f.deciding() {
		for _, name := range c.reads() {
			t.reads[name] = true
			if f.saves[name] == nil {
				t.open[name] = true
			}
		}
		for _, one := range c.texts {
			t.strict[one.text] = t.strict[one.text] || one.field == fieldAnswered
		}
	}
	delete(t.open, fieldAnswered)
	delete(t.open, fieldToday)
	for _, s := range b.calls(f.id) {
		if called := b.flows[s.name]; called != nil {
			for name := range called.saves {
				t.open[name] = t.open[name] || t.reads[name]
			}
		}
	}
	t.later = t.matters()
	return t
}

// matters are, by step, the fields whose values or answers decide, are shown or
// are handed on there or further on. Of others nothing need be known, so fewer
// moments differ.
func (t *trial) matters() map[string][]string {
	all := map[string]map[string]bool{}
	for _, id := range t.f.order {
		all[id] = t.mattersAt(t.f.steps[id])
	}
	for grew := true; grew; {
		grew = false
		for _, id := range t.f.order {
			for _, e := range t.f.steps[id].exits() {
				for name := range all[e.to] {
					if !all[id][name] {
						all[id][name], grew = true, true
					}
				}
			}
		}
	}
	out := map[string][]string{}
	for id, names := range all {
		out[id] = slices.Sorted(maps.Keys(names))
	}
	return out
}

func (t *trial) mattersAt(s step) map[string]bool {
	out := map[string]bool{}
	for _, name := range t.b.mentions(s) {
		out[name] = true
	}
	switch s := s.(type) {
	case *do:
		for _, name := range t.b.actions[s.action].Needs {
			t.strict[name] = true
		}
	case *wait:
		t.strict[s.day] = true
	case *set:
		for _, v := range s.values {
			t.strict[v.copied(t.f)] = true
		}
	case *end:
		for _, name := range t.told() {
			out[name] = true
		}
	}
	return out
}

// mentions are the fields that a step shows, decides by or hands to an action.
func (b *Book) mentions(s step) []string {
	var out []string
	for _, text := range s.texts() {
		out = append(out, text.names...)
	}
	for _, c := range expressionsOf(s) {
		out = append(out, c.reads()...)
	}
	switch s := s.(type) {
	case *do:
		out = append(out, b.actions[s.action].Needs...)
	case *wait:
		out = append(out, s.day)
	}
	return out
}

// told are the fields that are asked for when the flow is over: by /status, and,
// where other flows call it, by these.
func (t *trial) told() []string {
	var out []string
	if status := t.f.steps[t.f.status]; status != nil {
		out = t.b.mentions(status)
	}
	if !t.b.isCalled(t.f.id) {
		return out
	}
	for _, name := range slices.Sorted(maps.Keys(t.f.saves)) {
		if slices.ContainsFunc(t.b.mentioned[name], func(flow string) bool { return flow != t.f.id }) {
			out = append(out, name)
		}
	}
	return out
}

// copied is the field whose answer is taken over as it is, "" for none.
func (v *setting) copied(f *flow) string {
	if v.calc != nil && f.saves[strings.TrimSpace(v.calc.source)] != nil {
		return strings.TrimSpace(v.calc.source)
	}
	return ""
}

// run goes all ways, the short ones first.
func (t *trial) run() {
	for _, today := range t.todays() {
		if t.f.told != "" {
			t.begin(today, t.f.gives)
		}
		if t.f.isBegun() || t.b.isCalled(t.f.id) {
			t.begin(today, nil)
		}
	}
	for n := 0; n < len(t.queue) && n < trialMost; n++ {
		m := t.queue[n]
		s := t.f.steps[m.step]
		if t.enter != nil {
			t.enter(s, m)
		}
		t.leave(s, m)
	}
}

// begin is the first moment, with what the flow is told.
func (t *trial) begin(today string, told []string) {
	m := &moment{step: t.f.first, values: map[string]string{fieldToday: today}, has: map[string]bool{}}
	for name := range t.open {
		if t.f.saves[name] != nil || slices.Contains(t.f.given(t.b), name) && !slices.Contains(told, name) {
			m.values[name] = ""
		}
	}
	for _, name := range told {
		m.has[name] = true
	}
	t.add(m)
}

// add is one more moment, unless the same was there.
func (t *trial) add(m *moment) {
	if t.f.steps[m.step] == nil {
		return
	}
	later := t.later[m.step]
	of := func(name string) bool { _, found := slices.BinarySearch(later, name); return found }
	maps.DeleteFunc(m.values, func(name, _ string) bool { return name != fieldToday && !of(name) })
	maps.DeleteFunc(m.has, func(name string, _ bool) bool { return !of(name) })
	if key := m.key(later); !t.seen[key] {
		t.seen[key] = true
		t.queue = append(t.queue, m)
	}
}

// key tells moments of a step apart, by the fields that matter there.
func (m *moment) key(later []string) string {
	var b strings.Builder
	b.WriteString(m.step)
	b.WriteString("\n" + m.values[fieldToday])
	for _, name := range later {
		b.WriteByte('\n')
		if answered, has := m.has[name]; answered {
			b.WriteByte('!')
		} else if has {
			b.WriteByte('?')
		}
		if value, tried := m.values[name]; tried {
			b.WriteString("=" + value)
		}
	}
	return b.String()
}

// next is a moment that follows.
func (m *moment) next(to string) *moment {
	return &moment{step: to, values: maps.Clone(m.values), has: maps.Clone(m.has), from: m}
}

// way are the steps that led here, the last few of them.
func (m *moment) way() string {
	const most = 6
	var steps []string
	for at := m; at != nil; at = at.from {
		if len(steps) == 0 || steps[len(steps)-1] != at.step { // a value that is tried makes a moment of its own
			steps = append(steps, at.step)
		}
	}
	if len(steps) > most {
		steps = append(steps[:most], "…")
	}
	slices.Reverse(steps)
	return strings.Join(steps, " → ")
}
