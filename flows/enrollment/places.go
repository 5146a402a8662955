package enrollment

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"wecan/flows"
)

const (
	poolGeneral = "" // the places that are reserved for nobody

	// unlimited stands for the places of a site that takes as many as come.
	unlimited = 1 << 20

	// offersMost is how many offers are open at a time. More freed places are
	// offered when one of these is answered. So a turn tells few enough
	// applications: a turn has at most 256 effects.
	offersMost = 100

	// lateRing is how late a timer rings only when nothing ran for a while. Her
	// yes may wait at Telegram then, so an offer that is over by such a timer
	// gets grace.
	lateRing = 10 * time.Minute
	grace    = time.Hour
)

// places are those of a pool by today's programme file.
func (k *sitting) places(pool string) int {
	if !k.open {
		return 0
	}
	if k.site.Places == 0 {
		if pool == poolGeneral {
			return unlimited
		}
		return 0
	}
	general := k.site.Places
	for _, r := range k.site.Reserved {
		if r.ID == pool {
			return r.Places
		}
		general -= r.Places
	}
	if pool != poolGeneral { // no longer reserved
		return 0
	}
	return general
}

// free is how many more people the site can take in all. It can be negative,
// when the programme file has fewer places than before.
func (k *sitting) free() int {
	all := k.site.Places
	switch {
	case !k.open:
		all = 0
	case all == 0:
		all = unlimited
	}
	for _, n := range k.used {
		all -= n
	}
	return all
}

// count finds the places that a new programme file has more than the last one:
// they are offered like places that were given up. So is a general place that
// was reserved before.
func (k *sitting) count() {
	if k.Site == "" {
		return
	}
	now := map[string]int{poolGeneral: k.places(poolGeneral)}
	for _, r := range k.site.Reserved {
		now[r.ID] = k.places(r.ID)
	}
	if k.Known != nil {
		for pool, n := range now {
			k.Freed += max(0, n-k.Known[pool])
		}
	}
	k.Known = now
}

// place finds a place that somebody may have: a reserved one first.
func (k *sitting) place(e *entry) (pool string, ok bool) {
	if k.free() <= 0 {
		return "", false
	}
	for _, r := range k.site.Reserved {
		if slices.Contains(e.Groups, r.ID) && k.used[r.ID] < k.places(r.ID) {
			return r.ID, true
		}
	}
	return poolGeneral, k.used[poolGeneral] < k.places(poolGeneral)
}

// grant does what an application asks for.
func (k *sitting) grant(e *entry, w want) {
	switch w {
	case wantNone:
		k.leave(e)
	case wantList:
		if e.Seat == seatGone || e.Seat == seatSilent {
			e.Seat = seatWaiting
		}
	case wantTake:
		if e.Seat != seatGone {
			k.sit(e)
		}
	case wantSeat:
		k.sit(e)
	}
}

// sit gives somebody the place that is kept for her, or another one, or puts
// her on the reserve list.
func (k *sitting) sit(e *entry) {
	switch pool, ok := k.place(e); {
	case e.Seat.holds():
		e.Seat, e.At = seatTaken, 0
	case ok:
		e.Seat, e.Pool = seatTaken, pool
		k.used[pool]++
	default:
		e.Seat = seatWaiting
	}
}

// leave takes somebody out of whatever she has. What remains of her tells old
// wishes from new ones.
func (k *sitting) leave(e *entry) {
	k.giveUp(e)
	*e = entry{Reference: e.Reference, Seq: e.Seq, Rev: e.Rev, Seat: seatGone}
}

// giveUp frees her place, if she has one.
func (k *sitting) giveUp(e *entry) {
	if e.Seat.holds() {
		k.used[e.Pool]--
		k.Freed++
	}
	e.Pool, e.At = "", 0
}

// ring begins offers for which it was too early, and ends those that were not
// answered. That is no refusal: she stays on the reserve list, and a later yes
// counts if there is a place then.
func (k *sitting) ring(in flows.Timer) error {
	if in.Name != timerNext {
		return fmt.Errorf("enrollment: an intake has no timer %q", in.Name)
	}
	now := k.t.Now.UnixMilli()
	for _, e := range k.list {
		switch {
		case e.At == 0 || e.At > now:
		case e.Seat == seatHeld && k.free() < 0: // the programme file has fewer places since
			k.giveUp(e)
			e.Seat = seatWaiting
		case e.Seat == seatHeld:
			k.hold(e, e.Pool)
		case e.Seat == seatOffered && k.t.Now.Sub(time.UnixMilli(e.At)) > lateRing:
			e.At = k.t.Now.Add(grace).UnixMilli()
		case e.Seat == seatOffered:
			k.giveUp(e)
			e.Seat = seatSilent
			k.tell(e)
		}
	}
	return nil
}

// hold keeps a place for somebody and asks her, at once or as soon as she may
// be written to.
func (k *sitting) hold(e *entry, pool string) {
	e.Seat, e.Pool = seatHeld, pool
	due := awake(k.p, k.Site, k.t.Now)
	e.At = due.UnixMilli()
	if due.After(k.t.Now) {
		return
	}
	e.Seat, e.At = seatOffered, k.t.Now.Add(k.p.Selection.Offer).UnixMilli()
	k.tell(e)
}

// fill offers the freed places, each to the first of the reserve list who may
// have one.
func (k *sitting) fill() {
	k.Freed = max(0, min(k.Freed, k.free()))
	offers := 0
	for _, e := range k.list {
		if e.Seat == seatHeld || e.Seat == seatOffered {
			offers++
		}
	}
	for _, e := range waitingIn(k.list) {
		if k.Freed == 0 || offers >= offersMost {
			return
		}
		if pool, ok := k.place(e); ok {
			k.used[pool]++
			k.Freed--
			offers++
			k.hold(e, pool)
		}
	}
}

// setTimer sets the one timer to what comes first.
func (k *sitting) setTimer() {
	next := time.Time{}
	sooner := func(t time.Time) {
		if next.IsZero() || t.Before(next) {
			next = t
		}
	}
	for _, e := range k.list {
		if e.At != 0 {
			sooner(time.UnixMilli(e.At))
		}
	}
	if len(waitingIn(k.list)) > 0 {
		sooner(k.t.Now.AddDate(0, 0, 1))
	}
	delete(k.a.Timers, timerNext)
	if !next.IsZero() {
		k.a.SetTimer(timerNext, next)
	}
}

// waitingIn are those on the reserve list, in the order in which they are
// asked: by points, then by arrival.
func waitingIn(list []*entry) []*entry {
	var out []*entry
	for _, e := range list {
		if e.Seat == seatWaiting {
			out = append(out, e)
		}
	}
	slices.SortFunc(out, func(a, b *entry) int {
		return cmp.Or(cmp.Compare(b.Points, a.Points), cmp.Compare(a.Arrived, b.Arrived), cmp.Compare(a.Reference, b.Reference))
	})
	return out
}

// numbered are the places on the reserve list, from 1, by reference.
func numbered(list []*entry) map[string]int {
	out := map[string]int{}
	for i, e := range waitingIn(list) {
		out[e.Reference] = i + 1
	}
	return out
}
