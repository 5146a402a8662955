package flowtest

import (
	"encoding/binary"
	"fmt"
	"reflect"
	"strconv"
	"time"

	"wecan/flows"
)

// World is one person, the bot and the actors the bot tells things, without a
// network and with a clock of its own.
type World struct {
	Defs *flows.Definitions
	Now  time.Time
	Lang string // the language code of her Telegram
	Chat int64

	ids      flows.IDs
	turns    uint64
	taps     int
	states   map[flows.ActorID][]byte
	receipts []flows.Receipt
	message  int // the last message id of the chat
	hold     bool
	held     []posted
	seen     []shownButton
	wrote    []int // ids of what she wrote
	takeNext bool  // somebody else has the next reference
}

// posted is a Tell on its way.
type posted struct {
	from flows.ActorID
	tell flows.Tell
}

// shownButton is a button that stands or stood in the chat.
type shownButton struct {
	message int
	button  flows.Button
	gone    bool
}

// NewWorld starts an empty one on 2 March 2026. The same calls give the same
// conversation.
func NewWorld(defs *flows.Definitions) (*World, error) {
	ids, err := flows.NewIDs([]byte("a secret for transcripts"), 1)
	if err != nil {
		return nil, fmt.Errorf("flowtest: %w", err)
	}
	return &World{
		Defs: defs, Now: time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC), Lang: "en", Chat: 1001,
		ids: ids, states: map[flows.ActorID][]byte{},
	}, nil
}

// Person is her actor's id.
func (w *World) Person() flows.ActorID { return w.ids.Person(w.Chat) }

// IDs are those of all actors.
func (w *World) IDs() flows.IDs { return w.ids }

// State is an actor's encoded state, nil when there is none.
func (w *World) State(id flows.ActorID) []byte { return w.states[id] }

// Give makes the turn of one input and, unless they are held, of everything it
// makes actors tell each other. It answers the effects that reach the person,
// in order.
func (w *World) Give(to flows.ActorID, in flows.Input) ([]flows.Effect, error) {
	out, err := w.turn(to, in)
	if err != nil {
		return nil, err
	}
	more, err := w.deliver()
	return append(out, more...), err
}

// turn makes one turn. The state is read from bytes and written to bytes.
func (w *World) turn(to flows.ActorID, in flows.Input) ([]flows.Effect, error) {
	a, err := flows.DecodeActor(to, w.states[to])
	if err != nil {
		return nil, fmt.Errorf("flowtest: %w", err)
	}
	if a.Created.IsZero() {
		a.Created = w.Now
	}
	if timer, ok := in.(flows.Timer); ok && !a.Timers[timer.Name].Equal(timer.Due) {
		return nil, nil // gone or moved, as the runtime drops it
	}
	t := flows.Turn{Now: w.Now, Seed: w.seed(), IDs: w.ids}
	if to.Kind() == flows.KindPerson {
		t.Receipts, w.receipts = w.receipts, nil
	}
	result, err := w.Defs.Step(t, a, in)
	if err != nil {
		return nil, fmt.Errorf("flowtest: step: %w", err)
	}
	if err := w.sameAgain(t, to, in, result); err != nil {
		return nil, err
	}
	if w.states[to], err = flows.EncodeActor(result.Actor); err != nil {
		return nil, fmt.Errorf("flowtest: %w", err)
	}
	if err := Check(in, result.Effects); err != nil {
		return nil, err
	}
	return w.carry(to, result.Effects)
}

// sameAgain makes the same turn a second time: whatever is not pure shows.
func (w *World) sameAgain(t flows.Turn, to flows.ActorID, in flows.Input, first flows.Result) error {
	a, err := flows.DecodeActor(to, w.states[to])
	if err != nil {
		return fmt.Errorf("flowtest: %w", err)
	}
	if a.Created.IsZero() {
		a.Created = w.Now
	}
	second, err := w.Defs.Step(t, a, in)
	if err != nil {
		return fmt.Errorf("flowtest: the same step again: %w", err)
	}
	if !reflect.DeepEqual(first, second) {
		return fmt.Errorf("flowtest: the same turn twice gave\n%+v\nand\n%+v", first, second)
	}
	return nil
}

func (w *World) seed() [16]byte {
	w.turns++
	var s [16]byte
	binary.BigEndian.PutUint64(s[:], w.turns)
	return s
}

