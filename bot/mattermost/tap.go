package mattermost

import (
	"context"
	"net/http"
	"unicode/utf8"

	"github.com/mattermost/mattermost-server/v6/model"
)

// triggerMost bounds a trigger id; the server's have about 200 characters.
const triggerMost = 1024

// readTap reads what the server posts when a button is tapped, whatever the button.
func readTap(body []byte) (*model.PostActionIntegrationRequest, result) {
	var req model.PostActionIntegrationRequest
	if readOne(body, &req) != nil {
		return nil, refused(http.StatusBadRequest, "it cannot be read")
	}
	if !model.IsValidId(req.UserId) || !model.IsValidId(req.ChannelId) || !model.IsValidId(req.PostId) ||
		req.TriggerId == "" || len(req.TriggerId) > triggerMost || !userName.MatchString(req.UserName) {
		return nil, refused(http.StatusBadRequest, "it names nobody or nothing")
	}
	return &req, result{}
}

// tap checks all that can be checked of a tap without asking anybody.
func (h *Callbacks) tap(body []byte) (job, result) {
	req, no := readTap(body)
	if req == nil {
		return nil, no
	}
	b, err := h.c.Seal.open(req.Context, h.c.Now())
	if err != nil {
		return nil, refused(http.StatusBadRequest, err.Error())
	}
	if b.Channel != req.ChannelId {
		return nil, refused(http.StatusBadRequest, "another channel than the button's")
	}
	t := Tap{
		ID:    inputID("tap", req.PostId, req.UserId, req.TriggerId, b.Verb),
		About: b.About, Verb: b.Verb, User: req.UserId, UserName: req.UserName, Channel: req.ChannelId, Post: req.PostId,
	}
	return func(ctx context.Context) result { return h.accept(ctx, t) }, result{}
}

// accept asks whether the tap came from where the button was put, by somebody who
// may, and has it done.
func (h *Callbacks) accept(ctx context.Context, t Tap) result {
	channel, post, ok, err := h.c.Bindings.Bound(ctx, t.About)
	switch {
	case err != nil:
		return failed("where the button was put could not be found out")
	case !ok:
		return refused(http.StatusBadRequest, "the button is about nothing that we know")
	case post != t.Post || channel != t.Channel:
		return refused(http.StatusBadRequest, "another post than the button's")
	}
	may, whisper, err := h.c.Roles.May(ctx, t.User, t.Verb, t.About)
	switch {
	case err != nil:
		return failed("who may do it could not be found out")
	case !may && whisper == "":
		return refused(http.StatusForbidden, "somebody who may not")
	case !may:
		h.note(ctx, refused(http.StatusForbidden, "somebody who may not"))
		return taken(said(whisper))
	}
	whisper, err = h.c.Taps.Accept(ctx, t)
	if err != nil {
		return failed("the turn was not made")
	}
	h.c.Observe(EventBackTap)
	return taken(said(whisper))
}

// said is the answer to a tap: the post stays as it is, its actor rewrites it.
func said(whisper string) *model.PostActionIntegrationResponse {
	return &model.PostActionIntegrationResponse{EphemeralText: short(whisper), SkipSlackParsing: true}
}

// short is a safe text that fits into one post.
func short(text string) string {
	text = Safe(text)
	if utf8.RuneCountInString(text) > postLimit {
		text = Split(text, postLimit)[0]
	}
	return text
}
