package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"wecan/bot"
	"wecan/flows"
	"wecan/flows/enrollment"
)

// desk is where the team works on applications: it lists them, shows one, and
// decides. The commands and the demo's panel sit at it. It reads the store and
// changes nothing but by inputs, like everybody else.
type desk struct {
	store shelves
	ids   flows.IDs
	defs  *flows.Definitions

	patience time.Duration // how long it waits for what comes of an order; 0 is patienceOfDesk
}

// shelves are what a desk reads. See the store's methods of these names.
type shelves interface {
	Load(ctx context.Context, id flows.ActorID, members []string) (*flows.Record, error)
	Walk(ctx context.Context, kind flows.Kind, visit func(flows.ActorID) error) error
	Indexed(ctx context.Context, index string, visit func(flows.ActorID) error) error
}

// turns take inputs: a [bot.Runtime].
type turns interface {
	Handle(ctx context.Context, ins ...flows.Incoming) error
}

// filed is an application as the desk shows it.
type filed struct {
	enrollment.View

	Number int       // on the reserve list now, 0 for not on it
	Tells  time.Time // when she hears of the last change; zero when she was told
	Parked bool      // put aside: see wecan dead
}

// wanted says which applications are listed; what is empty does not matter.
type wanted struct {
	site   string
	cohort string
	status enrollment.Status
	score  bool // the highest score first; else in the order of arrival
}

// errNoApplication is returned for a reference that nobody has.
var errNoApplication = errors.New("there is no such application")

// mistyped is the error for what is no reference at all.
type mistyped struct{ typed string }

func (m mistyped) Error() string {
	return fmt.Sprintf("%q is not the number of an application: there is a mistake in it. A number looks like WE-4K7M-9Q2", m.typed)
}

// list finds applications. One that cannot be read is an error: nobody may be
// overlooked.
func (d *desk) list(ctx context.Context, w wanted) ([]filed, error) {
	var out []filed
	numbers := map[string]map[string]int{}
	visit := func(id flows.ActorID) error {
		f, ok, err := d.read(ctx, id)
		if err != nil || !ok || w.site != "" && f.Site() != w.site || w.cohort != "" && f.Cohort() != w.cohort || w.status != "" && f.Status != w.status {
			return err
		}
		site := f.Site()
		if numbers[site] == nil {
			if numbers[site], err = d.reserveList(ctx, site); err != nil {
				return err
			}
		}
		f.Number = numbers[site][f.Reference]
		out = append(out, f)
		return nil
	}
	var err error
	switch {
	case w.status != "":
		err = d.store.Indexed(ctx, enrollment.IndexStatus(w.status), visit)
	case w.site != "":
		err = d.store.Indexed(ctx, enrollment.IndexSite(w.site), visit)
	default:
		err = d.store.Walk(ctx, flows.KindApplication, visit)
	}
	slices.SortFunc(out, func(a, b filed) int {
		points := 0
		if w.score {
			points = cmp.Compare(b.Points, a.Points)
		}
		return cmp.Or(points, a.Received.Compare(b.Received), strings.Compare(a.Reference, b.Reference))
	})
	return out, err
}

// show finds one by its reference as people type it. The error is [mistyped],
// [errNoApplication], or the store's.
func (d *desk) show(ctx context.Context, typed string) (filed, error) {
	reference, ok := flows.ParseReference(typed)
	if !ok {
		return filed{}, mistyped{typed}
	}
	f, ok, err := d.read(ctx, d.ids.Of(flows.KindApplication, reference))
	switch {
	case err != nil:
		return filed{}, err
	case !ok:
		return filed{}, fmt.Errorf("%w: %s", errNoApplication, reference)
	}
	numbers, err := d.reserveList(ctx, f.Site())
	f.Number = numbers[f.Reference]
	return f, err
}

// read reads one; false when nobody has submitted it.
func (d *desk) read(ctx context.Context, id flows.ActorID) (filed, bool, error) {
	record, err := d.store.Load(ctx, id, nil)
	if err != nil {
		return filed{}, false, err
	}
	a, _, err := bot.Inspect(id, record.State)
	if err != nil {
		return filed{}, false, err
	}
	view, ok, err := enrollment.ReadView(a.Body)
	return filed{View: view, Tells: enrollment.TellsAt(a), Parked: record.Parked != nil}, ok, err
}

