package sandbox

import (
	"reflect"
	"strconv"
	"strings"
	"time"
)

// sendMessage is https://core.telegram.org/bots/api#sendmessage.
func (t *Telegram) sendMessage(args arguments) (any, *apiError) {
	text, err := formatted(args, "text")
	if err != nil {
		return nil, err
	}
	m := message{Message: Message{FromBot: true, Kind: "text", Text: text}}
	if list, ok := args["entities"].([]any); ok && len(list) > 0 {
		m.entities = list
	} else if found := commands(text); found != nil {
		m.entities = found
	}
	return t.send(args, m)
}

// sendFile is sendVoice, sendAudio, sendPhoto, sendDocument and the others that send a file: it becomes an id, its caption is
// kept. An id must be one that this bot was told, of a file of that kind.
func (t *Telegram) sendFile(args arguments, kind string) (any, *apiError) {
	caption, err := formatted(args, "caption")
	if err != nil {
		return nil, err
	}
	var f File
	id := ""
	switch file := args[kind].(type) {
	case upload:
		f = File{Name: file.name, Mime: mimeOf(file.name), Content: file.content}
		if len(file.content) == 0 {
			return nil, violation("file must be non-empty")
		}
		if kind == "photo" {
			if err := photoRefused(file.content); err != nil {
				return nil, err
			}
		}
	case string:
		id = file
		if file == "" || strings.HasPrefix(file, "attach://") {
			return nil, violation("there is no %s in the request", kind)
		}
	}
	id, of, err := t.stored(id, kind, f)
	if err != nil {
		return nil, err
	}
	return t.send(args, message{Message: Message{FromBot: true, Kind: kind, Text: caption}, media: mediaOf(kind, id, of)})
}

// send posts a message of the bot, with its keyboard.
func (t *Telegram) send(args arguments, m message) (any, *apiError) {
	keyboard, err := parseMarkup(args)
	if err != nil {
		return nil, err
	}
	now := time.Now()
	t.mu.Lock()
	defer t.mu.Unlock()
	c, err := t.reachable(args)
	if err != nil {
		return nil, err
	}
	if m.ReplyTo, err = repliedTo(c, args); err != nil {
		return nil, err
	}
	if err := t.allow(c, now); err != nil {
		return nil, err
	}
	m.Buttons, m.keyed = keyboard.inline, keyboard.reply
	c.action = ""
	kept := t.post(c, m)
	switch {
	case keyboard.keys != nil:
		c.keyboard, c.keyedBy = keyboard.keys, kept.ID
	case keyboard.remove:
		c.keyboard, c.keyedBy = nil, 0
	}
	return t.wireOf(c, kept), nil
}

// repliedTo is the message that reply_parameters names.
func repliedTo(c *chat, args arguments) (int, *apiError) {
	object, ok := args["reply_parameters"].(map[string]any)
	if !ok {
		return 0, nil
	}
	number, _ := numeral(object["message_id"])
	id, _ := strconv.ParseInt(number, 10, 64)
	if c.present(id) != nil {
		return int(id), nil
	}
	if anyway, _ := object["allow_sending_without_reply"].(bool); anyway {
		return 0, nil
	}
	return 0, badRequest("message to be replied not found")
}

// editMessageText is https://core.telegram.org/bots/api#editmessagetext. Without reply_markup the buttons go.
func (t *Telegram) editMessageText(args arguments) (any, *apiError) {
	if !args.has("text") {
		return nil, violation("message text is empty")
	}
	text, err := formatted(args, "text")
	if err != nil {
		return nil, err
	}
	return t.edit(args, func(m *message) *apiError {
		if m.Kind != "text" {
			return badRequest("there is no text in the message to edit")
		}
		m.Text, m.entities = text, nil
		if list, ok := args["entities"].([]any); ok && len(list) > 0 {
			m.entities = list
		} else if found := commands(text); found != nil {
			m.entities = found
		}
		return nil
	})
}

func (t *Telegram) editMessageReplyMarkup(args arguments) (any, *apiError) {
	return t.edit(args, func(*message) *apiError { return nil })
}

