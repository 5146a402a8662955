package mattermost

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/mattermost/mattermost-server/v6/model"

	"wecan/bot"
)

// known is what a name or an id stood for, and since when we know.
type known struct {
	is string
	at time.Time
}

func (k known) fresh() bool { return k.is != "" && time.Since(k.at) < nameLasts }

// Channels and accounts keep their ids when they are renamed, but an old name may
// be given to another one.
const nameLasts = 5 * time.Minute

const namesMost = 10_000

var namePart = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,63}$`)

// Channel is the id of the channel with that name, "team/channel". Names are kept for
// some minutes. A channel that is not there, or that the bot is no member of, is a
// [bot.Never].
func (c *Client) Channel(ctx context.Context, name string) (string, error) {
	c.mu.Lock()
	kept := c.channels[name]
	c.mu.Unlock()
	if kept.fresh() {
		return kept.is, nil
	}
	ch, err := c.channel(ctx, name)
	if err != nil {
		if kept.is != "" && !refusedFor(err, bot.Never) {
			return kept.is, nil // the call that needs it will tell what is wrong
		}
		return "", err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.channels[name] = known{is: ch.Id, at: time.Now()}
	return ch.Id, nil
}

// forget has the channel's name looked up anew.
func (c *Client) forget(name string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.channels, name)
}

func (c *Client) channel(ctx context.Context, name string) (*model.Channel, error) {
	const what = "find a channel"
	team, channel, ok := strings.Cut(name, "/")
	if !ok || !namePart.MatchString(team) || !namePart.MatchString(channel) {
		return nil, never(what, errors.New("its name is not of the form team/channel"))
	}
	var ch model.Channel
	if err := c.call(ctx, what, http.MethodGet, "/teams/name/"+team+"/channels/name/"+channel, nil, &ch); err != nil {
		return nil, err
	}
	if !model.IsValidId(ch.Id) {
		return nil, refusal(what, errors.New("the answer names no channel"))
	}
	if ch.DeleteAt > 0 {
		return nil, never(what, errors.New("the channel is archived"))
	}
	return &ch, nil
}

// lastPost is when the newest post of a channel was made, in the server's
// milliseconds.
func (c *Client) lastPost(ctx context.Context, id string) (int64, error) {
	var ch model.Channel
	err := c.call(ctx, "look at a channel", http.MethodGet, "/channels/"+url.PathEscape(id), nil, &ch)
	return ch.LastPostAt, err
}

// UserName is the name of the account with that id, without the @. It is kept for
// some minutes.
func (c *Client) UserName(ctx context.Context, id string) (string, error) {
	const what = "find a user"
	c.mu.Lock()
	kept := c.names[id]
	c.mu.Unlock()
	switch {
	case kept.fresh():
		return kept.is, nil
	case !model.IsValidId(id):
		return "", never(what, errors.New("this is no id"))
	}
	u, err := c.user(ctx, "/users/"+id)
	if err != nil {
		return "", err
	}
	return u.Username, nil
}

// UserID is the id of the account with that name. Names are not kept: an account
// may be renamed, and its old name given to somebody else.
func (c *Client) UserID(ctx context.Context, name string) (string, error) {
	if !userName.MatchString(name) {
		return "", never("find a user", errors.New("this is no user name"))
	}
	u, err := c.user(ctx, "/users/username/"+name)
	if err != nil {
		return "", err
	}
	return u.Id, nil
}

func (c *Client) user(ctx context.Context, path string) (*model.User, error) {
	const what = "find a user"
	var u model.User
	if err := c.call(ctx, what, http.MethodGet, path, nil, &u); err != nil {
		return nil, err
	}
	if !model.IsValidId(u.Id) || u.Username == "" {
		return nil, refusal(what, errors.New("the answer names nobody"))
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.names) >= namesMost {
		clear(c.names)
	}
	c.names[u.Id] = known{is: u.Username, at: time.Now()}
	return &u, nil
}

func readJSON(r io.Reader, out any) error {
	return json.NewDecoder(io.LimitReader(r, bodyLimit)).Decode(out)
}
