package flows

import (
	"encoding/json"
	"fmt"
)

// Effect is what a turn does to the outside or to another actor. The types in
// this file, in post.go and in page.go are all there are. An effect carries the finished message: nobody
// renders or chooses after the turn.
//
//sumtype:decl
type Effect interface{ isEffect() }

// Send writes a message to the person's chat.
type Send struct {
	Chat    int64      `json:"c"`
	Text    string     `json:"t"` // plain text, 1–4096 UTF-16 units (Bot API sendMessage)
	Buttons [][]Button `json:"b,omitempty"`

	// Keys take the place of the phone's keyboard (Bot API
	// ReplyKeyboardMarkup): only so can a phone number or a place be asked for.
	// They stay until a message with Unkey takes them away. A message has at
	// most one of Buttons, Keys and Unkey.
	Keys  [][]Key `json:"k,omitempty"`
	Unkey bool    `json:"x,omitempty"`

	// Question marks the message that asks what the person is to answer next.
	// After a crash or a long pause an unsent question is dropped when a newer
	// one of a later turn stands behind it: repeated, it would be answered into
	// the next field.
	Question bool `json:"q,omitempty"`

	// Receipt, when not empty, asks that the message's id be handed to the
	// next turn under this name: see [Receipt].
	Receipt string `json:"r,omitempty"`

	// Once says what happens when a crash left it open whether the message was
	// sent.
	Once Once `json:"o,omitempty"`

	// Mark names what it is one of, so that it can be taken back while it waits. Drop
	// are the marks of what stands before this message in the outbox and is not to be
	// sent any more: what she said she does not want. Of one whose call has begun nothing
	// can be taken back. Its receipt, if it has one, comes with [WordRetracted].
	Mark string   `json:"m,omitempty"`
	Drop []string `json:"d,omitempty"`
}

// Once is the rule for an effect whose call was in flight when the process
// died. Telegram knows no idempotency key, so one of two wrongs must be chosen.
type Once string

// Repeat sends it again: the person may read it twice (questions, safety).
// Uncertain never sends it again: it is marked before the call and counted as
// uncertain when the mark is found later (broadcasts).
const (
	Repeat    Once = ""
	Uncertain Once = "uncertain"
)

// Button is one inline button. Exactly one of Data and URL is set.
type Button struct {
	Label string `json:"l"`
	Data  string `json:"d,omitempty"` // at most 64 bytes (Bot API InlineKeyboardButton.callback_data)
	URL   string `json:"u,omitempty"`
}

// Key is one key of a reply keyboard. Pressed, it sends its label as a text, or
// what it requests.
type Key struct {
	Label   string     `json:"l"`
	Request KeyRequest `json:"r,omitempty"`
}

// KeyRequest is what a [Key] asks the phone for.
type KeyRequest string

// What a key can ask for; the phone asks its owner first.
const (
	RequestNothing KeyRequest = ""
	RequestContact KeyRequest = "contact"  // her own phone number
	RequestPlace   KeyRequest = "location" // where she is
)

// Play sends a recorded voice that says the message behind it, for people who do
// not read. That message never waits for it: a recording that cannot be sent is
// left out.
type Play struct {
	Chat int64  `json:"c"`
	Clip string `json:"f"` // see [Clip.File]
	Sum  string `json:"s"` // see [Clip.Sum]

	// Question and Receipt are as in [Send]: a voice goes with its question.
	Question bool   `json:"q,omitempty"`
	Receipt  string `json:"r,omitempty"`
}

// Attach sends a file that somebody sent to another one in a chat. The text before it says from whom it comes.
type Attach struct {
	Chat    int64  `json:"c"`
	What    string `json:"w"` // Telegram's field name: voice, photo, document, audio, video, video_note, animation or sticker
	File    string `json:"f"` // its file_id, or [FileAtMattermost] and its id there
	Receipt string `json:"r,omitempty"`
	Once    Once   `json:"o,omitempty"` // as in [Send]
	Mark    string `json:"k,omitempty"` // as in [Send]
}

// Enclose sends a small file that the bot has made itself as a document, for
// example a calendar file. Of what kind it is Telegram reads off the ending of its
// name. What breaks a limit ([Enclose.Fault]) is refused for good, without a call.
type Enclose struct {
	Chat int64  `json:"c"`
	Name string `json:"f"`           // its file name: see [EnclosedName]
	Data []byte `json:"d"`           // 1–[EnclosedMost] bytes
	Text string `json:"t,omitempty"` // plain text below it, at most 1024 UTF-16 units (Bot API sendDocument: caption)

	// Receipt is as in [Send].
	Receipt string `json:"r,omitempty"`
}

// FileAtMattermost begins [Attach.File] for a file that lies at Mattermost: it has to be
// brought from there. No file_id has a colon. It stands in stored effects and lines:
// never change it.
const FileAtMattermost = "mm:"

// ToldUnsent tells an actor, with an [Unsent], that a [Send] or an [Attach] of its own
// that has a receipt can never be sent: Telegram refuses it for good, or a file does
// not come from where it lies. It comes from nobody: [Told.From] is "".
const ToldUnsent = "send.refused"

// Unsent is the message that was refused.
type Unsent struct {
	Receipt string `json:"r"`
}

