package event_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"wecan/flows"
	"wecan/flows/event"
)

// evening is a world after a lab, in which people ask for each other as they like, and
// that is watched.
type evening struct {
	*world
	*party

	choose chooser
	ref    string
	words  int
	number map[flows.ActorID]int // by guest: the arrival number, also of whoever has left
	read   map[[2]int][]string   // what somebody may read of another one, once that was so
	names  map[[2]int][]string   // as what somebody lets another one see her
	told   map[[3]int]int        // how often: to whom, of whom, at which stage
	ends   []time.Time           // when it was to end, at any time
	slack  time.Duration
}

const guests = 6 // people, by chat from 1

func newEvening(tb testing.TB, choose chooser) *evening {
	tb.Helper()
	x := &evening{
		world: newWorld(tb), party: newParty(), choose: choose, ref: number(tb, "4K7M9Q"), number: map[flows.ActorID]int{},
		read: map[[2]int][]string{}, names: map[[2]int][]string{}, told: map[[3]int]int{},
	}
	x.comes, x.left, x.hears = x.sees, x.watch, x.hear
	p := hackathon(guests)
	p.Kind, p.Remind = event.KindLab, []int{}
	x.plans(&p)
	for chat := int64(1); chat <= guests; chat++ {
		x.wish(chat, "sign", x.ref, event.Form{})
	}
	x.pass(x.plan.End().Add(-time.Minute))
	if slow := x.choose("slow", 3); slow > 0 {
		most := []int{0, 3, 100}[slow]
		x.slack = 4*time.Duration(most)*time.Second + time.Second
		x.delay = func() time.Duration { return time.Duration(x.choose("delay", most+1)) * time.Second }
		x.mixed = x.choose("mixed", 2) == 1
	}
	if x.choose("copies", 2) == 1 {
		x.again = func() (time.Duration, bool) {
			return time.Duration(x.choose("late", 9*24*60)) * time.Minute, x.choose("again", 4) == 0
		}
	}
	return x
}

func (x *evening) plans(p *event.Plan) {
	x.plan = *p
	x.ends = append(x.ends, p.End())
	x.orders(x.ref, p)
}

func (x *evening) fail(format string, args ...any) {
	if x.broken == nil {
		x.broken = fmt.Errorf(x.now.Format("2006-01-02 15:04:05 ")+format, args...)
	}
}

// sees: nobody's sentence comes to another one's guest before both want it.
func (x *evening) sees(d delivery) {
	told, is := d.in.(flows.Told)
	if !is || told.Name != "met" {
		return
	}
	m := stored[struct {
		N, Stage int
		Words    string
	}](x.world, told.Data)
	if m.Words != "" && !slices.Contains(x.read[[2]int{x.number[d.to], m.N}], m.Words) {
		x.fail("the guest of %d hears %q of %d", x.number[d.to], m.Words, m.N)
	}
}

// watch lets the specification hear what the event heard.
func (x *evening) watch(d delivery, _ flows.Result) {
	if d.to != x.eventID(x.ref) {
		return
	}
	placed := map[flows.ActorID]int{}
	for _, r := range x.roster(x.ref) {
		if r.Seat == event.SeatPlaced {
			placed[r.Guest] = r.Arrival
		}
	}
	for who, n := range x.placed {
		if placed[who] != n {
			x.leaves(who)
		}
	}
	for who, n := range placed {
		x.placed[who], x.number[who] = n, n
	}
	told, is := d.in.(flows.Told)
	if !is {
		return
	}
	r := stored[plea](x.world, told.Data)
	switch told.Name {
	case "plan", "cancel":
		if x.off = told.Name == "cancel"; !x.off {
			x.plan = stored[event.Order](x.world, told.Data).Plan
		}
	case "meet":
		x.asked(x.now, r)
	case "meet_say":
		x.said(x.now, r)
	}
	for _, a := range x.asks {
		x.names[[2]int{a.to, a.from}] = append(x.names[[2]int{a.to, a.from}], a.name)
		for _, p := range [][2]int{{a.from, a.to}, {a.to, a.from}} {
			x.read[p] = append(x.read[p], x.shown(p[0], p[1])...)
		}
	}
}

