package match

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"wecan/i18n"
)

// Person is what somebody said when she signed up.
type Person struct {
	ID        string // different from everybody else's
	Skills    []string
	Languages []i18n.Lang // she can work in
	Idea      bool        // she has one of her own; else she joins others
	Pair      string      // the ID of a friend; it counts if the friend names her too
	Women     bool        // she asks for a women's team
	Alone     bool        // she wishes to work alone
	Stays     bool        // she chose the team that she has: [Mend] leaves her in it
}

// Rules are those of an event.
type Rules struct {
	Min, Max int    // members of a team: 1 to 50
	Seed     uint64 // decides between what is equally good
}

// Limits of what can be matched.
const (
	sizeMost   = 50
	peopleMost = 5000
	bitsMost   = 64 // different skills, and different languages
)

// ErrRules is returned for rules and people that cannot be matched.
var ErrRules = errors.New("match: the teams cannot be made")

// Kind is a kind of reason. Kinds are shown to people by texts of their own: never rename
// one.
type Kind string

// Why a team is as it is.
const (
	BecauseLanguages Kind = "languages" // that all members speak
	BecauseSkills    Kind = "skills"    // that they bring together
	BecauseIdeas     Kind = "ideas"     // the members with an idea of their own
	BecausePair      Kind = "pair"      // two friends
	BecauseWomen     Kind = "women"     // all asked for a women's team
	BecauseAlone     Kind = "alone"     // she wishes it
)

// Why somebody has no team.
const (
	LeftFew   Kind = "few"   // too few of those who can work with her speak a language of hers
	LeftWomen Kind = "women" // of all there are enough, but not of those who asked for a women's team
	LeftSizes Kind = "sizes" // the numbers do not come out: no team can take her, and those without a team cannot make one
)

// Why two friends are not together.
const (
	ApartWomen    Kind = "women"    // one asks for a women's team, the other does not
	ApartAlone    Kind = "alone"    // one wishes to work alone
	ApartLanguage Kind = "language" // they speak no language in common
	ApartSizes    Kind = "sizes"    // no team of a right size could hold both
	ApartLater    Kind = "later"    // they named each other when both had a team, or no team could take both any more
)

// Reason says why, with the ids that belong to it, sorted.
type Reason struct {
	Kind   Kind     `json:"kind"`
	Values []string `json:"values,omitempty"`
}

// Team works together.
type Team struct {
	Number  int      `json:"number"`  // from 1; a team keeps it as long as there is one
	Members []string `json:"members"` // sorted
	Reasons []Reason `json:"reasons"`
}

// Left is somebody without a team.
type Left struct {
	ID  string `json:"id"`
	Why Kind   `json:"why"`
}

// Apart are two friends who are not together.
type Apart struct {
	A   string `json:"a"` // the lesser ID
	B   string `json:"b"`
	Why Kind   `json:"why"`
}

// Proposal is who works with whom.
type Proposal struct {
	Teams []Team  `json:"teams"` // by number
	Left  []Left  `json:"left"`  // by ID
	Apart []Apart `json:"apart"` // by ID
	Last  int     `json:"last"`  // the greatest number that a team ever had
}

// Match makes teams. It returns [ErrRules] for bounds that no team can have, an ID that is
// there twice or empty, more than 5,000 people, or more than 64 skills or languages.
func Match(people []Person, r Rules) (Proposal, error) {
	c, err := newCrowd(people, r)
	if err != nil {
		return Proposal{}, err
	}
	apart := c.pair()
	var boards []*board
	for _, women := range []bool{false, true} {
		b := c.board(women)
		b.form()
		boards = append(boards, b)
	}
	return c.propose(boards, apart, 0), nil
}

// crowd is everybody, with what they said as bits.
type crowd struct {
	Rules

	people []Person // by ID
	at     map[string]int
	team   map[string]int     // the numbers of the teams they have before; none when all begin
	sizes  map[[2]string]bool // friends who were apart before for [ApartSizes]
	skills *names
	langs  *names
	units  map[bool][]*unit // by whether they ask for a women's team
	rand   *rand.Rand
}

func newCrowd(people []Person, r Rules) (*crowd, error) {
	switch {
	case r.Min < 1 || r.Max < r.Min || r.Max > sizeMost:
		return nil, fmt.Errorf("%w: teams of %d to %d", ErrRules, r.Min, r.Max)
	case len(people) > peopleMost:
		return nil, fmt.Errorf("%w: more than %d people", ErrRules, peopleMost)
	}
	r.Min, r.Max = max(r.Min, 2), max(r.Max, 2)
	c := &crowd{
		Rules: r, people: slices.Clone(people), at: map[string]int{}, units: map[bool][]*unit{},
		rand: rand.New(rand.NewPCG(r.Seed, 1)), //nolint:gosec // who works with whom, and no key
	}
	slices.SortFunc(c.people, func(a, b Person) int { return strings.Compare(a.ID, b.ID) })
	var skills, langs []string
	for n, p := range c.people {
		if _, twice := c.at[p.ID]; twice || p.ID == "" {
			return nil, fmt.Errorf("%w: two people have one id, or one has none", ErrRules)
		}
		c.at[p.ID] = n
		skills = append(skills, p.Skills...)
		for _, lang := range p.Languages {
			langs = append(langs, string(lang))
		}
	}
	c.skills, c.langs = newNames(skills), newNames(langs)
	if len(c.skills.list) > bitsMost || len(c.langs.list) > bitsMost {
		return nil, fmt.Errorf("%w: more than %d skills or languages", ErrRules, bitsMost)
	}
	return c, nil
}

// names gives each name a bit.
type names struct {
	list []string // sorted
	at   map[string]int
}

func newNames(list []string) *names {
	list = slices.Compact(slices.Sorted(slices.Values(list)))
	b := &names{list: list, at: map[string]int{}}
	for n, name := range list {
		b.at[name] = n
	}
	return b
}

func (b *names) bit(name string) uint64 { return 1 << b.at[name] }

func (b *names) of(mask uint64) []string {
	var out []string
	for n, name := range b.list {
		if mask&(1<<n) != 0 {
			out = append(out, name)
		}
	}
	return out
}
