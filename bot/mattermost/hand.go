package mattermost

import (
	"bytes"
	"context"
	"errors"
	"net/http"

	"github.com/mattermost/mattermost-server/v6/model"

	"wecan/flows"
)

// Handout is a file for the eyes of one person. An ephemeral post cannot carry it: the server
// takes none from a bot (403), and keeps none to which a file could belong. Nor can the channel
// where she asked, where others read and the bot may be no member. So it goes into the direct
// channel of the bot and her.
type Handout struct {
	ID   string // what has the same one within half a minute is handed out once
	User string // her id
	Text string // plain words above it

	// One of these: bytes that we have made, with a name, or a file of a person's at Telegram.
	Name string
	Data []byte
	File *flows.PostFile
}

// Hand posts a file for one person. [ErrTooLarge] and [ErrNoFile] say that it will never come,
// a [*bot.Refusal] why the server did not take it; any other error means "not now".
func (c *Carrier) Hand(ctx context.Context, h Handout) error {
	channel, err := c.client.direct(ctx, h.User)
	if err != nil {
		return err
	}
	id, err := c.handFile(ctx, channel, h)
	if err != nil {
		return err
	}
	_, err = c.client.createPost(ctx, &model.Post{
		ChannelId: channel, Message: Split(Safe(h.Text), postLimit)[0], FileIds: model.StringArray{id}, PendingPostId: pending(channel, h.ID),
	})
	return err
}

func (c *Carrier) handFile(ctx context.Context, channel string, h Handout) (string, error) {
	if h.File != nil {
		return c.carryFile(ctx, channel, *h.File)
	}
	id, err := c.client.upload(ctx, channel, fileName(h.Name, "file"), int64(len(h.Data)), bytes.NewReader(h.Data))
	if statusOf(err) == http.StatusRequestEntityTooLarge {
		return "", errors.Join(ErrTooLarge, err)
	}
	return id, err
}

// direct is the id of the channel of the bot and somebody. The server makes it when there is
// none.
func (c *Client) direct(ctx context.Context, user string) (string, error) {
	const what = "open a direct channel"
	if !model.IsValidId(user) {
		return "", never(what, errors.New("this is no id"))
	}
	self, err := c.Self(ctx)
	if err != nil {
		return "", err
	}
	var ch model.Channel
	if err := c.call(ctx, what, http.MethodPost, "/channels/direct", []string{self, user}, &ch); err != nil {
		return "", err
	}
	if !model.IsValidId(ch.Id) {
		return "", refusal(what, errors.New("the answer names no channel"))
	}
	return ch.Id, nil
}
