package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"wecan/bot/mattermost"
	"wecan/flows"
	"wecan/flows/event"
	"wecan/flows/referral"
	"wecan/i18n"
)

func (r *mmRig) asksEvent(who string) *mattermost.Dialog {
	r.t.Helper()
	got := r.gives(who, "events plan")
	if got.Dialog == nil {
		r.t.Fatalf("%s plans: %q", who, got.Text)
	}
	return got.Dialog
}

// plansEvent plans an event for the sixth of March, and answers its number.
func (r *mmRig) plansEvent(who, title string, values ...string) string {
	r.t.Helper()
	d := r.asksEvent(who)
	draft := r.answers(d.About, who, d, append([]string{"title", title, "start", "2027-03-06 09:30", "length", "8h", "place", "Hall 1"}, values...)...)
	text, _ := r.taps(who, draft.Cards[0], chooseEventIt)
	number := aNumber.FindString(text)
	if number == "" {
		r.t.Fatalf("plan: %s", text)
	}
	return number
}

func (r *mmRig) happening(number string) happening {
	r.t.Helper()
	e, err := r.desk().event(r.t.Context(), number)
	if err != nil {
		r.t.Fatal(err)
	}
	return e
}

// shown are the cards about an event.
func (r *mmRig) shown(who, number string) []flows.PostCard {
	r.t.Helper()
	return r.gives(who, "events "+number).Cards
}

// changes sends one of the forms about an event, as it was filled in but for some values.
func (r *mmRig) changes(number, form string, values ...string) string {
	r.t.Helper()
	r.orders++
	cards := r.shown("karin", number)
	_, d := r.taps("karin", cards[len(cards)-1], form)
	if d == nil {
		r.t.Fatalf("%s opens nothing", form)
	}
	return r.answers(fmt.Sprint("change", r.orders), "karin", d, values...).Text
}

// signs has somebody new sign up.
func (r *mmRig) signs(number string, form event.Form) {
	r.t.Helper()
	r.people++
	person := r.ids.Person(r.people)
	guest := event.GuestOf(r.ids, person)
	tell, err := flows.NewTell(r.ids.Of(flows.KindEvent, number), "sign", map[string]any{
		"guest": guest, "person": person, "reference": number, "seq": 1, "form": form,
		"parts": []flows.Participation{{Reference: "WE-2222-222", Person: person, Seq: 1, In: true, Site: "leipzig"}},
	})
	if err != nil {
		r.t.Fatal(err)
	}
	r.handles(flows.Incoming{ID: fmt.Sprint("sign", r.people), To: tell.To, Input: flows.Told{From: guest, Name: tell.Name, Data: tell.Data}})
}

