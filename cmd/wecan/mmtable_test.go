package main

import (
	"slices"
	"strings"
	"testing"

	"wecan/flows"
	"wecan/flows/referral"
)

// mmCase is a referral as the table looks at it.
func mmCase(site, owner, asked string, restricted bool) *referral.Case {
	c := &referral.Case{Asked: asked, Restricted: restricted}
	c.Reference, c.Site, c.Owner, c.Status = "WE-4K7M-9Q2", site, owner, referral.StatusNavigator
	return c
}

// The whole table: each command and button, each role, trained or not, about a
// referral of her own, one that she is asked to take, one of a colleague's, and one
// of another site, restricted or not.
func TestWhoMayDoWhat(t *testing.T) {
	all := flows.Roles()
	only := func(roles ...flows.Role) []flows.Role { return roles }
	want := map[string]struct{ plain, own, asked, site []flows.Role }{ // which roles may; of another site nobody may
		"status":        {plain: all},
		"mine":          {plain: all},
		"waiting":       {plain: all},
		"away":          {plain: all},
		"back":          {plain: all},
		"help":          {plain: all},
		"applications":  {plain: only(flows.RoleCoordinator)},
		"sessions":      {plain: all},
		"sessions plan": {plain: only(flows.RoleLead, flows.RoleDeputy, flows.RoleCoordinator)},
		"events":        {plain: all},
		"events plan":   {plain: only(flows.RoleLead, flows.RoleDeputy, flows.RoleCoordinator)},
		"announce":      {plain: only(flows.RoleLead, flows.RoleDeputy, flows.RoleCoordinator)},
		"take":          {own: all, asked: all, site: all},
		"release":       {own: all, asked: all},
		"transfer": {
			own:   all,
			asked: only(flows.RoleLead, flows.RoleDeputy, flows.RoleCoordinator),
			site:  only(flows.RoleLead, flows.RoleDeputy, flows.RoleCoordinator),
		},
		"note":  {own: all},
		"reply": {own: all},
		"close": {own: all, asked: only(flows.RoleCoordinator), site: only(flows.RoleCoordinator)},
	}
	if len(mmRights()) != len(want) {
		t.Errorf("the table has %d lines, wanted are %d", len(mmRights()), len(want))
	}
	tried := 0
	for _, one := range mmRights() {
		w := want[one.verb]
		for _, role := range all {
			for _, trained := range []bool{false, true} {
				c := referral.Colleague{TeamMember: flows.TeamMember{ID: "nadia", Site: "leipzig", Roles: only(role), Trained: trained}}
				if !one.about() {
					tried++
					if got := one.may(c, nil) == allowed; got != slices.Contains(w.plain, role) {
						t.Errorf("%s by a %s: %v", one.verb, role, got)
					}
					continue
				}
				for _, restricted := range []bool{false, true} {
					for about, may := range map[*referral.Case][]flows.Role{
						mmCase("leipzig", "nadia", "", restricted): w.own,
						mmCase("leipzig", "", "nadia", restricted): w.asked,
						mmCase("leipzig", "omar", "", restricted):  w.site,
						mmCase("leipzig", "", "", restricted):      w.site,
						mmCase("roma", "tareq", "", restricted):    nil,
						mmCase("roma", "", "", restricted):         nil,
						mmCase("roma", "nadia", "", restricted):    w.own,
					} {
						tried++
						wanted := slices.Contains(may, role) && (!restricted || c.IsTrained())
						got := one.may(c, about)
						if (got == allowed) != wanted {
							t.Errorf("%s by a %s (trained: %v) about %+v: %v", one.verb, role, trained, about, got)
						}
						if foreign := about.Site == "roma" && about.Owner != "nadia"; (foreign || restricted && !c.IsTrained()) != (got == unseen) {
							t.Errorf("%s by a %s about %+v: she is told %v", one.verb, role, about, got)
						}
					}
				}
			}
		}
	}
	t.Logf("%d lines of the table were tried", tried)
}

