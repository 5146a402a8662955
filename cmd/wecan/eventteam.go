package main

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"wecan/bot"
	"wecan/flows/event"
)

type eventTeam struct {
	plannerFlags `embed:""`

	Reference string `arg:"" help:"The number of an event, as WE-4K7M-9Q2."`
	Code      string `arg:"" help:"The number of a team: six digits."`
	Take      []int  `placeholder:"N" help:"Take somebody out of it, by her number in the list of people."`
	Put       []int  `placeholder:"N" help:"Put somebody into it, also when she is in another team."`
}

// Help is shown by --help.
func (eventTeam) Help() string {
	return "For late changes by hand. Those concerned are told; who is put into a team is asked whether the others may see her name."
}

// Run takes people out of a team, or puts them into it.
func (c *eventTeam) Run(ctx context.Context, p *invocation) error {
	return c.while(ctx, p, func(d *desk, r *bot.Runtime) (string, error) {
		e, err := d.event(ctx, c.Reference)
		if err != nil {
			return "", err
		}
		code, err := teamCode(c.Code)
		if err != nil {
			return "", err
		}
		t, ok, err := d.readTeam(ctx, event.TeamID(d.ids, e.Reference, code))
		if err == nil && (!ok || t.Over) {
			err = fmt.Errorf("%s has no team %s; see: wecan events teams", e.Reference, code)
		}
		if err != nil {
			return "", err
		}
		rows, err := d.roster(ctx, e)
		if err != nil {
			return "", err
		}
		placing, err := c.placing(t, rows)
		if err != nil {
			return "", err
		}
		if err := d.orderTeams(ctx, r, event.Order{By: c.By, Reference: e.Reference, Teams: []event.Placing{placing}}); err != nil {
			return "", err
		}
		return fmt.Sprintf("team %s is changed; see: wecan events teams %s\n", code, e.Reference), nil
	})
}

// placing is what is to be told, if the team has room and may take them.
func (c *eventTeam) placing(t event.TeamView, rows []event.Row) (event.Placing, error) {
	p := event.Placing{Code: t.Code, Drop: c.Take, Force: slices.Concat(c.Take, c.Put)}
	if len(p.Force) == 0 {
		return p, errors.New("say whom to --take or to --put")
	}
	for _, m := range t.Members {
		if !slices.Contains(c.Take, m.Arrival) {
			p.Members = append(p.Members, m.Arrival)
		}
	}
	for _, n := range c.Take {
		if !slices.ContainsFunc(t.Members, func(m event.TeamMember) bool { return m.Arrival == n }) {
			return p, fmt.Errorf("--take: %d is not in team %s", n, t.Code)
		}
	}
	for _, n := range c.Put {
		at := slices.IndexFunc(rows, func(r event.Row) bool { return r.Arrival == n && r.Seat == event.SeatPlaced })
		switch {
		case at < 0:
			return p, fmt.Errorf("--put: nobody with a place has the number %d", n)
		case t.Women && !rows[at].Form.Among:
			return p, fmt.Errorf("--put: all in team %s asked for a team of women, and %d did not", t.Code, n)
		case !slices.Contains(p.Members, n):
			p.Members = append(p.Members, n)
		}
	}
	if len(p.Members) > t.Most {
		return p, fmt.Errorf("team %s would have %d people, and %d are the most", t.Code, len(p.Members), t.Most)
	}
	return p, nil
}
