package broadcast_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"wecan/flows"
	"wecan/flows/broadcast"
	"wecan/i18n"
)

// rooms is a world with a roster of Leipzig, so many people and its phones.
func rooms(t *testing.T, people int) (*world, *clerk, func(by, what string, wish map[string]any)) {
	t.Helper()
	w, c := newWorld(t, 7), &clerk{}
	w.machines[flows.KindRoster] = c
	for _, p := range w.crowd(people) {
		p.site = "leipzig"
	}
	return w, c, func(by, what string, wish map[string]any) {
		w.phones(w.ids.Of(flows.KindRoster, "leipzig"), by, what, wish)
		w.settle()
	}
}

// answer is what the last order was answered, and why it was refused.
func (c *clerk) answer(t *testing.T) (name, why string) {
	t.Helper()
	var a flows.TeamAnswer
	if err := json.Unmarshal(c.last(flows.ToldTeamAnswer).Data, &a); err != nil {
		t.Fatal(err)
	}
	return a.Name, a.Given["why"]
}

const nadia, petra, olha = "Nadia (nadia)", "Petra (petra)", "Olha (olha)"

// What does not fit is refused with the reason, and writes nothing.
func TestAPhoneIsRefused(t *testing.T) {
	for name, c := range map[string]struct {
		wish map[string]any
		why  i18n.Key
	}{
		"words that are too long": {map[string]any{"kind": "information", "lang": "en", "text": strings.Repeat("ö", flows.CastTextMost+1)}, "broadcast.phone.words"},
		"no words":                {map[string]any{"kind": "information", "lang": "en", "text": " "}, "broadcast.phone.plan"},
		"no language":             {map[string]any{"kind": "information", "text": "Hello"}, "broadcast.phone.words"},
		"braces for something":    {map[string]any{"kind": "information", "lang": "en", "text": "Hello {somebody}"}, "broadcast.phone.words"},
		"no number of an event":   {map[string]any{"kind": "information", "lang": "en", "text": "Hello", "event": "the lab"}, "broadcast.phone.event"},
		"no kind":                 {map[string]any{"kind": "gossip", "lang": "en", "text": "Hello"}, "broadcast.phone.plan"},
	} {
		t.Run(name, func(t *testing.T) {
			w, k, phones := rooms(t, 1)
			c.wish["id"] = "w"
			phones(nadia, "write", c.wish)
			if answer, why := k.answer(t); answer != "refused" || why != flows.Words(c.why) {
				t.Errorf("it is answered %q: %s", answer, why)
			}
			if v := w.view(); v.Reference != "" {
				t.Errorf("it has written %+v", v)
			}
		})
	}
	_, k, phones := rooms(t, 1)
	phones(nadia, "write", map[string]any{"id": "w", "kind": "information", "lang": "en", "text": strings.Repeat("ö", flows.CastTextMost)})
	if answer, why := k.answer(t); answer != "stands" {
		t.Errorf("as many words as there may be: %q: %s", answer, why)
	}
}

// Nine people are written to one by one; a count is good for a day; nothing is written twice
// under a number.
func TestAPhoneApprovesWhatWasCounted(t *testing.T) {
	refused := func(w *world, k *clerk, key i18n.Key) {
		t.Helper()
		if answer, why := k.answer(t); answer != "refused" || why != flows.Words(key) || w.asked() != 0 || w.view().State != broadcast.StateCounted {
			t.Errorf("it is answered %q: %s; %s, %d were written to", answer, why, w.view().State, w.asked())
		}
	}
	hello := func(id string) map[string]any {
		return map[string]any{"id": id, "kind": "information", "lang": "en", "text": "Hello"}
	}
	w, k, phones := rooms(t, 9)
	phones(nadia, "write", hello("w"))
	var news flows.TeamLetter
	if err := json.Unmarshal(k.last(flows.ToldTeamLetter).Data, &news); err != nil || !strings.Contains(news.Given["cast_report"], "broadcast.phone.few") || strings.Contains(news.Given["cast_can"], "approve") {
		t.Errorf("of nine people she reads %v, %v", news.Given, err)
	}
	phones(nadia, "approve", map[string]any{"id": "a", "seen": w.view().Rev})
	refused(w, k, "broadcast.phone.few")

	w, k, phones = rooms(t, 40)
	phones(nadia, "write", hello("w"))
	phones(petra, "write", hello("x"))
	refused(w, k, "broadcast.phone.state")
	w.pass(w.now.Add(broadcast.CountFor + time.Minute))
	phones(nadia, "approve", map[string]any{"id": "a", "seen": w.view().Rev})
	refused(w, k, "broadcast.phone.count")
	phones(nadia, "count", map[string]any{"id": "c", "seen": w.view().Rev})
	phones(nadia, "approve", map[string]any{"id": "b", "seen": w.view().Rev})
	if v := w.view(); v.State != broadcast.StateDone || v.Went() == 0 {
		t.Errorf("counted again: %s, %d", v.State, v.Went())
	}
	phones(nadia, "approve", map[string]any{"id": "b", "seen": 1})
	if answer, why := k.answer(t); answer != "stands" {
		t.Errorf("an order that comes twice is answered %q: %s", answer, why)
	}
}

