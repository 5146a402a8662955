package telegram

import (
	"context"
	"errors"
	"fmt"
	"strings"

	api "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"
	"golang.org/x/text/unicode/norm"

	"wecan/bot"
	"wecan/flows"
)

// Limits of the Bot API for texts, in UTF-16 code units.
const (
	textLimit   = 4096 // sendMessage, editMessageText: text
	answerText  = 200  // answerCallbackQuery: text
	bmpLastRune = 0xFFFF
)

// Carry makes the one call that an effect is. See [bot.Carrier] for its
// errors. An effect that breaks a limit of the Bot API is refused here, for
// good, without a call.
func (t *Telegram) Carry(ctx context.Context, e flows.Effect) (message int, err error) {
	switch e := e.(type) {
	case flows.Send:
		return t.send(ctx, e)
	case flows.Play:
		return t.play(ctx, e)
	case flows.Attach:
		return t.attach(ctx, e)
	case flows.Enclose:
		return t.enclose(ctx, e)
	case flows.Edit:
		return 0, t.edit(ctx, e)
	case flows.Delete:
		return 0, t.delete(ctx, e)
	case flows.Answer:
		return 0, t.answer(ctx, e)
	case flows.Commands:
		return 0, t.listCommands(ctx, e)
	case flows.Tell, flows.Post, flows.Repost, flows.React, flows.Page:
		return 0, t.never("carry", fmt.Errorf("a %T does not go to Telegram", e))
	}
	return 0, t.never("carry", fmt.Errorf("unknown effect %T", e))
}

func (t *Telegram) send(ctx context.Context, e flows.Send) (int, error) {
	const method = "sendMessage"
	text, err := message(e.Chat, e.Text)
	if err != nil {
		return 0, t.never(method, err)
	}
	p := &api.SendMessageParams{ChatID: e.Chat, Text: text, LinkPreviewOptions: noPreview()}
	if p.ReplyMarkup, err = markup(e); err != nil {
		return 0, t.never(method, err)
	}
	return t.lean(ctx, method, p)
}

func (t *Telegram) edit(ctx context.Context, e flows.Edit) error {
	const method = "editMessageText"
	if e.Text == "" {
		return t.relabel(ctx, e)
	}
	text, err := message(e.Chat, e.Text)
	if err == nil && e.Message == 0 {
		err = errors.New("no message to edit")
	}
	if err != nil {
		return t.never(method, err)
	}
	p := &api.EditMessageTextParams{ChatID: e.Chat, MessageID: e.Message, Text: text, LinkPreviewOptions: noPreview()}
	// Without the parameter Telegram takes the keyboard away: that is what we want.
	if p.ReplyMarkup, err = buttons(e.Buttons); err != nil {
		return t.never(method, err)
	}
	_, err = t.lean(ctx, method, p)
	return err
}

// relabel changes the buttons of a message and nothing else.
func (t *Telegram) relabel(ctx context.Context, e flows.Edit) error {
	const method = "editMessageReplyMarkup"
	switch {
	case e.Chat == 0:
		return t.never(method, errNoChat)
	case e.Message == 0:
		return t.never(method, errors.New("no message to edit"))
	}
	p := &api.EditMessageReplyMarkupParams{ChatID: e.Chat, MessageID: e.Message}
	var err error
	if p.ReplyMarkup, err = buttons(e.Buttons); err != nil {
		return t.never(method, err)
	}
	_, err = t.lean(ctx, method, p)
	return err
}

func (t *Telegram) delete(ctx context.Context, e flows.Delete) error {
	const method = "deleteMessage"
	switch {
	case e.Chat == 0:
		return t.never(method, errNoChat)
	case e.Message == 0:
		return t.never(method, errors.New("no message to delete"))
	}
	if len(e.More) > 0 {
		return t.deleteAll(ctx, e)
	}
	p := &api.DeleteMessageParams{ChatID: e.Chat, MessageID: e.Message}
	_, err := t.lean(ctx, method, p)
	return err
}

// deleteMost is how many messages one call may delete (Bot API deleteMessages).
const deleteMost = 100

// deleteAll deletes several. Telegram passes over those that are gone or too
// old.
func (t *Telegram) deleteAll(ctx context.Context, e flows.Delete) error {
	const method = "deleteMessages"
	if len(e.More) >= deleteMost {
		return t.never(method, fmt.Errorf("%d messages, at most %d can be deleted at once", len(e.More)+1, deleteMost))
	}
	p := &api.DeleteMessagesParams{ChatID: e.Chat, MessageIDs: append([]int{e.Message}, e.More...)}
	_, err := t.lean(ctx, method, p)
	return err
}

const methodAnswer = "answerCallbackQuery"

func (t *Telegram) answer(ctx context.Context, e flows.Answer) error {
	p, err := answerParams(e)
	if err != nil {
		return t.never(methodAnswer, err)
	}
	_, err = t.lean(ctx, methodAnswer, p)
	return err
}

func answerParams(e flows.Answer) (*api.AnswerCallbackQueryParams, error) {
	text := clean(e.Text)
	switch {
	case e.Query == "":
		return nil, errors.New("no query to answer")
	case units(text) > answerText:
		return nil, fmt.Errorf("the text has %d characters, at most %d are allowed", units(text), answerText)
	}
	return &api.AnswerCallbackQueryParams{CallbackQueryID: e.Query, Text: text}, nil
}

var errNoChat = errors.New("no chat")

// message checks the text of a message and where it goes.
func message(chat int64, text string) (string, error) {
	text = clean(text)
	switch n := units(text); {
	case chat == 0:
		return "", errNoChat
	case strings.TrimSpace(text) == "":
		return "", errors.New("no text")
	case n > textLimit:
		return "", fmt.Errorf("the text has %d characters, at most %d are allowed", n, textLimit)
	}
	return text, nil
}

// clean makes a text that arrives as it was sent: Telegram refuses broken
// UTF-8, and drops U+030A, the ring of an å that is written in two runes.
func clean(text string) string {
	return norm.NFC.String(strings.ToValidUTF8(text, "\uFFFD"))
}

// units counts as Telegram does, in UTF-16 code units.
func units(text string) int {
	n := 0
	for _, r := range text {
		n++
		if r > bmpLastRune {
			n++
		}
	}
	return n
}

func noPreview() *models.LinkPreviewOptions {
	off := true
	return &models.LinkPreviewOptions{IsDisabled: &off}
}

// never refuses an effect without a call.
func (t *Telegram) never(method string, err error) error {
	refused := &bot.Refusal{Kind: bot.Never, Err: fmt.Errorf("telegram: %s: %w", method, err), NoCall: true}
	t.observe(callEvent(refused))
	return refused
}
