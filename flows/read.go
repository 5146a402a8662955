package flows

import (
	"slices"
	"strings"
	"time"

	"wecan/i18n"
)

// stepReader reads one step; one for each kind, in the kind's own file.
type stepReader func(l *flowReader, c common, f *fields) step

// kinds are the fields that tell a step's kind: a step has exactly one.
func kinds() []struct {
	name string
	read stepReader
} {
	return []struct {
		name string
		read stepReader
	}{
		{"say", readSay},
		{"ask", readAsk},
		{"review", readReview},
		{"do", readDo},
		{"set", readSet},
		{"branch", readBranch},
		{"call", readCall},
		{"wait", readWait},
		{"end", readEnd},
	}
}

// flowReader reads one flow file.
type flowReader struct {
	*reader
	flow       *flow
	conditions []pending
}

func (b *Book) read(file string, data []byte, problems *FileErrors) {
	r := &reader{file: file, problems: problems}
	root, ok := r.open(data)
	if !ok {
		b.unread = true
		return
	}
	top := root.fields("a flow file")
	id := top.need("flow")
	f := &flow{
		id: id.id(flowIDLimit), file: file, at: id.at, first: top.need("first").text(),
		steps: map[string]step{}, broken: map[string]bool{}, saves: map[string]step{}, moved: map[string]exit{},
	}
	l := &flowReader{reader: r, flow: f}
	if t := top.get("triggers"); t.exists() {
		l.triggers(t)
	}
	f.readErase(top.get("erase"))
	f.secret = top.get("secret").boolean()
	for _, one := range top.get("uses").list("uses") {
		name := one.text()
		if name != fieldLink {
			one.checkField(name)
		}
		f.uses = append(f.uses, name)
	}
	if m := top.get("moved"); m.exists() {
		for _, one := range m.fields("moved").list {
			f.moved[one.name] = l.exit(one.value)
		}
	}
	if s := top.need("steps"); s.exists() {
		for _, one := range s.fields("steps").list {
			l.step(one)
		}
	}
	top.rest("a flow file")
	if f.id == "" {
		return
	}
	if isEngineCommand(f.id) && !isBuiltin(f.id) {
		problems.add(f.at, "no flow can be called %q: that is a command of the engine", f.id)
	}
	b.add(f, l.conditions, problems)
}

// add takes a flow over. A flow of an operator's folder stands in for the
// built-in one of the same id.
func (b *Book) add(f *flow, conditions []pending, problems *FileErrors) {
	if other := b.flows[f.id]; other != nil {
		if !b.overriding || slices.Contains(b.overrides, f.id) || isBuiltin(f.id) {
			problems.add(f.at, "the flow %q stands in %s already", f.id, other.file)
			return
		}
		b.pending = slices.DeleteFunc(b.pending, func(p pending) bool { return p.flow == other })
	} else {
		b.order = append(b.order, f.id)
	}
	if b.overriding {
		b.overrides = append(b.overrides, f.id)
	}
	b.flows[f.id] = f
	b.pending = append(b.pending, conditions...)
}

func (l *flowReader) triggers(v value) {
	t := v.fields("triggers")
	f := &l.flow.triggers
	command, menu, note, told, link := t.get("command"), t.get("menu"), t.get("note"), t.get("told"), t.get("link")
	f.command = command.text()
	if f.command != "" && !isCommandName(f.command) {
		command.fail("a command has 1 to 32 small letters, digits or _, without the /")
	}
	f.link = link.text()
	if f.link != "" && !isPayload(f.link) {
		link.fail("a deep link carries 1 to 64 letters, digits, _ and -")
	}
	f.start = t.get("start").boolean()
	f.person = t.get("person").boolean()
	if chat := t.get("chat"); chat.exists() {
		f.chat = chat.text()
		if f.chat != chatHelps && f.chat != chatAsks {
			chat.fail("say whose chats the button stands in: helps or asks")
		}
	}
	f.again = t.get("again").boolean()
	f.status = t.get("status").text()
	f.told, f.toldAt = told.text(), told.at
	for _, one := range t.get("gives").list("gives") {
		one.checkField(one.text())
		f.gives = append(f.gives, one.text())
	}
	for _, one := range t.get("nudge").list("nudge") {
		f.nudge = append(f.nudge, one.longDuration(time.Minute))
	}
	if len(f.nudge) > nudgeMost || !slices.IsSorted(f.nudge) {
		t.get("nudge").fail("at most %d reminders, the earlier one first", nudgeMost)
	}
	if menu.exists() {
		c := common{id: "menu", flow: l.flow, note: note.text()}
		f.menu = l.label(&c, "label", menu)
	}
	t.rest("triggers")
}

