package flows

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"wecan/i18n"
)

// Outline is a flow as those see it who draw it, walk it or count the people
// in it.
type Outline struct {
	ID, File string
	First    string
	Builtin  bool // one of the engine's own
	Triggers Triggers
	Steps    []OutlineStep // in the order of the file
	Uses     []string      // fields that other flows save
}

// Triggers are what begins a flow; what is not set does not.
type Triggers struct {
	Command, Link, Told string
	Start, Person       bool
	Menu                i18n.Key
	Chat                string // whose talks its button stands in: helps or asks; "" for the menu
	MenuLine            int    // where its label is written, in the flow's file
	Gives               []string
	Again               bool
	Status              string // the step that /status shows when the flow was done
}

// OutlineStep is one step of a flow.
type OutlineStep struct {
	ID   string
	Kind string // say, ask.text, branch, do.application.submit … as ids.lock has it
	Line int    // in the flow's file

	Text     i18n.Key // what it says or asks, "" for nothing
	Save     string   // the field that gets its answer, "" for none
	Private  bool
	Optional bool
	Voice    bool // a voice message answers it in the place of words
	Exits    []OutlineExit

	Options []i18n.Key // labels of the buttons that have no way of their own
	List    string     // what it lets choose from: a list of the programme file, "" for none
	Detail  string     // of an end its outcome, of a wait until when, of a set the fields; "" for others
}

// OutlineExit is a way from one step to another.
type OutlineExit struct {
	To    string
	Label i18n.Key // of the button that leads there, "" for none
	When  string   // in short: a condition, the name of an answer; "" for always
	Line  int      // of the condition in the flow's file, 0 for none
}

// Outlines are all flows of the book, in the order in which they were read, the
// engine's own first.
func (b *Book) Outlines() []Outline {
	var out []Outline
	for _, id := range b.order {
		f := b.flows[id]
		o := Outline{
			Uses: f.uses,
			ID:   id, File: f.file, First: f.first, Builtin: isBuiltin(id),
			Triggers: Triggers{
				Command: f.command, Link: f.link, Told: f.told, Start: f.start, Person: f.person, Gives: slices.Clone(f.gives), Again: f.again,
				Status: f.status, Chat: f.chat,
			},
		}
		if f.menu != nil {
			o.Triggers.Menu, o.Triggers.MenuLine = f.menu.key, f.menu.at.line
		}
		for _, step := range f.order {
			o.Steps = append(o.Steps, outlineStep(f.steps[step]))
		}
		out = append(out, o)
	}
	return out
}

func outlineStep(s step) OutlineStep {
	c := s.base()
	o := OutlineStep{ID: c.id, Kind: c.kind, Line: c.at.line, Save: c.save, Private: c.private, Exits: outlineExits(s)}
	if texts := s.texts(); len(texts) > 0 {
		o.Text = texts[0].key
	}
	if a, ok := s.(asker); ok && a.asked() != nil {
		o.Optional = a.asked().optional
		if t, ok := s.(*askText); ok {
			o.Voice = t.voice
		}
	}
	outlineDetail(&o, s)
	return o
}

func outlineExits(s step) []OutlineExit {
	var out []OutlineExit
	add := func(to string, label i18n.Key, when string) {
		if to != "" {
			out = append(out, OutlineExit{To: to, Label: label, When: when})
		}
	}
	addIf := func(to string, label i18n.Key, c *condition) {
		if to != "" && c != nil {
			out = append(out, OutlineExit{To: to, Label: label, When: c.source, Line: c.at.line})
			return
		}
		add(to, label, "")
	}
	switch s := s.(type) {
	case *askChoice:
		for _, c := range s.written {
			addIf(c.to.to, c.label.key, c.when)
		}
		add(s.next.to, "", "")
	case *askYesNo:
		add(s.yes.to, textYes, "")
		add(s.no.to, textNo, "")
		add(s.next.to, "", "")
	case *branch:
		for _, w := range s.ways {
			addIf(w.to.to, "", w.when)
		}
		add(s.last.to, "", "else")
	case *do:
		add(s.next.to, "", "")
		for _, name := range slices.Sorted(maps.Keys(s.answer)) {
			add(s.answer[name].to, "", name)
		}
		add(s.timeout.to, "", "no answer in "+s.after.String())
		for _, name := range slices.Sorted(maps.Keys(s.late)) {
			add(s.late[name].to, "", name+", late")
		}
	case *call:
		add(s.next.to, "", "")
		add(s.left.to, "", "left")
	case *review:
		add(s.next.to, s.submit.key, "")
	default:
		for _, e := range s.exits() {
			add(e.to, "", "")
		}
	}
	return out
}

// Standing is where a person stands.
type Standing struct {
	Flow, Step string
	Kind       string // of the question that was asked, "" when it waits for something else
	Focus      bool   // it is what she is in; the others wait below
	Options    []string
	Callers    []Spot // where she stands in the flows that called this one, outermost first
}

// Spot is a step of a flow.
type Spot struct{ Flow, Step string }