// A coordinator plans in three dialogs: she sees a draft and what it means, and only one
// button plans it, once however often it is tapped.
func TestAnEventIsPlannedAtMattermost(t *testing.T) {
	r := newSessionRig(t)
	for n, cohort := range []string{"spring27", "spring27", "autumn27"} {
		r.here([]string{"WE-2222-222", "WE-3333-333", "WE-4444-444"}[n], cohort)
	}
	list := r.gives("karin", "events")
	if list.Text != "No event is to come." || len(list.Cards) != 1 || verbsOf(list.Cards[0]) != chooseEvent {
		t.Fatalf("without any: %+v", list)
	}
	_, d := r.taps("karin", list.Cards[0], chooseEvent)
	if d == nil || len(d.Fields) != 5 {
		t.Fatalf("the dialog: %+v", d)
	}
	a := r.answers("one", "karin", d, "kind", "lab", "title", " Ideas  for our street ", "start", "6.3.2027 9:30", "length", "2d", "place", "Hall 1 https://map.example.org/1")
	draft := a.Cards[0]
	saysAll(t, "the draft", a.Text+"\n"+draft.Title+"\n"+draft.Text, []string{
		"This is a draft. Nobody can find it", "Ideas for our street", "Saturday, 6 March 2027, 09:30 – Monday, 8 March 2027, 09:30", "📍 Hall 1", "https://map.example.org/1",
		"Kind: Lab", "For: People who take part in a course", "Sign-up until: Saturday, 6 March 2027, 09:30", "English: Ideas for our street", "3 people who take part in a course can come.",
	}, "no course")
	if verbsOf(draft) != "eventit changeevent placesevent whomevent" || a.Unshown == "" {
		t.Errorf("the draft is %+v", a)
	}
	if all, err := r.desk().events(t.Context(), "", true); err != nil || len(all) != 0 {
		t.Fatalf("a draft is planned: %v %v", all, err)
	}
	_, d = r.taps("karin", draft, formEventPlaces)
	places := r.answers("two", "karin", d, "places", "٤٠", "women", "10", "enrolled", "5", "closes", "2027-03-01 20:00")
	saysAll(t, "places", places.Cards[0].Text, []string{"40 places", "Places for women: 0 of 10 in use", "Places for enrolled: 0 of 5", "Sign-up until: Monday, 1 March 2027, 20:00", "Hall 1"}, "parents")
	_, d = r.taps("karin", places.Cards[0], formEventWhom)
	whom := r.answers("three", "karin", d, "open", "enrolled", "sites", "leipzig", "cohort", "spring27")
	saysAll(t, "for whom", whom.Cards[0].Text, []string{"For: People who take part in a course · Leipzig · Spring 2027", "2 people who take part in a course can come.", "40 places"})
	_, d = r.taps("karin", whom.Cards[0], formEventWhom)
	open := r.answers("four", "karin", d, "open", "everybody", "sites", "-", "cohort", "-")
	saysAll(t, "for everybody", open.Cards[0].Text, []string{"For: Everybody\n", "3 people who take part in a course can come.", "People who take part in no course can come too."})

	var number string
	for n := range 3 { // by two taps, and one that comes twice
		text, _ := r.chooses([]string{"tap", "tap", "another"}[n], "karin", open.Cards[0], chooseEventIt)
		if n == 0 {
			number = aNumber.FindString(text)
			saysAll(t, "planned", text, []string{"I have planned " + number + ": Saturday, 6 March 2027, 09:30", "I tell nobody of it", "/wecan events " + number})
		} else {
			saysAll(t, "planned once more", text, []string{"You have planned " + number + " already."})
		}
	}
	for _, card := range []flows.PostCard{draft, whom.Cards[0]} { // what she saw before does nothing any more
		for _, verb := range []string{chooseEventIt, formEvent, formEventPlaces, formEventWhom} {
			if text, d := r.taps("karin", card, verb); d != nil || !strings.HasPrefix(text, "You have planned "+number+" already.") {
				t.Errorf("an old draft, %s: %q", verb, text)
			}
		}
	}
	e := r.happening(number)
	p := e.Plan
	want := []event.Reserved{{ID: event.GroupWomen, Places: 10}, {ID: event.GroupEnrolled, Places: 5}}
	if p.Kind != event.KindLab || sourceTitle(p) != "Ideas for our street" || p.Words[0].Lang != i18n.English || p.Map != "https://map.example.org/1" || p.Capacity != 40 ||
		p.Minutes != 2880 || !slices.Equal(p.Reserved, want) || p.Open != event.OpenEverybody || p.Sites != nil || p.Site != "leipzig" || e.Changes[0].By != "Karin (karin)" {
		t.Errorf("planned is %+v", e)
	}
}

