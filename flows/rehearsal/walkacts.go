package rehearsal

import (
	"fmt"
	"strings"

	"wecan/flows"
)

// act is one thing that is done in a world.
type act = func(*World) ([]flows.Effect, error)

func write(text string) act {
	return func(w *World) ([]flows.Effect, error) { return w.Give(w.Person(), w.Write(text)) }
}

func send(m flows.Media) act {
	return func(w *World) ([]flows.Effect, error) { return w.Give(w.Person(), w.Media(m)) }
}

func tapOn(b shownButton) act {
	return func(w *World) ([]flows.Effect, error) { return w.Give(w.Person(), w.tap(&b)) }
}

func told(name string, given map[string]string) act {
	return func(w *World) ([]flows.Effect, error) {
		in, err := w.Told(name, given)
		if err != nil {
			return nil, err
		}
		return w.Give(w.Person(), in)
	}
}

// chatWith opens a talk with another person.
func chatWith(helps bool) act {
	return func(w *World) ([]flows.Effect, error) {
		with := w.ids.Of(flows.KindReferral, chatReference)
		tell, err := flows.NewTell(w.Person(), flows.ToldChatOpen, flows.ChatOpen{Reference: chatReference, Name: "Amina", Helps: helps})
		if err != nil {
			return nil, fmt.Errorf("rehearsal: %w", err)
		}
		return w.Give(w.Person(), flows.Told{From: with, Name: tell.Name, Data: tell.Data})
	}
}

const chatReference = "WE-2222-222"

// answered is the answer of an actor in its place.
func answered(from flows.ActorID, name string, given map[string]string) act {
	return func(w *World) ([]flows.Effect, error) {
		tell, err := flows.TellPerson(w.Person(), name, given)
		if err != nil {
			return nil, fmt.Errorf("rehearsal: %w", err)
		}
		w.drop(from)
		return w.Give(w.Person(), flows.Told{From: from, Name: name, Data: tell.Data})
	}
}

// drop takes what was told an actor back.
func (w *World) drop(to flows.ActorID) {
	var kept []posted
	for _, p := range w.held {
		if p.tell.To != to {
			kept = append(kept, p)
		}
	}
	w.held = kept
}

// release lets the actors do what they were told, and holds back the next.
func release(w *World) ([]flows.Effect, error) {
	held := w.held
	w.held = nil
	var out []flows.Effect
	for len(held) > 0 {
		p := held[0]
		held = held[1:]
		more, err := w.turn(p.tell.To, flows.Told{From: p.from, Name: p.tell.Name, Data: p.tell.Data})
		if err != nil {
			return out, err
		}
		out = append(out, more...)
		if p.from == w.Person() { // the answers come at once, a new request waits again
			held = append(w.held, held...)
			w.held = nil
		}
	}
	return out, nil
}

// ring lets time pass until her next timer.
func ring(w *World) ([]flows.Effect, error) {
	next, err := w.NextTimer()
	if err != nil || next.IsZero() {
		return nil, err
	}
	return w.Wake(next.Sub(w.Now))
}

// fresh are the buttons that stand, each question's once.
func (w *World) fresh() []shownButton {
	var out []shownButton
	at := map[string]int{}
	for _, b := range w.seen {
		if b.gone || b.button.Data == "" {
			continue
		}
		if i, twice := at[b.button.Data]; twice {
			out[i] = b // the newer one
			continue
		}
		at[b.button.Data] = len(out)
		out = append(out, b)
	}
	return out
}

// buttonData is what the data of a button of the engine says.
type buttonData struct{ flow, step, nonce, option string }

// parseData reads it; begin stands in the place of the flow for a button that
// begins one or goes back to the question.
func parseData(data string) (buttonData, bool) {
	parts := strings.Split(data, "/")
	switch len(parts) {
	case 2:
		return buttonData{flow: beginning, option: parts[1]}, true
	case 4:
		return buttonData{parts[0], parts[1], parts[2], parts[3]}, true
	}
	return buttonData{}, false
}

const (
	beginning = ".begin"
	goOn      = "-"
)

func (d buttonData) of(a *flows.Asked) bool {
	return a != nil && d.flow == a.Flow && d.step == a.Step && d.nonce == a.Nonce
}

// said says whether there is a message among the effects.
func said(out []flows.Effect) bool {
	for _, e := range out {
		if _, ok := e.(flows.Send); ok {
			return true
		}
	}
	return false
}

// asks says whether a message among the effects asks something.
func asks(out []flows.Effect) bool {
	for _, e := range out {
		if s, ok := e.(flows.Send); ok && s.Question {
			return true
		}
	}
	return false
}
