package broadcast_test

import (
	"encoding/json"
	"strings"
	"testing"

	"wecan/flows"
	"wecan/flows/broadcast"
)

// clerk stands for the roster of a site: it keeps what it is told, and signs as it does.
type clerk struct{ told []flows.Told }

func (c *clerk) Step(_ flows.Turn, a flows.Actor, in flows.Input) (flows.Result, error) {
	c.told = append(c.told, in.(flows.Told))
	return flows.Result{Actor: a}, nil
}

// phoneOf is whose phone it is, by how the roster signs for her.
func (w *world) phoneOf(by string) flows.ActorID {
	return w.ids.Person(map[string]int64{"Nadia (nadia)": 1, "Petra (petra)": 2, "Olha (olha)": 3}[by])
}

// last is what was told under a name last.
func (c *clerk) last(name string) (out flows.Told) {
	for _, one := range c.told {
		if one.Name == name {
			out = one
		}
	}
	return out
}

// phones is an order as the roster of a site passes it on, from the actor from.
func (w *world) phones(from flows.ActorID, by, what string, wish map[string]any) {
	w.tb.Helper()
	wish["reference"] = reference
	data, err := json.Marshal(wish)
	if err != nil {
		w.tb.Fatal(err)
	}
	to := w.ids.Of(flows.KindBroadcast, reference)
	o, err := json.Marshal(flows.TeamOrder{To: to, What: what, Data: data, Person: w.phoneOf(by), By: by, Site: "leipzig"})
	if err != nil {
		w.tb.Fatal(err)
	}
	w.turn(to, flows.Told{From: from, Name: flows.ToldTeamOrder, Data: o})
}

// By a phone an announcement is written, counted and approved; twice is once, and who is
// no roster orders nothing.
func TestAPhoneOrders(t *testing.T) {
	w := newWorld(t, 5)
	c := &clerk{}
	w.machines[flows.KindRoster] = c
	w.born(1)
	w.crowd(60)
	roster := w.ids.Of(flows.KindRoster, "leipzig")
	write := map[string]any{"id": "w", "kind": "information", "lang": "en", "text": "The course is in room 4 on Friday, not in room 2", "person": true}
	w.phones(w.ids.Person(1), "Nadia (nadia)", "write", write)
	w.phones(w.ids.Of(flows.KindRoster, "lisboa"), "Nadia (nadia)", "write", write)
	if w.view().Reference != "" {
		t.Fatal("who is no roster of the site has written one")
	}
	for range 2 {
		w.phones(roster, "Nadia (nadia)", "write", write)
	}
	w.settle()
	v := w.view()
	if v.State != broadcast.StateCounted || v.Plan.Title != "The course is in room 4" || len(v.Plan.Segment.Sites) != 1 || len(v.Plan.Buttons) != 1 {
		t.Fatalf("%+v", v)
	}
	seen := v.Rev
	w.phones(roster, "Nadia (nadia)", "say", map[string]any{"id": "s", "seen": seen, "lang": "ar", "text": "الدورة في القاعة 4"})
	w.phones(roster, "Nadia (nadia)", "approve", map[string]any{"id": "old", "seen": seen})
	w.settle()
	if v = w.view(); len(v.Plan.Words) != 2 || len(v.Plan.Buttons[0].Labels) != 2 || v.State != broadcast.StateCounted {
		t.Fatalf("after another language, and an approval of what was before it: %+v", v)
	}
	w.phones(roster, "Nadia (nadia)", "approve", map[string]any{"id": "stale", "seen": seen})
	if w.settle(); w.view().State != broadcast.StateCounted {
		t.Fatal("she has approved words that she has not seen")
	}
	for _, id := range []string{"a", "a", "b"} {
		w.phones(roster, "Nadia (nadia)", "approve", map[string]any{"id": id, "seen": v.Rev})
	}
	w.settle()
	if v = w.view(); v.State != broadcast.StateDone || v.Went() != v.Counted.Of(flows.CastWould) {
		t.Fatalf("approved: %s, %d of %d", v.State, v.Went(), v.Counted.Reach())
	}
	news := 0
	for _, one := range c.told {
		if one.Name == flows.ToldTeamLetter {
			news++
		}
	}
	if news != 3 {
		t.Errorf("she was told %d times: of two counts and of the end", news)
	}
}

// What is for many needs two phones: the second coordinator hears of it, and the first one
// is no second. A phone of another site learns nothing.
func TestTwoPhonesApprove(t *testing.T) {
	w := newWorld(t, 6)
	c := &clerk{}
	w.machines[flows.KindRoster] = c
	w.born(1)
	w.crowd(150)
	roster := w.ids.Of(flows.KindRoster, "leipzig")
	w.phones(roster, "Nadia (nadia)", "write", map[string]any{"id": "w", "kind": "information", "lang": "en", "text": "Hello"})
	w.settle()
	v := w.view()
	if v.State != broadcast.StateCounted || v.Counted.Reach() <= 60 {
		t.Fatalf("it is %s, for %d people", v.State, v.Counted.Reach())
	}
	for _, id := range []string{"a", "b"} {
		w.phones(roster, "Nadia (nadia)", "approve", map[string]any{"id": id, "seen": w.view().Rev})
		w.settle()
	}
	if v = w.view(); v.State != broadcast.StateCounted || len(v.Approvals) != 1 {
		t.Fatalf("she approves twice: %s, by %v", v.State, v.Approvals)
	}
	var letter flows.TeamLetter
	if one := c.last(flows.ToldTeamLetter); json.Unmarshal(one.Data, &letter) != nil || letter.Except != w.ids.Person(1) || letter.Only != "" || !strings.Contains(letter.Given["cast_can"], "approve") {
		t.Errorf("the others are told %s", one.Data)
	}
	var answer flows.TeamAnswer
	if one := c.last(flows.ToldTeamAnswer); json.Unmarshal(one.Data, &answer) != nil || answer.Name != "refused" || answer.Person != w.ids.Person(1) || answer.Given["why"] == "" {
		t.Errorf("to her second approval she is told %s", one.Data)
	}
	told := len(c.told)
	w.phones(w.ids.Of(flows.KindRoster, "lisboa"), "Nadia (nadia)", "look", map[string]any{"id": "l"})
	w.settle()
	if len(c.told) != told {
		t.Errorf("a roster that signs for another site is told %+v", c.told[told:])
	}
	w.phones(roster, "Petra (petra)", "approve", map[string]any{"id": "c", "seen": w.view().Rev})
	w.settle()
	if v = w.view(); v.State != broadcast.StateDone || v.Went() != v.Counted.Of(flows.CastWould) {
		t.Fatalf("two have approved: %s, %d of %d", v.State, v.Went(), v.Counted.Reach())
	}
}
