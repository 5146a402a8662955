package flows

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"wecan/i18n"
)

// failsBeforeHelp is how many answers may not do before a person is offered.
const failsBeforeHelp = 3

// reply is what she answers a question with: an option that was shown, or what
// she typed, or what she sent instead.
type reply struct {
	option   string
	typed    string // cleaned
	media    *Media
	typedIn  int // her message, 0 for a tap
	tappedOn int // the bot's message with the button, 0 when she did not tap
}

// text handles what she wrote.
func (k *talk) text(in Text) error {
	if strings.HasPrefix(in.Text, "//") && k.chatText(in, i18n.Clean(in.Text)) { // a note in a chat: no command
		return nil
	}
	if c, ok := parseCommand(in.Text); ok {
		return k.command(c)
	}
	typed := i18n.Clean(in.Text)
	if k.castReplied(in.Reply, typed) {
		return nil
	}
	if k.chatText(in, typed) || k.distress(typed) {
		return nil
	}
	if s := k.strand(); s != nil && s.Aside {
		return k.textAside(s, typed, in.Message)
	}
	s := k.asker()
	switch {
	case s != nil && k.top().Open == nil: // a new version put her here: she was never asked
		k.ask(s)
		return nil
	case s != nil:
		return k.textTo(s, typed, in.Message)
	case k.isNew && k.e.start != "":
		if c, ok := k.word(typed, false); ok {
			return k.command(command{name: c})
		}
		return k.begin(k.e.start)
	}
	if c, ok := k.word(typed, true); ok {
		return k.command(command{name: c})
	}
	if lang, ok := k.tongue(typed); ok {
		return k.speak(lang)
	}
	k.idle()
	return nil
}

// textTo handles what she wrote while a question is open. What was shown comes
// first, then the words that work everywhere, then the question's own way to
// read it.
func (k *talk) textTo(s asker, typed string, message int) error {
	if k.late(message) {
		if c, ok := k.word(typed, false); ok {
			return k.command(command{name: c})
		}
		k.remark(textClosed)
		return nil
	}
	r := reply{typed: typed, typedIn: message}
	if id, slips := k.match(s, typed); id != "" {
		if c, ok := k.word(typed, false); !ok || slips == 0 {
			r.option = id
			return k.answer(s, r)
		} else if ok {
			return k.command(command{name: c})
		}
	}
	free := isFree(s)
	if c, ok := k.word(typed, !free); ok && !k.takes(s, r) {
		return k.command(command{name: c})
	}
	if lang, ok := k.tongue(typed); ok && !free && !isLanguage(s) && !k.takes(s, r) {
		return k.speak(lang)
	}
	if _, isMenu := s.(*askMenu); isMenu { // she looked at the menu, and then answered the question below it
		k.dropAsides()
		return k.text(Text{Message: message, Text: typed})
	}
	if at, id := k.elsewhereMeant(typed); at >= 0 && !free && !k.takes(s, r) {
		k.raise(at)
		return k.answer(k.asker(), reply{option: id, typed: typed, typedIn: message})
	}
	if k.repeated(s, typed) {
		k.remark(textClosed)
		k.top().Fails++ // sent once more it is meant
		return nil
	}
	if free && k.meant(typed) != "" && k.doubt(typed) {
		k.top().Fails++ // nobody is called Yes; sent once more it is meant
		q := s.ask(k)
		k.present(s, q, s.take(k, reply{}).again)
		return nil
	}
	if k.away && !k.untouched() && (free || !k.takes(s, r)) {
		return k.aside(flowReturn)
	}
	return k.answer(s, r)
}

// elsewhereMeant finds the button of something from outside whose label she
// wrote, -1 for none.
func (k *talk) elsewhereMeant(typed string) (strand int, option string) {
	for i := range k.p.Strands {
		s := &k.p.Strands[i]
		if o := s.top().Open; s.Aside && !s.Held && o != nil {
			for _, shown := range o.Shown {
				if shown[0][0] != '.' && alike(typed, shown[1]) {
					return i, shown[0]
				}
			}
		}
	}
	return -1, ""
}

