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
	voice       bool // a voice message answers it too
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
	s.voice = f.get("voice").boolean()
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
	if s.voice && r.media != nil && r.media.What == "voice" && r.media.File.ID != "" {
		return verdict{value: voiceMark + r.media.File.ID, move: next(s.next.to)}
	}
	typed := strings.Join(strings.Fields(r.typed), " ") // one line
	n := utf8.RuneCountInString(typed)
	if r.media != nil || n < s.least || n > s.most || s.letters && !strings.ContainsFunc(typed, unicode.IsLetter) {
		return s.refuse(k, "")
	}
	return verdict{value: typed, move: next(s.next.to)}
}

// voiceMark stands before the id of a voice message in the place of words. No
// typed answer begins with it: a control character is taken out of those.
const voiceMark = "\x01voice:"

// Spoken says whether a field's value is a voice message, and gives the file's
// id at Telegram.
func Spoken(value string) (file string, spoken bool) {
	return strings.CutPrefix(value, voiceMark)
}

func (s *askText) show(k *talk, value string) string {
	if _, spoken := Spoken(value); spoken {
		return k.say(textVoiceTaken)
	}
	return value
}
