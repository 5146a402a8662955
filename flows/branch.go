package flows

// branch goes on by the first condition that holds.
//
//	which:
//	  branch:
//	    - {if: age < 18, go: young}
//	    - {if: site == "leipzig" and childcare, go: nursery}
//	  else: times
type branch struct {
	common
	ways []way
	last exit
}

type way struct {
	when *condition
	to   exit
}

func readBranch(l *flowReader, c common, f *fields) step {
	s := &branch{common: c}
	for _, one := range f.get("branch").list("branch") {
		w := one.fields("a branch")
		s.ways = append(s.ways, way{l.condition(w.need("if")), l.exit(w.need("go"))})
		w.rest("a branch")
	}
	if len(s.ways) == 0 {
		f.get("branch").fail("a branch has at least one {if: …, go: …}")
	}
	s.last = l.exit(f.need("else"))
	return s
}

func (s *branch) texts() []*text { return nil }

func (s *branch) exits() []exit {
	var out []exit
	for _, w := range s.ways {
		out = append(out, w.to)
	}
	return append(out, s.last)
}

func (s *branch) enter(k *talk) (move, error) {
	for _, w := range s.ways {
		if w.when != nil && k.holds(w.when) {
			return next(w.to.to), nil
		}
	}
	return next(s.last.to), nil
}
