package flows

// checkCompared finds texts that a choice is compared with and can never be,
// and private answers that a worked out field would give away.
func (b *Book) checkCompared(problems *FileErrors) {
	for _, id := range b.order {
		f := b.flows[id]
		for _, step := range f.order {
			for _, c := range expressionsOf(f.steps[step]) {
				for _, one := range c.texts {
					b.checkOption(f, c, one, problems)
				}
				b.checkDays(f, c, problems)
				b.checkDivided(f, c, problems)
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

func (b *Book) checkOption(f *flow, c *condition, one comparison, problems *FileErrors) {
	field, text := one.field, one.text
	if !one.whole() {
		return
	}
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

// expressionsOf are the conditions of a step, and what it works out.
func expressionsOf(s step) []*condition {
	out := conditionsOf(s)
	if s, ok := s.(*set); ok {
		for _, v := range s.values {
			if v.calc != nil {
				out = append(out, v.calc)
			}
		}
	}
	return out
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
