package flows

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"

	"wecan/i18n"
)

// talk is one turn of a person while it is made.
type talk struct {
	e       *engine
	t       Turn
	a       *Actor
	p       *person
	isNew   bool // she never began anything
	hers    bool // the input is something she did, or waits for
	away    bool // before this input she had not been here for days
	absent  bool // what is done is for somebody who has not the phone now
	rand    *rand.Rand
	out     []Effect
	reports []string
	verdict string   // see [Result.Verdict]
	steps   []StepAt // that were gone through
}

// walkLimit is more steps than any flow has between two questions.
const walkLimit = 200

// loopError is a flow that went round without waiting for anybody.
type loopError struct{ flow, step string }

func (l *loopError) Error() string {
	return fmt.Sprintf("flows: %s.%s: more than %d steps without a question", l.flow, l.step, walkLimit)
}

// walk does the steps from where she is until one waits for something.
func (k *talk) walk() error {
	for range walkLimit {
		f := k.top()
		if f == nil {
			return nil
		}
		s := k.e.step(f.Flow, f.Step)
		if s == nil {
			return fmt.Errorf("flows: the flow %s has no step %s", f.Flow, f.Step)
		}
		k.steps = append(k.steps, StepAt{f.Flow, f.Step})
		m, err := s.enter(k)
		if err != nil {
			return fmt.Errorf("flows: %s.%s: %w", f.Flow, f.Step, err)
		}
		switch {
		case m.stay:
			return nil
		case m.call != "":
			k.call(m.call)
		case m.end != "":
			if over, err := k.leave(m.end); over || err != nil {
				return err
			}
		default:
			k.top().moveTo(m.to)
		}
	}
	f := k.top()
	return &loopError{f.Flow, f.Step}
}

// call begins a flow above the one that calls it.
func (k *talk) call(flow string) {
	s := k.strand()
	s.top().Called = true
	s.Stack = append(s.Stack, frame{Flow: flow, Step: k.e.book.flows[flow].first})
}

// leave takes the flow she is in away. It is over when the conversation ends
// with it: then the one below is taken up again. Otherwise the flow that
// called it goes on.
func (k *talk) leave(how outcome) (over bool, err error) {
	s := k.strand()
	f := *s.top()
	s.Stack = s.Stack[:len(s.Stack)-1]
	switch how {
	case outcomeDone:
		if k.p.Done == nil {
			k.p.Done = map[string]string{}
		}
		k.p.Done[f.Flow] = f.Key
	case outcomeErase:
		if err := k.forget(k.e.book.flows[f.Flow]); err != nil {
			return false, err
		}
	case outcomeQuiet:
		k.stopAll()
	case outcomeNoNews:
		k.stopKinds(CastInformation)
	case outcomeNoWeekly:
		k.stopKinds(CastDigest)
	case outcomeNews:
		k.p.Quiet = false
		k.hearKinds(CastInformation)
	case outcomeLeft, outcomeRestart, outcomeAbandon:
	}
	if len(s.Stack) > 0 {
		k.returnTo(s.top(), how)
		return false, nil
	}
	k.cut()
	if how == outcomeDone && f.Flow == k.e.start && len(k.p.Others) > 0 && !k.absent {
		k.handBack()
	}
	switch below := k.strand(); {
	case how == outcomeRestart && below != nil:
		k.retire()
		k.relocate(below.Stack[0].Flow)
		below.Stack = []frame{{Flow: below.Stack[0].Flow, Step: k.e.book.flows[below.Stack[0].Flow].first, Given: maps.Clone(below.Stack[0].Given)}}
		return false, nil
	case how == outcomeAbandon && below != nil:
		k.retire()
		for _, f := range below.Stack {
			if err := k.forget(k.e.book.flows[f.Flow]); err != nil {
				return false, err
			}
			k.unwait(&f)
		}
		k.cut()
	}
	if k.asker() == nil && isBuiltin(f.Flow) && how == outcomeLeft {
		k.idle()
	}
	k.resume()
	return true, nil
}

// relocate forgets which site she chose in a flow that begins anew, when a link
// says one: the link may have come after the choice.
func (k *talk) relocate(flow string) {
	f := k.e.book.flows[flow]
	if _, linked := k.p.Fields[fieldLinkSite]; linked && f.saves[fieldSite] != nil && !k.p.keeps(k.e.book, f, fieldSite) {
		delete(k.p.Fields, fieldSite)
	}
}

// returnTo goes on in the flow that called the one she left.
func (k *talk) returnTo(f *frame, how outcome) {
	s, ok := k.e.step(f.Flow, f.Step).(*call)
	if !ok || !f.Called { // a new version calls nothing here
		return
	}
	f.Trail = append(f.Trail, f.Step)
	to := s.next.to
	if how != outcomeDone && s.left.to != "" {
		to = s.left.to
	}
	f.moveTo(to)
}

// ask shows the question she is at, and lets it be heard.
func (k *talk) ask(s asker) {
	q := s.ask(k)
	k.present(s, q, q.text)
	k.play(s.texts()[0], true)
}

