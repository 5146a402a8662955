package main

import (
	"slices"
	"strconv"
	"strings"

	"wecan/flows/event"
	"wecan/flows/event/match"
	"wecan/i18n"
)

// teamWords tell of a proposal of teams, at a terminal and at Mattermost.
type teamWords struct {
	mmReader

	called map[string]string // by how a person is named for the proposal
}

// newTeamWords name people by the numbers in whose order they signed up, and with what they
// want to be called by if that is asked for.
func newTeamWords(r mmReader, rows []event.Row, names bool) teamWords {
	w := teamWords{r, map[string]string{}}
	for _, row := range rows {
		if w.called[teamID(row.Arrival)] = strconv.Itoa(row.Arrival); names {
			w.called[teamID(row.Arrival)] = called(row)
		}
	}
	return w
}

// people are some, by their ids in the proposal.
func (w teamWords) people(ids []string) string {
	var out []string
	for _, id := range ids {
		name := w.called[id]
		if name == "" { // she has left meanwhile
			n, _ := strconv.Atoi(id) // we made it ourselves
			name = strconv.Itoa(n)
		}
		out = append(out, name)
	}
	return strings.Join(out, ", ")
}

// team is who is in one: with the number by which people join, and the name that they gave
// it, where there is such a team.
func (w teamWords) team(b *teamBoard, t match.Team) string {
	key := "events.team"
	if len(b.there) > 0 && t.Number > len(b.there) {
		key = "events.newteam"
	}
	return w.say(key, "count", strconv.Itoa(t.Number)+b.known(t.Number), "people", w.people(t.Members))
}

// standing tells what publishing would change in a team that there is, and who has not
// answered yet.
func (w teamWords) standing(b *teamBoard, t match.Team) []string {
	if t.Number > len(b.there) {
		return nil
	}
	var comes, goes, kept, silent []string
	for _, m := range b.there[t.Number-1].Members {
		id := teamID(m.Arrival)
		switch {
		case !slices.Contains(t.Members, id):
			goes = append(goes, id)
		case m.Kept:
			kept = append(kept, id)
		case m.Shows == "":
			silent = append(silent, id)
		}
	}
	for _, id := range t.Members {
		if !b.wasIn(id, t.Number) {
			comes = append(comes, id)
		}
	}
	var out []string
	for _, one := range []struct {
		key string
		ids []string
	}{{"comes", comes}, {"goes", goes}, {"kept", kept}, {"silent", silent}} {
		if len(one.ids) > 0 {
			out = append(out, w.say("events.team."+one.key, "people", w.people(one.ids)))
		}
	}
	return out
}

// reasons are why a team is as it is.
func (w teamWords) reasons(t match.Team) []string {
	var out []string
	for _, r := range t.Reasons {
		key := "events.because." + string(r.Kind)
		switch r.Kind { //nolint:exhaustive // the others name nobody, or are why somebody has no team
		case match.BecauseLanguages:
			var langs []i18n.Lang
			for _, lang := range r.Values {
				langs = append(langs, i18n.Lang(lang))
			}
			out = append(out, w.say(key, "languages", endonyms(langs)))
		case match.BecauseSkills:
			var skills []string
			for _, id := range r.Values {
				skills = append(skills, w.option("skills", id))
			}
			out = append(out, w.say(key, "skills", strings.Join(skills, ", ")))
		case match.BecauseIdeas, match.BecausePair:
			out = append(out, w.say(key, "people", w.people(r.Values)))
		default:
			out = append(out, w.say(key))
		}
	}
	return out
}

// others are who has no team, which friends are not together, and what somebody should look
// at.
func (w teamWords) others(b *teamBoard) []string {
	var out []string
	for _, l := range b.proposal.Left {
		why := string(l.Why)
		if why == "" {
			why = "hand"
		}
		out = append(out, w.say("events.teamless", "people", w.people([]string{l.ID}), "why", w.say("events.left."+why)))
	}
	for _, a := range b.proposal.Apart {
		out = append(out, w.say("events.apart", "people", w.people([]string{a.A, a.B}), "why", w.say("events.apart."+string(a.Why))))
	}
	for _, r := range b.warnings {
		out = append(out, w.say("events.look", "what", w.remark(r)))
	}
	return out
}

// remark is a remark in words.
func (w teamWords) remark(r boardError) string { return w.say("events.board."+r.kind, r.args...) }
