package event

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"wecan/flows"
)

const (
	// lateRing is how late a timer rings only when nothing ran for a while. Her yes may
	// wait at Telegram then, so an offer that is over by such a timer gets grace, but never
	// more than offers get of this event.
	lateRing = 10 * time.Minute
	grace    = time.Hour

	lastOffer = time.Hour // so long before the start every offer is over
	afterWake = time.Hour // an offer that would end by night ends so long after people wake
)

// offer is the open offer of an arrival, nil for none.
func (e *event) offer(n int) *offer {
	at := slices.IndexFunc(e.Offers, func(o offer) bool { return o.N == n })
	if at < 0 {
		return nil
	}
	return &e.Offers[at]
}

// drop takes the offer of an arrival out.
func (k *meeting) drop(n int) {
	k.Offers = slices.DeleteFunc(k.Offers, func(o offer) bool { return o.N == n })
}

// longest is how long an offered place is kept at most.
func (p Plan) longest() time.Duration {
	if p.Offer > 0 {
		return time.Duration(p.Offer) * time.Minute
	}
	return 24 * time.Hour
}

// keeps is how long an offered place is kept when the start is so far away.
func (p Plan) keeps(left time.Duration) time.Duration {
	longest := p.longest()
	const day = 24 * time.Hour
	switch {
	case left >= 7*day:
		return longest
	case left >= 2*day:
		return min(longest, 6*time.Hour)
	case left >= day/2:
		return min(longest, 2*time.Hour)
	}
	return min(longest, 30*time.Minute)
}

// until is the end of an offer that is made now: its time begins when people may be
// written to, and it never ends by night. False when it would end too late for anybody
// else to come: there is no time to ask.
func (k *meeting) until() (time.Time, bool) {
	quiet := k.m.Programme.Quiet
	begins := quiet.Awake(k.t.Now, k.site)
	end := k.byDay(begins.Add(k.Plan.keeps(k.Plan.Start.Sub(begins))))
	return end, !end.After(k.Plan.Start.Add(-lastOffer))
}

// byDay is a moment, or if it lies in the night an hour after people wake.
func (k *meeting) byDay(t time.Time) time.Time {
	wakes := k.m.Programme.Quiet.Awake(t, k.site)
	if wakes.Equal(t) {
		return t
	}
	if later := wakes.Add(afterWake); k.m.Programme.Awake(k.site, later) {
		return later
	}
	return wakes // they are awake for less than that
}

// fill offers the free places, each to the first on the list who may have it. Every turn
// ends with it.
func (k *meeting) fill() error {
	if k.Cancelled || !k.t.Now.Before(k.Plan.Start) {
		return nil
	}
	for len(k.Offers) < offersMost {
		pool, n := k.nextOffer()
		if n == 0 {
			return nil
		}
		if err := k.hold(n, pool); err != nil {
			return err
		}
	}
	return nil
}

// nextOffer is who is offered a place next, and of which pool; 0 for nobody.
func (k *meeting) nextOffer() (pool Group, n int) {
	if k.free() <= 0 {
		return general, 0
	}
	for _, pool := range k.pools() {
		if k.freeOf(pool) <= 0 {
			continue
		}
		if n := k.first(pool); n != 0 {
			return pool, n
		}
	}
	return general, 0
}

// hold keeps a place for somebody. Her entry is not at hand, so the event looks at it in
// a turn of its own.
func (k *meeting) hold(n int, pool Group) error {
	k.use(pool)
	k.Wait.set(n, false)
	k.Calls++
	o := offer{N: n, Pool: pool, ID: k.Calls}
	if end, asks := k.until(); asks {
		o.Till, o.Mute = end.Unix(), true
	}
	k.Offers = append(k.Offers, o)
	return k.tell(k.a.ID, toldLook, look{n})
}

// look is what an event tells itself: to look at an arrival.
type look struct {
	N int `json:"n"`
}

