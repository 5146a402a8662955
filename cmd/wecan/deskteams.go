package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"wecan/bot"
	"wecan/flows"
	"wecan/flows/event"
)

// teams are those of an event in which somebody is, by their numbers.
func (d *desk) teams(ctx context.Context, reference string) ([]event.TeamView, error) {
	var out []event.TeamView
	err := d.store.Indexed(ctx, event.IndexTeams(reference), func(id flows.ActorID) error {
		v, ok, err := d.readTeam(ctx, id)
		if err == nil && ok && !v.Over && len(v.Members) > 0 {
			out = append(out, v)
		}
		return err
	})
	slices.SortFunc(out, func(a, b event.TeamView) int { return cmp.Compare(a.Code, b.Code) })
	return out, err
}

func (d *desk) readTeam(ctx context.Context, id flows.ActorID) (event.TeamView, bool, error) {
	record, err := d.store.Load(ctx, id, nil)
	if err != nil {
		return event.TeamView{}, false, err
	}
	a, _, err := bot.Inspect(id, record.State)
	if err != nil {
		return event.TeamView{}, false, err
	}
	return event.ReadTeam(a.Body)
}

// newTeamCode draws the number of a team that there is not.
func (d *desk) newTeamCode(ctx context.Context, reference string) (string, error) {
	for range 20 {
		n, err := rand.Int(rand.Reader, big.NewInt(900_000))
		if err != nil {
			return "", fmt.Errorf("draw a number: %w", err)
		}
		code := strconv.FormatInt(100_000+n.Int64(), 10)
		if _, taken, err := d.readTeam(ctx, event.TeamID(d.ids, reference, code)); err != nil || !taken {
			return code, err
		}
	}
	return "", errors.New("no number is free for a team")
}

// orderTeams brings an order about teams to its event. The teams hear it one after the
// other, soon after that. Without an ID the order is a new one.
func (d *desk) orderTeams(ctx context.Context, t turns, o event.Order) error {
	o.ID = cmp.Or(o.ID, rand.Text())
	in, err := event.NewTeams(d.ids, o)
	if err != nil {
		return err
	}
	if err := t.Handle(ctx, in); err != nil {
		return err
	}
	now, ok, err := d.readEvent(ctx, in.To)
	if err == nil && (!ok || now.Parked || !now.Made(o.ID)) {
		err = fmt.Errorf("the teams of %s were not changed; see: wecan events show", o.Reference)
	}
	return err
}

// teamCode reads the number of a team as people type it.
func teamCode(typed string) (string, error) {
	code := strings.Join(strings.Fields(typed), "")
	if len(code) != 6 || strings.Trim(code, "0123456789") != "" {
		return "", fmt.Errorf("%q is not the number of a team: it has six digits", typed)
	}
	return code, nil
}
