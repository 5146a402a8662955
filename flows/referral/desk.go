package referral

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"wecan/flows"
	"wecan/i18n"
)

// What whoever looks after the team and its referrals sees and orders at a desk:
// the commands "wecan people" and "wecan referrals".

// Colleague is somebody of the team as the desk sees her.
type Colleague struct {
	flows.TeamMember // with her id alone when Unlisted

	InFile   bool     // she stands in the programme file; else "wecan people add" took her in
	Unlisted bool     // she stood in the programme file and does no more: nothing new is offered to her
	Joined   bool     // a phone is hers
	Invited  bool     // she has an invitation that was not opened yet
	Away     bool     // she takes nothing now
	Gone     bool     // she has left the team
	Channel  bool     // she works at Mattermost
	Open     []string // references of what she has, and of what she is asked to take

	Person flows.ActorID // hers, when she has Joined
}

// Works says whether referrals can be offered to her, now or when she is back.
func (c Colleague) Works() bool { return (c.Joined || c.Channel) && !c.Gone && !c.Unlisted }

// RosterMembers are the member fields to load for [ReadTeam].
func RosterMembers() []string { return []string{memberTeam} }

// ReadTeam reads the team of a site from the member fields of its roster; those of
// the programme file are on it before the roster has made its first turn.
func ReadTeam(p *flows.Programme, site string, members map[string][]byte) ([]Colleague, error) {
	k := &sitting{roster: roster{Site: site}, t: flows.Turn{Members: members}, a: &flows.Actor{}, p: p}
	if err := k.read(); err != nil {
		return nil, err
	}
	var out []Colleague
	for _, c := range k.team {
		m, ok := k.profile(c)
		one := Colleague{
			TeamMember: m, Unlisted: !ok, Joined: c.Actor != "", Invited: c.Invite != "", Away: c.Away, Gone: c.Gone, Open: c.Open,
			InFile: inFile(p, c.ID), Channel: ok && m.Mattermost != "" && k.site().Mattermost.Channel != "",
			Person: c.Actor,
		}
		one.ID, one.Site = c.ID, site
		out = append(out, one)
	}
	return out, nil
}

func inFile(p *flows.Programme, id string) bool {
	return slices.ContainsFunc(p.Team, func(m flows.TeamMember) bool { return m.ID == id })
}

// Errors of the desk's orders.
var (
	ErrMemberID = errors.New("an id begins with a small letter and goes on with a-z, 0-9, - and _, at most 16 in all; person and wecan are not free")
	ErrInFile   = errors.New("stands in the programme file, so what is known of her is changed there")
	ErrNoName   = errors.New("a decision needs the name of whoever decides, at most 60 characters")
	ErrOutcome  = errors.New("there is no such outcome")
)

var memberID = regexp.MustCompile(`^[a-z][a-z0-9_-]{0,15}$`)

// NewMember is the input that takes somebody into the team of a site, or changes
// what is known of her. order is drawn anew for each, as for all orders. The error
// is [ErrMemberID], [ErrInFile], or what [flows.TeamMember.Check] says.
func NewMember(ids flows.IDs, p *flows.Programme, m flows.TeamMember, order string) (flows.Incoming, error) {
	switch {
	case !memberID.MatchString(m.ID) || m.ID == ByPerson || m.ID == ByProgram:
		return flows.Incoming{}, fmt.Errorf("%q: %w", m.ID, ErrMemberID)
	case inFile(p, m.ID):
		return flows.Incoming{}, fmt.Errorf("%s %w", m.ID, ErrInFile)
	}
	if err := m.Check(p); err != nil {
		return flows.Incoming{}, fmt.Errorf("%s: %w", m.ID, err)
	}
	return toRosterOf(ids, m.Site, toldAdd, order, personOrder{ID: m.ID, Is: &m})
}

// NewInvitation is the input that makes a code the one by which a phone becomes
// hers: the cohort of a link for her site and the flow "team". A code that she was
// given before is void.
func NewInvitation(ids flows.IDs, site, id, code, order string) (flows.Incoming, error) {
	return toRosterOf(ids, site, toldInvite, order, personOrder{ID: id, Code: code})
}

// NewRemoval is the input that ends her work in the team: what she has is passed
// on, and nothing comes to her phone any more.
func NewRemoval(ids flows.IDs, site, id, order string) (flows.Incoming, error) {
	return toRosterOf(ids, site, toldRemove, order, personOrder{ID: id})
}

// NewDuty is the input that sets whether she is away. What she has stays hers.
func NewDuty(ids flows.IDs, site, id string, away bool, order string) (flows.Incoming, error) {
	return toRosterOf(ids, site, toldDuty, order, dutyOrder{id, away})
}

func toRosterOf(ids flows.IDs, site, told, order string, value any) (flows.Incoming, error) {
	return atDesk(ids.Of(flows.KindRoster, site), told, order, value)
}

