package bot_test

import (
	"context"
	"strings"
	"time"

	"wecan/flows/event"
)

// check looks at who has a place, and at what stands on the phones.
func (k *simFest) check(ctx context.Context, bad func(string, ...any)) (twice, excused int, chats string) {
	v, rows, err := k.view(ctx)
	if err != nil {
		bad("the event: %v", err)
		return 0, 0, ""
	}
	if !v.Plan.Start.Equal(k.plan.Start) {
		bad("the event is at %v, and was moved to %v", v.Plan.Start, k.plan.Start)
	}
	k.checkPlaces(rows, bad)
	k.checkOrder(v, rows, bad)
	seated := 0
	for _, c := range k.folk {
		if k.heard(c) == event.SeatPlaced {
			seated++
		}
		k.checkComer(c, rows, bad)
		n := k.twice(c, bad)
		if twice += n; n > 0 {
			chats += k.w.tail(c.simPerson)
		}
		excused += k.w.reasked(c.simPerson)
	}
	if seated > festPlaces {
		bad("%d people were told that they have one of %d places", seated, festPlaces)
	}
	return twice, excused, chats
}

// checkPlaces: nobody sits on no chair, and none is free for somebody who waits.
func (k *simFest) checkPlaces(rows []event.Row, bad func(string, ...any)) {
	placed, women := 0, 0
	for _, r := range rows {
		switch r.Seat { //nolint:exhaustive // the others have no place
		case event.SeatOffered:
			bad("a place is still offered until %v: %+v", r.Until, rows)
			fallthrough
		case event.SeatPlaced:
			placed++
			if r.Group == event.GroupWomen {
				women++
			}
		}
	}
	if placed > festPlaces {
		bad("%d people have one of %d places: %+v", placed, festPlaces, rows)
	}
	free := festPlaces - placed
	kept := max(0, 1-women)
	for _, r := range rows {
		if r.Seat == event.SeatWaiting && (free > kept || free > 0 && kept > 0 && r.Form.Women) {
			bad("arrival %d waits, and a place for her is free: %+v", r.Arrival, rows)
		}
	}
}

// checkOrder: whoever has a place waited for it no shorter than those who still wait and
// may have it. They have their numbers by their arrival.
func (k *simFest) checkOrder(v event.View, rows []event.Row, bad func(string, ...any)) {
	if v.Arrived < comers {
		bad("%d of %d people have arrived", v.Arrived, comers)
	}
	line := 0
	for _, w := range rows {
		if w.Seat != event.SeatWaiting {
			continue
		}
		if line++; w.Line != line {
			bad("arrival %d has number %d of the list and is the %d. of it: %+v", w.Arrival, w.Line, line, rows)
		}
		for _, p := range rows {
			if p.Seat == event.SeatPlaced && p.Arrival > w.Arrival && (p.Group != event.GroupWomen || w.Form.Women) {
				bad("arrival %d waits before %d, who has a place: %+v", w.Arrival, p.Arrival, rows)
			}
		}
	}
}

// checkComer: what she was told last is how she stands, and she knows the hour.
func (k *simFest) checkComer(c *simComer, rows []event.Row, bad func(string, ...any)) {
	seat := event.SeatLeft // of such there is no row
	for _, r := range rows {
		if r.Person == k.w.ids.Person(c.user.ID) {
			seat = r.Seat
		}
	}
	switch heard := k.heard(c); {
	case heard == event.SeatNone:
		bad("comer %d was never answered, and is %s: %s", c.n, seat, k.w.tail(c.simPerson))
	case heard != seat:
		bad("comer %d was told that she is %s, and is %s: %s", c.n, heard, seat, k.w.tail(c.simPerson))
	}
	if seat != event.SeatPlaced && seat != event.SeatWaiting {
		return
	}
	site, _ := k.w.defs.Programme.Site(k.plan.Site)
	for _, m := range k.w.tg.Messages(c.user.ID) {
		if m.FromBot && strings.Contains(m.Text, k.plan.Start.In(site.Zone).Format("15:04")) {
			return
		}
	}
	bad("comer %d does not know that it has moved: %s", c.n, k.w.tail(c.simPerson))
}

// seatSigns are what messages say about somebody's place.
func seatSigns() []struct {
	words string
	seat  event.Seat
} {
	return []struct {
		words string
		seat  event.Seat
	}{
		{"📨 A place is free for you", event.SeatOffered},
		{"⏰ The time to answer is over", event.SeatSilent},
		{"on the waiting list", event.SeatWaiting},
		{"🎉 You have a place", event.SeatPlaced},
		{"🎉 A place is free, and it is yours", event.SeatPlaced},
		{"Good, you have a place", event.SeatPlaced},
		{"🔁 A new time", event.SeatPlaced},
		{"Thank you for telling us", event.SeatLeft},
	}
}

// heard is how somebody stands by the last that she was told, none when she was not told.
func (k *simFest) heard(c *simComer) (seat event.Seat) {
	for _, m := range k.w.tg.Messages(c.user.ID) {
		if !m.FromBot {
			continue
		}
		for _, s := range seatSigns() {
			if strings.Contains(m.Text, s.words) {
				seat = s.seat
				break
			}
		}
	}
	return seat
}

// reasked is how often somebody was asked again, since she tapped what was closed.
func (w *world) reasked(p *simPerson) (n int) {
	for _, m := range w.tg.Messages(p.user.ID) {
		if m.FromBot && strings.Contains(m.Text, "already closed") {
			n++
		}
	}
	return n
}

// twice counts what was told again. Somebody is offered one place, and another one only
// when she has been told since that she did not answer in time, or waits again. One may go
// on: it is told with its later end, and she answers both.
func (k *simFest) twice(c *simComer, bad func(string, ...any)) (n int) {
	told := map[string]bool{}
	var until time.Time
	wentOn := 0
	for _, m := range k.w.tg.Messages(c.user.ID) {
		offer, offered := strings.CutPrefix(m.Text, "📨")
		switch waits := strings.Contains(m.Text, "on the waiting list"); {
		case !m.FromBot || !waits && !strings.ContainsAny(m.Text, "📨⏰🎉🔁"):
			continue
		case told[m.Text] && wentOn > 0:
			wentOn--
		case told[m.Text]:
			n++
		case offered: // when the event moves meanwhile it may be told anew, with the same end
			ends := offerEnd(offer)
			if ends.IsZero() || ends.Before(until) {
				bad("comer %d was offered a place twice: %s", c.n, k.w.tail(c.simPerson))
			}
			if !until.IsZero() && ends.After(until) {
				wentOn++
			}
			until = ends
		case waits || strings.HasPrefix(m.Text, "⏰"):
			until = time.Time{}
		}
		told[m.Text] = true
	}
	return n
}

// offerEnd is until when an offer is kept, as its letter says it.
func offerEnd(letter string) time.Time {
	head, _, _ := strings.Cut(letter, " (")
	_, day, _ := strings.Cut(head, ", ")
	t, err := time.Parse("2 January 2006, 15:04", day)
	if err != nil {
		return time.Time{}
	}
	return t
}
