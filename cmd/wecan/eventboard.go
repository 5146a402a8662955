package main

import (
	"errors"
	"fmt"
	"hash/fnv"
	"slices"
	"strconv"
	"strings"

	"wecan/flows/event"
	"wecan/flows/event/match"
)

// teamBoard is a proposal beside the teams that there are. Their numbers in the proposal
// are their places in the list, from 1; new teams have greater ones.
type teamBoard struct {
	plan     event.Plan
	people   map[string]match.Person
	there    []event.TeamView
	proposal match.Proposal
	alones   map[string]bool // who wishes to work alone
	moved    []int           // by hand
	touched  map[int]bool    // the teams that somebody was moved out of, or into
	warnings []boardError    // of what was moved
	teamed   int             // how many orders about teams the event had taken
}

// boardError is what is to be said about a change by hand: that it is refused, or that
// somebody should look at it. [teamWords] has the words.
type boardError struct {
	kind string
	args []string // names and values
}

// Error is the kind alone, for what nobody says in words.
func (r boardError) Error() string { return "the teams: " + r.kind }

func onBoard(kind string, args ...any) boardError {
	r := boardError{kind: kind}
	for _, one := range args {
		r.args = append(r.args, fmt.Sprint(one))
	}
	return r
}

// newTeamBoard proposes teams. Those that there are stay, and who came into one by herself
// stays in it; who has none is brought together, or into one that has room.
func newTeamBoard(plan event.Plan, rows []event.Row, there []event.TeamView, seed uint64) (*teamBoard, error) {
	b := &teamBoard{plan: plan, people: map[string]match.Person{}, there: there, alones: map[string]bool{}, touched: map[int]bool{}}
	was, own := b.before()
	people := matched(rows)
	for at := range people {
		b.alones[people[at].ID] = people[at].Alone
		if number, in := own[people[at].ID]; in { // she chose it herself
			people[at].Women, people[at].Alone, people[at].Stays = there[number-1].Women, false, true
		}
		b.people[people[at].ID] = people[at]
	}
	rules := match.Rules{Min: plan.TeamMin, Max: plan.TeamMax, Seed: seed}
	var err error
	if len(there) == 0 {
		b.proposal, err = match.Match(people, rules)
		return b, err
	}
	b.proposal, _, err = match.Mend(was, people, rules)
	if err == nil {
		b.restore(own)
	}
	return b, err
}

// before are the teams that there are as a proposal, and who came into which by herself.
func (b *teamBoard) before() (match.Proposal, map[string]int) {
	was, own := match.Proposal{Last: len(b.there)}, map[string]int{}
	for at, t := range b.there {
		one := match.Team{Number: at + 1}
		if t.Women {
			one.Reasons = []match.Reason{{Kind: match.BecauseWomen}}
		}
		for _, m := range t.Members {
			id := teamID(m.Arrival)
			one.Members = append(one.Members, id)
			if m.Own {
				own[id] = at + 1
			}
		}
		if b.shrunken(t) {
			one.Members = append(one.Members, goneMember)
		}
		was.Teams = append(was.Teams, one)
	}
	return was, own
}

// goneMember stands for whoever has left a team, which has forgotten her: nobody has this id.
const goneMember = "gone"

// shrunken says whether a team needs others, or its members need another team: it is too
// small, and whoever plans has not let it be so. One that people made for themselves waits for
// those whom they tell its number.
func (b *teamBoard) shrunken(t event.TeamView) bool {
	return b.small(len(t.Members)) && !t.Small && slices.ContainsFunc(t.Members, func(m event.TeamMember) bool { return !m.Own })
}

// small says whether so many are too few for a team.
func (b *teamBoard) small(size int) bool { return size > 0 && size < max(b.plan.TeamMin, 2) }

// restore brings those back into their teams who came there by themselves. Whoever has no
// room beside them then has no team.
func (b *teamBoard) restore(own map[string]int) {
	for id, number := range own {
		if _, comes := b.people[id]; comes && b.teamOf(id) != number {
			b.put(id, number)
		}
	}
	for at := range b.proposal.Teams {
		t := &b.proposal.Teams[at]
		for n := len(t.Members) - 1; n >= 0 && len(t.Members) > b.plan.TeamMax; n-- {
			if id := t.Members[n]; !b.wasIn(id, t.Number) {
				t.Members = slices.Delete(t.Members, n, n+1)
				b.proposal.Left = append(b.proposal.Left, match.Left{ID: id, Why: match.LeftSizes})
			}
		}
	}
}