// textAside handles what she wrote while only something from outside waits for
// her: the label of one of its buttons answers it, all else does not.
func (k *talk) textAside(s *strand, typed string, message int) error {
	if a := k.askerOf(s); a != nil && s.top().Open != nil {
		if id, _ := k.match(a, typed); id != "" {
			s.Aside = false
			return k.answer(a, reply{option: id, typed: typed, typedIn: message})
		}
	}
	if c, ok := k.word(typed, true); ok {
		return k.command(command{name: c})
	}
	if lang, ok := k.tongue(typed); ok {
		return k.speak(lang)
	}
	k.idle()
	return nil
}

// isFree says whether any text is an answer: then a word is a command only
// when it is spelt as one, and the name of a language is what she says.
func isFree(s asker) bool {
	_, free := s.(*askText)
	return free
}

func isLanguage(s asker) bool {
	_, is := s.(*askLanguage)
	return is
}

// takes says whether a question would take the answer, unless it takes any.
func (k *talk) takes(s asker, r reply) bool {
	if isFree(s) {
		return false
	}
	v := s.take(k, r)
	return v.again == ""
}

// speak changes the language because she wrote its name. The question is
// asked again in it.
func (k *talk) speak(lang i18n.Lang) error {
	if !slices.Contains(k.e.langs, lang) {
		k.idle()
		return nil
	}
	k.p.Lang, k.p.Sure = lang, true
	if s := k.asker(); s != nil { // in this language she has not heard it yet
		k.sendText(textSpeak)
		k.ask(s)
		return nil
	}
	k.remark(textSpeak)
	return nil
}

// late says whether she wrote a message before the open question was asked: by
// webhook a text may come after a tap that she made later. It answers an older
// question, which has another answer by now.
func (k *talk) late(message int) bool {
	return message != 0 && message < k.top().Open.After
}

// repeated says whether she sent the answer to the question before once more,
// because the new question had not reached her when she wrote. Free text would
// take it for the new answer: "Yes, start" is nobody's name.
func (k *talk) repeated(s asker, typed string) bool {
	f := k.top()
	if !isFree(s) || f.Fails > 0 || len(f.Trail) == 0 {
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
	case k.waits():
		k.sendText(textWaiting)
	case len(k.beginnable()) > 0:
		k.remark(textIdle)
	default:
		k.remark(textRest)
	}
}

// tap handles a tap on a button. It is answered first, whatever it leads to,
// so that the circle on the button stops.
func (k *talk) tap(in Tap) error {
	if d, ok := parseCastTap(in.Data); ok {
		return k.tapCast(in, d)
	}
	d, ok := parseTap(in.Data)
	if site, there := k.e.programme.Site(d.card); ok && there {
		k.out = append(k.out, Answer{Query: in.Query})
		k.showCard(site, true)
		return nil
	}
	switch {
	case ok && d.chat != "":
		return k.tapChat(in, d)
	case ok && d.begin == beginGoOn:
		k.out = append(k.out, Answer{Query: in.Query})
		k.goOnHere()
		return nil
	case ok && d.begin == beginNotNow:
		k.notNow(in)
		return nil
	case ok && (d.begin == beginClear || d.begin == beginProfile || d.begin == beginPerson):
		k.out = append(k.out, Answer{Query: in.Query})
		return k.command(command{name: strings.TrimPrefix(d.begin, "-")})
	case ok && d.begin == flowMenu:
		k.out = append(k.out, Answer{Query: in.Query})
		return k.aside(flowMenu)
	case ok && d.begin != "" && k.e.book.flows[d.begin] != nil && k.e.book.flows[d.begin].menu != nil:
		return k.tapBegin(in, d.begin)
	}
	at := k.locate(d)
	if !ok || at < 0 {
		k.out = append(k.out, Answer{Query: in.Query, Text: k.say(textClosed)})
		k.arrive()
		return nil
	}
	k.out = append(k.out, Answer{Query: in.Query})
	for s := k.strand(); len(k.p.Strands) > at+1 && isBuiltin(s.Stack[0].Flow); s = k.strand() {
		k.dropStrand() // she went back by herself to a question below
	}
	k.raise(at)
	s := k.asker()
	if s == nil {
		return nil
	}
	return k.answer(s, reply{option: d.option, tappedOn: in.Message})
}

