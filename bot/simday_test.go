package bot_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"sync"
	"time"

	"wecan/bot"
	"wecan/flows"
	"wecan/flows/event"
	"wecan/i18n"
	"wecan/store"
)

// simDay is the day of a hackathon in a simulation: people who have a place make teams and
// are put into them, write to each other, come to the door, hand in, vote, and say how it
// was. Something breaks whenever much happens, and hardly anything in between.
type simDay struct {
	w         *world
	reference string
	plan      event.Plan
	folk      []*simVisitor
	start     time.Time
	made      chan struct{} // closed when the first team has its number
	over      chan struct{}

	mu       sync.Mutex
	code     string // of the first team
	arrivals map[flows.ActorID]int
}

const (
	firstVisitor = 70 // simPerson.n of the first of them
	visitors     = 4
	teamOf       = 2 // as many are in a team at most

	// When what happens, after the start. What is late by a [dayGrace] is in time.
	dayNoted   = time.Minute
	dayAsked   = 2 * time.Minute // who has not handed in hears of it
	dayHandIn  = 4 * time.Minute
	dayEnd     = 6 * time.Minute
	dayGrace   = 5 * time.Minute
	dayVotes   = 10 * time.Minute
	dayDecided = dayVotes + dayGrace
	dayRate    = dayEnd + 30*time.Minute
	dayClosing = dayRate + 2*time.Minute
)

