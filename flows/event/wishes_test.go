package event_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"wecan/flows"
	"wecan/flows/enrollment"
	"wecan/flows/event"
	"wecan/flows/referral"
	"wecan/flows/session"
	"wecan/i18n"
)

// do is what a step of a flow does: it tells the guest.
func (x *phones) do(chat int64, action string, lang i18n.Lang, answers map[string]string) {
	x.tb.Helper()
	x.wishes++
	call := flows.Call{Turn: flows.Turn{Now: x.now, IDs: x.ids, Seed: [16]byte{byte(x.wishes)}}, Person: x.ids.Person(chat), Language: lang, Answers: answers}
	r, err := event.Capability().Actions[action].Do(call)
	if err != nil {
		x.tb.Fatal(err)
	}
	x.bring(delivery{r.Tell.To, flows.Told{From: call.Person, Name: r.Tell.Name, Data: r.Tell.Data}})
}

// The capability stands beside the others, and each action and letter says what it brings.
func TestActionsAndLettersAreDeclared(t *testing.T) {
	book, err := flows.Parse(enrollment.Capability(), session.Capability(), referral.Capability(), event.Capability())
	if err != nil {
		t.Fatal(err)
	}
	x := newPhones(t)
	who := flows.Participation{Reference: "WE-1", Person: x.ids.Person(1)}
	if got := book.Followers(x.ids, who); !slices.Equal(got, []flows.ActorID{who.Person, x.ids.Of(flows.KindAgenda, "WE-1"), event.GuestOf(x.ids, who.Person)}) {
		t.Errorf("followers: %v", got)
	}
	c := event.Capability()
	declared := map[string][]string{}
	for name, gives := range c.Tells {
		declared[name] = gives
	}
	for _, a := range c.Actions {
		for _, name := range a.Answers {
			declared[name] = append(declared[name], a.Gives...)
		}
	}
	hears := x.hears
	x.hears = func(person flows.ActorID, name string, g given) {
		hears(person, name, g)
		if name == flows.ToldFact {
			return // by the engine
		}
		gives, ok := declared[name]
		if !ok {
			t.Errorf("%s is declared nowhere", name)
		}
		for value := range g {
			if !strings.Contains(" "+strings.Join(gives, " ")+" ", " "+value+" ") {
				t.Errorf("%s brings %s, and does not say so", name, value)
			}
		}
	}
	ref := number(t, "4K7M9Q")
	plan := hackathon(1)
	x.orders(ref, &plan)
	one := map[string]string{"event": ref, "link_about": flows.LinkAbout(ref), "events": "WE-1,WE-2," + ref, "event_number": "three"}
	for _, action := range []string{"list", "open", "show", "begin", "sign", "file", "leave"} {
		x.do(1, "event."+action, "en", one)
	}
	x.expect(1, "events", "listed", "page", "opened", "page", "opened", "form", "begun", "placed", "file", "left")
	for _, chat := range []int64{1, 2, 3} {
		x.do(chat, "event.sign", "en", one)
	}
	x.do(1, "event.leave", "en", one)
	x.do(2, "event.accept", "en", one)
	x.do(2, "event.forget", "en", nil)
	x.do(3, "event.decline", "en", one)
	x.expect(2, "queued 1", "offer", "placed")
	x.expect(3, "queued 2", "offer", "left")
	if rows := x.roster(ref); len(rows) != 0 {
		t.Errorf("all have left: %v", rows)
	}
}

