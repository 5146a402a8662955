package main

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"slices"
	"strings"

	"wecan/bot"
	"wecan/flows/event"
	"wecan/flows/event/match"
	"wecan/flows/referral"
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
		return looking(ctx, p, wanted{}, func(t *tools, d *desk) error {
			_, rows, b, err := c.board(ctx, d)
			words := newTeamWords(newMMReader(t.words, referral.Colleague{}, ""), rows, c.Names)
			if err != nil {
				return c.refused(words, err)
			}
			return teamSheet{words, b}.print(p.stdout)
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
		teams, err := d.publishTeams(ctx, r, e, b, c.By)
		if err != nil || teams == 0 {
			return "nothing to publish: the teams stand so already\n", err
		}
		return fmt.Sprintf("%d teams are made or changed; people are told in their waking hours. See: wecan events teams %s\n", teams, e.Reference), nil
	})
}

// refused says which change by hand is refused, in words.
func (c *eventTeams) refused(words teamWords, err error) error {
	var r boardError
	if errors.As(err, &r) {
		return fmt.Errorf("--move: %s Write 12=3, or 12=none", plainly(words.remark(r)))
	}
	return err
}

// publishing names the order that publishes a proposal.
func publishing(mark string) string { return "proposal:" + mark }

// publishTeams makes the teams of a proposal, and answers how many are made or changed. A
// proposal is published once, however often and by whomever.
func (d *desk) publishTeams(ctx context.Context, t turns, e happening, b *teamBoard, by string) (int, error) {
	mark := b.mark()
	teams, err := b.placings(func() (string, error) { return d.newTeamCode(ctx, e.Reference) })
	if err != nil || len(teams) == 0 {
		return 0, err
	}
	return len(teams), d.orderTeams(ctx, t, event.Order{ID: publishing(mark), By: by, Reference: e.Reference, Teams: teams, Mark: mark})
}

// board is the proposal as it was asked for. A [boardError] is why a change by hand is
// refused.
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
	b.teamed = e.Teamed
	for _, one := range c.Move {
		if err := b.move(one); err != nil {
			return e, rows, b, err
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
	words teamWords
	board *teamBoard
}

func (s teamSheet) print(out io.Writer) error {
	var lines []string
	p := s.board.proposal
	placed := len(p.Left)
	for _, t := range p.Teams {
		placed += len(t.Members)
		lines = append(lines, s.words.team(s.board, t))
		for _, why := range slices.Concat(s.words.standing(s.board, t), s.words.reasons(t)) {
			lines = append(lines, "  "+why)
		}
	}
	lines = append(lines, s.words.others(s.board)...)
	for at := range lines { // no marks for the direction of letters at a terminal
		lines[at] = plainly(lines[at])
	}
	lines = append(lines,
		fmt.Sprintf("%d people with a place, %d teams, %d without one", placed, len(p.Teams), len(p.Left)),
		"mark: "+s.board.mark())
	if _, err := io.WriteString(out, strings.Join(lines, "\n")+"\n"); err != nil {
		return fmt.Errorf("write the teams: %w", err)
	}
	return nil
}
