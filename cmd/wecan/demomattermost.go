package main

import (
	"slices"
	"strings"
	"time"

	"wecan/bot/mattermost"
	"wecan/bot/sandbox/mmserver"
	"wecan/flows"
)

// demoChat is the Mattermost of the demo: a server on a port of its own on this
// machine. It is not on the demo's port, since what comes there is bounded as calls
// to a bot are, while people send each other files.
type demoChat struct {
	server *mmserver.Server
	reach  string // the demo's own address

	// What the service needs to work with it, as an operator would set it.
	URL      string   // WECAN_MATTERMOST_URL
	Token    string   // WECAN_MATTERMOST_TOKEN
	Callback string   // WECAN_MATTERMOST_CALLBACK_URL
	Commands []string // WECAN_MATTERMOST_COMMAND_TOKEN: of each team one
}

const (
	demoTeamName = "wecan" // of the team at Mattermost, where the programme file names no channel
	demoChatBot  = "wecan"
	demoChatWord = "wecan" // the slash command, without the slash
)

// atDemoChat gives the first site of a programme channels at the demo's Mattermost,
// and its team names there, unless the file has channels: the teams of the other
// sites keep their phones, so that both ways can be tried.
func atDemoChat(p *flows.Programme) {
	if len(channelsOf(p)) > 0 || len(p.Sites) == 0 {
		return
	}
	s := &p.Sites[0]
	s.Mattermost = flows.Mattermost{Channel: demoTeamName + "/" + s.ID, Restricted: demoTeamName + "/" + s.ID + "-trained"}
	for i := range p.Team {
		if m := &p.Team[i]; m.Site == s.ID {
			m.Mattermost = m.ID
		}
	}
}

// startDemoChat makes the server for a programme that went through [atDemoChat], and
// listens. reach is where it reaches the service, as "http://127.0.0.1:8080"; now is
// the demo's time. The slash command is obeyed after [demoChat.obey].
func startDemoChat(p *flows.Programme, reach string, now func() time.Time) (*demoChat, error) {
	d := &demoChat{server: mmserver.New(mmserver.Options{Now: now}), reach: reach, Callback: reach}
	_, d.Token = d.server.AddBot(demoChatBot, demoChatBot)
	for _, m := range p.Team {
		if m.Mattermost == "" {
			continue
		}
		d.server.AddUser(mmserver.User{Username: m.Mattermost, FirstName: m.Name, Position: demoPosition(p, m)})
	}
	for _, s := range p.Sites {
		if err := d.open(p, s); err != nil {
			return nil, err
		}
	}
	for _, team := range demoChatTeams(p) {
		token, err := d.server.AddCommand(team, demoChatWord, reach)
		if err != nil {
			return nil, err
		}
		d.Commands = append(d.Commands, token)
	}
	var err error
	d.URL, err = d.server.Start()
	return d, err
}

// demoMattermost reads where a real server is, for a demo with one.
func (r *readings) demoMattermost(s *settings, listen string) {
	if url, ok := r.text("WECAN_MATTERMOST_URL", ""); ok && url == "" {
		return
	}
	s.Listen = listen
	r.mattermost(s)
}

// joinDemoChat gives the settings of a demo a Mattermost: a sandbox, unless they name
// a real one.
func joinDemoChat(set *settings, p *flows.Programme, now func() time.Time) (*demoChat, error) {
	if set.Mattermost.URL != "" {
		return &demoChat{}, nil
	}
	d, err := startDemoChat(p, set.APIURL, now)
	if err != nil {
		return nil, err
	}
	set.Mattermost = mattermostSettings{URL: d.URL, Token: mattermost.Token(d.Token), Callback: d.Callback}
	for _, token := range d.Commands {
		set.Mattermost.Commands = append(set.Mattermost.Commands, mattermost.Token(token))
	}
	return d, nil
}

// open makes the channels of a site. Everybody of its team is in the first one, and
// whoever is trained in the other one too.
func (d *demoChat) open(p *flows.Programme, s flows.Site) error {
	all, trained := []string{demoChatBot}, []string{demoChatBot}
	for _, m := range p.Team {
		if m.Site != s.ID || m.Mattermost == "" {
			continue
		}
		all = append(all, m.Mattermost)
		if m.IsTrained() {
			trained = append(trained, m.Mattermost)
		}
	}
	for channel, members := range map[string][]string{s.Mattermost.Channel: all, s.Mattermost.Restricted: trained} {
		if channel == "" {
			continue
		}
		d.server.AddChannel(channel, true)
		if err := d.server.Join(channel, members...); err != nil {
			return err
		}
	}
	return nil
}

// coordinatorAt is the name at Mattermost of the first coordinator who has one; "" for
// nobody.
func coordinatorAt(p *flows.Programme) string {
	for _, m := range p.Team {
		if m.Mattermost != "" && slices.Contains(m.Roles, flows.RoleCoordinator) {
			return m.Mattermost
		}
	}
	return ""
}

// demoPosition is what somebody of the team does, and where.
func demoPosition(p *flows.Programme, m flows.TeamMember) string {
	var roles []string
	for _, r := range m.Roles {
		roles = append(roles, string(r))
	}
	at := m.Site
	if s, ok := p.Site(m.Site); ok {
		at = s.Name
	}
	return strings.Join(roles, ", ") + ", " + at
}

func demoChatTeams(p *flows.Programme) []string {
	var teams []string
	for _, name := range channelsOf(p) {
		team, _, _ := strings.Cut(name, "/")
		teams = append(teams, team)
	}
	slices.Sort(teams)
	return slices.Compact(teams)
}

// obey tells the server at which path of the service the slash command is obeyed.
// The service knows it only when it has its secret: see mattermost.Seal.
func (d *demoChat) obey(path string) error {
	for _, token := range d.Commands {
		if err := d.server.MoveCommand(token, d.reach+path); err != nil {
			return err
		}
	}
	return nil
}

// stop ends the sandbox; a real server goes on.
func (d *demoChat) stop() {
	if d.server != nil {
		d.server.Stop()
	}
}
