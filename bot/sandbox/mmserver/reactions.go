package mmserver

import (
	"net/http"
	"slices"

	"github.com/mattermost/mattermost-server/v6/model"
)

func (s *Server) saveReaction(r *request) (any, *model.AppError) {
	var given model.Reaction
	if err := r.decode(&given); err != nil {
		return nil, err
	}
	if given.UserId != r.user.Id {
		return nil, fail(http.StatusForbidden, "api.reaction.save_reaction.user_id.app_error")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return reacted(s.react(r.user, given.PostId, given.EmojiName))
}

func reacted(reaction *model.Reaction, err *model.AppError) (any, *model.AppError) {
	if err != nil {
		return nil, err
	}
	return reaction, nil
}

// react puts a reaction under a post. What is there already stays, and is published again. The lock is held.
func (s *Server) react(u *user, postID, emoji string) (*model.Reaction, *model.AppError) {
	p := s.posts[postID]
	if p == nil || !s.member(u, s.channels[p.ChannelId]) {
		return nil, forbidden()
	}
	if p.DeleteAt != 0 {
		return nil, fail(http.StatusNotFound, idNoPost)
	}
	if s.channels[p.ChannelId].DeleteAt != 0 {
		return nil, fail(http.StatusForbidden, "api.reaction.save.archived_channel.app_error")
	}
	reaction := &model.Reaction{UserId: u.Id, PostId: p.Id, EmojiName: emoji, CreateAt: s.millis()}
	reaction.PreSave()
	if err := reaction.IsValid(); err != nil {
		return nil, err
	}
	if _, known := model.GetSystemEmojiId(emoji); !known {
		return nil, fail(http.StatusNotFound, "app.emoji.get_by_name.no_result")
	}
	if !slices.ContainsFunc(p.reactions, same(reaction)) {
		p.reactions = append(p.reactions, reaction)
	}
	p.HasReactions, p.UpdateAt = true, s.millis()
	s.publishReaction(model.WebsocketEventReactionAdded, p, reaction)
	return reaction, nil
}

func same(a *model.Reaction) func(*model.Reaction) bool {
	return func(b *model.Reaction) bool { return a.UserId == b.UserId && a.EmojiName == b.EmojiName }
}

func (s *Server) publishReaction(kind string, p *post, reaction *model.Reaction) {
	e := model.NewWebSocketEvent(kind, "", p.ChannelId, "", nil)
	e.Add("reaction", text(reaction))
	s.publish(e)
	s.touch()
}

func (s *Server) deleteReaction(r *request) (any, *model.AppError) {
	id := r.PathValue("user")
	if id == model.Me {
		id = r.user.Id
	}
	if id != r.user.Id && !r.user.IsSystemAdmin() {
		return nil, forbidden()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.unreact(r.user, id, r.PathValue("post"), r.PathValue("emoji")); err != nil {
		return nil, err
	}
	return ok(), nil
}

// unreact takes a reaction away. That it was not there is no error, and is published too. The lock is held.
func (s *Server) unreact(u *user, whose, postID, emoji string) *model.AppError {
	p := s.posts[postID]
	if p == nil || !s.member(u, s.channels[p.ChannelId]) {
		return forbidden()
	}
	if p.DeleteAt != 0 {
		return fail(http.StatusNotFound, idNoPost)
	}
	if s.channels[p.ChannelId].DeleteAt != 0 {
		return fail(http.StatusForbidden, "api.reaction.delete.archived_channel.app_error")
	}
	reaction := &model.Reaction{UserId: whose, PostId: p.Id, EmojiName: emoji}
	p.reactions = slices.DeleteFunc(p.reactions, same(reaction))
	p.HasReactions, p.UpdateAt = len(p.reactions) > 0, s.millis()
	reaction.PreUpdate()
	s.publishReaction(model.WebsocketEventReactionRemoved, p, reaction)
	return nil
}

func (s *Server) getReactions(r *request) (any, *model.AppError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.posts[r.PathValue("post")]
	if p == nil || !s.member(r.user, s.channels[p.ChannelId]) {
		return nil, forbidden()
	}
	return append([]*model.Reaction{}, p.reactions...), nil
}
