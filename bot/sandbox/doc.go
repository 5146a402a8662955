// Package sandbox is a Telegram Bot API on loopback that behaves as Telegram does, and a page to chat with the bot as a
// migrant would. The demo runs on it, so do the tests that kill the bot, and the simulation in virtual time.
//
// It stays an honest outside: it imports no part of the bot and no Telegram library, so that a mistake in those cannot
// hide behind the same mistake here. Besides the standard library it imports bot/sandbox/mmserver, which is as
// strict with itself.
//
// # What is like Telegram
//
//   - Requests come as JSON, form, multipart or query string, by GET or POST; answers and errors have Telegram's form
//     and, where it is known, Telegram's wording.
//   - getUpdates: at most 100 updates and 50 seconds; an offset forgets all below it, a negative one all but the last;
//     the older of two pollers gets 409, as does a poller while a webhook is set; the same offset within half a second
//     gets one update, within three seconds it waits at least three; an offset far ahead of the last update starts from
//     the oldest. Nothing is forgotten because a client went away. Updates wait 24 hours, taps 150 seconds. Ids ascend
//     from a random number, and start anew at random after a week without updates.
//   - Webhooks: any 2xx confirms. Each chat has one queue for messages and one for taps, so both may be under way at once;
//     within a queue the order is kept. A failure is repeated at once, then after 2, 4, 8 … 60 seconds, or when
//     Retry-After says. At most max_connections are under way.
//   - Texts lose U+202A–202E, U+030A and control characters, and surrounding space. Lengths are UTF-16 code units.
//   - editMessageText without reply_markup takes the buttons away. "message is not modified", 403 for who blocked the
//     bot or never wrote to it, queries that are too old or were answered: all as Telegram says it.
//   - A reply keyboard stands below the chat until another one, a ReplyKeyboardRemove, or the deletion of the message that
//     brought it. A message with either cannot be edited. The bot may delete both sides' messages for 48 hours.
//   - getFile tells where a file is for an hour, and /file/bot<token>/… hands it out. What is larger than 20 MB, gone, or known
//     by no such id is refused in Telegram's words. What was not picked by a person or sent by the bot is made up: a voice
//     message can be heard and a photo seen, a video cannot.
//   - Limits of sending, with 429 and retry_after, when Options.Limits asks for them.
//
// # What is stricter
//
// Every request is checked against a table of the Bot API (botapi.txt). Telegram ignores an unknown parameter, and takes
// a number where a string belongs; here both are 400, because both are mistakes of ours. Telegram takes the first action
// of an inline button that has several; here that is 400. Such requests are kept: see [Telegram.Violations].
//
// # What is not there
//
// Groups and channels, formatting (parse_mode HTML is checked and stripped), entities other than commands, inline mode,
// payments. A method that exists in the Bot API but not here is checked and then answered with 501 and its name, so that
// a test sees it.
//
// # Time and concurrency
//
// All methods may be called concurrently. All time is taken from package time, but for the time of messages, which is
// that of Options.Now. Nothing runs in the background except [Telegram.Run], and whoever waits, waits on channels and
// timers made by that very call: the package works inside a testing/synctest bubble when New is called inside it.
//
// # The page
//
// [Page] shows two phones and, beside them, what an [Office], a [Team], a [Town] and a [Clock] offer, and the client of one of those
// who work at Mattermost: on a large screen in the place of the second phone. It is plain HTML, CSS and JavaScript
// modules under page, without a build step and without anything of others; words*.go has its words in four languages.
package sandbox
