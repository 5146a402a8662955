// Package rehearsal plays conversations against compiled flows and checks them
// against what is written down.
//
// A transcript is a .chat file that a flow author can read and write:
//
//	# What is tested.
//	lang: en
//	> /start
//	bot: Hello! Which language do you want to use here?
//	     [English]
//	     [العربية]
//	tap: English
//	answer:
//	edit: Hello! Which language do you want to use here?
//
//	     ✅ English
//	wake 11s
//
// What the person does, one a line:
//
//	> text        she writes; \n is a new line, x*300 is 300 times x, \* and \\ are * and \
//	>> text       she writes before the bot's last messages have reached her
//	tap: Label    she taps the newest button of that label; one that was taken away may be tapped too
//	tap old: Label  the oldest button of that label
//	media: voice  she sends something without text; with a size in bytes and a kind:
//	              media: document 5000 application/pdf
//	media: contact +49151234 own    she shares her own number; without own, another's
//	media: location 51.34 12.37
//	edited 3: new text   she changes the third message that she wrote
//	blocked / unblocked
//	refused 2s ago         a message to her was refused so long ago
//	wake 11s      time passes, and the timers due in it ring, hers and others'; also 3d
//	told: name key=value; key=value   another actor tells her something
//	tell: kind key name key=value; …  another actor than hers is told something,
//	              as tell: application WE-4K7M-9Q2 decide by=Anna; what=accept
//
// What stands around her:
//
//	now: 2026-11-26 10:00   the clock, from the top of the file, in UTC; else
//	              2 March 2026, ten o'clock
//	lang: ar      the language of her Telegram, from the top of the file
//	hold          what actors tell each other is held back …
//	release       … until here
//	taken         the next reference drawn belongs to somebody else
//
// Everything else is what the bot does, and is compared. [Label] is a button,
// <Label> a key in the place of her keyboard, <> takes those keys away. ⟦ and ⟧ stand for the
// invisible signs around words of another direction (U+2066 or U+2068, U+2069), and ⇐ for the one
// by which a line begins on the right (U+200F).
// play: en/hello.hi is a recorded voice before its message.
//
// [Walk] needs no transcript: it does everything that people can do, in every
// state of every flow.
//
// Between any two turns every state is encoded, dropped and decoded again.
// Every message is held against Telegram's limits.
package rehearsal
