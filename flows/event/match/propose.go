package match

import (
	"cmp"
	"slices"
	"strings"
)

// propose writes down what was made. last is the greatest number that a team had before.
func (c *crowd) propose(boards []*board, apart []Apart, last int) Proposal {
	out := Proposal{Apart: apart, Last: last}
	for _, b := range boards {
		for _, t := range b.teams {
			out.Teams = append(out.Teams, c.written(t, b.women))
		}
		for _, u := range b.left {
			for _, at := range u.people {
				out.Left = append(out.Left, Left{c.people[at].ID, c.why(u, b)})
			}
		}
	}
	for at, p := range c.people {
		if p.Alone {
			out.Teams = append(out.Teams, Team{Number: c.team[p.ID], Members: []string{p.ID}, Reasons: c.reasons(c.unit(at).sum(), []int{at}, BecauseAlone)})
		}
	}
	slices.SortFunc(out.Teams, func(a, b Team) int { return strings.Compare(a.Members[0], b.Members[0]) })
	for n := range out.Teams {
		if out.Teams[n].Number == 0 {
			out.Last++
			out.Teams[n].Number = out.Last
		}
	}
	slices.SortFunc(out.Teams, func(a, b Team) int { return cmp.Compare(a.Number, b.Number) })
	slices.SortFunc(out.Left, func(a, b Left) int { return strings.Compare(a.ID, b.ID) })
	slices.SortFunc(out.Apart, func(a, b Apart) int { return cmp.Or(strings.Compare(a.A, b.A), strings.Compare(a.B, b.B)) })
	return out
}

// written is a team with its reasons.
func (c *crowd) written(t *team, women bool) Team {
	var people []int
	var more []Reason
	for _, u := range t.units {
		people = append(people, u.people...)
		if u.n == 2 {
			more = append(more, Reason{BecausePair, []string{c.people[u.people[0]].ID, c.people[u.people[1]].ID}})
		}
	}
	slices.Sort(people)
	slices.SortFunc(more, func(a, b Reason) int { return slices.Compare(a.Values, b.Values) })
	if women {
		more = append(more, Reason{Kind: BecauseWomen})
	}
	out := Team{Number: t.number, Reasons: append(c.reasons(t.sum, people, ""), more...)}
	for _, at := range people {
		out.Members = append(out.Members, c.people[at].ID)
	}
	return out
}

// reasons are those that each team has, and one more if there is one.
func (c *crowd) reasons(s sum, people []int, more Kind) []Reason {
	var out []Reason
	if langs := c.langs.of(s.langs); len(langs) > 0 {
		out = append(out, Reason{BecauseLanguages, langs})
	}
	if skills := c.skills.of(s.skills); len(skills) > 0 {
		out = append(out, Reason{BecauseSkills, skills})
	}
	var ideas []string
	for _, at := range people {
		if c.people[at].Idea {
			ideas = append(ideas, c.people[at].ID)
		}
	}
	if len(ideas) > 0 {
		out = append(out, Reason{BecauseIdeas, ideas})
	}
	if more != "" {
		out = append(out, Reason{Kind: more})
	}
	return out
}

// why somebody has no team.
func (c *crowd) why(u *unit, b *board) Kind {
	switch {
	case viable(u, c.units[b.women], c.Rules):
		return LeftSizes
	case b.women && viable(u, slices.Concat(c.units[true], c.units[false]), c.Rules):
		return LeftWomen
	}
	return LeftFew
}
