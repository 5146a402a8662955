package event_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"wecan/flows"
	"wecan/flows/event"
)

// chooser decides what happens next: rapid, or plain chance.
type chooser func(what string, n int) int

// model is a world in which people do what they like, and that is watched.
type model struct {
	*world
	*truth

	choose chooser
	slack  time.Duration // the longest way of what is told
	refs   []string
	parts  map[int64]int // the last number of how somebody takes part
	in     map[int64]bool
}

const (
	people = 7 // of the model, by chat from 1
	day    = 24 * time.Hour
)

// newModel is a world with disturbances by chance.
func newModel(tb testing.TB, choose chooser) *model {
	tb.Helper()
	x := &model{world: newWorld(tb), truth: newTruth(), choose: choose, parts: map[int64]int{}, in: map[int64]bool{}}
	for _, body := range []string{"4K7M9Q", "5K7M9Q"} {
		for _, c := range "23456789BCDFGHJKMPQRTWX" {
			if r, ok := flows.ParseReference(fmt.Sprintf("WE-%s-%s%c", body[:4], body[4:], c)); ok {
				x.refs = append(x.refs, r)
			}
		}
	}
	for chat := int64(1); chat <= people; chat++ {
		person := x.ids.Person(chat)
		x.folk[person], x.persons[event.GuestOf(x.ids, person)] = chat, person
	}
	x.comes, x.left, x.hears = x.wished, x.watch, x.hear
	x.disturb()
	for _, of := range x.refs {
		x.plans(of)
	}
	return x
}

// disturb lets what is told be under way for a while, come twice, and out of order.
func (x *model) disturb() {
	most := []time.Duration{0, 2 * time.Second, 40 * time.Second, 3 * time.Minute}[x.choose("how slow", 4)]
	x.slack = 6*most + 10*time.Second
	if most > 0 {
		x.delay = func() time.Duration { return time.Duration(x.choose("delay", int(most/time.Second)+1)) * time.Second }
		x.mixed = x.choose("mixed", 2) == 1
	}
	if x.choose("copies", 2) == 1 {
		x.again = func() (time.Duration, bool) {
			if x.choose("again", 8) > 0 {
				return 0, false
			}
			return time.Duration(x.choose("late", 4*24*60)) * time.Minute, true
		}
	}
}

func (x *model) anybody() int64 { return int64(1 + x.choose("who", people)) }

func (x *model) any() string { return x.refs[x.choose("event", len(x.refs))] }

// something does one thing.
func (x *model) something() string {
	switch n := x.choose("what", 35); {
	case n < 9:
		return x.wishes()
	case n < 12:
		return x.rush()
	case n < 14:
		return x.plans(x.any())
	case n < 15:
		of := x.any()
		x.orders(of, nil)
		return "cancels " + of
	case n < 16:
		return x.nears()
	case n < 17:
		return x.moves()
	case n < 18:
		return x.outage()
	case n < 20:
		x.wait(x.before() + x.slack)
		x.agree()
		return "all agree"
	case n < 24:
		x.wait(time.Duration(1+x.choose("minutes", 50)) * time.Minute)
		return "minutes"
	case n < 30:
		x.wait(time.Duration(1+x.choose("hours", 14)) * time.Hour)
		return "hours"
	case n < 33:
		return x.atDoor()
	}
	x.wait(time.Duration(10+x.choose("many hours", 30)) * time.Hour)
	return "days"
}

// plans plans an event, or changes its plan in some way.
func (x *model) plans(of string) string {
	h := x.halls[of]
	p := event.Plan{
		Kind: event.KindLab, Words: []event.Words{{Lang: "en", Title: "Lab"}}, Site: []string{"leipzig", "lisboa"}[x.choose("site", 2)],
		Open: event.OpenEverybody, Start: x.start(), Minutes: 120, Place: "Hall 1", Capacity: 1 + x.choose("capacity", 4),
	}
	if h != nil && h.rev > 0 {
		p = h.plan
	}
	switch n := x.choose("change", 7); {
	case n == 0:
		p.Start = x.start()
	case n == 1:
		p.Place = fmt.Sprint("Hall ", 1+x.choose("place", 3))
	case n == 2 || n == 3:
		p.Capacity = x.choose("capacity", 6)
	case n == 4:
		p.Open = []event.Open{event.OpenEverybody, event.OpenEnrolled}[x.choose("open", 2)]
		p.Childcare = x.choose("childcare", 2) == 1
	case n == 5 && h != nil && h.rev > 0:
		p.Offer = []int{0, 60, 48 * 60}[x.choose("offer", 3)]
	}
	if x.choose("reserved", 2) == 1 {
		p.Reserved = nil
		for _, id := range event.Groups() {
			if left := p.Capacity - len(p.Reserved); left > 0 && x.choose("reserve", 2) == 1 {
				p.Reserved = append(p.Reserved, event.Reserved{ID: id, Places: 1})
			}
		}
	}
	p.Reserved = p.Reserved[:min(len(p.Reserved), p.Capacity)]
	p.Closes = time.Time{}
	if n := x.choose("closes", 4); n > 0 {
		p.Closes = p.Start.Add(-time.Duration(n) * 13 * time.Hour)
	}
	x.orders(of, &p)
	return fmt.Sprintf("plans %s %v, %d places, %v, closes %v", of, p.Start, p.Capacity, p.Reserved, p.Closes)
}

// nears: the start comes nearer, while places may be offered.
func (x *model) nears() string {
	of := x.any()
	h := x.halls[of]
	if h == nil || h.rev == 0 {
		return "nothing comes nearer"
	}
	p := h.plan
	p.Start = x.now.Add(time.Duration(x.choose("nearer", 30)-2) * time.Hour).Truncate(time.Minute)
	p.Closes, p.Capacity = time.Time{}, p.Capacity+x.choose("more", 3)
	x.orders(of, &p)
	return fmt.Sprint(of, " comes nearer: ", p.Start)
}