// All else is said of an event that is planned, in parts; each is filled in with what
// stands.
func TestAllOfAnEventIsSaid(t *testing.T) {
	r := newSessionRig(t)
	number := r.plansEvent("karin", "Ideas")
	cards := r.shown("karin", number)
	if len(cards) != 3 || verbsOf(cards[0]) != "changeevent peopleevent linkevent cancelevent" || verbsOf(cards[1]) != chooseEventDoor || verbsOf(cards[2]) != "placesevent whomevent wordsevent dayevent doneevent thereevent usefulevent rulesevent sizesevent" {
		t.Fatalf("it has %+v", cards)
	}
	for _, one := range []struct {
		form   string
		values []string
	}{
		{formEventWords, []string{"in", "en", "title", "Ideas", "about", "One day:\nmany ideas."}},
		{formEventWords, []string{"in", "ar", "title", "أفكار", "about", "يوم واحد"}},
		{formEventDay, []string{"schedule", "09:30 en=Welcome nl=Welkom\n\n12:00 en=Lunch together\n"}},
		{formEventDone, []string{"handin", "6.3.2027 15:00", "votes", "2027-03-06 17:00", "meet", "yes"}},
		{formEventThere, []string{"languages", "Deutsch; en", "interpreters", "arabic", "childcare", "true", "prayer", "true", "noalcohol", "true"}},
		{formEventUseful, []string{"cost", "Nothing", "bring", "A pen", "bus", "22:10", "contact", "Lucia"}},
		{formEventRules, []string{"rules", "Be kind", "photos", "None", "ideas", "Yours"}},
		{formEventTeams, []string{"teams", "٣–5", "womenteams", "true", "offer", "12h", "remind", "2d 3h"}},
		{formEventPlaces, []string{"places", "40", "parents", "5", "women", "3"}},
		{formEventPlaces, []string{"enrolled", "2"}},
	} {
		text := r.changes(number, one.form, one.values...)
		saysAll(t, one.form, text, []string{"I have changed " + number}, "I tell")
		saysAll(t, one.form+" again", r.changes(number, one.form), []string{number + " stays as it was."})
	}
	cards = r.shown("karin", number)
	if verbsOf(cards[0]) != "changeevent peopleevent teamsevent linkevent cancelevent" {
		t.Errorf("it has %s", verbsOf(cards[0]))
	}
	saysAll(t, "all of it", cards[0].Text, []string{
		"English: Ideas\nOne day: many ideas.\n", "أفكار", "يوم واحد", "🕘 09:30: Welcome\n🕘 12:00: Lunch together\nHand in until: Saturday, 6 March 2027, 15:00\nVote until: Saturday, 6 March 2027, 17:00\nAfter the end people can ask for each other.\n", "💶 Cost: Nothing", "🗣 Languages: Deutsch, English", "translates into:", "teams of 3 to 5", "A team of women only is possible.",
		"You can bring children", "quiet room", "no alcohol", "The way home: 22:10", "To turn to: Lucia", "bring: A pen", "Photos: None", "Your ideas: Yours", "Rules: Be kind", "at most 12h",
		"Reminders before the start: 2d, 3h", "Have a place: 0 of 40", "Places for women: 0 of 3", "Places for parents: 0 of 5", "Places for enrolled: 0 of 2", "details changed: Karin (karin)",
	})
	_, d := r.taps("karin", cards[0], formEvent)
	if wrong := r.fills("karin", d, "kind", "hackathon", "title", "Ideas", "start", "2027-03-06 09:30", "length", "1h", "place", "Hall 1"); !strings.Contains(wrong["length"], "does not fit into this time") {
		t.Errorf("shorter than its programme: %v", wrong)
	}
	if wrong := r.fills("karin", d, "kind", "hackathon", "title", "Ideas", "start", "2027-03-06 09:30", "length", "5h", "place", "Hall 1"); !strings.Contains(wrong[""], "People hand in after the start, and not after the end.") {
		t.Errorf("over before people hand in: %v", wrong)
	}
	r.changes(number, formEventDone, "meet", "no")
	if p := r.happening(number).Plan; p.Meet != "no" || !p.Votes.Equal(time.Date(2027, 3, 6, 16, 0, 0, 0, time.UTC)) {
		t.Errorf("with no introductions it is %+v", p)
	}
	r.changes(number, formEventDone, "handin", "", "votes", " ", "meet", "usual")
	r.changes(number, formEventWords, "in", "ar", "title", "")
	r.changes(number, formEventTeams, "teams", "", "offer", "", "remind", "0")
	p := r.happening(number).Plan
	if !p.HandIn.IsZero() || !p.Votes.IsZero() || p.Meet != "" || len(p.Words) != 1 || p.TeamMax != 0 || p.Offer != 0 || p.Remind == nil || len(p.Remind) != 0 || p.Reserved[0].ID != event.GroupWomen {
		t.Errorf("taken out: %+v", p)
	}
}

