package mattermost

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"time"

	"github.com/mattermost/mattermost-server/v6/model"

	"wecan/bot"
	"wecan/flows"
)

// Files fetches the files of people, which are at Telegram.
type Files interface {
	// Fetch answers the bytes of a file, its name and its size in bytes (0 when it is not known).
	// The caller closes body. [ErrTooLarge] and [ErrNoFile] say that it will never come;
	// any other error means "not now".
	Fetch(ctx context.Context, f flows.PostFile) (body io.ReadCloser, name string, size int64, err error)
}

// ErrTooLarge is returned by [Files] for a file that is larger than may be fetched.
var ErrTooLarge = errors.New("the file is too large")

// ErrNoFile is returned by [Files] for a file that is no longer there.
var ErrNoFile = errors.New("the file is not there any longer")

// CarrierConfig is what [NewCarrier] needs.
type CarrierConfig struct {
	Client *Client
	Seal   *Seal
	Base   string // where the server reaches us, for the buttons: https://bot.example.org
	Files  Files  // nil: files are left out, and the post says so

	// MaxFile bounds the files that are brought along, in bytes; 0 is 20 MB, which is all
	// that Telegram hands out.
	MaxFile int64

	// LookBack is how far a channel is read for marks after a start; 0 is 7 days.
	LookBack time.Duration
	Now      func() time.Time // nil is time.Now
}

// Carrier carries effects to the server. It is safe for concurrent use.
type Carrier struct {
	client *Client
	seal   *Seal
	base   string
	files  Files
	most   int64
	back   time.Duration
	now    func() time.Time
	marks  *marks
	tries  tries
}

