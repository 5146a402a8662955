package flows

import (
	"fmt"
	"slices"
)

// checkMissing finds texts, waits and requests that name what has not been
// asked on every way to them.
func (b *Book) checkMissing(problems *FileErrors) {
	b.sure, b.told = map[string][2][]string{}, map[missing]bool{}
	for _, id := range b.order {
		f := b.flows[id]
		if isBuiltin(id) || !f.isWhole() {
			continue
		}
		t := b.newTrial(f)
		t.enter = func(s step, m *moment) {
			b.missingAt(f, s, m, problems)
			if s, ok := s.(*branch); ok {
				b.checkSkipped(f, s, m, t, problems)
			}
		}
		t.over = func(how outcome, m *moment) {
			if status := f.steps[f.status]; status != nil && how == outcomeDone {
				b.missingTexts(f, status, m, "when /status shows it after", problems)
			}
		}
		t.run()
		f.checkReviews(b, problems)
	}
	b.sure, b.told = nil, nil
}

// isWhole says whether all could be read: else its ways are not known.
func (f *flow) isWhole() bool {
	if len(f.broken) > 0 || f.steps[f.first] == nil {
		return false
	}
	return !slices.ContainsFunc(f.order, func(id string) bool {
		s := f.steps[id]
		return slices.ContainsFunc(s.exits(), func(e exit) bool { return e.to != "" && f.steps[e.to] == nil }) ||
			slices.ContainsFunc(expressionsOf(s), func(c *condition) bool { return c.program == nil })
	})
}

func (b *Book) missingAt(f *flow, s step, m *moment, problems *FileErrors) {
	b.missingTexts(f, s, m, "on the way", problems)
	switch s := s.(type) {
	case *wait:
		if s.day != "" && b.isOwn(f, s.day) && !m.has[s.day] {
			b.tell(f, s.at, s.day, fmt.Sprintf("there is no day %q to wait for on the way %s, so this does not wait", s.day, m.way()), problems)
		}
	case *do:
		for _, name := range b.actions[s.action].Needs {
			if b.isOwn(f, name) && !m.has[name] {
				b.tell(f, s.at, name, fmt.Sprintf("%s needs the field %q, which has no answer on the way %s", s.action, name, m.way()), problems)
			}
		}
	}
}

func (b *Book) missingTexts(f *flow, s step, m *moment, where string, problems *FileErrors) {
	for _, t := range s.texts() {
		for _, name := range t.names {
			if _, has := m.has[name]; !has && b.isOwn(f, name) {
				b.tell(f, t.at, name, fmt.Sprintf("nothing fills {%s} %s %s", name, where, m.way()), problems)
			}
		}
	}
}

// isOwn says whether the flow itself fills a name: what other flows saved is
// not known here.
func (b *Book) isOwn(f *flow, name string) bool {
	return f.saves[name] != nil || slices.Contains(f.given(b), name)
}

// tell says what is missing and what to do, once for each place and field.
func (b *Book) tell(f *flow, at place, name, what string, problems *FileErrors) {
	if b.told[missing{at, name}] {
		return
	}
	b.told[missing{at, name}] = true
	if f.saves[name] == nil {
		problems.add(at, "%s; lead only those here who were told it, with a branch: if: '%s != \"\"'", what, name)
		return
	}
	problems.add(at, "%s; ask or set it before, or lead only those here who have it, with a branch: if: '\"%s\" in answered'", what, name)
}

// missing is a field that a place names.
type missing struct {
	at   place
	name string
}

// checkReviews finds answers that a review never shows, because their question
// comes only after it. One with earlier shows what was asked another time.
func (f *flow) checkReviews(b *Book, problems *FileErrors) {
	for _, id := range f.order {
		s, ok := f.steps[id].(*review)
		if !ok {
			continue
		}
		for _, e := range s.shows {
			asked := f.steps[e.to]
			before, later := f.leads(e.to, id), f.leads(f.first, e.to)
			if asked == nil || s.earlier || before && later || b.savedElsewhere(f, asked, later) {
				continue
			}
			problems.add(e.at, "the step %q is asked on no way to this review, so it does not show the answer; ask before, or take it out", e.to)
		}
	}
}

// savedElsewhere says whether an answer may be there before its question: a set
// gave it, or, where the question only comes from a review, another flow.
func (b *Book) savedElsewhere(f *flow, asked step, later bool) bool {
	field := asked.base().save
	called := b.Calls(f.id)[1:]
	return f.sets(field) || slices.ContainsFunc(b.order, func(id string) bool {
		return id != f.id && b.flows[id].saves[field] != nil && (!later || slices.Contains(called, id))
	})
}

// leads says whether a way leads from one step to another, without a change at
// a review.
func (f *flow) leads(from, to string) bool {
	seen := map[string]bool{}
	var look func(id string) bool
	look = func(id string) bool {
		s := f.steps[id]
		switch {
		case id == to:
			return true
		case s == nil || seen[id]:
			return false
		}
		seen[id] = true
		exits := s.exits()
		if r, ok := s.(*review); ok {
			exits = []exit{r.next}
		}
		return slices.ContainsFunc(exits, func(e exit) bool { return look(e.to) })
	}
	return look(from)
}
