package session_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"wecan/flows"
	"wecan/flows/enrollment"
	"wecan/flows/session"
)

// chooser decides what happens next: rapid, or plain chance.
type chooser func(what string, n int) int

// model is a world in which people do what they like, and that is watched.
type model struct {
	*world
	*truth

	choose chooser
	slack  time.Duration // the longest way of what is told
	made   int           // sessions
	series map[string][]string
}

// people of the model, by chat.
const people = 5

var (
	village     *world           //nolint:gochecknoglobals // made once, and cloned for each life
	villageFolk map[string]int64 //nolint:gochecknoglobals // their applications
)

// newModel is a world with people who have places, and disturbances by chance.
func newModel(tb testing.TB, choose chooser) *model {
	tb.Helper()
	if village == nil {
		w, folk := newWorld(tb), map[string]int64{}
		for chat := int64(1); chat <= people; chat++ {
			folk[w.enrolled(chat, []string{"lisboa", "leipzig"}[min(chat-1, 1)])] = chat
		}
		village, villageFolk = w, folk
	}
	x := &model{world: village.clone(tb), truth: newTruth(), choose: choose, series: map[string][]string{}}
	if choose("autumn", 2) == 1 {
		x.now = x.now.AddDate(0, 7, 3) // a Monday, two weeks before the clocks change back
		x.wait(day)
	}
	x.people = villageFolk
	for _, who := range x.who() {
		x.watchApplication(flows.Result{Actor: x.actors[x.ids.Of(flows.KindApplication, who)]})
	}
	x.left = x.watch
	x.disturb()
	return x
}

