package sandbox

import (
	"cmp"
	"slices"
	"time"
)

// Messages is a copy of a person's chat, oldest first, deleted messages included.
func (t *Telegram) Messages(userID int64) []Message { return t.MessagesAfter(userID, 0) }

// MessagesAfter is the part of the chat that is newer than a message.
func (t *Telegram) MessagesAfter(userID int64, messageID int) []Message {
	t.mu.Lock()
	defer t.mu.Unlock()
	c := t.chats[userID]
	if c == nil {
		return nil
	}
	from := len(c.messages)
	for from > 0 && c.messages[from-1].ID > messageID {
		from--
	}
	return exported(c.messages[from:])
}

func exported(list []*message) []Message {
	out := make([]Message, len(list))
	for i, m := range list {
		out[i] = m.Message
	}
	return out
}

// Changed is closed at the next change of that chat: a message, an edit, an answer to a tap, "typing…". Take it before
// looking at the chat, and no change is missed.
func (t *Telegram) Changed(userID int64) <-chan struct{} {
	t.mu.Lock()
	defer t.mu.Unlock()
	c := t.chats[userID]
	if c == nil {
		c = t.chat(User{ID: userID})
	}
	if c.changed == nil {
		c.changed = make(chan struct{})
	}
	return c.changed
}

// TimePassed tells all who watch a chat that Options.Now has been put forward.
func (t *Telegram) TimePassed() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.touchAll()
}

// Keyboard is the reply keyboard that stands below the chat; nil when none does.
func (t *Telegram) Keyboard(userID int64) [][]Key {
	t.mu.Lock()
	defer t.mu.Unlock()
	if c := t.chats[userID]; c != nil {
		return c.keyboard
	}
	return nil
}

// Action is what the bot seems to do in the chat right now, such as "typing"; "" for nothing.
func (t *Telegram) Action(userID int64) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	if c := t.chats[userID]; c != nil {
		return c.actionNow()
	}
	return ""
}

func (c *chat) actionNow() string {
	if time.Now().Before(c.actionEnds) {
		return c.action
	}
	return ""
}

// People are all who have a chat, in the order of their ids.
func (t *Telegram) People() []User {
	t.mu.Lock()
	defer t.mu.Unlock()
	people := make([]User, 0, len(t.chats))
	for _, c := range t.chats {
		if c.started {
			people = append(people, c.user)
		}
	}
	slices.SortFunc(people, func(a, b User) int { return cmp.Compare(a.ID, b.ID) })
	return people
}

// Pending counts the updates that the bot has not confirmed and that are not too old.
func (t *Telegram) Pending() int {
	now := time.Now()
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.updates.count(now)
}
