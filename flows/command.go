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
		"start":    (*talk).commandStart,
		"help":     (*talk).commandHelp,
		"language": (*talk).commandLanguage,
		"back":     (*talk).commandBack,
		"cancel":   (*talk).commandCancel,
		"status":   (*talk).commandStatus,
	}
}

func isEngineCommand(name string) bool { return engineCommands()[name] != nil }

func (k *talk) command(c command) error {
	if do := engineCommands()[c.name]; do != nil {
		return do(k, c)
	}
	if flow := k.e.commands[c.name]; flow != "" {
		return k.begin(flow)
	}
	k.remark(textUnknown)
	return nil
}

// begin begins a flow, unless she is in the middle or did it before.
func (k *talk) begin(flow string) error {
	k.dropAsides()
	_, done := k.p.Done[flow]
	switch {
	case done:
		k.status()
		return nil
	case k.waitsIn(flow):
		k.sendText(textWaiting)
		return nil
	case len(k.p.Stack) == 0:
		return k.push(flow)
	case k.untouched():
		k.repeat()
		return nil
	}
	return k.push(flowStart)
}

// untouched says whether she answered nothing yet of what she is in: then
// there is nothing to choose between.
func (k *talk) untouched() bool {
	f := k.top()
	saves := k.e.book.flows[f.Flow].saves
	for name := range k.p.Fields {
		if saves[name] != nil {
			return false
		}
	}
	return k.asker() != nil && len(f.Trail) == 0
}

func (k *talk) commandStart(c command) error {
	if isPayload(c.payload) {
		k.p.save(fieldLink, c.payload, 0)
	}
	if k.e.start == "" {
		k.idle()
		return nil
	}
	return k.begin(k.e.start)
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

func (k *talk) commandHelp(command) error {
	words := k.say(textHelp, arg("emergency", k.emergency()))
	if k.asker() == nil {
		k.send(words, k.menu())
		return nil
	}
	k.send(words, nil)
	k.repeat()
	return nil
}

func (k *talk) commandLanguage(command) error {
	if _, ok := k.asker().(*askLanguage); ok {
		k.repeat()
		return nil
	}
	return k.aside(flowLanguage)
}

// commandBack asks the question before this one again; its answer stays until
// there is a new one.
func (k *talk) commandBack(command) error {
	f := k.top()
	if f != nil && isBuiltin(f.Flow) {
		k.dropAsides()
		if k.top() == nil {
			k.idle()
			return nil
		}
		return k.walk()
	}
	if k.asker() == nil {
		k.remark(textNoBack)
		return nil
	}
	back := f.Return
	switch {
	case back != "":
		f.Return = ""
	case len(f.Trail) > 0:
		back = f.Trail[len(f.Trail)-1]
		f.Trail = f.Trail[:len(f.Trail)-1]
	default:
		k.remark(textFirst)
		return nil
	}
	k.retire()
	f.moveTo(back)
	return k.walk()
}

func (k *talk) commandCancel(command) error {
	k.dropAsides()
	switch {
	case k.p.Wait != nil:
		k.sendText(textSentAlready)
		return nil
	case k.top() == nil:
		k.remark(textNoCancel)
		return nil
	}
	return k.push(flowCancel)
}

func (k *talk) commandStatus(command) error {
	k.status()
	return nil
}

// status tells what she has done, from what is kept here.
func (k *talk) status() {
	told := false
	for _, id := range slices.Sorted(maps.Keys(k.p.Done)) {
		f := k.e.book.flows[id]
		if f == nil {
			continue
		}
		if s, ok := f.steps[f.status].(*say); ok {
			k.send(k.render(f, s.say), nil)
			told = true
		}
	}
	switch {
	case k.p.Wait != nil:
		k.sendText(textWaiting)
	case k.asker() != nil && told:
		k.repeat()
	case k.asker() != nil:
		k.remark(textNotSent)
	case !told:
		k.remark(textNoStatus)
	}
}
