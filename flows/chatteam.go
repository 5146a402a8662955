package flows

import (
	"strconv"
	"time"
)

// teamTalk is how long somebody who has turned to the chat of her team is taken to write
// to it still. After that she may mean the bot again, and strangers would read it.
const teamTalk = time.Hour

// use notes that she turned to the chat of a team, or wrote there.
func (c *chat) use(now time.Time) {
	if c.Team {
		c.Used = now.Unix()
	}
}

// inTeam says whether she has turned to the chat of a team and not gone elsewhere since.
func (k *talk) inTeam(c *chat) bool {
	return c.Team && c.Over == 0 && k.p.Talk == c.Ref && k.t.Now.Sub(time.Unix(c.Used, 0)) < teamTalk
}

// writesTo says whether what she types is for the chat that she is in.
func (k *talk) writesTo(c *chat) bool { return c.Over == 0 && (!c.Team || k.inTeam(c)) }

// onlyTeams says whether all chats that are open are those of teams, and none of them is
// the one that she writes to.
func (k *talk) onlyTeams() bool {
	for _, i := range k.p.open() {
		if c := &k.p.Chats[i]; !c.Team || k.inTeam(c) {
			return false
		}
	}
	return true
}

// author is who wrote a line, as she reads it.
func (k *talk) author(c *chat, l ChatLine) string {
	switch {
	case l.Who != "":
		return l.Who
	case l.Member > 0:
		return k.say(textChatMember, arg("n", strconv.Itoa(l.Member)))
	}
	return c.label()
}

// needsButton says whether a line needs a button that leads to its chat: she would write
// elsewhere without it.
func (k *talk) needsButton(c *chat) bool {
	switch {
	case c.Over > 0:
		return false
	case k.asker() != nil:
		return true
	case c.Team:
		return !k.inTeam(c)
	}
	return k.p.Talk != c.Ref && len(k.p.open()) > 1
}