// What she says comes to the roster, as far as the event asks for it.
func TestASignUpComesToTheRoster(t *testing.T) {
	x := newPhones(t)
	ref := number(t, "4K7M9Q")
	plan := hackathon(10)
	plan.TeamMin, plan.TeamMax, plan.Childcare = 2, 5, true
	plan.Reserved = []event.Reserved{{ID: event.GroupWomen, Places: 2}}
	x.orders(ref, &plan)
	x.do(1, "event.sign", "uk", map[string]string{"event": ref})
	code := x.last[x.ids.Person(1)]["code"]
	answers := map[string]string{
		"event": ref, "event_skills": "idea,cook", "event_role": "idea", "event_idea": strings.Repeat("ї", 300), "event_languages": "ar,de",
		"event_needs": "ramp,quiet", "event_other": "a chair", "event_children": "two", "event_friend": code, "event_women": "yes", "event_parents": "yes", "event_among": "yes", "event_name": "Sahar", "name": "Amina",
	}
	x.do(2, "event.sign", "ar", answers)
	row := x.roster(ref)[1]
	want := event.Form{
		Name: "Sahar", Lang: "ar", Skills: []string{"idea", "cook"}, Idea: strings.Repeat("ї", 200), Languages: []string{"ar", "de"}, Needs: []string{"ramp", "quiet"},
		Other: "a chair", Children: 2, Friend: 1, Women: true,
	}
	if fmt.Sprint(row.Form) != fmt.Sprint(want) || row.Group != event.GroupWomen || row.Person != x.ids.Person(2) {
		t.Errorf("the roster has %+v", row)
	}
	answers["event_role"], answers["event_needs"], answers["event_children"] = "join", "food", "many"
	delete(answers, "event_other")
	delete(answers, "event_name")
	x.do(2, "event.sign", "ar", answers)
	if f := x.roster(ref)[1].Form; !f.Joins || f.Name != "Amina" || f.Among || f.Idea != "" || f.Other != "" || f.Children != 0 {
		t.Errorf("then it has %+v", f)
	}
	if v := x.view(ref); v.Tally.Children != 0 || v.Tally.Placed != 2 || v.Tally.Reserved[event.GroupWomen] != 1 || len(v.RosterMembers()) != 2 || !v.Same(plan) {
		t.Errorf("the event has %+v", v)
	}
	plan.TeamMin, plan.TeamMax, plan.Childcare, plan.Reserved = 0, 0, false, nil
	x.orders(ref, &plan)
	x.do(2, "event.sign", "ar", answers)
	if f := x.roster(ref)[1].Form; f.Joins || f.Friend != 0 || f.Women {
		t.Errorf("a plain event asks for %+v", f)
	}
}

// A page is in her language where there are words in it, else in that of the source.
func TestAPageIsInHerLanguage(t *testing.T) {
	x := newPhones(t)
	ref := number(t, "4K7M9Q")
	plan := hackathon(10)
	x.orders(ref, &plan)
	for lang, title := range map[i18n.Lang]string{"ar": "أفكار", "uk": "Ideas"} {
		x.do(1, "event.show", lang, map[string]string{"link_about": flows.LinkAbout(ref)})
		x.expect(1, "page", "opened")
		x.do(1, "event.sign", lang, map[string]string{"event": ref})
		x.expect(1, "placed")
		if g := x.last[x.ids.Person(1)]; g["title"] != title {
			t.Errorf("in %s it is called %q", lang, g["title"])
		}
	}
}

// A list has as many as there are buttons, and says how many more there are. Where an
// event does not reply it comes with what is known.
func TestALongList(t *testing.T) {
	x := newPhones(t)
	for n := range 12 {
		plan := hackathon(1)
		plan.Start = plan.Start.Add(time.Duration(12-n) * time.Hour)
		ref := number(t, "4K7M2"+"23456789BCDFG"[n:n+1])
		x.orders(ref, &plan)
		if n == 3 {
			x.wish(2, "sign", ref, event.Form{})
			x.wish(1, "sign", ref, event.Form{})
			x.expect(1, "queued 1")
		}
	}
	x.do(1, "event.list", "en", nil)
	x.expect(1, "events", "listed")
	if got := x.last[x.ids.Person(1)]; got["n"] != "8" || strings.Count(got["events"], ",") != 7 || !strings.Contains(got["rows"], `"event.row.more","a":{"n":"4"}`) {
		t.Errorf("the list has %v", got)
	}
	x.flaw = func(of flows.Kind, _ flows.Input, r *flows.Result) {
		if of == flows.KindEvent {
			r.Effects = nil
		}
	}
	x.do(1, "event.list", "en", nil)
	x.expect(1)
	x.wait(5 * time.Second)
	x.expect(1, "events", "listed")
}