// carry plays Telegram: it numbers messages and remembers buttons.
func (w *World) carry(from flows.ActorID, effects []flows.Effect) ([]flows.Effect, error) {
	var out []flows.Effect
	for _, e := range effects {
		data, err := flows.EncodeEffect(e)
		if err != nil {
			return nil, fmt.Errorf("flowtest: %w", err)
		}
		if e, err = flows.DecodeEffect(data); err != nil {
			return nil, fmt.Errorf("flowtest: %w", err)
		}
		switch e := e.(type) {
		case flows.Send:
			w.message++
			w.buttons(w.message, e.Buttons)
			if e.Receipt != "" {
				w.receipts = append(w.receipts, flows.Receipt{Name: e.Receipt, Message: w.message})
			}
			out = append(out, e)
		case flows.Edit:
			w.buttons(e.Message, e.Buttons)
			out = append(out, e)
		case flows.Answer:
			out = append(out, e)
		case flows.Tell:
			w.held = append(w.held, posted{from, e})
		}
	}
	return out, nil
}

// buttons replaces the buttons of a message.
func (w *World) buttons(message int, rows [][]flows.Button) {
	for i := range w.seen {
		if w.seen[i].message == message {
			w.seen[i].gone = true
		}
	}
	for _, row := range rows {
		for _, b := range row {
			w.seen = append(w.seen, shownButton{message: message, button: b})
		}
	}
}

// deliver brings what actors told each other, and what they tell in turn.
func (w *World) deliver() ([]flows.Effect, error) {
	var out []flows.Effect
	for !w.hold && len(w.held) > 0 {
		p := w.held[0]
		w.held = w.held[1:]
		if w.takeNext && p.from == w.Person() {
			w.takeNext = false
			if err := w.take(p.tell); err != nil {
				return nil, err
			}
		}
		more, err := w.turn(p.tell.To, flows.Told{From: p.from, Name: p.tell.Name, Data: p.tell.Data})
		if err != nil {
			return nil, err
		}
		out = append(out, more...)
	}
	return out, nil
}

// take gives what she asks for to somebody else first.
func (w *World) take(tell flows.Tell) error {
	other := w.ids.Person(w.Chat + 1)
	held := w.held
	_, err := w.turn(tell.To, flows.Told{From: other, Name: tell.Name, Data: tell.Data})
	w.held = held // the answer to that other person
	return err
}

// Hold keeps back what actors tell each other.
func (w *World) Hold() { w.hold = true }

// Release delivers what was held.
func (w *World) Release() ([]flows.Effect, error) {
	w.hold = false
	return w.deliver()
}

// Wake lets time pass and rings her timers that fall due in it.
func (w *World) Wake(d time.Duration) ([]flows.Effect, error) {
	w.Now = w.Now.Add(d)
	a, err := flows.DecodeActor(w.Person(), w.states[w.Person()])
	if err != nil {
		return nil, fmt.Errorf("flowtest: %w", err)
	}
	var out []flows.Effect
	for name, due := range a.Timers {
		if due.After(w.Now) {
			continue
		}
		more, err := w.Give(w.Person(), flows.Timer{Name: name, Due: due})
		if err != nil {
			return nil, err
		}
		out = append(out, more...)
	}
	return out, nil
}

// Write is what she writes, as an input.
func (w *World) Write(text string) flows.Input {
	return flows.Text{Origin: w.origin(), Message: w.nextMessage(), Text: text}
}

// Tap is a tap on the newest button of that label, one that still stands if
// there is one; or on the oldest that ever stood.
func (w *World) Tap(label string, oldest bool) (flows.Input, error) {
	var found *shownButton
	for i := range w.seen {
		b := &w.seen[i]
		if b.button.Label != label || b.button.Data == "" {
			continue
		}
		if found == nil || !oldest && (found.gone || !b.gone) {
			found = b
		}
	}
	if found == nil {
		return nil, fmt.Errorf("flowtest: no button says %q", label)
	}
	w.taps++
	return flows.Tap{Origin: w.origin(), Query: "q" + strconv.Itoa(w.taps), Message: found.message, Data: found.button.Data}, nil
}

func (w *World) origin() flows.Origin { return flows.Origin{Chat: w.Chat, Lang: w.Lang} }

func (w *World) nextMessage() int {
	w.message++
	w.wrote = append(w.wrote, w.message)
	return w.message
}

// AnyTap is a tap on one of the buttons that ever stood in the chat, the one
// that pick(number of buttons) says; false while there is none.
func (w *World) AnyTap(pick func(n int) int) (flows.Input, bool) {
	if len(w.seen) == 0 {
		return nil, false
	}
	w.taps++
	b := w.seen[pick(len(w.seen))]
	return flows.Tap{Origin: w.origin(), Query: "q" + strconv.Itoa(w.taps), Message: b.message, Data: b.button.Data}, true
}
