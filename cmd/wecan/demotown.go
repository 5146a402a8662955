package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"strconv"
	"sync"
	"time"

	"wecan/bot/sandbox"
	"wecan/flows"
	"wecan/flows/event"
	"wecan/i18n"
)

// demoTown is a town of simulated people on the demo's page. When somebody fills it a small
// hackathon is planned, and all of them sign up for it on their own phones: over the same
// Telegram and by the same flows as everybody. From then on they answer what they are asked.
type demoTown struct {
	desk  *demoDesk
	world *sandbox.Telegram
	life  context.Context //nolint:containedctx // they live as long as the demo does, and not as long as the press of a button

	mu     sync.Mutex // held while the town is filled: a second press must not plan another event
	event  string     // the reference of what they come to
	people []*townsman
}

// townUsers is below the numbers of the team's phones, and above those that the page draws.
const townUsers = 400_000_000

// The hackathon of the town.
const (
	townBy     = "WE CAN"
	townPlaces = 24
	townAhead  = 3 * 24 * time.Hour
	townOpens  = 10 // o'clock
)

// Fill is for sandbox.Town.
func (d *demoTown) Fill(ctx context.Context) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.people) > 0 {
		return nil
	}
	at, _, err := d.desk.desk("")
	if err != nil {
		return err
	}
	if d.event == "" {
		if err := d.plan(ctx, at); err != nil {
			return err
		}
	}
	token, err := d.desk.service.ids.Seal(flows.Link{Flow: flowEvent, About: flows.LinkAbout(d.event)})
	if err != nil {
		return fmt.Errorf("make the link to the event: %w", err)
	}
	for i, one := range townsfolk() {
		p := newTownsman(d.world, i, one, d.door)
		d.people = append(d.people, p)
		go p.live(d.life, token) //nolint:contextcheck // see demoTown.life
	}
	return nil
}

// plan plans the hackathon at the first site.
func (d *demoTown) plan(ctx context.Context, at *desk) error {
	reference, err := at.newEventReference(ctx)
	if err != nil {
		return err
	}
	site := at.defs.Programme.Sites[0]
	day := d.desk.clock.Now().Add(townAhead).In(site.Zone)
	start := time.Date(day.Year(), day.Month(), day.Day(), townOpens, 0, 0, 0, site.Zone)
	_, err = at.orderEvent(ctx, d.desk.service.runtime, event.Order{ID: rand.Text(), By: townBy, Reference: reference, Plan: townPlan(site.ID, start)}, false)
	if err != nil {
		return fmt.Errorf("plan the hackathon: %w", err)
	}
	d.event = reference
	return nil
}

// townPlan is what happens there.
func townPlan(site string, start time.Time) event.Plan {
	return event.Plan{
		Kind: event.KindHackathon, Words: townWords(), Site: site, Open: event.OpenEverybody, Start: start, Minutes: 7 * 60,
		Place: "Station Square 4", Capacity: townPlaces, Reserved: []event.Reserved{{ID: event.GroupWomen, Places: 6}}, Offer: 12 * 60,
		HandIn: start.Add(5 * time.Hour), Votes: start.Add(6*time.Hour + 30*time.Minute), Schedule: townSchedule(),
		TeamMin: 3, TeamMax: 5, Languages: []i18n.Lang{"en"}, Childcare: true, PrayerRoom: true, NoAlcohol: true, WomenTeams: true,
		LastBus: "20:15", Contact: "Nadia", Cost: "0 €",
	}
}

// Gather is for sandbox.Town. Whoever has a place and no team yet comes into one, as
// "wecan events teams" proposes it.
func (d *demoTown) Gather(ctx context.Context) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	at, _, err := d.desk.desk("")
	if err != nil {
		return err
	}
	e, _, b, err := (&eventTeams{Reference: d.event}).board(ctx, at)
	if err != nil {
		return err
	}
	_, err = at.publishTeams(ctx, d.desk.service.runtime, e, b, townBy)
	return err
}

// Stand is for sandbox.Town.
func (d *demoTown) Stand(ctx context.Context, language string) (sandbox.Standing, error) {
	d.mu.Lock()
	reference, people := d.event, slices.Clone(d.people)
	d.mu.Unlock()
	out := sandbox.Standing{People: len(townsfolk()), Folk: []sandbox.Neighbour{}}
	if len(people) == 0 {
		return out, nil
	}
	at, _, err := d.desk.desk(language)
	if err != nil {
		return out, err
	}
	e, err := at.event(ctx, reference)
	if err != nil {
		return out, fmt.Errorf("look at the hackathon: %w", err)
	}
	roster, err := at.roster(ctx, e)
	if err != nil {
		return out, fmt.Errorf("look who comes: %w", err)
	}
	site, _ := at.defs.Programme.Site(e.Plan.Site)
	out.Event, out.Start, out.Zone, out.Places = e.Plan.In(i18n.Lang(language)).Title, e.Plan.Start, site.Zone.String(), e.Plan.Capacity
	teams, err := at.teams(ctx, reference)
	if err != nil {
		return out, fmt.Errorf("look at the teams: %w", err)
	}
	out.Placed, out.Waiting, out.Offered, out.In, out.Teams = e.Tally.Placed, e.Tally.Waiting, e.Tally.Offered, e.Tally.In, len(teams)
	seats := map[flows.ActorID]event.Seat{}
	for _, row := range roster {
		seats[row.Person] = row.Seat
	}
	for _, p := range people {
		if p.busy.Load() {
			out.Busy++
		}
		out.Folk = append(out.Folk, sandbox.Neighbour{
			User: p.user.ID, Name: p.user.FirstName, Language: i18n.Endonym(p.lang), Seat: string(seats[at.ids.Person(p.user.ID)]),
		})
	}
	return out, nil
}

// Phone is for sandbox.Town.
func (d *demoTown) Phone(_ context.Context, user int64) (sandbox.User, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	at := slices.IndexFunc(d.people, func(p *townsman) bool { return p.user.ID == user })
	if at < 0 {
		return sandbox.User{}, sandbox.ErrNobody
	}
	return d.people[at].user, nil
}

// door is the number at the entrance.
func (d *demoTown) door() string {
	d.mu.Lock()
	reference := d.event
	d.mu.Unlock()
	return strconv.Itoa(event.Door(d.desk.service.ids, reference))
}

const (
	calmAfter = 150 * time.Millisecond // with nothing new on any phone
	calmMost  = 4 * time.Second
)

// settle waits until nobody of the town is about to answer, or as long as anybody would
// watch: time that passes on the page must not run away from them.
func (d *demoTown) settle(ctx context.Context) {
	d.mu.Lock()
	people := slices.Clone(d.people)
	d.mu.Unlock()
	if len(people) == 0 {
		return
	}
	hurry(people, true)
	defer hurry(people, false)
	calm := time.Now()
	for late := time.Now().Add(calmMost); time.Now().Before(late) && time.Since(calm) < calmAfter; {
		if slices.ContainsFunc(people, (*townsman).stirs) {
			calm = time.Now()
		}
		if !pause(ctx, demoLooksEvery) {
			return
		}
	}
}

func hurry(people []*townsman, so bool) {
	for _, p := range people {
		p.hurries.Store(so)
	}
}
