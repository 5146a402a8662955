package telegram

import (
	"cmp"
	"strconv"

	"github.com/go-telegram/bot/models"

	"wecan/flows"
)

// allowed lists the kinds of updates that [Mapper] understands. Telegram sends
// no others, and remembers the list until it is given another one.
func allowed() []string {
	return []string{
		models.AllowedUpdateMessage,
		models.AllowedUpdateEditedMessage,
		models.AllowedUpdateCallbackQuery,
		models.AllowedUpdateMyChatMember,
	}
}

// Mapper makes inputs of updates.
type Mapper struct {
	IDs flows.IDs
}

// Incoming is the input that an update is. It is false for what is none of
// ours: groups and channels, other bots, kinds that were not asked for. Those
// are confirmed and forgotten.
func (m Mapper) Incoming(u *models.Update) (flows.Incoming, bool) {
	in, chat := input(u)
	if in == nil || chat == 0 {
		return flows.Incoming{}, false
	}
	return flows.Incoming{
		ID:    "update:" + strconv.FormatInt(u.ID, 10),
		To:    m.IDs.Person(chat),
		Trace: "u" + strconv.FormatInt(u.ID, 36),
		Input: in,
	}, true
}

// input is nil for what is none of ours.
func input(u *models.Update) (in flows.Input, chat int64) {
	switch {
	case u == nil:
		return nil, 0
	case u.Message != nil:
		return written(u.Message)
	case u.EditedMessage != nil:
		return edited(u.EditedMessage)
	case u.CallbackQuery != nil:
		return tapped(u.CallbackQuery)
	case u.MyChatMember != nil:
		return reached(u.MyChatMember)
	}
	return nil, 0
}

func written(m *models.Message) (flows.Input, int64) {
	from, ok := person(m)
	switch {
	case !ok:
		return nil, 0
	case m.Text != "":
		return flows.Text{Origin: from, Message: m.ID, Text: m.Text, Reply: replied(m)}, from.Chat
	}
	return media(m, from), from.Chat
}

func edited(m *models.Message) (flows.Input, int64) {
	from, ok := person(m)
	if !ok || m.Location != nil {
		// A live location edits its message every few seconds: nobody changed
		// what she said.
		return nil, 0
	}
	return flows.Edited{Origin: from, Message: m.ID, Text: cmp.Or(m.Text, m.Caption)}, from.Chat
}

// replied is the message that somebody replied to, 0 for none. Numbers are those
// of one chat: a message of another one, which she may quote here, has none.
func replied(m *models.Message) int {
	if to := m.ReplyToMessage; to != nil && to.Chat.ID == m.Chat.ID {
		return to.ID
	}
	return 0
}

// person is who wrote a message in a private chat. Two bots that answer each
// other would never end, so a bot is nobody.
func person(m *models.Message) (flows.Origin, bool) {
	if m.Chat.Type != models.ChatTypePrivate {
		return flows.Origin{}, false
	}
	o := flows.Origin{Chat: m.Chat.ID}
	if m.From != nil {
		o.Lang = m.From.LanguageCode
		if m.From.IsBot {
			return flows.Origin{}, false
		}
	}
	return o, true
}

// tapped does not need the message: its chat is the person's own, and Telegram
// leaves the message out or makes it inaccessible when it is old.
func tapped(q *models.CallbackQuery) (flows.Input, int64) {
	number := 0
	kind := models.ChatTypePrivate
	if m := q.Message.Message; m != nil {
		number, kind = m.ID, m.Chat.Type
	} else if m := q.Message.InaccessibleMessage; m != nil {
		number = m.MessageID
		if m.Chat.Type != "" {
			kind = m.Chat.Type
		}
	}
	if kind != models.ChatTypePrivate || q.From.IsBot {
		return nil, 0
	}
	from := flows.Origin{Chat: q.From.ID, Lang: q.From.LanguageCode}
	tap := flows.Tap{Origin: from, Query: q.ID, Message: number, Data: q.Data}
	if m := q.Message.Message; m != nil && flows.KeepsButtons(q.Data) {
		tap.Shown = shown(m.ReplyMarkup)
	}
	return tap, from.Chat
}

// shown are the buttons of a message as its sender made them.
func shown(keyboard *models.InlineKeyboardMarkup) [][]flows.Button {
	if keyboard == nil {
		return nil
	}
	var out [][]flows.Button
	for _, row := range keyboard.InlineKeyboard {
		var buttons []flows.Button
		for _, b := range row {
			buttons = append(buttons, flows.Button{Label: b.Text, Data: b.CallbackData, URL: b.URL})
		}
		out = append(out, buttons)
	}
	return out
}

func reached(c *models.ChatMemberUpdated) (flows.Input, int64) {
	if c.Chat.Type != models.ChatTypePrivate {
		return nil, 0
	}
	status := c.NewChatMember.Type
	return flows.Reach{
		Origin:  flows.Origin{Chat: c.Chat.ID, Lang: c.From.LanguageCode},
		Blocked: status == models.ChatMemberTypeBanned || status == models.ChatMemberTypeLeft,
	}, c.Chat.ID
}