// What is wrong stands at its field, in words that help.
func TestWhatIsWrongWithAnEvent(t *testing.T) {
	r := newSessionRig(t)
	number := r.plansEvent("karin", "Ideas")
	for _, c := range []struct{ form, field, value, says string }{
		{formEvent, "title", " ", "Please write what it is"},
		{formEvent, "title", strings.Repeat("a", 81), "at most 80 characters"},
		{formEvent, "start", "tomorrow", "I do not understand this day"},
		{formEvent, "start", "2027-03-28 02:30", "the clocks go forward"},
		{formEvent, "start", "2027-01-02 09:30", "This is over already."},
		{formEvent, "length", "long", "at most 14 days"},
		{formEvent, "length", "15d", "at most 14 days"},
		{formEvent, "place", "http://example.org", "Please write an address"},
		{formEventPlaces, "places", "5001", "at most 5000"},
		{formEventPlaces, "places", "many", "at most 5000"},
		{formEventPlaces, "women", "some", "Please write a number, or nothing."},
		{formEventPlaces, "closes", "soon", "I do not understand this day"},
		{formEventPlaces, "closes", "2027-03-07 09:30", "Sign-up cannot close after the start."},
		{formEventWhom, "cohort", "gone", "for no single group"},
		{formEventWords, "title", "", "Please write what it is"},
		{formEventWords, "about", strings.Repeat("a", 401), "at most 400 characters"},
		{formEventDay, "schedule", "soon", "with an hour of the event"},
		{formEventDay, "schedule", "08:00 en=Early", "with an hour of the event"},
		{formEventDone, "handin", "soon", "I do not understand this day"},
		{formEventDone, "handin", "2027-03-06 18:00", "not after the end"},
		{formEventDone, "votes", "2027-03-06 17:00", "after they have handed in"},
		{formEventDone, "meet", "perhaps", "choose one of these"},
		{formEventThere, "languages", "Klingon", "I do not know one of these languages."},
		{formEventThere, "interpreters", "en,de,ar,uk,es,fr,it,nl,en", "at most eight"},
		{formEventUseful, "bus", strings.Repeat("a", 201), "at most 200 characters"},
		{formEventRules, "rules", strings.Repeat("a", 201), "at most 200 characters"},
		{formEventTeams, "teams", "3", ""},
		{formEventTeams, "teams", "5-3", "two numbers"},
		{formEventTeams, "teams", "some", "two numbers"},
		{formEventTeams, "offer", "8d", "at most 7 days"},
		{formEventTeams, "offer", "1h 2h", "one time"},
		{formEventTeams, "remind", "soon", "at most four times"},
	} {
		cards := r.shown("karin", number)
		card := cards[len(cards)-1]
		if c.form == formEvent {
			card = cards[0]
		}
		_, d := r.taps("karin", card, c.form)
		values := prefilled(d)
		values[c.field] = c.value
		var list []string
		for _, name := range slices.Sorted(maps.Keys(values)) {
			list = append(list, name, values[name])
		}
		wrong := r.fills("karin", d, list...)
		if c.says == "" && len(wrong) == 0 {
			continue
		}
		if len(wrong) != 1 || !strings.Contains(wrong[c.field], c.says) {
			t.Errorf("%s %q: %v", c.field, c.value, wrong)
		}
	}
	_, d := r.taps("karin", r.shown("karin", number)[2], formEventPlaces)
	if wrong := r.fills("karin", d, "places", "4", "women", "5"); wrong["places"] != "You keep more places for groups than there are." {
		t.Errorf("too many are kept: %v", wrong)
	}
	_, d = r.taps("karin", r.shown("karin", number)[2], formEventWhom)
	if wrong := r.fills("karin", d, "open", "everybody", "sites", "-", "cohort", "spring27"); !strings.Contains(wrong["cohort"], "for no single group") {
		t.Errorf("everybody of a group: %v", wrong)
	}
	if e := r.happening(number); e.Plan.TeamMin != 3 || e.Plan.TeamMax != 3 || e.Rev != 2 {
		t.Errorf("it is %+v", e.Standing)
	}
}

