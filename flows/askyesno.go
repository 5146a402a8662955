package flows

import (
	"maps"

	"wecan/i18n"
)

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
		value = k.meant(r.typed)
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

// meant is yes or no when she wrote one of the two, in any language; "" for all
// else, and for a word that is yes in one language and no in another, unless
// one of them is hers.
func (k *talk) meant(typed string) string {
	typed = bare(typed)
	if typed == "" || len(typed) > wordLimit {
		return ""
	}
	word := i18n.Fold(typed)
	if own := k.e.yesno.own[k.p.Lang][word]; own != "" {
		return own
	}
	return k.e.yesno.all[word]
}

// yesNo are the words for yes and no, folded.
type yesNo struct {
	own map[i18n.Lang]map[string]string
	all map[string]string // those that never mean the other
}

// newYesNo collects the words of every language, translated or not.
func newYesNo(c *i18n.Catalog, x *i18n.Lexicon) yesNo {
	y := yesNo{own: map[i18n.Lang]map[string]string{}, all: map[string]string{}}
	both := map[string]bool{}
	for value, key := range map[string]i18n.Key{valueYes: textWordsYes, valueNo: textWordsNo} {
		for _, lang := range i18n.Known() {
			words := x.List(lang, value)
			if text, used := c.Render(lang, key); used == lang {
				words = append(splitWords(text), words...)
			}
			for _, word := range words {
				word = i18n.Fold(bare(word))
				if y.own[lang] == nil {
					y.own[lang] = map[string]string{}
				}
				both[word] = both[word] || y.all[word] != "" && y.all[word] != value
				y.own[lang][word], y.all[word] = value, value
			}
		}
	}
	maps.DeleteFunc(y.all, func(word, _ string) bool { return both[word] })
	return y
}
