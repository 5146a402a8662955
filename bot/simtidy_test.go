package bot_test

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"wecan/flows"
)

// tidy is a person's machine that also uses what the flow of the simulation
// does not: it takes what she typed out of the chat, and keeps a key for her
// number below it from the greeting to the end.
type tidy struct{ flows.Machine }

const (
	greeting  = "computer helper"
	farewell  = "Your number is"
	numberKey = "📱 My number"
)

func (m tidy) Step(t flows.Turn, a flows.Actor, in flows.Input) (flows.Result, error) {
	result, err := m.Machine.Step(t, a, in)
	if text, ok := in.(flows.Text); ok && !strings.HasPrefix(text.Text, "/") {
		result.Effects = append(result.Effects, flows.Delete{Chat: text.Chat, Message: text.Message})
	}
	for i, e := range result.Effects {
		s, ok := e.(flows.Send)
		switch {
		case !ok || len(s.Buttons) > 0:
			continue
		case strings.Contains(s.Text, greeting):
			s.Keys = [][]flows.Key{{{Label: numberKey, Request: flows.RequestContact}}}
		case strings.Contains(s.Text, farewell):
			s.Unkey = true
		}
		result.Effects[i] = s
	}
	return result, err
}

func (m tidy) Apology(a flows.Actor, in flows.Input) []flows.Effect {
	if apologist, ok := m.Machine.(flows.Apologist); ok {
		return apologist.Apology(a, in)
	}
	return nil
}

// doubter makes every turn twice, with the machine's memory and without it: both
// must come to the same.
type doubter struct {
	flows.Machine
	tb testing.TB
}

func (m doubter) Step(t flows.Turn, a flows.Actor, in flows.Input) (flows.Result, error) {
	plain, copied := t, a
	plain.Memory = nil
	copied.Timers, copied.Index = maps.Clone(a.Timers), slices.Clone(a.Index)
	want, wantErr := m.Machine.Step(plain, copied, in)
	got, err := m.Machine.Step(t, a, in)
	got.Steps, want.Steps = nil, nil
	memory := got.Memory
	got.Memory, want.Memory = nil, nil
	if !reflect.DeepEqual(got, want) || (err == nil) != (wantErr == nil) {
		m.tb.Errorf("with its memory the machine makes %s, %v\nwithout it %s, %v", got.Actor.Body, err, want.Actor.Body, wantErr)
	}
	got.Memory = memory
	return got, err
}

func (m doubter) Members(in flows.Input) []string {
	if l, ok := m.Machine.(flows.Loader); ok {
		return l.Members(in)
	}
	return nil
}

func (m doubter) Apology(a flows.Actor, in flows.Input) []flows.Effect {
	if apologist, ok := m.Machine.(flows.Apologist); ok {
		return apologist.Apology(a, in)
	}
	return nil
}

// tidied makes the machine of persons tidy, and every machine a doubter.
func tidied(tb testing.TB, defs *flows.Definitions) *flows.Definitions {
	tb.Helper()
	out := *defs
	out.Machines = map[flows.Kind]flows.Machine{}
	for kind, machine := range defs.Machines {
		if kind == flows.KindPerson {
			machine = tidy{machine}
		}
		machine = doubter{machine, tb}
		out.Machines[kind] = machine
	}
	return &out
}

// keysDue says whether a person must have her key now.
func (w *world) keysDue(p *simPerson) bool {
	due := false
	for _, m := range w.tg.Messages(p.user.ID) {
		switch {
		case m.FromBot && strings.Contains(m.Text, greeting):
			due = true
		case m.FromBot && strings.Contains(m.Text, farewell):
			due = false
		}
	}
	return due
}

// untidy tells what is left in a chat that must not be: what she typed, or keys
// after the end. One who blocked the bot may have kept it from deleting.
func (w *world) untidy(p *simPerson) (wrong []string) {
	for _, m := range w.tg.Messages(p.user.ID) {
		switch {
		case !m.FromBot && m.Kind == "text" && !strings.HasPrefix(m.Text, "/") && !m.Deleted && p.blocks == 0:
			wrong = append(wrong, fmt.Sprintf("message %d of person %d was not deleted", m.ID, p.n))
		case m.FromBot && m.Deleted:
			wrong = append(wrong, fmt.Sprintf("message %d to person %d was deleted", m.ID, p.n))
		}
	}
	if got, want := len(w.tg.Keyboard(p.user.ID)) > 0, w.keysDue(p); got != want {
		wrong = append(wrong, fmt.Sprintf("person %d: keys %v, want %v", p.n, got, want))
	}
	return wrong
}

// shares presses the key for her number, if it is there.
func (p *simPerson) shares() {
	before := p.w.keysDue(p)
	_, err := p.w.tg.Press(p.user, numberKey)
	if err != nil && before && p.w.keysDue(p) {
		p.w.note(fmt.Sprintf("person %d has no key for her number", p.n))
	}
}
