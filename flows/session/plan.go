package session

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"wecan/flows"
	"wecan/i18n"
)

// Plan is what was planned: all that whoever plans a session says about it.
type Plan struct {
	Title string    `json:"title"`          // 1 to 80 characters
	Lang  i18n.Lang `json:"lang,omitempty"` // of the words in it, as whoever plans wrote them

	Site   string `json:"site"`             // where it is, and by whose clock
	Cohort string `json:"cohort,omitempty"` // only those of this cohort; "" for all of the site
	Track  string `json:"track,omitempty"`  // only those of this track; "" for all
	Phase  string `json:"phase,omitempty"`  // an entry of the programme's list phases

	Start   time.Time `json:"start"` // UTC
	Minutes int       `json:"minutes"`

	Place  string `json:"place,omitempty"`  // an address, in words
	Map    string `json:"map,omitempty"`    // an https link
	Online string `json:"online,omitempty"` // an https link

	Languages    []i18n.Lang `json:"languages,omitempty"`    // that are spoken
	Interpreters []i18n.Lang `json:"interpreters,omitempty"` // into which somebody interprets
	Childcare    bool        `json:"childcare,omitempty"`    // there is some
	Travel       string      `json:"travel,omitempty"`       // who pays it, in words
	Trainer      string      `json:"trainer,omitempty"`
	Bring        string      `json:"bring,omitempty"`    // what to bring along, in words
	Capacity     int         `json:"capacity,omitempty"` // 0: as many as come

	// Remind is how many minutes before the start people are reminded; nil for what
	// the programme file says.
	// An empty list reminds nobody.
	Remind []int `json:"remind"`
}

// Limits of a plan.
const (
	titleMost   = 80  // characters
	wordsMost   = 200 // characters of a place, of who pays the travel …
	linkMost    = 300 // bytes
	minutesMost = 24 * 60
	remindsMost = 4
	remindMost  = 14 * 24 * 60 // minutes
	langsMost   = 8
	placesMost  = 1000
)

// ListPhases is the list of the programme file that phases are entries of.
const ListPhases = flows.ListPhases

// Part is a part of a plan.
type Part string

// The parts that can be wrong.
const (
	PartSite      Part = "site"
	PartCohort    Part = "cohort"
	PartTrack     Part = "track"
	PartPhase     Part = "phase"
	PartCapacity  Part = "capacity"
	PartStart     Part = "start"
	PartMinutes   Part = "minutes"
	PartRemind    Part = "remind"
	PartTitle     Part = "title"
	PartPlace     Part = "place"
	PartTravel    Part = "travel"
	PartTrainer   Part = "trainer"
	PartBring     Part = "bring"
	PartMap       Part = "map"
	PartOnline    Part = "online"
	PartLanguages Part = "languages"
)

// FaultError is what is wrong with a part of a plan.
type FaultError struct {
	Part Part
	text string
}

// Error is in plain English, to whoever plans at a terminal.
func (f FaultError) Error() string { return f.text }

func faulty(part Part, format string, args ...any) error {
	return FaultError{part, fmt.Sprintf(format, args...)}
}

// Faults are those that [Plan.Check] found.
func Faults(err error) []FaultError { return flows.FaultsOf[FaultError](err) }

// Check says what is wrong with a plan by itself; all errors are of type [FaultError]: see
// [Faults].
func (p Plan) Check(prog *flows.Programme) error {
	return errors.Join(p.checkWhom(prog), p.checkTime(), p.checkWords(), p.checkLinks(), p.checkLanguages())
}

func (p Plan) checkWhom(prog *flows.Programme) error {
	if _, ok := prog.Site(p.Site); !ok {
		return faulty(PartSite, "the programme file has no site %q", p.Site)
	}
	if _, ok := prog.Cohort(p.Cohort); p.Cohort != "" && !ok {
		return faulty(PartCohort, "the programme file has no cohort %q", p.Cohort)
	}
	if p.Track != "" && !slices.ContainsFunc(prog.Tracks, func(t flows.Track) bool { return t.ID == p.Track }) {
		return faulty(PartTrack, "the programme file has no track %q", p.Track)
	}
	if p.Phase != "" && !slices.Contains(Phases(prog), p.Phase) {
		return faulty(PartPhase, "the list %s of the programme file has no %q", ListPhases, p.Phase)
	}
	if p.Capacity < 0 || p.Capacity > placesMost {
		return faulty(PartCapacity, "a session has 1 to %d places, or 0 for as many as come", placesMost)
	}
	return nil
}

// Phases are the ids of the phases that the programme file names.
func Phases(prog *flows.Programme) []string {
	var out []string
	for _, l := range prog.Lists {
		if l.ID != ListPhases {
			continue
		}
		for _, e := range l.Entries {
			out = append(out, e.ID)
		}
	}
	return out
}

