package main

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"wecan/bot/mattermost"
	"wecan/flows"
	"wecan/flows/session"
)

// sessionProgramme has two groups, a track, and colleagues who plan.
const sessionProgramme = mmProgramme + `  clara: {name: Clara, site: leipzig, roles: [coordinator], languages: [en], woman: true, mattermost: clara}
  dora: {name: Dora, site: leipzig, roles: [deputy], languages: [en], woman: true, mattermost: dora}
`

func newSessionRig(t *testing.T) *mmRig {
	t.Helper()
	programme := strings.Replace(sessionProgramme, "    time_zone: UTC\n", "    time_zone: Europe/Berlin\n", 1)
	programme = strings.Replace(programme, "lists:\n", "cohorts: {spring27: Spring 2027, autumn27: Autumn 2027}\ntracks:\n  social: {name: Social, about: Something of your own.}\nlists:\n", 1)
	r := newMMRigOf(t, programme)
	r.clock = func() time.Time { return time.Date(2027, 1, 4, 9, 0, 0, 0, time.UTC) }
	return r
}

// answers sends a dialog off that must be taken, and answers what she is shown.
func (r *mmRig) answers(id, who string, d *mattermost.Dialog, values ...string) mattermost.Shown {
	r.t.Helper()
	f := mattermost.Form{ID: id, Form: d.Form, About: d.About, User: "u-" + who, Values: prefilled(d)}
	for i := 0; i+1 < len(values); i += 2 {
		f.Values[values[i]] = values[i+1]
	}
	a, wrong, err := r.Submit(r.t.Context(), f)
	if err != nil || len(wrong) > 0 {
		r.t.Fatalf("%s: %s: %v %v", who, d.Form, wrong, err)
	}
	return a
}

// prefilled is a dialog as it stands there to begin with.
func prefilled(d *mattermost.Dialog) map[string]string {
	values := map[string]string{}
	for _, f := range d.Fields {
		values[f.Name] = f.Value
	}
	return values
}

func (r *mmRig) asksPlan(who string) *mattermost.Dialog {
	r.t.Helper()
	got := r.gives(who, "sessions plan")
	if got.Dialog == nil {
		r.t.Fatalf("%s plans: %q", who, got.Text)
	}
	return got.Dialog
}

// plans plans a session on the first of February, and answers its number.
func (r *mmRig) plans(who, title string, values ...string) string {
	r.t.Helper()
	r.orders++
	d := r.asksPlan(who)
	draft := r.answers(d.About, who, d, append([]string{"title", title, "start", "2027-02-01 09:30", "place", "Room 5"}, values...)...)
	text, _ := r.taps(who, draft.Cards[0], chooseIt)
	number := aNumber.FindString(text)
	if number == "" {
		r.t.Fatalf("plan: %s", text)
	}
	return number
}

func (r *mmRig) planned(number string) planned {
	r.t.Helper()
	s, err := r.desk().session(r.t.Context(), number)
	if err != nil {
		r.t.Fatal(err)
	}
	return s
}

// here has somebody take part at the site.
func (r *mmRig) here(reference, cohort string) {
	r.t.Helper()
	agenda := r.ids.Of(flows.KindAgenda, reference)
	who, err := json.Marshal(flows.Participation{Reference: reference, Person: r.ids.Person(r.people), Seq: 1, In: true, Site: "leipzig", Cohort: cohort})
	if err != nil {
		r.t.Fatal(err)
	}
	r.handles(flows.Incoming{ID: "here" + reference, To: r.ids.Of(flows.KindCalendar, "leipzig"), Input: flows.Told{From: agenda, Name: "here", Data: who}})
}

