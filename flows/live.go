package flows

import "slices"

// Live are the fields whose value still decides where somebody goes who stands
// at a step: a condition that reads it lies ahead, and the field is not asked
// again before. passing says that questions which have an answer are passed, as
// on the way back to a review. The names are sorted.
func (b *Book) Live(at StepAt, passing bool) []string {
	f := b.flows[at.Flow]
	if f == nil {
		return nil
	}
	var out []string
	for _, field := range b.readIn(f) {
		if b.ahead(f, at.Step, field, passing) {
			out = append(out, field)
		}
	}
	return out
}

// readIn are the fields that a flow or one that it calls reads.
func (b *Book) readIn(f *flow) []string {
	var out []string
	for _, id := range b.Calls(f.id) {
		out = append(out, b.Reads(id)...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// ahead looks for a condition that reads the field, from a step on.
func (b *Book) ahead(f *flow, from, field string, passing bool) bool {
	type place struct {
		step    string
		passing bool
	}
	seen := map[place]bool{}
	var look func(at place) bool
	look = func(at place) bool {
		s := f.steps[at.step]
		if s == nil || seen[at] {
			return false
		}
		seen[at] = true
		switch s := s.(type) {
		case *call:
			if called := b.flows[s.name]; called != nil && slices.Contains(b.readIn(called), field) {
				return true
			}
		case *review:
			at.passing = true // from here on only what is changed is asked
		}
		if f.readAt(s, field) {
			return true
		}
		if f.savedAt(s, field) && !at.passing {
			return false
		}
		return slices.ContainsFunc(s.exits(), func(e exit) bool { return look(place{e.to, at.passing}) })
	}
	return look(place{from, passing})
}

// readAt says whether where a step leads depends on the field, or what it
// works out.
func (f *flow) readAt(s step, field string) bool {
	of := conditionsOf(s)
	switch s := s.(type) {
	case *wait:
		if s.day == field {
			return true
		}
	case *set:
		decide := f.deciding()
		for _, v := range s.values {
			if v.calc != nil && slices.Contains(decide, v.calc) {
				of = append(of, v.calc)
			}
		}
	}
	return slices.ContainsFunc(of, func(c *condition) bool {
		return slices.Contains(c.reads(), field)
	})
}

func (f *flow) savedAt(s step, field string) bool {
	if set, ok := s.(*set); ok {
		return slices.Contains(set.names(), field)
	}
	return s.base().save == field
}
