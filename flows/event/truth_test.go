package event_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"wecan/flows"
	"wecan/flows/event"
)

// This file watches what events decide and what people are told.

// as is how something is from a moment on.
type as[T any] struct {
	at time.Time
	is T
}

// then is how it was at a moment.
func then[T any](all []as[T], at time.Time) (is T, ok bool) {
	for _, one := range all {
		if !one.at.After(at) {
			is, ok = one.is, true
		}
	}
	return is, ok
}

// within is how it was at some moment from then until then.
func within[T any](all []as[T], from, until time.Time) []T {
	var out []T
	for n, one := range all {
		if !one.at.After(until) && (n == len(all)-1 || all[n+1].at.After(from)) {
			out = append(out, one.is)
		}
	}
	return out
}

// pair is a person and the reference of an event.
type pair struct {
	who flows.ActorID
	of  string
}

// stand is how somebody stands.
type stand struct {
	seat  event.Seat
	offer int
	until time.Time
	asked bool // by a wish of hers
}

// fact is what there is to know of an event.
type fact struct {
	start time.Time
	place string
	gone  bool
	site  string
}

type truth struct {
	halls   map[string]*hall
	folk    map[flows.ActorID]int64
	persons map[flows.ActorID]flows.ActorID // by guest
	outages [][2]time.Time

	facts   map[string][]as[fact]
	stood   map[pair][]as[stand]
	in      map[pair][]as[bool] // whether she has come
	known   map[pair]fact
	open    map[pair][]string // wishes without an answer
	touched map[pair]time.Time
	wishes  map[pair][]time.Time
	told    map[pair][]as[given]
	asked   map[pair][]time.Time // at which starts she was asked whether she is there
}

func newTruth() *truth {
	return &truth{
		halls: map[string]*hall{}, folk: map[flows.ActorID]int64{}, persons: map[flows.ActorID]flows.ActorID{},
		facts: map[string][]as[fact]{}, stood: map[pair][]as[stand]{}, in: map[pair][]as[bool]{}, known: map[pair]fact{}, open: map[pair][]string{},
		touched: map[pair]time.Time{}, wishes: map[pair][]time.Time{}, told: map[pair][]as[given]{}, asked: map[pair][]time.Time{},
	}
}

func (x *model) fail(format string, args ...any) {
	if x.broken == nil {
		x.broken = fmt.Errorf(x.now.Format("2006-01-02 15:04:05 ")+format, args...)
	}
}

// wished notes a wish that will be answered, when it comes to the guest.
func (x *model) wished(d delivery) {
	told, is := d.in.(flows.Told)
	if !is || d.to.Kind() != flows.KindGuest || !slices.Contains([]string{"sign", "accept", "leave", "decline"}, told.Name) {
		return
	}
	p := pair{told.From, stored[struct{ Event string }](x.world, told.Data).Event}
	x.open[p] = append(x.open[p], told.Name)
	x.truth.wishes[p] = append(x.truth.wishes[p], x.now)
}

// watch compares what an event's turn left with what it should have.
func (x *model) watch(d delivery, _ flows.Result) {
	if d.to.Kind() != flows.KindEvent {
		return
	}
	of := ""
	for _, ref := range x.refs {
		if x.eventID(ref) == d.to {
			of = ref
		}
	}
	h := x.halls[of]
	if h == nil {
		h = &hall{heard: map[string]bool{}, seqs: map[flows.ActorID]int{}, refused: map[flows.ActorID]bool{}, door: event.Door(x.ids, of)}
		x.halls[of] = h
	}
	before := h.sitting("*")
	by := x.hearsToo(h, d)
	h.offered(x.p, x.now)
	x.compare(of, h, before)
	f := fact{h.plan.Start, h.plan.Place, h.cancelled, h.plan.Site}
	if was, had := then(x.facts[of], x.now); !had || was != f {
		x.facts[of] = append(x.facts[of], as[fact]{x.now, f})
	}
	for _, s := range h.folk {
		p := pair{x.persons[s.guest], of}
		now := stand{s.seat, s.offer, s.until, by == s.guest}
		if s != h.of(s.guest) {
			continue
		}
		if in, _ := then(x.truth.in[p], x.now); in != s.in {
			x.truth.in[p] = append(x.truth.in[p], as[bool]{x.now, s.in})
		}
		was, _ := then(x.stood[p], x.now)
		if now.asked = now.asked || was.asked && was.seat == now.seat; was != now {
			x.stood[p] = append(x.stood[p], as[stand]{x.now, now})
		}
		if now.seat != event.SeatPlaced && now.seat != event.SeatWaiting && now.seat != event.SeatOffered {
			delete(x.known, p)
		}
	}
}

