package referral

import (
	"bytes"
	"encoding/json"
	"fmt"

	"wecan/flows"
)

// Roster is the machine of the team of one site: who they are, who is on duty, and
// how many referrals each has. Its turn alone decides to whom a referral is
// offered, so that nobody gets more than her cap and the turns are fair. Its id is
// made of the site's.
//
// Who is on the team stands in the programme file, or was added by "wecan people".
// Which chat is whose is known since she has opened her invitation.
//
// The team and what is open are member fields, each read and written whole: a site has
// some dozens of people and some hundreds of open referrals.
//
// Where its team works at Mattermost, it has the [Digest] of the site told each morning
// what waits.
type Roster struct {
	Programme *flows.Programme
}

var _ flows.Loader = Roster{}

const (
	memberTeam  = "team"
	memberBoard = "board"
)

// Members are needed by every turn.
func (Roster) Members(flows.Input) []string { return []string{memberTeam, memberBoard} }

// roster is the body of a roster.
type roster struct {
	Site  string             `json:"site"`
	Facts int                `json:"facts,omitempty"` // the number of the last fact that any phone was told: a phone may be another's of the team later
	Board map[string]summary `json:"board,omitempty"` // the open referrals of the site, by reference; in the body only of what was written before it was a member
}

// colleague is one of the team.
type colleague struct {
	ID     string            `json:"id"`
	Added  *flows.TeamMember `json:"added,omitempty"` // by "wecan people", not in the programme file
	Actor  flows.ActorID     `json:"actor,omitempty"`
	Invite string            `json:"invite,omitempty"` // the code of her invitation, until it is opened
	Used   []string          `json:"used,omitempty"`   // codes that she has opened: a link may be tapped twice
	Away   bool              `json:"away,omitempty"`
	Gone   bool              `json:"gone,omitempty"` // she has left the team
	Open   []string          `json:"open,omitempty"` // what she has, and what she is asked for
	Last   int64             `json:"last,omitempty"` // when she was last asked, Unix ms
	Told   flows.FactTold    `json:"told,omitzero"`  // her roles, as her phone was told
}

// sitting is one turn of a roster while it is made.
type sitting struct {
	roster

	t       flows.Turn
	a       *flows.Actor
	p       *flows.Programme
	team    []*colleague
	out     []flows.Effect
	reports []string
}

// Step makes one turn of a roster.
func (m Roster) Step(t flows.Turn, a flows.Actor, in flows.Input) (flows.Result, error) {
	k := &sitting{t: t, a: &a, p: m.Programme}
	if err := k.read(); err != nil {
		return flows.Result{}, err
	}
	switch in := in.(type) {
	case flows.Told:
		if err := k.told(in); err != nil {
			return flows.Result{}, err
		}
	case flows.Timer:
		k.ring(in)
	case flows.Text, flows.Tap, flows.Media, flows.Edited, flows.Reach:
		return flows.Result{}, fmt.Errorf("referral: a roster cannot be given a %T", in)
	}
	return k.result()
}

func (k *sitting) read() error {
	if len(k.a.Body) > 0 {
		if err := json.Unmarshal(k.a.Body, &k.roster); err != nil {
			return fmt.Errorf("referral: read the roster: %w", err)
		}
	}
	if data := k.t.Members[memberTeam]; len(data) > 0 {
		if err := json.Unmarshal(data, &k.team); err != nil {
			return fmt.Errorf("referral: read the team: %w", err)
		}
	}
	if data := k.t.Members[memberBoard]; len(data) > 0 {
		if err := json.Unmarshal(data, &k.Board); err != nil {
			return fmt.Errorf("referral: read what is open: %w", err)
		}
	}
	for _, s := range k.p.Sites { // the first thing it is told does not say where it is
		if k.Site == "" && k.t.IDs.Of(flows.KindRoster, s.ID) == k.a.ID {
			k.Site = s.ID
		}
	}
	for _, m := range k.p.Team {
		if m.Site == k.Site && k.colleague(m.ID) == nil {
			k.team = append(k.team, &colleague{ID: m.ID})
		}
	}
	return nil
}

func (k *sitting) colleague(id string) *colleague {
	for _, c := range k.team {
		if c.ID == id {
			return c
		}
	}
	return nil
}

func (k *sitting) byActor(actor flows.ActorID) *colleague {
	for _, c := range k.team {
		if c.Actor == actor && actor != "" && !c.Gone {
			return c
		}
	}
	return nil
}

