package flows

import "slices"

// askChoice asks to choose one of several options, each a button.
//
//	notice:
//	  ask: choice
//	  text: "Do you want to start?"
//	  options:
//	    begin: {label: "✅ Yes", go: name}
//	    later: {label: "No", go: declined}
//
// See [options] for what can be chosen from, and [webLinks] for links beside them.
type askChoice struct {
	prompt
	options

	links webLinks
}

func readAskChoice(l *flowReader, p prompt, f *fields) step {
	s := &askChoice{prompt: p}
	if f.get("save").exists() {
		s.readSave(f)
	}
	s.read(l, &s.common, f.need("options"), true)
	s.links = readWebLinks(l, &s.common, f.get("links"))
	needless := s.list == "" && !slices.ContainsFunc(s.written, func(c choice) bool { return c.to.to == "" })
	if s.next.to == "" && (!needless || s.optional) {
		f.fail("the field \"next\" is missing: not every option says where to go")
	}
	return s
}

func (s *askChoice) texts() []*text {
	return slices.Concat(s.prompt.texts(), s.labels(), s.links.labels())
}

func (s *askChoice) exits() []exit {
	out := []exit{s.next}
	for _, c := range s.written {
		out = append(out, c.to)
	}
	return out
}

func (s *askChoice) enter(k *talk) (move, error) {
	if s.none(k) {
		return next(s.next.to), nil
	}
	return k.enterAsk(s)
}

func (s *askChoice) ask(k *talk) question {
	return question{text: k.render(s.flow, s.text), options: s.shown(k), links: s.links.buttons(k)}
}

func (s *askChoice) take(k *talk, r reply) verdict {
	if meant := k.meant(r.typed); r.option == "" && meant != "" {
		at := slices.IndexFunc(s.written, func(c choice) bool { return c.means == meant && k.top().Open.has(c.id) })
		if at >= 0 {
			r.option = s.written[at].id
		}
	}
	if !s.has(k, r.option) {
		return s.refuse(k, k.say(textPick))
	}
	return verdict{value: r.option, shown: s.labelOf(k, r.option), move: s.route(k, r.option)}
}

func (s *askChoice) route(_ *talk, value string) move {
	if c, ok := s.find(value); ok && c.to.to != "" {
		return next(c.to.to)
	}
	return next(s.next.to)
}

func (s *askChoice) show(k *talk, value string) string { return s.labelOf(k, value) }
