package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"

	"wecan/bot"
	"wecan/flows"
	"wecan/flows/referral"
)

// Safeguarding records at the desk: which there are, what stands in one, and its
// end before its time.

// dossier is a safeguarding record as the desk lists it.
type dossier struct {
	referral.RecordView

	Parked bool // put aside: see wecan dead
}

// errNoRecord is returned for a referral about which there was never a note.
var errNoRecord = errors.New("there is no safeguarding record")

// records finds them all, or those of a site. One that cannot be read is an error.
func (d *desk) records(ctx context.Context, site string) ([]dossier, error) {
	var out []dossier
	err := d.store.Walk(ctx, flows.KindRecord, func(id flows.ActorID) error {
		one, ok, _, err := d.lookInto(ctx, id, nil)
		if ok && (site == "" || one.Site == site) {
			out = append(out, one)
		}
		return err
	})
	slices.SortFunc(out, func(a, b dossier) int { return strings.Compare(a.Reference, b.Reference) })
	return out, err
}

// record finds one by its reference as people type it.
func (d *desk) record(ctx context.Context, typed string) (dossier, error) {
	reference, ok := flows.ParseReference(typed)
	if !ok {
		return dossier{}, fmt.Errorf("%q is not the number of a referral: there is a mistake in it. A number looks like WE-4K7M-9Q2", typed)
	}
	one, ok, _, err := d.lookInto(ctx, d.ids.Of(flows.KindRecord, reference), nil)
	switch {
	case err != nil:
		return one, err
	case one.Parked:
		return one, fmt.Errorf("the record of %s is put aside; see: wecan dead list", reference)
	case !ok:
		return one, fmt.Errorf("%w of %s", errNoRecord, reference)
	}
	return one, nil
}

// lookInto reads a record, with those of its members.
func (d *desk) lookInto(ctx context.Context, id flows.ActorID, members []string) (dossier, bool, map[string][]byte, error) {
	record, err := d.store.Load(ctx, id, members)
	if err != nil {
		return dossier{}, false, nil, err
	}
	a, _, err := bot.Inspect(id, record.State)
	if err != nil {
		return dossier{}, false, nil, err
	}
	v, ok, err := referral.ReadRecord(a)
	return dossier{RecordView: v, Parked: record.Parked != nil}, ok, record.Members, err
}

// readRecord notes that a record is read, and then reads it.
func (d *desk) readRecord(ctx context.Context, t turns, typed, by, why string) (opened, error) {
	one, err := d.ordered(ctx, t, typed, referral.NewReading, by, why)
	if err != nil {
		return opened{}, err
	}
	for { // what it holds is read after what it says that it holds: a note may come, and its time may end
		again, _, members, err := d.lookInto(ctx, d.ids.Of(flows.KindRecord, one.Reference), one.Members())
		if err != nil {
			return opened{}, err
		}
		if slices.Equal(again.Members(), one.Members()) {
			notes, readings, err := again.Contents(members)
			return opened{again, notes, readings}, err
		}
		one = again
	}
}

// eraseRecord deletes the notes of a record, and tells how many there were.
func (d *desk) eraseRecord(ctx context.Context, t turns, typed, by, why string) (int, error) {
	before, err := d.record(ctx, typed)
	if err != nil {
		return 0, err
	}
	if before.Notes == 0 {
		return 0, fmt.Errorf("the record of %s has no notes any more", before.Reference)
	}
	_, err = d.ordered(ctx, t, typed, referral.NewErasure, by, why)
	return before.Notes, err
}

// ordered brings an order to a record, and sees that it was heard.
func (d *desk) ordered(
	ctx context.Context, t turns, typed string, order func(flows.IDs, string, referral.RecordOrder) (flows.Incoming, error), by, why string,
) (dossier, error) {
	one, err := d.record(ctx, typed)
	if err != nil {
		return one, err
	}
	o := referral.RecordOrder{ID: rand.Text(), By: by, Why: why}
	in, err := order(d.ids, one.Reference, o)
	if err != nil {
		return one, err
	}
	if err := t.Handle(ctx, in); err != nil {
		return one, err
	}
	one, err = d.record(ctx, one.Reference)
	if err == nil && !one.Heard(o.ID) {
		err = fmt.Errorf("the record of %s did not take it; see: wecan dead list", one.Reference)
	}
	return one, err
}
