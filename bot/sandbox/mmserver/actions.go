package mmserver

import (
	"context"
	"encoding/json"
	"net/http"
	"regexp"

	"github.com/mattermost/mattermost-server/v6/model"
)

// actionPath is what the path of a tap may hold; other ids of buttons are never found.
var actionPath = regexp.MustCompile(`^[A-Za-z0-9]+$`)

func (s *Server) doPostAction(r *request) (any, *model.AppError) {
	var given model.DoPostActionRequest
	_ = json.NewDecoder(r.Body).Decode(&given) // the body may be empty
	trigger, _, err := s.tap(r.Context(), r.user, press{r.PathValue("post"), r.PathValue("action"), given.SelectedOption, given.Cookie})
	if err != nil {
		return nil, err
	}
	return &model.PostActionAPIResponse{Status: model.StatusOk, TriggerId: trigger}, nil
}

// press is what a client sends when a button is clicked.
type press struct {
	post, action string // ids
	option       string // that was selected in a menu
	cookie       string // that came with the button
}

// tapped is a button that was found, with the post under it.
type tapped struct {
	action *model.PostAction
	post   *model.Post // of an ephemeral one what its cookie tells
}

// tap calls the integration behind a button and does what it answers. The whisper is what only the user sees.
func (s *Server) tap(ctx context.Context, u *user, given press) (triggerID, whisper string, failure *model.AppError) {
	t, q, failure := s.tapRequest(u, given)
	if failure != nil {
		return "", "", failure
	}
	got, err := s.ask(ctx, t.action.Integration.URL, "application/json", "", []byte(text(q)))
	var answer model.PostActionIntegrationResponse
	if err == nil && len(got.body) > 0 {
		err = json.Unmarshal(got.body, &answer)
	}
	if err != nil || got.status != http.StatusOK {
		return "", "", fail(http.StatusBadRequest, idIntegration)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if answer.Update != nil {
		if failure := s.updateByTap(t, answer.Update); failure != nil {
			return "", "", failure // and an ephemeral text is lost with it
		}
	}
	if answer.EphemeralText != "" {
		whisper = answer.EphemeralText
		if !answer.SkipSlackParsing {
			whisper = model.ParseSlackLinksToMarkdown(whisper)
		}
		p := &model.Post{UserId: u.Id, ChannelId: t.post.ChannelId, RootId: (&post{Post: t.post}).root(), Message: whisper}
		retain(p, t.post)
		s.whisper(u, p)
	}
	return q.TriggerId, whisper, nil
}

// tapRequest finds a button and makes what its integration is asked.
func (s *Server) tapRequest(u *user, given press) (tapped, *model.PostActionIntegrationRequest, *model.AppError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t, failure := s.button(u, given)
	if failure != nil {
		return t, nil, failure
	}
	c := s.channels[t.post.ChannelId]
	q := &model.PostActionIntegrationRequest{
		UserId: u.Id, UserName: u.Username, ChannelId: c.Id, ChannelName: c.Name, TeamId: c.TeamId, TeamName: s.teamName(c),
		PostId: given.post, Type: t.action.Type, Context: t.action.Integration.Context, TriggerId: s.trigger(u, c),
	}
	if t.action.Type == model.PostActionTypeSelect && given.option != "" {
		if q.Context == nil {
			q.Context = map[string]any{}
		}
		q.DataSource, q.Context["selected_option"] = t.action.DataSource, given.option
	}
	return t, q, nil
}

// button finds a button under a post. Of an ephemeral post the server knows only what the cookie tells, which came with its button:
// whoever has it and may read the channel can tap. The lock is held.
func (s *Server) button(u *user, given press) (tapped, *model.AppError) {
	if !actionPath.MatchString(given.action) {
		return tapped{}, fail(http.StatusNotFound, idNotFound)
	}
	var cookie *model.PostActionCookie
	p := s.posts[given.post]
	switch {
	case given.cookie != "":
		var failure *model.AppError
		if cookie, failure = s.cookie(u, given.cookie); failure != nil {
			return tapped{}, failure
		}
	case p == nil || !s.reads(u, s.channels[p.ChannelId]):
		return tapped{}, forbidden()
	}
	switch {
	case p == nil:
		return underWhisper(given.post, cookie)
	case p.DeleteAt != 0:
		return tapped{}, fail(http.StatusNotFound, idNoPost)
	}
	t := tapped{post: copyPost(p.Post)}
	t.action = t.post.GetAction(given.action)
	if t.action == nil || t.action.Integration == nil {
		return t, fail(http.StatusNotFound, idNoAction)
	}
	return t, nil
}

// cookie opens one for somebody who may read the channel that it is of. The lock is held.
func (s *Server) cookie(u *user, sealed string) (*model.PostActionCookie, *model.AppError) {
	plain, err := model.DecryptPostActionCookie(sealed, s.cookieKey)
	c := &model.PostActionCookie{}
	if err != nil || json.Unmarshal([]byte(plain), c) != nil {
		return nil, fail(http.StatusBadRequest, idIntegration)
	}
	if !s.reads(u, s.channels[c.ChannelId]) {
		return nil, forbidden()
	}
	return c, nil
}

// underWhisper is the button that a cookie tells of. The id of the button does not matter then.
func underWhisper(postID string, c *model.PostActionCookie) (tapped, *model.AppError) {
	if c.Integration == nil || c.PostId != postID {
		return tapped{}, fail(http.StatusBadRequest, idIntegration)
	}
	t := tapped{
		action: &model.PostAction{Type: c.Type, DataSource: c.DataSource, Integration: c.Integration},
		post:   &model.Post{Id: c.PostId, ChannelId: c.ChannelId},
	}
	if c.RootPostId != c.PostId {
		t.post.RootId = c.RootPostId
	}
	t.post.SetProps(c.RetainProps)
	return t, nil
}

// retain keeps what says in whose name a post was made.
func retain(p, from *model.Post) {
	for _, key := range model.PostActionRetainPropKeys {
		p.DelProp(key)
		if value, ok := from.GetProps()[key]; ok {
			p.AddProp(key, value)
		}
	}
}

// updateByTap rewrites the post under a button as the integration answered: without props those of the post stay, and with them its
// buttons; without a message the text is gone, and so are the files. An ephemeral post cannot be rewritten. The lock is held.
func (s *Server) updateByTap(t tapped, next *model.Post) *model.AppError {
	p := s.posts[t.post.Id]
	if p == nil {
		return fail(http.StatusNotFound, idNoPost)
	}
	next = copyPost(next)
	next.Id, next.IsPinned, next.HasReactions = t.post.Id, p.IsPinned, p.HasReactions
	if next.GetProps() == nil {
		next.SetProps(t.post.GetProps())
	} else {
		retain(next, t.post)
	}
	_, failure := s.rewrite(next)
	return failure
}

// whisper shows a post to one user only. What is behind its buttons goes with it, in cookies that only the server can read.
// The lock is held.
func (s *Server) whisper(u *user, p *model.Post) *model.Post {
	p = copyPost(p)
	p.Id, p.Type, p.CreateAt = model.NewId(), model.PostTypeEphemeral, s.millis()
	if p.GetProps() == nil {
		p.SetProps(model.StringInterface{})
	}
	p.GenerateActionIds()
	p = model.AddPostActionCookies(p, s.cookieKey)
	u.whispers = append(u.whispers, copyPost(p))
	p.StripActionIntegrations()
	e := model.NewWebSocketEvent(model.WebsocketEventEphemeralMessage, "", p.ChannelId, u.Id, nil)
	e.Add("post", text(p))
	s.publish(e)
	s.touch()
	return p
}
