package flows

import (
	"maps"
	"slices"
	"strings"

	"wecan/i18n"
)

// command is a message that begins with "/".
type command struct {
	name    string // in small letters, "" when it cannot be one
	payload string // what stands behind it
}

// parseCommand reads a command: "/help", "/help@our_bot", "/start payload". A
// slash further on, as after a word, makes no command.
func parseCommand(s string) (command, bool) {
	s, ok := strings.CutPrefix(i18n.Clean(s), "/")
	if !ok {
		return command{}, false
	}
	word, payload, _ := strings.Cut(strings.ReplaceAll(s, "\n", " "), " ")
	name, _, _ := strings.Cut(word, "@")
	name = strings.ToLower(name)
	if !isCommandName(name) {
		name = ""
	}
	return command{name, strings.TrimSpace(payload)}, true
}

// isCommandName says whether Telegram allows it (Bot API BotCommand).
func isCommandName(s string) bool {
	for i := range len(s) {
		if (s[i] < 'a' || s[i] > 'z') && (s[i] < '0' || s[i] > '9') && s[i] != '_' {
			return false
		}
	}
	return s != "" && len(s) <= 32
}

// engineCommands work in every state. A flow cannot take one of them.
func engineCommands() map[string]func(k *talk, c command) error {
	return map[string]func(k *talk, c command) error{
		"start":     (*talk).commandStart,
		"menu":      (*talk).commandMenu,
		"help":      (*talk).commandHelp,
		"language":  (*talk).commandLanguage,
		"back":      (*talk).commandBack,
		"cancel":    (*talk).commandCancel,
		"status":    (*talk).commandStatus,
		"person":    (*talk).commandPerson,
		"emergency": (*talk).commandEmergency,
		"stop":      (*talk).commandStop,
		"clear":     (*talk).commandClear,
		"profile":   (*talk).commandProfile,
		wordHello:   (*talk).commandHello,
	}
}

func isEngineCommand(name string) bool { return engineCommands()[name] != nil }

func (k *talk) command(c command) error {
	if do := engineCommands()[c.name]; do != nil {
		return do(k, c)
	}
	if flow := k.e.commands[c.name]; flow != "" {
		if k.e.book.flows[flow].chat != "" {
			return k.beginChat(flow)
		}
		return k.begin(flow)
	}
	k.remark(textUnknown)
	return nil
}

// begin begins a flow, unless she is in the middle of it or did it before.
func (k *talk) begin(flow string) error {
	k.dropAsides()
	_, done := k.p.Done[flow]
	at := k.find(flow)
	switch {
	case k.waitsIn(flow):
		k.sendText(textWaiting)
		return nil
	case at < 0 && done && !k.e.book.flows[flow].again && k.e.book.flows[flow].status == "":
		k.remark(textDoneBefore)
		return nil
	case at < 0 && done && !k.e.book.flows[flow].again:
		k.status()
		return nil
	case at < 0:
		return k.push(flow)
	}
	k.raise(at)
	switch {
	case k.asker() == nil:
		return k.push(flowStart)
	case k.top().Open == nil, k.untouched(): // there is nothing to choose between
		k.resume()
		return nil
	}
	return k.push(flowStart)
}

// untouched says whether she answered nothing yet of what she is in.
func (k *talk) untouched() bool {
	s := k.strand()
	if s == nil || len(s.Stack) > 1 {
		return s == nil
	}
	saves := k.e.book.flows[s.top().Flow].saves
	for name := range k.p.Fields {
		if saves[name] != nil {
			return false
		}
	}
	return len(s.top().Trail) == 0
}

// commandStart begins anew in her eyes: whatever the deep link says, else the
// flow of /start. Whoever wanted to hear nothing hears of us again.
func (k *talk) commandStart(c command) error {
	k.p.Quiet = false
	if c.payload == "" {
		k.p.Cast.Off = nil
	}
	if flow := k.follow(c.payload); flow != "" {
		return k.begin(flow)
	}
	if k.e.start == "" {
		k.idle()
		return nil
	}
	return k.begin(k.e.start)
}

// follow takes what a deep link says, and answers the flow that it begins, ""
// for the one of /start. The last link counts: of the one before nothing stays.
// A link of a site that the programme does not have any more says nothing of
// where, and nothing of for whom; whoever comes by it is asked as everybody is.
func (k *talk) follow(payload string) string {
	if !isPayload(payload) {
		return ""
	}
	for _, name := range linkFields() {
		delete(k.p.Fields, name)
	}
	l, ours := k.t.IDs.OpenLink(payload)
	if !ours {
		k.p.save(fieldLink, saved{Value: payload})
		return k.e.links[payload]
	}
	_, open := k.e.programme.Site(l.Site)
	if open {
		k.p.save(fieldLinkSite, saved{Value: l.Site})
	}
	if _, known := k.e.programme.Cohort(l.Cohort); known && (open || l.Site == "") {
		k.p.save(fieldLinkCohort, saved{Value: l.Cohort})
	}
	if !k.p.Sure && slices.Contains(k.e.langs, l.Lang) {
		k.p.Lang = l.Lang
	}
	if f := k.e.book.flows[l.Flow]; f != nil && f.linkable() {
		if f.link != "" && l.Cohort != "" { // such a flow reads what was sealed for it
			k.p.save(fieldLinkCode, saved{Value: l.Cohort})
		}
		if l.About != "" {
			k.p.save(fieldLinkAbout, saved{Value: l.About})
		}
		return l.Flow
	}
	return ""
}