// hearsToo lets the specification hear an input, and answers whose wish it was.
func (x *model) hearsToo(h *hall, d delivery) (by flows.ActorID) {
	told, is := d.in.(flows.Told)
	if !is {
		h.rings(x.p, x.now)
		return ""
	}
	switch told.Name {
	case "plan", "cancel":
		h.planned(x.now, stored[event.Order](x.world, told.Data), told.Name == "cancel")
	case "came":
		h.noted(x.now, stored[event.Order](x.world, told.Data))
	case "due":
		if a := stored[asking](x.world, told.Data); a.Heard > 0 {
			h.heardOf(a)
		}
	case "here":
		h.wish(x.now, told.Name, stored[asking](x.world, told.Data))
	case "sign", "accept", "leave", "decline":
		a := stored[asking](x.world, told.Data)
		h.wish(x.now, told.Name, a)
		return a.Guest
	}
	return ""
}

// compare: the roster is as the specification has it, and nobody sits on no chair.
func (x *model) compare(of string, h *hall, before int) {
	v := x.view(of)
	rows, err := v.Roster(x.members[x.eventID(of)])
	if err != nil {
		x.fail("the roster cannot be read: %v", err)
		return
	}
	var got []string
	sits := 0
	for _, r := range rows {
		got = append(got, row(r.Arrival, r.Guest, r.Seat, r.Group, r.Line, r.Until, r.Form, !r.In.IsZero()))
		if r.Seat == event.SeatPlaced || r.Seat == event.SeatOffered {
			sits++
		}
		if r.Seat == event.SeatOffered && !wakes(x.p, x.site(v.Plan.Site), r.Until) && !x.moved(of) {
			x.fail("an offer of %s ends by night, at %v", of, r.Until)
		}
		if r.Seat == event.SeatOffered && r.Until.Add(time.Second).Before(x.now) && !x.downSince(r.Until) {
			x.fail("an offer of %s ended at %v, and stands open", of, r.Until)
		}
	}
	if want := h.rows(); !slices.Equal(got, want) {
		x.fail("%s has\n%sand should have\n%s", of, strings.Join(got, ""), strings.Join(want, ""))
	}
	if most := v.Plan.Capacity; most > 0 && sits > max(most, before) {
		x.fail("%s has %d places, and %d people have one", of, most, sits)
	}
	if v.Tally.In != h.came() || v.Tally.In > v.Tally.Placed {
		x.fail("%s counts %d of %d who have come, and %d have", of, v.Tally.In, v.Tally.Placed, h.came())
	}
	if v.Tally.Placed+v.Tally.Offered != sits || v.Rev != h.rev {
		x.fail("%s counts %+v at %d, and %d sit at %d", of, v.Tally, v.Rev, sits, h.rev)
	}
}

// downSince says whether nothing was handled for some time since then.
func (x *model) downSince(then time.Time) bool {
	return slices.ContainsFunc(x.outages, func(o [2]time.Time) bool { return o[0].Before(x.now) && o[1].After(then) })
}

// moved says whether an event was at another site once: offers made there end by its clock.
func (x *model) moved(of string) bool {
	return slices.ContainsFunc(x.facts[of], func(a as[fact]) bool { return a.is.site != x.halls[of].plan.Site })
}

func (x *model) site(id string) flows.Site {
	site, _ := x.p.Site(id)
	return site
}

// before is how long it takes at most until what is to be told is told.
func (x *model) before() time.Duration {
	at := x.now
	if x.down.After(at) {
		at = x.down
	}
	last := at
	for _, id := range []string{"leipzig", "lisboa"} {
		if t := wakesFrom(x.p, x.site(id), at.Add(2*time.Minute)); t.After(last) {
			last = t
		}
	}
	return last.Sub(x.now) + x.slack + 3*time.Minute
}

// once says whether something was so not long ago. What is told after an outage may have
// been under way in it.
func once[T any](x *model, all []as[T], so func(T) bool, ago time.Duration) bool {
	from := x.now.Add(-ago)
	for _, o := range slices.Backward(x.outages) {
		if o[1].After(from) && o[0].Before(from) {
			from = o[0].Add(-ago)
		}
	}
	return slices.ContainsFunc(within(all, from, x.now), so)
}

