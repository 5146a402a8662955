package event_test

import (
	"testing"
	"time"

	"wecan/flows/event"
)

// Some changes are told only to those whom they concern: of four the first has a place and
// brings children, the second has one too, one is offered a place, and one with children waits.
func TestOtherChangesAreToldToSome(t *testing.T) {
	for what, c := range map[string]struct {
		change func(*event.Plan)
		told   [4]string // the kind of the news, and what else is news in them
	}{
		"nobody looks after children": {func(p *event.Plan) { p.Childcare = false }, [4]string{"remind childcare", "", "", "remind childcare"}},
		"it takes another time":       {func(p *event.Plan) { p.Minutes -= 60 }, [4]string{"ends end", "ends end", "ends end", ""}},
		"both":                        {func(p *event.Plan) { p.Childcare, p.Minutes = false, 60 }, [4]string{"ends childcare end", "ends end", "ends end", "remind childcare"}},
		"it moves, and nobody looks after children": {func(p *event.Plan) { p.Place, p.Childcare = "Hall 2", false }, [4]string{
			"place childcare", "place ", "place ", "place childcare",
		}},
		"what nobody is told": {func(p *event.Plan) { p.Cost, p.Contact, p.LastBus, p.Bring = "1 €", "Anna", "22:10", "a pen" }, [4]string{}},
	} {
		t.Run(what, func(t *testing.T) {
			x := newPhones(t)
			ref := number(t, "4K7M9Q")
			plan := hackathon(3)
			plan.Childcare = true
			x.orders(ref, &plan)
			for chat := range int64(5) {
				x.wish(chat+1, "sign", ref, event.Form{Children: int(chat+1) % 2 * 2}) // 1, 3 and 5 bring some
			}
			x.wish(3, "leave", ref, event.Form{})
			folk := []int64{1, 2, 4, 5}
			c.change(&plan)
			x.orders(ref, &plan)
			clear(x.last)
			x.wait(2 * time.Minute)
			for n, chat := range folk {
				g := x.last[x.ids.Person(chat)]
				got := ""
				if g["kind"] != "" {
					got = g["kind"] + " " + g["also"]
				}
				if got != c.told[n] {
					t.Errorf("%d is told %q, not %q", chat, got, c.told[n])
				}
			}
		})
	}
}
