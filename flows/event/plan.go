package event

import (
	"reflect"
	"slices"
	"strings"
	"time"

	"wecan/flows"
	"wecan/i18n"
)

// Plan is what was planned: all that whoever plans an event says about it.
type Plan struct {
	Kind  Kind    `json:"kind"`
	Words []Words `json:"words"` // one for each language, the source first

	Site   string   `json:"site"`             // where it is, and by whose clock
	Sites  []string `json:"sites,omitempty"`  // whose people may come; none: of all sites
	Open   Open     `json:"open"`             // who may come
	Cohort string   `json:"cohort,omitempty"` // of those who are enrolled only those of this cohort
	Track  string   `json:"track,omitempty"`  // and of this track

	Start   time.Time `json:"start"` // UTC
	Minutes int       `json:"minutes"`
	Closes  time.Time `json:"closes,omitzero"`  // until when people sign up, UTC; zero: until it starts
	HandIn  time.Time `json:"hand_in,omitzero"` // until when work is handed in, UTC; zero: nothing is
	Votes   time.Time `json:"votes,omitzero"`   // until when people vote on it, UTC; zero: they do not

	Place  string `json:"place,omitempty"`  // an address, in words
	Map    string `json:"map,omitempty"`    // an https link
	Online string `json:"online,omitempty"` // an https link

	Capacity int        `json:"capacity,omitempty"` // 0: as many as come
	Reserved []Reserved `json:"reserved,omitempty"` // of the places, in the order in which they are given
	Offer    int        `json:"offer,omitempty"`    // minutes that an offered place is kept at most; 0: a day

	TeamMin int `json:"team_min,omitempty"`
	TeamMax int `json:"team_max,omitempty"` // 0: there are no teams

	Languages    []i18n.Lang `json:"languages,omitempty"`    // that are spoken
	Interpreters []i18n.Lang `json:"interpreters,omitempty"` // into which somebody interprets

	Childcare  bool `json:"childcare,omitempty"`
	PrayerRoom bool `json:"prayer_room,omitempty"` // a quiet room, also to pray
	NoAlcohol  bool `json:"no_alcohol,omitempty"`
	WomenTeams bool `json:"women_teams,omitempty"` // a team of women only is possible, by private choice

	LastBus string `json:"last_bus,omitempty"` // how people come home, in words
	Contact string `json:"contact,omitempty"`  // whom to turn to there, by name
	Rules   string `json:"rules,omitempty"`    // of conduct, in words or as a link
	Photos  string `json:"photos,omitempty"`   // whether and for what, in words
	Ideas   string `json:"ideas,omitempty"`    // to whom ideas belong, in words
	Cost    string `json:"cost,omitempty"`     // in full, in words
	Bring   string `json:"bring,omitempty"`    // what to bring along, in words

	Schedule []Slot `json:"schedule,omitempty"` // its programme, in the order of the hours

	// Meet is whether people are asked after the end whom they would like to see again:
	// yes, no, or "" for what is usual: yes for a lab, else no.
	Meet string `json:"meet,omitempty"`

	// Remind is how many minutes before the start people are reminded; nil for what
	// the programme file says. An empty list reminds nobody.
	Remind []int `json:"remind"`
}

// Words are the words about an event in one language.
type Words struct {
	Lang  i18n.Lang `json:"lang"`
	Title string    `json:"title"`           // 1 to 80 characters
	About string    `json:"about,omitempty"` // at most 400 characters
}

// Kind is what sort of event it is. Kinds are stored: never rename one.
type Kind string

// The kinds of events.
const (
	KindHackathon  Kind = "hackathon"
	KindLab        Kind = "lab"
	KindCampaign   Kind = "campaign"
	KindConference Kind = "conference"
	KindVisit      Kind = "visit"
)

// Kinds are all of them.
func Kinds() []Kind {
	return []Kind{KindHackathon, KindLab, KindCampaign, KindConference, KindVisit}
}

// Open says who may come. It is stored: never rename one.
type Open string

// Who may come.
const (
	OpenEverybody Open = "everybody"
	OpenEnrolled  Open = "enrolled"
)

// Group is for whom places can be reserved. Groups are stored: never rename one.
type Group string

// The groups. Who is in one of the first two says so herself.
const (
	GroupWomen    Group = "women"
	GroupParents  Group = "parents"
	GroupEnrolled Group = "enrolled"
)

// Groups are all of them.
func Groups() []Group { return []Group{GroupWomen, GroupParents, GroupEnrolled} }

// Reserved are places that are kept for a group for a time: see [Plan.Kept].
type Reserved struct {
	ID     Group `json:"id"`
	Places int   `json:"places"`
}

// Limits of a plan.
const (
	titleMost   = 80  // characters
	aboutMost   = 400 // characters
	wordsMost   = 200 // characters of a place, of the cost …
	linkMost    = 300 // bytes
	minutesMost = 14 * 24 * 60
	remindsMost = 4
	remindMost  = 14 * 24 * 60 // minutes
	langsMost   = 8
	placesMost  = 5000
	offerMost   = 7 * 24 * 60        // minutes
	votesMost   = 7 * 24 * time.Hour // after the end
	teamMost    = 20
	planMost    = 10 << 10 // bytes of the whole plan as JSON: it stands beside the lists in a body of 32 KB
)

// End is when it is over.
func (p Plan) End() time.Time { return p.Start.Add(time.Duration(p.Minutes) * time.Minute) }

