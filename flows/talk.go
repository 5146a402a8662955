package flows

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"

	"wecan/i18n"
)

// talk is one turn of a person while it is made.
type talk struct {
	e     *engine
	t     Turn
	a     *Actor
	p     *person
	isNew bool // she never began anything
	rand  *rand.Rand
	out   []Effect
}

// top is the place she sees; nil when there is none.
func (k *talk) top() *frame {
	if len(k.p.Stack) == 0 {
		return nil
	}
	return &k.p.Stack[len(k.p.Stack)-1]
}

// asker is the question she is at; nil when there is none.
func (k *talk) asker() asker {
	f := k.top()
	if f == nil {
		return nil
	}
	s, _ := k.e.step(f.Flow, f.Step).(asker)
	return s
}

// walkLimit is more steps than any flow has between two questions.
const walkLimit = 200

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
		m, err := s.enter(k)
		if err != nil {
			return fmt.Errorf("flows: %s.%s: %w", f.Flow, f.Step, err)
		}
		switch {
		case m.stay:
			return nil
		case m.end != "":
			k.leave(m.end)
		default:
			f.moveTo(m.to)
		}
	}
	return fmt.Errorf("flows: more than %d steps without a question", walkLimit)
}

// leave takes the top flow away.
func (k *talk) leave(how outcome) {
	f := *k.top()
	k.p.Stack = k.p.Stack[:len(k.p.Stack)-1]
	switch how {
	case outcomeDone:
		if k.p.Done == nil {
			k.p.Done = map[string]string{}
		}
		k.p.Done[f.Flow] = f.Key
	case outcomeErase:
		k.p.forget(k.e.book.flows[f.Flow])
	case outcomeRestart:
		if below := k.top(); below != nil {
			k.retire()
			*below = frame{Flow: below.Flow, Step: k.e.book.flows[below.Flow].first}
		}
	case outcomeAbandon:
		if below := k.top(); below != nil {
			k.retire()
			k.p.forget(k.e.book.flows[below.Flow])
			k.p.Stack = k.p.Stack[:len(k.p.Stack)-1]
		}
	case outcomeLeft:
		if isBuiltin(f.Flow) && len(k.p.Stack) == 0 {
			k.idle()
		}
	}
}

// push begins a flow above everything else.
func (k *talk) push(flow string) error {
	k.p.Stack = append(k.p.Stack, frame{Flow: flow, Step: k.e.book.flows[flow].first})
	return k.walk()
}

// aside begins one of the engine's own flows above the others. There is at
// most one of them at a time.
func (k *talk) aside(flow string) error {
	k.dropAsides()
	return k.push(flow)
}

// dropAsides leaves the engine's own flows, and takes their buttons away.
func (k *talk) dropAsides() {
	for f := k.top(); f != nil && isBuiltin(f.Flow); f = k.top() {
		k.dropTop()
	}
}

func (k *talk) dropTop() {
	k.retire()
	k.p.Stack = k.p.Stack[:len(k.p.Stack)-1]
}

// ask shows the question she is at.
func (k *talk) ask(s asker) {
	q := s.ask(k)
	k.present(s, q, q.text)
}

// repeat shows the question once again, if there is one.
func (k *talk) repeat() {
	if s := k.asker(); s != nil {
		k.ask(s)
	}
}

// present sends a question with its buttons. Asked again it stays the same
// question: a tap on either message answers it.
func (k *talk) present(s asker, q question, words string) {
	f := k.top()
	if f.Open == nil {
		f.Open = &open{Nonce: k.nonce()}
	}
	options := q.options
	if s.base().why != nil {
		options = append(options, option{optionWhy, k.say(textWhy)})
	}
	f.Open.Shown = nil
	var buttons [][]Button
	for _, o := range options {
		data := tapData{flow: f.Flow, step: f.Step, nonce: f.Open.Nonce, option: o.id}
		buttons = append(buttons, []Button{{Label: o.label, Data: data.String()}})
		label := o.label
		if label == k.e.endonyms[i18n.Lang(o.id)] {
			label = ""
		}
		f.Open.Shown = append(f.Open.Shown, [2]string{o.id, label})
	}
	k.emit(Send{
		Chat: k.p.Chat, Text: words, Buttons: buttons, Question: true, Receipt: receiptName(f.Open.Nonce),
	})
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

// emit keeps silent towards somebody who cannot be written to.
func (k *talk) emit(s Send) {
	if k.p.Blocked || k.p.Chat == 0 {
		k.p.Missed = true
		return
	}
	k.out = append(k.out, s)
}

// remark says something and then repeats the question, or shows what can be
// begun.
func (k *talk) remark(key i18n.Key) {
	if k.asker() != nil {
		k.sendText(key)
		k.repeat()
		return
	}
	k.send(k.say(key), k.menu())
}

// menu has a button for every flow she can begin.
func (k *talk) menu() [][]Button {
	var out [][]Button
	for _, id := range k.e.book.order {
		f := k.e.book.flows[id]
		if _, done := k.p.Done[id]; f.menu == nil || done || k.waitsIn(id) {
			continue
		}
		out = append(out, []Button{{Label: k.say(f.menu.key), Data: tapData{begin: id}.String()}})
	}
	return out
}

// waitsIn says whether a flow waits for another actor, in time or not.
func (k *talk) waitsIn(flow string) bool { return k.p.Wait != nil && k.p.Wait.Flow == flow }

// say is a text in her language.
func (k *talk) say(key i18n.Key, args ...i18n.Arg) string {
	words, _ := k.e.catalog.Render(k.p.Lang, key, args...)
	return words
}

// render is a text of a flow in her language.
func (k *talk) render(f *flow, t *text) string {
	var args []i18n.Arg
	for _, name := range t.names {
		args = append(args, arg(name, k.fill(f, name)))
	}
	return k.say(t.key, args...)
}

// fill is what stands in a flow's text for a placeholder.
func (k *talk) fill(f *flow, name string) string {
	switch name {
	case "org":
		return k.e.programme.Organisation
	case "keep_until":
		return k.date()
	case "emergency":
		return k.emergency()
	}
	if s, ok := f.saves[name].(asker); ok {
		return k.shown(s)
	}
	return k.p.Fields[name].Value
}

// shown is a saved answer as she may see it.
func (k *talk) shown(s asker) string {
	answer, ok := k.p.Fields[s.base().save]
	switch {
	case !ok:
		return "–"
	case s.base().private:
		return k.say(textAnswered)
	}
	return s.show(k, answer.Value)
}

// date is the day until which answers are kept.
func (k *talk) date() string {
	day := k.e.programme.Keep.Day(k.t.Now)
	return k.say(textDate, arg("day", strconv.Itoa(day.Day())), arg("month", k.say(monthKey(day.Month()))), arg("year", strconv.Itoa(day.Year())))
}

// emergency is the number of her site, or of all sites while hers is not known.
func (k *talk) emergency() string {
	if site, ok := k.e.programme.Site(k.p.Fields["site"].Value); ok {
		return site.Emergency
	}
	var all []string
	for _, s := range k.e.programme.Sites {
		if !slices.Contains(all, s.Emergency) {
			all = append(all, s.Emergency)
		}
	}
	return strings.Join(all, ", ")
}
