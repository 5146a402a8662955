package flows

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

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
	words     *words
	voices    map[clipAt]Clip
	lists     map[i18n.Lang]chatList
	yesno     yesNo
	lexicon   *i18n.Lexicon

	// What begins which flow.
	commands, links, told map[string]string
	erases                map[string]string // what is told, and the flow whose answers it deletes
	start, person         string

	secrets []*flow // those that leave no trace in the journal
}

var (
	_ Machine   = (*engine)(nil)
	_ Apologist = (*engine)(nil)
)

// Step makes one turn of a person. A flow that goes round without a question
// is left, as if the turn had not begun, and reported.
func (e *engine) Step(t Turn, a Actor, in Input) (Result, error) {
	before := a
	before.Timers = maps.Clone(a.Timers)
	k, err := e.talk(t, &a)
	if err != nil {
		return Result{}, err
	}
	withheld := e.secret(k.p)
	err = k.handle(in)
	var loop *loopError
	if errors.As(err, &loop) {
		a, t.Memory = before, nil
		if k, err = e.talk(t, &a); err != nil {
			return Result{}, err
		}
		k.wayOut(in, loop)
	}
	if err != nil {
		return Result{}, err
	}
	k.catchUp()
	keepKeys(k.out)
	k.listCommands()
	k.planNudge()
	if len(k.p.Strands) == 0 {
		k.p.Seen = 0 // when she was here last matters only to what she is in the middle of
	}
	if a.Body, err = json.Marshal(k.p); err != nil {
		return Result{}, fmt.Errorf("flows: write the person's state: %w", err)
	}
	return Result{Actor: a, Effects: k.out, Reports: k.reports, Steps: k.steps, Memory: k.p, Verdict: k.verdict, Withheld: withheld || e.secret(k.p)}, nil
}

// keepKeys does not take keys away that come again in the same turn.
func keepKeys(out []Effect) {
	again := false
	for i, e := range slices.Backward(out) {
		s, ok := e.(Send)
		switch {
		case !ok:
		case len(s.Keys) > 0:
			again = true
		case s.Unkey && again:
			s.Unkey = false
			out[i] = s
		}
	}
}

// talk begins a turn.
func (e *engine) talk(t Turn, a *Actor) (*talk, error) {
	p, ok := t.Memory.(*person)
	if !ok {
		var err error
		if p, err = readPerson(a.Body); err != nil {
			return nil, err
		}
	}
	k := &talk{e: e, t: t, a: a, p: p}
	k.repair()
	k.receipts()
	return k, nil
}

// wayOut leaves a flow that went round in circles. She is told, and sees what
// else she can do.
func (k *talk) wayOut(in Input, l *loopError) {
	k.report("%v; the flow was left", l)
	from, query := originOf(in)
	if query != "" {
		k.out = append(k.out, Answer{Query: query})
	}
	if from.Chat != 0 {
		k.meet(from)
	}
	if at := k.find(l.flow); at >= 0 {
		for _, f := range k.p.Strands[at].Stack {
			if f.Wait != nil {
				delete(k.a.Timers, f.Wait.Timer)
			}
		}
		k.p.Strands = slices.Delete(k.p.Strands, at, at+1)
	}
	k.remark(textLoop)
}

func (e *engine) step(flow, id string) step {
	if f := e.book.flows[flow]; f != nil {
		return f.steps[id]
	}
	return nil
}

// receipts learns which messages the open questions became. A receipt names
// the question, since it may come after the next one was asked.
func (k *talk) receipts() {
	for _, r := range k.t.Receipts {
		k.note(r.Message)
		k.chatReceived(r)
		k.castReceived(r)
		k.frames(func(f *frame) {
			if o := f.Open; o != nil && r.Name == receiptName(o.Nonce) {
				o.Message = max(o.Message, r.Message)
			}
		})
	}
}

func receiptName(nonce string) string { return "question:" + nonce }

func (k *talk) handle(in Input) error {
	switch in := in.(type) {
	case Text:
		k.here(in.Origin)
		k.note(in.Message)
		k.p.Last = max(k.p.Last, in.Message)
		return k.then(k.text(in))
	case Tap:
		k.here(in.Origin)
		k.p.Last = max(k.p.Last, in.Message)
		return k.then(k.tap(in))
	case Media:
		k.here(in.Origin)
		k.note(in.Message)
		k.p.Last = max(k.p.Last, in.Message)
		return k.then(k.media(in))
	case Edited:
		k.here(in.Origin)
		k.edited(in)
		return k.held()
	case Reach:
		return k.reach(in)
	case Timer:
		if in.Name == nudgeTimer {
			k.nudge()
			return nil
		}
		return k.forWhom(func(w *waiting) bool { return w.Timer == in.Name }, "", func() error { return k.timer(in) })
	case Told:
		return k.hear(in)
	}
	return nil
}

// then brings what was held back until she was here.
func (k *talk) then(err error) error {
	if err != nil {
		return err
	}
	return k.held()
}

// longAway is after how long somebody is asked whether she wants to go on
// where she stopped.
const longAway = 3 * 24 * time.Hour

// here notes that she did something herself.
func (k *talk) here(from Origin) {
	k.meet(from)
	k.hers = true
	k.away = k.p.Seen != 0 && k.t.Now.Sub(time.Unix(k.p.Seen, 0)) >= longAway
	k.p.Seen = k.t.Now.Unix()
}

// meet learns from an input where it came from. Whoever writes can be written
// to; [Reach] says otherwise afterwards.
func (k *talk) meet(from Origin) {
	k.isNew = !k.p.Sure && len(k.p.Strands) == 0
	k.p.Chat = from.Chat
	k.p.Blocked = false
	if k.p.Lang == "" || k.isNew {
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
// what was held back, and the open question once again or what she missed.
func (k *talk) reach(in Reach) error {
	if !in.Refused.IsZero() {
		k.p.Missed = true
		k.unsureOfList()
		k.unreached(in.Lost)
		k.castLost(in.Lost, CastBarred)
		if k.p.Back >= in.Refused.UnixMilli() {
			return k.back() // she came back after that call
		}
	}
	if in.Blocked {
		k.p.Blocked = true
		return nil
	}
	k.meet(in.Origin)
	k.p.Back = k.t.Now.UnixMilli()
	return k.back()
}

// back tells somebody who can be written to again where she is.
func (k *talk) back() error {
	missed := k.p.Missed
	k.p.Missed = false
	if missed {
		if err := k.askOutsideAgain(); err != nil {
			return err
		}
	}
	switch {
	case k.asker() != nil:
		k.resume()
	case missed:
		k.status()
	}
	if k.p.Quiet {
		return nil
	}
	return k.held()
}

// askOutsideAgain asks once more what came from outside and is not known to have
// reached her.
func (k *talk) askOutsideAgain() error {
	for at := range k.p.Strands {
		s := &k.p.Strands[at]
		if o := s.top().Open; !s.Aside || s.Held || o == nil || o.Message != 0 || k.askerOf(s) == nil {
			continue
		}
		return k.elsewhere(at, func() error {
			k.ask(k.askerOf(k.strand()))
			k.strand().Aside = true
			return nil
		})
	}
	return nil
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
