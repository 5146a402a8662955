package event_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"wecan/flows"
	"wecan/flows/event"
	"wecan/i18n"
)

// number makes a reference with its check character.
func number(tb testing.TB, body string) string {
	tb.Helper()
	for _, c := range "23456789BCDFGHJKMPQRTWX" {
		if r, ok := flows.ParseReference("WE-" + body[:4] + "-" + body[4:] + string(c)); ok {
			return r
		}
	}
	tb.Fatal("no such reference")
	return ""
}

// phones note what people are told.
type phones struct {
	*world

	told map[flows.ActorID][]string
	last map[flows.ActorID]given
}

func newPhones(tb testing.TB) *phones {
	tb.Helper()
	x := &phones{world: newWorld(tb), told: map[flows.ActorID][]string{}, last: map[flows.ActorID]given{}}
	x.hears = func(person flows.ActorID, name string, g given) {
		if name == flows.ToldFact {
			return // for announcements: see TestThePhoneKnowsTheEvents
		}
		word := strings.TrimPrefix(name, "event.")
		if g["kind"] != "" {
			word = g["kind"]
		}
		if g["line"] != "" {
			word += " " + g["line"]
		}
		x.told[person] = append(x.told[person], word)
		if len(g) > 0 {
			x.last[person] = g
		}
	}
	return x
}

// expect compares what somebody was told since the last time.
func (x *phones) expect(chat int64, words ...string) {
	x.tb.Helper()
	person := x.ids.Person(chat)
	if x.broken != nil {
		x.tb.Fatal(x.broken)
	}
	if got := x.told[person]; !slices.Equal(got, words) {
		x.tb.Fatalf("%s: %d is told %q, not %q", x.now.Format(time.DateTime), chat, got, words)
	}
	delete(x.told, person)
}

func hackathon(capacity int) event.Plan {
	return event.Plan{
		Kind: event.KindHackathon, Words: []event.Words{{Lang: "en", Title: "Ideas", About: "One day."}, {Lang: "ar", Title: "أفكار"}},
		Site: "leipzig", Open: event.OpenEverybody, Start: begins.Add(10 * 24 * time.Hour), Minutes: 480, Place: "Hall 1", Capacity: capacity,
	}
}

// A small life: a place, the list, an offer, its end, a yes that comes late, a no.
func TestPlacesAndOffers(t *testing.T) {
	x := newPhones(t)
	ref := number(t, "4K7M9Q")
	plan := hackathon(1)
	x.orders(ref, &plan)
	for chat := range int64(4) {
		x.wish(chat+1, "sign", ref, event.Form{})
	}
	x.expect(1, "placed")
	x.expect(2, "queued 1")
	x.expect(3, "queued 2")
	x.expect(4, "queued 3")
	x.wish(1, "leave", ref, event.Form{})
	x.expect(1, "left")
	x.expect(2, "offer")
	if hours := x.last[x.ids.Person(2)]["hours"]; hours != flows.When("leipzig", begins.Add(24*time.Hour)) {
		t.Errorf("an offer is kept until %s", hours)
	}
	x.wish(2, "list", "", event.Form{})
	x.expect(2, "events", "listed")
	x.wait(24 * time.Hour)
	x.expect(2, "lapsed")
	x.expect(3, "offer")
	x.wish(2, "accept", ref, event.Form{})
	x.expect(2, "queued 2")
	x.wish(3, "decline", ref, event.Form{})
	x.expect(3, "left")
	x.expect(4, "offer")
	x.wish(4, "accept", ref, event.Form{})
	x.expect(4, "placed")
	x.wish(4, "file", ref, event.Form{})
	x.expect(4, "file")
	x.wish(2, "file", ref, event.Form{})
	x.expect(2, "no_file")
	x.wait(9 * 24 * time.Hour)
	x.expect(4, "remind", "remind", "day") // by the programme: one day and two hours before, and at the start
	x.expect(2, "remind 1", "begun 1")     // no place is free, and none became free
}

