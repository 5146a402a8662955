package main

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"slices"
	"strconv"
	"strings"

	"wecan/bot"
	"wecan/flows/event"
	"wecan/flows/event/match"
	"wecan/i18n"
)

type eventTeams struct {
	deadFlags    `embed:""`
	serviceFlags `embed:""`

	Reference string   `arg:"" help:"The number of an event, as WE-4K7M-9Q2."`
	Names     bool     `help:"With the names that people want to be called by."`
	Other     uint64   `placeholder:"N" help:"Another proposal that is as good: 1, 2, 3 …"`
	Move      []string `placeholder:"N=TEAM" help:"Put somebody into another team of the proposal, as 12=3, or 12=none; again for each."`
	Publish   string   `placeholder:"MARK" help:"Make these teams, and tell people: with the mark that stood below the proposal, and the same --move and --other."`
	By        string   `placeholder:"NAME" help:"Who publishes."`
}

// Help is shown by --help.
func (eventTeams) Help() string {
	return "This is a proposal, with its reasons. It changes nothing and tells nobody until you publish it. In each team all speak a language in common, friends who " +
		"gave each other's number are together, and who asked for a team of women is in one. Say nobody's reasons to others. The same people give the same teams each time. " +
		"Teams that there are stay, and people who came into one by themselves stay in it unless you move them. When it is published people hear of their team, and are asked " +
		"whether the others may see their name; before that nobody sees it."
}

// Run prints a proposal of teams for those who have a place, or publishes it.
func (c *eventTeams) Run(ctx context.Context, p *invocation) error {
	if c.Publish == "" {
		return looking(ctx, p, wanted{}, func(_ *tools, d *desk) error {
			e, rows, b, err := c.board(ctx, d)
			if err != nil {
				return err
			}
			return teamSheet{rows: rows, names: c.Names, board: b, event: e}.print(p.stdout)
		})
	}
	if c.By == "" {
		return errors.New("--publish needs --by: who publishes")
	}
	flags := plannerFlags{deadFlags: c.deadFlags, serviceFlags: c.serviceFlags, By: c.By}
	return flags.while(ctx, p, func(d *desk, r *bot.Runtime) (string, error) {
		e, _, b, err := c.board(ctx, d)
		if err != nil {
			return "", err
		}
		if mark := b.mark(); mark != c.Publish {
			return "", fmt.Errorf("%w (%s)", errSeenOther, mark)
		}
		teams, err := b.placings(func() (string, error) { return d.newTeamCode(ctx, e.Reference) })
		if err != nil || len(teams) == 0 {
			return "nothing to publish: the teams stand so already\n", err
		}
		if err := d.orderTeams(ctx, r, event.Order{By: c.By, Reference: e.Reference, Teams: teams, Mark: c.Publish}); err != nil {
			return "", err
		}
		return fmt.Sprintf("%d teams are made or changed; people are told in their waking hours. See: wecan events teams %s\n", len(teams), e.Reference), nil
	})
}

// board is the proposal as it was asked for.
func (c *eventTeams) board(ctx context.Context, d *desk) (happening, []event.Row, *teamBoard, error) {
	e, err := d.event(ctx, c.Reference)
	if err == nil && e.Plan.TeamMax == 0 {
		err = fmt.Errorf("%s has no teams; see: wecan events change --teams", e.Reference)
	}
	if err != nil {
		return e, nil, nil, err
	}
	rows, err := d.roster(ctx, e)
	if err != nil {
		return e, nil, nil, err
	}
	there, err := d.teams(ctx, e.Reference)
	if err != nil {
		return e, nil, nil, err
	}
	h := fnv.New64a()
	_, _ = h.Write([]byte(e.Reference)) // a hash's Write never fails
	b, err := newTeamBoard(e.Plan, rows, there, h.Sum64()+c.Other)
	if err != nil {
		return e, nil, nil, err
	}
	for _, one := range c.Move {
		if err := b.move(one); err != nil {
			return e, nil, nil, err
		}
	}
	return e, rows, b, b.check()
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
		one := match.Person{ID: teamID(row.Arrival), Skills: row.Form.Skills, Idea: row.Form.Idea != "", Women: row.Form.Among, Alone: row.Form.Alone}
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
	board *teamBoard
	event happening
}

func (s teamSheet) print(out io.Writer) error {
	var lines []string
	p := s.board.proposal
	placed := len(p.Left)
	for _, t := range p.Teams {
		placed += len(t.Members)
		lines = append(lines, fmt.Sprintf("team %d%s: %s", t.Number, s.there(t.Number), s.people(t.Members)))
		lines = append(lines, s.standing(t)...)
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
	for _, one := range s.board.warnings {
		lines = append(lines, "warning: "+one)
	}
	lines = append(lines,
		fmt.Sprintf("%d people with a place, %d teams, %d without one", placed, len(p.Teams), len(p.Left)),
		"mark: "+s.board.mark())
	if _, err := io.WriteString(out, strings.Join(lines, "\n")+"\n"); err != nil {
		return fmt.Errorf("write the teams: %w", err)
	}
	return nil
}

// there is the number and the name of a team that there is.
func (s teamSheet) there(number int) string {
	if known := s.board.known(number); known != "" {
		return known
	}
	return ", new"
}

// standing tells what publishing would change in a team that there is, and who has not
// answered yet.
func (s teamSheet) standing(t match.Team) []string {
	if t.Number > len(s.board.there) {
		return nil
	}
	var comes, goes, kept, silent []string
	was := s.board.there[t.Number-1].Members
	for _, m := range was {
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
		if !s.board.wasIn(id, t.Number) {
			comes = append(comes, id)
		}
	}
	var out []string
	for _, one := range []struct {
		words string
		ids   []string
	}{{"would come", comes}, {"would go", goes}, {"a place is kept for", kept}, {"have not said whether their name is shown", silent}} {
		if len(one.ids) > 0 {
			out = append(out, "  "+one.words+": "+s.people(one.ids))
		}
	}
	return out
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
	case match.BecauseAlone:
		return "wants to work alone"
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
	case "":
		return "moved by hand"
	}
	return string(why)
}

func apartWords(why match.Kind) string {
	switch why { //nolint:exhaustive // the others are why a team is as it is
	case match.ApartWomen:
		return "only one of them asked for a team of women"
	case match.ApartAlone:
		return "one of them wants to work alone"
	case match.ApartLanguage:
		return "they speak no language in common"
	case match.ApartSizes, match.ApartLater:
		return "no team has room for both"
	}
	return string(why)
}
