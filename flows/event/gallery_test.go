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

// gallery is a world in which people hand in and vote as they like, and that is watched.
type gallery struct {
	*world
	*contest

	choose chooser
	ref    string
	titles int
	open   map[flows.ActorID][]string        // what waits for an answer
	handed map[flows.ActorID]string          // the title that was handed in last
	voted  map[flows.ActorID]string          // the number that was voted for last
	result map[flows.ActorID]bool            // she was told the first places
	firsts []as[string]                      // which those were
	been   map[flows.ActorID]map[string]bool // in which teams she took herself to be, since it began and while votes could change
	slack  time.Duration
	moved  time.Time              // when it was planned last
	gone   map[flows.ActorID]bool // who gave her place back: what she asked shortly before goes with it
}

const makers = 6 // people, by chat from 1

func newGallery(tb testing.TB, choose chooser) *gallery {
	tb.Helper()
	x := &gallery{
		world: newWorld(tb), contest: newContest(), choose: choose, ref: number(tb, "4K7M9Q"),
		open: map[flows.ActorID][]string{}, handed: map[flows.ActorID]string{}, voted: map[flows.ActorID]string{}, result: map[flows.ActorID]bool{},
		been: map[flows.ActorID]map[string]bool{}, gone: map[flows.ActorID]bool{},
	}
	x.left, x.hears = x.watch, x.hear
	x.plan = hackathon(makers)
	x.plan.TeamMin, x.plan.TeamMax, x.plan.Minutes = 2, makers, 600 // teams change also while people vote
	x.plan.HandIn, x.plan.Votes = x.plan.Start.Add(3*time.Hour), x.plan.Start.Add(8*time.Hour)
	p := x.plan
	x.orders(x.ref, &p)
	for chat := int64(1); chat <= makers; chat++ {
		x.wish(chat, "sign", x.ref, event.Form{})
	}
	if x.choose("teamed", 2) == 1 {
		for chat := int64(1); chat <= makers; chat++ {
			x.joins(chat, teamCodes[x.choose("team", len(teamCodes))])
		}
	}
	x.pass(x.plan.Start.Add(-time.Minute))
	if slow := x.choose("slow", 3); slow > 0 {
		most := []int{0, 3, 100}[slow]
		x.slack = 4*time.Duration(most)*time.Second + time.Second
		x.delay = func() time.Duration { return time.Duration(x.choose("delay", most+1)) * time.Second }
		x.mixed = x.choose("mixed", 2) == 1
	}
	if x.choose("copies", 2) == 1 {
		x.again = func() (time.Duration, bool) {
			return time.Duration(x.choose("late", 9*60)) * time.Minute, x.choose("again", 4) == 0
		}
	}
	return x
}

func (x *gallery) fail(format string, args ...any) {
	if x.broken == nil {
		x.broken = fmt.Errorf(x.now.Format("2006-01-02 15:04:05 ")+format, args...)
	}
}

// watch lets the specification hear what the event heard, and compares.
func (x *gallery) watch(d delivery, _ flows.Result) {
	told, is := d.in.(flows.Told)
	x.notes(d.to)
	if d.to != x.eventID(x.ref) {
		return
	}
	placed := map[flows.ActorID]int{}
	for _, r := range x.roster(x.ref) {
		if r.Seat == event.SeatPlaced {
			placed[r.Guest] = r.Arrival
		}
	}
	for who := range x.placed {
		if placed[who] != x.placed[who] {
			x.leaves(x.now, who)
		}
	}
	for who, n := range placed {
		x.placed[who] = n
	}
	if is {
		b := stored[bid](x.world, told.Data)
		switch told.Name {
		case "plan", "cancel":
			o := stored[event.Order](x.world, told.Data)
			if x.off = told.Name == "cancel"; !x.off {
				x.plan, x.moved = o.Plan, x.now
			}
		case "submit":
			x.handIn(x.now, b)
		case "vote":
			x.vote(x.now, b)
		case "mate":
			x.mate(x.now, b)
		}
	}
	x.stands()
	if now := x.first(); len(x.firsts) == 0 || x.firsts[len(x.firsts)-1].is != now {
		x.firsts = append(x.firsts, as[string]{x.now, now})
	}
}

// hear looks at what a person is told.
func (x *gallery) hear(who flows.ActorID, name string, g given) {
	guest := event.GuestOf(x.ids, who)
	switch name {
	case "handed":
		e := x.standing(x.key(bid{Guest: guest, Team: x.team(guest)}))
		if x.slack == 0 && (e == nil || g["number"] != strconv.Itoa(e.no) || g["work"] != e.title) {
			x.fail("she is told that %v was handed in, and there is %+v", g, e)
		}
		if g["work"] != x.handed[guest] || g["at"] == "" || g["number"] == "" {
			x.fail("she handed in %s, and the receipt says %v", x.handed[guest], g)
		}
		x.answers(guest, "submit", true)
	case "voted":
		if x.slack == 0 && strconv.Itoa(x.votes[guest]) != g["number"] || g["number"] != x.voted[guest] {
			x.fail("she is told that she voted for %v, and votes for %d", g, x.votes[guest])
		}
		x.answers(guest, "vote", true)
	case "own":
		x.answers(guest, "vote", true)
	case "late", "gone", "full", "closed":
		what := "submit"
		if g["number"] != "" { // the number of what she voted for
			what = "vote"
		}
		x.answers(guest, what, false)
	case "event.results":
		if !x.ended(x.now) {
			if x.now.After(x.moved.Add(x.slack)) { // else it was over when it was said
				x.fail("she is told a result before the end: %v", g)
			}
			return
		}
		x.result[who] = true
		x.checkResult(who, g["rows"])
	case "event.ideas", "event.idea":
		if strings.Contains(strings.ReplaceAll(g["rows"], "vote", ""), "prize") || g["votes"] != "" {
			x.fail("she sees votes: %v", g)
		}
	}
}

