package telegram

import (
	"errors"

	"wecan/bot"
)

// The events that Config.Observe and [Intake].Observe are called with.
const (
	EventCallOK       = "call_ok"
	EventCallSlower   = "call_slower"   // 429
	EventCallGone     = "call_gone"     // 403
	EventCallNever    = "call_never"    // refused for good
	EventCallNeedless = "call_needless" // done already, or too late
	EventCallBarred   = "call_barred"   // the token was refused
	EventCallLater    = "call_later"    // network, time-out, 5xx: may have been carried out

	EventUpdateTaken   = "update_taken"   // became an input
	EventUpdateIgnored = "update_ignored" // a group's, or of a kind that is none of ours
	EventUpdateBuried  = "update_buried"  // could not be read
	EventUpdateRough   = "update_rough"   // the library could not read it; the few fields we need could be

	EventPollOK       = "poll_ok"
	EventBatchFull    = "batch_full" // handled, and more updates were waiting behind it
	EventCaughtUp     = "caught_up"  // a batch was handled behind which nothing was waiting
	EventPollFailed   = "poll_failed"
	EventPollConflict = "poll_conflict" // 409
	EventPollBarred   = "poll_barred"
	EventPollSlower   = "poll_slower"
	EventLeaseTaken   = "lease_taken"
	EventLeaseLost    = "lease_lost"
	EventHandleFailed = "handle_failed" // nothing was confirmed; it comes again

	EventWebhookOK      = "webhook_ok"
	EventWebhookDenied  = "webhook_denied" // wrong secret
	EventWebhookRefused = "webhook_refused"
)

func callEvent(err error) string {
	var r *bot.Refusal
	if !errors.As(err, &r) {
		return EventCallLater
	}
	switch r.Kind {
	case bot.Slower:
		return EventCallSlower
	case bot.Gone:
		return EventCallGone
	case bot.Never:
		return EventCallNever
	case bot.Needless:
		return EventCallNeedless
	case bot.Barred:
		return EventCallBarred
	}
	return EventCallLater
}
