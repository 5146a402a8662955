package bot_test

import (
	"context"
	"maps"
	"regexp"
	"strings"

	"wecan/bot"
	"wecan/flows"
	"wecan/flows/session"
	"wecan/store"
)

// check looks at what stands on the phones, and at the places.
func (k *simSessions) check(ctx context.Context, s *store.Store, bad func(string, ...any)) (twice, excused int, chats string) {
	seated := 0
	for _, g := range k.guests {
		n := k.checkGuest(g, bad)
		if twice += n; n > 0 {
			chats += k.w.tail(g.simPerson)
		}
		excused += g.excuses
		if k.has(g) {
			seated++
		}
	}
	if seated > k.alpha.Capacity {
		bad("%d people have one of %d places: %s%s", seated, k.alpha.Capacity, k.w.tail(k.guests[0].simPerson), k.w.tail(k.guests[1].simPerson))
	}
	id := k.w.ids.Of(flows.KindSession, "WE-"+alpha)
	rec, err := s.Load(ctx, id, nil)
	if err != nil {
		bad("the session: %v", err)
		return twice, excused, chats
	}
	a, _, err := bot.Inspect(id, rec.State)
	if err != nil {
		bad("the session: %v", err)
	}
	v, ok, err := session.ReadView(a.Body)
	if err != nil || !ok || !v.Plan.Start.Equal(k.alpha.Start) {
		bad("the session is %+v: %v", v, err)
	}
	if v.Tally.Coming > k.alpha.Capacity || v.Tally.Waiting > 0 && v.Tally.Coming < k.alpha.Capacity {
		bad("with %d places it has %+v", k.alpha.Capacity, v.Tally)
	}
	return twice, excused, chats
}

// ofChange find what is told of a session that has moved or is cancelled, alone or in a
// list of changes.
func ofChange(sign, title string) *regexp.Regexp {
	return regexp.MustCompile(sign + `[^🔁🚫]*` + title)
}

// checkGuest: each session is reminded of once, its changes are told, what is cancelled
// is not reminded of afterwards.
func (k *simSessions) checkGuest(g *simGuest, bad func(string, ...any)) (twice int) {
	reminded := map[string]int{}
	moved, cancelled := 0, 0 // in different words
	told := map[string]int{} // how often each of them came
	for _, m := range k.w.tg.Messages(g.user.ID) {
		switch {
		case !m.FromBot:
		case strings.HasPrefix(m.Text, "📅") && strings.Contains(m.Text, beta):
			reminded[beta]++
			if cancelled > 0 {
				bad("person %d is reminded of what is cancelled: %s", g.n, k.w.tail(g.simPerson))
			}
		case strings.HasPrefix(m.Text, "📅"):
			reminded[alpha]++
			if moved > 0 {
				bad("person %d is reminded of the old hour, or of what has just moved: %s", g.n, k.w.tail(g.simPerson))
			}
		default:
			hears := ofChange("🔁", alpha).MatchString(m.Text)
			ends := ofChange("🚫", beta).MatchString(m.Text)
			if hears || ends { // a message about both that comes twice is one
				told[m.Text]++
			}
			if hears && told[m.Text] == 1 {
				moved++
			}
			if ends && told[m.Text] == 1 {
				cancelled++
			}
		}
	}
	for _, of := range []map[string]int{reminded, told} {
		for n := range maps.Values(of) {
			twice += max(0, n-1)
		}
	}
	twice += max(0, moved-1) + max(0, cancelled-1)
	if moved == 0 && reminded[alpha] > 0 && !g.off[alpha] { // else she may not know of the first hour
		bad("person %d was not told that it has moved: %s", g.n, k.w.tail(g.simPerson))
	}
	if cancelled == 0 && reminded[beta] > 0 && !g.off[beta] {
		bad("person %d was not told that it is cancelled: %s", g.n, k.w.tail(g.simPerson))
	}
	return twice
}

// has says whether somebody has a place at the session with few, as far as she knows.
func (k *simSessions) has(g *simGuest) (hers bool) {
	for _, m := range k.w.tg.Messages(g.user.ID) {
		switch {
		case !m.FromBot:
		case strings.HasPrefix(m.Text, "Good, you have a place") && !strings.Contains(m.Text, k.hourOfBeta()), strings.HasPrefix(m.Text, "A place is free, and it is yours"):
			hers = true
		case strings.HasPrefix(m.Text, "No place is free now. You are"):
			hers = false
		case strings.HasPrefix(m.Text, "Thank you for telling us. If this changes"):
			hers = hers && !g.off[alpha]
		}
	}
	return hers
}

func (k *simSessions) hourOfBeta() string {
	site, _ := k.w.defs.Programme.Site(k.beta.Site)
	return k.beta.Start.In(site.Zone).Format("15:04")
}