// NewCarrier checks the configuration. It makes no call.
func NewCarrier(c CarrierConfig) (*Carrier, error) {
	if c.Client == nil || c.Seal == nil {
		return nil, errors.New("mattermost: a carrier needs a client and a seal")
	}
	base, err := checkReach(c.Base)
	if err != nil {
		return nil, err
	}
	if c.MaxFile <= 0 {
		c.MaxFile = 20 << 20
	}
	if c.LookBack <= 0 {
		c.LookBack = 7 * 24 * time.Hour
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	return &Carrier{
		client: c.Client, seal: c.Seal, base: base, files: c.Files, most: c.MaxFile,
		back: c.LookBack, now: c.Now, marks: newMarks(),
	}, nil
}

// Post makes the effect true: a [flows.Post], [flows.Repost] or [flows.React]. id is the
// id of the post that a [flows.Post] became, "" for the others. What was made before, by this
// process or, where again says that it may have been, by another one, is not made again: its
// id is answered.
//
// An error is a [*bot.Refusal] when the server said why: Slower, Barred or Never. Any
// other means "not now"; the effect may have been carried out.
func (c *Carrier) Post(ctx context.Context, e flows.Effect, again bool) (id string, err error) {
	switch e := e.(type) {
	case flows.Post:
		return c.post(ctx, e, again)
	case flows.Repost:
		return "", c.repost(ctx, e)
	case flows.React:
		return "", c.react(ctx, e)
	case flows.Send, flows.Play, flows.Attach, flows.Enclose, flows.Answer, flows.Edit, flows.Delete, flows.Commands, flows.Tell, flows.Page:
	}
	return "", never("carry", fmt.Errorf("a %T does not go to Mattermost", e))
}

func (c *Carrier) post(ctx context.Context, e flows.Post, again bool) (string, error) {
	const what = "post"
	if e.Mark == "" {
		return "", never(what, errors.New("it has no mark"))
	}
	channel, err := c.client.Channel(ctx, e.Channel)
	if err != nil {
		return "", err
	}
	id, err := c.write(ctx, channel, e, again)
	if refusedFor(err, bot.Never) {
		c.client.forget(e.Channel)
	}
	return id, err
}

// write makes the posts that the effect becomes: one, or several where the text is too
// long for one. Each has a mark of its own, so that it can be done again.
func (c *Carrier) write(ctx context.Context, channel string, e flows.Post, again bool) (string, error) {
	message, err := message(e.Mention, e.From, e.Text)
	if err != nil {
		return "", never("post", err)
	}
	root, err := c.find(ctx, channel, e.Under)
	if err != nil {
		return "", err
	}
	first := ""
	for i, part := range Split(message, postLimit) {
		p := draft{channel: channel, root: root, mark: e.Mark, message: part}
		if i == 0 {
			p.card, p.file = e.Card, e.File
		} else {
			p.mark = fmt.Sprintf("%s/%d", e.Mark, i+1)
			if p.root == "" {
				p.root = first
			}
		}
		id, err := c.once(ctx, p, again)
		if err != nil {
			return "", err
		}
		if i == 0 {
			first = id
		}
	}
	return first, nil
}

// draft is one post to be made.
type draft struct {
	channel, root, mark, message string
	card                         *flows.PostCard
	file                         *flows.PostFile
}

// once makes a post unless it has been made. The channel is read for it only where it may
// have been made elsewhere: of what is new nothing can stand there, and to read what many
// write there for each post of each of them takes longer than to write it.
func (c *Carrier) once(ctx context.Context, d draft, again bool) (id string, err error) {
	id, ok := c.marks.known(d.channel, d.mark)
	if !ok && again {
		id, ok, err = c.Made(ctx, d.channel, d.mark)
	}
	if err != nil {
		return "", err
	}
	if ok {
		c.client.observe(EventPostFound)
		return id, nil
	}
	p := &model.Post{
		ChannelId: d.channel, RootId: d.root, Message: d.message,
		Props: c.props(d.channel, d.mark, d.card),
		// It is kept for half a minute only, but it tells two calls at once apart.
		PendingPostId: pending(d.channel, d.mark),
	}
	if d.file != nil {
		if p.FileIds, err = c.bring(ctx, d, p); err != nil {
			return "", err
		}
	}
	made, err := c.client.createPost(ctx, p)
	if err != nil {
		return "", err
	}
	c.marks.learn(d.channel, d.mark, made.Id)
	c.tries.over(d.mark)
	return made.Id, nil
}

func (c *Carrier) repost(ctx context.Context, e flows.Repost) error {
	const what = "repost"
	channel, err := c.client.Channel(ctx, e.Channel)
	if err != nil {
		return err
	}
	text, err := message(e.Mention, e.From, e.Text)
	if err != nil {
		return never(what, err)
	}
	id, err := c.find(ctx, channel, e.Of)
	if err != nil {
		return err
	}
	if id == "" {
		return never(what, errNoPost)
	}
	mark := e.Of.Mark
	if mark == "" {
		if mark, err = c.MarkOf(ctx, channel, id); err != nil {
			return err
		}
	}
	// Props are replaced as a whole: without the mark the post could not be found again.
	props := c.props(channel, mark, e.Card)
	text = Split(text, postLimit)[0]
	return c.client.patchPost(ctx, id, &model.PostPatch{Message: &text, Props: &props})
}

func (c *Carrier) react(ctx context.Context, e flows.React) error {
	const what = "react"
	if !emojiForm.MatchString(e.Emoji) {
		return never(what, errors.New("this is no name of an emoji"))
	}
	channel, err := c.client.Channel(ctx, e.Channel)
	if err != nil {
		return err
	}
	id, err := c.find(ctx, channel, e.To)
	if err != nil {
		return err
	}
	if id == "" {
		return never(what, errNoPost)
	}
	self, err := c.client.Self(ctx)
	if err != nil {
		return err
	}
	r := &model.Reaction{UserId: self, PostId: id, EmojiName: e.Emoji}
	if !e.Away {
		return c.client.react(ctx, r)
	}
	if err = c.client.unreact(ctx, r); statusOf(err) == http.StatusNotFound {
		return nil // it is not there: that is what was asked for
	}
	return err
}

var emojiForm = regexp.MustCompile(`^[a-zA-Z0-9+_-]{1,64}$`)
