package mmserver

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/mattermost/mattermost-server/v6/model"
)

// post is one as the server keeps it.
type post struct {
	*model.Post // its props are what JSON made of them: numbers are float64

	reactions []*model.Reaction
	notified  []string // ids of those whom it mentioned when it was made
}

// pending is a post made with a pending post id.
type pending struct {
	postID string
	at     time.Time
}

// copyPost makes a copy that shares nothing, by way of JSON, as a post goes through the database.
func copyPost(p *model.Post) *model.Post {
	data, err := json.Marshal(p)
	if err != nil {
		panic(err) // it came from JSON
	}
	out := &model.Post{}
	if err := json.Unmarshal(data, out); err != nil {
		panic(err)
	}
	return out
}

// forClient is a post as a client gets it: with files and reactions, without what buttons mean, and without the text when
// it was deleted. The lock is held.
func (s *Server) forClient(p *post) *model.Post {
	out := copyPost(p.Post)
	out.StripActionIntegrations()
	out.Metadata = &model.PostMetadata{}
	if out.DeleteAt > 0 {
		out.Message = ""
		return out
	}
	if len(out.Attachments()) > 0 {
		out.Metadata.Embeds = []*model.PostEmbed{{Type: model.PostEmbedMessageAttachment}}
	}
	out.ReplyCount = int64(len(s.live(p.root())) - 1)
	if p.HasReactions {
		out.Metadata.Reactions = slices.Clone(p.reactions)
	}
	for _, id := range p.FileIds {
		if f := s.files[id]; f != nil {
			out.Metadata.Files = append(out.Metadata.Files, f.info())
		}
	}
	return out
}

func (p *post) root() string {
	if p.RootId != "" {
		return p.RootId
	}
	return p.Id
}

// live are the posts of a thread that were not deleted, as they were made. The lock is held.
func (s *Server) live(rootID string) []*post {
	root := s.posts[rootID]
	if root == nil {
		return nil
	}
	var list []*post
	for _, p := range s.channels[root.ChannelId].posts {
		if p.DeleteAt == 0 && p.root() == rootID {
			list = append(list, p)
		}
	}
	return list
}

// create makes a post of a user and tells the channel.
func (s *Server) create(u *user, given *model.Post) (*model.Post, *model.AppError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.channels[given.ChannelId]
	switch {
	case !s.member(u, c):
		return nil, forbidden()
	case strings.HasPrefix(given.Type, model.PostSystemMessagePrefix):
		return nil, invalid("post.type")
	case c.DeleteAt != 0:
		return nil, fail(http.StatusBadRequest, idArchived)
	}
	if seen, ok := s.pending[given.PendingPostId]; ok && time.Since(seen.at) < s.options.PendingTime {
		if p := s.posts[seen.postID]; p.DeleteAt == 0 {
			return s.forClient(p), nil
		}
		return nil, fail(http.StatusInternalServerError, "api.post.deduplicate_create_post.failed_to_get")
	}
	p, err := s.prepared(u, c, given)
	if err != nil {
		return nil, err
	}
	if p.PendingPostId != "" {
		s.pending[p.PendingPostId] = pending{p.Id, time.Now()}
	}
	return s.add(u, c, p), nil
}

// prepared checks a new post and fills in what the server knows. The lock is held.
func (s *Server) prepared(u *user, c *channel, given *model.Post) (*model.Post, *model.AppError) {
	if given.Id != "" {
		return nil, fail(http.StatusBadRequest, "app.post.save.existing.app_error")
	}
	if given.RootId != "" {
		root := s.posts[given.RootId]
		if root == nil || root.DeleteAt != 0 || root.RootId != "" {
			return nil, fail(http.StatusBadRequest, idRoot)
		}
		if root.ChannelId != c.Id {
			return nil, fail(http.StatusBadRequest, "api.post.create_post.channel_root_id.app_error")
		}
	}
	p := copyPost(given)
	p.UserId, p.CreateAt, p.DeleteAt, p.EditAt, p.Metadata, p.HasReactions = u.Id, s.millis(), 0, 0, nil, false
	p.SanitizeProps()
	if u.IsBot {
		p.AddProp("from_bot", "true")
	}
	p.Hashtags, _ = model.ParseHashtags(p.Message)
	p.PreSave()
	p.FileIds = slices.DeleteFunc(p.FileIds, func(id string) bool { return !s.attach(id, p) })
	if err := p.IsValid(model.PostMessageMaxRunesV2); err != nil {
		return nil, err
	}
	return p, nil
}