// hear looks at what a person is told.
func (x *model) hear(who flows.ActorID, name string, g given) {
	p := pair{who, g["event"]}
	switch name {
	case "placed", "queued", "left", "late", "not_open", "full":
		x.answer(p, name, g)
	case "here":
		if !once(x, x.truth.in[p], func(in bool) bool { return in }, x.slack) {
			x.fail("%v: she is thanked for coming, and has not come", p)
		}
	case "event.day":
		x.moment(p, g)
	case "event.news":
		if g["also"] != "" && (g["kind"] == "remind" || g["kind"] == "ends") { // only that is news
			g = maps.Clone(g)
			g["kind"] = "also"
		}
		if g["kind"] == "shut" { // as lapsed, but for its words
			g = maps.Clone(g)
			g["kind"] = "lapsed"
		}
		x.told[p] = append(x.told[p], as[given]{x.now, g})
		x.news(p, g)
	case "event.page":
		if g["seat"] == "waiting" && !momentOf(g["when"]).After(x.now) {
			x.fail("%v: a page shows that she waits for what has begun", p)
		}
		if !once(x, x.stood[p], func(s stand) bool { return string(s.seat) == g["seat"] }, x.slack) && g["seat"] != "" {
			x.fail("%v: a page shows %q", p, g["seat"])
		}
	}
}

// moment looks at what is told by itself at a time of the plan.
func (x *model) moment(p pair, g given) {
	start := momentOf(g["when"])
	if g["asks"] != "door" {
		return // she has asked herself
	}
	for _, one := range x.asked[p] {
		if one.Equal(start) {
			x.fail("%v: she is asked twice whether she is there at %v", p, start)
		}
	}
	x.asked[p] = append(x.asked[p], start)
	was, _ := then(x.truth.in[p], x.now.Add(-x.slack)) // what she is told now may have been under way since
	if was && !slices.Contains(within(x.truth.in[p], x.now.Add(-x.slack), x.now), false) && !x.late() {
		x.fail("%v: she has come, and is asked whether she is there", p)
	}
	if x.now.Before(start) || !once(x, x.stood[p], func(s stand) bool { return s.seat == event.SeatPlaced }, x.slack) ||
		!once(x, x.facts[p.of], func(f fact) bool { return !f.gone && f.start.Equal(start) }, x.slack) {
		x.fail("%v: she is asked whether she is there at %v", p, start)
	}
}

// late says whether what is told now may have been under way in an outage.
func (x *model) late() bool {
	return slices.ContainsFunc(x.outages, func(o [2]time.Time) bool { return o[1].After(x.now.Add(-x.slack)) && o[0].Before(x.now) })
}

func (x *model) answer(p pair, name string, g given) {
	if len(x.open[p]) == 0 {
		x.fail("%v: she is answered %s, and has not asked", p, name)
		return
	}
	what := x.open[p][len(x.open[p])-1]
	delete(x.open, p)
	x.touched[p] = x.now
	so := func(s stand) bool {
		switch name {
		case "placed":
			return s.seat == event.SeatPlaced
		case "queued":
			return s.seat == event.SeatWaiting || s.seat == event.SeatOffered
		case "late":
			return true // how she stands stays
		}
		return s.seat == event.SeatNone || s.seat == event.SeatLeft || s.seat == event.SeatSilent
	}
	_, ever := then(x.stood[p], x.now)
	off := name == "not_open" && once(x, x.facts[p.of], func(f fact) bool { return f.gone || !f.start.After(x.now) }, x.slack)
	if (ever || name == "placed" || name == "queued") && !off && !once(x, x.stood[p], so, x.slack) {
		x.fail("%v: she is answered %s", p, name)
	}
	ended := func(f fact) bool { return !f.gone && f.start.Before(x.now.Add(-2*time.Hour)) }
	if name == "late" && what != "sign" && !once(x, x.facts[p.of], ended, x.slack) {
		x.fail("%v: she is told that it is over", p)
	}
	if (name == "left" || name == "late" && what != "sign") != (what == "leave" || what == "decline") {
		x.fail("%v: to %s she is answered %s", p, what, name)
	}
	if what == "sign" {
		x.changed(p, name)
	}
	if name == "placed" || name == "queued" {
		x.knows(p, g, false)
	}
}

// changed: after the start nobody changes her answers, and whoever wants to is told so.
func (x *model) changed(p pair, name string) {
	begun := func(f fact) bool { return !f.gone && !f.start.After(x.now) }
	refused := x.halls[p.of].refused[event.GuestOf(x.ids, p.who)]
	switch {
	case name == "late" && (!refused || !once(x, x.facts[p.of], begun, x.slack)):
		x.fail("%v: she is told that it has begun, and that her answers are not changed", p)
	case refused && (name == "placed" || name == "queued") && !once(x, x.facts[p.of], func(f fact) bool { return !begun(f) }, x.slack):
		x.fail("%v: her answers were not changed, and she is answered %s", p, name)
	case name == "queued" && !once(x, x.facts[p.of], func(f fact) bool { return !begun(f) }, x.slack):
		x.fail("%v: she is told that she waits for what has begun", p)
	}
}