// A coordinator plans in two dialogs: she sees a draft, and only one button plans it,
// once however often it is tapped.
func TestASessionIsPlannedAtMattermost(t *testing.T) {
	r := newSessionRig(t)
	for n, cohort := range []string{"spring27", "spring27", "autumn27"} {
		r.here([]string{"WE-2222-222", "WE-3333-333", "WE-4444-444"}[n], cohort)
	}
	list := r.gives("karin", "sessions")
	if list.Text != "No session is to come at your site." || len(list.Cards) != 1 || verbsOf(list.Cards[0]) != choosePlan {
		t.Fatalf("without any: %+v", list)
	}
	_, d := r.taps("karin", list.Cards[0], choosePlan)
	if d == nil || len(d.Fields) != 5 {
		t.Fatalf("the dialog: %+v", d)
	}
	a := r.answers("one", "karin", d, "title", " First  meeting ", "start", "1.2.2027 9:30", "length", "3", "place", "Room 5, Karl-Heine-Str. 1 https://map.example.org/1", "places", "٢٠")
	draft := a.Cards[0]
	saysAll(t, "the draft", a.Text+"\n"+draft.Title+"\n"+draft.Text, []string{
		"This is a draft. Nobody reads of it", "First meeting", "Monday, 1 February 2027, 09:30 – 12:30", "📍 Room 5, Karl-Heine-Str. 1", "https://map.example.org/1", "For: Everybody", "20 places", "It is for 3 people.",
	})
	if verbsOf(draft) != "planit changesession moresession seriessession" || a.Unshown == "" {
		t.Errorf("the draft is %+v", a)
	}
	if all, err := r.desk().sessions(t.Context(), "leipzig", true); err != nil || len(all) != 0 {
		t.Fatalf("a draft is planned: %v %v", all, err)
	}
	_, d = r.taps("karin", draft, chooseMore)
	more := r.answers("two", "karin", d, "cohort", "spring27", "languages", "Deutsch, arabic; uk", "childcare", "true", "bring", "A pen")
	saysAll(t, "more", more.Cards[0].Text, []string{"For: Spring 2027", "Deutsch, العربية, Українська", "Somebody looks after them.", "A pen", "It is for 2 people.", "20 places", "Room 5"})
	_, d = r.taps("karin", more.Cards[0], chooseSeries)
	series := r.answers("three", "karin", d, "every", "4", "times", "3")
	saysAll(t, "a series", series.Cards[0].Text, []string{"3 times, every 4 weeks, the last time on 29 March, 09:30"})

	var first string
	for n := range 3 { // by two taps, and one that comes twice
		id := []string{"tap", "tap", "another"}[n]
		text, _ := r.chooses(id, "karin", series.Cards[0], chooseIt)
		if n == 0 {
			first = aNumber.FindString(text)
			saysAll(t, "planned", text, []string{"I have planned ", "Monday, 1 March 2027, 09:30", "Monday, 29 March 2027, 09:30", "/wecan sessions " + first})
		} else {
			saysAll(t, "planned once more", text, []string{"You have planned " + first + " already."})
		}
	}
	for _, card := range []flows.PostCard{draft, more.Cards[0]} { // what she saw before does nothing any more
		for _, verb := range []string{chooseIt, chooseChange, chooseMore, chooseSeries} {
			if text, d := r.taps("karin", card, verb); d != nil || !strings.HasPrefix(text, "You have planned "+first+" already.") {
				t.Errorf("an old draft, %s: %q", verb, text)
			}
		}
	}
	all, err := r.desk().sessions(t.Context(), "leipzig", false)
	if err != nil || len(all) != 3 {
		t.Fatalf("planned are %d, %v", len(all), err)
	}
	p := all[0].Plan
	if p.Title != "First meeting" || p.Map != "https://map.example.org/1" || p.Place != "Room 5, Karl-Heine-Str. 1" || p.Capacity != 20 || p.Minutes != 180 || p.Cohort != "spring27" || !p.Childcare || p.Bring != "A pen" || all[0].Series == "" {
		t.Errorf("planned is %+v", all[0])
	}
	if berlin, _ := r.words().defs.Programme.Site("leipzig"); all[2].Plan.Start.In(berlin.Zone).Format(localLayout) != "2027-03-29 09:30" { // the clocks went forward
		t.Errorf("the last one is at %v", all[2].Plan.Start)
	}
	if all[0].Changes[0].By != "Karin (karin)" {
		t.Errorf("changes: %+v", all[0].Changes)
	}
}

