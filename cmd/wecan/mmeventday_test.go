package main

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"wecan/bot/mattermost"
	"wecan/flows"
	"wecan/flows/event"
	"wecan/i18n"
)

// courierOfTest remembers what is handed out.
type courierOfTest struct {
	mu  sync.Mutex
	got []mattermost.Handout
	err error
}

func (c *courierOfTest) Hand(_ context.Context, h mattermost.Handout) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.got = append(c.got, h)
	return c.err
}

// teamsEvent is an event of karin's with so many people, in two languages.
func (r *mmRig) teamsEvent(names ...string) string {
	r.t.Helper()
	number := r.plansEvent("karin", "Ideas")
	r.changes(number, formEventTeams, "teams", "2-3")
	for n, name := range names {
		lang := []string{"ar", "uk"}[n%2]
		r.signs(number, event.Form{Name: name, Lang: i18n.Lang(lang), Languages: []string{lang}, Skills: []string{"cook"}})
	}
	return number
}

func (r *mmRig) teamsOf(number string) []event.TeamView {
	r.t.Helper()
	teams, err := r.desk().teams(r.t.Context(), number)
	if err != nil {
		r.t.Fatal(err)
	}
	return teams
}

// Who plans sees a proposal with its reasons, moves people by hand and publishes what she
// saw, once however often it is sent.
func TestTeamsArePublishedAtMattermost(t *testing.T) {
	r := newSessionRig(t)
	number := r.teamsEvent("Mina", "Olha", "Omar", "Iryna", "Samir")
	shown, _ := r.choosesOf("teams", "karin", r.shown("karin", number)[0], chooseEventTeams)
	if len(shown.Cards) != 1 || verbsOf(shown.Cards[0]) != "moveteams publishteams" || !strings.Contains(shown.Unshown, "/wecan events "+number+" teams 0") {
		t.Fatalf("the proposal: %+v", shown)
	}
	saysAll(t, "the proposal", shown.Text, []string{"This is only a proposal", "1 Mina, 3 Omar, 5 Samir – ", "2 Olha, 4 Iryna – "}, "new")
	_, move := r.taps("karin", shown.Cards[0], chooseTeamsMove)
	if move == nil || len(move.Fields[1].Options) != 3 {
		t.Fatalf("to move: %+v", move)
	}
	for _, one := range []struct{ who, into, says string }{
		{"9", "1", "Nobody with a place has the number"}, {"x", "1", "Please write one number"}, {"", "1", "Please write one number"}, {"5", "", "Please write one number"}, {"5", "7", "There is no team"},
	} {
		if wrong := r.fills("karin", move, "who", one.who, "into", one.into); !strings.Contains(wrong["who"], one.says) {
			t.Errorf("%q into %q: %v", one.who, one.into, wrong)
		}
	}
	moved := r.answers("move", "karin", move, "who", "٥", "into", "none")
	saysAll(t, "moved", moved.Text, []string{"1 Mina, 3 Omar – ", "No team: 5 Samir – somebody moved them by hand"})
	if !strings.Contains(moved.Unshown, "teams 0 5=none") {
		t.Errorf("without room below the command she reads %q", moved.Unshown)
	}
	saysAll(t, "written", r.gives("karin", "events "+number+" teams 0 5=none").Text, []string{"No team: 5 Samir"})
	other := "2"
	if strings.Contains(moved.Text, "Team 1: 2 Olha") {
		other = "1"
	}
	_, move = r.taps("karin", moved.Cards[0], chooseTeamsMove)
	saysAll(t, "a team without a common language", r.answers("move2", "karin", move, "who", "5", "into", other).Text, []string{"⚠ ", "there is no language that all speak"}, "5 Samir – somebody")

	_, first := r.taps("karin", shown.Cards[0], chooseTeamsPublish)
	_, d := r.taps("karin", moved.Cards[0], chooseTeamsPublish)
	saysAll(t, "it asks once more", d.Intro, []string{"Ideas (" + number + ")", "Teams that are new or change: 2", "People hear of their team"})
	if teams := r.teamsOf(number); len(teams) > 0 {
		t.Fatalf("before that there are %+v", teams)
	}
	for _, id := range []string{"publish", "publish", "again"} {
		saysAll(t, "published", r.answers(id, "karin", d).Text, []string{"I have published the teams.", "/wecan events " + number + " teams"})
	}
	waitFor(t, func() bool { return len(r.teamsOf(number)) == 2 })
	for _, team := range r.teamsOf(number) {
		if len(team.Members) != 2 || slices.ContainsFunc(team.Members, func(m event.TeamMember) bool { return m.Arrival == 5 }) {
			t.Errorf("a team is %+v", team)
		}
	}
	stale := []string{"People or teams have changed meanwhile. I have published nothing.", "/wecan events " + number + " teams 0"}
	saysAll(t, "an old dialog", r.fills("karin", first)[""], stale)
	for _, verb := range []string{chooseTeamsMove, chooseTeamsPublish} {
		text, d := r.taps("karin", shown.Cards[0], verb)
		if saysAll(t, "an old button", text, stale); d != nil {
			t.Errorf("%s opens %+v", verb, d)
		}
	}
	saysAll(t, "beside teams", r.gives("karin", "events "+number+" teams").Text, []string{"we keep a place for: "})
	saysAll(t, "the changes", r.shown("karin", number)[0].Text, []string{"changed teams: Karin (karin)"})
	if e := r.happening(number); e.Teamed != 1 || e.Rev != 2 {
		t.Errorf("it is %+v, %d orders about teams", e.Standing, e.Teamed)
	}
}

