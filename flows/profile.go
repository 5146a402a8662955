package flows

import (
	"slices"
	"strconv"
	"strings"

	"wecan/i18n"
)

// Several people may share a phone: each has her own conversations, answers and
// language. Whose turn it is is chosen from the menu; a tap on a button of
// another one's question is an answer of hers.

// profileLimit is how many people can share a phone.
const profileLimit = 4

// commandProfile asks who it is now.
func (k *talk) commandProfile(command) error { return k.aside(flowProfile) }

// become makes another one of them the person who is here.
func (k *talk) become(i int) {
	k.p.profile, k.p.Others[i] = k.p.Others[i], k.p.profile
	k.repair()
}

// newcomer is one more person on the phone. She is asked for her language: it
// need not be that of whoever hands her the phone.
func (k *talk) newcomer() {
	k.p.Others = append(k.p.Others, k.p.profile)
	k.p.profile = profile{Lang: k.p.Lang}
}

// handBack tells, after somebody on a shared phone has applied, where her answer
// comes, and offers to clear what stands on the screen and to give the phone
// back.
func (k *talk) handBack() {
	name := strings.TrimPrefix(k.called(&k.p.profile, 1), personSign)
	button := func(key i18n.Key, begin string) []Button {
		return []Button{{Label: k.say(key), Data: tapData{begin: begin}.String()}}
	}
	k.send(k.say(textHandBack, arg("name", name), arg("contact", k.contact())),
		[][]Button{button(textMenuClear, beginClear), button(textMenuProfile, beginProfile)})
}

// personSign stands before the name of one of them on a button.
const personSign = "👤 "

// called is the name of one of them, as a button shows it.
func (k *talk) called(p *profile, number int) string {
	name := p.Fields["name"].Value
	if f := k.e.book.flows[k.e.start]; f != nil {
		if s := f.saves["name"]; s != nil && s.base().private {
			name = ""
		}
	}
	if _, spoken := Spoken(name); name == "" || spoken {
		return k.say(textProfile, arg("number", strconv.Itoa(number)))
	}
	return personSign + shorten(name, labelLimit-2)
}

// frames visits the places of everybody who uses the phone.
func (k *talk) frames(visit func(f *frame)) {
	each := func(strands []strand) {
		for i := range strands {
			for j := range strands[i].Stack {
				visit(&strands[i].Stack[j])
			}
		}
	}
	each(k.p.Strands)
	for i := range k.p.Others {
		each(k.p.Others[i].Strands)
	}
}

// locate finds the conversation that a button belongs to, also among those of
// the others on the phone: then it is their turn. -1 for none.
func (k *talk) locate(d tapData) int {
	find := func(strands []strand) int {
		return slices.IndexFunc(strands, func(s strand) bool {
			f := s.top()
			return k.e.book.isAt(stepAt{d.flow, d.step}, f) && f.Open.has(d.option) && f.Open.Nonce == d.nonce
		})
	}
	if at := find(k.p.Strands); at >= 0 {
		return at
	}
	for i := range k.p.Others {
		if find(k.p.Others[i].Strands) >= 0 {
			k.become(i)
			return find(k.p.Strands)
		}
	}
	return -1
}

// hear handles what another actor tells, for the one on the phone whom it
// concerns.
func (k *talk) hear(in Told) error {
	switch {
	case in.Name == ToldUnsent && in.From == "":
		return k.unsent(in)
	case in.Name == ToldUncertain && in.From == "":
		return k.unsure(in)
	case in.Name == ToldCast:
		return k.hearCast(in)
	case in.Name == ToldParticipation:
		return k.hearPart(in)
	case in.Name == ToldFact:
		return k.hearFact(in)
	}
	if strings.HasPrefix(in.Name, "chat.") {
		return k.hearChat(in)
	}
	t, err := readTelling(in.Data)
	if err != nil {
		return err
	}
	return k.forWhom(func(w *waiting) bool { return w.From == in.From }, t.Given["reference"], func() error { return k.told(in, t) })
}

