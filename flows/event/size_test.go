package event_test

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"wecan/flows"
	"wecan/flows/event"
	"wecan/i18n"
)

// crowd is an event that guests ask, without the guests.
type crowd struct {
	*world

	ref string
	n   map[int64]int // arrival numbers, as guests know them
}

func newCrowd(tb testing.TB, plan event.Plan) *crowd {
	tb.Helper()
	x := &crowd{world: newWorld(tb), n: map[int64]int{}}
	for _, c := range "23456789BCDFGHJKMPQRTWX" {
		if r, ok := flows.ParseReference("WE-4K7M-9Q" + string(c)); ok {
			x.ref = r
		}
	}
	x.machines = map[flows.Kind]flows.Machine{flows.KindEvent: event.Event{Programme: x.p}}
	x.orders(x.ref, &plan)
	return x
}

// asks is a request of a guest.
func (x *crowd) asks(chat int64, what string, seq int, f event.Form) flows.Told {
	x.tb.Helper()
	person := x.ids.Person(chat)
	guest := event.GuestOf(x.ids, person)
	tell, err := flows.NewTell(x.eventID(x.ref), what, map[string]any{
		"guest": guest, "person": person, "reference": x.ref, "seq": seq, "n": x.n[chat], "form": f,
	})
	if err != nil {
		x.tb.Fatal(err)
	}
	return flows.Told{From: guest, Name: what, Data: tell.Data}
}

func (x *crowd) signs(chat int64, what string, seq int, f event.Form) {
	x.tb.Helper()
	if err := x.turn(delivery{x.eventID(x.ref), x.asks(chat, what, seq, f)}); err != nil {
		x.tb.Fatal(err)
	}
	x.pass(x.now)
	if x.broken != nil {
		x.tb.Fatal(x.broken)
	}
}

// edit changes what the event keeps.
func (x *crowd) edit(change func(b map[string]any)) {
	x.tb.Helper()
	a := x.actors[x.eventID(x.ref)]
	b := stored[map[string]any](x.world, a.Body)
	change(b)
	var err error
	if a.Body, err = json.Marshal(b); err != nil {
		x.tb.Fatal(err)
	}
	x.actors[a.ID] = a
}

// longest is a plan with as many words as one may have.
func longest(tb testing.TB) event.Plan {
	tb.Helper()
	p := hackathon(5000)
	p.Reserved = []event.Reserved{{ID: event.GroupWomen, Places: 1}, {ID: event.GroupParents, Places: 1}, {ID: event.GroupEnrolled, Places: 1}}
	p.Rules, p.Cost, p.Bring = strings.Repeat("ї", 200), strings.Repeat("ї", 200), strings.Repeat("ї", 200)
	p.Words = nil
	prog := newWorld(tb).p
	for _, lang := range i18n.Known() {
		longer := p
		longer.Words = append(slices.Clone(p.Words), event.Words{Lang: lang, Title: strings.Repeat("ї", 80), About: strings.Repeat("ї", 400)})
		if longer.Check(prog) != nil {
			break
		}
		p = longer
	}
	for n := 1; n <= 200; n++ { // up to the last bytes
		longer := p
		longer.Photos, longer.Ideas = strings.Repeat("ї", n), strings.Repeat("ї", n)
		if longer.Check(prog) == nil {
			p = longer
		}
	}
	return p
}

// With all numbers given, all who wait in every group, as many offers and changes as there
// can be, 500 works with all votes that there can be, and the longest plan, an event has
// room in a body.
func TestAFullEventHasRoom(t *testing.T) {
	plan := longest(t)
	plan.Capacity = 3
	x := newCrowd(t, plan)
	for n := range 60 {
		plan.Minutes = 60 + n
		x.orders(x.ref, &plan)
	}
	const most = 20_000
	x.signs(1, "sign", 1, event.Form{Women: true, Parents: true})
	all := bytes.Repeat([]byte{0xff}, most/8)
	all[0] &^= 1 // there is no number 0
	x.edit(func(b map[string]any) {
		b["arrived"], b["next"], b["calls"], b["silent"], b["left"] = most-1, most*9, most, most, most
		b["works"], b["dropped"] = ballotOf(500, most), all[:500/8]
		b["wait"], b["may"] = all, map[string]any{"women": all, "parents": all, "enrolled": all}
	})
	x.signs(2, "sign", 1, event.Form{}) // the last number
	x.signs(3, "sign", 1, event.Form{})
	if v := x.view(x.ref); v.Arrived != most {
		t.Fatalf("%d arrived: %+v", v.Arrived, v.Tally)
	}
	plan.Capacity = 5000
	x.orders(x.ref, &plan)
	if v := x.view(x.ref); v.Tally.Offered != 100 {
		t.Errorf("offers: %+v", v.Tally)
	}
	data, err := flows.EncodeActor(x.actors[x.eventID(x.ref)])
	if err != nil {
		t.Fatal(err)
	}
	words, _ := json.Marshal(plan) //nolint:errchkjson // only its length matters
	t.Logf("the plan has %d bytes", len(words))
	t.Logf("the state has %d bytes of %d", len(data), flows.StateLimit)
	if len(data) > flows.StateLimit-1000 {
		t.Errorf("the state has %d bytes", len(data))
	}
}