// Answer ends the waiting circle on a tapped button. It is carried at once and
// at most once: a late one is refused by Telegram and harms nobody.
type Answer struct {
	Query string `json:"q"`
	Text  string `json:"t,omitempty"` // at most 200 characters (Bot API answerCallbackQuery)
}

// Edit rewrites a message of the bot. Without Buttons it takes them away. Without Text it
// changes only the buttons (Bot API editMessageReplyMarkup).
type Edit struct {
	Chat    int64      `json:"c"`
	Message int        `json:"m"`
	Text    string     `json:"t,omitempty"`
	Buttons [][]Button `json:"b,omitempty"`

	// Must makes it part of the outbox, for an edit that hides something.
	// Others are carried at once and at most once: an old button that stays is
	// harmless.
	Must bool `json:"k,omitempty"`
}

// Delete takes messages out of the chat, the bot's or hers. Telegram allows it
// for 48 hours (Bot API deleteMessage); later nothing happens.
type Delete struct {
	Chat    int64 `json:"c"`
	Message int   `json:"m"`
	More    []int `json:"n,omitempty"` // further ones, at most 99 (Bot API deleteMessages)
}

// Commands sets the list of the bot's commands in the person's chat, which then
// wins over the one for her phone's language (Bot API setMyCommands with the
// scope of a chat). An empty one takes it away (deleteMyCommands). Carried twice
// it does the same.
type Commands struct {
	Chat int64     `json:"c"`
	List []Command `json:"l,omitempty"`
}

// Tell gives another actor an input. It arrives at least once with the same
// id, and the receiver also decides by its own domain key.
type Tell struct {
	To   ActorID         `json:"a"`
	Name string          `json:"n"`
	Data json.RawMessage `json:"d,omitempty"`

	// Bulk says that it is one of many, to tell something to people. It waits until
	// one more message may be sent (a token, see [Draw]), so that what it makes sent
	// keeps the limits and people's replies go first. Tells of this kind that stand
	// together in an outbox are carried in any order and several at a time; they keep
	// their order with everything else.
	Bulk bool `json:"b,omitempty"`

	// Shared, when set, is where Data lies instead: what is told to many is stored
	// once. It is read for the turn of whoever is told.
	Shared *Shared `json:"s,omitempty"`

	// Receipt, when not empty, asks that what came of it be handed to the next turn
	// under this name: see [Receipt.Word]. Of those on their way no two may have the
	// same name.
	Receipt string `json:"r,omitempty"`
}

// Shared names a member field of an actor. What is told by it must never change
// while a tell may name it: processes keep it in memory. One that is not there any
// more is told as no data.
type Shared struct {
	Actor  ActorID `json:"a"`
	Member string  `json:"m"`
}

func (Send) isEffect()     {}
func (Play) isEffect()     {}
func (Attach) isEffect()   {}
func (Enclose) isEffect()  {}
func (Answer) isEffect()   {}
func (Edit) isEffect()     {}
func (Delete) isEffect()   {}
func (Commands) isEffect() {}
func (Tell) isEffect()     {}

// Lasting says whether the effect goes through the outbox and so survives the
// process; the others are carried right after the commit, or not at all.
func Lasting(e Effect) bool {
	switch e := e.(type) {
	case Send, Play, Attach, Enclose, Tell, Delete, Commands, Post, Repost, React, Page:
		return true
	case Edit:
		return e.Must
	case Answer:
		return false
	}
	return true
}

// EncodeEffect writes an effect for the outbox.
func EncodeEffect(e Effect) ([]byte, error) {
	var kind string
	switch e.(type) {
	case Send:
		kind = "send"
	case Play:
		kind = "play"
	case Attach:
		kind = "attach"
	case Enclose:
		kind = "enclose"
	case Answer:
		kind = "answer"
	case Edit:
		kind = "edit"
	case Delete:
		kind = "delete"
	case Commands:
		kind = "commands"
	case Tell:
		kind = "tell"
	case Post:
		kind = "post"
	case Repost:
		kind = "repost"
	case React:
		kind = "react"
	case Page:
		kind = "page"
	default:
		return nil, fmt.Errorf("flows: encode effect: unknown type %T", e)
	}
	return encodeTagged(kind, e)
}

// DecodeEffect reads what [EncodeEffect] wrote. An unknown kind is an error: a
// newer version wrote it.
func DecodeEffect(data []byte) (Effect, error) {
	kind, value, err := splitTagged(data)
	if err != nil {
		return nil, fmt.Errorf("flows: decode effect: %w", err)
	}
	switch kind {
	case "send":
		return decodeAs[Send](value)
	case "play":
		return decodeAs[Play](value)
	case "attach":
		return decodeAs[Attach](value)
	case "enclose":
		return decodeAs[Enclose](value)
	case "answer":
		return decodeAs[Answer](value)
	case "edit":
		return decodeAs[Edit](value)
	case "delete":
		return decodeAs[Delete](value)
	case "commands":
		return decodeAs[Commands](value)
	case "tell":
		return decodeAs[Tell](value)
	case "post":
		return decodeAs[Post](value)
	case "repost":
		return decodeAs[Repost](value)
	case "react":
		return decodeAs[React](value)
	case "page":
		return decodeAs[Page](value)
	}
	return nil, fmt.Errorf("flows: decode effect: unknown kind %q", kind)
}
