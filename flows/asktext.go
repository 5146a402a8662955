package flows

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// askText asks for words.
//
//	name:
//	  ask: text
//	  text: "What name should we use for you?"
//	  save: name
//	  check: {length: [1, 80], letters: true}
//	  again: "Please write a name with letters."
//	  next: site
type askText struct {
	prompt
	least, most int  // characters
	letters     bool // at least one letter of any script
}

// typedLimit is the most characters an answer can have: what is saved must fit
// into the actor's state and into a message.
const typedLimit = 1000

func readAskText(_ *flowReader, p prompt, f *fields) step {
	s := &askText{prompt: p, least: 1, most: typedLimit}
	s.readSave(f)
	s.needNext(f)
	if s.again == nil {
		f.fail("the field \"again\" is missing: say in other words what to write")
	}
	check := f.get("check")
	if !check.exists() {
		return s
	}
	c := check.fields("check")
	length, letters := c.get("length"), c.get("letters")
	c.rest("check")
	s.letters = letters.boolean()
	if length.exists() {
		list := length.list("length")
		if len(list) != 2 {
			length.fail("length must be [least, most]")
			return s
		}
		s.least, s.most = list[0].number(1, typedLimit), list[1].number(1, typedLimit)
		if s.least > s.most {
			length.fail("length must be [least, most], the smaller number first")
		}
	}
	return s
}

func (s *askText) enter(k *talk) (move, error) {
	k.ask(s)
	return move{stay: true}, nil
}

func (s *askText) ask(k *talk) question {
	return question{text: k.render(s.flow, s.text)}
}

func (s *askText) take(k *talk, _, typed string) verdict {
	typed = strings.Join(strings.Fields(typed), " ") // one line
	n := utf8.RuneCountInString(typed)
	if n < s.least || n > s.most || s.letters && !strings.ContainsFunc(typed, unicode.IsLetter) {
		return verdict{again: k.render(s.flow, s.again)}
	}
	return verdict{value: typed, move: next(s.next.to)}
}

func (s *askText) show(_ *talk, value string) string { return value }
