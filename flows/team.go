package flows

import (
	"slices"
	"strings"
	"time"

	"wecan/i18n"
)

// Role is what somebody of the team does. Roles stand in stored states: never
// rename one.
type Role string

// Who does something besides the people of the team, whose ids cannot be these.
const (
	ByPerson  = "person"
	ByProgram = "wecan"
)

// The roles. Lead and deputy are the two people who are trained for restricted
// topics, see [TeamMember.Trained]; they and the coordinator are asked where no
// navigator takes a referral.
const (
	RoleNavigator   Role = "navigator"
	RoleLead        Role = "lead" // the safeguarding lead
	RoleDeputy      Role = "deputy"
	RoleCoordinator Role = "coordinator"
)

// Roles are all of them.
func Roles() []Role { return []Role{RoleNavigator, RoleLead, RoleDeputy, RoleCoordinator} }

// Topics are what people ask for help with. They stand in stored states and in
// translations: never rename one.
func Topics() []string {
	return []string{
		"papers", "work", "business", "money", "housing", "health", "family", "learning", "letter", "unfair", "danger", "complaint", "mentor", "other",
	}
}

// TeamMember is somebody of the team, as the programme file or "wecan people"
// names her. Which phone is hers she tells herself, by a link.
type TeamMember struct {
	ID        string      `json:"id"`   // never change one
	Name      string      `json:"name"` // the first name, as people read it
	Site      string      `json:"site"`
	Roles     []Role      `json:"roles"`
	Languages []i18n.Lang `json:"languages"`
	Topics    []string    `json:"topics,omitempty"`  // nil: all that are not restricted
	Woman     bool        `json:"woman,omitempty"`   // takes referrals of people who wish for a woman
	Trained   bool        `json:"trained,omitempty"` // takes restricted topics; leads and deputies are
	Cap       int         `json:"cap,omitempty"`     // open referrals at a time

	// Mattermost is her user name there, "" when she works on Telegram.
	Mattermost string `json:"mattermost,omitempty"`

	at place
}

// Has says whether she has a role.
func (m TeamMember) Has(r Role) bool { return slices.Contains(m.Roles, r) }

// IsTrained says whether restricted topics may reach her.
func (m TeamMember) IsTrained() bool { return m.Trained || m.Has(RoleLead) || m.Has(RoleDeputy) }

// ReferralRules are the times of referrals. Those of offers and answers are counted
// in the opening hours of the site.
type ReferralRules struct {
	Red, Amber, Green Patience

	Silent time.Duration // after so long without a word of the person a green referral is closed as unreachable; she is asked at half of it
	Keep   time.Duration // so long after it was closed what was said is deleted
	Record time.Duration // so long after it was closed its safeguarding record is deleted
}

// Patience is how long a referral of one colour waits.
type Patience struct {
	Offer  time.Duration // for the answer of whoever it was offered to
	Answer time.Duration // for the next word of the navigator
}

// ReopenFor is how long a closed referral can be opened again.
const ReopenFor = 14 * 24 * time.Hour

const (
	teamCap        = 10
	teamCapMost    = 200
	memberName     = 30 // characters
	memberIDLimit  = 16 // with a mark of its own it fits into a link
	referralSilent = 14 * 24 * time.Hour
	referralKeep   = 90 * 24 * time.Hour
)

// A safeguarding record is kept for longer than what was said: what is asked
// about a danger, by a court, an insurer or the person herself, is often asked
// much later. There is no one rule for it. Two years is a start, for each
// organisation to put its own rule in its place.
const (
	recordDays      = 2 * 365
	recordDaysLeast = int(ReopenFor / (24 * time.Hour)) // the request may be opened again until then
	recordDaysMost  = 10 * 365
)

func defaultRules() ReferralRules {
	return ReferralRules{
		Red:    Patience{15 * time.Minute, 30 * time.Minute},
		Amber:  Patience{time.Hour, 4 * time.Hour},
		Green:  Patience{4 * time.Hour, 16 * time.Hour},
		Silent: referralSilent, Keep: referralKeep, Record: recordDays * 24 * time.Hour,
	}
}

