package event_test

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"wecan/flows"
	"wecan/flows/event"
)

// This file says in other words than the code who has a place: it keeps everybody in one
// list and walks through it, minute by minute where hours count. It hears the same inputs
// as an event's turns do.

// hall is one event.
type hall struct {
	plan      event.Plan
	cancelled bool
	rev       int
	heard     map[string]bool
	folk      []*somebody // those with a number, in its order
	seqs      map[flows.ActorID]int
	refused   map[flows.ActorID]bool // whose newest wish was to change her answers, once nobody could
	offers    int
	door      int // the number at its entrance
}

// somebody is one who has a number. Of a guest only the last one counts.
type somebody struct {
	guest    flows.ActorID
	n        int
	seat     event.Seat
	pool     event.Group
	enrolled bool
	form     event.Form
	until    time.Time
	since    int  // orders the offers as they were made
	offer    int  // its number, a new one when it goes on
	mute     bool // nobody has told her of the offer
	in       bool
	wrong    int // numbers of the door
}

// asking is what a guest tells an event, as far as this file needs it.
type asking struct {
	Guest flows.ActorID
	N     int
	Seq   int
	Form  event.Form
	Parts []flows.Participation
	Site  string
	Door  int
	Heard int
	Place bool
}

// wakes says whether people of a site may be written to.
func wakes(p *flows.Programme, site flows.Site, t time.Time) bool {
	local := t.In(site.Zone)
	for _, h := range site.Holidays {
		if local.Format(time.DateOnly) == h.Format(time.DateOnly) {
			return false
		}
	}
	at := local.Hour()*60 + local.Minute()
	return at >= p.Quiet.Until.Hour*60+p.Quiet.Until.Minute && at < p.Quiet.From.Hour*60+p.Quiet.From.Minute
}

// wakesFrom is the first moment from then on at which they may be written to.
func wakesFrom(p *flows.Programme, site flows.Site, t time.Time) time.Time {
	if wakes(p, site, t) {
		return t
	}
	for t = t.Truncate(time.Minute); !wakes(p, site, t); {
		t = t.Add(time.Minute)
	}
	return t
}

// daylight is a moment, or an hour after the end of the night that it lies in.
func daylight(p *flows.Programme, site flows.Site, t time.Time) time.Time {
	if wakes(p, site, t) {
		return t
	}
	return wakesFrom(p, site, t).Add(time.Hour)
}

func (h *hall) of(guest flows.ActorID) *somebody {
	for _, s := range slices.Backward(h.folk) {
		if s.guest == guest {
			return s
		}
	}
	return nil
}

// began says whether nobody can do anything any more but leave.
func (h *hall) began(now time.Time) bool { return h.cancelled || !now.Before(h.plan.Start) }

// ended says whether it took place: nobody gives a place back then.
func (h *hall) ended(now time.Time) bool {
	return !h.cancelled && now.Sub(h.plan.Start).Minutes() > float64(h.plan.Minutes)
}

// wish is one wish that an event hears.
func (h *hall) wish(now time.Time, what string, a asking) {
	s := h.of(a.Guest)
	if s != nil && s.n != a.N || a.Seq <= h.seqs[a.Guest] || h.rev == 0 {
		return
	}
	h.seqs[a.Guest] = a.Seq
	h.refused[a.Guest] = what == "sign" && s != nil && h.began(now)
	switch {
	case what == "leave" || what == "decline":
		if s != nil && (!a.Place || !h.ended(now)) {
			*s = somebody{guest: s.guest, n: s.n, seat: event.SeatLeft}
		}
	case what == "here":
		h.comesIn(now, s, a.Door)
	case h.began(now):
	case s != nil && s.seat == event.SeatOffered:
		s.seat = event.SeatPlaced
		if what == "sign" {
			s.form = h.asked(a.Form)
		}
	case what == "sign" && s != nil && (s.seat == event.SeatPlaced || s.seat == event.SeatWaiting):
		s.form = h.asked(a.Form)
		h.sits(now, s)
	case what == "sign":
		closes := h.plan.Closes
		if closes.IsZero() {
			closes = h.plan.Start
		}
		if now.Before(closes) && h.mayCome(a) {
			h.arrives(now, a.Guest, h.asked(a.Form), len(a.Parts) > 0)
		}
	case what == "accept" && s != nil && s.seat == event.SeatSilent:
		h.arrives(now, a.Guest, s.form, s.enrolled)
	}
}

// open says whether people can come in: from two hours before the start to the end.
func (h *hall) open(now time.Time) bool {
	return !h.cancelled && now.Sub(h.plan.Start) >= -2*time.Hour && now.Sub(h.plan.Start).Minutes() <= float64(h.plan.Minutes)
}