// linkable says whether a deep link may begin the flow: people can begin it by
// themselves.
func (f *flow) linkable() bool {
	return f.chat == "" && (f.menu != nil || f.command != "" || f.link != "")
}

// isPayload says whether a deep link can carry it: 1 to 64 of A-Z a-z 0-9 _ -.
func isPayload(s string) bool {
	for i := range len(s) {
		c := s[i] | 0x20
		if (c < 'a' || c > 'z') && (s[i] < '0' || s[i] > '9') && s[i] != '_' && s[i] != '-' {
			return false
		}
	}
	return s != "" && len(s) <= 64
}

// commandHello answers a greeting: whoever is new is led to the beginning.
func (k *talk) commandHello(c command) error {
	if k.isNew && k.e.start != "" {
		return k.begin(k.e.start)
	}
	return k.commandMenu(c)
}

func (k *talk) commandMenu(command) error { return k.aside(flowMenu) }

func (k *talk) commandHelp(command) error {
	words := k.say(textHelp, arg("emergency", k.emergency()))
	if k.asker() == nil {
		k.send(words, k.menu())
		return nil
	}
	k.send(words, nil)
	k.resume()
	return nil
}

// commandEmergency shows the numbers and nothing below them: her question waits
// behind a button.
func (k *talk) commandEmergency(command) error {
	site, known := k.site()
	k.showCard(site, known)
	return nil
}

// commandPerson tells how a person is reached, or begins the flow that brings
// one.
func (k *talk) commandPerson(command) error {
	if flow := k.e.person; flow != "" {
		return k.begin(flow)
	}
	k.send(k.say(textPerson, arg("org", k.e.programme.Organisation), arg("contact", k.contact())), k.goOn())
	return nil
}

// goOn is the button that leads back to what she was doing.
func (k *talk) goOn() [][]Button {
	return [][]Button{{{Label: k.say(textGoOn), Data: tapData{begin: beginGoOn}.String()}}}
}

func (k *talk) commandStop(command) error { return k.aside(flowStop) }

func (k *talk) commandLanguage(command) error {
	if isLanguage(k.asker()) {
		k.resume()
		return nil
	}
	return k.aside(flowLanguage)
}

// commandBack asks the question before this one again; its answer stays until
// there is a new one.
func (k *talk) commandBack(command) error {
	if s := k.strand(); s != nil && isBuiltin(s.Stack[0].Flow) {
		k.dropAsides()
		if k.asker() == nil {
			k.idle()
			return nil
		}
		k.resume()
		return nil
	}
	if k.asker() == nil {
		k.remark(textNoBack)
		return nil
	}
	back, ok := k.before()
	if !ok {
		k.remark(textFirst)
		return nil
	}
	k.retire()
	k.goBack(back)
	return k.walk()
}

// place is where /back leads: a step, and how many flows that were called are
// left for it.
type backPlace struct {
	up   int
	step string
}

// before finds the question before the open one: the review, when an answer is
// to be changed and leads nowhere new yet; the last of the trail; or, at the beginning of a flow that was
// called, the last of the caller's.
func (k *talk) before() (backPlace, bool) {
	stack := k.strand().Stack
	for up := range stack {
		f := &stack[len(stack)-1-up]
		switch {
		case f.Change != nil && !f.Change.Fresh:
			return backPlace{up, f.Change.Review}, true
		case len(f.Trail) > 0:
			return backPlace{up, f.Trail[len(f.Trail)-1]}, true
		}
	}
	return backPlace{}, false
}

func (k *talk) goBack(to backPlace) {
	s := k.strand()
	s.Stack = s.Stack[:len(s.Stack)-to.up]
	f := s.top()
	switch {
	case f.Change != nil && !f.Change.Fresh:
		f.Trail, f.Change = f.Change.Was, nil
	default:
		f.Trail, f.Change = f.Trail[:len(f.Trail)-1], nil // after another answer the old way is not hers any more
	}
	f.moveTo(to.step)
}

func (k *talk) commandCancel(command) error {
	k.dropAsides()
	switch {
	case k.strand() == nil && k.waits(), k.strand() != nil && k.waitsIn(k.strand().Stack[0].Flow):
		k.sendText(textSentAlready)
		return nil
	case k.strand() == nil || k.strand().Aside:
		k.remark(textNoCancel)
		return nil
	}
	return k.push(flowCancel)
}

func (k *talk) commandStatus(command) error {
	k.status()
	return nil
}

// fulfilled are the flows that she completed, and those that go on after what
// they asked for was answered.
func (k *talk) fulfilled() []string {
	ids := slices.Collect(maps.Keys(k.p.Done))
	for _, s := range k.p.Strands {
		for _, f := range s.Stack {
			if f.Key != "" && (f.Wait == nil || f.Wait.From == "") && f.Open == nil {
				ids = append(ids, f.Flow)
			}
		}
	}
	ids = slices.DeleteFunc(ids, func(id string) bool { return k.e.book.flows[id] == nil })
	slices.Sort(ids)
	return slices.Compact(ids)
}

// status tells what she has done, from what is kept here.
func (k *talk) status() {
	told := false
	for _, id := range k.fulfilled() {
		f := k.e.book.flows[id]
		if s, ok := f.steps[f.status].(*say); ok {
			k.steps = append(k.steps, StepAt{id, f.status})
			k.send(k.render(f, s.say), nil)
			k.play(s.say, false)
			told = true
		}
	}
	switch {
	case k.waits():
		k.sendText(textWaiting)
	case k.asker() != nil && told:
		k.resume()
	case k.asker() != nil:
		k.remark(textNotSent)
	case !told:
		k.remark(textNoStatus)
	}
}
