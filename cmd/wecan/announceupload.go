package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"

	"wecan/bot"
	"wecan/bot/telegram"
)

// uploadAnnounce brings a file to Telegram, where an announcement finds it. A file lies
// there only once it was sent to somebody: so it goes into the chat of whoever of the team
// wants it there. She sees what people will see, and nobody else gets anything.
type uploadAnnounce struct {
	deadFlags    `embed:""`
	serviceFlags `embed:""`

	File string `arg:"" help:"A picture or another file, as leaflet.pdf."`
	To   string `required:"" placeholder:"ID" help:"Who of the team gets it into her chat: the id of somebody who works on Telegram."`
}

// Run uploads.
func (c *uploadAnnounce) Run(ctx context.Context, p *invocation) error {
	t, err := openTools(ctx, p, true)
	if err != nil {
		return err
	}
	defer t.close()
	r := p.read()
	r.service(&t.set)
	if err := r.err(); err != nil {
		return err
	}
	chat, err := t.desk().chatOf(ctx, c.To)
	if err != nil {
		return err
	}
	data, err := readSmall(c.File, telegram.UploadLimit)
	if err != nil {
		return err
	}
	as := "document"
	if strings.HasPrefix(http.DetectContentType(data), "image/") {
		as = "photo"
	}
	tg, err := telegram.New(telegram.Config{Token: t.set.Token, BaseURL: t.set.APIURL})
	if err != nil {
		return err
	}
	defer tg.Close()
	as, id, err := tg.Upload(ctx, chat, as, filepath.Base(c.File), data)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(p.stdout, "--%s=%s\n", as, id)
	return err
}

var errNoPhone = errors.New("has no phone that we know; see: wecan people invite")

// chatOf is the chat of somebody of the team who works on Telegram.
func (d *desk) chatOf(ctx context.Context, id string) (int64, error) {
	who, err := d.colleague(ctx, id, "")
	if err != nil {
		return 0, err
	}
	if !who.Joined {
		return 0, fmt.Errorf("%s %w", who.ID, errNoPhone)
	}
	record, err := d.store.Load(ctx, who.Person, nil)
	if err != nil {
		return 0, err
	}
	a, _, err := bot.Inspect(who.Person, record.State)
	if err != nil {
		return 0, err
	}
	return d.defs.Book.Chat(a.Body)
}