// news are the phones that were told how it stands, in the order in which that was.
func (c *clerk) news(t *testing.T, w *world) (out []string) {
	t.Helper()
	for _, one := range c.told {
		var l flows.TeamLetter
		if one.Name != flows.ToldTeamLetter {
			continue
		}
		if err := json.Unmarshal(one.Data, &l); err != nil {
			t.Fatal(err)
		}
		for _, by := range []string{nadia, petra, olha} {
			if l.Only == w.phoneOf(by) {
				out = append(out, by)
			}
		}
	}
	c.told = nil
	return out
}

// The end is told to her who wrote it and to those who had a hand in it; a count to her who
// had it counted. Who only looked hears it when she looks.
func TestWhoHearsOfAnAnnouncement(t *testing.T) {
	w, k, phones := rooms(t, 40)
	expect := func(what string, want ...string) {
		t.Helper()
		got := k.news(t, w)
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%s: %v are told, want %v", what, got, want)
		}
	}
	phones(nadia, "write", map[string]any{"id": "w", "kind": "information", "lang": "en", "text": "Hello"})
	expect("it is counted", nadia)
	phones(olha, "look", map[string]any{"id": "l"})
	phones(olha, "show", map[string]any{"id": "s"})
	expect("Olha looks", olha)
	phones(petra, "count", map[string]any{"id": "c", "seen": w.view().Rev})
	expect("Petra has it counted again", petra)
	phones(nadia, "write", map[string]any{"id": "w", "kind": "information", "lang": "en", "text": "Hello"})
	expect("the first order comes again")
	phones(petra, "approve", map[string]any{"id": "a", "seen": w.view().Rev})
	expect("it is over", nadia, petra)

	w, k, phones = rooms(t, 40)
	phones(nadia, "write", map[string]any{"id": "w", "kind": "information", "lang": "en", "text": "Hello"})
	expect("it is counted", nadia)
	phones(petra, "cancel", map[string]any{"id": "a", "seen": w.view().Rev})
	expect("Petra has stopped it and is answered", nadia)
}

// As long as words can be added a phone says how many would read it in another language.
func TestAPhoneShowsWhoReadsAnotherLanguage(t *testing.T) {
	w, k, phones := rooms(t, 40)
	report := func() string {
		t.Helper()
		var l flows.TeamLetter
		if err := json.Unmarshal(k.last(flows.ToldTeamLetter).Data, &l); err != nil {
			t.Fatal(err)
		}
		return l.Given["cast_report"]
	}
	const key = "broadcast.phone.foreign"
	phones(nadia, "write", map[string]any{"id": "w", "kind": "information", "lang": "en", "text": "Hello"})
	for i, lang := range []i18n.Lang{"ar", "uk"} {
		if !strings.Contains(report(), key) {
			t.Fatalf("there are words in %d languages: %s", i+1, report())
		}
		phones(nadia, "say", map[string]any{"id": string(lang), "seen": w.view().Rev, "lang": lang, "text": "Hello"})
	}
	if strings.Contains(report(), key) {
		t.Errorf("everybody reads her own: %s", report())
	}
}
