package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	mathrand "math/rand/v2"
	"slices"
	"strings"
	"time"

	"wecan/bot"
	"wecan/flows"
)

// What sessions, events and announcements have in common at the desk: how they are found,
// and how somebody's order is brought to one.

// appointment is a session or an event, or an announcement.
type appointment interface {
	stands() stand
	Made(order string) bool
}

// stand is how an appointment stands.
type stand struct {
	reference, site         string
	start                   time.Time
	rev                     int
	cancelled, over, parked bool
}

// state is one word.
func (s stand) state() string {
	switch {
	case s.parked:
		return "aside"
	case s.cancelled:
		return "cancelled"
	case s.over:
		return "over"
	}
	return "planned"
}

// shelf is where appointments of one sort stand.
type shelf[T appointment] struct {
	d       *desk
	kind    flows.Kind
	at      func(site string) string // the index of those of a site
	planned string                   // that of those to come
	members []string                 // the member fields that are read with one
	body    func(data []byte, members map[string][]byte, parked bool) (T, bool, error)
	missing error  // for a reference that none has
	noun    string // as "a session"
	command string // of wecan, that shows them
}

// list finds them in the order in which they begin: those to come, or all.
func (s shelf[T]) list(ctx context.Context, site string, all bool) ([]T, error) {
	var out []T
	visit := func(id flows.ActorID) error {
		one, ok, err := s.read(ctx, id)
		if err != nil || !ok {
			return err
		}
		if is := one.stands(); site != "" && is.site != site || !all && (is.over || is.cancelled) {
			return nil
		}
		out = append(out, one)
		return nil
	}
	var err error
	switch {
	case site != "":
		err = s.d.store.Indexed(ctx, s.at(site), visit)
	case !all:
		err = s.d.store.Indexed(ctx, s.planned, visit)
	default:
		err = s.d.store.Walk(ctx, s.kind, visit)
	}
	slices.SortFunc(out, func(a, b T) int {
		one, other := a.stands(), b.stands()
		return cmp.Or(one.start.Compare(other.start), strings.Compare(one.reference, other.reference))
	})
	return out, err
}

// find finds one by its reference as people type it.
func (s shelf[T]) find(ctx context.Context, typed string) (T, error) {
	reference, ok := flows.ParseReference(typed)
	if !ok {
		var none T
		return none, fmt.Errorf("%q is not the number of %s: there is a mistake in it. A number looks like WE-4K7M-9Q2", typed, s.noun)
	}
	one, ok, err := s.read(ctx, s.d.ids.Of(s.kind, reference))
	if err == nil && !ok {
		err = fmt.Errorf("%w: %s", s.missing, reference)
	}
	return one, err
}

func (s shelf[T]) read(ctx context.Context, id flows.ActorID) (T, bool, error) {
	var none T
	record, err := s.d.store.Load(ctx, id, s.members)
	if err != nil {
		return none, false, err
	}
	a, _, err := bot.Inspect(id, record.State)
	if err != nil {
		return none, false, err
	}
	return s.body(a.Body, record.Members, record.Parked != nil)
}

// staleError is for an order about an appointment that has changed since: it changed
// nothing. Now is how that stands.
type staleError[T appointment] struct{ now T }

func (e staleError[T]) Error() string { return e.now.stands().reference + " has changed meanwhile" }

// errand is an order on its way: its id, what it is about, and how that stood when she
// saw it, 0 for however it stands.
type errand struct {
	id, reference string
	seen          int
}

// order brings an order to an appointment, and answers how that stands then. An order of
// the same id again changes nothing.
func (s shelf[T]) order(ctx context.Context, t turns, e errand, ordering func() (flows.Incoming, error)) (T, error) {
	id := s.d.ids.Of(s.kind, e.reference)
	was, _, err := s.read(ctx, id)
	if err != nil {
		return was, err
	}
	if was.stands().parked {
		return was, fmt.Errorf("%s is put aside; see: wecan dead list", e.reference)
	}
	in, err := ordering()
	if err != nil {
		return was, err
	}
	if err := t.Handle(ctx, in); err != nil {
		return was, err
	}
	now, ok, err := s.read(ctx, id)
	is := now.stands()
	switch {
	case err != nil:
		return now, err
	case ok && e.seen > 0 && !now.Made(e.id) && is.rev != e.seen:
		return now, staleError[T]{now}
	case !ok || is.parked || !now.Made(e.id) && is.rev == was.stands().rev:
		return now, fmt.Errorf("%s was not changed; see: wecan %s show", e.reference, s.command)
	}
	return now, nil
}

// newReference draws a reference that none has.
func (s shelf[T]) newReference(ctx context.Context) (string, error) {
	var seed [32]byte
	_, _ = rand.Read(seed[:])                    // never fails
	r := mathrand.New(mathrand.NewChaCha8(seed)) //nolint:gosec // a number, and no key
	for {
		reference := flows.NewReference(r)
		if _, taken, err := s.read(ctx, s.d.ids.Of(s.kind, reference)); err != nil || !taken {
			return reference, err
		}
	}
}

// Errors of references that none has.
var (
	errNoSession      = errors.New("there is no such session")
	errNoEvent        = errors.New("there is no such event")
	errNoAnnouncement = errors.New("there is no such announcement")
)
