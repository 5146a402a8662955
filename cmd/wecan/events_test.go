package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"strings"
	"testing"
	"time"

	"wecan/flows"
	"wecan/flows/event"
	"wecan/i18n"
)

// events runs a command that must work.
func (r *team) events(t *testing.T, args ...string) string {
	t.Helper()
	out, err := said(t, r.env, append([]string{"events"}, args...)...)
	if err != nil {
		t.Fatalf("events %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return out
}

// An event is planned in two languages, changed, cancelled, and takes place after all.
func TestEventsArePlanned(t *testing.T) {
	r := newTeam(t, 0)
	defer r.served.stop(t)
	out := r.events(t, "plan", "--kind=hackathon", "--site=leipzig", "--title=en=Ideas for our street", "--title=ar=أفكار لشارعنا", "--about=en=One day: many ideas, 3 = enough.",
		"--open=everybody", "--sites=leipzig,roma", "--start=2031-03-08 09:30", "--length=8h", "--closes=2031-03-01 20:00", "--place=Hall 1", "--places=40", "--reserve=women=10,parents=5",
		"--offer=12h", "--teams=3-5", "--languages=de,en", "--interpreters=ar", "--childcare", "--prayer-room", "--alcohol-free", "--women-teams", "--contact=Lucia", "--cost=Nothing",
		"--remind=2d,3h", "--by=Anna")
	number := aNumber.FindString(out)
	if out != number+" is planned: Sat 2031-03-08 09:30, Ideas for our street\n" {
		t.Fatalf("plan: %s", out)
	}
	show := func(want ...string) {
		t.Helper()
		out := r.events(t, "show", number)
		for _, one := range want {
			if !strings.Contains(strings.Join(strings.Fields(out), " "), one) {
				t.Errorf("show: no %q in\n%s", one, out)
			}
		}
	}
	show("kind hackathon", "title in ar أفكار لشارعنا", "about in en One day: many ideas, 3 = enough.", "open to everybody at leipzig, roma", "length 8h", "sign-up closes Sat 2031-03-01 20:00",
		"teams 3 to 5", "languages de, en", "prayer room yes", "alcohol-free yes", "women's teams yes", "kept for women 10, of which 0 are taken", "offers at most 12h",
		"people 0 have a place", "planned by Anna")
	if out = r.events(t, "list", "--site=leipzig"); !strings.Contains(out, number+"  hackathon  leipzig  Sat 2031-03-08 09:30  8h      planned  0/40    0        0     0         Ideas for our street") {
		t.Errorf("list:\n%s", out)
	}

	// What changes nothing is no change; a language goes, a word comes.
	r.events(t, "change", number, "--places=40", "--by=Anna")
	if out = r.events(t, "show", number); strings.Contains(out, "changed by") {
		t.Errorf("after no change:\n%s", out)
	}
	r.events(t, "change", number, "--title=ar=", "--title=uk=Ідеї для нашої вулиці", "--reserve=none", "--start=2031-03-09 10:00", "--closes=start", "--by=Karin")
	show("title in uk Ідеї", "start Sun 2031-03-09 10:00", "sign-up closes Sun 2031-03-09 10:00", "moved by Karin")
	if out = r.events(t, "show", number); strings.Contains(out, "title in ar") || strings.Contains(out, "kept for") {
		t.Errorf("after the change:\n%s", out)
	}
	if out = r.events(t, "people", number); !strings.Contains(out, "0 people; 0 have a place") {
		t.Errorf("people:\n%s", out)
	}
	if out = r.events(t, "cancel", number, "--by=Karin"); !strings.HasPrefix(out, number+" is cancelled") {
		t.Errorf("cancel: %s", out)
	}
	if out = r.events(t, "list"); out[len(out)-len("0 events\n"):] != "0 events\n" {
		t.Errorf("list:\n%s", out)
	}
	if out = r.events(t, "list", "--all"); !strings.Contains(out, "cancelled") {
		t.Errorf("all:\n%s", out)
	}
	if out = r.events(t, "change", number, "--by=Karin"); !strings.HasPrefix(out, number+" is planned") {
		t.Errorf("after all: %s", out)
	}
	r.fair(t)
}

func TestEventOrdersThatAreWrong(t *testing.T) {
	r := newTeam(t, 0)
	defer r.served.stop(t)
	right := []string{"plan", "--kind=lab", "--site=leipzig", "--title=en=x", "--start=2031-01-01 10:00", "--place=x", "--by=A"}
	for want, args := range map[string][]string{
		"the programme file has no site":      {"--site=paris"},
		"is no day and hour":                  {"--start=tomorrow"},
		"is no kind of event":                 {"--kind=party"},
		"says in which language it is":        {"--title=My street"},
		"needs a title":                       {"--title=en="},
		"a title has 1 to 80 characters":      {"--about=ar=x"},
		"say where it is":                     {"--place="},
		"a link as https://":                  {"--online=javascript:x"},
		"is not one of our languages":         {"--languages=xx"},
		"is no group with its places":         {"--reserve=women"},
		"places cannot be reserved for":       {"--reserve=men=5", "--places=9"},
		"10 places are reserved, but there":   {"--reserve=women=10", "--places=9"},
		"is no size of teams":                 {"--teams=3"},
		"the fewest not more than the most":   {"--teams=5-3"},
		"sign-up cannot close after":          {"--closes=2031-01-02 10:00"},
		"--closes: \"soon\" is no day":        {"--closes=soon"},
		"--offer: \"soon\" is no length":      {"--offer=soon"},
		"--remind: \"soon\" is no length":     {"--remind=soon"},
		"is open to everybody or to enrolled": {"--open=friends"},
	} {
		out, err := said(t, r.env, append(append([]string{"events"}, right...), args...)...)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: %v\n%s\nwant %q", args, err, out, want)
		}
	}
	for want, args := range map[string][]string{
		"there is a mistake in it": {"show", "WE-0000-000"},
		"there is no such event":   {"cancel", "WE-2222-222", "--by=A"},
	} {
		if out, err := said(t, r.env, append([]string{"events"}, args...)...); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: %v\n%s\nwant %q", args, err, out, want)
		}
	}
	if out := r.events(t, "list", "--all"); !strings.HasSuffix(out, "\n0 events\n") {
		t.Errorf("something wrong was planned:\n%s", out)
	}
}

