package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"wecan/bot"
	"wecan/bot/sandbox"
	"wecan/flows"
	"wecan/flows/event"
	"wecan/store"
)

// Everybody wants one of the places of an event in the same minute, while three
// processes run and one of them is killed. Who has a place is decided from outside: by
// what stands on the phones, and by the numbers of arrival, against the words of
// deploy/adr/0039-events.md. make rush PEOPLE=5000 does it whole; the ordinary test has
// few people, who come as close behind each other.

const (
	rushEvery     = time.Minute / 5000 // from one tap to the next
	rushPlaces    = 200                // of 5,000 people
	rushProcesses = 3
	rushLate      = 2 * time.Minute // everybody must have an answer by then
	rushWalkers   = 24              // who come to the last question at the same time
	rushAsked     = 40              // who ask afterwards how they stand
)

func TestRush(t *testing.T) {
	n := rushFew
	if text := os.Getenv("WECAN_RUSH_PEOPLE"); text != "" {
		var err error
		if n, err = strconv.Atoi(text); err != nil || n < 50 || n > 20_000 {
			t.Fatalf("WECAN_RUSH_PEOPLE is %q. Set it to a number from 50 to 20000.", text)
		}
	}
	r := newRush(t, n)
	r.walk()
	before := r.meters()
	killed := r.run()
	after := r.meters()
	r.log(before, killed, after)
	r.beside()
	r.askAgain()
	waitFor(t, func() bool { return r.tg.Pending() == 0 })
	r.judge()
	r.end()
}

// rush is one run.
type rush struct {
	*fleet

	people    []*signer
	plan      event.Plan
	reference string

	died        time.Time     // the process that was killed
	cpu, stored time.Duration // of the processes and of Redis for each sign-up
}

func newRush(t *testing.T, n int) *rush {
	t.Helper()
	const file = "testdata/short/programme.yaml"
	programme, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	r := &rush{
		fleet:     newFleet(t, rushProcesses, file, programme, sandbox.Options{Seed: 1}),
		reference: flows.NewReference(rand.New(rand.NewPCG(1, 2))),
	}
	r.people = newSigners(r.tg, n)
	places := min(rushPlaces, n/5)
	r.plan = event.Plan{
		Kind: event.KindLab, Words: []event.Words{{Lang: "en", Title: "Ideas for our street", About: "One day, many ideas."}},
		Site: "utrecht", Open: event.OpenEverybody, Start: time.Now().Add(20 * 24 * time.Hour), Minutes: 480, Place: "Main Street 1", Capacity: places,
		Reserved: []event.Reserved{{ID: event.GroupWomen, Places: places / 5}, {ID: event.GroupParents, Places: places / 10}},
	}
	r.order()
	r.begin()
	return r
}

// order plans the event as whoever plans does.
func (r *rush) order() {
	r.t.Helper()
	r.desk(func(ids flows.IDs, desk *bot.Runtime, _ *store.Store) {
		in, err := event.NewPlan(ids, event.Order{ID: "one", By: "Test", Reference: r.reference, Plan: r.plan})
		if err != nil {
			r.t.Fatal(err)
		}
		if err := desk.Handle(r.t.Context(), in); err != nil {
			r.t.Fatal(err)
		}
	})
}

// walk brings everybody to the last question, some at a time.
func (r *rush) walk() {
	r.t.Helper()
	ctx, cancel := context.WithCancel(r.t.Context())
	defer cancel()
	began := time.Now()
	next := make(chan *signer)
	var all sync.WaitGroup
	for range rushWalkers {
		all.Go(func() {
			for s := range next {
				if err := s.walk(ctx); err != nil {
					r.t.Error(err)
					cancel()
				}
			}
		})
	}
	for _, s := range r.people {
		if r.t.Failed() {
			break
		}
		next <- s
	}
	close(next)
	all.Wait()
	if r.t.Failed() {
		r.t.FailNow()
	}
	r.t.Logf("%d people came to the last question within %v", len(r.people), time.Since(began).Round(time.Millisecond))
}

// run has everybody tap, evenly and in an order of chance, and kills a process in the
// middle. It answers what that process had shown until then.
func (r *rush) run() (killed []map[string]float64) {
	r.t.Helper()
	began, line := time.Now(), shuffled(r.people)
	for i, s := range line {
		time.Sleep(time.Until(began.Add(time.Duration(i) * rushEvery)))
		if err := s.send(); err != nil {
			r.t.Fatal(err)
		}
		if i == len(line)/2 {
			killed = append(killed, r.bots[0].shown())
			r.died = time.Now()
			r.bots[0].kill()
			r.book.busy = r.slowest()
			r.book.kill(r.bots[0].way, time.Time{})
		}
	}
	tapped := time.Since(began)
	ctx, cancel := context.WithTimeout(r.t.Context(), rushLate)
	defer cancel()
	for _, s := range line {
		s.await(ctx)
	}
	r.t.Logf("%d people tapped within %v, the last answer came after %v", len(line), tapped.Round(time.Millisecond), time.Since(began).Round(time.Millisecond))
	r.bots[0].awaitLife()
	return killed
}

// slowest is the longest that an answer has taken so far. An answer is two turns and their
// messages, so no ack of one turn takes longer, on whatever machine.
func (r *rush) slowest() (most time.Duration) {
	for _, s := range r.people {
		if s.look(); len(s.told) > 0 {
			most = max(most, s.told[0].at.Sub(s.tapped))
		}
	}
	return most
}

// askAgain has some of them ask how they stand.
func (r *rush) askAgain() {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(r.t.Context(), rushLate)
	defer cancel()
	var all sync.WaitGroup
	for i, s := range r.people {
		if i%max(1, len(r.people)/rushAsked) == 0 {
			all.Go(func() { s.ask(ctx) })
		}
	}
	all.Wait()
}

// view is the event as the store has it, and all who have signed up.
func (r *rush) view() (view event.View, rows []event.Row) {
	r.t.Helper()
	r.desk(func(ids flows.IDs, _ *bot.Runtime, s *store.Store) {
		id := ids.Of(flows.KindEvent, r.reference)
		record, err := s.Load(r.t.Context(), id, nil)
		if err != nil {
			r.t.Fatal(err)
		}
		a, _, err := bot.Inspect(id, record.State)
		if err != nil {
			r.t.Fatal(err)
		}
		if view, _, err = event.ReadView(a.Body); err != nil {
			r.t.Fatal(err)
		}
		if record, err = s.Load(r.t.Context(), id, view.RosterMembers()); err != nil {
			r.t.Fatal(err)
		}
		if rows, err = view.Roster(record.Members); err != nil {
			r.t.Fatal(err)
		}
		r.t.Logf("the event's body has %d bytes", len(a.Body))
	})
	return view, rows
}

// quantiles are p50, p99 and the most.
func quantiles(sorted []time.Duration) string {
	n := len(sorted)
	if n == 0 {
		return "of nobody"
	}
	at := func(i int) time.Duration { return sorted[i].Round(10 * time.Microsecond) }
	return strings.TrimSpace(fmt.Sprintf("p50 %v, p99 %v, at most %v", at(n/2), at((99*n+99)/100-1), at(n-1)))
}
