package main

import (
	"slices"
	"strings"

	"wecan/flows"
	"wecan/flows/referral"
)

// Who of the team may do what at Mattermost. Commands, the
// buttons of cards and those under answers ask the same table.

// whose says which referrals something may be done about.
type whose int

const (
	nothing whose = iota // it is about no referral
	atSite               // one for the people of her site
	asked                // one that she has, or is asked to take
	hers                 // one that she has
)

// grant is one of the ways in which somebody may do something: she has one of the
// roles, nil for any, and the referral is such a one.
type grant struct {
	roles []flows.Role
	whose whose
}

// right is a line of the table. What is about a referral may be done by nobody from
// whom it is hidden: restricted topics are for trained people, and whom the person
// does not want to see it does not. See [referral.Case.Hidden].
type right struct {
	verb    string   // of the command
	usage   string   // what stands behind it
	also    []string // what people write for it; it is proposed, and not done
	buttons []string // verbs of cards that ask for it, also with an option behind them
	choices []string // verbs of buttons under answers that ask for it
	grants  []grant
}

// about says whether it is about a referral.
func (r right) about() bool { return r.grants[0].whose != nothing }

// mmRights are in the order in which they are listed for those who may.
func mmRights() []right {
	anybody := func(w whose) grant { return grant{whose: w} }
	const number = "WE-…"
	return []right{
		{verb: "status", grants: []grant{anybody(nothing)}},
		{verb: "mine", grants: []grant{anybody(nothing)}},
		{verb: "waiting", also: []string{"list", "open"}, grants: []grant{anybody(nothing)}},
		{verb: "take", usage: number, also: []string{"accept"}, buttons: []string{"accept"}, grants: []grant{anybody(atSite)}},
		{
			verb: "release", usage: number, also: []string{"pass", "busy", "refuse"}, buttons: []string{"busy", "refuse", "pass"},
			grants: []grant{anybody(asked)},
		},
		{verb: "transfer", usage: number + " @…", also: []string{"assign", "give"}, grants: []grant{
			anybody(hers), {[]flows.Role{flows.RoleLead, flows.RoleDeputy, flows.RoleCoordinator}, atSite},
		}},
		{verb: "note", usage: number + " …", grants: []grant{anybody(hers)}},
		{verb: "reply", usage: number + " …", also: []string{"answer", "say", "write"}, buttons: []string{"ready", "back"}, grants: []grant{anybody(hers)}},
		{verb: "close", usage: number, also: []string{"finish", "end", "done"}, buttons: []string{"close"}, grants: []grant{
			anybody(hers), {[]flows.Role{flows.RoleCoordinator}, atSite},
		}},
		{verb: "away", also: []string{"off", "pause"}, grants: []grant{anybody(nothing)}},
		{verb: "back", also: []string{"on", "here"}, grants: []grant{anybody(nothing)}},
		{verb: "applications", usage: "", also: []string{"apps", "decide"}, choices: choices(), grants: []grant{
			{[]flows.Role{flows.RoleCoordinator}, nothing},
		}},
		{verb: "sessions", also: []string{"session", "calendar", "agenda"}, grants: []grant{anybody(nothing)}},
		{verb: planning, choices: sessionChoices(), grants: []grant{
			{[]flows.Role{flows.RoleLead, flows.RoleDeputy, flows.RoleCoordinator}, nothing},
		}},
		{verb: "events", also: []string{"event", "happenings"}, grants: []grant{anybody(nothing)}},
		{verb: planningEvents, choices: eventChoices(), grants: []grant{
			{[]flows.Role{flows.RoleLead, flows.RoleDeputy, flows.RoleCoordinator}, nothing},
		}},
		{verb: announcing, also: []string{"announcement", "broadcast", "message"}, buttons: announceButtons(), choices: announceChoices(), grants: []grant{
			{[]flows.Role{flows.RoleLead, flows.RoleDeputy, flows.RoleCoordinator}, nothing},
		}},
		{verb: "help", also: []string{"hello", "?"}, grants: []grant{anybody(nothing)}},
	}
}

// ruling is what the table says.
type ruling int

const (
	allowed ruling = iota
	noRole         // she has no role for it, whatever it is about
	notHers        // it is not hers, as it would have to be
	unseen         // she must not know that there is such a referral
)

// may says whether somebody of the team may do it; about is nil for no referral.
func (r right) may(c referral.Colleague, about *referral.Case) ruling {
	if about != nil && !sees(c, about) {
		return unseen
	}
	answer := noRole
	for _, g := range r.grants {
		switch {
		case g.roles != nil && !slices.ContainsFunc(g.roles, c.Has):
		case about == nil, g.whose.is(c, about):
			return allowed
		default:
			answer = notHers
		}
	}
	return answer
}

func (w whose) is(c referral.Colleague, about *referral.Case) bool {
	switch w {
	case atSite:
		return true // else she would not see it
	case asked:
		return about.Owner == c.ID || about.Asked == c.ID
	case hers:
		return about.Owner == c.ID
	case nothing:
	}
	return false
}

// sees says whether she may know of a referral.
func sees(c referral.Colleague, about *referral.Case) bool {
	return !about.Hidden(c.TeamMember) && (about.At(c.Site) || asked.is(c, about))
}

// rightOf finds a command by its verb.
func rightOf(verb string) (right, bool) {
	return oneRight(func(r right) bool { return r.verb == verb })
}

// rightOfButton finds what a tap on a card asks for.
func rightOfButton(verb string) (right, bool) {
	return oneRight(func(r right) bool {
		return slices.ContainsFunc(r.buttons, func(b string) bool { return strings.HasPrefix(verb, b) })
	})
}

// rightOfChoice finds what a tap under an answer asks for.
func rightOfChoice(verb string) (right, bool) {
	return oneRight(func(r right) bool { return slices.Contains(r.choices, verb) })
}

func oneRight(is func(right) bool) (right, bool) {
	all := mmRights()
	if i := slices.IndexFunc(all, is); i >= 0 {
		return all[i], true
	}
	return right{}, false
}