// What is wrong stands at its field, in words that help.
func TestWhatIsWrongWithASession(t *testing.T) {
	r := newSessionRig(t)
	d := r.asksPlan("karin")
	good := []string{"title", "Meeting", "start", "2027-02-01 09:30", "length", "1:30", "place", "Room 5", "places", ""}
	for _, c := range []struct{ field, value, says string }{
		{"title", " ", "Please write what it is"},
		{"title", strings.Repeat("a", 81), "at most 80 characters"},
		{"start", "", "I do not understand this day"},
		{"start", "tomorrow", "I do not understand this day"},
		{"start", "2027-02-30 09:30", "I do not understand this day"},
		{"start", "2027-02-01 24:30", "I do not understand this day"},
		{"start", "2027-03-28 02:30", "the clocks go forward"},
		{"start", "2027-01-03 09:30", "This is over already."},
		{"length", "long", "Please write hours and minutes"},
		{"length", "0", "Please write hours and minutes"},
		{"length", "25h", "Please write hours and minutes"},
		{"place", "", "Please write an address"},
		{"place", strings.Repeat("a", 201), "Please write an address"},
		{"place", "http://example.org", "Please write an address"},
		{"place", "Room https://a.example https://b.example", "Please write an address"},
		{"places", "many", "Please write a number"},
		{"places", "1001", "Please write a number"},
	} {
		wrong := r.fills("karin", d, append(slices.Clone(good), c.field, c.value)...)
		if len(wrong) != 1 || !strings.Contains(wrong[c.field], c.says) {
			t.Errorf("%s %q: %v", c.field, c.value, wrong)
		}
	}
	if wrong := r.fills("karin", d, "title", "", "start", "x", "length", "x", "place", "", "places", "x"); len(wrong) != 5 {
		t.Errorf("all at once: %v", wrong)
	}
	draft := r.answers("one", "karin", d, good...)
	_, more := r.taps("karin", draft.Cards[0], chooseMore)
	_, series := r.taps("karin", draft.Cards[0], chooseSeries)
	for _, c := range []struct {
		d                  *mattermost.Dialog
		field, value, says string
	}{
		{more, "languages", "Klingon", "I do not know one of these languages."},
		{more, "languages", "en,de,fr,es,it,nl,pl,ar,uk,en,de,fr,es,it,nl,pl,ar", "at most eight"},
		{more, "bring", strings.Repeat("a", 201), "at most 200 characters"},
		{more, "cohort", "gone", "This group is not in the programme any more."},
		{more, "track", "gone", "This path is not in the programme any more."},
		{series, "every", "0", "from 1 to 26"},
		{series, "times", "101", "from 1 to 100"},
		{series, "times", "x", "from 1 to 100"},
	} {
		values := prefilled(c.d)
		values[c.field] = c.value
		var list []string
		for name, value := range values {
			list = append(list, name, value)
		}
		wrong := r.fills("karin", c.d, list...)
		if len(wrong) != 1 || !strings.Contains(wrong[c.field], c.says) {
			t.Errorf("%s %q: %v", c.field, c.value, wrong)
		}
	}
	for value, want := range map[string]int{"1:30": 90, "2": 120, "90": 90, "2h30m": 150, "٢": 120, "1.05": 65} {
		if got, ok := readLength(value); !ok || got != want {
			t.Errorf("%q are %d minutes", value, got)
		}
	}
}

// What the field for the place says, and what stays of what was there.
func TestThePlaceOfASession(t *testing.T) {
	const link, other = "https://meet.example.org/a", "https://map.example.org/1"
	hall := session.Plan{Place: "Hall", Map: other, Online: link}
	for _, c := range []struct {
		was   session.Plan
		typed string
		want  session.Plan
	}{
		{hall, "Hall " + other, hall},
		{hall, "Room 5", session.Plan{Place: "Room 5", Online: link}},
		{hall, link, session.Plan{Online: link}},
		{session.Plan{Online: link}, "Room 5", session.Plan{Place: "Room 5"}},
		{session.Plan{}, "Online " + link, session.Plan{Online: link}},
	} {
		at := basicsOf(c.was).at
		if !at.read(c.typed) || at != basicsOf(c.want).at {
			t.Errorf("%q after %+v: %+v", c.typed, c.was, at)
		}
	}
}