// start is a quarter of an hour of the next days.
func (x *model) start() time.Time {
	y, m, d := x.now.Date()
	in := []int{0, 1, 1, 2, 3, 5, 9, 12}[x.choose("days", 8)]
	return time.Date(y, m, d+in, []int{7, 9, 10, 14, 18, 22}[x.choose("hour", 6)], 15*x.choose("quarter", 4), 0, 0, time.UTC)
}

// wishes: somebody wishes something.
func (x *model) wishes() string {
	chat, of := x.anybody(), x.any()
	what := []string{"sign", "sign", "sign", "accept", "accept", "leave", "decline", "list", "open", "file"}[x.choose("wish", 10)]
	x.wants(chat, what, of)
	return fmt.Sprint(chat, " says ", what, " to ", of)
}

func (x *model) wants(chat int64, what, of string) {
	f := event.Form{}
	if what == "sign" {
		f = event.Form{Children: x.choose("children", 3), Women: x.choose("women", 2) == 1, Parents: x.choose("parents", 2) == 1}
	}
	x.wish(chat, what, of, f)
	x.wait(time.Duration(x.choose("then", 3)) * time.Second)
}

// rush: everybody wants to come, and then those who have a place give it up.
func (x *model) rush() string {
	of := x.any()
	for chat := int64(1); chat <= people; chat++ {
		x.wants(chat, "sign", of)
	}
	for range 1 + x.choose("how many", 3) {
		x.wait(time.Duration(x.choose("a while", 150)) * time.Minute)
		for _, s := range x.halls[of].folk {
			if s.seat == event.SeatPlaced {
				x.wants(x.folk[x.persons[s.guest]], "leave", of)
				break
			}
		}
	}
	x.wait(time.Duration(x.choose("a while", 150)) * time.Minute)
	return "all want to come to " + of
}

// atDoor: somebody writes a number of the door, or the team notes who has come.
func (x *model) atDoor() string {
	of := x.any()
	h := x.halls[of]
	if h == nil || h.rev == 0 {
		return "there is no door"
	}
	if x.choose("there", 3) > 0 {
		p := h.plan
		p.Start = x.now.Add(time.Duration(x.choose("minutes there", 300)-120) * time.Minute).Truncate(time.Minute)
		p.Closes = time.Time{}
		x.orders(of, &p)
		x.wait(time.Duration(x.choose("minutes later", 60)) * time.Minute)
	}
	who := x.anybody()
	for range 1 + x.choose("at the door", 9) {
		for _, s := range h.folk {
			if s.seat == event.SeatPlaced && x.choose("she", 2) == 0 {
				who = x.folk[x.persons[s.guest]]
				break
			}
		}
		if x.choose("team", 4) == 0 {
			o := event.Order{ID: fmt.Sprint("c", x.turns), By: "Anna", Reference: of, Arrivals: []int{1 + x.choose("arrival", 9), 1 + x.choose("arrival", 9)}, Not: x.choose("not", 2) == 0}
			in, err := event.NewCame(x.ids, o)
			if err != nil {
				x.tb.Fatal(err)
			}
			x.bring(delivery{in.To, in.Input})
			continue
		}
		x.says(who, "here", of, map[string]any{"door": h.door + x.choose("wrong", 3)})
	}
	return "people are at the door of " + of
}

// moves: somebody begins to take part in the programme, or leaves it.
func (x *model) moves() string {
	chat := x.anybody()
	x.parts[chat]++
	x.in[chat] = !x.in[chat]
	p := flows.Participation{Reference: fmt.Sprint("WE-", chat), Seq: x.parts[chat], In: x.in[chat]}
	if p.In {
		p.Site, p.Track = "leipzig", "social"
	}
	for _, of := range x.refs { // that may be a wish to leave
		x.touched[pair{x.ids.Person(chat), of}] = x.now
	}
	x.takesPart(chat, p)
	return fmt.Sprint(chat, " takes part: ", p.In)
}

// outage: nothing is handled for hours, then all late.
func (x *model) outage() string {
	if x.down.After(x.now) {
		return "nothing is handled anyway"
	}
	x.down = x.now.Add(time.Duration(1+x.choose("down", 40)) * time.Hour / 2)
	x.outages = append(x.outages, [2]time.Time{x.now, x.down.Add(x.slack + time.Minute)})
	return "nothing is handled"
}

// live lets things happen, then lets weeks pass, and looks at all of it.
func (x *model) live(steps int) error {
	for range steps {
		did := x.something()
		if x.broken != nil {
			return fmt.Errorf("%s: %w", did, x.broken)
		}
	}
	x.wait(2 * day)
	x.agree()
	x.wait(20 * day)
	x.inTheEnd()
	return x.broken
}

func run(tb testing.TB, choose chooser, steps int) error {
	tb.Helper()
	return newModel(tb, choose).live(steps)
}

func TestEventsAreFair(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		choose := func(what string, n int) int { return rapid.IntRange(0, n-1).Draw(rt, what) }
		if err := run(t, choose, 25); err != nil {
			rt.Fatal(err)
		}
	})
}

// lives is how many are played by chance.
func lives(all uint64) uint64 {
	if racing {
		return all / 5
	}
	return all
}

// Longer lives than rapid can make smaller.
func TestEventsByChance(t *testing.T) {
	for seed := range lives(60) {
		if err := run(t, dice(seed, 7), 80); err != nil {
			t.Errorf("seed %d: %v", seed, err)
		}
	}
}