// profile is what the programme file says of her, or what was added; false for
// somebody who stands in neither any more.
func (k *sitting) profile(c *colleague) (flows.TeamMember, bool) {
	for _, m := range k.p.Team {
		if m.ID == c.ID && m.Site == k.Site {
			return m, true
		}
	}
	if c.Added != nil {
		return *c.Added, true
	}
	return flows.TeamMember{}, false
}

func (k *sitting) told(in flows.Told) error {
	switch in.Name {
	case toldNeed:
		return heed(in, k.need, in.From)
	case toldMay:
		return heed(in, k.may, in.From)
	case toldHeld, toldFreed:
		return heed(in, func(h hold, _ flows.ActorID) { k.hold(h, in.Name == toldHeld) }, in.From)
	case toldStands:
		return heed(in, k.stands, in.From)
	case toldOrphan:
		return heed(in, k.orphaned, in.From)
	case toldJoin:
		return heed(in, k.join, in.From)
	case toldAway, toldBack:
		k.duty(in.From, in.Name == toldAway)
		return nil
	case toldBoard:
		k.board(in.From)
		return nil
	case flows.ToldTeamOrder:
		return heed(in, k.passOrder, in.From)
	case flows.ToldTeamAnswer:
		return heed(in, k.passAnswer, in.From)
	case flows.ToldTeamLetter:
		return heed(in, k.passLetter, in.From)
	case toldAdd:
		return heed(in, k.add, in.From)
	case toldInvite:
		return heed(in, k.invite, in.From)
	case toldRemove:
		return heed(in, k.remove, in.From)
	case toldDuty:
		return heed(in, func(d dutyOrder, _ flows.ActorID) { k.order(d) }, in.From)
	}
	return fmt.Errorf("referral: a roster cannot be told %q", in.Name)
}

// heed reads what a roster is told and does it.
func heed[T any](in flows.Told, do func(T, flows.ActorID), from flows.ActorID) error {
	var v T
	if err := json.Unmarshal(in.Data, &v); err != nil {
		return fmt.Errorf("referral: read what a roster is told as %s: %w", in.Name, err)
	}
	do(v, from)
	return nil
}

func (k *sitting) tell(to flows.ActorID, name string, value any) {
	tell, err := flows.NewTell(to, name, value)
	if err != nil { // values of ours are always JSON
		k.reports = append(k.reports, err.Error())
		return
	}
	k.out = append(k.out, tell)
}

func (k *sitting) say(to flows.ActorID, name string, given map[string]string) {
	tell, err := flows.TellPerson(to, name, given)
	if err != nil {
		k.reports = append(k.reports, err.Error())
		return
	}
	k.out = append(k.out, tell)
}

// tellRoles tells the phones of the team what each does, for announcements to the team.
func (k *sitting) tellRoles() {
	for _, c := range k.team {
		var roles []string
		if m, ok := k.profile(c); ok && !c.Gone {
			for _, r := range m.Roles {
				roles = append(roles, string(r))
			}
		}
		k.tellRole(c, roles)
	}
}

// tellRole tells the phone of somebody of the team what she does, if it does not know.
func (k *sitting) tellRole(c *colleague, roles []string) {
	told := c.Told
	told.Seq = k.Facts
	if tell, news := told.Tell(c.Actor, flows.FactRoles, k.Site, roles); news {
		c.Told, k.Facts = told, told.Seq
		k.out = append(k.out, tell)
	}
}

func (k *sitting) result() (flows.Result, error) {
	if k.Site != "" {
		k.plan()
		k.tellRoles()
	}
	out := flows.Result{Actor: *k.a, Effects: k.out, Reports: k.reports}
	if k.Site == "" { // the programme file has no such site
		return out, nil
	}
	var err error
	if out.Actor.Body, err = json.Marshal(roster{Site: k.Site, Facts: k.Facts}); err != nil {
		return out, fmt.Errorf("referral: write the roster: %w", err)
	}
	out.Members = map[string][]byte{}
	for name, value := range map[string]any{memberTeam: k.team, memberBoard: k.Board} {
		data, err := json.Marshal(value)
		if err != nil {
			return out, fmt.Errorf("referral: write the %s of a roster: %w", name, err)
		}
		if !bytes.Equal(data, k.t.Members[name]) {
			out.Members[name] = data
		}
	}
	out.Actor.Index = []string{IndexRosters}
	return out, nil
}

// IndexRosters has the rosters of all sites.
const IndexRosters = "roster:all"
