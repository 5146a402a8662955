package referral_test

import (
	"encoding/json"
	"slices"
	"testing"

	"wecan/flows"
)

// passes is what a roster makes of something by itself: whom it tells what.
func (w *world) passes(from flows.ActorID, name string, value any) []flows.Tell {
	w.tb.Helper()
	roster := w.ids.Of(flows.KindRoster, "leipzig")
	tell, err := flows.NewTell(roster, name, value)
	if err != nil {
		w.tb.Fatal(err)
	}
	machine, err := w.defs.Machine(roster)
	if err != nil {
		w.tb.Fatal(err)
	}
	in := flows.Told{From: from, Name: tell.Name, Data: tell.Data}
	members := map[string][]byte{}
	for _, member := range machine.(flows.Loader).Members(in) {
		members[member] = w.members[roster][member]
	}
	r, err := machine.Step(flows.Turn{Now: w.now, IDs: w.ids, Members: members}, w.actors[roster], in)
	if err != nil {
		w.tb.Fatal(err)
	}
	var out []flows.Tell
	for _, e := range r.Effects {
		if tell, ok := e.(flows.Tell); ok {
			out = append(out, tell)
		}
	}
	return out
}

// An order of somebody's phone is signed and passed on as long as she may give it; who may
// not is told so, whatever her phone says that she is. What comes of it goes to her, and
// news for all who may order to nobody else.
func TestARosterPassesOrders(t *testing.T) {
	w := newWorld(t)
	roster := w.ids.Of(flows.KindRoster, "leipzig")
	order := func(name string, value map[string]any) { w.tell(roster, name, value) }
	for chat, roles := range map[int64][]flows.Role{101: {flows.RoleNavigator}, 102: {flows.RoleCoordinator}, 103: {flows.RoleNavigator, flows.RoleDeputy}, 104: {flows.RoleCoordinator}} {
		id := map[int64]string{101: "mina", 102: "samir", 103: "olha", 104: "nobody"}[chat]
		order("people.add", map[string]any{"id": id, "is": flows.TeamMember{ID: id, Name: "Name", Site: "leipzig", Roles: roles, Cap: 5, Languages: w.defs.Programme.Team[0].Languages}})
		w.joins(id, "leipzig", chat)
		if tells := w.phones[chat].has("/announce"); tells != (chat != 101) {
			t.Errorf("%d is told of announcements: %v", chat, tells)
		}
	}
	order("people.remove", map[string]any{"id": "nobody"})
	w.phone(105, "en")
	w.write(105, "/start")
	broadcast := w.ids.Of(flows.KindBroadcast, "WE-2222-229")
	forged := flows.TeamOrder{To: broadcast, What: "approve", Data: json.RawMessage(`{"id":"x"}`), Person: w.ids.Person(999), By: "Somebody (else)", Site: "lisboa"}
	for chat, signed := range map[int64]string{101: "", 102: "Name (samir)", 103: "Name (olha)", 104: "", 105: ""} {
		person := w.ids.Person(chat)
		tells := w.passes(person, flows.ToldTeamOrder, forged)
		if signed == "" {
			if len(tells) != 1 || tells[0].To != person || tells[0].Name != flows.TeamOthers {
				t.Errorf("%d may not order: %+v", chat, tells)
			}
			continue
		}
		var o flows.TeamOrder
		if len(tells) != 1 || tells[0].To != broadcast || json.Unmarshal(tells[0].Data, &o) != nil || o.Person != person || o.By != signed || o.Site != "leipzig" || o.What != "approve" || string(o.Data) != `{"id":"x"}` {
			t.Errorf("%d may order: %+v", chat, tells)
		}
		if tells := w.passes(person, flows.ToldTeamOrder, flows.TeamOrder{}); len(tells) != 1 || tells[0].To != person || tells[0].Name != flows.TeamMay {
			t.Errorf("%d asks whether she may: %+v", chat, tells)
		}
	}
	if tells := w.passes(broadcast, flows.ToldTeamOrder, forged); len(tells) != 0 {
		t.Errorf("who is no person orders: %+v", tells)
	}
	forged.To = w.ids.Of(flows.KindApplication, "WE-2222-229")
	if tells := w.passes(w.ids.Person(102), flows.ToldTeamOrder, forged); len(tells) != 0 {
		t.Errorf("an order to what takes none: %+v", tells)
	}

	answer := flows.TeamAnswer{Person: w.ids.Person(102), Name: "stands", Given: map[string]string{"number": "WE-2222-229"}}
	if tells := w.passes(broadcast, flows.ToldTeamAnswer, answer); len(tells) != 1 || tells[0].To != answer.Person || tells[0].Name != "stands" {
		t.Errorf("an answer: %+v", tells)
	}
	if tells := w.passes(w.ids.Person(105), flows.ToldTeamAnswer, answer); len(tells) != 0 {
		t.Errorf("an answer of somebody who was not asked: %+v", tells)
	}
	read := func(from flows.ActorID, l flows.TeamLetter) (out []int64) {
		l.Name = "announce.news"
		for chat := int64(101); chat <= 105; chat++ {
			for _, tell := range w.passes(from, flows.ToldTeamLetter, l) {
				if tell.To == w.ids.Person(chat) && tell.Name == l.Name {
					out = append(out, chat)
				}
			}
		}
		return out
	}
	for _, c := range []struct {
		from   flows.ActorID
		letter flows.TeamLetter
		want   []int64
	}{
		{broadcast, flows.TeamLetter{}, []int64{102, 103}},
		{broadcast, flows.TeamLetter{Except: w.ids.Person(102)}, []int64{103}},
		{broadcast, flows.TeamLetter{Only: w.ids.Person(102)}, []int64{102}},
		{broadcast, flows.TeamLetter{Only: w.ids.Person(101)}, nil},
		{broadcast, flows.TeamLetter{Only: w.ids.Person(104)}, nil},
		{w.ids.Person(105), flows.TeamLetter{}, nil},
	} {
		if got := read(c.from, c.letter); !slices.Equal(got, c.want) {
			t.Errorf("%+v is read by %v, want %v", c.letter, got, c.want)
		}
	}
}
