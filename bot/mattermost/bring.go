package mattermost

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path"
	"strings"

	"github.com/mattermost/mattermost-server/v6/model"

	"wecan/bot"
	"wecan/flows"
)

var errOnItsWay = errors.New("mattermost: a file broke off on its way from Telegram")

// bring takes a person's file to the server. One that will never come, or that did not
// for a minute while both sides answered other calls, is replaced by a sentence in the
// post: neither her words nor what is behind them must be lost for it.
func (c *Carrier) bring(ctx context.Context, d draft, p *model.Post) (model.StringArray, error) {
	f := *d.file
	id, err := "", ErrNoFile
	if !c.tries.stuck(d.mark, c.now()) { // else all the time that there is must not go for it again
		id, err = c.carryFile(ctx, d.channel, f)
	}
	instead := ""
	switch {
	case err == nil:
		return model.StringArray{id}, nil
	case errors.Is(err, ErrTooLarge):
		instead = f.Large
	case errors.Is(err, ErrNoFile), refusedFor(err, bot.Never), refusedFor(err, bot.Gone):
		instead = f.Gone
	default:
		if errors.Is(err, errOnItsWay) && !errors.Is(ctx.Err(), context.Canceled) {
			c.tries.failed(d.mark, c.now())
		}
		return nil, err
	}
	instead = cmp.Or(instead, "📎") // an older version wrote the post
	c.client.observe(EventFileLeftOut)
	p.Message = Split(strings.TrimLeft(p.Message+"\n\n", "\n")+Safe(instead), postLimit)[0]
	return nil, nil
}

func (c *Carrier) carryFile(ctx context.Context, channel string, f flows.PostFile) (string, error) {
	if c.files == nil {
		return "", ErrNoFile
	}
	body, name, size, err := c.files.Fetch(ctx, f)
	if err != nil {
		return "", err
	}
	defer func() { _ = body.Close() }()
	if size > c.most {
		return "", ErrTooLarge
	}
	var from io.Reader = body
	if size <= 0 {
		// The server wants to know the length first.
		raw, err := io.ReadAll(io.LimitReader(body, c.most+1))
		if err != nil {
			return "", errOnItsWay
		}
		if size = int64(len(raw)); size > c.most {
			return "", ErrTooLarge
		}
		from = bytes.NewReader(raw)
	}
	if size == 0 {
		return "", ErrNoFile
	}
	id, err := c.client.upload(ctx, channel, fileName(name, f.What), size, from)
	var refused *bot.Refusal
	switch {
	case statusOf(err) == http.StatusRequestEntityTooLarge:
		return "", ErrTooLarge
	case err != nil && !errors.As(err, &refused):
		return "", fmt.Errorf("%w: %w", errOnItsWay, err)
	}
	return id, err
}

// fileName makes a name that the server takes. A person's device chose it.
func fileName(name, what string) string {
	name = path.Base(strings.ReplaceAll(clean(name), `\`, "/"))
	name = strings.Trim(strings.Join(strings.Fields(name), " "), ". ")
	if name == "" || name == "/" {
		name = what
	}
	runes := []rune(name)
	if len(runes) > 100 { // the end tells what kind of file it is
		runes = runes[len(runes)-100:]
	}
	return string(runes)
}