// A change and a cancellation are about the event as it was shown, and say who is told.
func TestAnEventIsChangedAndCancelled(t *testing.T) {
	r := newSessionRig(t)
	number := r.plansEvent("karin", "Ideas")
	r.changes(number, formEventPlaces, "places", "1")
	r.changes(number, formEventDone, "handin", "2027-03-06 15:00", "votes", "2027-03-06 17:00")
	r.signs(number, event.Form{Name: "Mina"})
	r.signs(number, event.Form{Name: "Olha"})
	first := r.gives("karin", "events").Cards[0]
	if verbsOf(first) != "changeevent peopleevent cancelevent" {
		t.Errorf("the list has %s", verbsOf(first))
	}
	saysAll(t, "the list", first.Text, []string{"Have a place: 1 of 1 · Wait: 1"})
	_, d := r.taps("karin", first, formEvent)
	if got := prefilled(d); !maps.Equal(got, map[string]string{"kind": "hackathon", "title": "Ideas", "start": "2027-03-06 09:30", "length": "8:00", "place": "Hall 1"}) {
		t.Fatalf("it is filled in with %v", got)
	}
	saysAll(t, "the form", d.Intro, []string{"Ideas (" + number + ")", "Have a place: 1 of 1", "People hear of a new time or place at once"})
	for _, told := range []string{"I tell 2 people.", ""} { // the same dialog twice does nothing twice
		saysAll(t, "moved", r.answers("move", "karin", d, "start", "2027-03-07 10:00").Text, []string{"I have changed " + number + ": Sunday, 7 March 2027, 10:00.", told})
	}
	e := r.happening(number)
	if e.Rev != 4 || e.Changes[3].What != event.ChangeMoved {
		t.Fatalf("it is %+v", e)
	}
	if !e.Plan.HandIn.Equal(time.Date(2027, 3, 7, 14, 30, 0, 0, time.UTC)) || !e.Plan.Votes.Equal(time.Date(2027, 3, 7, 16, 30, 0, 0, time.UTC)) {
		t.Errorf("moved by a day and half an hour, people hand in until %v and vote until %v", e.Plan.HandIn, e.Plan.Votes)
	}
	stale := []string{number + " has changed meanwhile. I have changed nothing.", "Sunday, 7 March 2027, 10:00", "time changed: Karin (karin), ", "/wecan events " + number}
	saysAll(t, "an old dialog", r.fills("karin", d, "kind", "lab", "title", "x", "start", "2027-03-08 10:00", "length", "1", "place", "x")[""], stale)
	for _, verb := range []string{formEvent, formEventWords, chooseEventPeople, chooseEventCancel} {
		text, d := r.taps("karin", first, verb)
		saysAll(t, "an old button", text, stale)
		if d != nil {
			t.Errorf("%s opens %+v", verb, d)
		}
	}
	shown := func() flows.PostCard { return r.shown("karin", number)[0] }
	_, d = r.taps("karin", shown(), chooseEventCancel)
	saysAll(t, "it asks once more", d.Intro, []string{"Ideas (" + number + ")", "Sunday, 7 March 2027, 10:00 – 18:00", "I tell 2 people."})
	for range 2 {
		saysAll(t, "cancelled", r.answers("cancel", "karin", d).Text, []string{"I have cancelled " + number + ": Sunday, 7 March 2027, 10:00.\nI tell 2 people."})
	}
	cards := r.shown("karin", number)
	saysAll(t, "shown", cards[0].Text, []string{"🚫 It does not take place.", "cancelled: Karin (karin), "})
	if verbsOf(cards[0]) != chooseEventBack || len(cards) != 1 {
		t.Errorf("it has %+v", cards)
	}
	text, _ := r.taps("karin", cards[0], chooseEventBack)
	saysAll(t, "back", text, []string{"I have changed " + number, "I tell 2 people."})
	r.clock = func() time.Time { return time.Date(2027, 3, 8, 9, 0, 0, 0, time.UTC) }
	if text, d := r.taps("karin", shown(), formEvent); d != nil || text != "This event is over." {
		t.Errorf("one that is over: %q %+v", text, d)
	}
}