// Nobody else can publish or move, and nobody can once an event is cancelled or over.
func TestWhoPublishesTeams(t *testing.T) {
	r := newSessionRig(t)
	number := r.teamsEvent("Mina", "Olha", "Omar", "Iryna")
	card := r.gives("karin", "events "+number+" teams").Cards[0]
	_, d := r.taps("karin", card, chooseTeamsPublish)
	_, move := r.taps("karin", card, chooseTeamsMove)
	refused := func(who string) {
		t.Helper()
		for _, verb := range []string{chooseTeamsMove, chooseTeamsPublish} {
			if text, d := r.taps(who, card, verb); d != nil || text == "" || strings.Contains(text, "Mina") {
				t.Errorf("%s taps %s: %q %+v", who, verb, text, d)
			}
		}
		for _, form := range []*mattermost.Dialog{d, move} {
			if wrong := r.fills(who, form, "who", "1", "into", "none"); wrong[""] == "" {
				t.Errorf("%s sends %s: %v", who, form.Form, wrong)
			}
		}
	}
	for _, who := range []string{"nadia.k", "omar", "lucia", "stranger"} {
		refused(who)
	}
	forged := card
	for _, about := range []string{"", "{", number, `{"r":"` + number + `"}`, `{"r":"WE-2222-222","k":"x"}`, strings.Replace(card.About, `"k":"`, `"k":"x`, 1)} {
		forged.About = about
		for _, verb := range []string{chooseTeamsMove, chooseTeamsPublish} {
			if text, d := r.taps("karin", forged, verb); d != nil || text == "" {
				t.Errorf("%s about %q: %q %+v", verb, about, text, d)
			}
		}
	}
	_, cancel := r.taps("karin", r.shown("karin", number)[0], chooseEventCancel)
	r.answers("cancel", "karin", cancel)
	refused("karin")
	_, _ = r.taps("karin", r.shown("karin", number)[0], chooseEventBack)
	r.clock = func() time.Time { return time.Date(2027, 3, 7, 9, 0, 0, 0, time.UTC) }
	refused("karin")
	if teams := r.teamsOf(number); len(teams) > 0 {
		t.Errorf("there are %+v", teams)
	}
}