// Every button of a card asks the table for the command that does the same.
func TestButtonsAskTheTable(t *testing.T) {
	for verb, want := range map[string]string{
		"accept": "take", "busy": "release", "refuse": "release", "pass": "release", "passtime": "release", "passdanger": "release",
		"close": "close", "closesolved": "close", "ready": "reply", "readyhello": "reply", "back": "reply",
	} {
		if got, ok := rightOfButton(verb); !ok || got.verb != want {
			t.Errorf("%s asks for %q", verb, got.verb)
		}
	}
	for _, verb := range referral.Verbs() {
		if _, ok := rightOfButton(verb); !ok {
			t.Errorf("the card's verb %s asks for nothing", verb)
		}
	}
	for _, verb := range []string{"", "transfer", "applications", "status"} {
		if got, ok := rightOfButton(verb); ok {
			t.Errorf("a button %q asks for %s", verb, got.verb)
		}
	}
}

// Every button under an answer asks the table for the command that does the same, and
// none is taken for one of a card.
func TestChoicesAskTheTable(t *testing.T) {
	for want, verbs := range map[string][]string{"applications": choices(), "sessions plan": sessionChoices(), "events plan": eventChoices()} {
		for _, verb := range verbs {
			if got, ok := rightOfChoice(verb); !ok || got.verb != want {
				t.Errorf("%s asks for %q", verb, got.verb)
			}
		}
	}
	for _, verb := range []string{"", "acceptance", "close", "busy", "applications", "sessions", "plan", "cancel"} {
		if got, ok := rightOfChoice(verb); ok {
			t.Errorf("a button %q asks for %s", verb, got.verb)
		}
	}
}

// A tap is allowed as the command is, and says why not.
func TestTapsAreAllowed(t *testing.T) {
	r := newMMRig(t)
	green, health := r.asks("leipzig", "housing"), r.asks("leipzig", "health")
	r.taken(green, "nadia.k")
	for _, c := range []struct {
		who, verb, about string
		ok               bool
		says             string
	}{
		{"nadia.k", "closesolved", green, true, ""},
		{"nadia.k", "passtime", green, true, ""},
		{"omar", "accept", green, true, ""}, // the thread tells her who has it
		{"omar", "closesolved", green, false, "Only whoever has " + green + " can do this."},
		{"omar", "accept", health, false, "I find no request " + health + " that you may see."},
		{"petra", "accept", health, true, ""},
		{"karin", "close", green, true, ""},
		{"tareq", "accept", green, false, "I find no request " + green},
		{"stranger", "accept", green, false, "I do not know your account"},
		{"nadia.k", "explode", green, false, "I find no request " + green},
		{"nadia.k", "accept", "WE-2222-222", false, "I find no request WE-2222-222"},
	} {
		ok, whisper, err := r.May(t.Context(), "u-"+c.who, c.verb, c.about)
		if err != nil || ok != c.ok || (whisper == "") != ok || !strings.HasPrefix(whisper, c.says) {
			t.Errorf("%s taps %s: %v %q %v", c.who, c.verb, ok, whisper, err)
		}
	}
	if _, _, err := r.May(t.Context(), "nobody", "accept", green); err == nil {
		t.Error("an account that cannot be found is let in")
	}
}

// What stands in a dialog fits into it, in every language.
func TestDialogsFit(t *testing.T) {
	w := wordsOf(t, settings{})
	const most = 24 // characters of a title, a label, a button
	checked := 0
	for _, s := range mattermostSources() {
		for _, lang := range w.catalog.Languages() {
			for _, text := range w.catalog.Texts(lang, s.Key) {
				if strings.Contains(s.Note, "at most 24 characters") {
					checked++
					if n := len([]rune(text)); n > most {
						t.Errorf("%s in %s has %d characters: %s", s.Key, lang, n, text)
					}
				}
			}
		}
	}
	if checked < 20 {
		t.Errorf("only %d texts are short", checked)
	}
}