// Changes are told after a minute, or in the morning, with what they were before.
func TestChangesAreTold(t *testing.T) {
	x := newPhones(t)
	ref := number(t, "4K7M9Q")
	plan := hackathon(1)
	x.orders(ref, &plan)
	x.wish(1, "sign", ref, event.Form{})
	x.wish(2, "sign", ref, event.Form{})
	x.expect(1, "placed")
	x.expect(2, "queued 1")
	plan.Start = plan.Start.Add(time.Hour)
	x.orders(ref, &plan)
	x.wait(time.Minute)
	x.expect(1, "time")
	x.expect(2, "time 1")
	x.wait(11 * time.Hour) // night
	x.orders(ref, nil)
	x.wait(time.Hour)
	x.expect(1)
	x.wait(12 * time.Hour)
	x.expect(1, "cancelled")
	x.expect(2, "cancelled 1")
	plan.Place = "Hall 2"
	x.orders(ref, &plan)
	x.wait(time.Minute)
	x.expect(1, "back")
	x.expect(2, "back 1")
}

// News of a change to whoever has an offer ask for her answer: they are told once.
func TestAChangeTellsOfTheOffer(t *testing.T) {
	x := newPhones(t)
	ref := number(t, "4K7M9Q")
	plan := hackathon(1)
	x.orders(ref, &plan)
	x.wish(1, "sign", ref, event.Form{})
	x.wish(2, "sign", ref, event.Form{})
	x.expect(2, "queued 1")
	plan.Start = plan.Start.Add(time.Hour)
	x.orders(ref, &plan)
	x.wish(1, "leave", ref, event.Form{})
	x.wait(2 * time.Minute)
	x.expect(2, "time")
	if g := x.last[x.ids.Person(2)]; g["seat"] != "offered" || g["hours"] == "" {
		t.Errorf("she is told %v", g)
	}
	x.wait(24 * time.Hour)
	x.expect(2, "lapsed")
}

// Reserved places go to their group while any of it waits, and to all once sign-up closes.
func TestReservedPlaces(t *testing.T) {
	x := newPhones(t)
	ref := number(t, "4K7M9Q")
	plan := hackathon(2)
	plan.Reserved = []event.Reserved{{ID: event.GroupWomen, Places: 1}}
	plan.Closes = begins.Add(48 * time.Hour)
	x.orders(ref, &plan)
	x.wish(1, "sign", ref, event.Form{})
	x.wish(2, "sign", ref, event.Form{})
	x.expect(1, "placed")
	x.expect(2, "queued 1")
	x.wish(3, "sign", ref, event.Form{Women: true})
	x.expect(3, "placed")
	x.wish(3, "leave", ref, event.Form{})
	x.expect(3, "left")
	x.wait(47 * time.Hour)
	x.expect(2)
	x.wait(time.Hour)
	x.expect(2, "offer")
	x.wish(4, "sign", ref, event.Form{})
	x.expect(4, "not_open")
}

// Who may come, what a page shows, in her language, and what the list has.
func TestWhoMayCome(t *testing.T) {
	x := newPhones(t)
	ref := number(t, "4K7M9Q")
	plan := hackathon(0)
	plan.Open, plan.Sites = event.OpenEnrolled, []string{"lisboa"}
	x.orders(ref, &plan)
	x.wish(1, "list", "", event.Form{})
	x.expect(1, "none")
	x.wish(1, "open", ref, event.Form{})
	x.expect(1, "closed")
	x.wish(1, "sign", ref, event.Form{})
	x.expect(1, "not_open")
	x.takesPart(1, flows.Participation{Reference: number(t, "5K7M9Q"), Seq: 1, In: true, Site: "lisboa"})
	x.wish(1, "list", "", event.Form{})
	x.expect(1, "events", "listed")
	x.wish(1, "open", ref, event.Form{})
	x.expect(1, "page", "opened")
	x.wish(1, "sign", ref, event.Form{})
	x.expect(1, "placed")
	x.takesPart(1, flows.Participation{Reference: number(t, "5K7M9Q"), Seq: 2})
	x.expect(1, "lost")
	if rows := x.roster(ref); len(rows) != 0 {
		t.Errorf("who has left the programme is still there: %v", rows)
	}
	x.takesPart(1, flows.Participation{Reference: number(t, "5K7M9Q"), Seq: 3, In: true, Site: "lisboa"})
	x.wish(1, "sign", ref, event.Form{})
	x.expect(1, "placed")
	x.wait(11 * 24 * time.Hour)
	x.expect(1, "remind", "remind", "day", "day")
	x.takesPart(1, flows.Participation{Reference: number(t, "5K7M9Q"), Seq: 4})
	x.expect(1)
	if rows := x.roster(ref); len(rows) != 1 {
		t.Errorf("who leaves the programme after it is over was not there: %v", rows)
	}
	x.wish(1, "open", "nothing", event.Form{})
	x.expect(1, "closed")
	x.wish(1, "accept", number(t, "6K7M9Q"), event.Form{})
	x.expect(1, "not_open")
}

