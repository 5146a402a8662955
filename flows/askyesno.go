package flows

import "wecan/i18n"

// askYesNo asks a question that yes or no answers, in any of our languages.
//
//	children:
//	  ask: yesno
//	  text: "Do you need somebody to look after your children?"
//	  save: childcare
//	  yes: how_many
//	  no: times
//
// Instead of yes and no it may have one next.
type askYesNo struct {
	prompt
	yes, no exit
}

// The values of a yes or no question.
const (
	valueYes = "yes"
	valueNo  = "no"
)

func readAskYesNo(l *flowReader, p prompt, f *fields) step {
	s := &askYesNo{prompt: p}
	if f.get("save").exists() {
		s.readSave(f)
	}
	s.yes, s.no = l.exit(f.get("yes")), l.exit(f.get("no"))
	if s.yes.to == "" || s.no.to == "" || s.optional {
		s.needNext(f)
	}
	return s
}

func (s *askYesNo) exits() []exit { return []exit{s.next, s.yes, s.no} }

func (s *askYesNo) enter(k *talk) (move, error) { return k.enterAsk(s) }

func (s *askYesNo) ask(k *talk) question {
	return question{
		text:    k.render(s.flow, s.text),
		options: []option{{valueYes, k.say(textYes)}, {valueNo, k.say(textNo)}},
	}
}

func (s *askYesNo) take(k *talk, r reply) verdict {
	value := r.option
	if value == "" {
		value = k.e.yesno[i18n.Fold(bare(r.typed))]
	}
	if value != valueYes && value != valueNo {
		return s.refuse(k, k.say(textPick))
	}
	return verdict{value: value, shown: s.show(k, value), move: s.route(k, value)}
}

func (s *askYesNo) route(_ *talk, value string) move {
	to := s.next.to
	switch {
	case value == valueYes && s.yes.to != "":
		to = s.yes.to
	case value == valueNo && s.no.to != "":
		to = s.no.to
	}
	return next(to)
}

func (s *askYesNo) show(k *talk, value string) string {
	if value == valueYes {
		return k.say(textYes)
	}
	return k.say(textNo)
}

// newYesNo collects the words for yes and no of every language.
func newYesNo(c *i18n.Catalog) map[string]string {
	out := map[string]string{}
	for value, key := range map[string]i18n.Key{valueYes: textWordsYes, valueNo: textWordsNo} {
		for _, lang := range c.Languages() {
			text, _ := c.Render(lang, key)
			for _, word := range splitWords(text) {
				out[i18n.Fold(word)] = value
			}
		}
	}
	return out
}
