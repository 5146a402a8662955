package mmserver

import (
	"slices"

	"github.com/mattermost/mattermost-server/v6/model"
)

// Posts are what stands in a channel: each root post with its replies after it, oldest first, without system posts and
// deleted ones. They are copies as the server keeps them, with the context of buttons that clients do not see.
func (s *Server) Posts(channel string) []*model.Post {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.channel(channel)
	if c == nil {
		return nil
	}
	var list []*model.Post
	for _, p := range c.posts {
		if p.RootId == "" && p.DeleteAt == 0 && !p.IsSystemMessage() {
			list = append(list, copies(s.live(p.Id))...)
		}
	}
	return list
}

func copies(list []*post) []*model.Post {
	out := make([]*model.Post, len(list))
	for i, p := range list {
		out[i] = copyPost(p.Post)
	}
	return out
}

// Thread is the root post and its replies, oldest first, without deleted ones. The id may be that of any of them.
func (s *Server) Thread(postID string) []*model.Post {
	s.mu.Lock()
	defer s.mu.Unlock()
	if p := s.posts[postID]; p != nil {
		return copies(s.live(p.root()))
	}
	return nil
}

// Kept is a post as the server keeps it, also a deleted one; nil when there is none.
func (s *Server) Kept(postID string) *model.Post {
	s.mu.Lock()
	defer s.mu.Unlock()
	if p := s.posts[postID]; p != nil {
		return copyPost(p.Post)
	}
	return nil
}

// Versions are the texts that a post had, oldest first, the present one last.
func (s *Server) Versions(postID string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.posts[postID]
	if p == nil {
		return nil
	}
	var texts []string
	for _, one := range s.channels[p.ChannelId].posts {
		if one.OriginalId == postID {
			texts = append(texts, one.Message)
		}
	}
	return append(texts, p.Message)
}

// Notified are the user names of those whom a post notified by mentioning them when it was made, sorted. An edit notifies nobody.
func (s *Server) Notified(postID string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if p := s.posts[postID]; p != nil {
		return s.names(p.notified)
	}
	return nil
}

// names gives the user names of ids, sorted. The lock is held.
func (s *Server) names(ids []string) []string {
	var names []string
	for _, id := range ids {
		names = append(names, s.users[id].Username)
	}
	slices.Sort(names)
	return names
}

// Reactions are those under a post, as "username emoji", sorted.
func (s *Server) Reactions(postID string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []string
	if p := s.posts[postID]; p != nil {
		for _, r := range p.reactions {
			list = append(list, s.users[r.UserId].Username+" "+r.EmojiName)
		}
	}
	slices.Sort(list)
	return list
}

// Sockets counts the WebSocket connections that a user has now.
func (s *Server) Sockets(username string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, c := range s.hub.sockets {
		if c.line != nil && c.user != nil && c.user.Username == username {
			n++
		}
	}
	return n
}

// Download gives the bytes of a file that a post holds, by the file's id; nil when there is none.
func (s *Server) Download(fileID string) []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	if f := s.files[fileID]; f != nil {
		return f.data
	}
	return nil
}