// All of the team of a site see its sessions; only who may plan has buttons, and those
// work for nobody else.
func TestWhoSeesAndPlansSessions(t *testing.T) {
	r := newSessionRig(t)
	number := r.plans("karin", "First meeting", "places", "20")
	elsewhere := r.plans("lucia", "Prima")
	list := r.gives("karin", "sessions")
	if len(list.Cards) != 2 || verbsOf(list.Cards[0]) != "changesession cancelsession" || verbsOf(list.Cards[1]) != choosePlan {
		t.Fatalf("the list: %+v", list)
	}
	saysAll(t, "the list", list.Text+"\n"+list.Cards[0].Title+"\n"+list.Cards[0].Text, []string{
		"1 session is to come at your site:\nTo see all about one: /wecan sessions WE-…", "First meeting (" + number + ")", "Monday, 1 February 2027, 09:30 – 11:30", "📍 Room 5", "Come: 0 of 20",
	}, "Prima")
	shown := r.gives("karin", "sessions "+strings.ToLower(number)).Cards[0]
	if verbsOf(shown) != "changesession moresession peoplesession rhythmsession cancelsession" {
		t.Errorf("it has %s", verbsOf(shown))
	}
	saysAll(t, "shown", shown.Text, []string{"For: Everybody", "planned: Karin (karin), "})
	for _, who := range []string{"nadia.k", "omar"} {
		list := r.gives(who, "sessions")
		if len(list.Cards) != 1 || len(list.Cards[0].Buttons) != 0 || !strings.Contains(list.Cards[0].Title, number) {
			t.Errorf("%s sees %+v", who, list)
		}
		if one := r.gives(who, "sessions "+number).Cards; len(one) != 1 || len(one[0].Buttons) > 0 {
			t.Errorf("%s is shown %+v", who, one)
		}
		saysAll(t, who, r.writes(who, "sessions plan"), []string{"You have no role for this."})
	}
	for _, who := range []string{"petra", "dora", "clara"} { // a lead, a deputy, another coordinator
		if d := r.asksPlan(who); d.Form != formSession {
			t.Errorf("%s: %+v", who, d)
		}
	}
	saysAll(t, "another site's", r.writes("karin", "sessions "+elsewhere), []string{"I find no session " + elsewhere + " at your site."}, "Prima")
	saysAll(t, "a mistake", r.writes("karin", "sessions WE-2222-223"), []string{"There is a mistake in the number."})

	d := r.asksPlan("karin")
	draft := r.answers("one", "karin", d, "title", "Second", "start", "2027-02-02 09:30", "place", "Room 5").Cards[0]
	_, change := r.taps("karin", shown, chooseChange)
	_, cancel := r.taps("karin", shown, chooseCancel)
	for who, want := range map[string]string{"nadia.k": "You have no role for this.", "stranger": "I do not know your account", "lucia": ""} {
		for _, card := range []flows.PostCard{draft, shown} {
			for _, verb := range sessionChoices()[1:] {
				if text, d := r.taps(who, card, verb); d != nil || text == "" || !strings.HasPrefix(text, want) {
					t.Errorf("%s taps %s: %q %+v", who, verb, text, d)
				}
			}
		}
		for _, form := range []*mattermost.Dialog{d, change, cancel} {
			if wrong := r.fills(who, form, "title", "Mine", "start", "2027-02-02 09:30", "length", "1", "place", "x"); wrong[""] == "" || !strings.HasPrefix(wrong[""], want) {
				t.Errorf("%s sends %s: %v", who, form.Form, wrong)
			}
		}
	}
	for _, about := range []string{number, "", "{", number + " x", `{"i":"x"}`} { // what no button of ours says
		a, d, err := r.Choose(t.Context(), mattermost.Choice{ID: "x", User: "u-karin", Verb: chooseIt, About: about})
		text := a.Text
		if err == nil && (text == "" || d != nil || strings.Contains(text, "I have planned")) {
			t.Errorf("about %q: %q %+v", about, text, d)
		}
	}
	if all, err := r.desk().sessions(t.Context(), "leipzig", true); err != nil || len(all) != 1 || all[0].Rev != 1 {
		t.Errorf("there are %+v, %v", all, err)
	}
}

