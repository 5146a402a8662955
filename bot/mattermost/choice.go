package mattermost

import (
	"cmp"
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/mattermost/mattermost-server/v6/model"

	"wecan/flows"
)

// Buttons under the answer to a slash command. The server keeps no such post and
// nobody can rewrite it, so its id is not known beforehand: instead the seal is bound
// to the one whom the answer was for, beside the channel where she asked.

// choiceLasts is how long such a button works: a working day. Whether it still makes
// sense is for the program to say, at each tap.
const choiceLasts = 12 * time.Hour

// choice is what a button under an answer is about. All of it is sealed.
type choice struct {
	About   string
	Verb    string
	Channel string // ids
	User    string
	Hook    string // of the command: what comes too late to answer the tap is shown by it
}

// The further names in the context of such a button.
const (
	keyUser = "user"
	keyHook = "hook"
)

var inChoice = []string{keyAbout, keyVerb, keyChannel, keyUser, keyHook}

func (s *Seal) choiceContext(c choice, now time.Time) map[string]any {
	return pack(s.choice, inChoice, []string{c.About, c.Verb, c.Channel, c.User, c.Hook}, now.Add(choiceLasts))
}

func (s *Seal) openChoice(context map[string]any, now time.Time) (choice, error) {
	v, err := unpack(s.choice, inChoice, context, now)
	if err != nil {
		return choice{}, err
	}
	return choice{About: v[0], Verb: v[1], Channel: v[2], User: v[3], Hook: v[4]}, nil
}

// cards makes the cards of an answer. Ids of buttons differ within a post.
func (h *Callbacks) cards(cards []flows.PostCard, o Order, hook string) []*model.SlackAttachment {
	var out []*model.SlackAttachment
	for i, card := range cards {
		out = append(out, attachment(&card, func(b flows.PostButton) *model.PostAction {
			c := choice{About: card.About, Verb: b.Verb, Channel: o.Channel, User: o.User, Hook: hook}
			return &model.PostAction{Id: b.Verb + strconv.Itoa(i), Integration: &model.PostActionIntegration{
				URL: h.choices, Context: h.c.Seal.choiceContext(c, h.c.Now()),
			}}
		}))
	}
	return out
}

// choice checks all that can be checked of a tap under an answer without asking
// anybody.
func (h *Callbacks) choice(body []byte) (job, result) {
	req, no := readTap(body)
	if req == nil {
		return nil, no
	}
	b, err := h.c.Seal.openChoice(req.Context, h.c.Now())
	switch {
	case err != nil:
		return nil, refused(http.StatusBadRequest, err.Error())
	case b.Channel != req.ChannelId:
		return nil, refused(http.StatusBadRequest, "another channel than the button's")
	case b.User != req.UserId:
		return nil, refused(http.StatusForbidden, "somebody else than the answer was for")
	}
	c := Choice{
		ID:    inputID("choice", req.UserId, req.TriggerId, b.Verb, b.About),
		About: b.About, Verb: b.Verb, User: req.UserId, UserName: req.UserName, Channel: req.ChannelId,
	}
	return func(ctx context.Context) result { return h.choose(ctx, c, req.TriggerId, b.Hook) }, result{}
}

func (h *Callbacks) choose(ctx context.Context, c Choice, trigger, hook string) result {
	a, dialog, err := h.c.Choices.Choose(ctx, c)
	if err != nil {
		return failed("what was chosen was not done")
	}
	if dialog != nil {
		if err := h.open(ctx, dialog, trigger, form{User: c.User, Channel: c.Channel, Hook: hook}); err != nil {
			return failed("the dialog could not be opened")
		}
	}
	h.c.Observe(EventBackChoice)
	if len(a.Cards) > 0 { // the answer to a tap has room for words only
		a.Text = h.showsBelow(ctx, a, c, hook)
	}
	res := taken(said(a.Text))
	h.whisperLate(&res, hook, whispered(short(a.Text), nil))
	return res
}

// showsBelow shows what came of a tap below the answer to the command, and answers what is
// left to be said.
func (h *Callbacks) showsBelow(ctx context.Context, a Shown, c Choice, hook string) string {
	cards := h.cards(a.Cards, Order{User: c.User, Channel: c.Channel}, hook)
	if hook != "" && h.c.Opener.Whisper(ctx, hook, whispered(short(a.Text), cards)) == nil {
		return ""
	}
	return cmp.Or(a.Unshown, a.Text)
}
