package flows

import (
	"slices"
	"strings"

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
		{"end", readEnd},
	}
}

// flowReader reads one flow file.
type flowReader struct {
	*reader
	flow *flow
}

func (b *Book) read(file string, data []byte, problems *FileErrors) {
	r := &reader{file: file, problems: problems}
	root, ok := r.open(data)
	if !ok {
		return
	}
	top := root.fields("a flow file")
	id := top.need("flow")
	f := &flow{
		id: id.id(flowIDLimit), file: file, at: id.at, first: top.need("first").text(),
		steps: map[string]step{}, saves: map[string]step{},
	}
	l := &flowReader{r, f}
	if t := top.get("triggers"); t.exists() {
		l.triggers(t)
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
	if other := b.flows[f.id]; other != nil {
		problems.add(f.at, "the flow %q stands in %s already", f.id, other.file)
		return
	}
	b.flows[f.id] = f
	b.order = append(b.order, f.id)
}

func (l *flowReader) triggers(v value) {
	t := v.fields("triggers")
	command, start, menu, status, note := t.get("command"), t.get("start"), t.get("menu"), t.get("status"), t.get("note")
	t.rest("triggers")
	l.flow.command = command.text()
	if l.flow.command != "" && !isCommandName(l.flow.command) {
		command.fail("a command has 1 to 32 small letters, digits or _, without the /")
	}
	l.flow.start = start.boolean()
	l.flow.status = status.text()
	if menu.exists() {
		c := common{id: "menu", flow: l.flow, note: note.text()}
		l.flow.menu = l.label(&c, "label", menu)
	}
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
		return
	}
	f.rest("a step with " + c.kind)
	l.flow.steps[c.id] = s
	l.flow.order = append(l.flow.order, c.id)
	l.saves(s, one.value)
}

// saves enters the fields that a step gives values. Two questions cannot share
// a field; a `set` may overwrite one.
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

// text reads one text of a step; nil when it is not there.
func (l *flowReader) text(c *common, part string, v value) *text {
	if !v.exists() {
		return nil
	}
	t := &text{
		key: i18n.Key(c.flow.id + "." + c.id + "." + part), english: v.text(), note: c.note, at: v.at,
	}
	checkEnglish(v, t.english)
	names, err := i18n.Placeholders(t.english)
	if err != nil {
		v.fail("%v", err)
	}
	t.names = names
	return t
}

// label reads the text of a button.
func (l *flowReader) label(c *common, part string, v value) *text {
	t := l.text(c, part, v)
	if t == nil {
		return nil
	}
	t.label = true
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
