// Package telegram joins the bot to Telegram: updates become inputs, effects
// become calls.
//
// # In
//
// Telegram is the inbox. An update is confirmed only after its turn is
// committed: the [Poller] moves the offset, and the [Webhook] answers 200, only
// after [Turns].Handle returned nil. What was not confirmed comes again, with
// the same input id, so a repeat is seen as one.
//
// Each update is decoded on its own. One that cannot be read is put aside
// ([Morgue]) and passed over; the ones before and after it keep their order.
//
// One process at a time polls: the one that holds the name "poll" at the
// [Turnstile].
//
// # Out
//
// [Telegram] is a [bot.Carrier]. It makes one call, never repeats it, and says
// by its error what the refusal means. Its errors carry no token, no name and
// nothing that a person wrote: of Telegram's own descriptions only known words
// are kept.
//
// A file that lies at Mattermost ([Elsewhere]) passes through in pieces, and one
// that a person sent is opened for the other way by [Telegram.Fetch].
//
// The typed calls are those of github.com/go-telegram/bot. Its poller, its
// webhook handler and its handlers are not used: they confirm before handling.
package telegram