// A change and a cancellation are about the session as it was shown.
func TestASessionIsChangedAndCancelled(t *testing.T) {
	r := newSessionRig(t)
	r.here("WE-2222-222", "")
	number := r.plans("karin", "First meeting")
	first := r.gives("karin", "sessions").Cards[0]
	_, d := r.taps("karin", first, chooseChange)
	if got := prefilled(d); !maps.Equal(got, map[string]string{"title": "First meeting", "start": "2027-02-01 09:30", "length": "2:00", "place": "Room 5", "places": ""}) {
		t.Fatalf("it is filled in with %v", got)
	}
	saysAll(t, "nothing new", r.answers("same", "karin", d).Text, []string{number + " stays as it was."})
	for range 2 { // the same dialog twice does nothing twice
		saysAll(t, "moved", r.answers("move", "karin", d, "start", "2027-02-02 10:00").Text, []string{"I have changed " + number + ": Tuesday, 2 February 2027, 10:00."})
	}
	if s := r.planned(number); s.Rev != 2 || s.Changes[1].What != session.ChangeMoved {
		t.Fatalf("it is %+v", s)
	}
	stale := []string{number + " has changed meanwhile. I have changed nothing.", "Tuesday, 2 February 2027, 10:00", "time changed: Karin (karin), ", "/wecan sessions " + number}
	saysAll(t, "an old dialog", r.fills("karin", d, "title", "x", "start", "2027-02-03 10:00", "length", "1", "place", "x")[""], stale)
	for _, verb := range []string{chooseChange, chooseMore, chooseCancel} {
		text, d := r.taps("karin", first, verb)
		saysAll(t, "an old button", text, stale)
		if d != nil {
			t.Errorf("%s opens %+v", verb, d)
		}
	}
	shown := func() flows.PostCard { return r.gives("karin", "sessions "+number).Cards[0] }
	_, d = r.taps("karin", shown(), chooseMore)
	saysAll(t, "more", r.answers("more", "karin", d, "cohort", "autumn27", "track", "social", "bring", "A pen").Text, []string{"I have changed " + number}, "I tell")
	if p := r.planned(number).Plan; p.Cohort != "autumn27" || p.Track != "social" || p.Bring != "A pen" || p.Place != "Room 5" {
		t.Errorf("it is %+v", p)
	}
	_, d = r.taps("karin", shown(), chooseMore)
	r.answers("all", "karin", d, "cohort", allOf, "track", allOf)
	_, d = r.taps("karin", shown(), chooseCancel)
	saysAll(t, "it asks once more", d.Intro, []string{"First meeting (" + number + ")", "Tuesday, 2 February 2027, 10:00 – 12:00", "I tell 1 person."})
	for range 2 {
		saysAll(t, "cancelled", r.answers("cancel", "karin", d).Text, []string{"I have cancelled " + number + ": Tuesday, 2 February 2027, 10:00.\nI tell 1 person."})
	}
	card := shown()
	saysAll(t, "shown", card.Text, []string{"🚫 It does not take place.", "cancelled: Karin (karin), "})
	if verbsOf(card) != chooseBack {
		t.Errorf("it has %s", verbsOf(card))
	}
	text, _ := r.taps("karin", card, chooseBack)
	saysAll(t, "back", text, []string{"I have changed " + number, "I tell 1 person."})
	if s := r.planned(number); s.Cancelled || s.Rev != 6 {
		t.Errorf("it is %+v", s)
	}
	r.clock = func() time.Time { return time.Date(2027, 2, 3, 9, 0, 0, 0, time.UTC) }
	text, d = r.taps("karin", shown(), chooseChange)
	if d != nil || text != "This session is over." {
		t.Errorf("one that is over: %q %+v", text, d)
	}
}

