package flows

import (
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"wecan/i18n"
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
func programmeArgs() []string {
	return []string{"org", "controller", "keep_until", "emergency", "card", "person", "courses", "rule"}
}

// check looks at the flows together.
func (b *Book) check(problems *FileErrors) {
	b.checkTriggers(problems)
	b.checkFields(problems)
	b.checkCalls(problems)
	b.checkMoved(problems)
	b.checkSaved(problems)
	for _, id := range b.order {
		b.checkFlow(b.flows[id], problems)
	}
	b.compile(problems)
	b.checkCompared(problems)
}

// checkTriggers finds what would begin two flows.
func (b *Book) checkTriggers(problems *FileErrors) {
	taken := map[string]string{}
	take := func(f *flow, what, name string) {
		if name == "" {
			return
		}
		if other := taken[what+name]; other != "" {
			problems.add(f.at, "%s%s begins the flow %q already", what, name, other)
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
			b.checkOutside(f, problems)
		}
		if f.menu == nil && f.command == "" && f.link == "" && f.told == "" && !f.start && !f.person && !isBuiltin(id) && !b.isCalled(id) {
			problems.add(f.at, "nothing begins the flow %q: give it a trigger, or call it", id)
		}
	}
}

func (b *Book) isCalled(flow string) bool {
	return slices.ContainsFunc(b.order, func(id string) bool {
		return slices.ContainsFunc(b.calls(id), func(s *call) bool { return s.name == flow })
	})
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

// checkFields compares what different flows save under one name, and finds
// names that no flow saves.
func (b *Book) checkFields(problems *FileErrors) {
	for _, id := range b.order {
		f := b.flows[id]
		for _, name := range f.uses {
			switch {
			case f.saves[name] != nil:
				problems.add(f.at, "the flow saves the field %q itself; take it out of uses", name)
			case b.saver(f, name) == nil && name != fieldLink:
				problems.add(f.at, "uses: no flow saves the field %q", name)
			}
		}
		for _, name := range slices.Sorted(maps.Keys(f.saves)) {
			b.checkShared(f, name, problems)
		}
	}
}

func (b *Book) checkShared(f *flow, name string, problems *FileErrors) {
	s := f.saves[name].base()
	for _, id := range b.order {
		if id == f.id {
			return // each pair once
		}
		other := b.flows[id].saves[name]
		if other == nil {
			continue
		}
		o := other.base()
		if o.kind != s.kind && o.kind != "set" && s.kind != "set" {
			problems.add(s.at, "the flow %s saves the field %q too, with %s; two flows may share a field only when they ask for it alike", id, name, o.kind)
		}
		if o.private != s.private {
			problems.add(s.at, "the flow %s saves the field %q too; it must be private in both or in none", id, name)
		}
	}
}

func (b *Book) checkFlow(f *flow, problems *FileErrors) {
	if f.steps[f.first] == nil && !f.broken[f.first] {
		problems.add(f.at, "the flow begins with the step %q, which it does not have", f.first)
	}
	b.checkStatus(f, problems)
	whole := len(f.broken) == 0
	for _, id := range f.order {
		s := f.steps[id]
		for _, e := range s.exits() {
			if e.to != "" && f.steps[e.to] == nil && !f.broken[e.to] {
				problems.add(e.at, "the flow has no step %q", e.to)
				whole = false
			}
		}
		b.checkNames(f, s, problems)
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
			if saver, ok := b.saver(f, s.day).(*askDate); s.day != "" && !slices.Contains(f.given(b), s.day) && (!ok || saver == nil) {
				problems.add(s.at, "the field %q holds no day: no question of the kind date saves it", s.day)
			}
		case *set:
			b.checkSet(s, problems)
		}
	}
	f.checkReach(problems)
	f.checkCircles(problems)
	if whole {
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

// checkSet finds values that the question of the same field would never save,
// and private answers that would be copied to where everybody reads them.
func (b *Book) checkSet(s *set, problems *FileErrors) {
	for _, v := range s.values {
		switch asked := s.flow.saves[v.name].(type) {
		case *askChoice:
			if v.calc == nil && asked.list == "" {
				if _, ok := asked.find(v.value); !ok {
					problems.add(v.at, "%q is no option of the step %q", v.value, asked.id)
				}
			}
		case *askYesNo:
			if v.calc == nil && v.value != valueYes && v.value != valueNo {
				problems.add(v.at, "the field %q is yes or no", v.name)
			}
		case *askNumber:
			if _, ok := i18n.Number(v.value); v.calc == nil && !ok {
				problems.add(v.at, "the field %q is a number", v.name)
			}
		}
	}
}

// checkNames finds placeholders that nothing fills, and private answers that
// would be shown.
func (b *Book) checkNames(f *flow, s step, problems *FileErrors) {
	for _, t := range s.texts() {
		for _, name := range t.names {
			saver := b.saver(f, name)
			switch {
			case saver != nil && saver.base().private:
				problems.add(t.at, "the answer {%s} is private and cannot be shown", name)
			case !f.knows(b, name) && !slices.Contains(programmeArgs(), name):
				known := slices.Concat(slices.Sorted(maps.Keys(f.saves)), f.uses, f.given(b), programmeArgs())
				problems.add(t.at, "nothing fills the placeholder {%s}; there are: %s", name, strings.Join(known, ", "))
			}
		}
	}
}

// checkCompared finds texts that a choice is compared with and can never be,
// and private answers that a worked out field would give away.
func (b *Book) checkCompared(problems *FileErrors) {
	for _, id := range b.order {
		f := b.flows[id]
		for _, step := range f.order {
			for _, c := range conditionsOf(f.steps[step]) {
				for _, text := range slices.Sorted(maps.Keys(c.texts)) {
					b.checkOption(f, c, c.texts[text], text, problems)
				}
			}
			s, ok := f.steps[step].(*set)
			if !ok {
				continue
			}
			for _, v := range s.values {
				if v.calc == nil {
					continue
				}
				for _, name := range v.calc.reads() {
					if saver := b.saver(f, name); saver != nil && saver.base().private && !b.isPrivate(f, v.name) {
						problems.add(v.at, "the field %q is worked out of the private answer %q and would show it", v.name, name)
					}
				}
			}
		}
	}
}

func (b *Book) isPrivate(f *flow, name string) bool {
	s := b.saver(f, name)
	return s != nil && s.base().private
}

func (b *Book) checkOption(f *flow, c *condition, field, text string, problems *FileErrors) {
	var o *options
	switch s := b.saver(f, field).(type) {
	case *askChoice:
		o = &s.options
	case *askMany:
		o = &s.options
	}
	if field == fieldAnswered && !f.knows(b, text) {
		problems.add(c.at, "the condition %s: %q is no field of the flow", c.source, text)
	}
	if o == nil || o.list != "" || text == "" {
		return
	}
	if _, ok := o.find(text); !ok {
		problems.add(c.at, "the condition %s: %q is no option of the field %q", c.source, text, field)
	}
}

func conditionsOf(s step) []*condition {
	var out []*condition
	switch s := s.(type) {
	case *branch:
		for _, w := range s.ways {
			if w.when != nil {
				out = append(out, w.when)
			}
		}
	case *askChoice:
		out = s.conditions()
	case *askMany:
		out = s.conditions()
	}
	return out
}

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
		if !seen[id] && len(f.broken) == 0 {
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