// reserveList are the numbers on a site's reserve list.
func (d *desk) reserveList(ctx context.Context, site string) (map[string]int, error) {
	record, err := d.store.Load(ctx, d.ids.Of(flows.KindIntake, site), enrollment.IntakeMembers())
	if err != nil {
		return nil, err
	}
	return enrollment.ReserveList(record.Members)
}

// sitePlaces are the places of a site.
type sitePlaces struct {
	enrollment.Tally

	site flows.Site
}

// places are those of every site of the programme file, or of the one named.
func (d *desk) places(ctx context.Context, site string) ([]sitePlaces, error) {
	var out []sitePlaces
	for _, s := range d.defs.Programme.Sites {
		if site != "" && s.ID != site {
			continue
		}
		record, err := d.store.Load(ctx, d.ids.Of(flows.KindIntake, s.ID), enrollment.IntakeMembers())
		if err != nil {
			return nil, err
		}
		tally, err := enrollment.ReadTally(d.defs.Programme, s.ID, record.Members)
		if err != nil {
			return nil, err
		}
		out = append(out, sitePlaces{tally, s})
	}
	return out, nil
}

// stands is the error for a decision that was not taken, because the
// application does not stand as whoever decided believed. Now is how it stands.
type stands struct{ now filed }

func (s stands) Error() string {
	return fmt.Sprintf("nothing was decided: %s", s.now.sentence())
}

// patienceOfDesk is how long a decision waits for the site's intake, which
// answers within milliseconds when anything works at all.
const (
	patienceOfDesk = 20 * time.Second
	deskLooksEvery = 20 * time.Millisecond
)

// decide brings a decision to an application and waits for what comes of it.
// With dec.Seen 0 it is about the application as it stands at the call, with dec.ID
// "" it has one of its own; the same id again only tells what came of it. The
// error is [stands] when the application is, or meanwhile came to be, where the
// decision does not fit; one of enrollment.Decision.Check; or show's. After any
// other error the decision may have been taken: show tells.
func (d *desk) decide(ctx context.Context, t turns, typed string, dec enrollment.Decision) (filed, error) {
	f, err := d.show(ctx, typed)
	if err != nil {
		return f, err
	}
	if err := dec.Check(d.defs.Programme); err != nil {
		return f, err
	}
	if _, made := f.Made(dec.ID); made && dec.ID != "" {
		return f, nil
	}
	if f.Parked {
		return f, fmt.Errorf("%s is put aside; see: wecan dead list", f.Reference)
	}
	if !slices.Contains(f.Open, dec.What) || dec.Seen != 0 && dec.Seen != f.Version {
		return f, stands{f}
	}
	dec.ID, dec.Seen = cmp.Or(dec.ID, rand.Text()), f.Version
	in, err := enrollment.NewDecision(d.ids, f.Reference, dec)
	if err != nil {
		return f, err
	}
	if err := t.Handle(ctx, in); err != nil {
		return f, err
	}
	return d.outcome(ctx, f.Reference, dec.ID)
}

// outcome waits until the intake has answered.
func (d *desk) outcome(ctx context.Context, reference, decision string) (filed, error) {
	ctx, cancel := context.WithTimeout(ctx, cmp.Or(d.patience, patienceOfDesk))
	defer cancel()
	for {
		f, err := d.show(ctx, reference)
		if err != nil {
			return f, err
		}
		if _, made := f.Made(decision); made {
			return f, nil
		}
		switch {
		case f.Parked:
			return f, fmt.Errorf("%s failed and is put aside; see: wecan dead list", f.Reference)
		case !f.Pending(decision):
			return f, stands{f}
		case !pause(ctx, deskLooksEvery):
			return f, undecidedError{f.Reference}
		}
	}
}

// undecidedError is the error for a decision that was taken, and that nothing is known
// of yet.
type undecidedError struct{ reference string }

func (u undecidedError) Error() string {
	return "the decision about " + u.reference + " is kept, but its site has not answered yet; see: wecan applications show"
}
