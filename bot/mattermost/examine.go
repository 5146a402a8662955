package mattermost

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/mattermost/mattermost-server/v6/model"

	"wecan/bot"
)

// Finding is one thing that [Examine] looked at.
type Finding struct {
	What  string // what was looked at, and what was seen
	OK    bool
	Known bool   // false: it could not be found out
	Mend  string // how to mend it, or where to look; "" when all is well
}

// ExamineConfig is what [Examine] needs.
type ExamineConfig struct {
	Client   *Client
	Admin    Token    // of an administrator, for what a bot may not see; "" for none
	Channels []string // "team/channel"
	Users    []string // the team's names at Mattermost
	Base     string   // where the server reaches us
	Command  string   // the slash command's word, without the slash
	Path     string   // [Seal.CommandPath]
}

// Examine looks at all that must be right at the server. It changes nothing.
func Examine(ctx context.Context, c ExamineConfig) []Finding {
	e := &examiner{ExamineConfig: c}
	if !e.token(ctx) {
		return e.found
	}
	for _, name := range c.Channels {
		e.channel(ctx, name)
	}
	for _, name := range c.Users {
		e.user(ctx, name)
	}
	e.settings(ctx)
	if c.Admin == "" {
		e.unknown("what push notifications show, and the addresses that the server may call",
			"in the system console: Site Configuration, Notifications, Push Notification Contents must not be the full message; "+
				"Environment, Developer, Allow untrusted internal connections must name "+hostOf(c.Base)+" when that address is not public")
		e.unknown("the slash command /"+c.Command, e.register())
		return e.found
	}
	admin := c.Client.as(c.Admin)
	e.hidden(ctx, admin)
	e.commands(ctx, admin)
	return e.found
}

type examiner struct {
	ExamineConfig
	found []Finding
}

func (e *examiner) say(ok bool, what, mend string) {
	if ok {
		mend = ""
	}
	e.found = append(e.found, Finding{What: what, OK: ok, Known: true, Mend: mend})
}

func (e *examiner) unknown(what, where string) {
	e.found = append(e.found, Finding{What: what + ": not known", Mend: where})
}

// token reports false when nothing else can be found out.
func (e *examiner) token(ctx context.Context) bool {
	u, err := e.Client.me(ctx)
	switch {
	case refusedFor(err, bot.Barred):
		e.say(false, "the server refuses the token", "set WECAN_MATTERMOST_TOKEN to an access token of the bot account; "+
			"it may have been revoked, or the account switched off")
		return false
	case err != nil:
		e.say(false, fmt.Sprintf("the server cannot be asked: %v", err), "see that this machine reaches WECAN_MATTERMOST_URL: its DNS, its firewall, its certificates")
		return false
	}
	e.say(u.IsBot, "the token is that of @"+u.Username+", "+map[bool]string{true: "a bot", false: "a person's account"}[u.IsBot],
		"make a bot account (Integrations, Bot Accounts) and use its token: a person's account ends with the person's work")
	return true
}

func (e *examiner) channel(ctx context.Context, name string) {
	e.Client.forget(name)
	ch, err := e.Client.channel(ctx, name)
	switch {
	case refusedFor(err, bot.Never):
		e.say(false, "the bot does not see the channel "+name, "correct its name in the programme file, or add the bot to the team and, in the channel: /invite @ the bot")
		return
	case err != nil:
		e.unknown("the channel "+name, "ask again: "+err.Error())
		return
	}
	e.say(ch.Type == model.ChannelTypePrivate, "the channel "+name, "make it private: everybody in the team can read a public one")
	self, err := e.Client.Self(ctx)
	if err == nil {
		err = e.Client.call(ctx, "look at a member", http.MethodGet, "/channels/"+ch.Id+"/members/"+self, nil, nil)
	}
	if err != nil && !refusedFor(err, bot.Never) {
		e.unknown("whether the bot is a member of "+name, "ask again: "+err.Error())
		return
	}
	e.say(err == nil, "the bot's membership in "+name, "in the channel: /invite @ the bot")
}

func (e *examiner) user(ctx context.Context, name string) {
	var u model.User
	err := never("find a user", errors.New("this is no user name"))
	if userName.MatchString(name) {
		err = e.Client.call(ctx, "find a user", http.MethodGet, "/users/username/"+name, nil, &u)
	}
	if err != nil && !refusedFor(err, bot.Never) {
		e.unknown("the account of a member of the team", "ask again: "+err.Error())
		return
	}
	e.say(err == nil && u.DeleteAt == 0, "the account @"+name, "correct the name in the programme file, or have the account made or switched on")
}

