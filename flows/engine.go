package flows

import (
	"encoding/json"
	"fmt"
	"slices"

	"wecan/i18n"
)

// engine is the machine of people: it walks them through flows. It never
// changes.
type engine struct {
	book      *Book
	catalog   *i18n.Catalog
	programme *Programme
	langs     []i18n.Lang
	endonyms  map[i18n.Lang]string
	commands  map[string]string // the flow that a command begins
	start     string            // the flow that /start begins, or ""
}

var (
	_ Machine   = (*engine)(nil)
	_ Apologist = (*engine)(nil)
)

// Step makes one turn of a person.
func (e *engine) Step(t Turn, a Actor, in Input) (Result, error) {
	p, err := readPerson(a.Body)
	if err != nil {
		return Result{}, err
	}
	k := &talk{e: e, t: t, a: &a, p: p}
	k.repair()
	k.receipts()
	if err := k.handle(in); err != nil {
		return Result{}, err
	}
	if a.Body, err = json.Marshal(p); err != nil {
		return Result{}, fmt.Errorf("flows: write the person's state: %w", err)
	}
	return Result{Actor: a, Effects: k.out}, nil
}

func (e *engine) step(flow, id string) step {
	if f := e.book.flows[flow]; f != nil {
		return f.steps[id]
	}
	return nil
}

// repair finds a place for somebody whose flow changed under her: a flow that
// is gone is left, and one that lost her step is asked from its beginning. The
// answers stay.
func (k *talk) repair() {
	k.p.Stack = slices.DeleteFunc(k.p.Stack, func(f frame) bool { return k.e.book.flows[f.Flow] == nil })
	for i := range k.p.Stack {
		f := &k.p.Stack[i]
		flow := k.e.book.flows[f.Flow]
		f.Trail = slices.DeleteFunc(f.Trail, func(id string) bool { return flow.steps[id] == nil })
		if flow.steps[f.Step] == nil {
			f.moveTo(flow.first)
			f.Trail, f.Return = nil, ""
		}
	}
}

// receipts learns which messages the open questions became. A receipt names
// the question, since it may come after the next one was asked.
func (k *talk) receipts() {
	for _, r := range k.t.Receipts {
		for i := range k.p.Stack {
			if o := k.p.Stack[i].Open; o != nil && r.Name == receiptName(o.Nonce) {
				o.Message = max(o.Message, r.Message)
			}
		}
	}
}

func receiptName(nonce string) string { return "question:" + nonce }

func (k *talk) handle(in Input) error {
	switch in := in.(type) {
	case Text:
		k.meet(in.Origin)
		return k.text(in)
	case Tap:
		k.meet(in.Origin)
		return k.tap(in)
	case Media:
		k.meet(in.Origin)
		return k.media()
	case Edited:
		k.meet(in.Origin)
		k.edited(in)
		return nil
	case Reach:
		k.reach(in)
		return nil
	case Timer:
		return k.timer(in)
	case Told:
		return k.told(in)
	}
	return nil
}

// meet learns from an input where it came from. Whoever writes can be written
// to; [Reach] says otherwise afterwards.
func (k *talk) meet(from Origin) {
	k.isNew = !k.p.Sure && len(k.p.Stack) == 0
	k.p.Chat = from.Chat
	k.p.Blocked = false
	if k.p.Lang == "" || !k.p.Sure && len(k.p.Stack) == 0 {
		k.p.Lang = k.e.guess(from.Lang)
	}
}

func (e *engine) guess(code string) i18n.Lang {
	if lang, ok := e.catalog.Guess(code); ok {
		return lang
	}
	return i18n.English
}

// reach keeps in mind that she cannot be written to. When she is back she gets
// the open question once again, or what she missed.
func (k *talk) reach(in Reach) {
	if !in.Refused.IsZero() {
		k.p.Missed = true
		if k.p.Back >= in.Refused.UnixMilli() {
			k.back() // she came back after that call
			return
		}
	}
	if in.Blocked {
		k.p.Blocked = true
		return
	}
	k.meet(in.Origin)
	k.p.Back = k.t.Now.UnixMilli()
	k.back()
}

// back tells somebody who can be written to again where she is.
func (k *talk) back() {
	missed := k.p.Missed
	k.p.Missed = false
	switch {
	case k.asker() != nil:
		k.repeat()
	case missed:
		k.status()
	}
}

// Apology says in the person's language that something broke.
func (e *engine) Apology(a Actor, in Input) []Effect {
	var p struct {
		Chat int64     `json:"c"`
		Lang i18n.Lang `json:"l"`
	}
	_ = json.Unmarshal(a.Body, &p) // best effort: what was read until the mistake
	from, query := originOf(in)
	if from.Chat != 0 {
		p.Chat = from.Chat
	}
	if !slices.Contains(e.langs, p.Lang) {
		p.Lang = e.guess(from.Lang)
	}
	var out []Effect
	if query != "" {
		out = append(out, Answer{Query: query})
	}
	if p.Chat != 0 {
		text, _ := e.catalog.Render(p.Lang, textApology)
		out = append(out, Send{Chat: p.Chat, Text: text})
	}
	return out
}

// originOf is where an input came from, and the query of a tap.
func originOf(in Input) (from Origin, query string) {
	switch in := in.(type) {
	case Text:
		return in.Origin, ""
	case Tap:
		return in.Origin, in.Query
	case Media:
		return in.Origin, ""
	case Edited:
		return in.Origin, ""
	case Reach, Timer, Told:
	}
	return Origin{}, ""
}