// someRoster is who has signed up for a hackathon.
func someRoster(t *testing.T) roster {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	e := happening{}
	e.Plan = event.Plan{Site: "leipzig", TeamMin: 3, TeamMax: 5}
	return roster{
		prog: &flows.Programme{Sites: []flows.Site{{ID: "leipzig", Zone: zone}}}, event: e,
		rows: []event.Row{
			{Arrival: 1, Person: "person1", Guest: "guest1", Seat: event.SeatPlaced, Group: event.GroupWomen, Form: event.Form{
				Lang: "ar", Languages: []string{"ar", "en"}, Skills: []string{"cook", "talk"}, Idea: "=HYPERLINK(\"x\") a kitchen\x1b", Needs: []string{"food", "other"}, Other: "no stairs", Children: 2, Women: true,
			}},
			{Arrival: 2, Seat: event.SeatOffered, Until: time.Date(2031, 3, 1, 11, 0, 0, 0, time.UTC), Form: event.Form{Lang: "uk", Joins: true, Needs: []string{"ramp"}}},
			{Arrival: 7, Seat: event.SeatWaiting, Line: 3, Form: event.Form{Lang: "en", Joins: true}},
		},
	}
}

// Whoever plans sees no name, no group, no need of one person, and what people wrote only
// when she asks for it.
func TestTheRosterShowsNoMoreThanNeeded(t *testing.T) {
	var out bytes.Buffer
	r := someRoster(t)
	if err := r.print(&out); err != nil {
		t.Fatal(err)
	}
	want := `NUMBER  SEAT     WAITS  UNTIL                 LANGUAGE  SPEAKS  SKILLS     IDEA   CHILDREN  CODE  CAME
1       placed   -      -                     ar        ar en   cook talk  own    2         12    -
2       offered  -      Sat 2031-03-01 12:00  uk        -       -          joins  0         24    -
7       waiting  3      -                     en        -       -          joins  0         73    -
3 people; 1 have a place, with 2 children
needs: food 1, other 1
languages: ar 1, en 1
`
	if out.String() != want {
		t.Errorf("the table:\n%s\nnot\n%s", &out, want)
	}
	for _, secret := range []string{"person1", "guest1", "women", "kitchen", "stairs"} {
		if strings.Contains(out.String(), secret) {
			t.Errorf("the table shows %q", secret)
		}
	}
	r.written = true
	out.Reset()
	if err := r.print(&out); err != nil || !strings.Contains(out.String(), `=HYPERLINK("x") a kitchen  no stairs`) {
		t.Errorf("what people wrote: %v\n%q", err, &out)
	}
}