// present sends a question with its buttons. Asked again it stays the same
// question: a tap on either message answers it.
func (k *talk) present(s asker, q question, words string) {
	f := k.top()
	if f.Open == nil {
		f.Open = &open{Nonce: k.nonce(), After: k.p.Last, Kind: s.base().kind}
		if p := s.asked(); p != nil {
			f.Open.Picked = k.picked(s, p)
		}
		q = s.ask(k)
	}
	options := k.shown(s, q)
	f.Open.Shown = f.Open.Shown[:0:0]
	for _, o := range options {
		label := o.label
		if label == k.e.endonyms[i18n.Lang(o.id)] {
			label = ""
		}
		f.Open.Shown = append(f.Open.Shown, [2]string{strings.TrimLeft(o.id, "+-"), strings.TrimLeft(label, "☐☑ ")})
	}
	send := Send{Chat: k.p.Chat, Text: words, Question: true, Receipt: receiptName(f.Open.Nonce)}
	if q.request != RequestNothing {
		for _, o := range options {
			key := Key{Label: o.label}
			if o.id == optionShare {
				key.Request = q.request
			}
			send.Keys = append(send.Keys, []Key{key})
		}
	} else {
		send.Buttons = append(k.buttons(options), q.links...)
	}
	k.emit(send)
}

// shown are a question's options with those that the engine adds.
func (k *talk) shown(s asker, q question) []option {
	options := slices.Clone(q.options)
	add := func(id string, key i18n.Key) { options = append(options, option{id, k.say(key)}) }
	if p := s.asked(); p != nil {
		if p.why != nil {
			add(optionWhy, textWhy)
		}
		if p.optional {
			add(optionSkip, textSkip)
		}
	}
	if _, isMenu := s.(*askMenu); isMenu {
		return options
	}
	if k.top().Fails >= failsBeforeHelp {
		add(optionPerson, textMenuPerson)
	}
	add(optionMenu, textMenu)
	return options
}

// buttons are the options of the open question as inline buttons.
func (k *talk) buttons(options []option) [][]Button {
	f := k.top()
	var out [][]Button
	for _, o := range options {
		data := tapData{flow: f.Flow, step: f.Step, nonce: f.Open.Nonce, option: o.id}
		out = append(out, []Button{{Label: o.label, Data: data.String()}})
	}
	return out
}

func (k *talk) nonce() string {
	b := make([]byte, nonceSize)
	for i := range b {
		b[i] = nonceAlphabet[k.random().IntN(len(nonceAlphabet))]
	}
	return string(b)
}

func (k *talk) random() *rand.Rand {
	if k.rand == nil {
		k.rand = k.t.Rand()
	}
	return k.rand
}

// send says something that is no question.
func (k *talk) send(words string, buttons [][]Button) {
	k.emit(Send{Chat: k.p.Chat, Text: words, Buttons: buttons})
}

func (k *talk) sendText(key i18n.Key) { k.send(k.say(key), nil) }

// emit keeps silent towards somebody who cannot be written to. Where keys stand
// in the place of her keyboard that the message does not need, they go: with
// the message, or, when that has buttons of its own, with one before it.
func (k *talk) emit(s Send) {
	if k.p.Blocked || k.p.Chat == 0 {
		k.p.Missed = true
		return
	}
	switch {
	case len(s.Keys) > 0:
		k.p.Keys = true
	case k.p.Keys && len(s.Buttons) > 0:
		k.out = append(k.out, Send{Chat: k.p.Chat, Text: k.say(textKeysGone), Unkey: true, Receipt: receiptSaid})
		k.p.Keys = false
	case k.p.Keys:
		s.Unkey, k.p.Keys = true, false
	}
	if s.Receipt == "" {
		s.Receipt = receiptSaid
	}
	k.out = append(k.out, s)
}

// remark says something and then repeats the question, or shows what can be
// begun.
func (k *talk) remark(key i18n.Key) {
	if s := k.asker(); s != nil {
		k.sendText(key)
		if k.top().Open == nil {
			k.ask(s)
			return
		}
		q := s.ask(k) // once more, so without its voice
		k.present(s, q, q.text)
		return
	}
	k.send(k.say(key), k.menu())
}

// menu has a button for every flow she can begin, and one for all else that
// she can do.
func (k *talk) menu() [][]Button {
	var out [][]Button
	for _, id := range k.beginnable() {
		out = append(out, []Button{{Label: k.say(k.e.book.flows[id].menu.key), Data: tapData{begin: id}.String()}})
	}
	return append(out, []Button{{Label: k.say(textMenu), Data: tapData{begin: flowMenu}.String()}})
}

// beginnable are the flows that have a button and can be begun now.
func (k *talk) beginnable() []string {
	var out []string
	for _, id := range k.e.book.order {
		f := k.e.book.flows[id]
		if _, done := k.p.Done[id]; f.menu == nil || f.chat != "" || done && !f.again || k.waitsIn(id) {
			continue
		}
		out = append(out, id)
	}
	return out
}

// waitsIn says whether a flow waits for another actor, in time or not.
func (k *talk) waitsIn(flow string) bool {
	for i := range k.p.Strands {
		for _, f := range k.p.Strands[i].Stack {
			if f.Flow == flow && f.Wait != nil && f.Wait.From != "" {
				return true
			}
		}
	}
	return slices.ContainsFunc(k.p.Late, func(w waiting) bool { return w.Flow == flow })
}

// waits says whether anything waits for another actor.
func (k *talk) waits() bool {
	return len(k.p.Late) > 0 || slices.ContainsFunc(k.p.Strands, func(s strand) bool {
		return slices.ContainsFunc(s.Stack, func(f frame) bool { return f.Wait != nil && f.Wait.From != "" })
	})
}

// report tells those who look after the bot.
func (k *talk) report(format string, args ...any) {
	k.reports = append(k.reports, fmt.Sprintf(format, args...))
}
