package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"

	"wecan/bot"
	"wecan/flows"
	"wecan/flows/referral"
)

// Referrals at the desk: which are open, how one stands, and what a coordinator
// decides. A desk shows no word that people wrote, and no name of theirs.

// request is a referral as the desk shows it.
type request struct {
	referral.Case

	Parked bool // put aside: see wecan dead
}

// wantedReferrals says which are listed; what is empty does not matter.
type wantedReferrals struct {
	site    string
	status  referral.Status // "": all that are not closed
	overdue bool
}

// errNoReferral is returned for a reference that no referral has.
var errNoReferral = errors.New("there is no such referral")

// referrals finds them, the most urgent first. One that cannot be read is an
// error: nobody may be overlooked.
func (d *desk) referrals(ctx context.Context, w wantedReferrals) ([]request, error) {
	var out []request
	visit := func(id flows.ActorID) error {
		r, ok, err := d.readReferral(ctx, id)
		if err != nil || !ok || w.site != "" && r.Site != w.site || w.overdue && !r.Overdue {
			return err
		}
		if r.Status != w.status && (w.status != "" || r.Status == referral.StatusClosed) {
			return nil
		}
		out = append(out, r)
		return nil
	}
	var err error
	switch {
	case w.status != "":
		err = d.store.Indexed(ctx, referral.IndexStatus(w.status), visit)
	case w.overdue:
		err = d.store.Indexed(ctx, referral.IndexOverdue, visit)
	case w.site != "":
		err = d.store.Indexed(ctx, referral.IndexSite(w.site), visit)
	default:
		err = d.store.Walk(ctx, flows.KindReferral, visit)
	}
	slices.SortFunc(out, func(a, b request) int { return referral.Urgency(a.Case, b.Case) })
	return out, err
}

// referral finds one by its reference as people type it.
func (d *desk) referral(ctx context.Context, typed string) (request, error) {
	reference, ok := flows.ParseReference(typed)
	if !ok {
		return request{}, fmt.Errorf("%q is not the number of a referral: there is a mistake in it. A number looks like WE-4K7M-9Q2", typed)
	}
	r, ok, err := d.readReferral(ctx, d.ids.Of(flows.KindReferral, reference))
	switch {
	case err != nil:
		return r, err
	case !ok:
		return r, fmt.Errorf("%w: %s", errNoReferral, reference)
	}
	return r, nil
}

// readReferral reads one; false when nobody has opened it.
func (d *desk) readReferral(ctx context.Context, id flows.ActorID) (request, bool, error) {
	record, err := d.store.Load(ctx, id, nil)
	if err != nil {
		return request{}, false, err
	}
	a, _, err := bot.Inspect(id, record.State)
	if err != nil {
		return request{}, false, err
	}
	c, ok, err := referral.ReadCase(a)
	return request{Case: c, Parked: record.Parked != nil}, ok, err
}

// assign gives a referral to somebody, if she may have it, and waits for the
// answer.
func (d *desk) assign(ctx context.Context, t turns, typed, to, by string) (request, error) {
	r, err := d.referral(ctx, typed)
	if err != nil {
		return r, err
	}
	c, err := d.colleague(ctx, to, "")
	if err != nil {
		return r, err
	}
	return d.give(ctx, t, r, referral.Order{ID: rand.Text(), By: by, To: c.ID, Site: c.Site})
}

// give is assign for whoever has found both.
func (d *desk) give(ctx context.Context, t turns, r request, o referral.Order) (request, error) {
	in, err := referral.NewAssignment(d.ids, r.Reference, o)
	if err != nil {
		return r, err
	}
	return d.decided(ctx, t, r, o, in)
}

// shut closes a referral.
func (d *desk) shut(ctx context.Context, t turns, typed, outcome, by string) (request, error) {
	r, err := d.referral(ctx, typed)
	if err != nil {
		return r, err
	}
	return d.end(ctx, t, r, referral.Order{ID: rand.Text(), By: by, Outcome: referral.Outcome(outcome)})
}

// end is shut for whoever has found it.
func (d *desk) end(ctx context.Context, t turns, r request, o referral.Order) (request, error) {
	in, err := referral.NewClosing(d.ids, r.Reference, o)
	if err != nil {
		return r, err
	}
	return d.decided(ctx, t, r, o, in)
}

// decided brings an order to a referral and waits for what comes of it. The error is
// [asideError], [notDoneError] when nothing came of it, [unknownYetError], or the store's.
func (d *desk) decided(ctx context.Context, t turns, r request, o referral.Order, in flows.Incoming) (request, error) {
	if r.Parked {
		return r, asideError{r.Reference, ""}
	}
	if err := t.Handle(ctx, in); err != nil {
		return r, err
	}
	return d.await(ctx, r, func(r request) (bool, error) {
		answer, ok := r.Answered(o.ID)
		if ok && answer != referral.Done {
			return true, notDoneError{r.Reference, o.To, answer}
		}
		if r.Replaced(o.ID) {
			return true, unknownYetError{r.Reference}
		}
		return ok, nil
	})
}

// await looks at a referral until it is as it should be.
func (d *desk) await(ctx context.Context, r request, is func(request) (bool, error)) (request, error) {
	ctx, cancel := context.WithTimeout(ctx, cmp.Or(d.patience, patienceOfDesk))
	defer cancel()
	for {
		now, err := d.referral(ctx, r.Reference)
		if err != nil {
			return r, err
		}
		if done, err := is(now); done || err != nil {
			return now, err
		}
		switch {
		case now.Parked:
			return now, asideError{r.Reference, "failed and "}
		case !pause(ctx, deskLooksEvery):
			return now, unknownYetError{r.Reference}
		}
	}
}

// asideError is the error for a referral that is put aside.
type asideError struct{ reference, before string }

func (a asideError) Error() string {
	return fmt.Sprintf("%s %sis put aside; see: wecan dead list", a.reference, a.before)
}

// unknownYetError is the error for an order that was taken, and that nothing is known of
// yet.
type unknownYetError struct{ reference string }

func (u unknownYetError) Error() string {
	return "it is not known yet what comes of it; see: wecan referrals show " + u.reference
}

// notDoneError is the error for an order that nothing came of.
type notDoneError struct {
	reference, to string
	answer        referral.Answer
}

func (n notDoneError) Error() string {
	return fmt.Sprintf("nothing was decided about %s: %s", n.reference, whyNot(n.answer, n.to))
}

// whyNot tells why nothing came of an order about somebody.
func whyNot(a referral.Answer, to string) string {
	switch a {
	case referral.NotOpen:
		return "it is closed; only the person can open it again"
	case referral.Hers:
		return to + " has it already"
	case referral.NoMember:
		return to + " is not on the team any more"
	case referral.NotJoined:
		return to + " has not joined yet; invite her with: wecan people invite " + to
	case referral.IsAway:
		return to + " is away; when she is back, run: wecan people back " + to
	case referral.NotTrained:
		return "its topic is for trained people only, and " + to + " is not trained"
	case referral.NoWoman:
		return "the person wishes for a woman"
	case referral.LeftOut:
		return to + " is left out: the person does not want her, or she has said no or passed it on"
	case referral.WrongSite:
		return "nobody of the person's own site may have it; choose somebody of another site"
	case referral.WrongRole:
		return "a complaint is for a lead, a deputy or a coordinator, and " + to + " is none"
	case referral.HasOwner:
		return "somebody else has it"
	case referral.NoChannel:
		return to + " works at Mattermost, and it must not stand in a channel that she reads, or cannot; with a phone she could have it: wecan people invite " + to
	case referral.Done:
	}
	return string(a)
}