func TestTheRosterForASpreadsheet(t *testing.T) {
	var out bytes.Buffer
	r := someRoster(t)
	r.written = true
	if err := r.csv(&out); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&out).ReadAll()
	if err != nil || len(rows) != 4 || rows[0][0] != "NUMBER" || rows[1][11] != `'=HYPERLINK("x") a kitchen` || rows[3][2] != "3" {
		t.Errorf("%v, %q", err, rows)
	}
}

// crowded are the shelves of one event for which many have signed up.
type crowded struct {
	shelves

	loads int
}

func (c *crowded) Load(_ context.Context, _ flows.ActorID, members []string) (*flows.Record, error) {
	if c.loads++; len(members) > rosterPage {
		return nil, fmt.Errorf("%d are read at once", len(members))
	}
	out := &flows.Record{Members: map[string][]byte{}}
	for n, name := range members {
		out.Members[name] = []byte(`{"s":"placed","f":{"children":1}}`)
		if n == 7 {
			out.Members[name] = []byte(`{"s":"left"}`)
		}
	}
	return out, nil
}

// Many are read a page after the other, in the order in which they signed up.
func TestALongRosterIsReadInPages(t *testing.T) {
	view, ok, err := event.ReadView([]byte(`{"reference":"WE-2222-222","arrived":1200}`))
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	c := &crowded{}
	ids, err := flows.NewIDs([]byte("a secret of a test"), 1)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := (&desk{store: c, ids: ids}).roster(t.Context(), happening{View: view})
	if err != nil || c.loads != 3 || len(rows) != 1200-3 || rows[0].Arrival != 1 || rows[1196].Arrival != 1200 || rows[7].Arrival != 9 {
		t.Errorf("%v; %d people in %d loads", err, len(rows), c.loads)
	}
}

// The first language is the source and stays the first.
func TestWordsOfAnEvent(t *testing.T) {
	plan := event.Plan{Words: []event.Words{{Lang: "en", Title: "A", About: "a"}, {Lang: "ar", Title: "B"}}}
	f := eventFlags{Title: []string{"uk=C", "en=A = 2", "ar="}, About: []string{"uk=c"}}
	if err := f.words(&plan); err != nil {
		t.Fatal(err)
	}
	want := []event.Words{{Lang: "en", Title: "A = 2", About: "a"}, {Lang: "uk", Title: "C", About: "c"}}
	if len(plan.Words) != 2 || plan.Words[0] != want[0] || plan.Words[1] != want[1] {
		t.Errorf("%v", plan.Words)
	}
	if plan.In(i18n.Lang("ar")) != want[0] {
		t.Error("a language that was taken out has words")
	}
}

// What is published is what was seen.
func TestTeamsArePublishedAsSeen(t *testing.T) {
	r := newTeam(t, 0)
	defer r.served.stop(t)
	out := r.events(t, "plan", "--kind=hackathon", "--site=leipzig", "--title=en=Ideas for our street", "--open=everybody", "--start=2031-03-08 09:30", "--length=8h", "--place=Hall 1",
		"--teams=3-5", "--by=Anna")
	number := aNumber.FindString(out)
	out = r.events(t, "teams", number)
	_, mark, found := strings.Cut(strings.TrimSpace(out), "mark: ")
	if !found || !strings.Contains(out, "0 people with a place, 0 teams, 0 without one\n") {
		t.Fatalf("teams: %s", out)
	}
	if out = r.events(t, "teams", number, "--publish="+mark, "--by=Anna"); !strings.Contains(out, "nothing to publish") {
		t.Errorf("published: %s", out)
	}
	for _, args := range [][]string{
		{"teams", number, "--publish=other", "--by=Anna"},
		{"teams", number, "--publish=" + mark},
		{"teams", number, "--move=1=2"},
		{"team", number, "482913", "--put=1", "--by=Anna"},
		{"team", number, "12", "--put=1", "--by=Anna"},
	} {
		if out, err := said(t, r.env, append([]string{"events"}, args...)...); err == nil {
			t.Errorf("%v: %s", args, out)
		}
	}
}
