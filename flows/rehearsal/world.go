package rehearsal

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
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
	members  map[flows.ActorID]map[string][]byte
	receipts []flows.Receipt
	message  int // the last message id of the chat
	hold     bool
	held     []posted
	seen     []shownButton
	keys     [][]flows.Key // the reply keyboard that stands on her phone
	wrote    []int         // ids of what she wrote
	takeNext bool          // somebody else has the next reference
	reports  []string

	// For a walk, which makes very many turns.
	sparing bool            // most turns are not made twice, and effects not written down
	steps   []flows.StepAt  // that the turns since the last look went through
	body    json.RawMessage // of the person, as her last turn left it
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
		return nil, fmt.Errorf("rehearsal: %w", err)
	}
	return &World{
		Defs: defs, Now: time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC), Lang: "en", Chat: 1001,
		ids: ids, states: map[flows.ActorID][]byte{}, members: map[flows.ActorID]map[string][]byte{},
	}, nil
}

// Person is her actor's id.
func (w *World) Person() flows.ActorID { return w.ids.Person(w.Chat) }

// IDs are those of all actors.
func (w *World) IDs() flows.IDs { return w.ids }

// State is an actor's encoded state, nil when there is none.
func (w *World) State(id flows.ActorID) []byte { return w.states[id] }

// Members are the member fields of an actor, by name; not to be changed.
func (w *World) Members(id flows.ActorID) map[string][]byte { return w.members[id] }

// Reports are what the turns up to now reported.
func (w *World) Reports() []string { return w.reports }

// Keys is the reply keyboard that stands on her phone; nil for none.
func (w *World) Keys() [][]flows.Key { return w.keys }

// Clone is a world that goes its own way from here.
func (w *World) Clone() *World {
	c := *w
	c.states = maps.Clone(w.states) // a state is never changed, only replaced
	c.members = map[flows.ActorID]map[string][]byte{}
	for id, fields := range w.members {
		c.members[id] = maps.Clone(fields)
	}
	c.receipts, c.held, c.seen, c.wrote = slices.Clone(w.receipts), slices.Clone(w.held), slices.Clone(w.seen), slices.Clone(w.wrote)
	c.reports, c.steps = slices.Clone(w.reports), nil
	return &c
}

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
	a, err := w.actor(to)
	if err != nil {
		return nil, err
	}
	if timer, ok := in.(flows.Timer); ok {
		if !a.Timers[timer.Name].Equal(timer.Due) {
			return nil, nil // gone or moved, as the runtime drops it
		}
		delete(a.Timers, timer.Name)
	}
	t := flows.Turn{Now: w.Now, Seed: w.seed(), IDs: w.ids, Members: w.load(to, in)}
	if to.Kind() == flows.KindPerson {
		t.Receipts, w.receipts = w.receipts, nil
	}
	result, err := w.Defs.Step(t, a, in)
	if err != nil {
		return nil, fmt.Errorf("rehearsal: step: %w", err)
	}
	if !w.spare() {
		if err := w.sameAgain(t, to, in, result); err != nil {
			return nil, err
		}
	}
	if w.states[to], err = flows.EncodeActor(result.Actor); err != nil {
		return nil, fmt.Errorf("rehearsal: %w", err)
	}
	w.keep(to, result.Members)
	w.reports, w.steps = append(w.reports, result.Reports...), append(w.steps, result.Steps...)
	if to.Kind() == flows.KindPerson {
		w.body = result.Actor.Body
	}
	if err := Check(in, result.Effects); err != nil {
		return nil, &limitError{err}
	}
	return w.carry(to, result.Effects)
}

// load reads the member fields that the machine asks for, as the runtime does.
func (w *World) load(to flows.ActorID, in flows.Input) map[string][]byte {
	machine, err := w.Defs.Machine(to)
	if err != nil {
		return nil
	}
	loader, ok := machine.(flows.Loader)
	if !ok {
		return nil
	}
	out := map[string][]byte{}
	for _, name := range loader.Members(in) {
		if value, ok := w.members[to][name]; ok {
			out[name] = slices.Clone(value)
		}
	}
	return out
}

// keep writes the member fields of a turn.
func (w *World) keep(to flows.ActorID, fields map[string][]byte) {
	for name, value := range fields {
		if w.members[to] == nil {
			w.members[to] = map[string][]byte{}
		}
		if value == nil {
			delete(w.members[to], name)
			continue
		}
		w.members[to][name] = slices.Clone(value)
	}
}

