package mmserver

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"

	"github.com/mattermost/mattermost-server/v6/model"
)

const sinceMost = 1000 // posts in one answer to a read since a time

func (s *Server) createPost(r *request) (any, *model.AppError) {
	var given model.Post
	if err := r.decode(&given); err != nil {
		return nil, err
	}
	out, err := s.create(r.user, &given)
	return created{out}, err
}

// createEphemeral is for administrators: a bot may not.
func (s *Server) createEphemeral(r *request) (any, *model.AppError) {
	var given model.PostEphemeral
	if err := r.decode(&given); err != nil {
		return nil, err
	}
	if !r.user.IsSystemAdmin() {
		return nil, forbidden()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.users[given.UserID]
	if u == nil || given.Post == nil {
		return nil, invalid("user_id")
	}
	given.Post.UserId = r.user.Id
	return created{s.whisper(u, given.Post)}, nil
}

// found gives a post that a user may read. The lock is held.
func (s *Server) found(u *user, id string) (*post, *model.AppError) {
	p := s.posts[id]
	switch {
	case p == nil || p.DeleteAt != 0:
		return nil, fail(http.StatusNotFound, idNoPost)
	case !s.reads(u, s.channels[p.ChannelId]):
		return nil, forbidden()
	}
	return p, nil
}

// own gives a post that a user may change: hers, or any for an administrator. What is not there is forbidden too.
// The lock is held.
func (s *Server) own(u *user, id string) (*post, *model.AppError) {
	p := s.posts[id]
	if p == nil || p.DeleteAt != 0 || !s.member(u, s.channels[p.ChannelId]) || p.UserId != u.Id && !u.IsSystemAdmin() {
		return nil, forbidden()
	}
	return p, nil
}

func (s *Server) getPost(r *request) (any, *model.AppError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, err := s.found(r.user, r.PathValue("post"))
	if err != nil {
		return nil, err
	}
	return s.forClient(p), nil
}

// updatePost puts a whole post: what it leaves out is lost, but for the files.
func (s *Server) updatePost(r *request) (any, *model.AppError) {
	var given model.Post
	if err := r.decode(&given); err != nil {
		return nil, err
	}
	if given.Id != r.PathValue("post") {
		return nil, invalid("id")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	p, err := s.own(r.user, given.Id)
	if err != nil {
		return nil, err
	}
	given.FileIds = p.FileIds
	return answered(s.rewrite(&given))
}

// answered makes an answer of a post, so that no nil pointer hides in an any.
func answered(p *model.Post, err *model.AppError) (any, *model.AppError) {
	if err != nil {
		return nil, err
	}
	return p, nil
}

func (s *Server) patchPost(r *request) (any, *model.AppError) {
	var patch model.PostPatch
	if err := r.decode(&patch); err != nil {
		return nil, err
	}
	patch.FileIds = nil
	s.mu.Lock()
	defer s.mu.Unlock()
	p, err := s.own(r.user, r.PathValue("post"))
	if err != nil {
		return nil, err
	}
	next := copyPost(p.Post)
	next.Patch(&patch)
	return answered(s.rewrite(next))
}

func (s *Server) deletePost(r *request) (any, *model.AppError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, err := s.own(r.user, r.PathValue("post"))
	if err != nil {
		return nil, err
	}
	if s.channels[p.ChannelId].DeleteAt != 0 {
		return nil, fail(http.StatusBadRequest, "api.post.delete_post.can_not_delete_post_in_deleted.error")
	}
	s.remove(p, r.user.Id)
	return ok(), nil
}

// getThread gives the whole thread of any of its posts. The post asked for stands first in the order, and once more among all
// of them, which have none to rely on.
func (s *Server) getThread(r *request) (any, *model.AppError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, err := s.found(r.user, r.PathValue("post"))
	if err != nil {
		return nil, err
	}
	list := model.NewPostList()
	s.list(list, p)
	for _, one := range s.live(p.root()) {
		s.list(list, one)
	}
	return list, nil
}

// list puts a post into a list and its order.
func (s *Server) list(list *model.PostList, p *post) {
	list.AddPost(s.forClient(p))
	list.AddOrder(p.Id)
}

func (s *Server) getPostsOfChannel(r *request) (any, *model.AppError) {
	var since int64
	if given := r.FormValue("since"); given != "" {
		var err error
		if since, err = strconv.ParseInt(given, 10, 64); err != nil {
			return nil, invalid("since")
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.channels[r.PathValue("channel")]
	switch {
	case !s.member(r.user, c):
		return nil, forbidden()
	case since > 0:
		return s.since(c, since, r.FormValue("collapsedThreads") == "true"), nil
	}
	return s.page(c, r), nil
}

// since gives what changed after a time, newest first: new posts and replies, system posts, deleted ones without a text, copies
// of edited ones, and the root posts of all that. With collapsed threads it gives root posts only. The lock is held.
func (s *Server) since(c *channel, time int64, collapsed bool) *model.PostList {
	var hits []*post
	for _, p := range c.posts {
		if p.UpdateAt > time && (!collapsed || p.RootId == "" && p.DeleteAt == 0) {
			hits = append(hits, p)
		}
	}
	if !collapsed {
		hits = hits[:min(len(hits), sinceMost)]
	}
	slices.SortStableFunc(hits, func(a, b *post) int { return cmp.Compare(b.CreateAt, a.CreateAt) })
	list := model.NewPostList()
	for _, p := range hits {
		s.list(list, p)
	}
	for _, p := range hits {
		if root := s.posts[p.RootId]; root != nil && list.Posts[root.Id] == nil {
			list.AddPost(s.forClient(root))
		}
	}
	return list
}

// page gives a page of a channel, newest first, with before and after as the ids to count from. The lock is held.
func (s *Server) page(c *channel, r *request) *model.PostList {
	var live []*post
	for _, p := range slices.Backward(c.posts) {
		if p.DeleteAt == 0 {
			live = append(live, p)
		}
	}
	at := func(id string) int { return slices.IndexFunc(live, func(p *post) bool { return p.Id == id }) }
	number, size := paging(r)
	from := number * size
	if before := at(r.FormValue("before")); before >= 0 {
		from += before + 1
	}
	if after := at(r.FormValue("after")); after >= 0 {
		from = max(after-(number+1)*size, 0)
		size = min(size, after-number*size)
	}
	from = max(min(from, len(live)), 0)
	to := max(min(from+size, len(live)), from)
	list := model.NewPostList()
	for _, p := range live[from:to] {
		s.list(list, p)
		if root := s.posts[p.RootId]; root != nil && list.Posts[root.Id] == nil {
			list.AddPost(s.forClient(root))
		}
	}
	if to < len(live) {
		list.PrevPostId = live[to].Id
	}
	if from > 0 {
		list.NextPostId = live[from-1].Id
	}
	return list
}
