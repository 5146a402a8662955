package broadcast_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"wecan/flows"
	"wecan/flows/broadcast"
	"wecan/i18n"
)

// heard is a list that a phone is told, as its reader sees it.
func (w *world) heard(catalog *i18n.Catalog, list string) string {
	return flows.Reader{Catalog: catalog, Programme: w.p, Lang: i18n.English}.Heard(list)
}

// plain is a text without the marks of direction.
func plain(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= '\u2066' && r <= '\u2069' {
			return -1
		}
		return r
	}, text)
}

// By night a count says how many read which language, and when they get it, as it says by
// day who gets it now: in the report, and on the phone that had it counted, which also
// hears how many would not read their own language.
func TestACountByNightHasLanguages(t *testing.T) {
	w := newWorld(t, 5)
	catalog, err := i18n.Load(nil, append(broadcast.Capability().Words, w.p.Sources()...))
	if err != nil {
		t.Fatal(err)
	}
	c := &clerk{}
	w.machines[flows.KindRoster] = c
	w.born(1)
	w.crowd(60)
	langs, n := map[i18n.Lang]int{}, 0
	for _, p := range w.people {
		if p.site == "leipzig" {
			langs[p.lang]++
			n++
		}
	}
	w.now = time.Date(2027, 3, 15, 21, 30, 0, 0, time.UTC) // 22:30 in Leipzig
	w.phones(w.ids.Of(flows.KindRoster, "leipzig"), "Nadia (nadia)", "write", map[string]any{"id": "w", "kind": "information", "lang": "en", "text": "Hello"})
	w.settle()
	v := w.view()
	if v.State != broadcast.StateCounted || v.Counted.Reach() != n || !maps.Equal(v.Counted.Langs(flows.CastLater), langs) || len(langs) != 3 {
		t.Fatalf("counted are %v, there are %v", v.Counted.Words, langs)
	}
	if want := time.Date(2027, 3, 16, 8, 0, 0, 0, time.UTC); !v.Wakes(w.p).Equal(want) {
		t.Errorf("they wake at %v, not at %v", v.Wakes(w.p), want)
	}

	var letter flows.TeamLetter
	if err := json.Unmarshal(c.last(flows.ToldTeamLetter).Data, &letter); err != nil {
		t.Fatal(err)
	}
	phone, card := plain(w.heard(catalog, letter.Given["cast_report"])), plain(w.card().Text)
	foreign := fmt.Sprintf("Not in their language: %d (", langs["ar"]+langs["uk"])
	for _, one := range []struct{ name, text, want string }{
		{"phone", phone, fmt.Sprintf("Later, after the night: %d (", n)},
		{"phone", phone, fmt.Sprintf("English %d", langs["en"])},
		{"phone", phone, foreign},
		{"phone", phone, "After the night: from Tuesday, 16 March 2027"},
		{"phone", phone, "9:00"},
		{"card", card, fmt.Sprintf("Later, after the night: %d (", n)},
		{"card", card, fmt.Sprintf("العربية %d", langs["ar"])},
		{"card", card, "After the night: from Tuesday, 16 March 2027"},
	} {
		if !strings.Contains(one.text, one.want) {
			t.Errorf("the %s has no %q:\n%s", one.name, one.want, one.text)
		}
	}
}

// While an older version takes the turns of some people these say no language: they are
// counted all the same, and need as many approvals.
func TestACountByNightAmongVersions(t *testing.T) {
	w := newWorld(t, 5)
	olds := 0
	for i, p := range w.crowd(100) {
		if p.old = i%3 == 0; p.old {
			olds++
		}
	}
	w.now = time.Date(2027, 3, 15, 21, 30, 0, 0, time.UTC)
	w.order(broadcast.WhatPlan, broadcast.Order{Plan: plan()})
	w.order(broadcast.WhatCount, broadcast.Order{})
	w.settle()
	v := w.view()
	if later := v.Counted.Langs(flows.CastLater); v.Counted.Reach() != 100 || v.Need != 2 || later[""] != olds || v.Counted.People() != 100 {
		t.Fatalf("counted are %v, %d must approve", v.Counted.Words, v.Need)
	}
	if card := plain(w.card().Text); !strings.Contains(card, "Later, after the night: 100 (") {
		t.Error(card)
	}
}