// comesIn: somebody at the door writes its number. After five wrong ones none is right.
func (h *hall) comesIn(now time.Time, s *somebody, number int) {
	switch {
	case s == nil || s.seat != event.SeatPlaced || s.in || !h.open(now) || s.wrong == 5:
	case number == h.door:
		s.in = true
	default:
		s.wrong++
	}
}

// noted: the team says who has come, also after the end.
func (h *hall) noted(now time.Time, o event.Order) {
	if h.heard[o.ID] || h.rev == 0 || h.cancelled || now.Sub(h.plan.Start) < -2*time.Hour {
		return
	}
	h.heard[o.ID] = true
	for _, s := range h.folk {
		if s.seat == event.SeatPlaced && slices.Contains(o.Arrivals, s.n) && s.in == o.Not {
			s.in, s.wrong = !o.Not, 0
		}
	}
}

// came is how many.
func (h *hall) came() (n int) {
	for _, s := range h.folk {
		if s.in {
			n++
		}
	}
	return n
}

func (h *hall) mayCome(a asking) bool {
	if h.plan.Open == event.OpenEverybody && len(h.plan.Sites) == 0 {
		return true
	}
	if h.plan.Open == event.OpenEverybody && a.Site == "" {
		return true
	}
	for _, p := range a.Parts {
		if (len(h.plan.Sites) == 0 || slices.Contains(h.plan.Sites, p.Site)) && (h.plan.Track == "" || p.Track == h.plan.Track) {
			return true
		}
	}
	return false
}

// asked is of a form what this event asks for.
func (h *hall) asked(f event.Form) event.Form {
	if !h.plan.Childcare {
		f.Children = 0
	}
	reserved := func(id event.Group) bool {
		return slices.ContainsFunc(h.plan.Reserved, func(r event.Reserved) bool { return r.ID == id })
	}
	f.Women, f.Parents = f.Women && reserved(event.GroupWomen), f.Parents && reserved(event.GroupParents)
	return f
}

func (h *hall) arrives(now time.Time, who flows.ActorID, form event.Form, enrolled bool) {
	n := 1
	if len(h.folk) > 0 {
		n = h.folk[len(h.folk)-1].n + 1
	}
	for _, s := range h.folk {
		if s.guest == who {
			s.seat = event.SeatNone // that number is nobody's now
		}
	}
	s := &somebody{guest: who, n: n, seat: event.SeatWaiting, form: form, enrolled: enrolled}
	h.folk = append(h.folk, s)
	h.sits(now, s)
}

// sits gives her a place if one is free that nobody before her can have.
func (h *hall) sits(now time.Time, s *somebody) {
	for _, pool := range h.pools() {
		if s.seat == event.SeatWaiting && h.spare(pool) > 0 && h.firstFor(pool, now) == s {
			s.seat, s.pool = event.SeatPlaced, pool
		}
	}
}

// sitting is how many have a place or are offered one, of a pool or ("*") of all.
func (h *hall) sitting(pool event.Group) (n int) {
	for _, s := range h.folk {
		if (s.seat == event.SeatPlaced || s.seat == event.SeatOffered) && (pool == "*" || pool == s.pool) {
			n++
		}
	}
	return n
}

// can says whether somebody may have a reserved place for her own sake.
func (s *somebody) can(pool event.Group) bool {
	return pool == event.GroupWomen && s.form.Women || pool == event.GroupParents && s.form.Parents || pool == event.GroupEnrolled && s.enrolled
}

func (h *hall) pools() []event.Group {
	var out []event.Group
	for _, r := range h.plan.Reserved {
		out = append(out, r.ID)
	}
	return append(out, "")
}

// spare is how many places of a pool can be given.
func (h *hall) spare(pool event.Group) int {
	left := h.plan.Capacity - h.sitting("*")
	if h.plan.Capacity == 0 {
		left = 1 << 20
	}
	if left <= 0 {
		return 0
	}
	for _, r := range h.plan.Reserved {
		own := r.Places - h.sitting(r.ID)
		if r.ID == pool {
			return own
		}
		if own > 0 {
			left -= own // not for the others
		}
	}
	return left
}

// firstFor is the first one who may have a place of a pool, nil for none.
func (h *hall) firstFor(pool event.Group, now time.Time) *somebody {
	var anybody *somebody
	for _, s := range h.folk {
		if s.seat != event.SeatWaiting {
			continue
		}
		if pool == "" || s.can(pool) {
			return s
		}
		if anybody == nil {
			anybody = s
		}
	}
	closes := h.plan.Closes
	if closes.IsZero() { // a day before the start
		closes = h.plan.Start.Add(-24 * time.Hour)
	}
	if now.Before(closes) {
		return nil
	}
	return anybody
}

// next is who has the next place, and of which pool; nil for nobody.
func (h *hall) next(now time.Time) (event.Group, *somebody) {
	for _, pool := range h.pools() {
		if s := h.firstFor(pool, now); s != nil && h.spare(pool) > 0 {
			return pool, s
		}
	}
	return "", nil
}

