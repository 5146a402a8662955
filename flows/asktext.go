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
		s.least, s.most = length.span("length", 1, typedLimit)
	}
	return s
}

func (s *askText) enter(k *talk) (move, error) { return k.enterAsk(s) }

func (s *askText) ask(k *talk) question {
	return question{text: k.render(s.flow, s.text)}
}

func (s *askText) take(k *talk, r reply) verdict {
	typed := strings.Join(strings.Fields(r.typed), " ") // one line
	n := utf8.RuneCountInString(typed)
	if r.media != nil || n < s.least || n > s.most || s.letters && !strings.ContainsFunc(typed, unicode.IsLetter) {
		return s.refuse(k, "")
	}
	return verdict{value: typed, move: next(s.next.to)}
}

func (s *askText) show(_ *talk, value string) string { return value }
