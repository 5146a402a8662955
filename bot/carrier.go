package bot

import (
	"context"
	"errors"
	"fmt"
	"time"

	"wecan/flows"
)

// Carrier carries an effect to the outside. It makes one call and never
// repeats it: when to try again is decided here, by the error.
//
// Carry returns the id of the message that a [flows.Send] or [flows.Play]
// became, 0 for other effects. Its error is a [*Refusal] whenever the other side said why; any
// other error means "not now" (a dead network, a time-out, an answer that is
// none), and the call may have been carried out unless it is [ErrNotCalled].
type Carrier interface {
	Carry(ctx context.Context, e flows.Effect) (message int, err error)
}

// Prober is a [Carrier] that can find out whether the other side answers, with a call
// that nobody sees. Its error is as that of Carry. One that cannot is asked with the next
// message to many.
type Prober interface {
	Probe(ctx context.Context) error
}

// ErrNotCalled is an error of a carrier whose call has certainly not reached the other
// side: there was no connection.
var ErrNotCalled = errors.New("there was no connection")

// Poster carries the effects for which [flows.AtMattermost] is true, as [Carrier]
// does the others. It answers the id of the post that a [flows.Post] became, "" for
// other effects. again says that a call for the effect may have been made before, by
// whichever process: what it made then must not be made twice.
type Poster interface {
	Post(ctx context.Context, e flows.Effect, again bool) (id string, err error)
}

// Refusal is a carrier's error with what it means for the effect.
type Refusal struct { //nolint:errname // it reads as what it is: a carrier answers a refusal
	Kind  RefusalKind
	After time.Duration // for Slower: how long to wait
	Err   error         // for the log: no token, name or text in it

	NoCall bool // the carrier refused it by itself: whether the other side answers is open
}

// RefusalKind is what a refusal means.
type RefusalKind int

// The kinds of refusals.
const (
	// Slower: too many calls (429). Nothing at all may be sent to that side for After.
	Slower RefusalKind = iota + 1
	// Gone: the person blocked the bot or is no longer there (403).
	Gone
	// Never: this effect can never be carried out (400, 404 and the like).
	Never
	// Needless: it has been done already or is too late to matter ("message is
	// not modified", an old callback query).
	Needless
	// Barred: the bot itself is refused (401, a revoked token). Nothing is
	// wrong with the effect; it waits.
	Barred
)

// Error tells the kind and the cause.
func (r *Refusal) Error() string {
	return fmt.Sprintf("%s: %v", r.Kind, r.Err)
}

// Unwrap is the cause.
func (r *Refusal) Unwrap() error { return r.Err }

// String names the kind as logs and metrics do.
func (k RefusalKind) String() string {
	switch k {
	case Slower:
		return "slower"
	case Gone:
		return "gone"
	case Never:
		return "never"
	case Needless:
		return "needless"
	case Barred:
		return "barred"
	}
	return "unknown"
}
