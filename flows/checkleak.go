package flows

import (
	"fmt"
	"maps"
	"slices"
)

// leaks looks for private answers that a flow tells by the way it goes: a
// branch on one, and then a set of a field that everybody reads, or a question
// whose answer a review shows. The branch and what follows each look harmless.
type leaks struct {
	b *Book
	f *flow

	// told are the fields that tell a private answer, each with that answer:
	// the private ones themselves, and those that were set because of one.
	told map[string]string
}

// checkLeaks is for flows whose ways are all known.
func (b *Book) checkLeaks(problems *FileErrors) {
	for _, id := range b.order {
		f := b.flows[id]
		if isBuiltin(id) || !f.isWhole() {
			continue
		}
		l := &leaks{b: b, f: f, told: map[string]string{}}
		for _, name := range slices.Concat(slices.Collect(maps.Keys(f.saves)), f.uses) {
			if b.isPrivate(f, name) {
				l.told[name] = name
			}
		}
		for n := -1; n != len(l.told); { // what is set because of one may decide about the next
			n = len(l.told)
			l.look(problems)
		}
	}
}

// decision is two ways between which a private answer decides.
type decision struct {
	at      string // the step
	one     string // where the ways begin
	other   string
	private string
}

func (l *leaks) look(problems *FileErrors) {
	l.lookWorked(problems)
	for _, d := range l.decisions() {
		for _, way := range [][2]string{{d.one, d.other}, {d.other, d.one}} {
			here, there := l.from(way[0], d.at, nil), l.from(way[1], d.at, nil)
			for _, id := range l.f.order {
				s := l.f.steps[id]
				if _, sent := s.(*do); sent || !here[id] || there[id] {
					continue
				}
				for _, v := range l.gives(s) {
					if !l.b.isPrivate(l.f, v.name) {
						l.judge(d, way[1], s, v, problems)
					}
				}
			}
		}
	}
}

// lookWorked finds what is worked out of a field that tells a private answer. Of
// the private ones themselves [Book.checkCompared] tells it.
func (l *leaks) lookWorked(problems *FileErrors) {
	for _, id := range l.f.order {
		s, ok := l.f.steps[id].(*set)
		if !ok {
			continue
		}
		for _, v := range s.values {
			private := l.privateIn(v.calc)
			if private == "" || l.b.isPrivate(l.f, v.name) || slices.ContainsFunc(v.calc.reads(), func(name string) bool { return l.b.isPrivate(l.f, name) }) {
				continue
			}
			l.told[v.name] = private
			for _, at := range l.f.order {
				if where := l.shows(l.f.steps[at], v.name); where != "" {
					l.add(decision{private: private}, v, where, problems)
					break
				}
			}
		}
	}
}

// judge looks where both are read: the field as the set left it, and as it is
// on the other way.
func (l *leaks) judge(d decision, other string, s step, v setting, problems *FileErrors) {
	_, asked := s.(asker)
	mine := l.fromAll(s, d.at, func(at step) bool { return len(l.settingsOf(at, v.name)) > 0 })
	theirs := l.from(other, d.at, func(at step) bool {
		return slices.ContainsFunc(l.settingsOf(at, v.name), func(o setting) bool { return o.same(v) })
	})
	for _, id := range l.f.order {
		at := l.f.steps[id]
		if !mine[id] || !theirs[id] || slices.ContainsFunc(l.settingsOf(at, v.name), func(o setting) bool { return o.same(v) }) {
			continue
		}
		_, isReview := at.(*review)
		switch where := l.shows(at, v.name); {
		case where == "":
		case !asked:
			l.add(d, v, where, problems)
		case isReview: // of a text [Book.checkMissing] tells it
			problems.add(v.at, "the question %q is asked because of the private answer %q, and %s would show that; make it private too, or show it in a review to which only this way leads", s.base().id, d.private, where)
		}
		if slices.ContainsFunc(expressionsOf(at), func(c *condition) bool { return slices.Contains(c.reads(), v.name) }) {
			l.told[v.name] = d.private
		}
	}
	if where := l.after(v.name); where != "" && !asked && l.ends(mine) && l.ends(theirs) && l.sets(theirs, v) {
		l.add(d, v, where, problems)
	}
}

func (l *leaks) add(d decision, v setting, where string, problems *FileErrors) {
	problems.add(v.at, "the field %q is set here because of the private answer %q, and %s would show that; set the same on every way, or branch on %q where you need it",
		v.name, d.private, where, d.private)
}

// from are the steps that a way leads to, without passing a step again, and
// without going on behind those that stop it.
func (l *leaks) from(first, without string, stop func(s step) bool) map[string]bool {
	out := map[string]bool{}
	for todo := []string{first}; len(todo) > 0; todo = todo[1:] {
		id := todo[0]
		s := l.f.steps[id]
		if s == nil || out[id] || id == without {
			continue
		}
		out[id] = true
		if stop != nil && stop(s) {
			continue
		}
		for _, e := range l.onward(s) {
			todo = append(todo, e.to)
		}
	}
	return out
}

// onward are the exits of a step, without those that change an answer.
func (l *leaks) onward(s step) []exit {
	if r, ok := s.(*review); ok {
		return []exit{r.next}
	}
	return s.exits()
}

// same says whether two give the same value.
func (v setting) same(o setting) bool {
	if v.calc == nil || o.calc == nil {
		return v.calc == o.calc && v.value == o.value
	}
	return v.calc.source == o.calc.source
}

// shows is where a step shows a field to whoever looks at the phone, or puts it
// into an index; "" for nowhere.
func (l *leaks) shows(s step, field string) string {
	for _, t := range s.texts() {
		if slices.Contains(t.names, field) {
			return fmt.Sprintf("{%s} in the step %q", field, s.base().id)
		}
	}
	switch s := s.(type) {
	case *review:
		for _, e := range s.shows {
			if asked := l.f.steps[e.to]; asked != nil && asked.base().save == field {
				return fmt.Sprintf("the review %q", s.id)
			}
		}
	case *do:
		if slices.Contains(l.b.actions[s.action].Indexed, field) {
			return "the index of " + s.action
		}
	}
	return ""
}

// after is where a field is shown when the flow is over.
func (l *leaks) after(field string) string {
	if status := l.f.steps[l.f.status]; status != nil && l.shows(status, field) != "" {
		return "/status"
	}
	for _, id := range l.b.order {
		f := l.b.flows[id]
		if !slices.Contains(f.uses, field) {
			continue
		}
		for _, step := range f.order {
			if (&leaks{b: l.b, f: f}).shows(f.steps[step], field) != "" {
				return fmt.Sprintf("the flow %q", id)
			}
		}
	}
	return ""
}

// ends says whether the answers stay at an end that was come to.
func (l *leaks) ends(at map[string]bool) bool {
	return slices.ContainsFunc(l.f.order, func(id string) bool {
		s, ok := l.f.steps[id].(*end)
		return ok && at[id] && s.outcome != outcomeErase
	})
}

// sets says whether the other way gives the field another value.
func (l *leaks) sets(at map[string]bool, v setting) bool {
	return slices.ContainsFunc(l.f.order, func(id string) bool {
		return at[id] && slices.ContainsFunc(l.settingsOf(l.f.steps[id], v.name), func(o setting) bool { return !o.same(v) })
	})
}
