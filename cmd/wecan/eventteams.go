package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"wecan/flows/event"
	"wecan/flows/event/match"
	"wecan/i18n"
)

type eventTeams struct {
	deadFlags `embed:""`

	Reference string `arg:"" help:"The number of an event, as WE-4K7M-9Q2."`
	Names     bool   `help:"With the names that people want to be called by."`
	Other     uint64 `placeholder:"N" help:"Another proposal that is as good: 1, 2, 3 …"`
}

// Help is shown by --help.
func (eventTeams) Help() string {
	return "This is a proposal, with its reasons. It changes nothing and tells nobody: you decide, and tell people. In each team all speak a language in common, friends who " +
		"gave each other's number are together, and who asked for a team of women is in one. Say nobody's reasons to others. The same people give the same teams each time."
}

// Run prints a proposal of teams for those who have a place.
func (c *eventTeams) Run(ctx context.Context, p *invocation) error {
	return looking(ctx, p, wanted{}, func(_ *tools, d *desk) error {
		e, err := d.event(ctx, c.Reference)
		if err != nil {
			return err
		}
		if e.Plan.TeamMax == 0 {
			return fmt.Errorf("%s has no teams; see: wecan events change --teams", e.Reference)
		}
		rows, err := d.roster(ctx, e)
		if err != nil {
			return err
		}
		proposal, err := proposed(e, rows, c.Other)
		if err != nil {
			return err
		}
		return teamSheet{rows: rows, names: c.Names}.print(p.stdout, proposal)
	})
}

// teamID names a person for the proposal. Ids of one length stand in the order of numbers.
func teamID(arrival int) string { return fmt.Sprintf("%06d", arrival) }

// matched are those who have a place, as they are brought together.
func matched(rows []event.Row) []match.Person {
	var out []match.Person
	for _, row := range rows {
		if row.Seat != event.SeatPlaced {
			continue
		}
		one := match.Person{ID: teamID(row.Arrival), Skills: row.Form.Skills, Idea: row.Form.Idea != "", Women: row.Form.Among}
		for _, lang := range row.Form.Languages {
			one.Languages = append(one.Languages, i18n.Lang(lang))
		}
		if row.Form.Friend > 0 {
			one.Pair = teamID(row.Form.Friend)
		}
		out = append(out, one)
	}
	return out
}

// teamSheet writes a proposal for whoever plans.
type teamSheet struct {
	rows  []event.Row
	names bool
}

func (s teamSheet) print(out io.Writer, p match.Proposal) error {
	var lines []string
	placed := len(p.Left)
	for _, t := range p.Teams {
		placed += len(t.Members)
		lines = append(lines, fmt.Sprintf("team %d: %s", t.Number, s.people(t.Members)))
		for _, r := range t.Reasons {
			lines = append(lines, "  "+s.reason(r))
		}
	}
	for _, l := range p.Left {
		lines = append(lines, fmt.Sprintf("no team: %s: %s", s.people([]string{l.ID}), leftWords(l.Why)))
	}
	for _, a := range p.Apart {
		lines = append(lines, fmt.Sprintf("not together: %s: %s", s.people([]string{a.A, a.B}), apartWords(a.Why)))
	}
	lines = append(lines, fmt.Sprintf("%d people with a place, %d teams, %d without one", placed, len(p.Teams), len(p.Left)))
	if _, err := io.WriteString(out, strings.Join(lines, "\n")+"\n"); err != nil {
		return fmt.Errorf("write the teams: %w", err)
	}
	return nil
}

// people are the numbers in whose order they signed up, with their names if asked for.
func (s teamSheet) people(ids []string) string {
	var out []string
	for _, id := range ids {
		n, _ := strconv.Atoi(id) // we made it ourselves
		one := strconv.Itoa(n)
		at := slices.IndexFunc(s.rows, func(r event.Row) bool { return r.Arrival == n })
		if s.names && at >= 0 && s.rows[at].Form.Name != "" {
			one += " " + plainly(s.rows[at].Form.Name)
		}
		out = append(out, one)
	}
	return strings.Join(out, ", ")
}

func (s teamSheet) reason(r match.Reason) string {
	switch r.Kind { //nolint:exhaustive // the others are why somebody has no team
	case match.BecauseLanguages:
		var names []string
		for _, lang := range r.Values {
			names = append(names, i18n.Endonym(i18n.Lang(lang)))
		}
		return "all speak " + strings.Join(names, ", ")
	case match.BecauseSkills:
		return "can: " + strings.Join(r.Values, ", ")
	case match.BecauseIdeas:
		return "an idea of their own: " + s.people(r.Values)
	case match.BecausePair:
		return "friends: " + s.people(r.Values)
	case match.BecauseWomen:
		return "all asked for a team of women"
	}
	return string(r.Kind)
}

func leftWords(why match.Kind) string {
	switch why { //nolint:exhaustive // the others are why a team is as it is
	case match.LeftFew:
		return "too few of the others speak a language of hers"
	case match.LeftWomen:
		return "too few others asked for a team of women"
	case match.LeftSizes:
		return "the numbers do not come out"
	}
	return string(why)
}

func apartWords(why match.Kind) string {
	switch why { //nolint:exhaustive // the others are why a team is as it is
	case match.ApartWomen:
		return "only one of them asked for a team of women"
	case match.ApartLanguage:
		return "they speak no language in common"
	case match.ApartSizes, match.ApartLater:
		return "no team has room for both"
	}
	return string(why)
}