// Of a series one is cancelled, or all that are to come after it too.
func TestASeriesIsCancelled(t *testing.T) {
	r := newSessionRig(t)
	d := r.asksPlan("karin")
	draft := r.answers("one", "karin", d, "title", "Lab", "start", "2027-02-01 09:30", "place", "Room 5").Cards[0]
	_, d = r.taps("karin", draft, chooseSeries)
	r.taps("karin", r.answers("two", "karin", d, "every", "1", "times", "4").Cards[0], chooseIt)
	list := r.gives("karin", "sessions").Cards
	_, d = r.taps("karin", list[1], chooseCancel)
	if len(d.Fields) != 1 || d.Fields[0].Help != "2 more of this series are to come." {
		t.Fatalf("the dialog: %+v", d)
	}
	r.answers("cancel", "karin", d, "later", "false")
	_, d = r.taps("karin", list[2], chooseCancel)
	if got := r.answers("later", "karin", d, "later", "true").Text; strings.Count(got, "I have cancelled ") != 2 {
		t.Errorf("cancelled: %s", got)
	}
	if all, err := r.desk().sessions(t.Context(), "leipzig", false); err != nil || len(all) != 1 || !strings.Contains(list[0].Title, all[0].Reference) {
		t.Errorf("left are %+v %v", all, err)
	}
}

// Two coordinators change a session at once: one does, and the other is told how it
// stands.
func TestTwoCoordinatorsChangeASessionAtOnce(t *testing.T) {
	r := newSessionRig(t)
	for n := range 5 {
		number := r.plans("karin", "Meeting")
		card := r.gives("karin", "sessions "+number).Cards[0]
		_, d := r.taps("karin", card, chooseChange)
		var both sync.WaitGroup
		var mu sync.Mutex
		said := map[string]string{}
		for who, start := range map[string]string{"karin": "2027-02-02 10:00", "clara": "2027-02-03 11:00"} {
			both.Go(func() {
				f := mattermost.Form{ID: who + number, Form: d.Form, About: d.About, User: "u-" + who, Values: prefilled(d)}
				f.Values["start"] = start
				a, wrong, err := r.Submit(t.Context(), f)
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				defer mu.Unlock()
				said[who] = a.Text + wrong[""]
			})
		}
		both.Wait()
		s := r.planned(number)
		if s.Rev != 2 || len(s.Changes) != 2 {
			t.Fatalf("%d: it is %+v", n, s)
		}
		done, not := "karin", "clara"
		if s.Changes[1].By == "Clara (clara)" {
			done, not = not, done
		}
		saysAll(t, done, said[done], []string{"I have changed " + number + ": "}, "I have changed nothing")
		saysAll(t, not, said[not], []string{number + " has changed meanwhile. I have changed nothing.", "time changed: " + s.Changes[1].By}, "I have changed "+number)
	}
}

// A long list ends with how many more there are.
func TestALongListOfSessions(t *testing.T) {
	r := newSessionRig(t)
	d := r.asksPlan("karin")
	draft := r.answers("one", "karin", d, "title", "Lab", "start", "2027-02-01 09:30", "place", "Room 5").Cards[0]
	_, d = r.taps("karin", draft, chooseSeries)
	r.taps("karin", r.answers("two", "karin", d, "every", "1", "times", "23").Cards[0], chooseIt)
	list := r.gives("karin", "sessions")
	last := list.Cards[len(list.Cards)-1]
	if len(list.Cards) != 21 || last.Text != "… and 3 more" || verbsOf(last) != choosePlan {
		t.Errorf("%d cards, at the end %+v", len(list.Cards), last)
	}
}

// A draft fits into what comes back from a dialog, in whatever script it is written.
func TestADraftFits(t *testing.T) {
	r := newSessionRig(t)
	d := r.asksPlan("karin")
	long := func(n int) string { return strings.Repeat("ሀ", n) } // three bytes each
	draft := r.answers("one", "karin", d, "title", long(80), "start", "2027-02-01 09:30", "place", long(200)+" https://map.example.org/"+strings.Repeat("m", 270), "places", "1000").Cards[0]
	_, d = r.taps("karin", draft, chooseMore)
	draft = r.answers("two", "karin", d, "cohort", "spring27", "track", "social", "bring", long(200), "languages", "en,de,ar,uk,es,fr,it,nl").Cards[0]
	for _, verb := range []string{chooseChange, chooseMore} {
		if _, d = r.taps("karin", draft, verb); len(d.About) > 1800 {
			t.Errorf("%s: a draft has %d bytes", verb, len(d.About))
		}
	}
	if len(draft.About) > 4000 {
		t.Errorf("it has %d bytes", len(draft.About))
	}
}
