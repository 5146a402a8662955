package sandbox

import "encoding/json"

// The objects of the Bot API as the sandbox sends them. A test compares each with the table.

type wireUser struct {
	ID           int64  `json:"id"`
	IsBot        bool   `json:"is_bot"`
	FirstName    string `json:"first_name"`
	Username     string `json:"username,omitempty"`
	LanguageCode string `json:"language_code,omitempty"`
}

// wireSelf is the answer to getMe.
type wireSelf struct {
	wireUser
	CanJoinGroups   bool `json:"can_join_groups"`
	CanReadAll      bool `json:"can_read_all_group_messages"`
	SupportsInline  bool `json:"supports_inline_queries"`
	CanConnect      bool `json:"can_connect_to_business"`
	HasMainWebApp   bool `json:"has_main_web_app"`
	HasTopicsOption bool `json:"has_topics_enabled"`
}

type wireChat struct {
	ID        int64  `json:"id"`
	FirstName string `json:"first_name"`
	Type      string `json:"type"`
}

type wireMessage struct {
	MessageID int             `json:"message_id"`
	From      wireUser        `json:"from"`
	Chat      wireChat        `json:"chat"`
	Date      int64           `json:"date"`
	EditDate  int64           `json:"edit_date,omitempty"`
	ReplyTo   *wireMessage    `json:"reply_to_message,omitempty"`
	Text      string          `json:"text,omitempty"`
	Entities  any             `json:"entities,omitempty"`
	Caption   string          `json:"caption,omitempty"`
	Animation json.RawMessage `json:"animation,omitempty"`
	Audio     json.RawMessage `json:"audio,omitempty"`
	Contact   json.RawMessage `json:"contact,omitempty"`
	Dice      json.RawMessage `json:"dice,omitempty"`
	Document  json.RawMessage `json:"document,omitempty"`
	Location  json.RawMessage `json:"location,omitempty"`
	Photo     json.RawMessage `json:"photo,omitempty"`
	Sticker   json.RawMessage `json:"sticker,omitempty"`
	Video     json.RawMessage `json:"video,omitempty"`
	VideoNote json.RawMessage `json:"video_note,omitempty"`
	Voice     json.RawMessage `json:"voice,omitempty"`
	Markup    *wireMarkup     `json:"reply_markup,omitempty"`
}

type wireMarkup struct {
	InlineKeyboard [][]wireButton `json:"inline_keyboard"`
}

type wireButton struct {
	Text         string    `json:"text"`
	CallbackData string    `json:"callback_data,omitempty"`
	URL          string    `json:"url,omitempty"`
	CopyText     *wireCopy `json:"copy_text,omitempty"`
}

type wireCopy struct {
	Text string `json:"text"`
}

type wireUpdate struct {
	UpdateID      int64             `json:"update_id"`
	Message       *wireMessage      `json:"message,omitempty"`
	EditedMessage *wireMessage      `json:"edited_message,omitempty"`
	CallbackQuery *wireQuery        `json:"callback_query,omitempty"`
	MyChatMember  *wireMemberUpdate `json:"my_chat_member,omitempty"`
}

type wireQuery struct {
	ID           string       `json:"id"`
	From         wireUser     `json:"from"`
	Message      *wireMessage `json:"message"`
	ChatInstance string       `json:"chat_instance"`
	Data         string       `json:"data"`
}

type wireMemberUpdate struct {
	Chat wireChat   `json:"chat"`
	From wireUser   `json:"from"`
	Date int64      `json:"date"`
	Old  wireMember `json:"old_chat_member"`
	New  wireMember `json:"new_chat_member"`
}

type wireMember struct {
	User      wireUser `json:"user"`
	Status    string   `json:"status"`
	UntilDate *int64   `json:"until_date,omitempty"`
}

// kind names the field of the update, which is also its name in allowed_updates.
func (u *wireUpdate) kind() string {
	switch {
	case u.EditedMessage != nil:
		return "edited_message"
	case u.CallbackQuery != nil:
		return "callback_query"
	case u.MyChatMember != nil:
		return "my_chat_member"
	}
	return "message"
}

func (u User) wire() wireUser {
	return wireUser{ID: u.ID, FirstName: u.FirstName, LanguageCode: u.LanguageCode}
}

func (c *chat) wire() wireChat {
	return wireChat{ID: c.user.ID, FirstName: c.user.FirstName, Type: "private"}
}
