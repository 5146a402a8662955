package event

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"unicode/utf8"

	"wecan/flows"
	"wecan/i18n"
)

// Part is a part of a plan.
type Part string

// The parts that can be wrong.
const (
	PartKind      Part = "kind"
	PartWords     Part = "words"
	PartTitle     Part = "title"
	PartAbout     Part = "about"
	PartSite      Part = "site"
	PartSites     Part = "sites"
	PartOpen      Part = "open"
	PartCohort    Part = "cohort"
	PartTrack     Part = "track"
	PartStart     Part = "start"
	PartMinutes   Part = "minutes"
	PartCloses    Part = "closes"
	PartHandIn    Part = "hand_in"
	PartVotes     Part = "votes"
	PartPlace     Part = "place"
	PartMap       Part = "map"
	PartOnline    Part = "online"
	PartCapacity  Part = "capacity"
	PartReserved  Part = "reserved"
	PartOffer     Part = "offer"
	PartTeams     Part = "teams"
	PartLanguages Part = "languages"
	PartLastBus   Part = "last_bus"
	PartContact   Part = "contact"
	PartRules     Part = "rules"
	PartPhotos    Part = "photos"
	PartIdeas     Part = "ideas"
	PartCost      Part = "cost"
	PartBring     Part = "bring"
	PartRemind    Part = "remind"
	PartSchedule  Part = "schedule"
	PartMeet      Part = "meet"
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
	return errors.Join(p.checkKind(), p.checkWords(), p.checkSites(prog), p.checkWhom(prog), p.checkTime(), p.checkWork(), p.checkRemind(),
		p.checkTexts(), p.checkLinks(), p.checkPlaces(), p.checkTeams(), p.checkLanguages(), p.checkSchedule(), p.checkMeet(), p.checkSize())
}

func (p Plan) checkKind() error {
	if !slices.Contains(Kinds(), p.Kind) {
		return faulty(PartKind, "%q is no kind of event; there are: %s", p.Kind, listed(Kinds()))
	}
	return nil
}

func listed[T ~string](all []T) string {
	out := ""
	for i, one := range all {
		if i > 0 {
			out += ", "
		}
		out += string(one)
	}
	return out
}

func (p Plan) checkWords() error {
	if len(p.Words) == 0 {
		return faulty(PartTitle, "an event needs a title, in one language at least")
	}
	var faults []error
	seen := map[i18n.Lang]bool{}
	for _, w := range p.Words {
		switch {
		case i18n.Endonym(w.Lang) == string(w.Lang):
			faults = append(faults, faulty(PartWords, "%q is not one of our languages", w.Lang))
		case seen[w.Lang]:
			faults = append(faults, faulty(PartWords, "there are words in %s twice", w.Lang))
		}
		seen[w.Lang] = true
		if n := utf8.RuneCountInString(w.Title); n == 0 || n > titleMost {
			faults = append(faults, faulty(PartTitle, "a title has 1 to %d characters; the one in %s has %d", titleMost, w.Lang, n))
		}
		if n := utf8.RuneCountInString(w.About); n > aboutMost {
			faults = append(faults, faulty(PartAbout, "what it is about has at most %d characters; in %s it has %d", aboutMost, w.Lang, n))
		}
	}
	return errors.Join(faults...)
}

func (p Plan) checkSites(prog *flows.Programme) error {
	if _, ok := prog.Site(p.Site); !ok {
		return faulty(PartSite, "the programme file has no site %q", p.Site)
	}
	for _, site := range p.Sites {
		if _, ok := prog.Site(site); !ok {
			return faulty(PartSites, "the programme file has no site %q", site)
		}
	}
	return nil
}

func (p Plan) checkWhom(prog *flows.Programme) error {
	if p.Open != OpenEverybody && p.Open != OpenEnrolled {
		return faulty(PartOpen, "an event is open to %s or to %s, not to %q", OpenEverybody, OpenEnrolled, p.Open)
	}
	if p.Open == OpenEverybody && p.Cohort != "" {
		return faulty(PartCohort, "an event that is open to everybody is for no cohort")
	}
	if p.Open == OpenEverybody && p.Track != "" {
		return faulty(PartTrack, "an event that is open to everybody is for no track")
	}
	if _, ok := prog.Cohort(p.Cohort); p.Cohort != "" && !ok {
		return faulty(PartCohort, "the programme file has no cohort %q", p.Cohort)
	}
	if p.Track != "" && !slices.ContainsFunc(prog.Tracks, func(t flows.Track) bool { return t.ID == p.Track }) {
		return faulty(PartTrack, "the programme file has no track %q", p.Track)
	}
	return nil
}

