package telegram

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/go-telegram/bot/models"
)

// errUnreadable is returned by [decode] for an update that holds what we need
// in a form that we do not know.
var errUnreadable = errors.New("the update cannot be read")

// quick reads what is by far the most frequent: a text in a private chat, and a
// tap on a button of a message there. Of those it reads the few fields that
// [Mapper] looks at, and the update's id of any; full says that the rest of it
// must be read too. The id is 0 when there is none; ids are positive (Bot API
// Update.update_id).
func quick(raw []byte) (id int64, u *models.Update, full bool) {
	var q struct {
		ID       int64         `json:"update_id"`
		Message  *quickMessage `json:"message"`
		Callback *struct {
			ID      string        `json:"id"`
			From    roughUser     `json:"from"`
			Message *quickMessage `json:"message"`
			Data    string        `json:"data"`
		} `json:"callback_query"`
	}
	if json.Unmarshal(raw, &q) != nil {
		id, _ = updateID(raw)
		return id, nil, true
	}
	if q.ID <= 0 {
		return 0, nil, true
	}
	u = &models.Update{ID: q.ID}
	switch {
	case q.Message != nil && q.Message.Text != "" && q.Message.From != nil:
		u.Message = q.Message.message()
		u.Message.Text, u.Message.ReplyToMessage = q.Message.Text, q.Message.ReplyTo.message()
	case q.Callback != nil && q.Callback.Message != nil && q.Callback.Message.Date != 0:
		u.CallbackQuery = &models.CallbackQuery{ID: q.Callback.ID, From: q.Callback.From.user(), Data: q.Callback.Data}
		u.CallbackQuery.Message.Message = q.Callback.Message.message()
	default:
		return q.ID, nil, true
	}
	return q.ID, u, false
}

type quickMessage struct {
	ID      int           `json:"message_id"`
	From    *roughUser    `json:"from"`
	Date    int           `json:"date"`
	Chat    roughChat     `json:"chat"`
	Text    string        `json:"text"`
	ReplyTo *roughReplied `json:"reply_to_message"`
}

func (m *quickMessage) message() *models.Message {
	full := &models.Message{ID: m.ID, Chat: m.Chat.chat()}
	if m.From != nil {
		user := m.From.user()
		full.From = &user
	}
	return full
}

// updateID reads the id alone. It is false when there is none.
func updateID(raw []byte) (int64, bool) {
	var head struct {
		ID int64 `json:"update_id"`
	}
	if json.Unmarshal(raw, &head) != nil || head.ID <= 0 {
		return 0, false
	}
	return head.ID, true
}

// decode reads one update whole. The library's types know every field of the Bot API
// and refuse an update for a new value in any of them, a new kind of forward
// for example; then only the fields that [Mapper] needs are read, so that a
// person is not left without an answer for something we do not look at. That
// is reported by rough.
func decode(raw []byte) (u *models.Update, rough bool, err error) {
	u = &models.Update{}
	cause := json.Unmarshal(raw, u)
	if cause == nil {
		return u, false, nil
	}
	var few roughUpdate
	if json.Unmarshal(raw, &few) != nil {
		return nil, false, unreadable(cause)
	}
	return few.update(), true, nil
}

// unreadable tells where an update is wrong without quoting it: the messages
// of encoding/json hold numbers and letters of what was sent.
func unreadable(cause error) error {
	var wrong *json.UnmarshalTypeError
	if errors.As(cause, &wrong) {
		return fmt.Errorf("%w: %s does not belong into %s", errUnreadable, wrong.Type, wrong.Struct)
	}
	return errUnreadable
}

// roughUpdate holds the few fields that [Mapper] looks at.
type roughUpdate struct {
	ID       int64         `json:"update_id"`
	Message  *roughMessage `json:"message"`
	Edited   *roughMessage `json:"edited_message"`
	Callback *struct {
		ID      string        `json:"id"`
		From    roughUser     `json:"from"`
		Message *roughMessage `json:"message"`
		Data    string        `json:"data"`
	} `json:"callback_query"`
	Member *struct {
		Chat roughChat `json:"chat"`
		From roughUser `json:"from"`
		New  struct {
			Status models.ChatMemberType `json:"status"`
		} `json:"new_chat_member"`
	} `json:"my_chat_member"`
}

