package flows

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"wecan/i18n"
)

// failsBeforeHelp is how many answers may not do before help is offered.
const failsBeforeHelp = 3

// text handles what she wrote.
func (k *talk) text(in Text) error {
	if c, ok := parseCommand(in.Text); ok {
		return k.command(c)
	}
	s := k.asker()
	switch {
	case s == nil && k.isNew && k.e.start != "":
		return k.begin(k.e.start)
	case s == nil:
		k.idle()
		return nil
	case k.top().Open == nil: // a new version put her here: she was never asked
		k.ask(s)
		return nil
	}
	typed := i18n.Clean(in.Text)
	if k.repeated(s, typed) {
		k.remark(textClosed)
		k.top().Fails++ // sent once more it is meant
		return nil
	}
	return k.answer(s, k.match(s, typed), typed, in.Message, 0)
}

// repeated says whether she sent the answer to the question before once more,
// because the new question had not reached her when she wrote. Free text would
// take it for the new answer: "Yes, start" is nobody's name.
func (k *talk) repeated(s asker, typed string) bool {
	f := k.top()
	if _, free := s.(*askText); !free || f.Fails > 0 || len(f.Trail) == 0 {
		return false
	}
	before, ok := k.e.step(f.Flow, f.Trail[len(f.Trail)-1]).(asker)
	if !ok {
		return false
	}
	if f.Open.Message == 0 && before.base().save != "" && typed == k.p.Fields[before.base().save].Value {
		return true
	}
	return len(typed) <= 8*labelLimit &&
		slices.ContainsFunc(before.ask(k).options, func(o option) bool { return alike(typed, o.label) })
}

// idle answers somebody who writes while nothing is asked.
func (k *talk) idle() {
	switch {
	case k.p.Wait != nil:
		k.sendText(textWaiting)
	case len(k.menu()) > 0:
		k.remark(textIdle)
	default:
		k.sendText(textRest)
	}
}

// tap handles a tap on a button. It is answered first, whatever it leads to,
// so that the circle on the button stops.
func (k *talk) tap(in Tap) error {
	d, ok := parseTap(in.Data)
	if f := k.e.book.flows[d.begin]; ok && f != nil && f.menu != nil {
		return k.tapBegin(in, d.begin)
	}
	at := slices.IndexFunc(k.p.Stack, func(f frame) bool {
		return f.Flow == d.flow && f.Step == d.step && f.Open.has(d.option) && f.Open.Nonce == d.nonce
	})
	if !ok || at < 0 {
		k.out = append(k.out, Answer{Query: in.Query, Text: k.say(textClosed)})
		return nil
	}
	k.out = append(k.out, Answer{Query: in.Query})
	for len(k.p.Stack) > at+1 { // she went back by herself to the question below
		k.dropTop()
	}
	s := k.asker()
	if s == nil {
		return nil
	}
	return k.answer(s, d.option, "", 0, in.Message)
}

// tapBegin begins a flow by its button. A second tap on it changes nothing.
func (k *talk) tapBegin(in Tap, flow string) error {
	if slices.ContainsFunc(k.p.Stack, func(f frame) bool { return f.Flow == flow }) {
		k.out = append(k.out, Answer{Query: in.Query, Text: k.say(textBegun)})
		return nil
	}
	k.out = append(k.out, Answer{Query: in.Query})
	return k.begin(flow)
}

// answer takes an answer to the open question: an option that was shown, or
// what was typed. typedIn and tappedOn are the messages, 0 when there is none.
func (k *talk) answer(s asker, id, typed string, typedIn, tappedOn int) error {
	f := k.top()
	if id == optionWhy && s.base().why != nil {
		k.send(k.render(s.base().flow, s.base().why), nil)
		return nil
	}
	q := s.ask(k) // before anything changes: it is what stands on her screen
	v := s.take(k, id, typed)
	if v.again != "" {
		f.Fails++
		if f.Fails >= failsBeforeHelp {
			k.sendText(textStuck)
		}
		k.present(s, q, v.again)
		return nil
	}
	k.close(s, q, v.shown, tappedOn)
	k.keep(s, v, typedIn)
	f.moveTo(k.after(s, v))
	return k.walk()
}

// keep saves what was answered.
func (k *talk) keep(s asker, v verdict, typedIn int) {
	if _, ok := s.(*askLanguage); ok {
		k.p.Lang, k.p.Sure = i18n.Lang(v.value), true
		return
	}
	if name := s.base().save; name != "" {
		k.p.save(name, v.value, typedIn)
	}
}