func atDesk(to flows.ActorID, told, order string, value any) (flows.Incoming, error) {
	data, err := json.Marshal(value)
	if err != nil {
		return flows.Incoming{}, fmt.Errorf("referral: write an order of the desk: %w", err)
	}
	return flows.Incoming{ID: "desk:" + order, To: to, Trace: "d" + order, Input: flows.Told{Name: told, Data: data}}, nil
}

// NewAssignment is the input that gives a referral to somebody, as o says. Whether
// she may have it is known later: see [Case.Answered]. The error is [ErrNoName].
func NewAssignment(ids flows.IDs, reference string, o Order) (flows.Incoming, error) {
	return newOrder(ids, reference, toldAssign, o)
}

// NewClosing is the input that closes a referral, as o says. The error is
// [ErrNoName] or [ErrOutcome].
func NewClosing(ids flows.IDs, reference string, o Order) (flows.Incoming, error) {
	if !slices.Contains(Outcomes(), o.Outcome) {
		return flows.Incoming{}, fmt.Errorf("%w: %q", ErrOutcome, o.Outcome)
	}
	return newOrder(ids, reference, toldShut, o)
}

const deskName = 60 // characters

func newOrder(ids flows.IDs, reference, told string, o Order) (flows.Incoming, error) {
	var err error
	if o.By, err = decider(o.By); err != nil {
		return flows.Incoming{}, err
	}
	return atDesk(ids.Of(flows.KindReferral, reference), told, o.ID, o)
}

// decider is the name of whoever decides, as it is kept.
func decider(name string) (string, error) {
	name = i18n.Clean(name)
	if low := strings.ToLower(name); low == "" || low == ByPerson || low == ByProgram || utf8.RuneCountInString(low) > deskName {
		return "", ErrNoName
	}
	return name, nil
}

// Outcomes are all of them.
func Outcomes() []Outcome { return []Outcome{Solved, PassedOn, Advised, Unreachable, Withdrawn} }

// Case is a referral as the desk sees it.
type Case struct {
	View

	Since  time.Time // since when somebody waits for the team; zero when it is the person's turn, or closed
	Asked  string    // the id of whoever it is offered to now, "" for nobody
	Closed time.Time // zero while it is open

	Restricted bool   // only trained people may have it, or see that it is there
	Tongue     string // as Language, but "" where the person has typed the name of one that we do not know

	past  bool   // nobody of the person's site may see it
	avoid string // a name
	order *ordered
	heard []string
}

// ReadCase reads a referral's actor; false for one that nobody has opened.
func ReadCase(a flows.Actor) (Case, bool, error) {
	v, err := ReadView(a)
	if err != nil || v.Reference == "" {
		return Case{}, false, err
	}
	var r referral
	if err := json.Unmarshal(a.Body, &r); err != nil {
		return Case{}, false, fmt.Errorf("referral: read the referral: %w", err)
	}
	f := file{referral: r}
	c := Case{View: v, Closed: r.Closed, Restricted: r.restricted(), Tongue: f.tongue(), past: f.past(), avoid: r.Request.Avoid, order: r.Order, heard: r.Heard}
	switch r.Status {
	case StatusNew:
		c.Since = r.Received
	case StatusOffered:
		c.Since, c.Asked = r.Received, r.Asked[len(r.Asked)-1].ID
	case StatusNavigator:
		c.Since = r.Owed
	case StatusPerson, StatusClosed:
	}
	return c, true, nil
}

// At says whether it is for the people of a site: the person's own, or any other one
// where nobody of that may see it.
func (c Case) At(site string) bool { return (c.Site == site) != c.past }

// Hidden says whether nothing of it may reach somebody, by its topic and by whom the
// person does not want to see it.
func (c Case) Hidden(m flows.TeamMember) bool {
	return !mayRead(m, need{Restricted: c.Restricted, Avoid: c.avoid}) || c.avoid != "" && !m.IsTrained()
}

// Answered is what came of an order; false while the roster has not answered, or
// when the order was not heard.
func (c Case) Answered(order string) (Answer, bool) {
	if c.order == nil || c.order.ID != order || c.order.Said == "" {
		return "", false
	}
	return c.order.Said, true
}

// Replaced says whether an order was heard, and is not the last one any more: what
// came of it is not known, or will not be.
func (c Case) Replaced(order string) bool {
	return slices.Contains(c.heard, order) && (c.order == nil || c.order.ID != order)
}

// Urgency sorts referrals: the most urgent first, then those that wait longest.
func Urgency(a, b Case) int {
	rank := []Colour{Red, Amber, Green}
	if a.Colour != b.Colour {
		return slices.Index(rank, a.Colour) - slices.Index(rank, b.Colour)
	}
	if c := a.Received.Compare(b.Received); c != 0 {
		return c
	}
	return strings.Compare(a.Reference, b.Reference)
}