// wasIn says whether somebody is in one of the teams that there are.
func (b *teamBoard) wasIn(id string, number int) bool {
	return number <= len(b.there) && slices.ContainsFunc(b.there[number-1].Members, func(m event.TeamMember) bool { return teamID(m.Arrival) == id })
}

// known is the number and the name of a team that there is, nothing for a new one.
func (b *teamBoard) known(number int) string {
	if number > len(b.there) {
		return ""
	}
	t := b.there[number-1]
	if t.Name != "" {
		return " (" + t.Code + ", " + plainly(t.Name) + ")"
	}
	return " (" + t.Code + ")"
}

// teamOf is the number of somebody's team, 0 for none.
func (b *teamBoard) teamOf(id string) int {
	for _, t := range b.proposal.Teams {
		if slices.Contains(t.Members, id) {
			return t.Number
		}
	}
	return 0
}

// put puts somebody into a team; 0 is for none.
func (b *teamBoard) put(id string, number int) {
	b.proposal.Left = slices.DeleteFunc(b.proposal.Left, func(l match.Left) bool { return l.ID == id })
	found := false
	for at := range b.proposal.Teams {
		t := &b.proposal.Teams[at]
		t.Members = slices.DeleteFunc(slices.Clone(t.Members), func(one string) bool { return one == id })
		if t.Number == number {
			t.Members, found = append(t.Members, id), true
			slices.Sort(t.Members)
		}
	}
	switch {
	case number == 0:
		b.proposal.Left = append(b.proposal.Left, match.Left{ID: id})
	case !found:
		t := match.Team{Number: number, Members: []string{id}}
		if b.women(number) {
			t.Reasons = []match.Reason{{Kind: match.BecauseWomen}}
		}
		b.proposal.Teams = append(b.proposal.Teams, t)
	}
	b.proposal.Teams = slices.DeleteFunc(b.proposal.Teams, func(t match.Team) bool { return len(t.Members) == 0 })
}

func (b *teamBoard) women(number int) bool {
	if number <= len(b.there) {
		return number > 0 && b.there[number-1].Women
	}
	at := slices.IndexFunc(b.proposal.Teams, func(t match.Team) bool { return t.Number == number })
	return at >= 0 && slices.ContainsFunc(b.proposal.Teams[at].Reasons, func(r match.Reason) bool { return r.Kind == match.BecauseWomen })
}

// move changes the proposal by hand: "12=3", or "12=none". What breaks a promise of the
// matching is a warning; a team that is too large, and somebody in a team of women who did
// not ask for that, are refused.
func (b *teamBoard) move(words string) error {
	who, to, _ := strings.Cut(words, "=")
	n, err := strconv.Atoi(strings.TrimSpace(who))
	id := teamID(n)
	p, comes := b.people[id]
	if err != nil || !comes {
		return onBoard("nobody", "who", strings.TrimSpace(who))
	}
	number := 0
	if to = strings.TrimSpace(to); to != "none" {
		if number, err = strconv.Atoi(to); err != nil || number < 1 || number > b.proposal.Last {
			return onBoard("noteam", "team", to)
		}
	}
	women := b.women(number)
	if women && !p.Women {
		return onBoard("women", "who", n, "team", number)
	}
	b.touched[b.teamOf(id)], b.touched[number] = true, true
	b.put(id, number)
	b.moved = append(b.moved, n)
	if number > 0 && !women && p.Women {
		b.warnings = append(b.warnings, onBoard("notwomen", "who", n, "team", number))
	}
	return nil
}

