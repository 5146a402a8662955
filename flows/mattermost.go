package flows

import "regexp"

// Mattermost are the private channels of a site, each as "team/channel". Everybody
// of the team who works there reads all that stands in Channel; so what not all of
// them may know goes to Restricted, which the trained ones read and nobody else. A
// channel belongs to one site only: who may read what is decided by the site.
type Mattermost struct {
	Channel    string // "" for none: the team works on Telegram
	Restricted string // "" for none: restricted topics do not go to Mattermost
}

var (
	channelName = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,63}/[a-z0-9][a-z0-9_-]{0,63}$`)
	userName    = regexp.MustCompile(`^[a-z][a-z0-9._-]{0,63}$`) // model.IsValidUsername allows no more
)

func (p *Programme) readMattermost(v value) Mattermost {
	if !v.exists() {
		return Mattermost{}
	}
	f := v.fields("mattermost")
	channel, restricted := f.need("channel"), f.get("restricted")
	m := Mattermost{Channel: p.channel(channel)}
	if restricted.exists() {
		m.Restricted = p.channel(restricted)
		if m.Restricted == m.Channel {
			restricted.fail("the restricted channel is one of its own, which only trained people read")
		}
	}
	f.rest("mattermost")
	return m
}

// channel reads a channel that no site before this one has.
func (p *Programme) channel(v value) string {
	if !v.exists() {
		return ""
	}
	name := v.text()
	if !channelName.MatchString(name) {
		v.fail("write the names of team and channel as they stand in the address, as help/leipzig")
	}
	for _, s := range p.Sites {
		if s.Mattermost.Channel == name || s.Mattermost.Restricted == name {
			v.fail("%s is a channel of %s already; people of one site must not read what another one is asked", name, s.ID)
		}
	}
	return name
}

// checkMattermost says what is wrong with the name that somebody has there.
func (m TeamMember) checkMattermost(p *Programme) error {
	if m.Mattermost == "" {
		return nil
	}
	site, _ := p.Site(m.Site)
	switch {
	case !userName.MatchString(m.Mattermost):
		return memberError("write her user name at Mattermost as it stands there, without the @: small letters, digits, . - and _")
	case site.Mattermost.Channel == "":
		return memberError("the site " + quote(m.Site) + " has no channel at Mattermost; write mattermost: {channel: team/channel} there")
	}
	for _, other := range p.Team {
		if other.ID != m.ID && other.Mattermost == m.Mattermost {
			return memberError("the user " + quote(m.Mattermost) + " at Mattermost is " + other.Name + " already")
		}
	}
	return nil
}