// Two coordinators change an event at once: one does, and the other is told how it stands.
func TestTwoCoordinatorsChangeAnEventAtOnce(t *testing.T) {
	r := newSessionRig(t)
	for n := range 5 {
		number := r.plansEvent("karin", "Ideas")
		_, d := r.taps("karin", r.shown("karin", number)[0], formEvent)
		var both sync.WaitGroup
		said := make([]string, 2)
		for i, who := range []string{"karin", "clara"} {
			both.Go(func() {
				f := mattermost.Form{ID: who + number, Form: d.Form, About: d.About, User: "u-" + who, Values: prefilled(d)}
				f.Values["start"] = fmt.Sprintf("2027-03-0%d 10:00", 7+i)
				a, wrong, err := r.Submit(t.Context(), f)
				if err != nil {
					t.Error(err)
				}
				said[i] = a.Text + wrong[""]
			})
		}
		both.Wait()
		if e := r.happening(number); e.Rev != 2 || len(e.Changes) != 2 {
			t.Fatalf("%d: it is %+v", n, e.Standing)
		}
		all := strings.Join(said, "\n")
		if strings.Count(all, "I have changed "+number) != 1 || strings.Count(all, number+" has changed meanwhile. I have changed nothing.") != 1 {
			t.Errorf("%d: they read %q", n, said)
		}
	}
}

