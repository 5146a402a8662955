package flows

// set gives fields fixed values and goes on.
//
//	mark:
//	  set: {source: poster}
//	  next: thanks
type set struct {
	common
	values []setting
	next   exit
}

type setting struct{ name, value string }

func readSet(l *flowReader, c common, f *fields) step {
	s := &set{common: c, next: l.exit(f.need("next"))}
	for _, one := range f.get("set").fields("set").list {
		one.checkID(one.name, fieldLimit)
		if one.name == fieldLink || one.name == fieldLanguage {
			one.fail("the field %q belongs to the engine", one.name)
		}
		s.values = append(s.values, setting{one.name, one.text()})
	}
	return s
}

func (s *set) names() []string {
	var out []string
	for _, v := range s.values {
		out = append(out, v.name)
	}
	return out
}

func (s *set) texts() []*text { return nil }
func (s *set) exits() []exit  { return []exit{s.next} }

func (s *set) enter(k *talk) (move, error) {
	for _, v := range s.values {
		k.p.save(v.name, v.value, 0)
	}
	return next(s.next.to), nil
}
