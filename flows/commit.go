package flows

import (
	"errors"
	"time"
)

// Etag is the version of an actor: 16 random hex digits (64 bits), "" for one that does
// not exist. It is not a counter, because a counter is reused after a failover,
// a restore or an erasure.
type Etag string

// EffectID names one lasting effect: the etag its turn produced and its place
// in the turn, as two hex digits. It has 18 characters.
type EffectID string

// Record is an actor as a store holds it.
type Record struct {
	ID    ActorID
	Etag  Etag   // "" when there is no such actor
	State []byte // what the last commit's State was

	// Receipts are those the store keeps for the next turn, and Marker is the
	// store's own note of how many those are; a [Commit] hands it back.
	Receipts []Receipt
	Marker   int

	// Parked, when not nil, is why the actor was put aside.
	Parked *Parking

	// Key is the actor's opened data key. It belongs to the store; others
	// carry it from Load to Commit and never look inside.
	Key any

	// Members are the member fields that were asked for.
	Members map[string][]byte
}

// Parking says why an actor was put aside.
type Parking struct {
	Input  string    `json:"i"` // the id of the input that failed
	Reason string    `json:"r"` // without anything a person wrote
	At     time.Time `json:"a"`
}

// Commit is what one turn writes, whole or not at all.
type Commit struct {
	Base *Record // the actor as the turn found it; its Etag is what must still stand
	Etag Etag    // the etag the actor has afterwards

	State []byte
	Timer time.Time // when a timer wants the actor next; zero for never

	Created  time.Time         // for a new actor: its place in the index of its kind
	IndexAdd []string          // indexes the actor enters
	IndexCut []string          // indexes the actor leaves
	Effects  []OutboxEntry     // lasting effects, in order
	Acks     []EffectID        // effects that were carried out since
	Members  map[string][]byte // nil value: delete
	Journal  []byte            // what is kept of the turn for explaining it; nil for none

	// Park, when not nil, puts the actor aside; Unpark takes it up again.
	Park   *Parking
	Unpark bool
}

// OutboxEntry is one lasting effect in an actor's outbox.
type OutboxEntry struct {
	ID       EffectID
	Appended time.Time
	Effect   []byte // see EncodeEffect

	// Marked says that a call for an [Uncertain] effect was begun before: it
	// may have been carried out.
	Marked bool
}

// Committed is what became of a [Commit].
type Committed struct {
	// Conflict: another commit came first. Nothing was written, and Record is
	// the actor as it stands now (without members).
	Conflict bool
	Record   *Record

	// Receipts is how much is stored of receipts that came after the turn's load,
	// measured as a Record's Marker. Which they are the Record does not tell.
	Receipts int

	// Lease is held when the commit left effects and nobody else holds the
	// actor's sending lease. Waiting is the outbox's length after the commit, 0
	// for a commit with neither effects nor acks.
	Lease   Lease
	Waiting int
}

// Lease is the right to send one actor's outbox.
type Lease struct {
	Token string    // "" when not held; a new one fences off the old one
	Until time.Time // on this process's clock, counted from before the call, so never too late
}

// Held says whether the lease was given.
func (l Lease) Held() bool { return l.Token != "" }

// OutboxPage is how many entries of an outbox are handed over at once: with fewer there
// are no more. A store must hand over as many as that.
const OutboxPage = 100

// Outbox is what a process that takes or keeps a sending lease is handed.
type Outbox struct {
	Lease   Lease
	Entries []OutboxEntry // what waits, in order, at most [OutboxPage]; empty means done and the lease given back
	Key     any           // the actor's data key, as in Record

	// Etag, Receipts and Marker are the actor's at that moment, as in Record.
	Etag     Etag
	Receipts []Receipt
	Marker   int
}

// Ack tells the store what was carried out under a lease.
type Ack struct {
	ID       ActorID
	Token    string
	Done     []EffectID
	Receipts []Receipt
	Dead     []DeadLetter // entries of Done that can never be carried out
	Known    int          // how many entries the sender still holds after Done
}

// DeadLetter is something that could not be delivered or handled and waits for
// a person to look at it.
type DeadLetter struct {
	ID      string    `json:"id"`   // an effect's, "input/…" or "update/…"
	Kind    string    `json:"kind"` // effect, uncertain, input, update
	Actor   ActorID   `json:"actor,omitempty"`
	Reason  string    `json:"reason"` // without anything a person wrote
	At      time.Time `json:"at"`
	Payload []byte    `json:"payload"` // the effect, input or update itself
}

// ErrFenced is returned to a sender whose lease another process has taken.
var ErrFenced = errors.New("the sending lease was taken by another process")

// ErrUnreadable is returned for an actor whose stored state does not open: it
// is damaged, or was sealed with another master key. To ask again does not help.
var ErrUnreadable = errors.New("what is stored of this actor cannot be read")

// ErrNewerSchema is returned for an actor that a newer version of wecan has
// written. The process must leave it alone and be upgraded.
var ErrNewerSchema = errors.New("a newer version of wecan has written this actor; upgrade this process")
