package mmserver

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/mattermost/mattermost-server/v6/model"
)

// shown is an account as others see it.
func (u *user) shown() *model.User {
	c := u.User
	c.Email, c.NotifyProps, c.Password, c.AuthData = "", nil, "", nil
	return &c
}

func (s *Server) getUser(r *request) (any, *model.AppError) {
	id := r.PathValue("user")
	if id == model.Me {
		id = r.user.Id
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.users[id]
	switch {
	case u == nil:
		return nil, fail(http.StatusNotFound, idNoUser)
	case u == r.user:
		c := u.User
		return &c, nil
	}
	return u.shown(), nil
}

func (s *Server) getUserByName(r *request) (any, *model.AppError) {
	list := s.usersWhere(func(u *user) bool { return u.Username == strings.ToLower(r.PathValue("name")) })
	if len(list) == 0 {
		return nil, fail(http.StatusNotFound, idNoUser)
	}
	return list[0], nil
}

func (s *Server) getUsersByNames(r *request) (any, *model.AppError) {
	var names []string
	if err := r.decode(&names); err != nil {
		return nil, err
	}
	return s.usersWhere(func(u *user) bool { return slices.Contains(names, u.Username) }), nil
}

func (s *Server) getUsersByIDs(r *request) (any, *model.AppError) {
	var ids []string
	if err := r.decode(&ids); err != nil {
		return nil, err
	}
	return s.usersWhere(func(u *user) bool { return slices.Contains(ids, u.Id) }), nil
}

// usersWhere lists accounts by user name.
func (s *Server) usersWhere(fits func(*user) bool) []*model.User {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := []*model.User{}
	for _, u := range s.users {
		if fits(u) {
			list = append(list, u.shown())
		}
	}
	slices.SortFunc(list, func(a, b *model.User) int { return cmp.Compare(a.Username, b.Username) })
	return list
}

// getBot answers a bot about itself and an administrator about each.
func (s *Server) getBot(r *request) (any, *model.AppError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.users[r.PathValue("user")]
	if u == nil || !u.IsBot || u != r.user && !r.user.IsSystemAdmin() {
		return nil, fail(http.StatusNotFound, "store.sql_bot.get.missing.app_error")
	}
	return &model.Bot{UserId: u.Id, Username: u.Username, DisplayName: u.FirstName, OwnerId: u.Id, CreateAt: u.CreateAt, UpdateAt: u.UpdateAt}, nil
}

func (s *Server) getTeamByName(r *request) (any, *model.AppError) { return s.getTeam(r) }

func (s *Server) getTeam(r *request) (any, *model.AppError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.team(r.PathValue("team"))
	switch {
	case t == nil:
		return nil, fail(http.StatusNotFound, idNoTeam)
	case !t.members[r.user.Id] && !r.user.IsSystemAdmin():
		return nil, forbidden()
	}
	c := t.Team
	return &c, nil
}

func (s *Server) getChannelByNames(r *request) (any, *model.AppError) { return s.getChannelByName(r) }

func (s *Server) getChannelByName(r *request) (any, *model.AppError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.team(r.PathValue("team"))
	if t == nil {
		return nil, fail(http.StatusNotFound, idNoTeam)
	}
	c := s.channel(t.Name + "/" + r.PathValue("name"))
	switch {
	case c == nil || c.DeleteAt != 0:
		return nil, fail(http.StatusNotFound, idNoChannel)
	case s.reads(r.user, c):
		return c.copied(), nil
	case c.Type == model.ChannelTypePrivate:
		return nil, fail(http.StatusNotFound, idNoChannel) // that it is there is nobody's business
	}
	return nil, forbidden()
}

func (c *channel) copied() *model.Channel {
	out := c.Channel
	return &out
}

// reads says whether a user may see what a channel is. The lock is held.
func (s *Server) reads(u *user, c *channel) bool {
	return s.member(u, c) || c.Type == model.ChannelTypeOpen && s.teams[c.TeamId].members[u.Id]
}

// member says whether a user may read and write in a channel. The lock is held.
func (s *Server) member(u *user, c *channel) bool {
	return c != nil && (c.members[u.Id] || u.IsSystemAdmin())
}

func (s *Server) getChannel(r *request) (any, *model.AppError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.channels[r.PathValue("channel")]
	switch {
	case c == nil:
		return nil, fail(http.StatusNotFound, "app.channel.get.existing.app_error")
	case !s.reads(r.user, c):
		return nil, forbidden()
	}
	return c.copied(), nil
}

func (s *Server) getChannelsOfUser(r *request) (any, *model.AppError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if id := r.PathValue("user"); id != r.user.Id && id != model.Me {
		return nil, forbidden()
	}
	list := []*model.Channel{}
	for _, c := range s.channels {
		if c.TeamId == r.PathValue("team") && c.members[r.user.Id] && c.DeleteAt == 0 {
			list = append(list, c.copied())
		}
	}
	slices.SortFunc(list, func(a, b *model.Channel) int { return cmp.Compare(a.Name, b.Name) })
	return list, nil
}

func (s *Server) getMembers(r *request) (any, *model.AppError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.channels[r.PathValue("channel")]
	if !s.member(r.user, c) {
		return nil, forbidden()
	}
	list := model.ChannelMembers{}
	for id := range c.members {
		list = append(list, membership(c, id))
	}
	slices.SortFunc(list, func(a, b model.ChannelMember) int { return cmp.Compare(a.UserId, b.UserId) })
	page, size := paging(r)
	from := min(page*size, len(list))
	return list[from:min(from+size, len(list))], nil
}

// paging reads page and per_page, which is 60 unless told and 200 at most.
func paging(r *request) (page, size int) {
	page, _ = strconv.Atoi(r.FormValue("page"))
	size, err := strconv.Atoi(r.FormValue("per_page"))
	if err != nil || size <= 0 {
		size = 60
	}
	return max(page, 0), min(size, 200)
}

func (s *Server) getMember(r *request) (any, *model.AppError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, id := s.channels[r.PathValue("channel")], r.PathValue("user")
	if id == model.Me {
		id = r.user.Id
	}
	switch {
	case !s.member(r.user, c):
		return nil, forbidden()
	case !c.members[id]:
		return nil, fail(http.StatusNotFound, "app.channel.get_member.missing.app_error")
	}
	return membership(c, id), nil
}

func membership(c *channel, id string) model.ChannelMember {
	return model.ChannelMember{
		ChannelId: c.Id, UserId: id, Roles: model.ChannelUserRoleId, SchemeUser: true,
		NotifyProps: model.GetDefaultChannelNotifyProps(),
	}
}