// ballotOf are votes for so many works as they are stored, as long as they can be.
func ballotOf(works, votes int) string {
	var out []byte
	for range works {
		n := min(votes, 128) // the fewest that take two bytes
		votes -= n
		out = binary.AppendUvarint(out, uint64(n))
	}
	return base64.RawStdEncoding.EncodeToString(out)
}

// Five thousand sign up for 200 places: the first 200 of them have one, all others wait in
// order, and no turn reads more than one of them.
func TestTheFirstOnesHaveThePlaces(t *testing.T) {
	x := newCrowd(t, hackathon(200))
	for chat := int64(1); chat <= 5000; chat++ {
		x.signs(chat, "sign", 1, event.Form{})
		if x.loaded > 400 {
			t.Fatalf("a sign-up read %d bytes of members", x.loaded)
		}
	}
	for n, r := range x.roster(x.ref) {
		want := event.SeatPlaced
		if n >= 200 {
			want = event.SeatWaiting
		}
		if r.Arrival != n+1 || r.Seat != want || r.Line != max(0, n+1-200) || r.Person != x.ids.Person(int64(n+1)) {
			t.Fatalf("%d: %+v", n, r)
		}
	}
	if v := x.view(x.ref); v.Tally.Placed != 200 || v.Tally.Waiting != 4800 {
		t.Errorf("%+v", v.Tally)
	}
}

// A change walks through all of them, a page a turn.
func TestAllAreToldOfAChange(t *testing.T) {
	plan := hackathon(100)
	x := newCrowd(t, plan)
	for chat := int64(1); chat <= 500; chat++ {
		x.signs(chat, "sign", 1, event.Form{})
	}
	heard := map[flows.ActorID]int{}
	x.left = func(_ delivery, r flows.Result) {
		for _, e := range r.Effects {
			if tell, is := e.(flows.Tell); is && tell.Name == "now" {
				heard[tell.To]++
			}
		}
	}
	plan.Start = plan.Start.Add(time.Hour)
	x.orders(x.ref, &plan)
	if len(heard) != 500 {
		t.Errorf("%d are told", len(heard))
	}
	for who, n := range heard {
		if n != 1 {
			t.Errorf("%s is told %d times", who, n)
		}
	}
}

// A request that does not come from its guest changes nothing.
func TestOthersCannotAsk(t *testing.T) {
	x := newCrowd(t, hackathon(5))
	in := x.asks(1, "sign", 1, event.Form{})
	in.From = event.GuestOf(x.ids, x.ids.Person(2))
	if err := x.turn(delivery{x.eventID(x.ref), in}); err != nil {
		t.Fatal(err)
	}
	if rows := x.roster(x.ref); len(rows) != 0 || len(x.reports) != 1 {
		t.Errorf("%v, %v", rows, x.reports)
	}
	for _, name := range []string{"look", "walk"} {
		if err := x.turn(delivery{x.eventID(x.ref), flows.Told{From: in.From, Name: name, Data: []byte(`{}`)}}); err != nil {
			t.Error(err)
		}
	}
	if len(x.reports) != 3 {
		t.Errorf("%v", x.reports)
	}
}

// Who leaves and comes back again and again does not use up all numbers.
func TestNobodyUsesUpAllNumbers(t *testing.T) {
	x := newCrowd(t, hackathon(1))
	x.signs(1, "sign", 1, event.Form{})
	for n := range 200 {
		x.signs(2, "sign", 2*n+1, event.Form{})
		x.signs(2, "leave", 2*n+2, event.Form{})
	}
	if v := x.view(x.ref); v.Arrived > 40 {
		t.Errorf("%d numbers are given", v.Arrived)
	}
	if fields := len(x.members[x.eventID(x.ref)]); fields > 4 {
		t.Errorf("there are %d member fields", fields)
	}
}

