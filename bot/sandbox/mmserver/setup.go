package mmserver

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/mattermost/mattermost-server/v6/model"
)

// User is a person with an account, as an administrator makes it.
type User struct {
	Username  string // lower case letters, digits and .-_
	FirstName string
	LastName  string
	Position  string   // what she does, in words
	Language  string   // a tag such as "de"; "en" when empty
	Admin     bool     // a system administrator
	Keywords  []string // words besides her user name that notify her
	Away      bool     // not online: @here does not reach her
}

// user is an account, and what only its owner sees.
type user struct {
	model.User

	away     bool
	whispers []*model.Post // ephemeral posts, oldest first
	dialogs  []*dialog     // open ones, oldest first
}

type team struct {
	model.Team

	members map[string]bool // by user id
}

type channel struct {
	model.Channel

	members map[string]bool // by user id
	posts   []*post         // as they were made, with deleted ones and copies of edited ones
}

// AddUser makes an account, or changes the one of that user name, and returns its id.
func (s *Server) AddUser(u User) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	account := s.account(u.Username)
	account.FirstName, account.LastName, account.Position, account.away = u.FirstName, u.LastName, u.Position, u.Away
	account.Locale = cmp.Or(u.Language, model.DefaultLocale)
	account.Roles = model.SystemUserRoleId
	if u.Admin {
		account.Roles += " " + model.SystemAdminRoleId
	}
	account.NotifyProps[model.MentionKeysNotifyProp] = strings.Join(u.Keywords, ",")
	s.touch()
	return account.Id
}

// AddBot makes an account of a bot with an access token, or gives the one of that user name another token.
func (s *Server) AddBot(username, name string) (id, token string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	account := s.account(username)
	account.IsBot, account.FirstName, account.BotDescription = true, name, ""
	account.Roles = model.SystemUserRoleId
	token = model.NewId()
	s.tokens[token] = account.Id
	return account.Id, token
}

// account finds or makes the account of a user name. The lock is held.
func (s *Server) account(username string) *user {
	username = strings.ToLower(username)
	if u := s.user(username); u != nil {
		return u
	}
	u := &user{User: model.User{Username: username, Email: username + "@localhost", EmailVerified: true, Locale: model.DefaultLocale}}
	u.PreSave()
	u.SetDefaultNotifications()
	u.CreateAt, u.UpdateAt = s.millis(), s.millis()
	s.users[u.Id] = u
	return u
}

// user finds an account by id or user name. The lock is held.
func (s *Server) user(name string) *user {
	if u := s.users[name]; u != nil {
		return u
	}
	for _, u := range s.users {
		if u.Username == strings.ToLower(name) {
			return u
		}
	}
	return nil
}

// Token gives a user another access token, which the others of hers do not end.
func (s *Server) Token(username string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.user(username)
	if u == nil {
		return "", unknown("user", username)
	}
	token := model.NewId()
	s.tokens[token] = u.Id
	return token, nil
}

// Revoke ends an access token: what is asked with it is answered with 401, and its sockets are closed.
func (s *Server) Revoke(token string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.tokens, token)
	s.hub.cut(func(c *socket) bool { return c.token == token })
}

// AddChannel makes a channel, and its team, unless they are there, and returns its id. The name is "team/channel".
func (s *Server) AddChannel(name string, private bool) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c := s.channel(name); c != nil {
		return c.Id
	}
	teamName, channelName, _ := strings.Cut(name, "/")
	t := s.team(teamName)
	if t == nil {
		t = &team{Team: model.Team{Name: teamName, DisplayName: teamName, Type: model.TeamInvite}, members: map[string]bool{}}
		t.PreSave()
		s.teams[t.Id] = t
	}
	c := &channel{Channel: model.Channel{TeamId: t.Id, Name: channelName, DisplayName: channelName, Type: model.ChannelTypeOpen}, members: map[string]bool{}}
	if private {
		c.Type = model.ChannelTypePrivate
	}
	c.PreSave()
	c.CreateAt, c.UpdateAt = s.millis(), s.millis()
	s.channels[c.Id] = c
	s.touch()
	return c.Id
}

// team finds a team by id or name. The lock is held.
func (s *Server) team(name string) *team {
	if t := s.teams[name]; t != nil {
		return t
	}
	for _, t := range s.teams {
		if t.Name == name {
			return t
		}
	}
	return nil
}

// channel finds a channel by id or as "team/channel". The lock is held.
func (s *Server) channel(name string) *channel {
	if c := s.channels[name]; c != nil {
		return c
	}
	teamName, channelName, _ := strings.Cut(name, "/")
	for _, c := range s.channels {
		if c.Name == channelName && c.TeamId != "" && s.teamName(c) == teamName {
			return c
		}
	}
	return nil
}

// Join makes users members of a channel and of its team. Each joining leaves a system post, as on a real server.
func (s *Server) Join(channelName string, usernames ...string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.channel(channelName)
	if c == nil || c.TeamId == "" {
		return unknown("channel", channelName)
	}
	for _, name := range usernames {
		u := s.user(name)
		switch {
		case u == nil:
			return unknown("user", name)
		case c.members[u.Id]:
			continue
		}
		s.teams[c.TeamId].members[u.Id] = true
		c.members[u.Id] = true
		s.systemPost(c, u, model.PostTypeJoinChannel, u.Username+" joined the channel.")
		e := model.NewWebSocketEvent(model.WebsocketEventUserAdded, "", c.Id, "", nil)
		e.Add("user_id", u.Id)
		e.Add("team_id", c.TeamId)
		s.publish(e)
	}
	return nil
}

// Leave takes users out of a channel. They stay in the team.
func (s *Server) Leave(channelName string, usernames ...string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.channel(channelName)
	if c == nil {
		return unknown("channel", channelName)
	}
	for _, name := range usernames {
		u := s.user(name)
		if u == nil {
			return unknown("user", name)
		}
		if c.members[u.Id] {
			s.systemPost(c, u, model.PostTypeLeaveChannel, u.Username+" left the channel.")
			delete(c.members, u.Id)
		}
	}
	return nil
}

// Archive closes a channel: it is found by its name no more, and nobody can write there. By its id it can still be read.
func (s *Server) Archive(channelName string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.channel(channelName)
	if c == nil {
		return unknown("channel", channelName)
	}
	c.DeleteAt, c.UpdateAt = s.millis(), s.millis()
	s.touch()
	return nil
}

// AddCommand registers a slash command of a team, without the slash, whose calls are posted to an address. It returns the
// token that comes with each of them.
func (s *Server) AddCommand(teamName, trigger, url string) (token string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.team(teamName)
	if t == nil {
		return "", unknown("team", teamName)
	}
	command := &model.Command{
		TeamId: t.Id, Trigger: strings.ToLower(strings.TrimPrefix(trigger, "/")), Method: model.CommandMethodPost, URL: url,
		DisplayName: trigger, AutoComplete: true,
	}
	command.PreSave()
	s.commands[command.Id] = command
	return command.Token, nil
}

func unknown(what, name string) error { return fmt.Errorf("mmserver: no %s %q", what, name) }
