package main

import (
	"fmt"
	"net/url"
	"strings"

	"wecan/bot/mattermost"
	"wecan/flows"
)

// mattermostSettings say where the team works; URL "" is nowhere.
type mattermostSettings struct {
	URL      string
	Token    mattermost.Token
	Callback string // where the server reaches us
	Commands []mattermost.Token
}

// serves says whether a programme can be run with these settings: one whose team works
// at Mattermost needs a server.
func (m mattermostSettings) serves(p *flows.Programme) error {
	if channels := channelsOf(p); m.URL == "" && len(channels) > 0 {
		return fmt.Errorf("the programme file has %s at Mattermost, but WECAN_MATTERMOST_URL is missing; set it and start again, or take mattermost: out of the sites", channels[0])
	}
	return nil
}

// mattermost reads the settings of Mattermost. All of them, or none, must be there;
// only the slash command may be missing.
func (r *readings) mattermost(s *settings) {
	m := &s.Mattermost
	m.URL = r.address("WECAN_MATTERMOST_URL", "")
	m.Callback = r.address("WECAN_MATTERMOST_CALLBACK_URL", "")
	token, ok := r.text("WECAN_MATTERMOST_TOKEN", "")
	commands, okCommands := r.text("WECAN_MATTERMOST_COMMAND_TOKEN", "")
	if !ok || !okCommands {
		return // told already
	}
	m.Token = mattermost.Token(token)
	for _, one := range strings.Fields(commands) {
		m.Commands = append(m.Commands, mattermost.Token(one))
	}
	if m.URL == "" {
		if token != "" || m.Callback != "" || commands != "" {
			r.wrong("WECAN_MATTERMOST_URL is missing, but another setting of Mattermost is there. Set it to the address of the server, for example https://chat.example.org.")
		}
		return
	}
	if token == "" {
		r.wrong("WECAN_MATTERMOST_TOKEN is missing. Set WECAN_MATTERMOST_TOKEN_FILE to a file with the access token of the bot's account.")
	}
	switch u, err := url.Parse(m.Callback); {
	case m.Callback == "":
		r.wrong("WECAN_MATTERMOST_CALLBACK_URL is missing. Set it to where Mattermost reaches this bot, for example https://bot.example.org.")
	case err == nil && u.Scheme == "http" && !isPrivate(u.Hostname()):
		r.wrong("WECAN_MATTERMOST_CALLBACK_URL begins with http, so others could read and forge what the team does. Set it to an address that begins with https.")
	}
	if u, err := url.Parse(m.URL); err == nil && u.Scheme == "http" && !isPrivate(u.Hostname()) {
		r.wrong("WECAN_MATTERMOST_URL begins with http, so others could read what people write. Set it to an address that begins with https.")
	}
	if s.Listen == "" {
		r.wrong("WECAN_MATTERMOST_URL is set, but WECAN_LISTEN is empty. Set WECAN_LISTEN, for example to :8080.")
	}
}
