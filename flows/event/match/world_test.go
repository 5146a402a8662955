package match_test

import (
	"fmt"
	"slices"

	"wecan/flows/event/match"
	"wecan/i18n"
)

// chooser decides what people say: rapid, or plain chance.
type chooser func(what string, n int) int

var (
	skillIDs = []string{"care", "computer", "cook", "craft", "design", "idea", "money", "organise", "talk"}
	langIDs  = []i18n.Lang{"en", "ar", "uk", "fa-AF", "ti"}
)

// crowd is people by chance. Most speak one language or two; some are friends.
func crowd(choose chooser, n int) []match.Person {
	var out []match.Person
	for at := range n {
		out = append(out, person(choose, fmt.Sprintf("p%03d", at)))
	}
	for range choose("pairs", n/3+1) {
		befriend(out, choose("one", n), choose("other", n))
	}
	return out
}

func person(choose chooser, id string) match.Person {
	p := match.Person{ID: id, Idea: choose("idea", 4) == 0, Women: choose("women", 4) == 0, Alone: choose("alone", 20) == 0}
	for range choose("skills", 4) {
		if s := skillIDs[choose("skill", len(skillIDs))]; !slices.Contains(p.Skills, s) {
			p.Skills = append(p.Skills, s)
		}
	}
	for range []int{0, 1, 1, 1, 1, 1, 2, 2, 2, 3}[choose("languages", 10)] {
		lang := langIDs[choose("language", len(langIDs))*choose("common", 3)/2] // English twice as often
		if !slices.Contains(p.Languages, lang) {
			p.Languages = append(p.Languages, lang)
		}
	}
	return p
}

// befriend lets two people name each other, whatever they want otherwise.
func befriend(people []match.Person, a, b int) {
	if a == b {
		return
	}
	people[a].Pair = people[b].ID
	people[b].Pair = people[a].ID
}

func rules(choose chooser) match.Rules {
	low := 1 + choose("least", 4)
	return match.Rules{Min: low, Max: low + choose("more", 4), Seed: uint64(choose("seed", 1000))}
}

// bounds are the sizes that teams of several have.
func bounds(r match.Rules) (low, high int) { return max(r.Min, 2), max(r.Max, 2) }

// shared are the languages that all of them speak.
func shared(people []match.Person) []i18n.Lang {
	if len(people) == 0 {
		return nil
	}
	out := slices.Clone(people[0].Languages)
	for _, p := range people[1:] {
		out = slices.DeleteFunc(out, func(l i18n.Lang) bool { return !slices.Contains(p.Languages, l) })
	}
	return out
}

// friend is who named somebody who named her.
func friend(people []match.Person, p match.Person) (match.Person, bool) {
	for _, q := range people {
		if q.ID == p.Pair && q.Pair == p.ID && q.ID != p.ID {
			return q, true
		}
	}
	return p, false
}