// The number for the entrance is there before the day; who came is noted by the numbers that
// people show, or by name, and who noted it is kept.
func TestTheEntranceAtMattermost(t *testing.T) {
	r := newSessionRig(t)
	r.clock = nil // who came is for the event's own clock to say
	berlin, _ := r.words().defs.Programme.Site("leipzig")
	at := func(d time.Duration) string { return time.Now().Add(d).In(berlin.Zone).Format(localLayout) }
	number := r.plansEvent("karin", "Ideas", "start", at(240*time.Hour))
	r.changes(number, formEventPlaces, "places", "3")
	for _, name := range []string{"Mina", "Olha", "Omar", "Waits"} {
		r.signs(number, event.Form{Name: name})
	}
	day := r.shown("karin", number)[1]
	door, _ := r.choosesOf("door", "karin", day, chooseEventDoor)
	saysAll(t, "early", door.Text, []string{"Ideas (" + number + ")", "The number for the entrance: ", "at the entrance, and nowhere else", "People can write it from ", "You can note who came from"}, "not there yet")
	if len(door.Cards) != 0 {
		t.Errorf("early it has %+v", door.Cards)
	}
	saysAll(t, "early", r.writes("karin", "events "+number+" came "+event.Code(1)), []string{"You can note nobody at this event any more."})

	_, change := r.taps("karin", r.shown("karin", number)[0], formEvent)
	r.answers("soon", "karin", change, "start", at(time.Hour))
	for _, one := range []struct {
		who  string
		args []string
		says []string
	}{
		{"karin", []string{"codes", event.Code(1) + "، " + event.Code(4)}, []string{"I have noted it. I tell nobody.", "came: 1 · not there yet: 2", "No place at this event: " + event.Code(4)}},
		{"clara", []string{"person", event.Code(2)}, []string{"came: 2 · not there yet: 1"}},
		{"karin", []string{"codes", event.Code(2), "not", "true"}, []string{"came: 1 · not there yet: 2"}},
		{"karin", []string{"codes", event.Code(2)}, []string{"came: 2"}},
	} {
		card := r.entrance(number)
		_, d := r.taps(one.who, card, chooseEventCame)
		if d == nil || len(d.Fields) != 3 || len(d.Fields[1].Options) != 3 {
			t.Fatalf("the dialog: %+v", d)
		}
		saysAll(t, "noted", r.answers(strings.Join(append(one.args, one.who), " "), one.who, d, one.args...).Text, one.says)
	}
	_, d := r.taps("karin", r.entrance(number), chooseEventCame)
	for typed, says := range map[string]string{"": "Please write a number, or choose a name.", "7": "There is a mistake", "mina": "There is a mistake", strings.Repeat(event.Code(1)+" ", 61): "At most"} {
		if wrong := r.fills("karin", d, "codes", typed); !strings.Contains(wrong["codes"], says) {
			t.Errorf("%q: %v", typed, wrong)
		}
	}
	e := r.happening(number)
	if e.Tally.In != 2 || e.Rev != 3 {
		t.Errorf("it is %+v", e)
	}
	saysAll(t, "the changes", r.shown("karin", number)[0].Text, []string{"noted who came (2): Karin (karin)", "noted who came (1): Clara (clara)", "noted who did not come (1): Karin (karin)"})
	saysAll(t, "people", r.writes("karin", "events "+number+" people"), []string{"1 Mina · came", "2 Olha · came"}, "3 Omar · ")
	for _, who := range []string{"nadia.k", "lucia", "stranger"} {
		if wrong := r.fills(who, d, "codes", event.Code(3)); wrong[""] == "" && wrong["codes"] == "" {
			t.Errorf("%s notes somebody", who)
		}
		if text, d := r.taps(who, day, chooseEventDoor); d != nil || strings.Contains(text, "entrance") {
			t.Errorf("%s reads %q", who, text)
		}
	}
	r.clock = func() time.Time { return time.Now().Add(48 * time.Hour) }
	saysAll(t, "afterwards", r.writes("karin", "events "+number+" code"), []string{"did not come: 1"})
}

// entrance is the card with the button to note who came.
func (r *mmRig) entrance(number string) flows.PostCard {
	r.t.Helper()
	cards := r.gives("karin", "events "+number+" code").Cards
	if len(cards) != 1 || verbsOf(cards[0]) != chooseEventCame {
		r.t.Fatalf("the entrance: %+v", cards)
	}
	return cards[0]
}

// The picture of a link goes to whoever asked; where it cannot, the link is there all the same.
func TestThePictureOfALink(t *testing.T) {
	r := newSessionRig(t)
	number := r.plansEvent("karin", "Ideas")
	r.bot = func(context.Context) (string, error) { return "our_bot", nil }
	for _, one := range []struct {
		err  error
		says string
	}{{nil, "I have sent you a picture"}, {mattermost.ErrTooLarge, "wecan link --event=" + number}, {errors.New("away"), "wecan link --event=" + number}} {
		c := &courierOfTest{err: one.err}
		r.courier = c
		saysAll(t, "the link", r.writes("karin", "events "+number+" link"), []string{"https://t.me/our_bot?start=", one.says})
		if len(c.got) != 1 || c.got[0].User != "u-karin" || c.got[0].ID == "" || c.got[0].Name != number+".png" || !strings.HasPrefix(string(c.got[0].Data), "\x89PNG") || !strings.Contains(c.got[0].Text, "https://t.me/our_bot") {
			t.Errorf("she is handed %d files: %+v", len(c.got), c.got)
		}
		if text := r.writes("omar", "events "+number+" link"); len(c.got) != 1 {
			t.Errorf("omar is handed something: %q", text)
		}
	}
}