// tapBegin begins a flow by its button. A second tap on it changes nothing.
func (k *talk) tapBegin(in Tap, flow string) error {
	if k.find(flow) >= 0 {
		k.out = append(k.out, Answer{Query: in.Query, Text: k.say(textBegun)})
		return nil
	}
	k.out = append(k.out, Answer{Query: in.Query})
	return k.begin(flow)
}

// answer takes an answer to the open question.
func (k *talk) answer(s asker, r reply) error {
	f := k.top()
	p := s.asked()
	switch r.option {
	case optionWhy:
		if p != nil && p.why != nil {
			k.send(k.render(p.flow, p.why), nil)
			k.play(p.why, false)
		}
		return nil
	case optionMenu:
		return k.aside(flowMenu)
	case optionPerson:
		return k.commandPerson(command{})
	}
	q := s.ask(k) // before anything changes: it is what stands on her screen
	var v verdict
	if r.option == optionSkip && p != nil {
		v = verdict{skip: true, shown: k.say(textSkip), move: s.route(k, "")}
	} else {
		v = s.take(k, r)
	}
	switch {
	case v.again != "":
		f.Fails++
		if v.offers != nil {
			q.options = v.offers
		}
		if f.Fails >= failsBeforeHelp {
			v.again = k.say(textStuck) + "\n\n" + v.again
		}
		k.present(s, q, v.again)
		return nil
	case v.picked != nil:
		k.pick(s, v.picked, r)
		return nil
	}
	k.close(s, q, v, r)
	k.keep(s, v, r)
	if v.then != nil {
		return v.then(k)
	}
	k.advance(s, v.move)
	return k.walk()
}

// keep saves what was answered.
func (k *talk) keep(s asker, v verdict, r reply) {
	if _, ok := s.(*askLanguage); ok {
		k.p.Lang, k.p.Sure = i18n.Lang(v.value), true
		return
	}
	if name := s.base().save; name != "" {
		k.p.save(name, saved{Value: v.value, Message: r.typedIn, Skipped: v.skip})
	}
}

// advance goes to the step that follows an answer, and notes the way there.
func (k *talk) advance(s asker, m move) {
	f := k.top()
	if s.asked() != nil && !isLanguage(s) {
		f.Trail = append(f.Trail, f.Step)
		if f.Change != nil {
			f.Change.Step = ""
		}
	}
	f.moveTo(m.to)
}

// close shows below the question what was answered and takes its buttons
// away, wherever they stand. When the answer must not stay on the screen the
// change must not get lost, and what she wrote is deleted.
func (k *talk) close(s asker, q question, v verdict, r reply) {
	o := k.top().Open
	private := s.base().private
	if private && r.typedIn != 0 && !k.p.Blocked {
		k.out = append(k.out, Delete{Chat: k.p.Chat, Message: r.typedIn})
	}
	tail := ""
	switch {
	case private:
		tail = k.say(textAnswered)
	case v.skip:
		tail = v.shown
	case v.shown != "":
		tail = k.say(textChosen, arg("answer", strings.TrimLeftFunc(v.shown, isSign)))
	}
	if q.request != RequestNothing { // its keys cannot be edited away: a message takes them along
		k.send(cmp.Or(tail, k.say(textAnswered)), nil)
		return
	}
	words := q.text
	if tail != "" {
		words += "\n\n" + tail
	}
	messages := []int{cmp.Or(r.tappedOn, o.Message)}
	if o.Message != messages[0] {
		messages = append(messages, o.Message)
	}
	for _, m := range messages {
		if m != 0 && !k.p.Blocked {
			k.out = append(k.out, Edit{Chat: k.p.Chat, Message: m, Text: words, Buttons: q.links, Must: private})
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
	s := k.strand()
	f := s.top()
	a := k.askerOf(s)
	if a == nil || f.Open == nil || f.Open.Message == 0 || len(f.Open.Shown) == 0 || k.p.Blocked {
		return
	}
	q := a.ask(k)
	if q.request != RequestNothing {
		return // its keys go with the next message
	}
	k.out = append(k.out, Edit{Chat: k.p.Chat, Message: f.Open.Message, Text: q.text, Buttons: q.links})
}