// check looks at which teams are too small, and at what was changed by hand.
func (b *teamBoard) check() error {
	for _, t := range b.proposal.Teams {
		size := len(t.Members)
		if b.small(size) && !b.alone(t) {
			b.warnings = append(b.warnings, onBoard("small", "team", t.Number, "count", size, "least", max(b.plan.TeamMin, 2)))
		}
		if len(b.moved) == 0 {
			continue
		}
		if size > b.plan.TeamMax {
			return onBoard("large", "team", t.Number, "count", size, "most", b.plan.TeamMax)
		}
		if size > 1 && !b.common(t.Members) {
			b.warnings = append(b.warnings, onBoard("language", "team", t.Number))
		}
	}
	for _, n := range b.moved {
		p := b.people[teamID(n)]
		if friend, ok := b.people[p.Pair]; ok && friend.Pair == p.ID && b.teamOf(p.ID) != b.teamOf(friend.ID) {
			other, _ := strconv.Atoi(friend.ID) // we made it ourselves
			b.warnings = append(b.warnings, onBoard("friends", "who", n, "other", other))
		}
	}
	return nil
}

func (b *teamBoard) common(ids []string) bool {
	for _, lang := range b.people[ids[0]].Languages {
		if !slices.ContainsFunc(ids, func(id string) bool { return !slices.Contains(b.people[id].Languages, lang) }) {
			return true
		}
	}
	return false
}

// mark is short for all that stands here: another one says that something has changed.
func (b *teamBoard) mark() string {
	h := fnv.New64a()
	for _, id := range slices.Sorted(func(yield func(string) bool) {
		for id := range b.people {
			if !yield(id) {
				return
			}
		}
	}) {
		fmt.Fprintf(h, "%+v\n", b.people[id]) // a hash's Write never fails
	}
	for _, t := range b.there {
		fmt.Fprintf(h, "%s", t.Code)
		for _, m := range t.Members {
			fmt.Fprintf(h, " %d", m.Arrival)
		}
		fmt.Fprintln(h)
	}
	for _, t := range b.proposal.Teams {
		fmt.Fprintln(h, t.Number, t.Members)
	}
	fmt.Fprintln(h, b.moved, b.teamed)
	return strconv.FormatUint(h.Sum64(), 36)
}

// errSeenOther is returned when what is to be published is not what stands now.
var errSeenOther = errors.New("the proposal has changed since: look at it again, and publish with its new mark")

// placings are what is to be told: only teams that change. code draws the number of a new
// one.
func (b *teamBoard) placings(code func() (string, error)) ([]event.Placing, error) {
	var out []event.Placing
	listed := map[int]bool{}
	add := func(number int, members []string) error {
		p := event.Placing{Women: b.women(number), Small: b.touched[number] && b.small(len(members))}
		for _, id := range members {
			n, _ := strconv.Atoi(id) // we made it ourselves
			p.Members = append(p.Members, n)
			if slices.Contains(b.moved, n) {
				p.Force = append(p.Force, n)
			}
		}
		changes := number > len(b.there)
		if !changes {
			p.Code = b.there[number-1].Code
			changes = b.dropped(&p, number) || p.Small && !b.there[number-1].Small || len(p.Members) > len(b.there[number-1].Members)-len(p.Drop)
		}
		if !changes {
			return nil
		}
		var err error
		if p.Code == "" {
			p.Code, err = code()
		}
		out = append(out, p)
		return err
	}
	for _, t := range b.proposal.Teams {
		if listed[t.Number] = true; t.Number > len(b.there) && b.alone(t) { // there is nothing to tell
			continue
		}
		if err := add(t.Number, t.Members); err != nil {
			return nil, err
		}
	}
	for at := range b.there {
		if !listed[at+1] {
			if err := add(at+1, nil); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// alone says whether it is a team of somebody who wants to work alone.
func (b *teamBoard) alone(t match.Team) bool {
	return len(t.Members) == 1 && b.alones[t.Members[0]]
}

// dropped notes who is to leave a team.
func (b *teamBoard) dropped(p *event.Placing, number int) bool {
	for _, m := range b.there[number-1].Members {
		if slices.Contains(p.Members, m.Arrival) || b.people[teamID(m.Arrival)].ID == "" { // whoever lost her place goes by herself
			continue
		}
		p.Drop = append(p.Drop, m.Arrival)
		if slices.Contains(b.moved, m.Arrival) {
			p.Force = append(p.Force, m.Arrival)
		}
	}
	return len(p.Drop) > 0
}