// Whereabouts are the places at which a person stands, by the body of her
// actor, and when she last wrote or tapped (zero when she never did).
func Whereabouts(body json.RawMessage) (places []Standing, seen time.Time, err error) {
	p, err := readPerson(body)
	if err != nil {
		return nil, time.Time{}, err
	}
	for i, s := range p.Strands {
		f := s.top()
		at := Standing{Flow: f.Flow, Step: f.Step, Focus: i == len(p.Strands)-1 && !s.Aside && !s.Held}
		if f.Open != nil {
			at.Kind = f.Open.Kind
			for _, o := range f.Open.Shown {
				at.Options = append(at.Options, o[0])
			}
		}
		for _, under := range s.Stack[:len(s.Stack)-1] {
			at.Callers = append(at.Callers, Spot{under.Flow, under.Step})
		}
		places = append(places, at)
	}
	if p.Seen != 0 {
		seen = time.Unix(p.Seen, 0).UTC()
	}
	return places, seen, nil
}

// Completed are the flows that a person has completed.
func Completed(body json.RawMessage) ([]string, error) {
	p, err := readPerson(body)
	if err != nil {
		return nil, err
	}
	return slices.Sorted(maps.Keys(p.Done)), nil
}

// Shape is a person's state without what differs from one person to the next:
// times, numbers of messages, drawn names, and answers, of which only those
// stay that keep names (all flows that read them in a condition go another way
// by them). Of the others it tells only whether there are any. Two people of
// one shape are led the same way.
func Shape(body json.RawMessage, keep func(field string) bool) (string, error) {
	p, err := readPerson(body)
	if err != nil {
		return "", err
	}
	return p.shape(keep)
}

// shape spoils the person: nothing but the shape is to be read afterwards.
func (p *person) shape(keep func(field string) bool) (string, error) {
	p.Seen, p.Back, p.Chat, p.Last, p.Log = 0, 0, 0, 0, nil
	p.Cast = castState{Off: p.Cast.Off}
	if len(p.Others) > 0 { // whoever else uses the phone is led as she is
		p.Others = make([]profile, 1)
	}
	for i := range p.Chats {
		p.Chats[i] = chat{Ref: p.Chats[i].Ref, Helps: p.Chats[i].Helps, Team: p.Chats[i].Team}
	}
	for i := range p.Unsent {
		p.Unsent[i] = unsent{}
	}
	others := false
	for name, s := range p.Fields {
		s.Message = 0
		p.Fields[name] = s
		if !keep(name) {
			others = others || name != fieldLink
			delete(p.Fields, name)
		}
	}
	if others {
		p.Fields["…"] = saved{}
	}
	for i := range p.Strands {
		for j := range p.Strands[i].Stack {
			shapeFrame(&p.Strands[i].Stack[j], keep)
		}
	}
	for i := range p.Late {
		p.Late[i].From, p.Late[i].Key, p.Late[i].Given, p.Late[i].Trail = "", "", nil, once(p.Late[i].Trail)
	}
	for name := range p.Done {
		p.Done[name] = ""
	}
	return p.written()
}

func (p *person) written() (string, error) {
	data, err := json.Marshal(p)
	if err != nil {
		return "", fmt.Errorf("flows: the shape of a person: %w", err)
	}
	return string(data), nil
}

func shapeFrame(f *frame, keep func(string) bool) {
	f.Fails, f.Key, f.Trail, f.Nudges = min(f.Fails, failsBeforeHelp), "", once(f.Trail), 0
	if f.Change != nil {
		f.Change.Was = once(f.Change.Was)
	}
	if f.Open != nil {
		f.Open.Nonce, f.Open.Message, f.Open.After = "", 0, 0
	}
	if f.Wait != nil {
		f.Wait = &waiting{}
	}
	for name := range f.Given {
		if !keep(name) {
			delete(f.Given, name)
		}
	}
}

// once is a way without its circles: of each step the last time counts.
func once(trail []string) []string {
	var out []string
	for i, id := range trail {
		if !slices.Contains(trail[i+1:], id) {
			out = append(out, id)
		}
	}
	return out
}

// ReadByConditions says whether a condition of any flow reads the field.
func (b *Book) ReadByConditions(field string) bool {
	for _, f := range b.flows {
		for _, s := range f.steps {
			list := conditionsOf(s)
			if set, ok := s.(*set); ok {
				for _, v := range set.values {
					if v.calc != nil {
						list = append(list, v.calc)
					}
				}
			}
			if w, ok := s.(*wait); ok && w.day == field {
				return true
			}
			if slices.ContainsFunc(list, func(c *condition) bool { return slices.Contains(c.names, field) }) {
				return true
			}
		}
	}
	return false
}

// LabelOf is a text as a reader of a language sees it, with the names of its
// placeholders in angle brackets, as ‹name›.
func (d *Definitions) LabelOf(lang i18n.Lang, key i18n.Key) string {
	if key == "" {
		return ""
	}
	var args []i18n.Arg
	for _, s := range append(d.Book.Sources(), d.Programme.Sources()...) {
		if s.Key != key {
			continue
		}
		for _, text := range []string{s.Text, s.Plural} {
			names, err := i18n.Placeholders(text)
			if err != nil {
				continue
			}
			for _, name := range names {
				value := "‹" + name + "›"
				if name == s.Count {
					value = "2"
				}
				args = append(args, arg(name, value))
			}
		}
	}
	words, _ := d.Catalog.Render(lang, key, args...)
	return strings.TrimSpace(words)
}