// looked brings an entry to what the body says, and tells her.
func (k *meeting) looked(in flows.Told) error {
	var l look
	if err := json.Unmarshal(in.Data, &l); err != nil {
		return fmt.Errorf("event: read whom to look at: %w", err)
	}
	if in.From != k.a.ID {
		k.reports = append(k.reports, "a look that an event did not ask for was dropped")
		return nil
	}
	was := comer{n: l.N}
	if found, err := k.read(memberArrival(l.N), &was.entry); err != nil || !found {
		return err
	}
	g := was
	k.settle(g.n, &g.entry)
	if g.Seat == was.Seat && g.Offer == was.Offer { // it was looked at before
		return nil
	}
	if g.Seat != SeatOffered && g.Seat != SeatWaiting {
		k.unwant(g.n)
	}
	return errors.Join(k.keep(was, &g), k.reply(&g, request{}, ""))
}

// heard notes that she was told of an offer.
func (k *meeting) heard(n, id int) {
	if o := k.offer(n); o != nil && o.ID == id {
		o.Mute = false
	}
}

// ring ends the offers that were not answered. One that she may not have been able to
// answer goes on for a while, and she is told until when; without time for that the place
// is hers if she was not told of it, or she waits again if it has begun.
func (k *meeting) ring() error {
	k.Over = k.over(k.t.Now)
	var ended, news []int
	for i := range k.Offers {
		o := &k.Offers[i]
		late := k.t.Now.Sub(o.until())
		switch {
		case o.Till == 0 || late < 0:
		case (late > lateRing || o.Mute) && k.patient():
			k.Calls++
			o.ID, o.Till, o.Mute = k.Calls, k.longer().Unix(), true
			news = append(news, o.N)
		case o.Mute && k.t.Now.Before(k.Plan.Start):
			o.Till, o.Mute = 0, false
			news = append(news, o.N)
		default:
			ended = append(ended, o.N)
			k.Used[o.Pool]--
			if o.Mute { // as far as she knows she waits
				k.Wait.set(o.N, true)
			}
		}
	}
	var err error
	for _, n := range ended {
		k.drop(n)
	}
	for _, n := range append(ended, news...) {
		err = errors.Join(err, k.tell(k.a.ID, toldLook, look{n}))
	}
	return errors.Join(err, k.forgets())
}

// patient says whether there is time for grace.
func (k *meeting) patient() bool {
	return !k.longer().After(k.Plan.Start.Add(-lastOffer))
}

// longer is until when an offer goes on that is over by now.
func (k *meeting) longer() time.Time {
	return k.byDay(k.t.Now.Add(min(grace, k.Plan.longest())))
}

// review brings the open offers in line with a plan that has changed. Of what is cancelled,
// or has begun, nothing is offered: they wait again, with the number they had. When the
// start has come so near that there is no time to ask, the place is hers.
func (k *meeting) review() error {
	var err error
	for i, o := range slices.Backward(k.Offers) {
		switch {
		case o.Till == 0:
		case k.Cancelled, !k.t.Now.Before(k.Plan.Start):
			k.Used[o.Pool]--
			k.Wait.set(o.N, true)
			k.Offers = slices.Delete(k.Offers, i, i+1)
		case o.until().After(k.Plan.Start.Add(-lastOffer)):
			k.Offers[i].Till, k.Offers[i].Mute = 0, false
			err = errors.Join(err, k.tell(k.a.ID, toldLook, look{o.N}))
		}
	}
	return err
}

// timerNext is the event's only timer.
const timerNext = "next"

// setTimer wakes the event when an offer ends, when reserved places are for all, when it is over, and
// when its roster is forgotten.
func (k *meeting) setTimer() {
	delete(k.a.Timers, timerNext)
	if k.Over {
		if k.Arrived > 0 && !k.Forgot {
			k.a.SetTimer(timerNext, k.keptUntil())
		}
		return
	}
	next := k.Plan.End().Add(time.Second) // after the last moment at which it is not over
	sooner := func(at time.Time) {
		if at.Before(next) {
			next = at
		}
	}
	if kept := k.Plan.Kept(); kept.After(k.t.Now) && len(k.Plan.Reserved) > 0 && !k.Cancelled {
		sooner(kept)
	}
	for _, o := range k.Offers {
		if o.Till != 0 {
			sooner(o.until())
		}
	}
	k.a.SetTimer(timerNext, next)
}