// A plan with many faults names them by their parts.
func TestFaultsNameTheirParts(t *testing.T) {
	p := newWorld(t).p
	good := hackathon(10)
	if err := good.Check(p); err != nil {
		t.Fatal(err)
	}
	bad := event.Plan{
		Kind: "party", Words: []event.Words{{Lang: "tlh", Title: ""}, {Lang: "en", Title: "x", About: strings.Repeat("x", 401)}},
		Site: "gone", Sites: []string{"gone"}, Open: "all", Map: "http://x", Capacity: 3, Reserved: []event.Reserved{{ID: event.GroupWomen, Places: 4}},
		TeamMin: 3, TeamMax: 2, Languages: []i18n.Lang{"tlh"}, Cost: strings.Repeat("x", 201), Remind: []int{0},
	}
	found := map[event.Part]bool{}
	for _, f := range event.Faults(bad.Check(p)) {
		found[f.Part] = f.Error() != ""
	}
	for _, part := range []event.Part{
		event.PartKind, event.PartWords, event.PartTitle, event.PartAbout, event.PartSite, event.PartSites, event.PartOpen, event.PartStart, event.PartMap,
		event.PartReserved, event.PartTeams, event.PartLanguages, event.PartCost, event.PartRemind,
	} {
		if strings.HasPrefix(string(part), "site") && part == event.PartSites {
			continue // the first of the two is named
		}
		if !found[part] {
			t.Errorf("%s is not among %v", part, found)
		}
	}
	good.Words = nil
	for _, lang := range []i18n.Lang{"en", "ar", "uk", "es", "fr", "it", "de", "tr", "fa"} {
		good.Words = append(good.Words, event.Words{Lang: lang, Title: "x", About: strings.Repeat("и", 400)})
	}
	for _, words := range []*string{&good.Cost, &good.Bring, &good.Rules, &good.Ideas} {
		*words = strings.Repeat("<", 200)
	}
	if faults := event.Faults(good.Check(p)); len(faults) != 1 || faults[0].Part != event.PartWords {
		t.Errorf("too many words: %v", faults)
	}
}

// A code survives being read aloud: most mistakes are found, digits of any language read.
func TestCodes(t *testing.T) {
	for n := 1; n <= 20_000; n++ {
		if got, ok := event.ParseCode(event.Code(n)); !ok || got != n {
			t.Fatalf("%d is %s and back %d", n, event.Code(n), got)
		}
	}
	wrong := 0
	for n := 10; n < 1000; n++ {
		code := []byte(event.Code(n))
		code[0], code[1] = code[1], code[0]
		if got, ok := event.ParseCode(string(code)); ok && got != n {
			wrong++
		}
	}
	if wrong > 100 {
		t.Errorf("%d of 990 swapped digits are not found", wrong)
	}
	for _, no := range []string{"", "x", "-10", "5", "999999999", "200010"} {
		if n, ok := event.ParseCode(no); ok {
			t.Errorf("%q is %d", no, n)
		}
	}
}
