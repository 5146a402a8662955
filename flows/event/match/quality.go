package match

import "math/bits"

// What a team is worth to each of its members. All together are 100.
const (
	worthSkills = 60 // a team with all skills that anybody has
	worthIdeas  = 30 // one or two ideas
	worthRoom   = 10 // one can leave, and one can come
)

// quality is the sum over the members of what the team is worth to each.
func (s sum) quality(skills int, r Rules) int {
	worth := worthSkills
	if skills > 0 {
		worth = worthSkills * bits.OnesCount64(s.skills) / skills
	}
	switch s.ideas {
	case 0:
		worth += worthIdeas / 2
	case 1, 2:
		worth += worthIdeas
	}
	if s.n > r.Min && s.n < r.Max {
		worth += worthRoom
	}
	return s.n * worth
}

// Quality is how good teams are, from 0 to 100: the mean, over everybody in a team of more
// than one, of what her team is worth. 60 are for the share that its members
// bring of all skills that there are; 30 for one or two ideas of their own, 15 for none; 10
// for a size that lets somebody leave and somebody come.
func Quality(p Proposal, people []Person, r Rules) (float64, error) {
	c, err := newCrowd(people, r)
	if err != nil {
		return 0, err
	}
	worth, n := 0, 0
	for _, t := range p.Teams {
		if len(t.Members) < 2 {
			continue
		}
		s := nobody()
		for _, id := range t.Members {
			s = s.with(c.unit(c.at[id]))
		}
		worth += s.quality(len(c.skills.list), c.Rules)
		n += s.n
	}
	return float64(worth) / float64(max(n, 1)), nil
}
