package event_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"wecan/flows"
	"wecan/flows/event"
)

// Whoever ends her application in the chat has no place any more at what is for those who
// take part alone: it goes to the next, and what she said there is forgotten. At what is
// open to everybody she keeps hers.
func TestWhoEndsHerApplicationGivesHerPlacesBack(t *testing.T) {
	w := newTown(t)
	amina, olha := w.enters("en"), w.enters("en")
	w.enrolled(amina, "Amina")
	w.enrolled(olha, "Olha")
	only, open := number(t, "4K7M9Q"), number(t, "5K7M9Q")
	p := hackathon(1)
	p.Open = event.OpenEnrolled
	w.plans(only, &p)
	p.Open = event.OpenEverybody
	w.plans(open, &p)
	for _, of := range []string{only, open} {
		for n, s := range []*screen{amina, olha} {
			person := w.ids.Person(s.chat)
			to := event.GuestOf(w.ids, person)
			tell, err := flows.NewTell(to, "sign", map[string]any{"id": of + string(rune('a'+n)), "event": of, "lang": "en", "form": event.Form{Name: "Sister of " + s.lang, Other: "what she needs"}})
			if err != nil {
				t.Fatal(err)
			}
			w.bring(delivery{to, flows.Told{From: person, Name: tell.Name, Data: tell.Data}})
		}
	}
	w.write(amina, "/application")
	for _, option := range []string{"/leave", "/leave"} { // I cannot come; yes, end it
		for _, b := range slices.Backward(amina.buttons) {
			if strings.HasSuffix(b.button.Data, option) {
				w.tap(amina, b)
				break
			}
		}
		w.pass(w.now.Add(time.Second))
	}
	all := strings.Join(amina.said, "\n")
	if !strings.Contains(all, "withdrawn") {
		t.Fatalf("she has not ended it:\n%s", all)
	}
	if n := strings.Count(all, "You do not take part in this event now: "); n != 1 {
		t.Errorf("she is told %d times that she has lost a place:\n%s", n, all)
	}
	seats := func(of string) string {
		id := w.ids.Of(flows.KindEvent, of)
		v, _, err := event.ReadView(w.actors[id].Body)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := v.Roster(w.members[id])
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, r := range rows {
			out = append(out, string(r.Seat))
		}
		return strings.Join(out, " ")
	}
	if got := seats(only) + "; " + seats(open); got != "offered; placed waiting" {
		t.Errorf("they stand at %s", got)
	}
	left := string(w.members[w.ids.Of(flows.KindEvent, only)]["n/1"])
	if strings.Contains(left, "needs") || strings.Contains(left, "Sister") {
		t.Errorf("of her is kept: %s", left)
	}
}