// hear looks at what a person is told.
func (x *evening) hear(who flows.ActorID, name string, g given) {
	if name != "event.meet" {
		return
	}
	me := x.number[event.GuestOf(x.ids, who)]
	other, err := strconv.Atoi(g["met"])
	if err != nil || g["met_code"] != event.Code(other) {
		x.fail("%d is told of %v", me, g)
	}
	if strings.Contains(g["met_name"], "Family") {
		x.fail("%d reads a whole name: %v", me, g)
	}
	stage, last := 1, 7*24*time.Hour
	if g["met_kind"] == "shares" {
		stage, last = 2, 10*24*time.Hour
	}
	if x.told[[3]int{me, other, stage}]++; x.told[[3]int{me, other, stage}] > 1 {
		x.fail("%d is told twice of %d: %v", me, other, g)
	}
	ended := func(end time.Time) bool { return !x.now.Before(end) && x.now.Before(end.Add(last+x.slack)) }
	if !slices.ContainsFunc(x.ends, ended) {
		x.fail("%d is told at a wrong time: %v", me, g)
	}
	switch a := x.find(other, me); {
	case stage == 2:
		if !slices.Contains(x.read[[2]int{me, other}], g["met_words"]) || g["met_words"] == "" {
			x.fail("%d reads %q of %d", me, g["met_words"], other)
		}
	case g["met_words"] != "":
		x.fail("%d is asked, and reads %q of %d", me, g["met_words"], other)
	case !slices.Contains(x.names[[2]int{me, other}], g["met_name"]):
		x.fail("%d is asked by %q, and %d has not said so", me, g["met_name"], other)
	case a != nil && !a.brought && !a.agreed:
		x.fail("%d is asked by %d, and wanted to hear of no more", me, other)
	case !wakes(x.p, x.site("leipzig"), x.now):
		x.fail("%d is asked by night", me)
	}
}

func (x *evening) site(id string) flows.Site {
	site, _ := x.p.Site(id)
	return site
}

func (x *evening) tells(chat int64, what string, more map[string]any) {
	x.words++
	more["said"] = fmt.Sprintf("words %d of %d", x.words, chat)
	x.says(chat, what, x.ref, more)
}

func (x *evening) something() string {
	chat := int64(1 + x.choose("who", guests))
	other := 1 + x.choose("whom", guests+1)
	switch n := x.choose("what", 24); {
	case n < 8:
		if x.choose("again", 3) == 0 { // for somebody for whom she has asked
			for _, a := range x.asks {
				if a.from == int(chat) {
					other = a.to
				}
			}
		}
		more := map[string]any{"other": other}
		if x.choose("name", 2) == 1 {
			more["name"] = fmt.Sprintf("Name%d Family", chat)
		}
		x.tells(chat, "meet", more)
		return fmt.Sprint(chat, " asks for ", other)
	case n < 14:
		say := []string{"yes", "yes", "yes", "no", "never"}[x.choose("say", 5)]
		for range 3 { // to somebody who has asked
			if x.find(other, int(chat)) == nil {
				other = 1 + x.choose("whom", guests)
			}
		}
		x.tells(chat, "meet_say", map[string]any{"other": other, "say": say})
		return fmt.Sprint(chat, " says ", say, " to ", other)
	case n < 15 && x.choose("leave", 2) == 0:
		x.wish(chat, "leave", x.ref, event.Form{})
		return fmt.Sprint(chat, " leaves")
	case n < 16 && x.choose("move", 4) == 0:
		p := x.plan
		p.Start = x.now.Truncate(time.Minute).Add(time.Duration(x.choose("hours", 30)-20) * time.Hour)
		x.plans(&p)
		return fmt.Sprint("it begins at ", p.Start)
	case n < 17 && x.choose("cancel", 5) == 0:
		x.orders(x.ref, nil)
		x.wait(time.Minute)
		p := x.plan
		x.plans(&p)
		return "it is cancelled and takes place after all"
	case n < 21:
		x.wait(time.Duration(1+x.choose("hours", 15)) * time.Hour)
		return "hours"
	}
	x.wait(time.Duration(x.choose("minutes", 60)) * time.Minute)
	return "minutes"
}

// live lets some days pass, and then looks at what people know.
func (x *evening) live(steps int) error {
	x.wait(2 * time.Minute)
	for range steps {
		did := x.something()
		if x.broken != nil {
			return fmt.Errorf("%s: %w", did, x.broken)
		}
	}
	x.wait(30 * day)
	for _, a := range x.asks {
		if !a.agreed || !x.has(a.to) || x.off {
			continue
		}
		for _, p := range [][2]int{{a.to, a.from}, {a.from, a.to}} {
			if x.told[[3]int{p[0], p[1], 2}] != 1 {
				x.fail("%d and %d want to see each other, and %d was not told", a.from, a.to, p[0])
			}
		}
	}
	return x.broken
}

func TestIntroductions(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		x := newEvening(t, func(what string, n int) int { return rapid.IntRange(0, n-1).Draw(rt, what) })
		if err := x.live(30); err != nil {
			rt.Fatal(err)
		}
	})
}

func TestIntroductionsByChance(t *testing.T) {
	for seed := range lives(100) {
		if err := newEvening(t, dice(seed, 12)).live(60); err != nil {
			t.Errorf("seed %d: %v", seed, err)
		}
	}
}