// edit changes a message of the bot and sets its inline keyboard to the one given, or to none.
func (t *Telegram) edit(args arguments, change func(*message) *apiError) (any, *apiError) {
	if args.has("inline_message_id") {
		return nil, notYet("inline_message_id")
	}
	if !args.has("chat_id") || !args.has("message_id") {
		return nil, violation("message identifier is not specified")
	}
	keyboard, err := parseMarkup(args)
	if err != nil {
		return nil, err
	}
	now := time.Now()
	t.mu.Lock()
	defer t.mu.Unlock()
	c, err := t.reachable(args)
	if err != nil {
		return nil, err
	}
	m := c.present(args.integer("message_id"))
	if m == nil {
		return nil, badRequest("message to edit not found")
	}
	if !m.FromBot || m.keyed { // https://core.telegram.org/bots/api#updating-messages; TDLib's can_edit_message
		return nil, badRequest("message can't be edited")
	}
	changed := *m
	if err := change(&changed); err != nil {
		return nil, err
	}
	changed.Buttons = keyboard.inline
	if changed.Text == m.Text && reflect.DeepEqual(changed.Buttons, m.Buttons) && reflect.DeepEqual(changed.entities, m.entities) {
		return nil, badRequest("message is not modified: specified new message content and reply markup are exactly " +
			"the same as a current content and reply markup of the message")
	}
	if err := t.allow(c, now); err != nil {
		return nil, err
	}
	changed.Edited, changed.editedAt = changed.Edited || changed.Text != m.Text, t.now()
	*m = changed
	c.touch()
	return t.wireOf(c, m), nil
}

// How old a message may be to be deleted, and a dice must be: https://core.telegram.org/bots/api#deletemessage.
const (
	deleteOld  = 48 * time.Hour
	deleteDice = 24 * time.Hour
)

// deleteMessage takes a reply keyboard away together with the message that brought it, as TDLib does.
func (t *Telegram) deleteMessage(args arguments) (any, *apiError) {
	t.mu.Lock()
	defer t.mu.Unlock()
	c, err := t.reachable(args)
	if err != nil {
		return nil, err
	}
	now := t.now()
	m := c.present(args.integer("message_id"))
	switch {
	case m == nil:
		return nil, badRequest("message to delete not found")
	case now.Sub(m.Date) >= deleteOld:
		return nil, badRequest("message can't be deleted for everyone")
	case m.Kind == "dice" && now.Sub(m.Date) < deleteDice:
		return nil, badRequest("message can't be deleted")
	}
	m.Deleted, m.Buttons = true, nil
	if m.ID == c.keyedBy {
		c.keyboard, c.keyedBy = nil, 0
	}
	c.touch()
	return true, nil
}

// deleteMessages is https://core.telegram.org/bots/api#deletemessages. What is gone or too old is passed over.
func (t *Telegram) deleteMessages(args arguments) (any, *apiError) {
	list, _ := args["message_ids"].([]any)
	if len(list) == 0 || len(list) > maxDeleted {
		return nil, violation("message identifiers are not specified, or more than %d", maxDeleted)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	c, err := t.reachable(args)
	if err != nil {
		return nil, err
	}
	for _, one := range list {
		number, _ := numeral(one)
		id, _ := strconv.ParseInt(number, 10, 64)
		if m := c.present(id); m != nil && t.now().Sub(m.Date) < deleteOld {
			m.Deleted, m.Buttons = true, nil
			if m.ID == c.keyedBy {
				c.keyboard, c.keyedBy = nil, 0
			}
		}
	}
	c.touch()
	return true, nil
}

// maxDeleted is how many messages one call may delete.
const maxDeleted = 100

// actionLife is how long "typing…" stands in the chat.
const actionLife = 5 * time.Second

func (t *Telegram) sendChatAction(args arguments) (any, *apiError) {
	switch args.text("action") {
	case "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document",
		"choose_sticker", "find_location", "record_video_note", "upload_video_note":
	default:
		return nil, violation("wrong parameter action in request")
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	c, err := t.reachable(args)
	if err != nil {
		return nil, err
	}
	c.action, c.actionEnds = args.text("action"), time.Now().Add(actionLife)
	c.touch()
	return true, nil
}

// stored is the id of a file that the bot sends: a new one for an upload (id "") and for an address.
func (t *Telegram) stored(id, kind string, f File) (string, *stored, *apiError) {
	t.mu.Lock()
	defer t.mu.Unlock()
	byURL := strings.Contains(id, "://") && kind != "video_note" // round videos are not fetched (Bot API sendVideoNote)
	if id == "" || byURL {
		id = t.newFile(kind, f)
		return id, t.files[id], nil
	}
	switch of, size := t.file(id); {
	case of == nil || of.gone:
		return "", nil, badRequest("wrong file identifier/HTTP URL specified")
	case of.kind != kind:
		return "", nil, badRequest("can't use file of type %s as %s", of.kind, kind)
	default: // whichever size of a photo it names, the whole photo is sent
		return strings.TrimSuffix(id, "-"+size), of, nil
	}
}
