package flows

import (
	"slices"
)

// checkEnds finds steps from which the flow never ends: whoever comes there is
// stuck.
func (f *flow) checkEnds(problems *FileErrors) {
	ends := map[string]bool{}
	for grew := true; grew; {
		grew = false
		for _, id := range f.order {
			if ends[id] {
				continue
			}
			_, is := f.steps[id].(*end)
			if is || slices.ContainsFunc(f.steps[id].exits(), func(e exit) bool { return ends[e.to] }) {
				ends[id], grew = true, true
			}
		}
	}
	for _, id := range f.order {
		if !ends[id] {
			problems.add(f.steps[id].base().at, "from the step %q no way leads to an end", id)
		}
	}
}

// checkReach finds steps that no path leads to.
func (f *flow) checkReach(problems *FileErrors) {
	seen := map[string]bool{}
	var visit func(id string)
	visit = func(id string) {
		s := f.steps[id]
		if s == nil || seen[id] {
			return
		}
		seen[id] = true
		for _, e := range s.exits() {
			visit(e.to)
		}
	}
	visit(f.first)
	visit(f.status)
	for _, id := range f.order {
		if !seen[id] {
			problems.add(f.steps[id].base().at, "no path leads to the step %q", id)
		}
	}
}

// checkCircles finds circles in which nobody is ever waited for.
func (f *flow) checkCircles(problems *FileErrors) {
	const walking, walked = 1, 2
	state := map[string]int{}
	var visit func(id string)
	visit = func(id string) {
		s := f.steps[id]
		if s == nil || state[id] == walked {
			return
		}
		switch s := s.(type) {
		case asker, *end:
			return
		case *do:
			if s.next.to == "" {
				return
			}
		}
		if state[id] == walking {
			problems.add(s.base().at, "from the step %q the flow comes back to it without a question", id)
			return
		}
		state[id] = walking
		for _, e := range s.exits() {
			visit(e.to)
		}
		state[id] = walked
	}
	for _, id := range f.order {
		visit(id)
	}
}