func (w *World) actor(id flows.ActorID) (flows.Actor, error) {
	a, err := flows.DecodeActor(id, w.states[id])
	if err != nil {
		return a, fmt.Errorf("rehearsal: %w", err)
	}
	if a.Created.IsZero() {
		a.Created = w.Now
	}
	return a, nil
}

// sameAgain makes the same turn a second time: whatever is not pure shows.
func (w *World) sameAgain(t flows.Turn, to flows.ActorID, in flows.Input, first flows.Result) error {
	a, err := w.actor(to)
	if err != nil {
		return err
	}
	if timer, ok := in.(flows.Timer); ok {
		delete(a.Timers, timer.Name)
	}
	second, err := w.Defs.Step(t, a, in)
	if err != nil {
		return fmt.Errorf("rehearsal: the same step again: %w", err)
	}
	if !reflect.DeepEqual(first, second) {
		return fmt.Errorf("rehearsal: the same turn twice gave\n%+v\nand\n%+v", first, second)
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
		if !w.spare() {
			var err error
			if e, err = rewritten(e); err != nil {
				return nil, err
			}
		}
		if w.hold && isPassedOn(e) {
			out = append(out, e) // whoever she talks with is nobody of this world
			continue
		}
		if tell, ok := e.(flows.Tell); ok {
			w.held = append(w.held, posted{from, tell})
			continue
		}
		w.show(e)
		out = append(out, e)
	}
	return out, nil
}

// rewritten is an effect as it comes out of the outbox.
func rewritten(e flows.Effect) (flows.Effect, error) {
	data, err := flows.EncodeEffect(e)
	if err != nil {
		return nil, fmt.Errorf("rehearsal: %w", err)
	}
	if e, err = flows.DecodeEffect(data); err != nil {
		return nil, fmt.Errorf("rehearsal: %w", err)
	}
	return e, nil
}

// spare says whether this turn is one of those that a walk does not look at
// twice.
func (w *World) spare() bool { return w.sparing && w.turns%sparingTurns != 0 }

const sparingTurns = 16

// show is what an effect changes on her screen.
func (w *World) show(e flows.Effect) {
	switch e := e.(type) {
	case flows.Send:
		w.message++
		w.buttons(w.message, e.Buttons)
		if len(e.Keys) > 0 || e.Unkey {
			w.keys = e.Keys
		}
		if e.Receipt != "" {
			w.receipts = append(w.receipts, flows.Receipt{Name: e.Receipt, Message: w.message})
		}
	case flows.Play:
		w.message++
		if e.Receipt != "" {
			w.receipts = append(w.receipts, flows.Receipt{Name: e.Receipt, Message: w.message})
		}
	case flows.Attach:
		w.message++
		if e.Receipt != "" {
			w.receipts = append(w.receipts, flows.Receipt{Name: e.Receipt, Message: w.message})
		}
	case flows.Enclose:
		w.message++
		if e.Receipt != "" {
			w.receipts = append(w.receipts, flows.Receipt{Name: e.Receipt, Message: w.message})
		}
	case flows.Edit:
		w.buttons(e.Message, e.Buttons)
	case flows.Delete:
		w.buttons(e.Message, nil)
	case flows.Answer, flows.Commands, flows.Tell, flows.Post, flows.Repost, flows.React, flows.Page:
	}
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

// Told is another actor telling her something, with values for the texts.
func (w *World) Told(name string, given map[string]string) (flows.Input, error) {
	tell, err := flows.TellPerson(w.Person(), name, given)
	if err != nil {
		return nil, fmt.Errorf("rehearsal: %w", err)
	}
	return flows.Told{From: w.ids.Of("stranger", name), Name: name, Data: tell.Data}, nil
}

// Tell is something that an actor of another kind than a person is told by
// nobody of this world, such as a decision of the team.
func (w *World) Tell(kind flows.Kind, key, name string, data any) ([]flows.Effect, error) {
	tell, err := flows.NewTell(w.ids.Of(kind, key), name, data)
	if err != nil {
		return nil, fmt.Errorf("rehearsal: %w", err)
	}
	return w.Give(tell.To, flows.Told{From: w.ids.Of("stranger", name), Name: name, Data: tell.Data})
}

// Body is an actor's own state as JSON; nil when there is none.
func (w *World) Body(id flows.ActorID) (json.RawMessage, error) {
	a, err := w.actor(id)
	return a.Body, err
}
