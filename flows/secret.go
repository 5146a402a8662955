package flows

import "slices"

// A flow that is secret leaves no trace in the journal of turns: what is said in
// it must be gone once it is deleted. It says so in its file:
//
//	secret: true
//
// That holds for all turns while somebody is in it, and for as long as an answer
// that it asks for stands in her state: a set takes one out.

// secret says whether this person's state has anything of a secret flow.
func (e *engine) secret(p *person) bool {
	if len(e.secrets) == 0 {
		return false
	}
	return e.secretIn(&p.profile) || slices.ContainsFunc(p.Others, func(o profile) bool { return e.secretIn(&o) })
}

func (e *engine) secretIn(p *profile) bool {
	for _, f := range e.secrets {
		if slices.ContainsFunc(p.Late, func(w waiting) bool { return w.Flow == f.id }) {
			return true
		}
		for _, s := range p.Strands {
			if slices.ContainsFunc(s.Stack, func(one frame) bool { return one.Flow == f.id }) {
				return true
			}
		}
		for name, s := range f.saves {
			if _, asked := s.(asker); asked && p.Fields[name].Value != "" && !p.Fields[name].Fixed {
				return true
			}
		}
	}
	return false
}