// add keeps a new post and publishes it. It answers with what its author gets. The lock is held.
func (s *Server) add(u *user, c *channel, p *model.Post) *model.Post {
	kept := &post{Post: copyPost(p)}
	kept.PendingPostId = "" // the database has no such column
	s.posts[p.Id] = kept
	c.posts = append(c.posts, kept)
	c.LastPostAt = p.CreateAt
	c.TotalMsgCount++
	if root := s.posts[p.RootId]; root != nil {
		root.UpdateAt = p.CreateAt // so a thread comes back whole from a read since then
	}
	kept.notified = s.mentioned(u, c, kept.Post)
	out := s.forClient(kept)
	out.PendingPostId = p.PendingPostId
	s.publishPosted(u, c, kept, out)
	s.touch()
	return out
}

func (s *Server) publishPosted(u *user, c *channel, kept *post, out *model.Post) {
	e := model.NewWebSocketEvent(model.WebsocketEventPosted, "", c.Id, "", nil)
	e.Add("post", text(out))
	e.Add("channel_type", c.Type)
	e.Add("channel_display_name", c.DisplayName)
	e.Add("channel_name", c.Name)
	e.Add("sender_name", "@"+u.Username)
	e.Add("team_id", c.TeamId)
	e.Add("set_online", true)
	if len(kept.FileIds) > 0 {
		e.Add("otherFile", "true")
	}
	if len(kept.notified) > 0 {
		e.Add("mentions", text(kept.notified))
	}
	s.publish(e)
}

// text is JSON inside of a string, as events carry it.
func text(v any) string {
	data, err := json.Marshal(v)
	if err != nil {
		panic(err) // it came from JSON
	}
	return string(data)
}

// systemPost notes that something happened in a channel. The lock is held.
func (s *Server) systemPost(c *channel, u *user, kind, words string) {
	p := &model.Post{ChannelId: c.Id, UserId: u.Id, Type: kind, Message: words, CreateAt: s.millis()}
	p.AddProp("username", u.Username)
	p.PreSave()
	s.add(u, c, p)
}

// rewrite puts a changed post in the place of what it was, keeps a copy of that under another id, and tells the channel.
// The lock is held.
func (s *Server) rewrite(next *model.Post) (*model.Post, *model.AppError) {
	old := s.posts[next.Id]
	switch {
	case old == nil || old.DeleteAt != 0:
		return nil, fail(http.StatusNotFound, idNoPost)
	case old.IsSystemMessage():
		return nil, fail(http.StatusBadRequest, idSystem)
	case s.channels[old.ChannelId].DeleteAt != 0:
		return nil, fail(http.StatusBadRequest, "api.post.update_post.can_not_update_post_in_deleted.error")
	}
	now := s.millis()
	p, next := copyPost(old.Post), copyPost(next)
	p.Message, p.IsPinned, p.HasReactions, p.FileIds = next.Message, next.IsPinned, next.HasReactions, next.FileIds
	p.SetProps(next.GetProps())
	p.SanitizeProps()
	p.UpdateAt = now
	p.PreCommit()
	if p.Message != old.Message || !p.FileIds.Equals(old.FileIds) || !p.AttachmentsEqual(old.Post) {
		p.EditAt = now
	}
	if err := p.IsValid(model.PostMessageMaxRunesV2); err != nil {
		return nil, err
	}
	c := s.channels[old.ChannelId]
	before := &post{Post: copyPost(old.Post)}
	before.Id, before.OriginalId, before.DeleteAt, before.UpdateAt = model.NewId(), old.Id, now, now
	s.posts[before.Id] = before
	c.posts = append(c.posts, before)
	old.Post = copyPost(p)
	if root := s.posts[old.RootId]; root != nil {
		root.UpdateAt = max(root.UpdateAt, now)
	}
	out := s.forClient(old)
	e := model.NewWebSocketEvent(model.WebsocketEventPostEdited, "", c.Id, "", nil)
	e.Add("post", text(out))
	s.publish(e)
	s.touch()
	return out, nil
}

// remove deletes a post, and its thread when it is a root post; the event names only the post itself. The lock is held.
func (s *Server) remove(p *post, by string) {
	e := model.NewWebSocketEvent(model.WebsocketEventPostDeleted, "", p.ChannelId, "", nil)
	gone := s.forClient(p)
	gone.Metadata = nil // the server does not look for its files and reactions any more
	e.Add("post", text(gone))
	now := s.millis()
	for _, one := range s.channels[p.ChannelId].posts {
		if one.DeleteAt == 0 && (one == p || one.RootId == p.Id) {
			one.DeleteAt, one.UpdateAt = now, now
			one.AddProp(model.PostPropsDeleteBy, by)
		}
	}
	for _, id := range p.FileIds {
		delete(s.files, id)
	}
	s.publish(e)
	s.touch()
}
