package flows

import (
	"strings"

	"wecan/i18n"
)

// askMenu shows all that she can do from where she is: go on, go back, begin a
// flow, and the commands. It is the engine's own question, in
// builtin/menu.yaml.
type askMenu struct{ prompt }

func readAskMenu(_ *flowReader, p prompt, f *fields) step {
	s := &askMenu{prompt: p}
	s.needNext(f)
	return s
}

// Options of the menu that are no commands.
const (
	menuGoOn  = "go-on"
	menuBegin = "+" // in front of a flow's id
	menuChat  = "." // in front of a chat's reference
)

func (s *askMenu) enter(k *talk) (move, error) {
	k.ask(s)
	return move{stay: true}, nil
}

func (s *askMenu) ask(k *talk) question {
	q := question{text: k.render(s.flow, s.text)}
	add := func(id string, key i18n.Key) { q.options = append(q.options, option{id, k.say(key)}) }
	if below := k.below(); below != nil {
		add(menuGoOn, textGoOn)
		add("back", textMenuBack)
	}
	for _, i := range k.p.open() {
		c := &k.p.Chats[i]
		q.options = append(q.options, option{menuChat + c.Ref, shorten(k.say(textChatAnswer, arg("name", c.label())), labelLimit)})
	}
	for _, id := range k.beginnable() {
		if k.find(id) < 0 {
			add(menuBegin+id, k.e.book.flows[id].menu.key)
		}
	}
	if len(k.p.Done) > 0 {
		add("status", textMenuStatus)
	}
	add("person", textMenuPerson)
	add("emergency", textMenuEmergency)
	add("language", textMenuLanguage)
	add("profile", textMenuProfile)
	add("clear", textMenuClear)
	add("help", textMenuHelp)
	if below := k.below(); below != nil {
		add("cancel", textMenuCancel)
	}
	add("stop", textMenuStop)
	return q
}

// below is the question that lies under the menu; nil when there is none.
func (k *talk) below() asker {
	at := len(k.p.Strands) - 1
	if at >= 0 && isBuiltin(k.p.Strands[at].Stack[0].Flow) {
		at--
	}
	if at < 0 || k.p.Strands[at].Aside {
		return nil
	}
	return k.askerOf(&k.p.Strands[at])
}

func (s *askMenu) take(k *talk, r reply) verdict {
	id := r.option
	var then func(*talk) error
	switch flow, begins := strings.CutPrefix(id, menuBegin); {
	case id == menuGoOn:
		then = func(k *talk) error { k.goOnHere(); return nil }
	case strings.HasPrefix(id, menuChat) && k.p.chatOf(id[1:]) >= 0:
		then = func(k *talk) error { return k.goTo(k.p.chatOf(id[1:])) }
	case begins, k.e.book.flows[id] != nil && k.e.book.flows[id].menu != nil && !isEngineCommand(id):
		then = func(k *talk) error { return k.begin(flow) }
	case isEngineCommand(id):
		then = func(k *talk) error { return k.command(command{name: id}) }
	default:
		return s.refuse(k, k.say(textPick))
	}
	shown := ""
	for _, o := range s.ask(k).options {
		if strings.TrimLeft(o.id, "+-") == strings.TrimLeft(id, "+-") {
			shown = o.label
		}
	}
	return verdict{shown: shown, then: func(k *talk) error {
		k.cut() // the menu is over, before what was chosen begins
		return then(k)
	}}
}

func (s *askMenu) show(*talk, string) string { return "" }