func (p Plan) checkTime() error {
	switch {
	case p.Start.IsZero():
		return faulty(PartStart, "say when it begins")
	case p.Minutes < 1 || p.Minutes > minutesMost:
		return faulty(PartMinutes, "an event takes 1 minute to %d days", minutesMost/24/60)
	case p.Closes.After(p.Start):
		return faulty(PartCloses, "sign-up cannot close after the start")
	}
	return nil
}

// checkWork looks at until when work is handed in, and until when people vote on it.
func (p Plan) checkWork() error {
	switch {
	case !p.HandIn.IsZero() && (!p.HandIn.After(p.Start) || p.HandIn.After(p.End())):
		return faulty(PartHandIn, "work is handed in after the start, and not after the end")
	case p.Votes.IsZero():
	case p.HandIn.IsZero():
		return faulty(PartVotes, "to vote there must be something: say until when work is handed in")
	case !p.Votes.After(p.HandIn.Add(workGrace)) || p.Votes.After(p.End().Add(votesMost)):
		return faulty(PartVotes, "people vote for more than %d minutes after work is handed in, and at most %d days after the end", int(workGrace.Minutes()), int(votesMost.Hours()/24))
	}
	return nil
}

func (p Plan) checkRemind() error {
	if len(p.Remind) > remindsMost {
		return faulty(PartRemind, "people are reminded of an event %d times at most", remindsMost)
	}
	for _, m := range p.Remind {
		if m < 1 || m > remindMost {
			return faulty(PartRemind, "people are reminded 1 minute to %d days before the start", remindMost/24/60)
		}
	}
	return nil
}

func (p Plan) checkTexts() error {
	var faults []error
	for _, one := range []struct {
		part  Part
		words string
	}{
		{PartPlace, p.Place},
		{PartLastBus, p.LastBus},
		{PartContact, p.Contact},
		{PartRules, p.Rules},
		{PartPhotos, p.Photos},
		{PartIdeas, p.Ideas},
		{PartCost, p.Cost},
		{PartBring, p.Bring},
	} {
		if utf8.RuneCountInString(one.words) > wordsMost {
			faults = append(faults, faulty(one.part, "%s has at most %d characters", one.part, wordsMost))
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

func (p Plan) checkPlaces() error {
	if p.Capacity < 0 || p.Capacity > placesMost {
		return faulty(PartCapacity, "an event has 1 to %d places, or 0 for as many as come", placesMost)
	}
	if p.Offer < 0 || p.Offer > offerMost {
		return faulty(PartOffer, "an offered place is kept for 1 minute to %d days", offerMost/24/60)
	}
	sum, seen := 0, map[Group]bool{}
	for _, r := range p.Reserved {
		switch {
		case !slices.Contains(Groups(), r.ID):
			return faulty(PartReserved, "places cannot be reserved for %q; there are: %s", r.ID, listed(Groups()))
		case seen[r.ID]:
			return faulty(PartReserved, "places are reserved for %s twice", r.ID)
		case r.Places < 1:
			return faulty(PartReserved, "say how many places are reserved for %s", r.ID)
		}
		seen[r.ID] = true
		sum += r.Places
	}
	if sum > p.Capacity {
		return faulty(PartReserved, "%d places are reserved, but there are %d", sum, p.Capacity)
	}
	return nil
}

func (p Plan) checkMeet() error {
	if p.Meet != "" && p.Meet != optionYes && p.Meet != optionNo {
		return faulty(PartMeet, "people are introduced to each other after the end: yes or no, not %q", p.Meet)
	}
	return nil
}

func (p Plan) checkTeams() error {
	if p.TeamMax < 0 || p.TeamMax > teamMost || p.TeamMin < 0 || p.TeamMin > p.TeamMax {
		return faulty(PartTeams, "a team has 1 to %d people, the fewest not more than the most", teamMost)
	}
	return nil
}

func (p Plan) checkLanguages() error {
	for _, langs := range [][]i18n.Lang{p.Languages, p.Interpreters} {
		if len(langs) > langsMost {
			return faulty(PartLanguages, "an event has at most %d languages", langsMost)
		}
		for _, lang := range langs {
			if i18n.Endonym(lang) == string(lang) {
				return faulty(PartLanguages, "%q is not one of our languages", lang)
			}
		}
	}
	return nil
}

// checkSize: the words in all languages together have a limit too.
func (p Plan) checkSize() error {
	data, err := json.Marshal(p)
	if err != nil || len(data) > planMost {
		return faulty(PartWords, "all words of an event together take %d bytes, at most %d are kept; write less, or leave out a language", len(data), planMost)
	}
	return nil
}
