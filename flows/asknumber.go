package flows

import (
	"strconv"
	"strings"

	"wecan/i18n"
)

// askNumber asks for a number, in the digits of any script, or up to twelve in
// words of any language.
//
//	age:
//	  ask: number
//	  text: "How old are you?"
//	  save: age
//	  check: {range: [14, 99]}
//	  next: languages
//
// It is a whole number unless check says how many decimals it may have.
type askNumber struct {
	prompt
	least, most int
	decimals    int
}

const (
	numberMost   = 1_000_000_000
	decimalsMost = 4
)

func readAskNumber(_ *flowReader, p prompt, f *fields) step {
	s := &askNumber{prompt: p, most: numberMost}
	s.readSave(f)
	s.needNext(f)
	check := f.get("check")
	if !check.exists() {
		return s
	}
	c := check.fields("check")
	if span := c.get("range"); span.exists() {
		s.least, s.most = span.span("range", -numberMost, numberMost)
	}
	s.decimals = c.get("decimals").number(0, decimalsMost)
	c.rest("check")
	return s
}

func (s *askNumber) enter(k *talk) (move, error) { return k.enterAsk(s) }

func (s *askNumber) ask(k *talk) question { return question{text: k.render(s.flow, s.text)} }

func (s *askNumber) take(k *talk, r reply) verdict {
	value, ok := i18n.Number(r.typed)
	if n, word := k.e.lexicon.Count(k.p.Lang, r.typed); !ok && word {
		value, ok = strconv.Itoa(n), true
	}
	if !ok || r.media != nil {
		return s.no(k)
	}
	_, behind, _ := strings.Cut(value, ".")
	n, err := strconv.ParseFloat(value, 64)
	if err != nil || len(behind) > s.decimals || n < float64(s.least) || n > float64(s.most) {
		return s.no(k)
	}
	return verdict{value: value, move: next(s.next.to)}
}

func (s *askNumber) no(k *talk) verdict {
	return s.refuse(k, k.say(textNumber, arg("least", s.show(k, strconv.Itoa(s.least))), arg("most", s.show(k, strconv.Itoa(s.most)))))
}

func (s *askNumber) show(k *talk, value string) string { return i18n.Figure(k.p.Lang, value) }
