package flows

// set gives fields values and goes on: a fixed text, or what an expression
// makes of the answers (see [condition]).
//
//	mark:
//	  set: {source: poster, group: {calc: 'age < 25 ? "young" : "adult"'}}
//	  next: thanks
type set struct {
	common
	values []setting
	next   exit
}

type setting struct {
	name, value string
	calc        *condition // in the place of value
	at          place
}

func readSet(l *flowReader, c common, f *fields) step {
	s := &set{common: c, next: l.exit(f.need("next"))}
	for _, one := range f.get("set").fields("set").list {
		one.checkField(one.name)
		v := setting{name: one.name, at: one.at}
		if _, ok := scalarText(one.node); ok {
			v.value = one.text()
		} else {
			w := one.fields("a value")
			calc := w.need("calc")
			w.rest("a value")
			if calc.exists() {
				v.calc = &condition{source: calc.plain(), at: calc.at}
				l.conditions = append(l.conditions, pending{l.flow, v.calc, false})
			}
		}
		s.values = append(s.values, v)
	}
	if len(s.values) == 0 {
		f.get("set").fail("set at least one field, as {source: poster}")
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
		value := v.value
		if v.calc != nil {
			result, err := k.work(v.calc)
			if err != nil {
				continue
			}
			value = shorten(written(result), typedLimit)
		}
		k.p.save(v.name, saved{Value: value, Fixed: true})
	}
	return next(s.next.to), nil
}