// One sign-up costs the same however many there are.
func BenchmarkSignUp(b *testing.B) {
	for _, n := range []int64{10, 5000} {
		b.Run(strconv.FormatInt(n, 10), func(b *testing.B) {
			x := newCrowd(b, hackathon(200))
			for chat := int64(1); chat <= n; chat++ {
				x.signs(chat, "sign", 1, event.Form{})
			}
			id := x.eventID(x.ref)
			a, in := x.actors[id], x.asks(n+1, "sign", 1, event.Form{})
			b.ReportMetric(float64(len(a.Body)), "body-bytes")
			for b.Loop() {
				r, err := x.machines[flows.KindEvent].Step(flows.Turn{Now: x.now, IDs: x.ids}, a, in)
				if err != nil || len(r.Members) != 2 {
					b.Fatal(err, len(r.Members))
				}
				if _, err := flows.EncodeActor(r.Actor); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// exhibition is an event with so many people and works, at the time of the votes.
func exhibition(tb testing.TB, people int64, works int) *crowd {
	tb.Helper()
	plan := hackathon(0)
	plan.HandIn, plan.Votes = plan.Start.Add(6*time.Hour), plan.Start.Add(10*time.Hour)
	x := newCrowd(tb, plan)
	for chat := int64(1); chat <= people; chat++ {
		x.signs(chat, "sign", 1, event.Form{})
	}
	for chat := int64(1); chat <= people; chat++ {
		x.n[chat] = int(chat)
	}
	x.now = plan.Start
	for no := range works {
		x.makes(int64(no%int(people))+1, "submit", map[string]any{"team": strconv.Itoa(100_000 + no), "hand": no + 2, "work": map[string]any{"title": "A title", "text": strings.Repeat("x", 800)}})
	}
	x.now = plan.HandIn.Add(time.Hour)
	return x
}

// makes is a request of a guest about works.
func (x *crowd) makes(chat int64, what string, more map[string]any) flows.Told {
	x.tb.Helper()
	in := x.asks(chat, what, 0, event.Form{})
	all := stored[map[string]any](x.world, in.Data)
	maps.Copy(all, more)
	in.Data = written(x.tb, all)
	if err := x.turn(delivery{x.eventID(x.ref), in}); err != nil {
		x.tb.Fatal(err)
	}
	return in
}

// Five thousand vote for five hundred works: each turn reads little, and the state has room.
func TestFiveThousandVote(t *testing.T) {
	x := exhibition(t, 5000, 500)
	for chat := int64(1); chat <= 5000; chat++ {
		x.makes(chat, "vote", map[string]any{"no": 1 + (chat*7+1)%500, "choice": 2})
		if x.loaded > 1500 {
			t.Fatalf("a vote read %d bytes of members", x.loaded)
		}
	}
	works, err := x.view(x.ref).Works(x.members[x.eventID(x.ref)])
	if err != nil || len(works) != 500 {
		t.Fatal(len(works), err)
	}
	votes := 0
	for _, w := range works {
		votes += w.Votes
	}
	if votes < 4900 { // some of these are one's own
		t.Errorf("%d votes", votes)
	}
	x.makes(1, "submit", map[string]any{"hand": 9, "work": map[string]any{"title": "late", "text": "late"}})
	data, err := flows.EncodeActor(x.actors[x.eventID(x.ref)])
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("the state has %d bytes of %d", len(data), flows.StateLimit)
	if len(data) > flows.StateLimit {
		t.Errorf("the state has %d bytes", len(data))
	}
}

// One more than there is room for is refused, and what is there can be handed in again.
func TestOnlySoManyAreTaken(t *testing.T) {
	x := exhibition(t, 3, 500)
	x.now = x.view(x.ref).Plan.Start
	var why string
	x.left = func(_ delivery, r flows.Result) {
		for _, e := range r.Effects {
			if tell, is := e.(flows.Tell); is {
				why = stored[struct{ Paper struct{ Why string } }](x.world, tell.Data).Paper.Why
			}
		}
	}
	x.makes(1, "submit", map[string]any{"hand": 1001, "work": map[string]any{"title": "one more", "text": "text"}})
	if why != "full" {
		t.Errorf("one more is answered %q", why)
	}
	x.makes(1, "submit", map[string]any{"team": "100003", "hand": 1002, "work": map[string]any{"title": "newer", "text": "text"}})
	works, err := x.view(x.ref).Works(x.members[x.eventID(x.ref)])
	if err != nil || why != "" || len(works) != 500 || works[3].Title != "newer" || works[3].Times != 2 {
		t.Errorf("%q, %d works, %+v, %v", why, len(works), works[3], err)
	}
}

// One vote costs the same however many people there are.
func BenchmarkVote(b *testing.B) {
	for _, n := range []int64{10, 5000} {
		b.Run(strconv.FormatInt(n, 10), func(b *testing.B) {
			x := exhibition(b, n, 500)
			id := x.eventID(x.ref)
			in := x.makes(n, "vote", map[string]any{"no": 1, "choice": 1})
			members := map[string][]byte{}
			for _, name := range x.machines[flows.KindEvent].(flows.Loader).Members(in) { //nolint:forcetypeassert // an event is one
				members[name] = x.members[id][name]
			}
			a := x.actors[id]
			again := x.asks(n, "vote", 0, event.Form{})
			all := stored[map[string]any](x.world, again.Data)
			all["no"], all["choice"] = 1, 3
			again.Data = written(b, all)
			b.ReportMetric(float64(len(a.Body)), "body-bytes")
			for b.Loop() {
				r, err := x.machines[flows.KindEvent].Step(flows.Turn{Now: x.now, IDs: x.ids, Members: members}, a, again)
				if err != nil || len(r.Members) != 1 {
					b.Fatal(err, len(r.Members))
				}
				if _, err := flows.EncodeActor(r.Actor); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
