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
// An option's value is its label, or a label with the step it leads to. With
// `options: sites` they are the sites of the programme file.
type askChoice struct {
	prompt
	options []choice
	sites   bool
}

type choice struct {
	id    string
	label *text
	to    exit
}

func readAskChoice(l *flowReader, p prompt, f *fields) step {
	s := &askChoice{prompt: p}
	if f.get("save").exists() {
		s.readSave(f)
	}
	options := f.need("options")
	if !options.exists() {
		return s
	}
	if word, ok := scalarText(options.node); ok {
		if word != "sites" {
			options.fail("%q is no list of the programme file; there is: sites", word)
		}
		s.sites = true
		s.needNext(f)
		return s
	}
	for _, one := range options.fields("options").list {
		s.options = append(s.options, s.readChoice(l, one))
	}
	if len(s.options) == 0 {
		options.fail("a choice has at least one option")
	}
	if s.next.to == "" && slices.ContainsFunc(s.options, func(c choice) bool { return c.to.to == "" }) {
		f.fail("the field \"next\" is missing: not every option says where to go")
	}
	return s
}

func (s *askChoice) readChoice(l *flowReader, one field) choice {
	one.checkID(one.name, optionIDLimit)
	c := choice{id: one.name}
	part := "option." + one.name
	if _, ok := scalarText(one.node); ok {
		c.label = l.label(&s.common, part, one.value)
		return c
	}
	f := one.fields("an option")
	own := s.common
	if note := f.get("note"); note.exists() {
		own.note = note.text()
	}
	c.label = l.label(&own, part, f.need("label"))
	if to := f.get("go"); to.exists() {
		c.to = l.exit(to)
	}
	f.rest("an option")
	return c
}

func (s *askChoice) texts() []*text {
	out := s.prompt.texts()
	for _, c := range s.options {
		out = append(out, presentTexts(c.label)...)
	}
	return out
}

func (s *askChoice) exits() []exit {
	out := []exit{s.next}
	for _, c := range s.options {
		out = append(out, c.to)
	}
	return out
}

func (s *askChoice) enter(k *talk) (move, error) {
	k.ask(s)
	return move{stay: true}, nil
}

func (s *askChoice) ask(k *talk) question {
	q := question{text: k.render(s.flow, s.text)}
	if s.sites {
		for _, site := range k.e.programme.Sites {
			q.options = append(q.options, option{site.ID, k.say(siteKey(site.ID))})
		}
		return q
	}
	for _, c := range s.options {
		q.options = append(q.options, option{c.id, k.say(c.label.key)})
	}
	return q
}

func (s *askChoice) take(k *talk, id, _ string) verdict {
	to := s.next
	if s.sites {
		if _, ok := k.e.programme.Site(id); !ok {
			return s.no(k)
		}
	} else {
		at := slices.IndexFunc(s.options, func(c choice) bool { return c.id == id })
		if at < 0 {
			return s.no(k)
		}
		if own := s.options[at].to; own.to != "" {
			to = own
		}
	}
	return verdict{value: id, shown: s.show(k, id), move: next(to.to)}
}

func (s *askChoice) no(k *talk) verdict {
	if s.again != nil {
		return verdict{again: k.render(s.flow, s.again)}
	}
	return verdict{again: k.say(textPick)}
}

func (s *askChoice) show(k *talk, id string) string {
	if s.sites {
		if _, ok := k.e.programme.Site(id); ok {
			return k.say(siteKey(id))
		}
		return id // a site that the programme no longer has
	}
	for _, c := range s.options {
		if c.id == id {
			return k.say(c.label.key)
		}
	}
	return id
}