// All of the team of a site see its events first, and those to which its people can go;
// only who plans at that site has buttons, sees names, and can do anything.
func TestWhoSeesAndPlansEvents(t *testing.T) {
	r := newSessionRig(t)
	number := r.plansEvent("karin", "Ideas", "start", "2027-03-09 09:30")
	r.changes(number, formEventTeams, "teams", "2-3")
	r.signs(number, event.Form{Name: "Mina", Languages: []string{"ar"}})
	elsewhere := r.plansEvent("lucia", "Visita")
	theirs := r.plansEvent("lucia", "Solo")
	cards := r.shown("lucia", theirs)
	_, whom := r.taps("lucia", cards[2], formEventWhom)
	r.answers("whom", "lucia", whom, "sites", "roma")

	list := r.gives("karin", "events")
	if len(list.Cards) != 3 || !strings.Contains(list.Cards[0].Title, number) || !strings.Contains(list.Cards[1].Title, elsewhere) || len(list.Cards[1].Buttons) != 0 || verbsOf(list.Cards[2]) != chooseEvent {
		t.Fatalf("the list: %+v", list)
	}
	saysAll(t, "the list", list.Text, []string{"2 events are to come:\nTo see all about one: /wecan events WE-…"})
	if one := r.shown("karin", elsewhere); len(one) != 1 || len(one[0].Buttons) != 0 || !strings.Contains(one[0].Text, "Site: Rome") {
		t.Errorf("another site's: %+v", one)
	}
	saysAll(t, "one for others", r.writes("karin", "events "+theirs), []string{"I find no event " + theirs})
	saysAll(t, "a mistake", r.writes("karin", "events WE-2222-223"), []string{"There is a mistake in the number."})

	shown := r.shown("karin", number)
	_, change := r.taps("karin", shown[0], formEvent)
	_, cancel := r.taps("karin", shown[0], chooseEventCancel)
	d := r.asksEvent("karin")
	draft := r.answers("one", "karin", d, "title", "Second", "start", "2027-03-06 09:30", "place", "Hall").Cards[0]
	for who, want := range map[string]string{"nadia.k": "You have no role for this.", "omar": "You have no role for this.", "stranger": "I do not know your account", "lucia": ""} {
		for _, card := range append(slices.Clone(shown), draft) {
			for _, verb := range eventChoices()[1:] {
				if text, d := r.taps(who, card, verb); d != nil || text == "" || !strings.HasPrefix(text, want) || strings.Contains(text, "Mina") {
					t.Errorf("%s taps %s: %q %+v", who, verb, text, d)
				}
			}
		}
		for _, form := range []*mattermost.Dialog{d, change, cancel} {
			if wrong := r.fills(who, form, "kind", "lab", "title", "Mine", "start", "2027-03-06 09:30", "length", "1", "place", "x"); wrong[""] == "" || !strings.HasPrefix(wrong[""], want) {
				t.Errorf("%s sends %s: %v", who, form.Form, wrong)
			}
		}
		for _, more := range []string{"people", "teams", "link", "code", "came", "came 17", "ideas"} {
			if text := r.writes(who, "events "+number+" "+more); strings.Contains(text, "Mina") || !strings.HasPrefix(text, cmp.Or(want, "You have no role for this.")) {
				t.Errorf("%s asks for %s: %q", who, more, text)
			}
		}
	}
	for _, who := range []string{"nadia.k", "omar"} {
		one := r.shown(who, number)
		if len(one) != 1 || len(one[0].Buttons) > 0 {
			t.Errorf("%s is shown %+v", who, one)
		}
		saysAll(t, who, one[0].Text, []string{"Have a place: 1"}, "Mina")
		saysAll(t, who, r.writes(who, "events plan"), []string{"You have no role for this."})
	}
	for _, who := range []string{"petra", "dora", "clara"} { // a lead, a deputy, another coordinator
		saysAll(t, who, r.writes(who, "events "+number+" people"), []string{"1 Mina"})
		if d := r.asksEvent(who); d.Form != formEvent {
			t.Errorf("%s: %+v", who, d)
		}
	}
	for _, about := range []string{number, "", "{", number + " x", `{"i":"x"}`} { // what no button of ours says
		a, d, err := r.Choose(t.Context(), mattermost.Choice{ID: "x", User: "u-karin", Verb: chooseEventIt, About: about})
		text := a.Text
		if err == nil && (text == "" || d != nil || strings.Contains(text, "I have planned")) {
			t.Errorf("about %q: %q %+v", about, text, d)
		}
	}
	if all, err := r.desk().events(t.Context(), "leipzig", true); err != nil || len(all) != 1 || all[0].Rev != 2 {
		t.Errorf("there are %+v, %v", all, err)
	}
}