// after is the step that follows an answer, and notes the way there. After a
// change at the review it leads back there, unless the answer has a way of its
// own.
func (k *talk) after(s asker, v verdict) string {
	f := k.top()
	switch s := s.(type) {
	case *review, *askLanguage:
		return v.move.to
	case *askText:
		return k.backOr(f, s.next.to, v.move.to)
	case *askChoice:
		return k.backOr(f, s.next.to, v.move.to)
	}
	return v.move.to
}

func (k *talk) backOr(f *frame, usual, to string) string {
	back := f.Return
	f.Return = ""
	if back != "" && to == usual {
		return back
	}
	f.Trail = append(f.Trail, f.Step)
	return to
}

// close shows below the question what was answered and takes its buttons
// away, wherever they stand. When the answer must not stay on the screen the
// change must not get lost.
func (k *talk) close(s asker, q question, shown string, tappedOn int) {
	o := k.top().Open
	if len(o.Shown) == 0 {
		return // it has no buttons
	}
	words := q.text
	switch {
	case s.base().private:
		words += "\n\n" + k.say(textAnswered)
	case shown != "":
		words += "\n\n" + k.say(textChosen, arg("answer", strings.TrimLeftFunc(shown, isSign)))
	}
	messages := []int{cmp.Or(tappedOn, o.Message)}
	if o.Message != messages[0] {
		messages = append(messages, o.Message)
	}
	for _, m := range messages {
		if m != 0 && !k.p.Blocked {
			k.out = append(k.out, Edit{Chat: k.p.Chat, Message: m, Text: words, Must: s.base().private})
		}
	}
}

// isSign finds the emoji in front of a label: a sign of ours takes its place.
func isSign(r rune) bool {
	return unicode.Is(unicode.So, r) || unicode.Is(unicode.Variation_Selector, r) || r == ' '
}

// retire takes the buttons of the open question away, because it is left
// without an answer.
func (k *talk) retire() {
	f := k.top()
	s := k.asker()
	if s == nil || f.Open == nil || f.Open.Message == 0 || len(f.Open.Shown) == 0 || k.p.Blocked {
		return
	}
	k.out = append(k.out, Edit{Chat: k.p.Chat, Message: f.Open.Message, Text: s.ask(k).text})
}

// match finds the shown option that she typed: its label, its number in the
// list in any script's digits, or something that reads alike; at last its
// English label or its id, for a city whose name she writes as on a map. ""
// for none.
func (k *talk) match(s asker, typed string) string {
	shown := k.top().Open.Shown
	label := func(o [2]string) string { return cmp.Or(o[1], k.e.endonyms[i18n.Lang(o[0])]) }
	for _, o := range shown {
		if typed == label(o) {
			return o[0]
		}
	}
	if _, free := s.(*askText); !free {
		if n, ok := i18n.Digits(typed); ok && n >= 1 && n <= len(shown) {
			return shown[n-1][0]
		}
	}
	if len(typed) > 8*labelLimit { // no label in any script; folding it would only take time
		return ""
	}
	for _, o := range shown {
		if alike(typed, label(o)) {
			return o[0]
		}
	}
	for _, o := range k.inEnglish(s) {
		if (alike(typed, o.label) || alike(typed, o.id)) && k.top().Open.has(o.id) {
			return o.id
		}
	}
	return ""
}

// inEnglish are a question's options as an English reader sees them.
func (k *talk) inEnglish(s asker) []option {
	lang := k.p.Lang
	k.p.Lang = i18n.English
	defer func() { k.p.Lang = lang }()
	return s.ask(k).options
}

// alike compares two texts as people mean them, without what stands around
// their words: emoji, dots.
func alike(typed, label string) bool {
	around := func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) }
	typed = strings.TrimFunc(typed, around)
	return typed != "" && i18n.Same(typed, strings.TrimFunc(label, around))
}

// media answers a message that is no text.
func (k *talk) media() error {
	if k.isNew && k.e.start != "" {
		k.sendText(textMedia)
		return k.begin(k.e.start)
	}
	k.remark(textMedia)
	return nil
}

// edited answers a message that was changed. Nothing changes with it: the
// question it answered may be long gone.
func (k *talk) edited(in Edited) {
	field := ""
	for name, s := range k.p.Fields {
		if s.Message != 0 && s.Message == in.Message {
			field = name
		}
	}
	switch {
	case field == "":
		k.remark(textEditedOther)
	case slices.ContainsFunc(k.p.Stack, func(f frame) bool { return k.e.book.flows[f.Flow].saves[field] != nil }) && k.p.Wait == nil:
		k.remark(textEditedTaken)
	default:
		k.remark(textEditedSent)
	}
}
