package referral

import (
	"slices"
	"strings"
	"unicode/utf8"

	"wecan/flows"
	"wecan/i18n"
)

type lang = i18n.Lang

// What people of the team tell the roster of their site, and what it answers.
const (
	toldJoin  = "join" // she opens her invitation
	toldAway  = "away"
	toldBack  = "back"
	toldBoard = "board" // what is open?

	answerJoined  = "joined"
	answerRefused = "refused"
	answerBoard   = "board"
	answerEmpty   = "empty"

	toldTeamLeft = "team.left" // begins a flow of hers
)

// What whoever looks after the team tells a roster, by "wecan people".
const (
	toldAdd    = "people.add"
	toldInvite = "people.invite"
	toldRemove = "people.remove"
	toldDuty   = "people.duty"
)

// joining is what somebody who opens an invitation sends.
type joining struct {
	Code string `json:"code"`
}

// personOrder is about one of the team.
type personOrder struct {
	ID   string            `json:"id"`
	Code string            `json:"code,omitempty"` // of an invitation
	Is   *flows.TeamMember `json:"is,omitempty"`
}

// dutyOrder sets whether somebody is away.
type dutyOrder struct {
	ID   string `json:"id"`
	Away bool   `json:"away"`
}

// join binds a chat to somebody of the team. An invitation is for one chat.
func (k *sitting) join(j joining, from flows.ActorID) {
	for _, c := range k.team {
		m, ok := k.profile(c)
		if !ok || c.Gone || j.Code == "" || c.Invite != j.Code {
			continue
		}
		if other := k.byActor(from); other != nil && other != c {
			break // the phone is somebody else's of the team
		}
		if c.Actor != from {
			k.tellRole(c, nil) // the phone that she had before
			c.Told = flows.FactTold{}
		}
		c.Actor, c.Invite, c.Used, c.Away = from, "", append(c.Used, j.Code), false
		k.say(from, answerJoined, welcome(m))
		return
	}
	if c := k.byActor(from); c != nil && j.Code != "" && slices.Contains(c.Used, j.Code) {
		m, _ := k.profile(c)
		k.say(from, answerJoined, welcome(m))
		return
	}
	k.say(from, answerRefused, nil)
}

// welcome is what she hears who has joined: what she is called, and by which command she
// writes to many people, if she may.
func welcome(m flows.TeamMember) map[string]string {
	out := map[string]string{"name": m.Name, "announces": ""}
	if m.Announces() {
		out["announces"] = "/" + flows.AnnounceCommand
	}
	return out
}

// duty notes that she is away or back.
func (k *sitting) duty(from flows.ActorID, away bool) {
	c := k.byActor(from)
	if c == nil {
		k.say(from, answerUnknown, nil)
		return
	}
	c.Away = away
	k.say(from, answerNoted, nil)
}

func (k *sitting) order(d dutyOrder) {
	if c := k.colleague(d.ID); c != nil {
		c.Away = d.Away
	}
}

// add takes somebody into the team, or changes what is known of her. Who stands
// in the programme file is changed there.
func (k *sitting) add(o personOrder, _ flows.ActorID) {
	if o.Is == nil || o.Is.ID != o.ID || o.Is.Site != k.Site || o.Is.Check(k.p) != nil {
		k.reports = append(k.reports, "somebody who cannot be on the team was not added")
		return
	}
	c := k.colleague(o.ID)
	if c == nil {
		c = &colleague{ID: o.ID}
		k.team = append(k.team, c)
	}
	c.Added, c.Gone = o.Is, false
}

// invite makes a code the one that binds a chat to her. An older one is void.
func (k *sitting) invite(o personOrder, _ flows.ActorID) {
	c := k.colleague(o.ID)
	if c == nil || o.Code == "" {
		k.reports = append(k.reports, "an invitation for nobody of the team was dropped")
		return
	}
	c.Invite, c.Gone = o.Code, false
}

// remove ends somebody's work in the team: nothing comes to her chat any more,
// and what she has goes on to others.
func (k *sitting) remove(o personOrder, _ flows.ActorID) {
	c := k.colleague(o.ID)
	if c == nil || c.Gone {
		return
	}
	for _, reference := range c.Open {
		k.tell(k.t.IDs.Of(flows.KindReferral, reference), toldLost, hold{reference, c.ID})
	}
	if c.Actor != "" {
		k.say(c.Actor, toldTeamLeft, nil)
	}
	k.tellRole(c, nil)
	*c = colleague{ID: c.ID, Added: c.Added, Gone: true}
}

// knows says whether the name of somebody who must not see something is that of
// one of the team.
func (k *sitting) knows(avoid string) bool {
	return slices.ContainsFunc(k.team, func(c *colleague) bool {
		m, ok := k.profile(c)
		return ok && named(avoid, m.Name)
	})
}

// named says whether a name that somebody typed may be meant for one of the team.
// It errs towards yes: better a stranger is left out than the wrong one let in.
func named(typed, name string) bool {
	for _, a := range strings.Fields(i18n.Fold(typed)) {
		for _, b := range strings.Fields(i18n.Fold(name)) {
			if _, near := i18n.Near(a, b); near && utf8.RuneCountInString(a) > 1 {
				return true
			}
			if sound := i18n.Sound(a); sound != "" && sound == i18n.Sound(b) {
				return true
			}
		}
	}
	return false
}
