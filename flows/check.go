package flows

import (
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Limits of an English text: plain language for people who read on a small
// phone, in a language that is not theirs.
const (
	textLimit     = 300
	sentenceLimit = 4
)

func checkEnglish(v value, s string) {
	if n := utf8.RuneCountInString(s); n > textLimit {
		v.fail("this text has %d characters; write at most %d", n, textLimit)
	}
	if n := sentences(s); n > sentenceLimit {
		v.fail("this text has %d sentences; write at most %d", n, sentenceLimit)
	}
	if strings.Count(s, "?") > 1 {
		v.fail("ask one question at a time")
	}
}

func checkLabel(v value, s string) {
	if n := utf8.RuneCountInString(s); n > labelLimit {
		v.fail("a button shows at most %d characters; this has %d", labelLimit, n)
	}
}

// sentences counts the ends of sentences: . ! ? before a space or the end.
func sentences(s string) int {
	n := 0
	open := false // words since the last end
	rs := []rune(s)
	for i, r := range rs {
		end := r == '.' || r == '!' || r == '?'
		if end && open && (i+1 == len(rs) || unicode.IsSpace(rs[i+1])) {
			n++
			open = false
		} else if unicode.IsLetter(r) || unicode.IsDigit(r) {
			open = true
		}
	}
	if open {
		n++
	}
	return n
}

// programmeArgs are the placeholders every text may have.
func programmeArgs() []string { return []string{"org", "keep_until", "emergency"} }

// check looks at the flows together.
func (b *Book) check(problems *FileErrors) {
	commands := map[string]string{}
	starts := ""
	for _, id := range b.order {
		f := b.flows[id]
		if f.command != "" {
			if other := commands[f.command]; other != "" {
				problems.add(f.at, "the flow %q has the command /%s already", other, f.command)
			}
			if isEngineCommand(f.command) {
				problems.add(f.at, "the command /%s belongs to the engine", f.command)
			}
			commands[f.command] = id
		}
		if f.start {
			if starts != "" {
				problems.add(f.at, "/start begins the flow %q already", starts)
			}
			starts = id
		}
		b.checkFlow(f, problems)
	}
}

func (b *Book) checkFlow(f *flow, problems *FileErrors) {
	if f.steps[f.first] == nil {
		problems.add(f.at, "the flow begins with the step %q, which it does not have", f.first)
	}
	if f.status != "" {
		if _, ok := f.steps[f.status].(*say); !ok {
			problems.add(f.at, "the status %q must be a step with say", f.status)
		}
	}
	for _, id := range f.order {
		s := f.steps[id]
		for _, e := range s.exits() {
			if e.to != "" && f.steps[e.to] == nil {
				problems.add(e.at, "the flow has no step %q", e.to)
			}
		}
		f.checkNames(s, problems)
		switch s := s.(type) {
		case *do:
			b.checkDo(s, problems)
		case *review:
			s.check(problems)
		}
	}
	f.checkReach(problems)
	f.checkCircles(problems)
}

// checkNames finds placeholders that nothing fills.
func (f *flow) checkNames(s step, problems *FileErrors) {
	for _, t := range s.texts() {
		for _, name := range t.names {
			if f.saves[name] == nil && !slices.Contains(programmeArgs(), name) {
				known := append(slices.Sorted(maps.Keys(f.saves)), programmeArgs()...)
				problems.add(t.at, "nothing fills the placeholder {%s}; there are: %s", name, strings.Join(known, ", "))
			}
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
		switch s.(type) {
		case asker, *do, *end:
			return
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
