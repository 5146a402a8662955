package flows

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// askMany asks to choose several options. Each tap turns one on or off, and a
// last button says that all are chosen. Typed, they may come all at once:
// "1 3" or "Monday, Friday".
//
//	days:
//	  ask: choices
//	  text: "On which days can you come?"
//	  save: days
//	  check: {count: [1, 3]}
//	  options: {mon: "Monday", wed: "Wednesday", fri: "Friday"}
//	  next: times
//
// See [options] for what can be chosen from. What is saved are the ids with a
// comma between them, in the order of the options.
type askMany struct {
	prompt
	options
	least, most int
}

const manyMost = 50 // options that can be chosen: all ids must fit into the state

func readAskMany(l *flowReader, p prompt, f *fields) step {
	s := &askMany{prompt: p, least: 1, most: manyMost}
	s.readSave(f)
	s.needNext(f)
	s.read(l, &s.common, f.need("options"), false)
	check := f.get("check")
	if !check.exists() {
		return s
	}
	c := check.fields("check")
	if count := c.get("count"); count.exists() {
		s.least, s.most = count.span("count", 0, manyMost)
		if s.list == "" && s.least > len(s.written) {
			count.fail("at least %d of %d options cannot be chosen", s.least, len(s.written))
		}
	}
	c.rest("check")
	return s
}

func (s *askMany) texts() []*text { return append(s.prompt.texts(), s.labels()...) }

func (s *askMany) enter(k *talk) (move, error) {
	if s.none(k) {
		return next(s.next.to), nil
	}
	return k.enterAsk(s)
}

// ask marks what is chosen. The sign in front of an option's id says what a
// tap does, so that a second tap on an old button changes nothing.
func (s *askMany) ask(k *talk) question {
	q := question{text: k.render(s.flow, s.text)}
	var picked []string
	if o := k.top().Open; o != nil {
		picked = o.Picked
	}
	for _, o := range s.shown(k) {
		if slices.Contains(picked, o.id) {
			q.options = append(q.options, option{"-" + o.id, "☑ " + o.label})
		} else {
			q.options = append(q.options, option{"+" + o.id, "☐ " + o.label})
		}
	}
	q.options = append(q.options, option{optionDone, k.say(textDone)})
	return q
}

func (s *askMany) take(k *talk, r reply) verdict {
	picked := []string{}
	if o := k.top().Open; o != nil {
		picked = append(picked, o.Picked...)
	}
	switch {
	case r.option == optionDone:
		return s.judge(k, picked)
	case r.option != "" && r.tappedOn == 0: // typed, and it matched one
		if len(picked) == 0 {
			return s.judge(k, []string{strings.TrimLeft(r.option, "+-")})
		}
		return verdict{picked: s.turn(k, picked, "+"+strings.TrimLeft(r.option, "+-"))}
	case r.option != "":
		return verdict{picked: s.turn(k, picked, r.option)}
	}
	typed := k.e.words.several(s.shown(k), r.typed)
	switch {
	case len(typed) == 0:
		return s.refuse(k, k.say(textPickMany))
	case len(picked) == 0:
		return s.judge(k, typed)
	}
	for _, id := range typed {
		picked = s.turn(k, picked, "+"+id)
	}
	return verdict{picked: picked}
}

// turn turns one option on or off.
func (s *askMany) turn(k *talk, picked []string, signed string) []string {
	id := signed[1:]
	picked = slices.DeleteFunc(picked, func(p string) bool { return p == id })
	if signed[0] == '+' && s.has(k, id) {
		picked = append(picked, id)
	}
	return picked
}

// judge takes what was chosen as the answer.
func (s *askMany) judge(k *talk, picked []string) verdict {
	var ids []string // in the order of the options
	for _, o := range s.shown(k) {
		if slices.Contains(picked, o.id) {
			ids = append(ids, o.id)
		}
	}
	if len(ids) < s.least || len(ids) > s.most {
		return s.refuse(k, k.say(textPickCount, arg("least", strconv.Itoa(s.least)), arg("most", strconv.Itoa(min(s.most, len(s.shown(k)))))))
	}
	value := strings.Join(ids, ",")
	return verdict{value: value, skip: len(ids) == 0, shown: s.show(k, value), move: next(s.next.to)}
}

func (s *askMany) show(k *talk, value string) string {
	list := ids(value)
	if len(list) == 0 {
		return "–"
	}
	bare := func(id string) string { return strings.TrimLeftFunc(s.labelOf(k, id), isSign) }
	words := bare(list[len(list)-1])
	for _, id := range slices.Backward(list[:len(list)-1]) {
		words = k.say(textList, arg("first", bare(id)), arg("rest", words))
	}
	return words
}

// ids are the options that a saved value of several names.
func ids(value string) []string {
	if value == "" {
		return nil
	}
	return strings.Split(value, ",")
}

// picked is what is chosen when the question is asked: what was answered
// before.
func (k *talk) picked(s asker, p *prompt) []string {
	if _, many := s.(*askMany); !many {
		return nil
	}
	return ids(k.p.Fields[p.save].Value)
}

// pick keeps what is chosen up to now and shows it on the buttons.
func (k *talk) pick(s asker, picked []string, r reply) {
	o := k.top().Open
	o.Picked = picked
	q := s.ask(k)
	if r.tappedOn == 0 {
		k.present(s, q, q.text)
		return
	}
	buttons := k.buttons(k.shown(s, q))
	messages := []int{r.tappedOn}
	if o.Message != 0 && o.Message != r.tappedOn {
		messages = append(messages, o.Message)
	}
	for _, m := range slices.Compact(messages) {
		k.out = append(k.out, Edit{Chat: k.p.Chat, Message: cmp.Or(m, o.Message), Text: q.text, Buttons: buttons})
	}
}
