package broadcast

import (
	"errors"
	"slices"

	"wecan/flows"
	"wecan/i18n"
)

func (p Plan) checkSegment(prog *flows.Programme) error {
	s := p.Segment
	faults := []error{
		checkList("site", s.Sites, func(id string) bool { _, ok := prog.Site(id); return ok }),
		checkList("cohort", s.Cohorts, func(id string) bool { _, ok := prog.Cohort(id); return ok }),
		checkList("track", s.Tracks, func(id string) bool {
			return slices.ContainsFunc(prog.Tracks, func(t flows.Track) bool { return t.ID == id })
		}),
		checkList("phase", s.Phases, func(id string) bool { return hasPhase(prog, id) }),
		checkList("language", s.Languages, func(lang i18n.Lang) bool { return i18n.Endonym(lang) != string(lang) }),
		checkList("role", s.Roles, func(r flows.Role) bool { return slices.Contains(flows.Roles(), r) }),
		checkList("event", s.Events, isReference),
	}
	if s.Unanswered != "" && !isReference(s.Unanswered) {
		faults = append(faults, faulty(PartSegment, "%q is no number of an announcement, as WE-4K7M-9Q2", s.Unanswered))
	}
	return errors.Join(faults...)
}

func isReference(s string) bool {
	ref, ok := flows.ParseReference(s)
	return ok && ref == s
}

func hasPhase(prog *flows.Programme, id string) bool {
	for _, l := range prog.Lists {
		if l.ID == flows.ListPhases {
			return slices.ContainsFunc(l.Entries, func(e flows.Entry) bool { return e.ID == id })
		}
	}
	return false
}

func checkList[T ~string](what string, list []T, known func(T) bool) error {
	if len(list) > listMost {
		return faulty(PartSegment, "name at most %d of a kind, or none for all", listMost)
	}
	for _, one := range list {
		if !known(one) {
			return faulty(PartSegment, "there is no %s %q", what, one)
		}
	}
	return nil
}
