package flows

import (
	"maps"
	"slices"
	"strings"
	"time"

	"wecan/i18n"
)

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
		case *askDate:
			if _, err := time.Parse(time.DateOnly, v.value); v.calc == nil && err != nil {
				problems.add(v.at, "the field %q is a day: %s", v.name, writeDay(v.value))
			}
		}
	}
}

func (b *Book) isPrivate(f *flow, name string) bool {
	s := b.saver(f, name)
	return s != nil && s.base().private
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

// programmeArgs are the placeholders every text may have.
func programmeArgs() []string {
	return []string{"org", "controller", "keep_until", "emergency", "card", "person", "courses", "tracks", "rule", "talk_kept", "record_kept"}
}
