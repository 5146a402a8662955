package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"sync"
	"time"

	"wecan/bot/sandbox"
	"wecan/flows"
	"wecan/flows/referral"
	"wecan/i18n"
)

// demoTeam is the team on the demo's page. Each of the programme file has a phone
// in English, which has opened her invitation: so a request that one does not
// answer goes on to the next.
type demoTeam struct {
	desk  *demoDesk
	world *sandbox.Telegram

	mu     sync.Mutex // held while somebody joins: a second press must not draw another invitation
	phones []string   // ids of the team, in the order in which they joined
}

// demoPhones is below the numbers that the demo's page draws for people.
const demoPhones = 500_000_000

const demoLanguage i18n.Lang = "en"

// gather lets everybody join who has not.
func (d *demoTeam) gather(ctx context.Context) error {
	at, _, err := d.desk.desk("")
	if err != nil {
		return err
	}
	team, err := at.colleagues(ctx, "")
	if err != nil {
		return err
	}
	for _, c := range team {
		if c.Unlisted || c.Gone || c.Mattermost != "" {
			continue
		}
		if _, err := d.Phone(ctx, c.ID); err != nil {
			return err
		}
	}
	return nil
}

// beside is the query of a link to the page with a navigator's phone as the second
// one: of the first navigator who has joined, "" without any. What the page does
// not know of her stands in it, too.
func (d *demoTeam) beside() string {
	for _, m := range d.desk.service.current.Load().defs.Programme.Team {
		if user := d.user(referral.Colleague{TeamMember: m}); user.ID != 0 && m.Has(flows.RoleNavigator) {
			return url.Values{"two": {strconv.FormatInt(user.ID, 10)}, "two-name": {user.FirstName}, "two-lang": {user.LanguageCode}}.Encode()
		}
	}
	return ""
}

// Crew is for sandbox.Team.
func (d *demoTeam) Crew(ctx context.Context, language string) (sandbox.Crew, error) {
	at, read, err := d.desk.desk(language)
	if err != nil {
		return sandbox.Crew{}, err
	}
	team, err := at.colleagues(ctx, "")
	if err != nil {
		return sandbox.Crew{}, fmt.Errorf("list the team: %w", err)
	}
	open, err := at.referrals(ctx, wantedReferrals{})
	if err != nil {
		return sandbox.Crew{}, fmt.Errorf("list the requests: %w", err)
	}
	var crew sandbox.Crew
	if now := d.desk.clock.Now(); !allAtWork(at.defs.Programme.Sites, now).Equal(now) {
		crew.Opens = allAtWork(at.defs.Programme.Sites, now)
	}
	sites := map[string]string{} // of whoever has a request, or is asked
	for _, c := range team {
		sites[c.ID] = c.Site
		if !c.Unlisted && !c.Gone {
			crew.Members = append(crew.Members, d.member(c, read))
		}
	}
	for _, r := range open {
		crew.Requests = append(crew.Requests, read.request(r, sites))
	}
	return crew, nil
}

func (d *demoTeam) member(c referral.Colleague, read *deskReader) sandbox.Member {
	m := sandbox.Member{ID: c.ID, Name: c.Name, Site: read.site(c.Site), User: d.user(c).ID, Chats: c.Mattermost != ""}
	for _, role := range c.Roles {
		m.Roles = append(m.Roles, string(role))
	}
	for _, lang := range c.Languages {
		m.Languages = append(m.Languages, i18n.Endonym(lang))
	}
	return m
}

// request is one as the page shows it.
func (r *deskReader) request(one request, sites map[string]string) sandbox.Request {
	out := sandbox.Request{
		Reference: one.Reference, Language: one.Language, Late: one.Overdue, Who: one.Owner, Due: one.Due, Stands: string(one.Status),
		Colour: r.text(string(one.Colour), "referral.colour."+string(one.Colour)), Topic: r.text(one.Topic, "question.topic.option."+one.Topic),
	}
	if one.Asked != "" {
		out.Who = one.Asked
	}
	at := one.Site
	if where, ok := sites[out.Who]; ok {
		at = where
	}
	if site, ok := r.words.defs.Programme.Site(at); ok {
		out.Zone = site.Zone.String()
	}
	switch {
	case one.Status == referral.StatusNew && !one.Due.IsZero():
		out.Stands = "waits"
	case one.Status == referral.StatusNavigator && one.Overdue:
		out.Stands = "owes"
	}
	return out
}

// allAtWork is the first moment from t on at which the teams of all sites are at
// work; zero when none comes soon, as for sites far apart.
func allAtWork(sites []flows.Site, t time.Time) time.Time {
	const hops = 100 // from one opening to the next
	for range hops {
		latest := t
		for _, s := range sites {
			next, ok := s.NextOpen(t)
			if !ok {
				return time.Time{}
			}
			if next.After(latest) {
				latest = next
			}
		}
		if latest.Equal(t) {
			return t
		}
		t = latest
	}
	return time.Time{}
}

// Phone is for sandbox.Team. If she has not joined, she does now.
func (d *demoTeam) Phone(ctx context.Context, id string) (sandbox.User, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	at, _, err := d.desk.desk("")
	if err != nil {
		return sandbox.User{}, err
	}
	c, err := at.colleague(ctx, id, "")
	if errors.Is(err, errNobody) {
		return sandbox.User{}, fmt.Errorf("%w: %w", sandbox.ErrNobody, err)
	}
	if err != nil {
		return sandbox.User{}, err
	}
	if !slices.Contains(d.phones, id) {
		d.phones = append(d.phones, id)
	}
	user := d.userOf(c)
	if c.Joined {
		return user, nil
	}
	return user, d.join(ctx, at, c, user)
}

func (d *demoTeam) user(c referral.Colleague) sandbox.User {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.userOf(c)
}

// userOf is without a number for whoever has no phone yet.
func (d *demoTeam) userOf(c referral.Colleague) sandbox.User {
	number := slices.Index(d.phones, c.ID)
	if number < 0 {
		return sandbox.User{}
	}
	return sandbox.User{ID: int64(demoPhones + number), FirstName: c.Name, LanguageCode: string(demoLanguage)}
}

// join opens an invitation on her phone, chooses a language there, and waits until
// the team knows her.
func (d *demoTeam) join(ctx context.Context, at *desk, c referral.Colleague, user sandbox.User) error {
	token, err := at.invite(ctx, d.desk.service.runtime, c)
	if err != nil {
		return err
	}
	began := d.world.Say(user, "/start "+token)
	chosen := false
	for late := time.Now().Add(patienceOfDesk); !c.Joined; {
		chosen = chosen || d.choose(user, began)
		if c, err = at.colleague(ctx, c.ID, c.Site); err != nil {
			return err
		}
		if time.Now().After(late) || !c.Joined && !pause(ctx, demoLooksEvery) {
			return fmt.Errorf("%s could not join; try again", c.ID)
		}
	}
	return nil
}

const demoLooksEvery = 5 * time.Millisecond

// choose taps her language below a question that has come since; false while there
// is none.
func (d *demoTeam) choose(user sandbox.User, since int) bool {
	for _, m := range d.world.MessagesAfter(user.ID, since) {
		for _, b := range slices.Concat(m.Buttons...) {
			if b.Text == i18n.Endonym(demoLanguage) {
				_, err := d.world.Tap(user, m.ID, b.Data)
				return err == nil
			}
		}
	}
	return false
}
