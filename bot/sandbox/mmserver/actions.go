package mmserver

import (
	"context"
	"encoding/json"
	"net/http"
	"regexp"
	"slices"

	"github.com/mattermost/mattermost-server/v6/model"
)

// actionPath is what the path of a tap may hold; other ids of buttons are never found.
var actionPath = regexp.MustCompile(`^[A-Za-z0-9]+$`)

func (s *Server) doPostAction(r *request) (any, *model.AppError) {
	var given model.DoPostActionRequest
	_ = json.NewDecoder(r.Body).Decode(&given) // the body may be empty
	trigger, _, err := s.tap(r.Context(), r.user, r.PathValue("post"), r.PathValue("action"), given.SelectedOption)
	if err != nil {
		return nil, err
	}
	return &model.PostActionAPIResponse{Status: model.StatusOk, TriggerId: trigger}, nil
}

// tapped is a button that was found, with the post under it.
type tapped struct {
	action    *model.PostAction
	post      *model.Post
	ephemeral bool
}

// tap calls the integration behind a button and does what it answers. The whisper is what only the user sees.
func (s *Server) tap(ctx context.Context, u *user, postID, actionID, option string) (triggerID, whisper string, failure *model.AppError) {
	t, q, failure := s.tapRequest(u, postID, actionID, option)
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
		p := &post{Post: t.post}
		s.whisper(u, &model.Post{UserId: u.Id, ChannelId: t.post.ChannelId, RootId: p.root(), Message: whisper})
	}
	return q.TriggerId, whisper, nil
}

// tapRequest finds a button and makes what its integration is asked.
func (s *Server) tapRequest(u *user, postID, actionID, option string) (tapped, *model.PostActionIntegrationRequest, *model.AppError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t, failure := s.button(u, postID, actionID)
	if failure != nil {
		return t, nil, failure
	}
	c := s.channels[t.post.ChannelId]
	q := &model.PostActionIntegrationRequest{
		UserId: u.Id, UserName: u.Username, ChannelId: c.Id, ChannelName: c.Name, TeamId: c.TeamId, TeamName: s.teams[c.TeamId].Name,
		PostId: postID, Type: t.action.Type, Context: t.action.Integration.Context, TriggerId: s.trigger(u, c),
	}
	if t.action.Type == model.PostActionTypeSelect && option != "" {
		if q.Context == nil {
			q.Context = map[string]any{}
		}
		q.DataSource, q.Context["selected_option"] = t.action.DataSource, option
	}
	return t, q, nil
}

// button finds a button under a post, or under an ephemeral post that only she sees. The lock is held.
func (s *Server) button(u *user, postID, actionID string) (tapped, *model.AppError) {
	if !actionPath.MatchString(actionID) {
		return tapped{}, fail(http.StatusNotFound, idNotFound)
	}
	t := tapped{}
	if i := slices.IndexFunc(u.whispers, func(w *model.Post) bool { return w.Id == postID }); i >= 0 {
		t.post, t.ephemeral = copyPost(u.whispers[i]), true
	} else {
		p := s.posts[postID]
		if p == nil || !s.reads(u, s.channels[p.ChannelId]) {
			return t, forbidden()
		}
		if p.DeleteAt != 0 {
			return t, fail(http.StatusNotFound, idNoPost)
		}
		t.post = copyPost(p.Post)
	}
	t.action = t.post.GetAction(actionID)
	if t.action == nil || t.action.Integration == nil {
		return t, fail(http.StatusNotFound, idNoAction)
	}
	return t, nil
}

// updateByTap rewrites the post under a button as the integration answered: without props those of the post stay, and with them its
// buttons; without a message the text is gone, and so are the files. An ephemeral post cannot be rewritten. The lock is held.
func (s *Server) updateByTap(t tapped, next *model.Post) *model.AppError {
	if t.ephemeral {
		return fail(http.StatusNotFound, idNoPost)
	}
	next = copyPost(next)
	next.Id, next.IsPinned, next.HasReactions = t.post.Id, t.post.IsPinned, t.post.HasReactions
	if p := s.posts[t.post.Id]; p != nil {
		next.IsPinned, next.HasReactions = p.IsPinned, p.HasReactions
	}
	if next.GetProps() == nil {
		next.SetProps(t.post.GetProps())
	} else {
		for _, key := range model.PostActionRetainPropKeys {
			next.DelProp(key)
			if value, ok := t.post.GetProps()[key]; ok {
				next.AddProp(key, value)
			}
		}
	}
	_, failure := s.rewrite(next)
	return failure
}

// whisper shows a post to one user only. The lock is held.
func (s *Server) whisper(u *user, p *model.Post) *model.Post {
	p = copyPost(p)
	p.Id, p.Type, p.CreateAt = model.NewId(), model.PostTypeEphemeral, s.millis()
	if p.GetProps() == nil {
		p.SetProps(model.StringInterface{})
	}
	p.GenerateActionIds()
	u.whispers = append(u.whispers, copyPost(p))
	p.StripActionIntegrations()
	e := model.NewWebSocketEvent(model.WebsocketEventEphemeralMessage, "", p.ChannelId, u.Id, nil)
	e.Add("post", text(p))
	s.publish(e)
	s.touch()
	return p
}