func readRules(v value) ReferralRules {
	r := defaultRules()
	if !v.exists() {
		return r
	}
	f := v.fields("referrals")
	for _, one := range []struct {
		name string
		to   *Patience
	}{{"red", &r.Red}, {"amber", &r.Amber}, {"green", &r.Green}} {
		if p := f.get(one.name); p.exists() {
			c := p.fields("a colour")
			if d := c.get("offer"); d.exists() {
				one.to.Offer = d.longDuration(time.Minute)
			}
			if d := c.get("answer"); d.exists() {
				one.to.Answer = d.longDuration(time.Minute)
			}
			c.rest("a colour")
		}
	}
	for _, one := range []struct {
		name string
		to   *time.Duration
	}{{"silent", &r.Silent}, {"keep", &r.Keep}} {
		if d := f.get(one.name); d.exists() {
			*one.to = d.longDuration(time.Minute)
		}
	}
	if d := f.get("record"); d.exists() {
		r.Record = d.days(recordDaysLeast, recordDaysMost)
	}
	f.rest("referrals")
	return r
}

func (p *Programme) readTeam(v value) {
	if !v.exists() {
		return
	}
	for _, one := range v.fields("people").list {
		one.checkID(one.name, memberIDLimit)
		if one.name == ByPerson || one.name == ByProgram {
			one.fail("%q stands for somebody else in what is noted; choose another id", one.name)
		}
		p.Team = append(p.Team, p.readMember(one))
	}
}

func (p *Programme) readMember(one field) TeamMember {
	f := one.fields("somebody of the team")
	name, site := f.need("name"), f.need("site")
	m := TeamMember{ID: one.name, Name: name.text(), Site: site.text(), Cap: teamCap, at: name.at}
	roles, languages, topics := f.need("roles"), f.need("languages"), f.get("topics")
	for _, r := range roles.list("roles") {
		m.Roles = append(m.Roles, Role(r.text()))
	}
	for _, l := range languages.list("languages") {
		m.Languages = append(m.Languages, i18n.Lang(l.text()))
	}
	for _, t := range topics.list("topics") {
		m.Topics = append(m.Topics, t.text())
	}
	m.Woman, m.Trained = f.get("woman").boolean(), f.get("trained").boolean()
	if most := f.get("cap"); most.exists() {
		m.Cap = most.number(1, teamCapMost)
	}
	m.Mattermost = f.get("mattermost").text()
	f.rest("somebody of the team")
	if err := m.Check(p); err != nil {
		name.fail("%s", err)
	}
	return m
}

// Check says what is wrong with a member of the team.
func (m TeamMember) Check(p *Programme) error {
	switch site, ok := p.Site(m.Site); {
	case i18n.Clean(m.Name) == "" || len([]rune(m.Name)) > memberName:
		return memberError("a name has 1 to 30 characters")
	case !ok:
		return memberError("there is no site " + quote(m.Site) + "; there are: " + strings.Join(p.listed(listSites), ", "))
	case len(m.Roles) == 0:
		return memberError("say at least one role: " + joinRoles())
	case len(m.Languages) == 0:
		return memberError("say at least one language, as " + string(site.Language))
	case m.Cap < 1 || m.Cap > teamCapMost:
		return memberError("the cap is a number from 1 to 200")
	}
	for _, r := range m.Roles {
		if !slices.Contains(Roles(), r) {
			return memberError("there is no role " + quote(string(r)) + "; there are: " + joinRoles())
		}
	}
	for _, l := range m.Languages {
		if i18n.Endonym(l) == string(l) {
			return memberError(quote(string(l)) + " is not one of our languages")
		}
	}
	for _, t := range m.Topics {
		if !slices.Contains(Topics(), t) {
			return memberError("there is no topic " + quote(t) + "; there are: " + strings.Join(Topics(), ", "))
		}
	}
	return m.checkMattermost(p)
}

type memberError string

func (e memberError) Error() string { return string(e) }

func quote(s string) string { return `"` + s + `"` }

func joinRoles() string {
	var out []string
	for _, r := range Roles() {
		out = append(out, string(r))
	}
	return strings.Join(out, ", ")
}