// knows notes what she knows now, if she still has to do with it.
func (x *model) knows(p pair, g given, gone bool) {
	s, _ := then(x.stood[p], x.now)
	if s.seat == event.SeatPlaced || s.seat == event.SeatWaiting || s.seat == event.SeatOffered {
		x.known[p] = fact{momentOf(g["when"]), g["place"], gone, siteOf(g["when"])}
	}
}

func momentOf(when string) time.Time {
	parts := strings.Split(when, "/")
	t, _ := time.Parse(time.RFC3339, parts[len(parts)-1]) // zero for none
	return t
}

func siteOf(when string) string {
	if parts := strings.Split(when, "/"); len(parts) == 3 {
		return parts[1]
	}
	return ""
}

// news looks at one letter.
func (x *model) news(p pair, g given) {
	start, site := momentOf(g["when"]), x.site(siteOf(g["when"]))
	awake := wakes(x.p, site, x.now)
	had := func(so func(stand) bool) bool { return once(x, x.stood[p], so, x.slack) }
	kind := g["kind"]
	ago := x.slack
	if kind != "offer" && kind != "lapsed" && kind != "given" && kind != "remind" && kind != "begun" {
		ago += 2 * time.Minute
	}
	if !once(x, x.facts[p.of], func(f fact) bool {
		return f.gone == (kind == "cancelled") && (f.gone || f.start.Equal(start) && f.place == g["place"])
	}, ago) {
		x.fail("%v: she is told %s of %v at %s, and that is not so", p, kind, start, g["place"])
	}
	switch kind {
	case "offer":
		until := momentOf(g["hours"])
		if !awake || !until.After(x.now) || !had(func(s stand) bool { return s.seat == event.SeatOffered && s.until.Equal(until) }) {
			x.fail("%v: she is told of an offer until %v", p, until)
		}
	case "lapsed":
		if !awake || !had(func(s stand) bool { return s.seat == event.SeatSilent }) {
			x.fail("%v: she is told that she has not answered", p)
		}
	case "given":
		if !had(func(s stand) bool { return s.seat == event.SeatPlaced }) {
			x.fail("%v: she is told that she has a place", p)
		}
	case "remind":
		if !awake || !start.After(x.now) || !had(func(s stand) bool { return s.seat == event.SeatPlaced || s.seat == event.SeatWaiting }) {
			x.fail("%v: she is reminded", p)
		}
	case "begun":
		if !awake || start.After(x.now) || !had(func(s stand) bool { return s.seat == event.SeatWaiting }) {
			x.fail("%v: she is told that she waits in vain", p)
		}
	}
	if kind != "offer" && kind != "lapsed" && kind != "remind" && kind != "begun" && !awake {
		x.checkNight(p, kind, g)
	}
	if x.promises(g) {
		x.fail("%v: she is told %s of what has begun, and that she waits", p, kind)
	}
	if kind != "lapsed" {
		x.knows(p, g, kind == "cancelled")
	}
}

// promises says whether news of what has begun tell her that she may get a place yet.
func (x *model) promises(g given) bool {
	k := g["kind"]
	return g["seat"] == "waiting" && k != "cancelled" && k != "begun" && k != "lost" && !momentOf(g["when"]).After(x.now)
}

// checkNight: news come by night only when she would be on her way in the morning.
func (x *model) checkNight(p pair, kind string, g given) {
	first := momentOf(g["when"])
	if was := momentOf(g["was"]); kind != "given" && !was.IsZero() && (was.Before(first) || kind == "cancelled") && was.After(x.now.Add(-x.slack)) {
		first = was
	}
	morning := wakesFrom(x.p, x.site(siteOf(g["when"])), x.now)
	if first.Sub(morning) >= 2*time.Hour || !first.After(x.now.Add(-x.slack)) {
		x.fail("%v: she is told %s by night of what begins at %v", p, kind, first)
	}
}

// agree: whoever has to do with an event knows how it stands.
func (x *model) agree() {
	for p, all := range x.stood {
		s := all[len(all)-1].is
		f, _ := then(x.facts[p.of], x.now)
		k, told := x.known[p]
		engaged := s.seat == event.SeatPlaced || s.seat == event.SeatWaiting || s.seat == event.SeatOffered
		if !engaged || !f.start.After(x.now) || told && !k.start.After(x.now) {
			continue
		}
		switch {
		case !told:
			x.fail("%v: she is %s, and nobody has told her", p, s.seat)
		case f.gone && k.gone:
		case f.gone != k.gone || !f.start.Equal(k.start) || f.place != k.place:
			x.fail("%v: it is %+v, and she knows %+v", p, f, k)
		}
	}
}