// Who plans sees who has signed up, who could work with whom, and the link.
func TestThePeopleOfAnEvent(t *testing.T) {
	r := newSessionRig(t)
	number := r.plansEvent("karin", "Ideas")
	saysAll(t, "without anybody", r.writes("karin", "events "+number+" people"), []string{"Ideas (" + number + ")", "Nobody has signed up yet."})
	saysAll(t, "without teams", r.writes("karin", "events "+number+" teams"), []string{number + " has no teams."})
	r.changes(number, formEventPlaces, "places", "4")
	r.changes(number, formEventTeams, "teams", "2-2")
	r.changes(number, formEventThere, "childcare", "true")
	for n, name := range []string{"Mina", "Olha", "Omar", "Iryna", "Tsegay"} {
		lang := []string{"ar", "uk"}[n%2]
		form := event.Form{Name: name, Lang: i18n.Lang(lang), Languages: []string{lang}, Skills: []string{"cook"}, Other: "a secret", Needs: []string{"ramp"}}
		if n == 0 {
			form.Children, form.Idea, form.Needs = 2, "A garden", []string{"ramp", "food"}
		}
		r.signs(number, form)
	}
	card := r.shown("karin", number)[0]
	people, _ := r.taps("karin", card, chooseEventPeople)
	saysAll(t, "people", people, []string{
		"Ideas (" + number + ")", "Have a place: 4 of 4 · Wait: 1 · Children: 2", "♿ No stairs: 4", "🍽 Special food: 1",
		"\n\nHave a place:\n1 Mina · العربية · Children: 2\n2 Olha · Українська\n3 Omar · العربية\n4 Iryna · Українська\n\nWait:\n5 Tsegay · العربية · waits as number 1",
	}, "secret", "garden")
	teams, _ := r.taps("karin", card, chooseEventTeams)
	saysAll(t, "teams", teams, []string{
		"This is only a proposal", "/wecan events " + number + " teams 1", "Team 1: 1 Mina, 3 Omar – all speak \u2068العربية\u2069 · can: 🍲 Cooking", "an own idea: 1 Mina", "Team 2: 2 Olha, 4 Iryna – all speak Українська",
	}, "Tsegay")
	saysAll(t, "another proposal", r.writes("karin", "events "+number+" teams 1"), []string{"teams 2", "Team 2:"})

	for _, c := range []struct {
		bot  func(context.Context) (string, error)
		says string
	}{
		{nil, "I cannot make the link now."},
		{func(context.Context) (string, error) { return "", errors.New("no answer") }, "I cannot make the link now."},
		{func(context.Context) (string, error) { return "our_bot", nil }, "https://t.me/our_bot?start="},
	} {
		r.bot = c.bot
		text, _ := r.taps("karin", card, chooseEventLink)
		saysAll(t, "the link", text, []string{c.says, "wecan link --event=" + number})
	}
}

// The same link is printed at a terminal.
func TestTheLinkToAnEvent(t *testing.T) {
	r := newMMRig(t)
	got, err := eventAddress(r.ids, "our_bot", "WE-4K7M-9QQ")
	if err != nil {
		t.Fatal(err)
	}
	link, err := (&linkCommand{Event: "we4k7m9qq"}).says(r.words())
	if err != nil {
		t.Fatal(err)
	}
	token, err := r.ids.Seal(link)
	if want := deepLink("our_bot", token); err != nil || got != want {
		t.Errorf("%s is not %s, %v", got, want, err)
	}
}

// A long list of people ends with how many more there are, and where they stand.
func TestALongListOfPeople(t *testing.T) {
	r := newMMRig(t)
	v := &visit{mmReader: newMMReader(r.words(), referral.Colleague{}, "")}
	var lines []string
	for range 900 {
		lines = append(lines, strings.Repeat("ሀ", 30))
	}
	text := v.longAnswer([]string{"head"}, lines, "wecan events people").text
	if n := len([]rune(text)); n > 15_000 || !strings.HasSuffix(text, "… and 449 more\nTo see all, at a terminal: wecan events people") {
		t.Errorf("%d characters, at the end %q", n, text[max(0, len(text)-100):])
	}
}

// A draft fits into what comes back from a dialog, in whatever script it is written.
func TestADraftOfAnEventFits(t *testing.T) {
	r := newSessionRig(t)
	d := r.asksEvent("karin")
	long := func(n int) string { return strings.Repeat("ሀ", n) } // three bytes each
	draft := r.answers("one", "karin", d, "title", long(80), "start", "2027-03-06 09:30", "place", long(200)+" https://map.example.org/"+strings.Repeat("m", 270)).Cards[0]
	_, d = r.taps("karin", draft, formEventPlaces)
	draft = r.answers("two", "karin", d, "places", "5000", "women", "1000", "parents", "1000", "enrolled", "1000", "closes", "2027-03-01 20:00").Cards[0]
	_, d = r.taps("karin", draft, formEventWhom)
	draft = r.answers("three", "karin", d, "sites", "leipzig", "cohort", "spring27", "track", "social").Cards[0]
	for _, verb := range []string{formEvent, formEventPlaces, formEventWhom} {
		if _, d = r.taps("karin", draft, verb); len(d.About) > 1800 {
			t.Errorf("%s: a draft has %d bytes", verb, len(d.About))
		}
	}
}