// answers notes that somebody was answered. Some answers could be to either wish.
func (x *gallery) answers(guest flows.ActorID, what string, must bool) {
	at := max(0, slices.Index(x.open[guest], what))
	switch {
	case len(x.open[guest]) > 0:
		x.open[guest] = slices.Delete(x.open[guest], at, at+1)
	case must && !x.gone[guest]:
		x.fail("she is answered about a %s, and has not asked", what)
	}
}

// team is in which team somebody is, as her guest knows it.
func (x *gallery) team(guest flows.ActorID) string {
	for _, i := range stored[struct{ Items []struct{ Team string } }](x.world, x.members[guest]["items"]).Items {
		return i.Team
	}
	return ""
}

func (x *gallery) says(chat int64, what string, more map[string]any) {
	x.wishes++
	person := x.ids.Person(chat)
	guest := event.GuestOf(x.ids, person)
	w := map[string]any{"id": fmt.Sprint("w", x.wishes), "event": x.ref, "lang": "en"}
	for k, v := range more {
		w[k] = v
	}
	if (what == "submit" || what == "vote") && !slices.Contains(x.open[guest], what) {
		x.open[guest] = append(x.open[guest], what)
	}
	x.tell(person, guest, what, w)
}

func (x *gallery) picksOne(chat int64, no int) {
	x.voted[event.GuestOf(x.ids, x.ids.Person(chat))] = strconv.Itoa(no)
	x.says(chat, "vote", map[string]any{"no": no})
}

func (x *gallery) something() string {
	chat := int64(1 + x.choose("who", makers))
	guest := event.GuestOf(x.ids, x.ids.Person(chat))
	switch n := x.choose("what", 22); {
	case n < 6:
		x.titles++
		x.handed[guest] = fmt.Sprint("title ", x.titles)
		x.says(chat, "submit", map[string]any{"work": map[string]any{"title": x.handed[guest], "text": "words"}})
		return fmt.Sprint(chat, " hands in ", x.handed[guest])
	case n < 12:
		no := 1 + x.choose("which", len(x.works)+1)
		x.picksOne(chat, no)
		return fmt.Sprint(chat, " votes for ", no)
	case n < 13 && x.slack == 0: // an answer could be to something else
		x.says(chat, []string{"ideas", "idea", "results", "hand"}[x.choose("look", 4)], map[string]any{"no": 1})
		return fmt.Sprint(chat, " looks")
	case n < 14 && x.choose("leave", 2) == 0:
		x.gone[guest] = true
		x.wish(chat, "leave", x.ref, event.Form{})
		return fmt.Sprint(chat, " leaves")
	case n < 17:
		code := teamCodes[x.choose("team", len(teamCodes))]
		x.joins(chat, code)
		return fmt.Sprint(chat, " is in ", code)
	case n < 18 && x.polls(x.now) && len(x.works) > 0:
		return x.cheats(chat, x.works[x.choose("which", len(x.works))])
	case n < 19 && x.choose("move", 3) == 0:
		p := x.plan
		p.HandIn = x.now.Truncate(time.Minute).Add(time.Duration(x.choose("deadline", 120)-20) * time.Minute)
		p.Votes = p.HandIn.Add(time.Duration(10+x.choose("votes", 200)) * time.Minute)
		if p.Check(x.p) == nil {
			x.orders(x.ref, &p)
		}
		return fmt.Sprint("the deadlines are ", p.HandIn, p.Votes)
	}
	x.wait(time.Duration(x.choose("minutes", 60)) * time.Minute)
	return "minutes"
}

// live lets a day pass, and then looks at what people know.
func (x *gallery) live(steps int) error {
	x.wait(2 * time.Minute)
	for range steps {
		did := x.something()
		if x.broken != nil {
			return fmt.Errorf("%s: %w", did, x.broken)
		}
	}
	x.pass(x.plan.Votes.Add(minutesMore + 2*day)) // copies come until then
	x.wait(x.slack + time.Minute)
	x.fair()
	for chat := int64(1); chat <= makers; chat++ {
		person := x.ids.Person(chat)
		guest := event.GuestOf(x.ids, person)
		if what := x.open[guest]; len(what) > 0 && !x.gone[guest] {
			x.fail("%d was never answered to %v", chat, what)
		}
		if _, placed := x.placed[guest]; placed && !x.off {
			if !x.result[person] && len(x.lines()) > 0 { // of nothing there is no result
				x.fail("%d was never told the result", chat)
			}
		}
	}
	return x.broken
}

// checkResult: the first places are told as they are.
func (x *gallery) checkResult(who flows.ActorID, rows string) {
	var got []string
	for _, row := range phrases(x.tb, rows) {
		if row["place"] != "" {
			got = append(got, fmt.Sprintf("%s %s %s", row["place"], row["work"], row["votes"]))
		}
	}
	slices.Sort(got)
	if is, were := strings.Join(got, "; "), within(x.firsts, x.now.Add(-x.slack), x.now); !slices.Contains(were, is) {
		x.fail("%v is told %q, and it was %q", who, is, were)
	}
}

func TestWorksAndVotes(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		x := newGallery(t, func(what string, n int) int { return rapid.IntRange(0, n-1).Draw(rt, what) })
		if err := x.live(30); err != nil {
			rt.Fatal(err)
		}
	})
}

func TestWorksAndVotesByChance(t *testing.T) {
	for seed := range lives(150) {
		if err := newGallery(t, dice(seed, 10)).live(60); err != nil {
			t.Errorf("seed %d: %v", seed, err)
		}
	}
}