// MovedTo is the plan with another start. What hangs on the start moves along: until when
// work is handed in and people vote on it, as the hours of the programme do.
func (p Plan) MovedTo(start time.Time) Plan {
	by := start.Sub(p.Start)
	for _, t := range []*time.Time{&p.HandIn, &p.Votes} {
		if !t.IsZero() {
			*t = t.Add(by)
		}
	}
	p.Start = start
	return p
}

// Closing is when sign-up ends.
func (p Plan) Closing() time.Time {
	if p.Closes.IsZero() {
		return p.Start
	}
	return p.Closes
}

// keptBefore is how long before the start reserved places are for all, where the plan does
// not say when sign-up closes: those who wait can still be asked, and come.
const keptBefore = 24 * time.Hour

// Kept is until when reserved places are kept for their groups.
func (p Plan) Kept() time.Time {
	if p.Closes.IsZero() {
		return p.Start.Add(-keptBefore)
	}
	return p.Closes
}

// In are its words in a language if there are any, else those of the source.
func (p Plan) In(lang i18n.Lang) Words {
	for _, w := range p.Words {
		if w.Lang == lang {
			return w
		}
	}
	if len(p.Words) == 0 {
		return Words{}
	}
	return p.Words[0]
}

// clean takes out of the words what does not belong into a message.
func (p Plan) clean() Plan {
	p.Words = slices.Clone(p.Words)
	for i := range p.Words {
		p.Words[i].Title, p.Words[i].About = cleaned(p.Words[i].Title), cleaned(p.Words[i].About)
	}
	for _, words := range []*string{&p.Place, &p.LastBus, &p.Contact, &p.Rules, &p.Photos, &p.Ideas, &p.Cost, &p.Bring} {
		*words = cleaned(*words)
	}
	p.Schedule = cleanSchedule(p.Schedule)
	p.Map, p.Online = strings.TrimSpace(p.Map), strings.TrimSpace(p.Online)
	p.Start, p.Closes = p.Start.UTC().Truncate(time.Minute), p.Closes.UTC().Truncate(time.Minute)
	p.HandIn, p.Votes = p.HandIn.UTC().Truncate(time.Minute), p.Votes.UTC().Truncate(time.Minute)
	return p
}

func cleaned(s string) string { return strings.TrimSpace(i18n.Clean(s)) }

// same says whether two clean plans are alike.
func (p Plan) same(other Plan) bool {
	if !p.Start.Equal(other.Start) || !p.Closes.Equal(other.Closes) || !p.HandIn.Equal(other.HandIn) || !p.Votes.Equal(other.Votes) || (p.Remind == nil) != (other.Remind == nil) {
		return false
	}
	return reflect.DeepEqual(p.plain(), other.plain())
}

// plain is the plan without what there are two ways to write.
func (p Plan) plain() Plan {
	p.Start, p.Closes, p.HandIn, p.Votes = time.Time{}, time.Time{}, time.Time{}, time.Time{}
	p.Words, p.Sites, p.Reserved, p.Remind = slices.Concat(p.Words), slices.Concat(p.Sites), slices.Concat(p.Reserved), slices.Concat(p.Remind)
	p.Schedule = slices.Concat(p.Schedule)
	p.Languages, p.Interpreters = slices.Concat(p.Languages), slices.Concat(p.Interpreters)
	return p
}

// mayCome says whether somebody may sign up. Of somebody who is not enrolled the site is
// what she said, "" when it is not known.
func (p Plan) mayCome(parts []flows.Participation, site string) bool {
	here := func(site string) bool { return len(p.Sites) == 0 || slices.Contains(p.Sites, site) }
	for _, one := range parts {
		if one.In && here(one.Site) && (p.Cohort == "" || p.Cohort == one.Cohort) && (p.Track == "" || p.Track == one.Track) {
			return true
		}
	}
	return p.Open == OpenEverybody && (site == "" || here(site))
}

// brief is what the listing knows of a plan.
func (p Plan) brief() Plan {
	out := Plan{
		Kind: p.Kind, Site: p.Site, Sites: p.Sites, Open: p.Open, Cohort: p.Cohort, Track: p.Track,
		Start: p.Start, Minutes: p.Minutes, Closes: p.Closes, Place: p.Place, Online: p.Online,
	}
	for _, w := range p.Words {
		out.Words = append(out.Words, Words{Lang: w.Lang, Title: w.Title})
	}
	return out
}

// reserves says whether places are kept for a group.
func (p Plan) reserves(id Group) bool {
	return slices.ContainsFunc(p.Reserved, func(r Reserved) bool { return r.ID == id })
}

// Standing is an event as it stands: what its actor tells everybody else.
type Standing struct {
	Reference string `json:"reference"`
	Rev       int    `json:"rev"` // ascending with every change
	Cancelled bool   `json:"cancelled,omitempty"`
	Plan      Plan   `json:"plan"`
}

// over says whether nobody needs to know of it any more.
func (s Standing) over(now time.Time) bool { return now.After(s.Plan.End()) }

// begun says whether nobody gets a place any more: who waits then waits in vain.
func (s Standing) begun(now time.Time) bool { return !s.Cancelled && !now.Before(s.Plan.Start) }

// opens says whether people can sign up.
func (s Standing) opens(now time.Time) bool {
	return s.Reference != "" && !s.Cancelled && now.Before(s.Plan.Closing())
}