// newDay plans the event, and has people sign up before anything breaks: that is what
// [simFest] is about.
func newDay(w *world, s *store.Store) *simDay {
	w.t.Helper()
	d := &simDay{
		w: w, reference: flows.NewReference(rand.New(rand.NewPCG(w.plan.seed, 2))),
		made: make(chan struct{}), over: make(chan struct{}), arrivals: map[flows.ActorID]int{},
	}
	d.start = time.Now().Add(5 * time.Minute).UTC().Truncate(time.Minute)
	d.plan = event.Plan{
		Kind: event.KindHackathon, Words: []event.Words{{Lang: i18n.English, Title: "Day"}}, Site: "utrecht", Open: event.OpenEverybody,
		Start: d.start, Minutes: int(dayEnd.Minutes()), HandIn: d.start.Add(dayHandIn), Votes: d.start.Add(dayVotes),
		Place: "Hall 2", Remind: []int{}, TeamMin: teamOf, TeamMax: teamOf,
	}
	in, err := event.NewPlan(w.ids, event.Order{ID: "day", By: "Anna", Reference: d.reference, Plan: d.plan})
	if err != nil {
		w.t.Fatal(err)
	}
	desk := bot.New(bot.Options{Store: s, Carrier: nobody{}, IDs: w.ids}, w.defs)
	if err := desk.Start(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
	if err := desk.Handle(w.t.Context(), in); err != nil {
		w.t.Fatal(err)
	}
	time.Sleep(100 * time.Millisecond)
	for i := range visitors {
		v := newVisitor(d, i)
		d.folk = append(d.folk, v)
		v.signsUp(desk)
	}
	if err := desk.Stop(time.Second); err != nil {
		w.t.Fatal(err)
	}
	_, rows, _, err := w.event(w.t.Context(), d.reference)
	if err != nil || len(rows) != visitors {
		w.t.Fatalf("%d people have signed up: %v", len(rows), err)
	}
	for _, r := range rows {
		d.arrivals[r.Person] = r.Arrival
	}
	return d
}

// signsUp types what a sign-up asks.
func (v *simVisitor) signsUp(desk *bot.Runtime) {
	v.w.t.Helper()
	for i, line := range []string{"/help", "/events", "1", "sign up", "yes, start", v.name, "no", "skip", "no, I join others", "English", "skip", "send"} {
		in := flows.Incoming{ID: fmt.Sprintf("before:%d:%d", v.n, i), To: v.w.ids.Person(v.user.ID), Input: flows.Text{
			Origin: flows.Origin{Chat: v.user.ID, Lang: "en"}, Message: i + 1, Text: line,
		}}
		if err := desk.Handle(v.w.t.Context(), in); err != nil {
			v.w.t.Fatal(err)
		}
		time.Sleep(20 * time.Millisecond) // what is asked of others is answered
	}
}

// live lets them live, and the team, and things break.
func (d *simDay) live(ctx context.Context, crowd *sync.WaitGroup) {
	for _, v := range d.folk {
		crowd.Go(func() { v.live(ctx) })
	}
	crowd.Go(func() { d.happens(ctx) })
	crowd.Go(func() { d.storms() }) //nolint:contextcheck // a process has a life of its own
}

// storms break what is outside while much happens: people write, the doors open, the
// deadline comes, its grace ends, the votes end, and people are asked how it was.
func (d *simDay) storms() {
	w := d.w
	for n, at := range []time.Duration{-time.Minute, 0, dayHandIn, dayHandIn + dayGrace, dayDecided, dayRate} {
		time.Sleep(time.Until(d.start.Add(at - 8*time.Second)))
		w.breaks(true)
		ends := time.Now().Add(20 * time.Second)
		if w.plan.crashes > 0 && w.plan.happens(600, "day crash", n) {
			time.Sleep(time.Duration(w.plan.hash("day crash at", n)%14_000) * time.Millisecond)
			w.crashPlace(int(w.plan.hash("day place", n)%uint64(w.plan.processes)), 10+n)
		}
		time.Sleep(time.Until(ends))
		w.breaks(false)
	}
}

// breaks says whether anything may break now.
func (w *world) breaks(bad bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.calm = !bad
}

// happens is what the team does: it puts together who has no team, notes somebody at the
// door, and looks now and then.
func (d *simDay) happens(ctx context.Context) {
	defer close(d.over)
	wait := func(at time.Duration) bool {
		select {
		case <-time.After(time.Until(d.start.Add(at))):
			return true
		case <-ctx.Done():
			return false
		}
	}
	if !wait(-200*time.Second + time.Duration(d.w.plan.hash("puts")%15_000)*time.Millisecond) {
		return
	}
	d.puts(ctx)
	if !wait(-80 * time.Second) {
		return
	}
	d.looks(ctx)
	if !wait(dayNoted) {
		return
	}
	for _, v := range d.folk {
		if v.noted {
			d.order(ctx, event.NewCame, event.Order{ID: fmt.Sprint("came", v.n), Arrivals: []int{d.arrivals[v.actor()]}})
		}
	}
	if !wait(dayHandIn + dayGrace + time.Minute) {
		return
	}
	d.looks(ctx)
	wait(dayClosing)
}

// looks looks at the teams while nothing is under way.
func (d *simDay) looks(ctx context.Context) {
	teams, err := d.w.teams(ctx, d.reference)
	if err != nil {
		d.w.note("the teams: " + err.Error())
	}
	d.checkTeams(teams, func(format string, args ...any) { d.w.note(fmt.Sprintf(format, args...)) })
}

func (d *simDay) order(ctx context.Context, orders func(flows.IDs, event.Order) (flows.Incoming, error), o event.Order) {
	o.By, o.Reference = "Anna", d.reference
	in, err := orders(d.w.ids, o)
	if err != nil {
		d.w.note(err.Error())
		return
	}
	d.w.bring(ctx, in)
}

// puts puts who has no team to somebody who is alone in hers, and the others together.
func (d *simDay) puts(ctx context.Context) {
	teams, err := d.w.teams(ctx, d.reference)
	if err != nil {
		d.w.note("the teams: " + err.Error())
		return
	}
	has := map[int]bool{}
	var put, alone []event.Placing
	for _, t := range teams {
		for _, m := range t.Members {
			has[m.Arrival] = true
		}
		if len(t.Members) == 1 && !t.Over {
			put = append(put, event.Placing{Code: t.Code})
		}
	}
	for _, v := range d.folk {
		switch n := d.arrivals[v.actor()]; {
		case has[n]:
			continue
		case v.i == visitors-1 && v.would(600, "alone"): // she wishes that, and the team knows
			alone = []event.Placing{{Code: "888888", Members: []int{n}}}
		case len(put) > 0 && d.room(put[len(put)-1], teams) > 0:
			put[len(put)-1].Members = append(put[len(put)-1].Members, n)
		case len(put) > 1 && d.room(put[0], teams) > 0:
			put[0].Members = append(put[0].Members, n)
		default:
			put = append(put, event.Placing{Code: strconv.Itoa(999_990 + len(put)), Members: []int{n}})
		}
	}
	put = slices.DeleteFunc(put, func(p event.Placing) bool { return len(p.Members) == 0 })
	d.order(ctx, event.NewTeams, event.Order{ID: "teams", Teams: append(put, alone...), Mark: "seen"})
}

// room is how many more a team takes with those who are put there.
func (d *simDay) room(p event.Placing, teams []event.TeamView) int {
	n := teamOf - len(p.Members)
	for _, t := range teams {
		if t.Code == p.Code {
			n -= len(t.Members)
		}
	}
	return n
}

// event is an event as the store has it, who signed up, and what was handed in.
func (w *world) event(ctx context.Context, reference string) (v event.View, rows []event.Row, works []event.Made, err error) {
	s, err := store.Open(ctx, store.Options{URL: "memory:", Embedded: w.redis, Bot: botID, Owner: "fest", Key: w.key})
	if err != nil {
		return v, nil, nil, err
	}
	defer func() { _ = s.Close() }()
	id := w.ids.Of(flows.KindEvent, reference)
	rec, err := s.Load(ctx, id, nil)
	if err != nil {
		return v, nil, nil, err
	}
	a, _, err := bot.Inspect(id, rec.State)
	if err != nil {
		return v, nil, nil, err
	}
	if v, _, err = event.ReadView(a.Body); err != nil {
		return v, nil, nil, err
	}
	if rec, err = s.Load(ctx, id, append(v.RosterMembers(), v.WorkMembers()...)); err != nil {
		return v, nil, nil, err
	}
	if rows, err = v.Roster(rec.Members); err != nil {
		return v, nil, nil, err
	}
	works, err = v.Works(rec.Members)
	return v, rows, works, err
}

// teams are those of an event, as the store has them.
func (w *world) teams(ctx context.Context, reference string) (out []event.TeamView, err error) {
	s, err := store.Open(ctx, store.Options{URL: "memory:", Embedded: w.redis, Bot: botID, Owner: "teams", Key: w.key})
	if err != nil {
		return nil, err
	}
	defer func() { _ = s.Close() }()
	err = s.Walk(ctx, flows.KindTeam, func(id flows.ActorID) error {
		rec, err := s.Load(ctx, id, nil)
		if err != nil {
			return err
		}
		a, _, err := bot.Inspect(id, rec.State)
		if err != nil {
			return err
		}
		if v, ok, err := event.ReadTeam(a.Body); err != nil {
			return err
		} else if ok && v.Reference == reference {
			out = append(out, v)
		}
		return nil
	})
	return out, err
}
