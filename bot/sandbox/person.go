package sandbox

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"
	"unicode/utf16"
)

// ErrNoButton is returned by [Telegram.Tap] when the message has no button with that data: it was edited away, deleted,
// or never there. A person cannot tap what she does not see.
var ErrNoButton = errors.New("sandbox: the message has no such button")

// ErrNoKey is returned by [Telegram.Press] when no key with that label stands below the chat.
var ErrNoKey = errors.New("sandbox: there is no such key")

// ErrNoMessage is returned when a chat has no such message of the person, or none that she sees.
var ErrNoMessage = errors.New("sandbox: the person has no such message")

// Say sends a text to the bot, as the person would, and returns the message's id. The first one opens the chat. A text
// above 4096 characters goes as several messages, as from a phone, and the last one's id is returned. Nothing is sent,
// and 0 returned, when nothing is left of the text after Telegram's cleaning.
func (t *Telegram) Say(u User, text string) int {
	now := time.Now()
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.say(u, text, 0, now)
}

// SayReply is [Telegram.Say] as a reply to a message of her chat, hers or the bot's. The update carries that message whole,
// but for what it replied to itself. Of a text that goes as several messages the first one is the reply, as from a phone.
// The error is [ErrNoMessage] when she does not see such a message.
func (t *Telegram) SayReply(u User, text string, to int) (messageID int, err error) {
	now := time.Now()
	t.mu.Lock()
	defer t.mu.Unlock()
	if err := t.canReply(u, to); err != nil {
		return 0, err
	}
	return t.say(u, text, to, now), nil
}

// canReply says whether she sees the message. The lock is held.
func (t *Telegram) canReply(u User, to int) error {
	if c := t.chats[u.ID]; c == nil || c.present(int64(to)) == nil {
		return fmt.Errorf("reply to message %d: %w", to, ErrNoMessage)
	}
	return nil
}

func (t *Telegram) say(u User, text string, replyTo int, now time.Time) int {
	id := 0
	for _, part := range split(clean(text), maxText) {
		m := message{Message: Message{Kind: "text", Text: part, ReplyTo: replyTo}}
		replyTo = 0
		if found := commands(part); found != nil {
			m.entities = found
		}
		id = t.fromPerson(u, m, now)
	}
	return id
}

// Press presses the key with that label on the reply keyboard: it sends her own contact, where she is, or its label. It
// returns the message's id, or [ErrNoKey]. The keys stay: only the bot takes them away. While the bot is blocked her
// phone shows none.
func (t *Telegram) Press(u User, label string) (messageID int, err error) {
	now := time.Now()
	t.mu.Lock()
	defer t.mu.Unlock()
	c := t.chat(u)
	key, ok := c.key(label)
	switch {
	case !ok || c.blocked:
		return 0, fmt.Errorf("press %q: %w", label, ErrNoKey)
	case key.Contact:
		return t.sendMedia(u, "contact", "", File{}, 0, now), nil
	case key.Location:
		return t.sendMedia(u, "location", "", File{}, 0, now), nil
	}
	return t.say(u, key.Text, 0, now), nil
}

func (c *chat) key(label string) (Key, bool) {
	for _, row := range c.keyboard {
		for _, k := range row {
			if k.Text == label {
				return k, true
			}
		}
	}
	return Key{}, false
}

// split cuts a text into pieces of at most that many UTF-16 code units.
func split(text string, most int) []string {
	var parts []string
	for units(text) > most {
		n, at := 0, 0
		for i, r := range text {
			if n += utf16.RuneLen(r); n > most {
				at = i
				break
			}
		}
		parts = append(parts, text[:at])
		text = clean(text[at:])
	}
	if text != "" {
		parts = append(parts, text)
	}
	return parts
}

// fromPerson posts a message of hers and makes the update. The lock is held.
func (t *Telegram) fromPerson(u User, m message, now time.Time) int {
	c := t.chat(u)
	if c.blocked {
		t.setBlocked(c, false, now) // her phone makes her unblock the bot before she can write
	}
	c.started = true
	kept := t.post(c, m)
	t.deliver(c, &wireUpdate{Message: t.wireOf(c, kept)}, now)
	return kept.ID
}