func (l *flowReader) step(one field) {
	one.checkID(one.name, stepIDLimit)
	f := one.fields("a step")
	c := common{id: one.name, flow: l.flow, at: one.at, note: f.get("note").text()}
	if c.id == "menu" {
		one.fail("no step can be called menu: that is the name of the flow's button")
	}
	var found []string
	var read stepReader
	for _, k := range kinds() {
		if slices.ContainsFunc(f.list, func(x field) bool { return x.name == k.name }) {
			found = append(found, k.name)
			read = k.read
		}
	}
	if len(found) != 1 {
		var names []string
		for _, k := range kinds() {
			names = append(names, k.name)
		}
		one.fail("the step %q must have exactly one of the fields %s; it has %d", c.id, strings.Join(names, ", "), len(found))
		return
	}
	c.kind = found[0]
	s := read(l, c, f)
	if s == nil {
		l.flow.broken[c.id] = true
		return
	}
	f.rest("a step with " + strings.ReplaceAll(s.base().kind, ".", ": "))
	l.flow.steps[c.id] = s
	l.flow.order = append(l.flow.order, c.id)
	l.saves(s, one.value)
}

// saves enters the fields that a step gives values. Two questions cannot share
// a field; a set may overwrite one.
func (l *flowReader) saves(s step, at value) {
	names := []string{s.base().save}
	fixed, isSet := s.(*set)
	if isSet {
		names = fixed.names()
	}
	for _, name := range names {
		switch other := l.flow.saves[name]; {
		case name == "":
		case other == nil:
			l.flow.saves[name] = s
		case !isSet && other.base().kind != "set":
			at.fail("the step %q saves the field %q already", other.base().id, name)
		case !isSet:
			l.flow.saves[name] = s // the question knows how to show it
		}
	}
}

// text reads one text of a step; nil when it is not there. One that depends on
// a number is written as {one: "One place", other: "{n} places", count: n}.
func (l *flowReader) text(c *common, part string, v value) *text {
	if !v.exists() {
		return nil
	}
	t := &text{key: i18n.Key(c.flow.id + "." + c.id + "." + part), note: c.note, at: v.at, careful: c.careful}
	words := []value{v}
	if _, plain := scalarText(v.node); !plain && v.isMap() {
		f := v.fields("a text")
		one, other, count := f.need("one"), f.need("other"), f.need("count")
		f.rest("a text")
		t.english, t.plural, t.count = one.text(), other.text(), count.text()
		words = []value{one, other}
	} else {
		t.english = v.text()
	}
	for _, w := range words {
		s := w.text()
		checkEnglish(w, s)
		names, err := i18n.Placeholders(s)
		if err != nil {
			w.fail("%v", err)
		}
		t.names = append(t.names, names...)
	}
	if t.count != "" && !slices.Contains(t.names, t.count) {
		v.fail("count: %s names no placeholder of the text", t.count)
	}
	slices.Sort(t.names)
	t.names = slices.Compact(t.names)
	return t
}

// label reads the text of a button.
func (l *flowReader) label(c *common, part string, v value) *text {
	t := l.text(c, part, v)
	if t == nil {
		return nil
	}
	t.label, t.careful = true, false
	checkLabel(v, t.english)
	if len(t.names) > 0 {
		v.fail("a button's text has no placeholders")
	}
	return t
}

// exit reads the id of a step to go to.
func (l *flowReader) exit(v value) exit { return exit{to: v.text(), at: v.at} }

// presentTexts leaves out those that the author did not write.
func presentTexts(list ...*text) []*text {
	return slices.DeleteFunc(list, func(t *text) bool { return t == nil })
}
