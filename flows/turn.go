package flows

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"wecan/i18n"
)

// Turn is everything a [Machine] may know besides the actor and the input.
type Turn struct {
	Now      time.Time // the turn's time, to the millisecond, UTC
	Seed     [16]byte  // the turn's own randomness: see [Turn.Rand]
	IDs      IDs
	Receipts []Receipt         // messages that were sent since the last turn
	Members  map[string][]byte // the members the machine asked for: see [Loader]

	// Memory is the Result.Memory of the turn that left the actor as it is, nil
	// when that is not at hand. The machine may change it, whatever becomes of
	// the turn.
	Memory any
}

// Rand draws from the turn's seed: the same turn always draws the same.
func (t Turn) Rand() *rand.Rand {
	var seed [32]byte
	copy(seed[:], t.Seed[:])
	return rand.New(rand.NewChaCha8(seed)) //nolint:gosec // references and choices, not keys; and it must be repeatable
}

// Receipt tells which message an effect with a receipt became: its number in the
// chat, or for a [Post] its id at Mattermost. For a [Tell] it tells the verdict of
// whoever was told.
type Receipt struct {
	Name    string
	Message int
	Post    string

	// Word is the [Result.Verdict] of the turn that a [Tell] made; [VerdictSeen] when
	// it had been made before; "" when the turn had none, or the actor is put aside.
	Word string `json:",omitempty"`
}

// Result is what a turn leaves: all of it is committed, or nothing.
type Result struct {
	Actor   Actor
	Effects []Effect

	// Members are the member fields to write; a nil value deletes one. Fields
	// not named stay as they are.
	Members map[string][]byte

	// Reports are what whoever looks after the bot must learn of this turn, for
	// the log and a counter: never anything a person wrote.
	Reports []string

	// Withheld says that the journal keeps nothing of what the turn was given and
	// did: it is about something that must be gone once it is deleted.
	Withheld bool

	// Verdict says in a word what came of the input, for the actor that told it: see
	// [Tell.Receipt] and [GoodVerdict]. Everybody else never hears it.
	Verdict string

	// Steps are the steps of flows that the turn went through, in order: for
	// tools that look for steps nobody ever comes to.
	Steps []StepAt

	// Memory is the actor's Body as the machine works with it, so that the next
	// turn need not read it again. It must say just what Body says: the turn is
	// the same without it. Nil for none.
	Memory any
}

// Machine is the behaviour of one kind of actor. Step must be pure: no I/O, no
// clock, no randomness but the turn's, nothing kept between calls but what the
// Memory of a result says. Its error
// (or panic) is a defect: after three failures the actor is parked for a
// person to look at, so what people can do wrong must not be an error.
type Machine interface {
	Step(t Turn, a Actor, in Input) (Result, error)
}

// Loader is what a [Machine] with members implements.
type Loader interface {
	// Members names the member fields that the turn of this input needs.
	Members(in Input) []string
}

// Apologist is what a [Machine] implements that can tell a person that
// something broke and people will look at it. The actor's Body may be unreadable.
type Apologist interface {
	Apology(a Actor, in Input) []Effect
}

// ErrNoMachine is returned by [Definitions.Step] for an actor of a kind that
// no capability registered.
var ErrNoMachine = errors.New("flows: no machine for this kind of actor")

// Definitions is one immutable snapshot of all behaviour: flows, texts,
// programme. A turn takes one snapshot and keeps it to its end.
type Definitions struct {
	Hash     string // of everything the snapshot was made from
	Machines map[Kind]Machine

	// What [Compile] made it from, for the tools of authors; nil when the
	// machines were put together otherwise, as in tests.
	Book      *Book
	Catalog   *i18n.Catalog
	Programme *Programme
}

// Step makes the turn on the machine of the actor's kind.
func (d *Definitions) Step(t Turn, a Actor, in Input) (Result, error) {
	m, err := d.Machine(a.ID)
	if err != nil {
		return Result{}, err
	}
	return m.Step(t, a, in)
}

// Machine is the machine for an actor: [ErrNoMachine] if there is none.
func (d *Definitions) Machine(id ActorID) (Machine, error) {
	m, ok := d.Machines[id.Kind()]
	if !ok {
		return nil, fmt.Errorf("%w: %q", ErrNoMachine, id.Kind())
	}
	return m, nil
}
