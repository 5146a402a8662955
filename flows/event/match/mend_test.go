package match_test

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"wecan/flows/event/match"
	"wecan/i18n"
)

// change lets somebody leave, come, or say something else, and answers who.
func change(choose chooser, people []match.Person, next *int) ([]match.Person, string) {
	people = slices.Clone(people)
	what := choose("change", 5)
	if len(people) < 2 {
		what = 3
	}
	switch what {
	case 0, 1:
		at := choose("leaves", len(people))
		id := people[at].ID
		return slices.Delete(people, at, at+1), id
	case 2:
		at := choose("changes", len(people))
		pair := people[at].Pair
		people[at] = person(choose, people[at].ID)
		people[at].Pair = pair
		return people, people[at].ID
	default:
		*next++
		one := person(choose, fmt.Sprintf("q%03d", *next))
		people = append(people, one)
		if choose("with a friend", 4) == 0 {
			befriend(people, len(people)-1, choose("friend", len(people)))
		}
		return people, one.ID
	}
}

// After each change, or several at once, all promises hold again.
func TestMendedTeamsKeepThePromises(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		choose := func(what string, n int) int { return rapid.IntRange(0, n-1).Draw(rt, what) }
		people, r := crowd(choose, 1+choose("people", 40)), rules(choose)
		p, err := match.Match(people, r)
		next := 0
		for range 1 + choose("changes", 8) {
			if err != nil {
				rt.Fatal(err)
			}
			var moves []match.Move
			was := p
			for range 1 + choose("at once", 4) {
				people, _ = change(choose, people, &next)
			}
			p, moves, err = match.Mend(was, people, r)
			if err == nil {
				err = broken(p, people, r)
			}
			if err == nil {
				err = untrue(moves, was, p)
			}
		}
		if err != nil {
			rt.Fatal(err)
		}
	})
}

// untrue says which move is missing, or was none; and which number went to other people.
func untrue(moves []match.Move, was, now match.Proposal) error {
	before, after := numbers(was), numbers(now)
	for _, m := range moves {
		if before[m.ID] != m.From || after[m.ID] != m.To || m.From == m.To {
			return fmt.Errorf("%v is no move: from %d to %d", m, before[m.ID], after[m.ID])
		}
		delete(after, m.ID)
	}
	for id, number := range after {
		if before[id] != number {
			return fmt.Errorf("%s moved from %d to %d, which is not said", id, before[id], number)
		}
		if number > now.Last {
			return fmt.Errorf("team %d is after the last one, %d", number, now.Last)
		}
	}
	return nil
}

func numbers(p match.Proposal) map[string]int {
	out := map[string]int{}
	for _, t := range p.Teams {
		for _, id := range t.Members {
			out[id] = t.Number
		}
	}
	return out
}

// Teams that are too small are mended one after the other, in whatever way the one before
// was; and nobody is brought from where she chose to be.
func TestTeamsThatAreTooSmall(t *testing.T) {
	for name, c := range map[string]struct {
		teams []string // the members of each; x has left
		says  map[string]match.Person
		want  []string
	}{
		"a new team in the place of the first": {
			[]string{"a b x", "c d x", "e f g h"},
			map[string]match.Person{
				"a": {Languages: []i18n.Lang{"en", "uk"}}, "b": {Languages: []i18n.Lang{"en", "ar"}},
				"i": {Languages: []i18n.Lang{"uk"}}, "j": {Languages: []i18n.Lang{"uk"}},
			},
			[]string{"2 3", "3 3", "4 3"},
		},
		"some stay": {
			[]string{"a x", "c d e f", "g h i j"},
			map[string]match.Person{
				"c": {Stays: true, Skills: []string{"cook"}}, "d": {Stays: true, Skills: []string{"cook"}}, "e": {Stays: true, Skills: []string{"cook"}},
				"g": {Stays: true, Skills: []string{"talk"}}, "h": {Stays: true, Skills: []string{"talk"}}, "i": {Stays: true, Skills: []string{"talk"}},
			},
			[]string{"1 3", "2 3", "3 3"},
		},
		"somebody stays alone": {[]string{"a x", "c d e"}, map[string]match.Person{"a": {Stays: true}}, []string{"1 1", "2 3"}},
	} {
		var was match.Proposal
		people := map[string]match.Person{}
		for at, members := range c.teams {
			was.Teams, was.Last = append(was.Teams, match.Team{Number: at + 1, Members: strings.Fields(members)}), at+1
			for _, id := range strings.Fields(strings.ReplaceAll(members, "x", "")) {
				people[id] = match.Person{}
			}
		}
		maps.Copy(people, c.says)
		var all []match.Person
		for id, one := range people {
			if one.ID = id; len(one.Languages) == 0 {
				one.Languages = []i18n.Lang{"es"}
			}
			all = append(all, one)
		}
		now, moves, err := match.Mend(was, all, match.Rules{Min: 3, Max: 4})
		var got []string
		for _, team := range now.Teams {
			got = append(got, fmt.Sprint(team.Number, " ", len(team.Members)))
		}
		if err != nil || !slices.Equal(got, c.want) || slices.ContainsFunc(moves, func(m match.Move) bool { return people[m.ID].Stays }) {
			t.Errorf("%s: teams and members are %v, not %v; moved %v, %v", name, got, c.want, moves, err)
		}
	}
}

