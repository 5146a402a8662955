package flows

import (
	"slices"
	"strings"
)

// review shows what was answered, with a button to change each answer and one
// to send them all.
//
//	review:
//	  review: [name, site]
//	  text: "Please check your answers."
//	  submit: "✅ Send"
//	  next: submit
type review struct {
	common
	text   *text
	submit *text
	shows  []exit // the steps whose answers it shows
	next   exit
}

func readReview(l *flowReader, c common, f *fields) step {
	s := &review{common: c}
	s.text = l.text(&s.common, "text", f.need("text"))
	s.submit = l.label(&s.common, "submit", f.need("submit"))
	s.next = l.exit(f.need("next"))
	for _, one := range f.get("review").list("review") {
		s.shows = append(s.shows, l.exit(one))
	}
	return s
}

func (s *review) texts() []*text { return presentTexts(s.text, s.submit) }
func (s *review) exits() []exit  { return append([]exit{s.next}, s.shows...) }

// check finds steps that cannot be shown.
func (s *review) check(problems *FileErrors) {
	if len(s.shows) == 0 {
		problems.add(s.at, "a review shows at least one answer")
	}
	for _, e := range s.shows {
		asked := s.flow.steps[e.to]
		if asked == nil {
			continue // said already
		}
		if _, ok := asked.(asker); !ok || asked.base().save == "" || labelOf(asked) == nil {
			problems.add(e.at, "the step %q must be a question with save and label, to be shown here", e.to)
		}
	}
}

// labelOf is the name of a step's answer.
func labelOf(s step) *text {
	switch s := s.(type) {
	case *askText:
		return s.label
	case *askChoice:
		return s.label
	}
	return nil
}

func (s *review) enter(k *talk) (move, error) {
	k.ask(s)
	return move{stay: true}, nil
}

func (s *review) ask(k *talk) question {
	var b strings.Builder
	b.WriteString(k.render(s.flow, s.text))
	b.WriteByte('\n')
	q := question{}
	for _, e := range s.shows {
		asked, ok := s.flow.steps[e.to].(asker)
		if !ok {
			continue
		}
		label := k.say(labelOf(asked).key)
		b.WriteByte('\n')
		b.WriteString(k.say(textReviewLine, arg("label", label), arg("answer", k.shown(asked))))
		q.options = append(q.options, option{e.to, k.say(textReviewEdit, arg("label", label))})
	}
	q.options = append(q.options, option{optionSubmit, k.say(s.submit.key)})
	q.text = b.String()
	return q
}

func (s *review) take(k *talk, id, _ string) verdict {
	if id == optionSubmit {
		return verdict{shown: k.say(s.submit.key), move: next(s.next.to)}
	}
	if slices.ContainsFunc(s.shows, func(e exit) bool { return e.to == id }) {
		k.top().Return = s.id
		return verdict{move: next(id)}
	}
	return verdict{again: k.say(textPick)}
}

func (s *review) show(*talk, string) string { return "" }
