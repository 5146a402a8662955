package telegram

import (
	"bytes"
	"context"

	api "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"wecan/flows"
)

// enclose uploads a small file that the bot made itself. It is gone in one call,
// within the time of any other; what is repeated uploads it again. Without a text
// below it the phone rings for the text before it.
func (t *Telegram) enclose(ctx context.Context, e flows.Enclose) (int, error) {
	method := methodOf(kindDocument)
	e.Text = clean(e.Text)
	if err := e.Fault(); err != nil {
		return 0, t.never(method, err)
	}
	p := &api.SendDocumentParams{ChatID: e.Chat, Caption: e.Text, DisableNotification: e.Text == ""}
	return t.call(ctx, method, func(ctx context.Context) error {
		p.Document = &models.InputFileUpload{Filename: e.Name, Data: bytes.NewReader(e.Data)}
		_, err := t.api.SendDocument(ctx, p)
		return err
	})
}
