package event_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"wecan/flows"
	"wecan/flows/event"
)

// chatLines are what a person is brought from now on.
func (w *teamWorld) chatLines(chat int64) *[]flows.ChatLine {
	var out []flows.ChatLine
	w.left = func(d delivery, r flows.Result) {
		w.looks(d, r)
		for _, e := range r.Effects {
			tell, is := e.(flows.Tell)
			if !is || tell.To != w.ids.Person(chat) || tell.Name != flows.ToldChatLine {
				continue
			}
			var l flows.ChatLine
			if err := json.Unmarshal(tell.Data, &l); err != nil {
				w.tb.Fatal(err)
			}
			out = append(out, l)
		}
	}
	return &out
}

// talking are two in a team who have both said that their names may be seen.
func talking(t *testing.T) (w *teamWorld, id flows.ActorID) {
	t.Helper()
	w = newTeamWorld(t)
	for chat := int64(1); chat <= 2; chat++ {
		w.wish(chat, "sign", w.ref, event.Form{})
		if chat == 1 {
			w.does(chat, "team_make", nil)
		} else {
			w.does(chat, "team_join", map[string]any{"code": w.item(1).Team})
		}
		w.agreed[w.guest(chat)] = true
		w.does(chat, "team_show", map[string]any{"shows": "yes", "name": w.name(chat)})
	}
	if w.item(2).Team == "" || w.item(1).Team != w.item(2).Team {
		t.Fatalf("they are in %q and %q", w.item(1).Team, w.item(2).Team)
	}
	return w, event.TeamID(w.ids, w.ref, w.item(1).Team)
}

// Who could not be written to gets what she missed, in order and to the last; what is not
// kept any more is only counted, and so is what she wrote herself.
func TestLinesOfATeamComeAgain(t *testing.T) {
	w, id := talking(t)
	const many = 230
	for n := range many {
		w.tell(w.ids.Person(1), id, flows.ToldChatSaid, flows.ChatSaid{Message: n + 1, Text: fmt.Sprint("line ", n)})
	}
	w.tell(w.ids.Person(2), id, flows.ToldChatSaid, flows.ChatSaid{Message: 1, Text: "mine"})
	w.tell(w.ids.Person(1), id, flows.ToldChatSaid, flows.ChatSaid{Message: many, Text: "line twice"})
	got := w.chatLines(2)
	for since, more := 0, true; more; {
		before := len(*got)
		w.tell(w.ids.Person(2), id, flows.ToldChatGap, flows.ChatGap{Since: since})
		if len(*got) == before {
			t.Fatalf("after %d nothing comes", since)
		}
		last := (*got)[len(*got)-1]
		since, more = last.Number, last.More
	}
	shown := ""
	for n, l := range *got {
		if l.Number != n+1 {
			t.Fatalf("after %d comes %d", n, l.Number)
		}
		if l.Own != (l.Text == "" && l.Words == "") {
			t.Errorf("line %d is %+v", n, l)
		}
		shown += l.Text + ";"
	}
	if !strings.HasSuffix(shown, fmt.Sprintf("line %d;;", many-1)) || strings.Contains(shown, "line 0;") || strings.Contains(shown, "twice") || strings.Contains(shown, "mine") {
		t.Errorf("it shows %s", shown)
	}
	if fields := len(w.members[id]); fields > 200 {
		t.Errorf("%d lines are kept", fields)
	}
}

// Who is not in a team, or has not said whether her name is shown, writes to nobody.
func TestOnlyMembersWriteToATeam(t *testing.T) {
	w, id := talking(t)
	got := w.chatLines(1)
	w.wish(3, "sign", w.ref, event.Form{})
	w.tell(w.ids.Person(3), id, flows.ToldChatSaid, flows.ChatSaid{Message: 1, Text: "a stranger"})
	w.does(3, "team_join", map[string]any{"code": w.item(1).Team})
	w.tell(w.ids.Person(3), id, flows.ToldChatSaid, flows.ChatSaid{Message: 2, Text: "too early"})
	if len(*got) != 0 {
		t.Errorf("it brings %+v", *got)
	}
	w.does(3, "team_show", map[string]any{"shows": "no", "name": w.name(3)})
	w.tell(w.ids.Person(3), id, flows.ToldChatSaid, flows.ChatSaid{Message: 3, Text: "now"})
	if len(*got) != 2 || (*got)[1].Text != "now" || (*got)[1].Member != 3 || (*got)[1].Who != "" {
		t.Errorf("it brings %+v", *got)
	}
}

