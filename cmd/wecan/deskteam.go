package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"

	"wecan/flows"
	"wecan/flows/referral"
)

// The team at the desk: who is on it, and what whoever looks after it orders.

// errNobody is returned for an id that nobody of the team has.
var errNobody = errors.New("nobody of the team has this id")

// colleagues are the team of every site of the programme file, or of the one named, in
// the file's order.
func (d *desk) colleagues(ctx context.Context, site string) ([]referral.Colleague, error) {
	var out []referral.Colleague
	for _, s := range d.defs.Programme.Sites {
		if site != "" && s.ID != site {
			continue
		}
		record, err := d.store.Load(ctx, d.ids.Of(flows.KindRoster, s.ID), referral.RosterMembers())
		if err != nil {
			return nil, err
		}
		if record.Parked != nil {
			return nil, fmt.Errorf("the team of %s is put aside; see: wecan dead list", s.ID)
		}
		team, err := referral.ReadTeam(d.defs.Programme, s.ID, record.Members)
		if err != nil {
			return nil, err
		}
		out = append(out, team...)
	}
	return out, nil
}

// colleague finds one by her id; with site "" at any site.
func (d *desk) colleague(ctx context.Context, id, site string) (referral.Colleague, error) {
	if err := (wanted{site: site}).check(d.defs.Programme); err != nil {
		return referral.Colleague{}, err
	}
	team, err := d.colleagues(ctx, site)
	if err != nil {
		return referral.Colleague{}, err
	}
	var ids []string
	for _, c := range team {
		if c.ID == id {
			return c, nil
		}
		ids = append(ids, c.ID)
	}
	if ids == nil {
		ids = []string{"nobody yet; write people: into the programme file, or use wecan people add"}
	}
	return referral.Colleague{}, fmt.Errorf("%w: %q; on it are: %s", errNobody, id, strings.Join(ids, ", "))
}

// codeAlphabet is that of the numbers: nothing in it is mistaken for another
// character, and it makes no words.
const (
	codeAlphabet = "23456789BCDFGHJKMPQRTWX"
	codeSize     = 8 // characters; beside the longest id of a site it fits into a link
)

func newCode() string {
	b := make([]byte, 0, codeSize)
	for len(b) < codeSize {
		var drawn [1]byte
		_, _ = rand.Read(drawn[:]) // crypto/rand.Read never fails
		if n := int(drawn[0]); n < 256/len(codeAlphabet)*len(codeAlphabet) {
			b = append(b, codeAlphabet[n%len(codeAlphabet)])
		}
	}
	return string(b)
}

// flowTeam is the flow that an invitation begins.
const flowTeam = "team"

// invite draws an invitation and answers the payload of its link, which works
// once. With another phone she takes on what is new: what she has stays with the
// phone that she took it with, so with open referrals it is refused.
func (d *desk) invite(ctx context.Context, t turns, c referral.Colleague) (string, error) {
	switch {
	case c.Unlisted && !c.Gone:
		return "", fmt.Errorf("%s does not stand in the programme file any more; write her into it again, or run: wecan people remove %s", c.ID, c.ID)
	case c.Joined && len(c.Open) > 0:
		return "", fmt.Errorf("%s has joined already and has %s. If she has another phone now, first run: wecan people remove %s", c.ID, counted(len(c.Open), "open referral", "open referrals"), c.ID)
	}
	code := newCode()
	token, err := d.ids.Seal(flows.Link{Site: c.Site, Cohort: code, Flow: flowTeam})
	if err != nil {
		return "", err
	}
	in, err := referral.NewInvitation(d.ids, c.Site, c.ID, code, rand.Text())
	if err != nil {
		return "", err
	}
	return token, d.order(ctx, t, in, c.ID, c.Site, func(c referral.Colleague) bool { return c.Invited && !c.Gone })
}

// add takes somebody into the team, or changes what is known of somebody who was
// added before.
func (d *desk) add(ctx context.Context, t turns, m flows.TeamMember) error {
	in, err := referral.NewMember(d.ids, d.defs.Programme, m, rand.Text())
	if err != nil {
		return err
	}
	others, err := d.colleagues(ctx, "")
	if err != nil {
		return err
	}
	for _, c := range others {
		if c.ID == m.ID && c.Site != m.Site {
			return fmt.Errorf("%s is, or was, on the team of %s, and stands in the history of its referrals; choose another id", m.ID, c.Site)
		}
	}
	return d.order(ctx, t, in, m.ID, m.Site, func(c referral.Colleague) bool { return !c.Gone && c.Name == m.Name })
}

// setAway sets whether somebody is away. order names the order: see [referral.NewDuty].
func (d *desk) setAway(ctx context.Context, t turns, c referral.Colleague, away bool, order string) error {
	if c.Gone {
		return fmt.Errorf("%s has left the team; to have her back run: wecan people invite %s", c.ID, c.ID)
	}
	in, err := referral.NewDuty(d.ids, c.Site, c.ID, away, order)
	if err != nil {
		return err
	}
	return d.order(ctx, t, in, c.ID, c.Site, func(c referral.Colleague) bool { return c.Away == away })
}

// order brings an order to a roster and sees that it was heard.
func (d *desk) order(ctx context.Context, t turns, in flows.Incoming, id, site string, heard func(referral.Colleague) bool) error {
	if err := t.Handle(ctx, in); err != nil {
		return err
	}
	c, err := d.colleague(ctx, id, site)
	if err == nil && !heard(c) {
		err = fmt.Errorf("the team of %s did not take it; see what stands with: wecan people list --site %s", site, site)
	}
	return err
}

// remove ends somebody's work in the team, and waits until what she had has gone
// on. It answers the references of that.
func (d *desk) remove(ctx context.Context, t turns, c referral.Colleague) ([]string, error) {
	if c.Gone {
		return nil, fmt.Errorf("%s has left the team already", c.ID)
	}
	in, err := referral.NewRemoval(d.ids, c.Site, c.ID, rand.Text())
	if err != nil {
		return nil, err
	}
	if err := d.order(ctx, t, in, c.ID, c.Site, func(c referral.Colleague) bool { return c.Gone && !c.Joined }); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, patienceOfDesk)
	defer cancel()
	for _, reference := range c.Open {
		if err := d.awaitPassedOn(ctx, c.ID, reference); err != nil {
			return c.Open, fmt.Errorf("%s has left the team, but %w", c.ID, err)
		}
	}
	return c.Open, nil
}

func (d *desk) awaitPassedOn(ctx context.Context, id, reference string) error {
	for {
		r, ok, err := d.readReferral(ctx, d.ids.Of(flows.KindReferral, reference))
		switch {
		case err != nil:
			return err
		case !ok || r.Owner != id && r.Asked != id:
			return nil
		case r.Parked:
			return fmt.Errorf("%s is put aside and still hers; see: wecan dead list", reference)
		case !pause(ctx, deskLooksEvery):
			return fmt.Errorf("%s has not gone on yet; see: wecan referrals show %s", reference, reference)
		}
	}
}

// missingRoles are the roles that a site has nobody for who can be reached: whose
// phone has joined, or who works at Mattermost.
func missingRoles(team []referral.Colleague, site string) []string {
	var out []string
	for _, role := range []flows.Role{flows.RoleNavigator, flows.RoleLead, flows.RoleDeputy} {
		if !slices.ContainsFunc(team, func(c referral.Colleague) bool {
			there := c.Mattermost != "" && !c.Gone && !c.Unlisted
			return c.Site == site && (c.Works() || there) && c.Has(role)
		}) {
			out = append(out, string(role))
		}
	}
	return out
}
