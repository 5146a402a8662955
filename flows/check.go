package flows

import (
	"slices"
)

// check looks at the flows together.
func (b *Book) check(problems *FileErrors) {
	b.checkTriggers(problems)
	b.checkFields(problems)
	b.checkCalls(problems)
	b.checkMoved(problems)
	b.checkSaved(problems)
	b.checkCommands(problems)
	for _, id := range b.order {
		b.checkFlow(b.flows[id], problems)
	}
	b.compile(problems)
	b.constants, b.mentioned = b.allConstants(), b.allMentioned()
	b.checkCompared(problems)
	b.checkLeaks(problems)
	b.checkMissing(problems)
}

func (b *Book) checkFlow(f *flow, problems *FileErrors) {
	if f.steps[f.first] == nil && !f.broken[f.first] {
		problems.add(f.at, "the flow begins with the step %q, which it does not have", f.first)
	}
	b.checkStatus(f, problems)
	whole := len(f.broken) == 0 && f.steps[f.first] != nil
	for _, id := range f.order {
		s := f.steps[id]
		for _, e := range s.exits() {
			if e.to != "" && f.steps[e.to] == nil && !f.broken[e.to] {
				problems.add(e.at, "the flow has no step %q%s", e.to, foreignLetter(e.to))
				whole = false
			}
		}
		b.checkNames(f, s, problems)
		b.checkWebLinks(f, s, problems)
		b.checkSayFile(f, s, problems)
		switch s := s.(type) {
		case *askChoice:
			if s.save == fieldSite && s.list != listSites {
				problems.add(s.at, "the field site holds one of the programme's sites, so its options are sites; choose another name for the field")
			}
			if s.list == listSites && s.save != "" && s.save != fieldSite {
				problems.add(s.at, "save the answer as site: her clock, the emergency numbers and the people to write to are those of this field")
			}
		case *do:
			b.checkDo(s, problems)
		case *review:
			s.check(problems)
		case *wait:
			b.checkWait(s, problems)
		case *set:
			b.checkSet(s, problems)
		}
	}
	f.checkCircles(problems)
	if whole {
		f.checkReach(problems)
		f.checkEnds(problems)
	}
}

// checkStatus looks at what /status tells. The flow is over then, and what it
// was told is forgotten.
func (b *Book) checkStatus(f *flow, problems *FileErrors) {
	if f.status == "" {
		return
	}
	s, ok := f.steps[f.status].(*say)
	if !ok {
		problems.add(f.at, "the status %q must be a step with say", f.status)
		return
	}
	for _, t := range s.texts() {
		for _, name := range t.names {
			if f.saves[name] == nil && slices.Contains(f.given(b), name) {
				problems.add(t.at, "{%s} was told to the flow and is forgotten when it is over, so /status cannot show it", name)
			}
		}
	}
}
