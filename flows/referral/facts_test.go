package referral_test

import (
	"testing"
	"time"

	"wecan/flows"
)

// verdict is what a phone says of an announcement to coordinators of Leipzig.
func (w *world) verdict(chat int64) string {
	w.tb.Helper()
	const reference = "WE-2222-229"
	to := w.ids.Person(chat)
	tell, err := flows.NewTell(to, flows.ToldCast, flows.Cast{
		Reference: reference, Seq: 1, Do: flows.CastCount, Kind: flows.CastProgramme, Until: w.now.Add(time.Hour), Words: []flows.CastWords{{Lang: "en", Text: "x"}},
		Segment: flows.Segment{Roles: []flows.Role{flows.RoleCoordinator}, Sites: []string{"leipzig"}},
	})
	if err != nil {
		w.tb.Fatal(err)
	}
	machine, err := w.defs.Machine(to)
	if err != nil {
		w.tb.Fatal(err)
	}
	in := flows.Told{From: w.ids.Of(flows.KindBroadcast, reference), Name: tell.Name, Data: tell.Data}
	r, err := machine.Step(flows.Turn{Now: w.now, IDs: w.ids}, w.actors[to], in)
	if err != nil {
		w.tb.Fatal(err)
	}
	word, _ := flows.LangOf(r.Verdict)
	return word
}

// A phone of the team knows what its owner does, as long as she does it: announcements to
// the team go by that. Another phone, another person with the same phone, and whoever has
// left are told.
func TestPhonesOfTheTeamKnowTheirRoles(t *testing.T) {
	w := newWorld(t)
	expect := func(when string, first, second string) {
		t.Helper()
		if a, b := w.verdict(101), w.verdict(102); a != first || b != second {
			t.Errorf("%s: %s and %s", when, a, b)
		}
	}
	order := func(name string, value map[string]any) {
		w.tell(w.ids.Of(flows.KindRoster, "leipzig"), name, value)
	}
	add := func(id string, roles ...flows.Role) {
		order("people.add", map[string]any{"id": id, "is": flows.TeamMember{ID: id, Name: "Mina", Site: "leipzig", Roles: roles, Cap: 5, Languages: w.defs.Programme.Team[0].Languages}})
	}
	w.phone(102, "en")
	w.write(102, "/start")
	add("mina", flows.RoleNavigator)
	w.joins("mina", "leipzig", 101)
	expect("a navigator", flows.CastOutside, flows.CastStranger)
	add("mina", flows.RoleNavigator, flows.RoleCoordinator)
	expect("she coordinates too", flows.CastWould, flows.CastStranger)
	w.joins("mina", "leipzig", 102)
	expect("she has another phone", flows.CastOutside, flows.CastWould)
	order("people.remove", map[string]any{"id": "mina"})
	expect("she has left", flows.CastOutside, flows.CastOutside)
	add("samir", flows.RoleCoordinator)
	w.joins("samir", "leipzig", 102)
	expect("her phone is somebody else's of the team", flows.CastOutside, flows.CastWould)
}
