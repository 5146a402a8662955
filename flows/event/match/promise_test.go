package match_test

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"wecan/flows/event/match"
)

// broken says which promise of the package a proposal breaks.
func broken(p match.Proposal, people []match.Person, r match.Rules) error {
	byID, team := map[string]match.Person{}, map[string]int{}
	for _, one := range people {
		byID[one.ID] = one
	}
	for _, t := range p.Teams {
		var members []match.Person
		for _, id := range t.Members {
			one, ok := byID[id]
			if !ok || team[id] != 0 || t.Number == 0 {
				return fmt.Errorf("%s is unknown, or twice in a team, or in one without a number", id)
			}
			team[id] = t.Number
			members = append(members, one)
		}
		if err := wrong(t, members, r); err != nil {
			return err
		}
	}
	left := map[string]match.Kind{}
	for _, l := range p.Left {
		if _, ok := byID[l.ID]; !ok || team[l.ID] != 0 || left[l.ID] != "" || l.Why == "" {
			return fmt.Errorf("%s is left, and unknown, or in team %d, or left twice, or without a reason", l.ID, team[l.ID])
		}
		left[l.ID] = l.Why
	}
	if len(team)+len(left) != len(people) {
		return fmt.Errorf("%d have a team, %d are left, of %d", len(team), len(left), len(people))
	}
	return errors.Join(parted(p, people, team), idle(p, people, r, left))
}

// wrong says what is wrong with a team by itself.
func wrong(t match.Team, members []match.Person, r match.Rules) error {
	low, high := bounds(r)
	n := len(members)
	switch langs := shared(members); {
	case n == 1 && members[0].Alone:
		return nil
	case n < low || n > high:
		return fmt.Errorf("team %d has %d members, not %d to %d", t.Number, n, low, high)
	case len(langs) == 0:
		return fmt.Errorf("team %d has no common language: %v", t.Number, members)
	}
	for _, one := range members {
		if one.Alone || one.Women != members[0].Women {
			return fmt.Errorf("%s does not want team %d: %v", one.ID, t.Number, members)
		}
	}
	return nil
}

// parted says which friends are apart without a good reason.
func parted(p match.Proposal, people []match.Person, team map[string]int) error {
	for _, one := range people {
		other, mutual := friend(people, one)
		if !mutual || one.ID > other.ID {
			continue
		}
		at := slices.IndexFunc(p.Apart, func(a match.Apart) bool { return a.A == one.ID && a.B == other.ID })
		if at < 0 {
			if team[one.ID] != team[other.ID] {
				return fmt.Errorf("%s and %s are in teams %d and %d", one.ID, other.ID, team[one.ID], team[other.ID])
			}
			continue
		}
		good := true
		switch p.Apart[at].Why { //nolint:exhaustive // the others say why people are left, or why teams are so
		case match.ApartAlone:
			good = one.Alone || other.Alone
		case match.ApartWomen:
			good = one.Women != other.Women
		case match.ApartLanguage:
			good = len(shared([]match.Person{one, other})) == 0
		}
		if !good {
			return fmt.Errorf("%s and %s are said to be apart for %q", one.ID, other.ID, p.Apart[at].Why)
		}
	}
	return nil
}

// idle says who is left although a team has room for her, or although no reason that is
// given holds.
func idle(p match.Proposal, people []match.Person, r match.Rules, left map[string]match.Kind) error {
	low, high := bounds(r)
	byID := map[string]match.Person{}
	for _, one := range people {
		byID[one.ID] = one
	}
	for _, one := range people {
		why, ok := left[one.ID]
		if !ok {
			continue
		}
		with := []match.Person{one}
		if other, mutual := friend(people, one); mutual && left[other.ID] != "" && !apart(p, one, other) {
			with = append(with, other)
		}
		for _, t := range p.Teams {
			all := slices.Clone(with)
			for _, id := range t.Members {
				all = append(all, byID[id])
			}
			if !all[len(all)-1].Alone && all[len(all)-1].Women == one.Women && len(all) <= high && len(shared(all)) > 0 {
				return fmt.Errorf("%v are left, and team %d has room", with, t.Number)
			}
		}
		same, all := speakers(people, one, false), speakers(people, one, true)
		few := all < low || same < low && !one.Women
		if good := map[match.Kind]bool{match.LeftFew: few, match.LeftWomen: one.Women && !few && same < low, match.LeftSizes: same >= low}; !good[why] && !paired(people) {
			return fmt.Errorf("%s is left for %q; %d speak with her, and %d want the same", one.ID, why, all, same)
		}
	}
	return nil
}

func apart(p match.Proposal, one, other match.Person) bool {
	return slices.ContainsFunc(p.Apart, func(a match.Apart) bool { return a.A == min(one.ID, other.ID) && a.B == max(one.ID, other.ID) })
}

// speakers are the most people who share one language of hers, with her: of all, or of those
// who want the same kind of team.
func speakers(people []match.Person, one match.Person, all bool) int {
	most := 0
	for _, lang := range one.Languages {
		n := 1
		for _, p := range people {
			if p.ID != one.ID && (all || p.Women == one.Women) && !p.Alone && slices.Contains(p.Languages, lang) {
				n++
			}
		}
		most = max(most, n)
	}
	return most
}

func paired(people []match.Person) bool {
	return slices.ContainsFunc(people, func(p match.Person) bool { _, ok := friend(people, p); return ok })
}

func TestTeamsKeepThePromises(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		choose := func(what string, n int) int { return rapid.IntRange(0, n-1).Draw(rt, what) }
		people, r := crowd(choose, 1+choose("people", 60)), rules(choose)
		p, err := match.Match(people, r)
		if err == nil {
			err = broken(p, people, r)
		}
		if err != nil {
			rt.Fatal(err)
		}
	})
}

// The same people in another order are the same people.
func TestTheOrderOfPeopleIsNothing(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		choose := func(what string, n int) int { return rapid.IntRange(0, n-1).Draw(rt, what) }
		people, r := crowd(choose, 1+choose("people", 30)), rules(choose)
		first, err := match.Match(people, r)
		again, err2 := match.Match(rapid.Permutation(people).Draw(rt, "order"), r)
		if err != nil || err2 != nil || fmt.Sprint(first) != fmt.Sprint(again) {
			rt.Fatalf("%v, %v\n%v\n%v", err, err2, first, again)
		}
	})
}

func TestWhatCannotBeMatched(t *testing.T) {
	many := make([]match.Person, 5001)
	for n := range many {
		many[n].ID = strconv.Itoa(n)
	}
	one := match.Person{ID: "a"}
	for n := range 65 {
		one.Skills = append(one.Skills, strconv.Itoa(n))
	}
	for name, c := range map[string]struct {
		people []match.Person
		r      match.Rules
	}{
		"no size":      {nil, match.Rules{Min: 0, Max: 3}},
		"sizes":        {nil, match.Rules{Min: 4, Max: 3}},
		"twice":        {[]match.Person{{ID: "a"}, {ID: "a"}}, match.Rules{Min: 2, Max: 3}},
		"no id":        {[]match.Person{{}}, match.Rules{Min: 2, Max: 3}},
		"too many":     {many, match.Rules{Min: 2, Max: 3}},
		"many skills":  {[]match.Person{one}, match.Rules{Min: 2, Max: 3}},
		"large a team": {nil, match.Rules{Min: 2, Max: 51}},
	} {
		if _, err := match.Match(c.people, c.r); !errors.Is(err, match.ErrRules) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