// By night lines wait for the morning, or for the event itself.
func TestATeamSleeps(t *testing.T) {
	w, id := talking(t)
	got := w.chatLines(1)
	night := time.Date(2027, 3, 16, 22, 0, 0, 0, time.UTC)
	w.pass(night)
	for n := range 60 {
		w.tell(w.ids.Person(2), id, flows.ToldChatSaid, flows.ChatSaid{Message: n + 1, Text: "late"})
	}
	if len(*got) != 0 {
		t.Errorf("by night comes %+v", *got)
	}
	w.wait(12 * time.Hour)
	late := 0
	for _, l := range *got {
		if l.Text == "late" {
			late++
		}
	}
	if late != 60 {
		t.Errorf("in the morning come %d", late)
	}
}

// A day after the end nothing says any more who was in a team, and what they wrote.
func TestATeamIsForgotten(t *testing.T) {
	w, id := talking(t)
	w.tell(w.ids.Person(1), id, flows.ToldChatSaid, flows.ChatSaid{Message: 1, Text: "a secret"})
	w.pass(w.plan.End().Add(25 * time.Hour))
	v, _, err := event.ReadTeam(w.actors[id].Body)
	if err != nil || !v.Forgot || len(v.Members) != 0 {
		t.Errorf("it stands as %+v, %v", v, err)
	}
	left := string(w.actors[id].Body)
	for name, data := range w.members[id] {
		left += name + string(data)
	}
	for chat := int64(1); chat <= 2; chat++ {
		left += string(w.members[w.guest(chat)]["items"])
	}
	if strings.Contains(left, "secret") || strings.Contains(left, "Name-") || w.broken != nil {
		t.Errorf("left is %s, %v", left, w.broken)
	}
}

// What somebody types goes to her team only while she has turned to it: an hour later, and
// before she has done so, it is for the bot.
func TestWordsDoNotGoToATeamByMistake(t *testing.T) {
	w := newTown(t)
	a := w.enters("en")
	w.enrolled(a, "Amina")
	person := w.ids.Person(a.chat)
	team := event.TeamID(w.ids, "WE-2222-22B", "482913")
	told := func(name string, value any) {
		tell, err := flows.NewTell(person, name, value)
		if err != nil {
			t.Fatal(err)
		}
		w.turn(delivery{person, flows.Told{From: team, Name: name, Data: tell.Data}})
	}
	passed := func(words string) (n int) {
		w.message++
		w.turn(delivery{person, flows.Text{Origin: flows.Origin{Chat: a.chat, Lang: "en"}, Message: w.message, Text: words}})
		for _, d := range w.under {
			if in, is := d.in.(flows.Told); is && in.Name == flows.ToldChatSaid {
				n++
			}
		}
		w.under = nil
		return n
	}
	open := flows.ChatOpen{Reference: "WE-2222-22B-482913", Name: "Garden", Team: true}
	told(flows.ToldChatOpen, open)
	told(flows.ToldChatLine, flows.ChatLine{Reference: open.Reference, Number: 1, Text: "Hi", Who: "Omar"})
	if passed("My landlord shouts at me") != 0 {
		t.Error("her words go to a team that she has not turned to")
	}
	open.Turn = true
	told(flows.ToldChatOpen, open)
	if passed("Hello team") != 1 {
		t.Error("her words do not go to the team that she has turned to")
	}
	w.now = w.now.Add(61 * time.Minute)
	if passed("My landlord shouts at me") != 0 {
		t.Error("an hour later her words go to the team still")
	}
}