// Tap presses the inline button with that data and returns the id of the query the bot gets; see [Telegram.Query] for
// the answer. The error is [ErrNoButton] when there is none to press.
func (t *Telegram) Tap(u User, messageID int, data string) (queryID string, err error) {
	now := time.Now()
	t.mu.Lock()
	defer t.mu.Unlock()
	c := t.chat(u)
	m := c.present(int64(messageID))
	if m == nil || c.blocked || data == "" || !m.hasButton(data) {
		return "", fmt.Errorf("tap %q on message %d: %w", data, messageID, ErrNoButton)
	}
	tap := t.newQuery(c, messageID, data, now)
	t.deliver(c, &wireUpdate{CallbackQuery: &wireQuery{
		ID: tap.ID, From: c.user.wire(), Message: t.wireOf(c, m), Data: data,
		ChatInstance: strconv.FormatUint(uint64(u.ID)*0x9e3779b97f4a7c15, 10), //nolint:gosec // any stable number will do
	}}, now)
	c.touch()
	return tap.ID, nil
}

func (m *message) hasButton(data string) bool {
	return slices.ContainsFunc(m.Buttons, func(row []Button) bool {
		return slices.ContainsFunc(row, func(b Button) bool { return b.Data == data })
	})
}

// EditOwn changes a text the person has sent before, or the caption of a file, which may also be taken away.
func (t *Telegram) EditOwn(u User, messageID int, text string) error {
	now := time.Now()
	t.mu.Lock()
	defer t.mu.Unlock()
	c := t.chat(u)
	m := c.present(int64(messageID))
	if m == nil || m.FromBot || m.Kind != "text" && !hasCaption(m.Kind) {
		return fmt.Errorf("edit message %d: %w", messageID, ErrNoMessage)
	}
	text = clean(text)
	least, most := 1, maxText
	if m.Kind != "text" {
		least, most = 0, maxCaption
	}
	if n := units(text); n < least || n > most || text == m.Text {
		return fmt.Errorf("edit message %d: the text must differ and have %d to %d characters", messageID, least, most)
	}
	m.Text, m.Edited, m.editedAt, m.entities = text, true, t.now(), nil
	if found := commands(m.Text); found != nil && m.Kind == "text" {
		m.entities = found
	}
	t.deliver(c, &wireUpdate{EditedMessage: t.wireOf(c, m)}, now)
	c.touch()
	return nil
}

// Block makes the person block the bot: it gets a my_chat_member update and can write to her no more.
func (t *Telegram) Block(u User) { t.block(u, true) }

// Unblock undoes [Telegram.Block].
func (t *Telegram) Unblock(u User) { t.block(u, false) }

func (t *Telegram) block(u User, blocked bool) {
	now := time.Now()
	t.mu.Lock()
	defer t.mu.Unlock()
	if c := t.chat(u); c.blocked != blocked {
		t.setBlocked(c, blocked, now)
	}
}

func (t *Telegram) setBlocked(c *chat, blocked bool, now time.Time) {
	c.blocked = blocked
	member, kicked := wireMember{User: t.bot, Status: "member"}, wireMember{User: t.bot, Status: "kicked", UntilDate: new(int64)}
	w := &wireMemberUpdate{Chat: c.wire(), From: c.user.wire(), Date: t.now().Unix(), Old: kicked, New: member}
	if blocked {
		w.Old, w.New = member, kicked
	}
	t.deliver(c, &wireUpdate{MyChatMember: w}, now)
	c.touch()
}

// Push queues an update made by hand, for tests of what no client sends: an unknown kind, a field of the wrong type, a
// group. It returns the update's id, which is put in when raw is an object without one. Otherwise raw goes out byte for
// byte; when it is not JSON at all, so is the whole page of updates it travels in.
func (t *Telegram) Push(raw json.RawMessage) int64 {
	now := time.Now()
	t.mu.Lock()
	defer t.mu.Unlock()
	id := t.updates.newID(now)
	var object map[string]json.RawMessage
	if json.Unmarshal(raw, &object) == nil && object != nil && object["update_id"] == nil {
		object["update_id"] = json.RawMessage(strconv.FormatInt(id, 10))
		raw = encode(object)
	}
	t.enqueue(&update{id: id, kind: "message", body: slices.Clone(raw), expires: now.Add(updateLife)})
	return id
}

// Redeliver queues an update again that the bot has had already, with its old id, ahead of newer ones: what Telegram does
// when the bot's answer to a webhook was lost. It returns false when the id is not among the last 1024. A poller whose
// offset is past it does not see it, as with Telegram.
func (t *Telegram) Redeliver(updateID int64) bool {
	now := time.Now()
	t.mu.Lock()
	defer t.mu.Unlock()
	u := t.updates.again(updateID, now)
	if u == nil {
		return false
	}
	t.arrived(u, true)
	return true
}