type roughUser struct {
	ID    int64  `json:"id"`
	IsBot bool   `json:"is_bot"`
	Lang  string `json:"language_code"`
}

type roughChat struct {
	ID   int64           `json:"id"`
	Type models.ChatType `json:"type"`
}

type roughMessage struct {
	ID        int                      `json:"message_id"`
	From      *roughUser               `json:"from"`
	Date      int                      `json:"date"`
	Chat      roughChat                `json:"chat"`
	Text      string                   `json:"text"`
	Caption   string                   `json:"caption"`
	Voice     part[models.Voice]       `json:"voice"`
	Photo     part[[]models.PhotoSize] `json:"photo"`
	Video     part[models.Video]       `json:"video"`
	VideoNote part[models.VideoNote]   `json:"video_note"`
	Audio     part[models.Audio]       `json:"audio"`
	Animation part[models.Animation]   `json:"animation"`
	Document  part[models.Document]    `json:"document"`
	Sticker   part[models.Sticker]     `json:"sticker"`
	Venue     part[models.Venue]       `json:"venue"`
	Location  part[models.Location]    `json:"location"`
	Contact   part[models.Contact]     `json:"contact"`
	ReplyTo   part[roughReplied]       `json:"reply_to_message"`
}

// roughReplied is a message that was replied to. Whatever else it holds is of
// no interest.
type roughReplied struct {
	ID   int       `json:"message_id"`
	Chat roughChat `json:"chat"`
}

func (m *roughReplied) message() *models.Message {
	if m == nil {
		return nil
	}
	return &models.Message{ID: m.ID, Chat: m.Chat.chat()}
}

// part is a field of a message that is there, empty when it cannot be read.
type part[T any] struct{ v *T }

func (p *part[T]) UnmarshalJSON(data []byte) error {
	if json.Unmarshal(data, &p.v) != nil {
		p.v = new(T)
	}
	return nil
}

func (r *roughUpdate) update() *models.Update {
	u := &models.Update{ID: r.ID, Message: r.Message.message(), EditedMessage: r.Edited.message()}
	if q := r.Callback; q != nil {
		u.CallbackQuery = &models.CallbackQuery{ID: q.ID, From: q.From.user(), Data: q.Data}
		if m := q.Message.message(); m != nil && q.Message.Date != 0 {
			u.CallbackQuery.Message.Message = m
		} else if m != nil { // date 0 marks an inaccessible message
			u.CallbackQuery.Message.InaccessibleMessage = &models.InaccessibleMessage{Chat: m.Chat, MessageID: m.ID}
		}
	}
	if c := r.Member; c != nil {
		u.MyChatMember = &models.ChatMemberUpdated{
			Chat: c.Chat.chat(), From: c.From.user(), NewChatMember: models.ChatMember{Type: c.New.Status},
		}
	}
	return u
}

func (m *roughMessage) message() *models.Message {
	if m == nil {
		return nil
	}
	full := &models.Message{
		ID: m.ID, Chat: m.Chat.chat(), Text: m.Text, Caption: m.Caption,
		Voice: m.Voice.v, Video: m.Video.v, VideoNote: m.VideoNote.v, Audio: m.Audio.v, Animation: m.Animation.v,
		Document: m.Document.v, Sticker: m.Sticker.v, Venue: m.Venue.v, Location: m.Location.v, Contact: m.Contact.v,
		ReplyToMessage: m.ReplyTo.v.message(),
	}
	if m.From != nil {
		user := m.From.user()
		full.From = &user
	}
	if m.Photo.v != nil {
		full.Photo = *m.Photo.v
	}
	return full
}

func (u roughUser) user() models.User {
	return models.User{ID: u.ID, IsBot: u.IsBot, LanguageCode: u.Lang}
}

func (c roughChat) chat() models.Chat { return models.Chat{ID: c.ID, Type: c.Type} }

// hashID names an update that has no readable id: the same bytes get the same
// name, so that burying it again is seen as a repeat.
func hashID(raw []byte) string {
	sum := sha256.Sum256(raw)
	return "h" + hex.EncodeToString(sum[:8])
}
