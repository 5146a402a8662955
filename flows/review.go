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
//	  earlier: true
//
// A question that was not asked on the way here is not shown. With earlier it
// is when it was answered another time, so she may come straight to the review.
type review struct {
	common
	text   *text
	submit *text
	shows  []exit // the steps whose answers it shows
	next   exit

	earlier bool
}

func readReview(l *flowReader, c common, f *fields) step {
	s := &review{common: c}
	s.text = l.text(&s.common, "text", f.need("text"))
	s.submit = l.label(&s.common, "submit", f.need("submit"))
	s.next = l.exit(f.need("next"))
	s.earlier = f.get("earlier").boolean()
	for _, one := range f.get("review").list("review") {
		s.shows = append(s.shows, l.exit(one))
	}
	return s
}

func (s *review) asked() *prompt { return nil }
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
		if a, ok := asked.(asker); !ok || a.asked() == nil || asked.base().save == "" || a.asked().label == nil {
			problems.add(e.at, "the step %q must be a question with save and label, to be shown here", e.to)
		}
	}
}

// enter asks, after the answers to questions that are not on the way any more
// are gone: a change may have led around them.
func (s *review) enter(k *talk) (move, error) {
	f := k.top()
	f.Change = nil
	if s.earlier {
		s.bringAlong(k, f)
		k.ask(s)
		return move{stay: true}, nil
	}
	for _, id := range s.flow.order {
		a, ok := s.flow.steps[id].(asker)
		if ok && a.base().save != "" && !slices.Contains(f.Trail, id) && len(f.Trail) > 0 && !k.p.Fields[a.base().save].Fixed {
			delete(k.p.Fields, a.base().save)
		}
	}
	k.ask(s)
	return move{stay: true}, nil
}

// bringAlong puts what was answered another time on her way: when one of it is
// changed, the rest is not asked again.
func (s *review) bringAlong(k *talk, f *frame) {
	for _, e := range s.shows {
		asked := s.flow.steps[e.to]
		if _, was := k.p.Fields[asked.base().save]; was && !slices.Contains(f.Trail, e.to) {
			f.Trail = append(f.Trail, e.to)
		}
	}
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
		if _, was := k.p.Fields[asked.base().save]; !was {
			continue
		}
		label := k.say(asked.asked().label.key)
		b.WriteByte('\n')
		b.WriteString(k.say(textReviewLine, arg("label", label), arg("answer", shorten(k.answered(asked), reviewAnswer))))
		q.options = append(q.options, option{e.to, k.say(textReviewEdit, arg("label", label))})
	}
	q.options = append(q.options, option{optionSubmit, k.say(s.submit.key)})
	q.text = b.String()
	return q
}

// reviewAnswer is how many characters of an answer a review shows: all of them
// together must fit into a message.
const reviewAnswer = 120

func (s *review) take(k *talk, r reply) verdict {
	if r.option == optionSubmit {
		return verdict{shown: k.say(s.submit.key), move: next(s.next.to)}
	}
	if !slices.ContainsFunc(s.shows, func(e exit) bool { return e.to == r.option }) {
		return verdict{again: k.say(textPick)}
	}
	return verdict{then: func(k *talk) error {
		f := k.top()
		f.Change = &change{Review: s.id, Step: r.option, Was: f.Trail}
		if at := s.before(f.Trail, r.option); at >= 0 {
			f.Trail = slices.Clone(f.Trail[:at])
		}
		f.moveTo(r.option)
		return k.walk()
	}}
}

// before is where on the trail a step stands, or one that was not asked on the
// way would stand, by the order of the file; -1 for at its end.
func (s *review) before(trail []string, step string) int {
	if at := slices.Index(trail, step); at >= 0 {
		return at
	}
	place := slices.Index(s.flow.order, step)
	return slices.IndexFunc(trail, func(id string) bool { return slices.Index(s.flow.order, id) > place })
}

func (s *review) show(*talk, string) string { return "" }

func (s *review) route(*talk, string) move { return next(s.next.to) }
