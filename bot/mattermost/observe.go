package mattermost

import (
	"errors"

	"wecan/bot"
)

// The events that the Observe functions are called with.
const (
	EventCallOK     = "call_ok"
	EventCallSlower = "call_slower" // 429
	EventCallNever  = "call_never"  // refused for good
	EventCallBarred = "call_barred" // the token was refused
	EventCallLater  = "call_later"  // network, time-out, 5xx: may have been carried out

	EventPostFound    = "post_found"    // it had been made before; no second one was
	EventFileLeftOut  = "file_left_out" // too large, or gone: a sentence stands in its place
	EventBackRefused  = "callback_refused"
	EventBackTap      = "callback_tap"
	EventBackCommand  = "callback_command"
	EventBackChoice   = "callback_choice" // a tap under an answer
	EventBackDialog   = "callback_dialog"
	EventBackSlow     = "callback_slow"   // answered before the work was done
	EventBackFailed   = "callback_failed" // the work failed; the one who tapped was told to try again
	EventBackFull     = "callback_full"   // too many at once
	EventSocketOpen   = "socket_open"
	EventSocketClosed = "socket_closed"
	EventSocketBarred = "socket_barred"  // the token was refused
	EventSocketGap    = "socket_gap"     // something was missed: read up
	EventSocketFull   = "socket_full"    // more came than could be taken: reconnect and read up
	EventCaughtUp     = "caught_up"      // the channels were read up
	EventTaken        = "event_taken"    // an event was taken
	EventRepeat       = "event_repeat"   // an event came again and was left out
	EventIgnored      = "event_ignored"  // our own, the system's, an integration's
	EventTakeFailed   = "take_failed"    // it comes again
	EventUnreadable   = "frame_rejected" // a frame that nobody can read
)

func callEvent(err error) string {
	if err == nil {
		return EventCallOK
	}
	var r *bot.Refusal
	if !errors.As(err, &r) {
		return EventCallLater
	}
	switch r.Kind {
	case bot.Slower:
		return EventCallSlower
	case bot.Never, bot.Gone, bot.Needless:
		return EventCallNever
	case bot.Barred:
		return EventCallBarred
	}
	return EventCallLater
}
