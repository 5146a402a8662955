package mmserver

import (
	"github.com/mattermost/mattermost-server/v6/model"
)

// Posts are what stands in a channel: each root post with its replies after it, oldest first, without system posts and
// deleted ones. They are copies as the server keeps them, with the context of buttons that clients do not see.
func (s *Server) Posts(channel string) []*model.Post { return nil }

// Thread is the root post and its replies, oldest first, without deleted ones.
func (s *Server) Thread(postID string) []*model.Post { return nil }

// Kept is a post as the server keeps it, also a deleted one; nil when there is none.
func (s *Server) Kept(postID string) *model.Post { return nil }

// Notified are the user names of those whom a post notified by mentioning them, sorted.
func (s *Server) Notified(postID string) []string { return nil }

// Reactions are those under a post, as "username emoji", sorted.
func (s *Server) Reactions(postID string) []string { return nil }

// Sockets counts the WebSocket connections that a user has now.
func (s *Server) Sockets(username string) int { return 0 }

// Calls are the last requests to the REST API, in the order in which they were answered.
func (s *Server) Calls() []Call { return nil }

// Count is how often a route was called since the start, as "POST /posts".
func (s *Server) Count(route string) int { return 0 }

// CountStatus is how many requests were answered with a status since the start; 0 stands for cut connections.
func (s *Server) CountStatus(status int) int { return 0 }
