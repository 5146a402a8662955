package bot

import "time"

// The events a [Meter] counts and the stages it times.
const (
	EventTurn       = "turn"       // a committed turn
	EventSeen       = "seen"       // an input that came again
	EventConflict   = "conflict"   // another commit came first
	EventRetry      = "retry"      // a store call that had to be repeated
	EventSent       = "sent"       // an effect carried out
	EventLater      = "later"      // a call that failed and will be made again
	EventSlower     = "slower"     // Telegram asked for a pause
	EventGone       = "gone"       // a person cannot be written to
	EventDead       = "dead"       // an effect that can never be carried out
	EventMute       = "mute"       // a recording that could not be played
	EventUncertain  = "uncertain"  // an effect that was perhaps carried out and is not repeated
	EventRetracted  = "retracted"  // an unsent message that its person does not want any more
	EventSuperseded = "superseded" // an unsent question that a newer one replaced
	EventOvertaken  = "overtaken"  // a message that was tapped before the call that sent it came back
	EventParked     = "parked"     // an actor put aside
	EventTaken      = "taken"      // an outbox taken over from another process
	EventReported   = "reported"   // something in a committed turn that somebody must look at: see the log

	StageTurn   = "turn"   // input posted → committed
	StageStep   = "step"   // the pure step
	StageCommit = "commit" // the store's answer to a commit
	StageCall   = "call"   // a carrier's call
)

type noMeter struct{}

func (noMeter) Count(string)               {}
func (noMeter) Took(string, time.Duration) {}
