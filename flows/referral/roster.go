package referral

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"wecan/flows"
	"wecan/i18n"
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
}

// summary is how a referral stands, for those who look after it.
type summary struct {
	Reference  string    `json:"reference"`
	Colour     Colour    `json:"colour"`
	Status     Status    `json:"status"`
	Since      time.Time `json:"since"`
	Owner      string    `json:"owner,omitempty"` // her name
	Late       bool      `json:"late,omitempty"`
	Restricted bool      `json:"restricted,omitempty"`
	Avoid      string    `json:"avoid,omitempty"`
	Notes      int       `json:"notes,omitempty"` // in its safeguarding record

	// What was told before there was a morning digest has none of these.
	Topic    string    `json:"topic,omitempty"`
	Tongue   i18n.Lang `json:"tongue,omitempty"` // to talk in; [anotherTongue] for one that we do not know: no word of the person's
	Waits    time.Time `json:"waits,omitzero"`   // since when the team is to do something; zero when the person is
	Unwanted []string  `json:"unwanted,omitempty"`
}

// summary is empty for what the people of her site must not see.
func (f *file) summary() summary {
	if f.Reference == "" || f.past() {
		return summary{}
	}
	s := summary{
		Reference: f.Reference, Colour: f.Colour, Status: f.Status, Since: f.Received, Late: f.Nobody || f.Late > 1,
		Restricted: f.restricted(), Avoid: f.Request.Avoid, Topic: f.Request.Topic, Tongue: f.languages()[0], Unwanted: f.Stand.Unwanted,
	}
	switch f.Status {
	case StatusNew, StatusOffered:
		s.Waits = f.Received
	case StatusNavigator:
		s.Waits = f.Owed
	case StatusPerson, StatusClosed:
	}
	if f.Owner != nil {
		s.Owner = f.Owner.Name
	}
	if f.Filed != nil {
		s.Notes = f.Filed.Notes
	}
	return s
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

// need finds somebody: of those who fit the one with the fewest open referrals, of
// those the one who was asked longest ago.
func (k *sitting) need(n need, from flows.ActorID) {
	answer := found{Seq: n.Seq, Place: place{k.Site, k.channel(n)}}
	var best *colleague
	for _, c := range k.team {
		if !k.fits(c, n) {
			continue
		}
		if best == nil || k.before(c, best, n) {
			best = c
		}
	}
	if best != nil {
		m, _ := k.profile(best)
		answer.member = k.member(best, m, n)
		switch {
		case best.ID == n.Prefer:
			answer.Why = whyBefore
		case n.Role == flows.RoleNavigator:
			answer.Why = whyTurn
		default:
			answer.Why = whyRole
		}
		best.Last = k.t.Now.UnixMilli()
		if !slices.Contains(best.Open, n.Reference) {
			best.Open = append(best.Open, n.Reference)
		}
	}
	k.tell(from, toldFound, answer)
}

func (k *sitting) before(a, b *colleague, n need) bool {
	switch {
	case (a.ID == n.Prefer) != (b.ID == n.Prefer):
		return a.ID == n.Prefer
	case len(a.Open) != len(b.Open):
		return len(a.Open) < len(b.Open)
	case a.Last != b.Last:
		return a.Last < b.Last
	}
	return a.ID < b.ID
}

// fits says whether a referral may be offered to her now.
func (k *sitting) fits(c *colleague, n need) bool {
	m, ok := k.profile(c)
	switch {
	case !ok, c.Gone, c.Away, k.member(c, m, n).Actor == "", !m.Has(n.Role), slices.Contains(n.Not, c.ID):
		return false
	case !mayRead(m, n), n.Woman && !m.Woman:
		return false
	case n.Avoid != "" && !m.IsTrained() && !k.knows(n.Avoid): // whoever is meant may be anybody
		return false
	case n.Role == flows.RoleNavigator && len(c.Open) >= m.Cap:
		return false
	case n.Role == flows.RoleNavigator && !speaks(m, n): // whoever it climbs to finds an interpreter
		return false
	}
	return len(m.Topics) == 0 || slices.Contains(m.Topics, n.Topic) || n.Role != flows.RoleNavigator
}

// mayRead says whether anything of it may reach her.
func mayRead(m flows.TeamMember, n need) bool {
	return (!n.Restricted || m.IsTrained()) && !named(n.Avoid, m.Name)
}

func speaks(m flows.TeamMember, n need) bool {
	if len(n.Languages) == 0 {
		return true
	}
	return slices.ContainsFunc(n.Languages, func(l lang) bool { return slices.Contains(m.Languages, l) })
}

// hold notes that she has a referral, or has it no more.
func (k *sitting) hold(h hold, has bool) {
	c := k.colleague(h.ID)
	if c == nil {
		return
	}
	c.Open = slices.DeleteFunc(c.Open, func(r string) bool { return r == h.Reference })
	if has && !c.Gone {
		c.Open = append(c.Open, h.Reference)
	}
}

// stands notes how a referral of the site stands.
func (k *sitting) stands(s summary, from flows.ActorID) {
	if from != k.t.IDs.Of(flows.KindReferral, s.Reference) {
		k.reports = append(k.reports, "news of a referral that did not come from it were dropped")
		return
	}
	if s.Status == StatusClosed {
		delete(k.Board, s.Reference)
		return
	}
	if k.Board == nil {
		k.Board = map[string]summary{}
	}
	k.Board[s.Reference] = s
}

// orphaned tells leads and coordinators who may see it, also those who are away.
func (k *sitting) orphaned(o orphan, _ flows.ActorID) {
	for _, c := range k.team {
		m, ok := k.profile(c)
		if !ok || c.Gone || !mayRead(m, o.need) || slices.Contains(o.Not, c.ID) || !m.Has(flows.RoleCoordinator) && !m.Has(flows.RoleLead) {
			continue
		}
		switch who := k.member(c, m, o.need); {
		case who.Channel != "":
			k.tell(who.Actor, toldLookout, o.lookout(who))
		case who.Actor != "":
			k.say(who.Actor, toldOverdue, o.Given)
		}
	}
}

// board shows what is open: to leads and coordinators all, to others what is not
// restricted.
func (k *sitting) board(from flows.ActorID) {
	c := k.byActor(from)
	if c == nil {
		k.say(from, answerUnknown, nil)
		return
	}
	m, _ := k.profile(c)
	site, _ := k.p.Site(k.Site)
	var lines []string
	for _, s := range k.ordered() {
		if !mayRead(m, need{Restricted: s.Restricted, Avoid: s.Avoid}) || s.Avoid != "" && !m.IsTrained() {
			continue
		}
		sign := map[Colour]string{Red: "🔴", Amber: "🟠", Green: "🟢"}[s.Colour]
		line := sign + " " + s.Reference + " " + s.Since.In(site.Zone).Format("02.01. 15:04")
		if s.Owner != "" {
			line += " " + s.Owner
		}
		if s.Late {
			line += " ⏰"
		}
		if s.Notes > 0 && (m.IsTrained() || m.Has(flows.RoleCoordinator)) { // that there are any tells something
			line += " 🔒" + strconv.Itoa(s.Notes)
		}
		lines = append(lines, line)
	}
	if len(lines) == 0 {
		k.say(from, answerEmpty, nil)
		return
	}
	k.say(from, answerBoard, map[string]string{"lines": strings.Join(lines[:min(len(lines), boardMost)], "\n")})
}

const boardMost = 40

// ordered are the open referrals, the most urgent and then the oldest first.
func (k *sitting) ordered() []summary {
	rank := map[Colour]int{Red: 0, Amber: 1, Green: 2}
	var out []summary
	for _, s := range k.Board {
		out = append(out, s)
	}
	slices.SortFunc(out, func(a, b summary) int {
		if a.Colour != b.Colour {
			return rank[a.Colour] - rank[b.Colour]
		}
		if c := a.Since.Compare(b.Since); c != 0 {
			return c
		}
		return strings.Compare(a.Reference, b.Reference)
	})
	return out
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

func (k *sitting) result() (flows.Result, error) {
	if k.Site != "" {
		k.plan()
	}
	out := flows.Result{Actor: *k.a, Effects: k.out, Reports: k.reports}
	if k.Site == "" { // the programme file has no such site
		return out, nil
	}
	var err error
	if out.Actor.Body, err = json.Marshal(roster{Site: k.Site}); err != nil {
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
