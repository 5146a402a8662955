package mmserver

import (
	"cmp"
	"net/http"

	"github.com/mattermost/mattermost-server/v6/model"
)

// createDirect answers the channel of two users alone, which is made when somebody asks for it first. It belongs to no
// team, and nobody else can come in. A bot can ask for one with anybody.
func (s *Server) createDirect(r *request) (any, *model.AppError) {
	var ids []string
	if err := r.decode(&ids); err != nil {
		return nil, err
	}
	if len(ids) != 2 || !model.IsValidId(ids[0]) || !model.IsValidId(ids[1]) {
		return nil, invalid("user_ids")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case ids[0] != r.user.Id && ids[1] != r.user.Id && !r.user.IsSystemAdmin():
		return nil, forbidden()
	case s.users[ids[0]] == nil || s.users[ids[1]] == nil:
		return nil, fail(http.StatusBadRequest, "api.channel.create_direct_channel.invalid_user.app_error")
	}
	return created{s.direct(ids[0], ids[1]).copied()}, nil
}

// direct finds or makes the channel of two users. The lock is held.
func (s *Server) direct(one, other string) *channel {
	name := model.GetDMNameFromIds(one, other)
	for _, c := range s.channels {
		if c.Type == model.ChannelTypeDirect && c.Name == name {
			return c
		}
	}
	c := &channel{Channel: model.Channel{Name: name, Type: model.ChannelTypeDirect}, members: map[string]bool{one: true, other: true}}
	c.PreSave()
	c.CreateAt, c.UpdateAt = s.millis(), s.millis()
	s.channels[c.Id] = c
	s.touch()
	return c
}

// teamName is the name of a channel's team, "" for a channel of two. The lock is held.
func (s *Server) teamName(c *channel) string {
	if t := s.teams[c.TeamId]; t != nil {
		return t.Name
	}
	return ""
}

// channelNames gives a channel's name and title as one of its members sees them: a channel of two is called as the other one.
// The lock is held.
func (s *Server) channelNames(u *user, c *channel) (name, title string) {
	if c.Type != model.ChannelTypeDirect {
		return s.teamName(c) + "/" + c.Name, c.DisplayName
	}
	for id := range c.members {
		if other := s.users[id]; id != u.Id && other != nil {
			return "@" + other.Username, cmp.Or(other.FirstName, other.Username)
		}
	}
	return "@" + u.Username, u.Username
}
