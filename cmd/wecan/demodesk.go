package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"

	"wecan/bot/sandbox"
	"wecan/bot/telegram"
	"wecan/flows/enrollment"
	"wecan/i18n"
)

// demoDesk is what the demo's page shows beside the phones: what the programme
// sees, at its [desk], and the time. Its methods may be called as soon as the
// page is served; until the service runs they return errNotOpen.
type demoDesk struct {
	service *service
	clock   demoClock
	town    *demoTown
	open    atomic.Bool // store and runtime are there
	passing sync.Mutex  // held while time is let pass
}

var errNotOpen = errors.New("the demo is still starting; try again in a moment")

// desk is the one at which today's definitions lie.
func (d *demoDesk) desk(language string) (*desk, *deskReader, error) {
	if !d.open.Load() {
		return nil, nil, errNotOpen
	}
	w := d.service.current.Load()
	return &desk{store: d.service.store, ids: d.service.ids, defs: w.defs}, newDeskReader(w, i18n.Lang(language)), nil
}

// List is for sandbox.Office.
func (d *demoDesk) List(ctx context.Context, language string) (sandbox.Board, error) {
	at, read, err := d.desk(language)
	if err != nil {
		return sandbox.Board{}, err
	}
	all, err := at.list(ctx, wanted{})
	if err != nil {
		return sandbox.Board{}, fmt.Errorf("list the applications: %w", err)
	}
	places, err := at.places(ctx, "")
	if err != nil {
		return sandbox.Board{}, fmt.Errorf("count the places: %w", err)
	}
	out := sandbox.Board{Applications: make([]sandbox.Application, 0, len(all))}
	for _, f := range slices.Backward(all) {
		out.Applications = append(out.Applications, read.line(f))
	}
	for _, p := range places {
		out.Places = append(out.Places, read.places(p))
	}
	return out, nil
}

// Show is for sandbox.Office.
func (d *demoDesk) Show(ctx context.Context, language, reference string) (sandbox.Dossier, error) {
	at, read, err := d.desk(language)
	if err != nil {
		return sandbox.Dossier{}, err
	}
	f, err := at.show(ctx, reference)
	if err != nil {
		return sandbox.Dossier{}, toPage(err)
	}
	out := read.dossier(f)
	places, err := at.places(ctx, f.Site())
	if err != nil {
		return sandbox.Dossier{}, fmt.Errorf("count the places: %w", err)
	}
	if f.Site() != "" && len(places) == 1 {
		of := read.places(places[0])
		out.Places = &of
	}
	return out, nil
}

// Open is for sandbox.Office.
func (d *demoDesk) Open(ctx context.Context, o sandbox.Opening) (sandbox.File, error) {
	at, _, err := d.desk("")
	if err != nil {
		return sandbox.File{}, err
	}
	_, content, err := at.fetch(ctx, d.service.runtime, d.service.telegram, o.Reference, o.Field, o.By)
	if err != nil {
		return sandbox.File{}, toPage(err)
	}
	return sandbox.File{Mime: mediaType(content), Content: content}, nil
}

// Decide is for sandbox.Office.
func (d *demoDesk) Decide(ctx context.Context, made sandbox.Decision) error {
	at, _, err := d.desk("")
	if err != nil {
		return err
	}
	_, err = at.decide(ctx, d.service.runtime, made.Reference, enrollment.Decision{
		By: made.By, What: enrollment.Verb(made.Verb), Reason: made.Reason, Words: made.Words, Seen: made.Seen,
	})
	return toPage(err)
}

// toPage gives an error the form in which the page knows it.
func toPage(err error) error {
	var typed mistyped
	var changed stands
	switch {
	case errors.Is(err, errNoApplication), errors.As(err, &typed):
		return fmt.Errorf("%w: %w", sandbox.ErrNoApplication, err)
	case errors.As(err, &changed):
		return fmt.Errorf("%w: %w", sandbox.ErrChanged, err)
	case errors.Is(err, telegram.ErrFileGone):
		return fmt.Errorf("%w: %w", sandbox.ErrFileGone, err)
	case errors.Is(err, telegram.ErrFileLarge):
		return fmt.Errorf("%w: %w", sandbox.ErrFileLarge, err)
	}
	return err
}