// forWhom does something for the one on the phone who waits for it, or whose
// reference it names. What is said to somebody who is not here now begins with
// her name, and the question of the one who is here is asked again below it. A
// recording cannot name her, so it is left out.
func (k *talk) forWhom(fits func(w *waiting) bool, reference string, do func() error) error {
	i := k.owner(fits, reference)
	if i < 0 {
		return do()
	}
	name, said := k.called(&k.p.Others[i], i+2), len(k.out)
	k.become(i)
	k.absent = true
	err := do()
	k.absent = false
	k.become(i)
	if err != nil {
		return err
	}
	k.out = unspoken(k.out, said)
	head := k.say(textForProfile, arg("name", strings.TrimPrefix(name, personSign)))
	for j, e := range k.out[said:] {
		if s, ok := e.(Send); ok {
			s.Text = head + "\n" + s.Text
			k.out[said+j] = s
		}
	}
	if s := k.asker(); s != nil && k.spoke(said) {
		k.ask(s)
	}
	return nil
}

// owner is which of the others something is for; -1 for the one who is here,
// also when it is for nobody.
func (k *talk) owner(fits func(w *waiting) bool, reference string) int {
	concerns := func(p *profile) bool {
		for _, s := range p.Strands {
			for _, f := range s.Stack {
				if f.Wait != nil && fits(f.Wait) {
					return true
				}
			}
		}
		for i := range p.Late {
			if fits(&p.Late[i]) {
				return true
			}
		}
		for _, key := range p.Done {
			if reference != "" && key == reference {
				return true
			}
		}
		return reference != "" && p.chatOf(reference) >= 0
	}
	if concerns(&k.p.profile) {
		return -1
	}
	return slices.IndexFunc(k.p.Others, func(p profile) bool { return concerns(&p) })
}

// askProfile asks which of the people on the phone it is. It is the engine's
// own question, in builtin/profile.yaml.
type askProfile struct{ prompt }

func readAskProfile(_ *flowReader, p prompt, f *fields) step {
	s := &askProfile{prompt: p}
	s.needNext(f)
	return s
}

const (
	profileNew = "new"
	profileAt  = "p" // in front of a number
)

func (s *askProfile) enter(k *talk) (move, error) {
	k.ask(s)
	return move{stay: true}, nil
}

func (s *askProfile) ask(k *talk) question {
	q := question{text: k.render(s.flow, s.text)}
	for i := range k.p.Others {
		q.options = append(q.options, option{profileAt + strconv.Itoa(i), k.called(&k.p.Others[i], i+2)})
	}
	if len(k.p.Others) < profileLimit-1 {
		q.options = append(q.options, option{profileNew, k.say(textNewProfile)})
	}
	return q
}

func (s *askProfile) take(k *talk, r reply) verdict {
	shown := ""
	for _, o := range s.ask(k).options {
		if o.id == r.option {
			shown = o.label
		}
	}
	i, err := strconv.Atoi(strings.TrimPrefix(r.option, profileAt))
	switch {
	case shown == "":
		return s.refuse(k, k.say(textPick))
	case r.option == profileNew:
		return verdict{shown: shown, then: func(k *talk) error {
			k.cut()
			k.newcomer()
			return k.settle()
		}}
	case err != nil:
		return s.refuse(k, k.say(textPick))
	}
	return verdict{shown: shown, then: func(k *talk) error {
		k.cut()
		k.become(i)
		return k.settle()
	}}
}

// settle shows somebody who has taken the phone where she is.
func (k *talk) settle() error {
	switch {
	case k.asker() != nil:
		k.resume()
	case len(k.p.Done) == 0 && !k.waits() && k.e.start != "":
		return k.begin(k.e.start)
	default:
		k.status()
	}
	return nil
}

func (s *askProfile) show(*talk, string) string { return "" }

// shorten keeps the first characters of a text.
func shorten(s string, most int) string {
	n := 0
	for i := range s {
		if n++; n > most {
			return strings.TrimSpace(s[:i]) + "…"
		}
	}
	return s
}
