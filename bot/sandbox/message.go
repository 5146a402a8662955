package sandbox

import (
	"cmp"
	"encoding/json"
	"slices"
	"time"
)

// Message is one message of a chat as the person sees it. Do not change what its slices hold.
type Message struct {
	ID      int        `json:"id"`
	FromBot bool       `json:"bot"`
	Kind    string     `json:"kind"` // "text", or what [Telegram.SendMedia] and the send methods name: "voice", "photo" …
	Text    string     `json:"text"` // or the caption
	Buttons [][]Button `json:"buttons,omitempty"`
	ReplyTo int        `json:"reply_to,omitempty"` // id of the message it answers
	Date    time.Time  `json:"date"`
	Edited  bool       `json:"edited,omitempty"`
	Deleted bool       `json:"deleted,omitempty"` // the person does not see it any more
}

// Button is an inline button. Exactly one of Data, URL, Copy and Other is set.
type Button struct {
	Text  string `json:"text"`
	Data  string `json:"data,omitempty"`  // sent to the bot by [Telegram.Tap]
	URL   string `json:"url,omitempty"`   // opened by the client
	Copy  string `json:"copy,omitempty"`  // copied by the client
	Other string `json:"other,omitempty"` // the name of an action the sandbox does not do, such as "web_app"
}

// Key is a button of a reply keyboard: it sends its label, or a contact or location.
type Key struct {
	Text     string `json:"text"`
	Contact  bool   `json:"contact,omitempty"`
	Location bool   `json:"location,omitempty"`
}

// message is a Message as it is kept.
type message struct {
	Message
	entities any             // as they go out: []Entity, or what the bot sent
	media    json.RawMessage // the object of its kind, when the kind is not text
	keyed    bool            // sent with a reply_markup other than inline buttons: it cannot be edited
	editedAt time.Time       // zero: never
}

// post adds a message at the end of a chat. The lock is held.
func (t *Telegram) post(c *chat, m message) *message {
	t.lastID++
	m.ID, m.Date = t.lastID, t.now()
	kept := &m
	c.messages = append(c.messages, kept)
	c.touch()
	return kept
}

// find gives the message with that id, deleted or not; nil when the chat has none.
func (c *chat) find(id int) *message {
	at, ok := slices.BinarySearchFunc(c.messages, id, func(m *message, id int) int { return cmp.Compare(m.ID, id) })
	if !ok {
		return nil
	}
	return c.messages[at]
}

// present is find without deleted messages.
func (c *chat) present(id int64) *message {
	if m := c.find(int(id)); m != nil && !m.Deleted {
		return m
	}
	return nil
}

// wireOf makes what goes over the wire: the message, and the one that it replies to, which comes without its own. One that
// was deleted meanwhile is left out.
func (t *Telegram) wireOf(c *chat, m *message) *wireMessage {
	w := t.wireAlone(c, m)
	if to := c.present(int64(m.ReplyTo)); to != nil {
		w.ReplyTo = t.wireAlone(c, to)
	}
	return w
}

func (t *Telegram) wireAlone(c *chat, m *message) *wireMessage {
	w := &wireMessage{MessageID: m.ID, From: c.user.wire(), Chat: c.wire(), Date: m.Date.Unix(), Markup: markupOf(m.Buttons)}
	if m.FromBot {
		w.From = t.bot
	}
	if !m.editedAt.IsZero() {
		w.EditDate = m.editedAt.Unix()
	}
	if m.Kind == "text" {
		w.Text, w.Entities = m.Text, m.entities
		return w
	}
	w.Caption = m.Text
	if slot := w.slot(m.Kind); slot != nil {
		*slot = m.media
	}
	if m.Kind == "animation" { // for bots from before there were animations (Bot API Message.animation)
		w.Document = documentOf(m.media)
	}
	return w
}

// slot is where a message keeps the object of its kind.
func (w *wireMessage) slot(kind string) *json.RawMessage {
	switch kind {
	case "animation":
		return &w.Animation
	case "audio":
		return &w.Audio
	case "contact":
		return &w.Contact
	case "dice":
		return &w.Dice
	case "document":
		return &w.Document
	case "location":
		return &w.Location
	case "photo":
		return &w.Photo
	case "sticker":
		return &w.Sticker
	case "video":
		return &w.Video
	case "video_note":
		return &w.VideoNote
	case "voice":
		return &w.Voice
	}
	return nil
}

func markupOf(rows [][]Button) *wireMarkup {
	if len(rows) == 0 {
		return nil
	}
	out := make([][]wireButton, len(rows))
	for i, row := range rows {
		out[i] = make([]wireButton, len(row))
		for j, b := range row {
			out[i][j] = wireButton{Text: b.Text, CallbackData: b.Data, URL: b.URL}
			if b.Copy != "" {
				out[i][j].CopyText = &wireCopy{b.Copy}
			}
		}
	}
	return &wireMarkup{out}
}