// Who chose her team stays in it, whoever leaves; and no other team is too small.
func TestWhoStays(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		choose := func(what string, n int) int { return rapid.IntRange(0, n-1).Draw(rt, what) }
		people, r := crowd(choose, 1+choose("people", 40)), rules(choose)
		was, err := match.Match(people, r)
		next := 0
		for range choose("changes", 8) {
			people, _ = change(choose, people, &next)
		}
		before := numbers(was)
		for at, one := range people {
			team := slices.IndexFunc(was.Teams, func(t match.Team) bool { return t.Number == before[one.ID] })
			if team >= 0 && choose("stays", 3) == 0 { // she wants what her team is
				people[at].Stays, people[at].Alone = true, len(was.Teams[team].Members) == 1
				people[at].Women = slices.ContainsFunc(was.Teams[team].Reasons, func(r match.Reason) bool { return r.Kind == match.BecauseWomen })
				if why := was.Teams[team].Reasons; len(why) > 0 && why[0].Kind == match.BecauseLanguages {
					people[at].Languages = nil
					for _, lang := range why[0].Values {
						people[at].Languages = append(people[at].Languages, i18n.Lang(lang))
					}
				}
			}
		}
		p, _, err2 := match.Mend(was, people, r)
		if err = errors.Join(err, err2); err != nil {
			rt.Fatal(err)
		}
		after := numbers(p)
		low, _ := bounds(r)
		for _, one := range people {
			if one.Stays && after[one.ID] != before[one.ID] {
				rt.Errorf("%s was in team %d, and is in %d", one.ID, before[one.ID], after[one.ID])
			}
		}
		for _, team := range p.Teams {
			if len(team.Members) < low && !slices.ContainsFunc(people, func(one match.Person) bool {
				return (one.Stays || one.Alone) && slices.Contains(team.Members, one.ID)
			}) {
				rt.Errorf("team %d is %v", team.Number, team.Members)
			}
		}
	})
}

// Nothing changes where nothing changed.
func TestMendingNothing(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		choose := func(what string, n int) int { return rapid.IntRange(0, n-1).Draw(rt, what) }
		people, r := crowd(choose, 1+choose("people", 40)), rules(choose)
		p, err := match.Match(people, r)
		again, moves, err2 := match.Mend(p, people, r)
		if err != nil || err2 != nil || len(moves) > 0 || fmt.Sprint(p) != fmt.Sprint(again) {
			rt.Fatalf("%v, %v, %v\n%v\n%v", err, err2, moves, p, again)
		}
	})
}

// How many people who have a team must go to another one after a change, beside her who
// changed something.
func TestMendingMovesFew(t *testing.T) {
	worlds, changes := 30, 40
	if racing || testing.Short() {
		worlds, changes = 4, 10
	}
	for _, r := range []match.Rules{{Min: 3, Max: 5}, {Min: 2, Max: 4}, {Min: 4, Max: 4}} {
		histogram := map[int]int{}
		moved, all, lost, mended, fresh := 0, 0, 0, 0, 0
		for seed := range worlds {
			rand := rand.New(rand.NewPCG(uint64(seed), 5))
			choose := func(_ string, n int) int { return rand.IntN(n) }
			people := crowd(choose, 20+choose("people", 60))
			p, err := match.Match(people, r)
			if err != nil {
				t.Fatal(err)
			}
			next := 0
			for range changes {
				var id string
				var moves []match.Move
				people, id = change(choose, people, &next)
				if p, moves, err = match.Mend(p, people, r); err != nil {
					t.Fatal(err)
				}
				n := 0
				for _, m := range moves {
					if m.ID != id && m.From > 0 {
						if n++; m.To == 0 {
							lost++
						}
					}
				}
				histogram[n]++
				moved += n
				all++
			}
			again, err := match.Match(people, r)
			if err = errors.Join(err, broken(p, people, r)); err != nil {
				t.Error(err)
			}
			mended, fresh = mended+len(numbers(p)), fresh+len(numbers(again))
		}
		t.Logf("teams of %d to %d: %d changes, %.3f moves of others each; so often so many: %v; %d lost their team; in the end %d have one, and %d would if all began anew", r.Min, r.Max, all, float64(moved)/float64(all), histogram, lost, mended, fresh)
		if moved > all || mended*100 < fresh*95 {
			t.Error("that is not good enough")
		}
	}
}
