package flows

import (
	"cmp"
	"maps"
	"slices"
)

// checkTriggers finds what would begin two flows.
func (b *Book) checkTriggers(problems *FileErrors) {
	taken := map[string]string{}
	take := func(f *flow, what, name string) {
		if name == "" {
			return
		}
		if other := taken[what+name]; other != "" {
			problems.add(f.at, "%s%s begins the flow %q already, in %s; take it out of one of them", what, name, other, b.flows[other].file)
		}
		taken[what+name] = f.id
	}
	for _, id := range b.order {
		f := b.flows[id]
		if isEngineCommand(f.command) {
			problems.add(f.at, "the command /%s belongs to the engine", f.command)
		}
		take(f, "/", f.command)
		take(f, "the deep link ", f.link)
		take(f, "what is told as ", f.told)
		take(f, "what is told as ", f.erase.told)
		if f.start {
			take(f, "/", "start")
		}
		if f.person {
			take(f, "/", "person")
		}
		if len(f.gives) > 0 && f.told == "" {
			problems.add(f.at, "gives belongs to told: nobody else gives anything")
		}
		if f.told != "" {
			b.checkHeard(f, problems)
			b.checkOutside(f, problems)
		}
		b.checkErase(f, problems)
		if !f.isBegun() && f.told == "" && !isBuiltin(id) && !b.isCalled(id) {
			problems.add(f.at, "nothing begins the flow %q: give it a trigger, or call it", id)
		}
	}
}

func (b *Book) isCalled(flow string) bool {
	return slices.ContainsFunc(b.order, func(id string) bool {
		return slices.ContainsFunc(b.calls(id), func(s *call) bool { return s.name == flow })
	})
}

// checkHeard finds a flow that waits for what nobody tells.
func (b *Book) checkHeard(f *flow, problems *FileErrors) {
	gives, known := b.tells[f.told]
	if !known {
		problems.add(f.toldAt, "nothing is told as %q, so this never begins the flow; there are: %s",
			f.told, cmp.Or(joined(slices.Sorted(maps.Keys(b.tells))), "none"))
		return
	}
	for _, name := range f.gives {
		if !slices.Contains(gives, name) {
			problems.add(f.toldAt, "what is told as %q does not bring %q; it brings: %s", f.told, name, cmp.Or(joined(gives), "nothing"))
		}
	}
}

// checkOutside looks at a flow that begins by itself: she may be in the middle
// of another question, so what she types is not for it before she tapped.
func (b *Book) checkOutside(f *flow, problems *FileErrors) {
	seen := map[string]bool{}
	var visit func(id string)
	visit = func(id string) {
		s := f.steps[id]
		if s == nil || seen[id] {
			return
		}
		seen[id] = true
		switch s := s.(type) {
		case *askChoice, *askYesNo:
			return
		case asker:
			problems.add(s.base().at, "the flow begins by itself, so its first question must be a choice or yesno: what she types may be the answer to another question")
			return
		case *call:
			problems.add(s.at, "the flow begins by itself, so it must ask a choice or yesno before it calls another flow")
			return
		}
		for _, e := range s.exits() {
			visit(e.to)
		}
	}
	visit(f.first)
}
