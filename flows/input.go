package flows

import (
	"encoding/json"
	"fmt"
	"time"
)

// Input is what happens to an actor. The types in this file are all there are.
//
//sumtype:decl
type Input interface{ isInput() }

// Origin is where an input of a person came from.
type Origin struct {
	Chat int64  `json:"c"`           // the private chat's number, which is also the person's on Telegram
	Lang string `json:"l,omitempty"` // the language code of her Telegram app: any IETF tag, a guess at best
}

// Text is a message with text, commands and deep links included ("/start x").
type Text struct {
	Origin
	Message int    `json:"m"`           // Telegram's message id, ascending for both sides of the chat
	Text    string `json:"t"`           // as sent: not cleaned, not folded
	Reply   int    `json:"r,omitempty"` // the message that she replied to, 0 for none
}

// Tap is a tap on an inline button.
type Tap struct {
	Origin
	Query   string `json:"q"` // to be named by an [Answer]
	Message int    `json:"m"` // the message with the button; 0 when Telegram no longer tells
	Data    string `json:"d"` // the button's data

	// Shown are the buttons of the message, only when [KeepsButtons] says that the tap
	// needs them and Telegram tells.
	Shown [][]Button `json:"b,omitempty"`
}

// Media is a message without text: a voice message, a photo, a sticker. What
// carries it has its details in one of File, Contact and Place, or in none.
type Media struct {
	Origin
	Message int     `json:"m"`
	What    string  `json:"w"` // Telegram's field name: voice, photo, sticker, document, location, contact …
	Caption string  `json:"t,omitempty"`
	Reply   int     `json:"r,omitempty"` // as in [Text]
	File    File    `json:"f,omitzero"`
	Contact Contact `json:"p,omitzero"`
	Place   Place   `json:"g,omitzero"`
}

// File is a file at Telegram: of a voice message, a photo (its largest size),
// a document, a sticker, an audio or a video.
type File struct {
	ID      string `json:"i"`           // file_id: what the bot can fetch or send again
	Name    string `json:"n,omitempty"` // as the sender's device called it
	Mime    string `json:"m,omitempty"`
	Size    int64  `json:"s,omitempty"` // bytes, 0 when Telegram does not tell
	Seconds int    `json:"d,omitempty"` // of a voice message, an audio or a video
}

// Contact is a phone number that was shared by Telegram's own button or from
// the address book.
type Contact struct {
	Phone string `json:"n"`
	Own   bool   `json:"o,omitempty"` // Telegram says that it is the sender's own
}

// Place is a point on the map, in degrees.
type Place struct {
	Lat float64 `json:"a"`
	Lon float64 `json:"o"`
}

// Edited is a message that the person changed after sending it.
type Edited struct {
	Origin
	Message int    `json:"m"`
	Text    string `json:"t"` // the new text or caption, "" when it has none
}

// Reach says whether the person can be written to: she blocked the bot, came
// back, or a message to her was refused.
type Reach struct {
	Origin
	Blocked bool `json:"b"`

	// Refused is when the call was made that was refused; zero when Telegram
	// told by itself. That message is gone. She may have come back since: the
	// refusal and her coming back reach the actor in any order.
	Refused time.Time `json:"r,omitzero"`

	// Lost is the [Send.Receipt] of that message, "" for one that has none. Messages
	// behind it may have reached her: she came back in the middle.
	Lost string `json:"x,omitempty"`
}

// Timer is one of the actor's own timers that is due.
type Timer struct {
	Name string    `json:"n"`
	Due  time.Time `json:"d"` // as the actor set it; the turn's Now may be much later
}

// Told is a message from another actor: see [Tell].
type Told struct {
	From ActorID         `json:"f"`
	Name string          `json:"n"`
	Data json.RawMessage `json:"d,omitempty"`

	// Shared says where Data lies. It is read for the turn; a journal and a dead letter
	// keep only where: see [Tell.Shared].
	Shared *Shared `json:"s,omitempty"`
}

func (Text) isInput()   {}
func (Tap) isInput()    {}
func (Media) isInput()  {}
func (Edited) isInput() {}
func (Reach) isInput()  {}
func (Timer) isInput()  {}
func (Told) isInput()   {}

// Incoming is an input on its way to its actor.
type Incoming struct {
	// ID is what makes the input the same input when it arrives again:
	// "update:N" for Telegram's, "timer:name:due", "tell:actor:etag:index".
	// The actor remembers it.
	ID    string
	To    ActorID
	Trace string // follows the input and its effects through the logs
	Input Input

	// Bulk says that a token was taken for it, which pays the message that its turn
	// sends: see [Tell.Bulk].
	Bulk bool

	// Reply, when not nil, can take one effect of the turn to Telegram.
	Reply Reply
}

// Reply is the answer to whoever brought an input. Take says whether it takes
// that effect, which must be worth one try only, along: then no call is made.
type Reply interface{ Take(e Effect) bool }

// EncodeInput writes an input for the journal and for dead letters.
func EncodeInput(in Input) ([]byte, error) {
	var kind string
	switch in.(type) {
	case Text:
		kind = "text"
	case Tap:
		kind = "tap"
	case Media:
		kind = "media"
	case Edited:
		kind = "edited"
	case Reach:
		kind = "reach"
	case Timer:
		kind = "timer"
	case Told:
		kind = "told"
	default:
		return nil, fmt.Errorf("flows: encode input: unknown type %T", in)
	}
	return encodeTagged(kind, in)
}

// DecodeInput reads what [EncodeInput] wrote. An unknown kind is an error: a
// newer version wrote it.
func DecodeInput(data []byte) (Input, error) {
	kind, value, err := splitTagged(data)
	if err != nil {
		return nil, fmt.Errorf("flows: decode input: %w", err)
	}
	switch kind {
	case "text":
		return decodeAs[Text](value)
	case "tap":
		return decodeAs[Tap](value)
	case "media":
		return decodeAs[Media](value)
	case "edited":
		return decodeAs[Edited](value)
	case "reach":
		return decodeAs[Reach](value)
	case "timer":
		return decodeAs[Timer](value)
	case "told":
		return decodeAs[Told](value)
	}
	return nil, fmt.Errorf("flows: decode input: unknown kind %q", kind)
}