// lasts is how long an offer is kept that begins so long before the start.
func (h *hall) lasts(left time.Duration) time.Duration {
	most := cmp.Or(h.plan.Offer, 24*60)
	hours := left.Hours()
	minutes := 30
	switch {
	case hours >= 168:
		return time.Duration(most) * time.Minute
	case hours >= 48:
		minutes = 360
	case hours >= 12:
		minutes = 120
	}
	return time.Duration(min(minutes, most)) * time.Minute
}

// offered makes the offers that are to be made.
func (h *hall) offered(p *flows.Programme, now time.Time) {
	site, _ := p.Site(h.plan.Site)
	for !h.began(now) {
		pool, s := h.next(now)
		if s == nil {
			return
		}
		h.offers++
		s.seat, s.pool, s.since, s.offer, s.mute = event.SeatOffered, pool, h.offers, h.offers, true
		begins := wakesFrom(p, site, now)
		s.until = daylight(p, site, begins.Add(h.lasts(h.plan.Start.Sub(begins))))
		if s.until.Add(time.Hour).After(h.plan.Start) {
			s.seat, s.until = event.SeatPlaced, time.Time{}
		}
	}
}

// heardOf: somebody was told of an offer.
func (h *hall) heardOf(a asking) {
	if s := h.of(a.Guest); s != nil && s.n == a.N && s.offer == a.Heard {
		s.mute = false
	}
}

// rings ends offers. After an outage, or when she was not told, there is an hour more (less
// where offers are kept for less), if there is time for it, and another letter; else the
// place of whoever was not told is hers, or she waits again once it has begun.
func (h *hall) rings(p *flows.Programme, now time.Time) {
	site, _ := p.Site(h.plan.Site)
	inOrder := slices.SortedFunc(slices.Values(h.folk), func(a, b *somebody) int { return cmp.Compare(a.since, b.since) })
	for _, s := range inOrder {
		if s.seat != event.SeatOffered || s.until.After(now) {
			continue
		}
		more := daylight(p, site, now.Add(min(time.Hour, time.Duration(cmp.Or(h.plan.Offer, 24*60))*time.Minute)))
		switch {
		case (s.mute || now.Sub(s.until) > 10*time.Minute) && !more.Add(time.Hour).After(h.plan.Start):
			h.offers++
			s.until, s.offer, s.mute = more.Truncate(time.Second), h.offers, true
		case s.mute && now.Before(h.plan.Start):
			s.seat, s.until = event.SeatPlaced, time.Time{}
		case s.mute: // she did not hear of it, so she waits
			s.seat, s.pool = event.SeatWaiting, ""
		default:
			s.seat, s.pool = event.SeatSilent, ""
		}
	}
}

// planned takes another plan, or none.
func (h *hall) planned(now time.Time, o event.Order, cancel bool) {
	if h.heard[o.ID] || cancel && h.rev == 0 || !cancel && h.rev > 0 && now.Sub(h.plan.Start) > 14*24*time.Hour+time.Duration(h.plan.Minutes)*time.Minute {
		return
	}
	h.heard[o.ID] = true
	was, off := h.plan, h.cancelled
	if h.cancelled = cancel; !cancel {
		h.plan = o.Plan
	}
	if h.rev > 0 && h.cancelled == off && (cancel || fmt.Sprint(was) == fmt.Sprint(h.plan)) {
		return
	}
	h.rev++
	for _, s := range h.folk {
		if now.Sub(h.plan.Start) < -2*time.Hour && !cancel {
			s.in = false // on another day all come in again
		}
		switch {
		case s.seat != event.SeatOffered:
		case h.began(now):
			s.seat, s.pool = event.SeatWaiting, ""
		case s.until.Add(time.Hour).After(h.plan.Start):
			s.seat = event.SeatPlaced
		}
	}
}

// rows are all who stand somehow, as a roster shows them.
func (h *hall) rows() []string {
	var out []string
	line := 0
	for _, s := range h.folk {
		number, until := 0, time.Time{}
		switch s.seat {
		case event.SeatWaiting:
			line++
			number = line
		case event.SeatOffered:
			until = s.until
		case event.SeatPlaced, event.SeatSilent:
		case event.SeatNone, event.SeatLeft:
			continue
		}
		out = append(out, row(s.n, s.guest, s.seat, s.pool, number, until, s.form, s.in))
	}
	return out
}

func row(n int, guest flows.ActorID, seat event.Seat, pool event.Group, line int, until time.Time, f event.Form, in bool) string {
	return fmt.Sprintln(n, guest, seat, pool, line, until.UTC().Format(time.DateTime), f.Children, f.Women, f.Parents, in)
}
