package mattermost

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"sync"

	"github.com/mattermost/mattermost-server/v6/model"

	"wecan/flows"
)

// propMark is the name of a post's prop that holds its mark. Whoever may post can set
// it too, so it counts on posts of the bot only.
const propMark = "wecan_mark"

var errNoPost = errors.New("the post is not there")

// marks remembers which post has which mark, and up to when each channel was read
// for them. A mark is asked for soon after the post was made, so the last
// thousands of a channel are enough.
type marks struct {
	mu       sync.Mutex
	channels map[string]*channelMarks
}

type channelMarks struct {
	reading chan struct{} // one reader at a time; a lock that ends with the call of whoever waits
	begun   int           // how often it was read
	good    int           // the last time that this worked
	ids     map[string]string
	old     map[string]string // those before them
	upto    int64             // by the server's clock, in milliseconds; 0: never read
}

const (
	channelsMost = 1_000
	marksMost    = 5_000 // of a channel; twice as many are kept at most

	// overlap is how far behind what was read it is read again: what was being
	// written then may have an earlier time.
	overlap = 30_000 // milliseconds
)

func newMarks() *marks { return &marks{channels: map[string]*channelMarks{}} }

func (m *marks) of(channel string) *channelMarks {
	m.mu.Lock()
	defer m.mu.Unlock()
	c := m.channels[channel]
	if c == nil {
		if len(m.channels) >= channelsMost {
			clear(m.channels)
		}
		c = &channelMarks{ids: map[string]string{}, reading: make(chan struct{}, 1)}
		m.channels[channel] = c
	}
	return c
}

// learn notes a post that this process made.
func (m *marks) learn(channel, mark, id string) {
	c := m.of(channel)
	m.mu.Lock()
	defer m.mu.Unlock()
	c.note(mark, id)
}

func (c *channelMarks) note(mark, id string) {
	if len(c.ids) >= marksMost {
		c.ids, c.old = map[string]string{}, c.ids
	}
	c.ids[mark] = id
}

func (m *marks) known(channel, mark string) (string, bool) {
	c := m.of(channel)
	m.mu.Lock()
	defer m.mu.Unlock()
	id, ok := c.ids[mark]
	if !ok {
		id, ok = c.old[mark]
	}
	return id, ok
}

// Made finds the post with that mark in a channel, made by whichever process. It
// reads what is new in the channel; the first time, what was posted within
// the LookBack of [CarrierConfig].
func (c *Carrier) Made(ctx context.Context, channelID, mark string) (id string, ok bool, err error) {
	if id, ok := c.marks.known(channelID, mark); ok {
		return id, true, nil
	}
	if err := c.readMarks(ctx, channelID); err != nil {
		return "", false, err
	}
	id, ok = c.marks.known(channelID, mark)
	return id, ok, nil
}

// readMarks reads what is new in a channel. A read that another call began after this one
// asked will do: after a start all threads ask at once.
func (c *Carrier) readMarks(ctx context.Context, channel string) error {
	self, err := c.client.Self(ctx)
	if err != nil {
		return err
	}
	of := c.marks.of(channel)
	c.marks.mu.Lock()
	asked := of.begun
	c.marks.mu.Unlock()
	select {
	case of.reading <- struct{}{}:
		defer func() { <-of.reading }()
	case <-ctx.Done():
		return refusal("read a channel", ctx.Err())
	}
	c.marks.mu.Lock()
	if of.good > asked {
		c.marks.mu.Unlock()
		return nil
	}
	of.begun++
	from := of.upto - overlap
	if of.upto == 0 {
		from = c.now().Add(-c.back).UnixMilli()
	}
	c.marks.mu.Unlock()
	posts, err := c.client.newer(ctx, channel, from)
	if err != nil {
		return err
	}
	c.marks.mu.Lock()
	defer c.marks.mu.Unlock()
	upto := max(of.upto, from+overlap)
	for _, p := range posts {
		upto = max(upto, p.UpdateAt, p.CreateAt)
		if p.UserId != self || p.OriginalId != "" || p.DeleteAt != 0 {
			continue
		}
		if mark, ok := p.GetProp(propMark).(string); ok && mark != "" {
			of.note(mark, p.Id)
		}
	}
	of.upto, of.good = upto, of.begun
	return nil
}

// find is the id of a post that is named by its id or its mark; "" for the zero
// ref. A mark that is not found is a [bot.Never].
func (c *Carrier) find(ctx context.Context, channel string, ref flows.PostRef) (string, error) {
	if ref == (flows.PostRef{}) {
		return "", nil
	}
	if ref.ID != "" {
		if !model.IsValidId(ref.ID) {
			return "", never("find a post", errors.New("this is no id"))
		}
		return ref.ID, nil
	}
	id, ok, err := c.Made(ctx, channel, ref.Mark)
	if err == nil && !ok {
		err = never("find a post", errNoPost)
	}
	return id, err
}

// MarkOf reads the mark of a post of ours by its id. One that is none of ours, or
// stands in another channel, is a [bot.Never].
func (c *Carrier) MarkOf(ctx context.Context, channel, id string) (string, error) {
	self, err := c.client.Self(ctx)
	if err != nil {
		return "", err
	}
	p, err := c.client.post(ctx, id)
	if err != nil {
		return "", err
	}
	mark, _ := p.GetProp(propMark).(string)
	if p.UserId != self || p.ChannelId != channel || mark == "" {
		return "", never("repost", errors.New("the post is none of ours"))
	}
	return mark, nil
}

// pending is the same for the same post, and tells nothing of its mark.
func pending(channel, mark string) string {
	sum := sha256.Sum256([]byte(channel + "\x00" + mark))
	return hex.EncodeToString(sum[:16])
}