func (p Plan) checkTime() error {
	switch {
	case p.Start.IsZero():
		return faulty(PartStart, "say when it begins")
	case p.Minutes < 1 || p.Minutes > minutesMost:
		return faulty(PartMinutes, "a session takes 1 minute to %d hours", minutesMost/60)
	case len(p.Remind) > remindsMost:
		return faulty(PartRemind, "people are reminded of a session %d times at most", remindsMost)
	}
	for _, m := range p.Remind {
		if m < 1 || m > remindMost {
			return faulty(PartRemind, "people are reminded 1 minute to %d days before the start", remindMost/24/60)
		}
	}
	return nil
}

func (p Plan) checkWords() error {
	var faults []error
	if p.Title == "" {
		faults = append(faults, faulty(PartTitle, "a session needs a title"))
	}
	for _, one := range []struct {
		part  Part
		words string
		most  int
	}{
		{PartTitle, p.Title, titleMost},
		{PartPlace, p.Place, wordsMost},
		{PartTravel, p.Travel, wordsMost},
		{PartTrainer, p.Trainer, titleMost},
		{PartBring, p.Bring, wordsMost},
	} {
		if utf8.RuneCountInString(one.words) > one.most {
			faults = append(faults, faulty(one.part, "the %s has at most %d characters", one.part, one.most))
		}
	}
	return errors.Join(faults...)
}

func (p Plan) checkLinks() error {
	for _, one := range []struct {
		part Part
		link string
	}{{PartMap, p.Map}, {PartOnline, p.Online}} {
		if one.link == "" {
			continue
		}
		u, err := url.Parse(one.link)
		if err != nil || u.Scheme != "https" || u.Host == "" || len(one.link) > linkMost {
			return faulty(one.part, "%s needs a link as https://…, of at most %d characters", one.part, linkMost)
		}
	}
	if p.Place == "" && p.Online == "" {
		return faulty(PartPlace, "say where it is: a place, or a link for those who come online")
	}
	return nil
}

func (p Plan) checkLanguages() error {
	all := slices.Concat(p.Languages, p.Interpreters)
	if p.Lang != "" {
		all = append(all, p.Lang)
	}
	if len(all) > 2*langsMost {
		return faulty(PartLanguages, "a session has at most %d languages", langsMost)
	}
	for _, lang := range all {
		if i18n.Endonym(lang) == string(lang) {
			return faulty(PartLanguages, "%q is not one of our languages", lang)
		}
	}
	return nil
}

// clean takes out of the words what does not belong into a message.
func (p Plan) clean() Plan {
	for _, words := range []*string{&p.Title, &p.Place, &p.Travel, &p.Trainer, &p.Bring} {
		*words = strings.TrimSpace(i18n.Clean(*words))
	}
	p.Map, p.Online = strings.TrimSpace(p.Map), strings.TrimSpace(p.Online)
	p.Start = p.Start.UTC().Truncate(time.Minute)
	return p
}

// End is when it is over.
func (p Plan) End() time.Time { return p.Start.Add(time.Duration(p.Minutes) * time.Minute) }

// concerns says whether somebody is invited.
func (p Plan) concerns(who flows.Participation) bool {
	return who.In && p.Site == who.Site && (p.Cohort == "" || p.Cohort == who.Cohort) && (p.Track == "" || p.Track == who.Track)
}

// same says whether two plans are alike.
func (p Plan) same(other Plan) bool {
	return p.equalWords(other) && p.Start.Equal(other.Start) && p.Minutes == other.Minutes && p.Capacity == other.Capacity && p.Childcare == other.Childcare &&
		slices.Equal(p.Languages, other.Languages) && slices.Equal(p.Interpreters, other.Interpreters) && slices.Equal(p.Remind, other.Remind) && (p.Remind == nil) == (other.Remind == nil)
}

func (p Plan) equalWords(other Plan) bool {
	words := func(p Plan) []string {
		return []string{p.Title, string(p.Lang), p.Site, p.Cohort, p.Track, p.Phase, p.Place, p.Map, p.Online, p.Travel, p.Trainer, p.Bring}
	}
	return slices.Equal(words(p), words(other))
}

// Standing is a session as it stands: what its actor tells everybody else.
type Standing struct {
	Reference string `json:"reference"`
	Rev       int    `json:"rev"` // ascending with every change
	Cancelled bool   `json:"cancelled,omitempty"`
	Plan      Plan   `json:"plan"`
}

// over says whether nobody needs to know of it any more.
func (s Standing) over(now time.Time) bool { return now.After(s.Plan.End()) }