// handsIn has the first who signed up hand something in.
func (r *mmRig) handsIn(number, title, file string) {
	r.t.Helper()
	rows, err := r.desk().roster(r.t.Context(), r.happening(number))
	if err != nil {
		r.t.Fatal(err)
	}
	tell, err := flows.NewTell(r.ids.Of(flows.KindEvent, number), "submit", map[string]any{
		"guest": rows[0].Guest, "person": rows[0].Person, "reference": number, "n": rows[0].Arrival, "hand": 1,
		"work": event.Work{Title: title, Text: "Flowers.", File: file},
	})
	if err != nil {
		r.t.Fatal(err)
	}
	r.handles(flows.Incoming{ID: "hands in", To: tell.To, Input: flows.Told{From: rows[0].Guest, Name: tell.Name, Data: tell.Data}})
}

// What was handed in is listed, and its file goes to whoever asks for it and may.
func TestTheIdeasOfAnEvent(t *testing.T) {
	r := newSessionRig(t)
	r.clock = nil
	berlin, _ := r.words().defs.Programme.Site("leipzig")
	number := r.plansEvent("karin", "Ideas", "start", time.Now().Add(time.Hour).In(berlin.Zone).Format(localLayout))
	r.signs(number, event.Form{Name: "Mina"})
	saysAll(t, "without any", r.writes("karin", "events "+number+" ideas"), []string{"Nobody has handed in anything yet."})
	plan := r.happening(number).Plan
	plan.Start = plan.Start.Add(-2 * time.Hour)
	plan.HandIn = plan.Start.Add(4 * time.Hour)
	if _, err := r.desk().orderEvent(t.Context(), r.turns, event.Order{By: "Anna", Reference: number, Plan: plan}, false); err != nil {
		t.Fatal(err)
	}
	r.handsIn(number, "A *garden*", "photo:AgAC")

	day := r.shown("karin", number)[1]
	if verbsOf(day) != "doorevent worksevent" {
		t.Fatalf("for the day there is %s", verbsOf(day))
	}
	ideas, _ := r.choosesOf("ideas", "karin", day, chooseEventWorks)
	saysAll(t, "the ideas", ideas.Text, []string{"Please keep the numbers of votes to yourself", "Idea 1: A *garden* · votes: 0 · by 1 Mina\nFlowers."}, "AgAC", "place 1")
	if len(ideas.Cards) != 1 || verbsOf(ideas.Cards[0]) != chooseEventFile || ideas.Unshown == "" {
		t.Fatalf("the files: %+v", ideas)
	}
	for _, one := range []struct {
		err  error
		says string
	}{
		{nil, "I have sent it to you"}, {mattermost.ErrTooLarge, "too large"}, {mattermost.ErrNoFile, "not there any more"}, {errors.New("away"), "wecan events ideas " + number + " --file=1"},
	} {
		c := &courierOfTest{err: one.err}
		r.courier = c
		text, _ := r.taps("karin", ideas.Cards[0], chooseEventFile)
		saysAll(t, "the file", text, []string{one.says}, "AgAC")
		if len(c.got) != 1 || c.got[0].File == nil || c.got[0].File.What != "photo" || c.got[0].File.ID != "AgAC" || c.got[0].User != "u-karin" || strings.Contains(c.got[0].Text, "Mina") {
			t.Errorf("she is handed %+v", c.got)
		}
	}
	r.courier = nil
	text, _ := r.taps("karin", ideas.Cards[0], chooseEventFile)
	saysAll(t, "without anybody who carries it", text, []string{"--file=1"})
	for _, who := range []string{"karin", "omar", "lucia", "stranger"} {
		c := &courierOfTest{}
		r.courier = c
		for _, about := range []string{number + " 1", number + " 2", number, "", number + " x", "WE-2222-222 1"} {
			text, d := r.taps(who, flows.PostCard{About: about}, chooseEventFile)
			if may := who == "karin" && about == number+" 1"; text == "" || d != nil || may != (len(c.got) > 0) {
				t.Errorf("%s about %q: %q", who, about, text)
			}
			c.got = nil
		}
	}
}