// settings are those that every account may see.
func (e *examiner) settings(ctx context.Context) {
	var config map[string]string
	if err := e.Client.call(ctx, "read the settings", http.MethodGet, "/config/client?format=old", nil, &config); err != nil {
		e.unknown("the server's settings", "ask again: "+err.Error())
		return
	}
	e.say(config["SiteURL"] != "", "the setting SiteURL", "set Environment, Web Server, Site URL: links and late answers need it")
	for _, s := range []struct{ name, mend string }{
		{"EnableBotAccountCreation", "Integrations, Bot Accounts: switch on"},
		{"EnableUserAccessTokens", "Integrations, Integration Management: switch personal access tokens on"},
		{"EnableCommands", "Integrations, Integration Management: switch custom slash commands on"},
	} {
		if v, told := config[s.name]; told {
			e.say(v == "true", "the setting "+s.name, s.mend)
		} else {
			e.unknown("the setting "+s.name, "in the system console: "+s.mend)
		}
	}
	if v, told := config["EmailNotificationContentsType"]; told {
		e.say(config["SendEmailNotifications"] == "false" || v == model.EmailNotificationContentsGeneric,
			"what e-mail notifications show", "Site Configuration, Notifications, Email Notification Contents: send a generic description")
	}
	if v, told := config["PostEditTimeLimit"]; told {
		e.say(v == "-1", "how long posts can be edited", "Site Configuration, Posts, Post Edit Time Limit, or the permission scheme: "+
			"set no limit, or a card cannot be brought up to date")
	}
}

// hidden are the settings that an administrator may see.
func (e *examiner) hidden(ctx context.Context, admin *Client) {
	var config model.Config
	if err := admin.call(ctx, "read the settings", http.MethodGet, "/config", nil, &config); err != nil {
		e.unknown("the settings that an administrator sees", "see that the administrator's token is one: "+err.Error())
		return
	}
	if s := config.EmailSettings; s.PushNotificationContents != nil {
		off := s.SendPushNotifications != nil && !*s.SendPushNotifications
		e.say(off || *s.PushNotificationContents != model.FullNotification,
			"what push notifications show", "Site Configuration, Notifications, Push Notification Contents: anything but the full message")
	}
	if allowed := config.ServiceSettings.AllowedUntrustedInternalConnections; allowed != nil {
		ok, known := mayCall(ctx, hostOf(e.Base), *allowed)
		what, mend := "whether the server may call "+hostOf(e.Base),
			"Environment, Developer, Allow untrusted internal connections: add "+hostOf(e.Base)+", or a tap fails with an error that says nothing"
		if !known {
			e.unknown(what, mend)
		} else {
			e.say(ok, what, mend)
		}
	}
}

// commands looks whether each team has the slash command.
func (e *examiner) commands(ctx context.Context, admin *Client) {
	seen := map[string]bool{}
	for _, name := range e.Channels {
		team, _, _ := strings.Cut(name, "/")
		if seen[team] || !namePart.MatchString(team) {
			continue
		}
		seen[team] = true
		var t model.Team
		var list []*model.Command
		err := admin.call(ctx, "find a team", http.MethodGet, "/teams/name/"+team, nil, &t)
		if err == nil {
			err = admin.call(ctx, "list the commands", http.MethodGet, "/commands?custom_only=true&team_id="+url.QueryEscape(t.Id), nil, &list)
		}
		if err != nil {
			e.unknown("the slash command /"+e.Command+" in the team "+team, e.register())
			continue
		}
		e.say(e.registered(list), "the slash command /"+e.Command+" in the team "+team, e.register())
	}
}

func (e *examiner) registered(list []*model.Command) bool {
	for _, c := range list {
		if c != nil && c.Trigger == e.Command && c.Method == model.CommandMethodPost && c.URL == strings.TrimRight(e.Base, "/")+e.Path {
			return true
		}
	}
	return false
}

// register tells how to make the command. The path is a secret, so the text names
// where it is told.
func (e *examiner) register() string {
	return "Integrations, Slash Commands, once in each team: the command trigger word " + e.Command +
		", the request method POST, the request URL that wecan shows for it; then WECAN_MATTERMOST_COMMAND_TOKEN is its token"
}

// as is the same client with the token of another account.
func (c *Client) as(token Token) *Client {
	return &Client{
		http: c.http, dial: c.dial, base: c.base, token: token, timeout: c.timeout, files: c.files, observe: c.observe,
		channels: map[string]known{}, names: map[string]known{},
	}
}