// disturb lets what is told be under way for a while, and come twice.
func (x *model) disturb() {
	most := []time.Duration{0, 2 * time.Second, 40 * time.Second, 3 * time.Minute}[x.choose("how slow", 4)]
	x.slack = 4*most + 5*time.Second
	if most > 0 {
		x.delay = func() time.Duration { return time.Duration(x.choose("delay", int(most/time.Second)+1)) * time.Second }
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

func (x *model) who() []string { return slices.Sorted(maps.Keys(x.people)) }

func (x *model) anybody() string { return x.who()[x.choose("who", people)] }

// any is one of the sessions; "" for none.
func (x *model) any() string {
	all := slices.Sorted(maps.Keys(x.stands))
	if len(all) == 0 {
		return ""
	}
	return all[x.choose("session", len(all))]
}

// something does one thing.
func (x *model) something() string {
	switch x.choose("what", 31) {
	case 0, 1:
		return x.plan()
	case 2, 3, 4, 5:
		return x.changes()
	case 6, 7, 8, 9, 10, 11:
		return x.taps()
	case 12:
		x.write(x.people[x.anybody()], "/next")
		return "next"
	case 13:
		chat := x.people[x.anybody()]
		x.blocks(chat, !x.blocked[chat])
		return "blocks or comes back"
	case 14:
		return x.outage()
	case 15, 22:
		return x.moves()
	case 21:
		return x.allTap()
	case 23, 24, 25, 26:
		return x.wishes()
	case 28, 29:
		return x.rush()
	case 27:
		x.wait(x.before() + x.slack)
		x.agree()
		return "all agree"
	case 16:
		x.wait(time.Duration(1+x.choose("minutes", 50)) * time.Minute)
		return "minutes"
	case 17, 18, 19, 20:
		x.wait(time.Duration(1+x.choose("hours", 14)) * time.Hour)
		return "hours"
	default:
		x.wait(time.Duration(10+x.choose("many hours", 40)) * time.Hour)
		return "days"
	}
}

// plan plans a session, or some that belong together.
func (x *model) plan() string {
	if x.made > 9 {
		return "enough is planned"
	}
	p := session.Plan{
		Site: []string{"leipzig", "leipzig", "leipzig", "lisboa"}[x.choose("site", 4)], Minutes: 30 * (1 + x.choose("length", 5)),
		Place: x.place(), Capacity: []int{0, 1, 1, 2}[x.choose("capacity", 4)], Childcare: x.choose("childcare", 2) == 1,
		Cohort: []string{"", "", "spring27"}[x.choose("cohort", 3)], Track: []string{"", "", "social"}[x.choose("track", 3)],
		Remind: [][]int{nil, nil, nil, {2880, 60}, {90, 30}}[x.choose("remind", 5)], Start: x.start(),
	}
	var all []string
	for n := range 1 + max(0, x.choose("series", 5)-2) {
		x.made++
		of := strconv.Itoa(x.made)
		p.Title = title(of)
		all = append(all, of)
		x.plans(of, p)
		p.Start = p.Start.AddDate(0, 0, 1+n)
	}
	x.series[all[0]] = all
	return fmt.Sprint("plans ", all)
}

func (x *model) place() string { return fmt.Sprint("Hall ", 1+x.choose("place", 3)) }

// start is a quarter of an hour of the next days, as teams plan them or not.
func (x *model) start() time.Time {
	y, m, d := x.now.Date()
	in := []int{0, 1, 1, 2, 2, 3, 5, 9}[x.choose("days", 8)]
	hour := []int{7, 8, 9, 10, 11, 14, 17, 18, 20, 22}[x.choose("hour", 10)]
	return time.Date(y, m, d+in, hour, 15*x.choose("quarter", 4), 0, 0, time.UTC)
}

// changes moves, cancels or alters a session, or all of a series.
func (x *model) changes() string {
	of := x.any()
	if of == "" {
		return "nothing to change"
	}
	all := []string{of}
	if len(x.series[of]) > 1 && x.choose("the series", 2) == 1 {
		all = x.series[of]
	}
	did := ""
	what, start := x.choose("change", 9), x.start()
	for n, of := range all {
		s, _ := then(x.stands[of], x.now)
		did = x.changed(s, what, start.AddDate(0, 0, n))
	}
	return did + " " + strings.Join(all, ",")
}

func (x *model) changed(s session.Standing, what int, start time.Time) string {
	of, p := s.Reference, s.Plan
	switch what {
	case 0, 1:
		p.Start = start
		x.plans(of, p)
		return "moves"
	case 2: // and back again
		was := p
		p.Start = start
		x.plans(of, p)
		x.wait(time.Duration(x.choose("seconds", 90)) * time.Second)
		x.plans(of, was)
		return "moves and moves back"
	case 3:
		x.cancels(of)
		return "cancels"
	case 4:
		x.plans(of, p)
		return "takes place after all"
	case 5:
		p.Place = x.place()
		x.plans(of, p)
		return "goes elsewhere"
	case 6:
		p.Capacity = x.choose("new capacity", 4)
		x.plans(of, p)
		return "has other places"
	case 7:
		p.Cohort = []string{"", "spring27", "autumn27"}[x.choose("new cohort", 3)]
		x.plans(of, p)
		return "is for others"
	default:
		p.Start, p.Place, p.Minutes = start, x.place(), 60
		x.plans(of, p)
		return "moves elsewhere"
	}
}

// taps taps any button that somebody sees, maybe twice.
func (x *model) taps() string {
	chat := x.people[x.anybody()]
	type seen struct {
		message int
		b       flows.Button
	}
	var all []seen
	for _, m := range x.phones[chat].messages {
		for _, b := range m.buttons {
			if parts := strings.Split(b.Data, "/"); len(parts) == 4 && parts[0] == "session" && parts[3] != ".menu" {
				all = append(all, seen{m.number, b})
			}
		}
	}
	all = all[max(0, len(all)-9):]
	if len(all) == 0 || x.blocked[chat] {
		return "taps nothing"
	}
	one := all[x.choose("button", len(all))]
	for range 1 + x.choose("twice", 4)/3 {
		x.tapData(chat, one.message, one.b.Data)
	}
	x.wait(time.Second)
	return "taps " + one.b.Data
}

// allTap: everybody answers what was asked last, so that places run short; somebody
// has second thoughts.
func (x *model) allTap() string {
	label := []string{"will come", "Yes", "cannot"}[x.choose("all", 3)]
	for _, who := range x.who() {
		chat := x.people[who]
		if b, at, ok := x.phones[chat].button(label); ok && !x.blocked[chat] {
			x.tapData(chat, at, b.Data)
		}
	}
	x.wait(time.Second)
	return "all tap " + label
}

// wishes: somebody, or everybody, says something about a session, as with a button
// of any flow.
func (x *model) wishes() string {
	of := x.any()
	if of == "" {
		return "nothing to wish"
	}
	all := x.who()
	if x.choose("all of them", 2) == 0 {
		all = []string{x.anybody()}
	}
	answer := []string{"coming", "coming", "late", "off"}[x.choose("answer", 4)]
	for _, who := range all {
		x.wish(who, of, answer)
	}
	return fmt.Sprint(all, " say ", answer, " to ", of)
}

func (x *model) wish(who, of, answer string) {
	x.query++
	x.tell(x.ids.Person(x.people[who]), x.ids.Of(flows.KindAgenda, who), "say",
		map[string]any{"id": fmt.Sprint("w", x.query), "reference": who, "session": of, "answer": answer, "children": x.choose("children", 3)})
	x.wait(time.Duration(x.choose("then", 3)) * time.Second)
}

// rush: everybody wants to come, and then those who have a place give it up.
func (x *model) rush() string {
	of := x.any()
	if of == "" {
		return "nothing to rush for"
	}
	for _, who := range x.who() {
		x.wish(who, of, "coming")
	}
	for range 1 + x.choose("how many", 2) {
		x.wait(time.Duration(x.choose("a while", 150)) * time.Minute)
		for _, who := range x.who() {
			if s, _ := then(x.seats[pair{who, of}], x.now); s.Place == session.PlaceHers {
				x.wish(who, of, "off")
				break
			}
		}
	}
	x.wait(time.Duration(x.choose("a while", 150)) * time.Minute)
	return "all want to come to " + of
}

// outage: nothing is handled for hours, then all late.
func (x *model) outage() string {
	if x.down.After(x.now) {
		return "nothing is handled anyway"
	}
	x.down = x.now.Add(time.Duration(1+x.choose("down", 40)) * time.Hour / 2)
	x.outages = append(x.outages, [2]time.Time{x.now, x.down.Add(x.before())})
	return "nothing is handled"
}

// moves: somebody leaves, comes back, or takes part in another way.
func (x *model) moves() string {
	who := x.anybody()
	part, _ := then(x.parts[who], x.now)
	switch x.choose("moves", 6) {
	case 0, 5:
		if !part.In {
			x.decides(who, enrollment.VerbReview)
			x.decides(who, enrollment.VerbAccept)
			return who + " comes back"
		}
		x.decides(who, enrollment.VerbWithdraw)
		return who + " leaves"
	case 1:
		x.becomes(who, map[string]string{"site": map[string]string{"leipzig": "lisboa"}[part.Site]})
		if part.Site != "leipzig" {
			x.becomes(who, map[string]string{"site": "leipzig"})
		}
		return who + " goes to another site"
	case 2, 3:
		x.becomes(who, map[string]string{"link_cohort": []string{"", "spring27", "autumn27"}[x.choose("hers", 3)]})
		return who + " is of another cohort"
	default:
		x.becomes(who, map[string]string{"track": []string{"", "social"}[x.choose("track", 2)]})
		return who + " takes another track"
	}
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

func TestSessionsAreToldRightly(t *testing.T) {
	steps := 25
	if racing {
		steps = 8
	}
	rapid.Check(t, func(rt *rapid.T) {
		choose := func(what string, n int) int { return rapid.IntRange(0, n-1).Draw(rt, what) }
		if err := run(t, choose, steps); err != nil {
			rt.Fatal(err)
		}
	})
}

// Longer lives than rapid can make smaller.
func TestSessionsByChance(t *testing.T) {
	seeds := uint64(40)
	if racing {
		seeds = 2
	}
	for seed := range seeds {
		r := rand.New(rand.NewPCG(seed, 7))
		if err := run(t, func(_ string, n int) int { return r.IntN(n) }, 80); err != nil {
			t.Errorf("seed %d: %v", seed, err)
		}
	}
}
