package event_test

import (
	"fmt"
	"testing"
	"time"

	"wecan/flows/event"
)

// opened is an event of two hours that begins in three, with some people who have a place.
func opened(tb testing.TB, people int64) (x *phones, ref string) {
	tb.Helper()
	x, ref = newPhones(tb), number(tb, "4K7M9Q")
	p := event.Plan{
		Kind: event.KindLab, Words: []event.Words{{Lang: "en", Title: "Lab"}}, Site: "leipzig", Open: event.OpenEverybody,
		Start: begins.Add(3 * time.Hour), Minutes: 120, Place: "Hall 1", Remind: []int{}, Meet: "no",
	}
	x.orders(ref, &p)
	for chat := int64(1); chat <= people; chat++ {
		x.wish(chat, "sign", ref, event.Form{})
		x.expect(chat, "placed")
	}
	return x, ref
}

func (x *phones) here(chat int64, ref string, number int) {
	x.tb.Helper()
	x.says(chat, "here", ref, map[string]any{"door": number})
}

// came notes people as the team does.
func (x *phones) came(ref string, not bool, arrivals ...int) {
	x.tb.Helper()
	x.wishes++
	in, err := event.NewCame(x.ids, event.Order{ID: fmt.Sprint("c", x.wishes), By: "Anna", Reference: ref, Arrivals: arrivals, Not: not})
	if err != nil {
		x.tb.Fatal(err)
	}
	x.bring(delivery{in.To, in.Input})
}

func (x *phones) in(ref string, want int) {
	x.tb.Helper()
	if t := x.view(ref).Tally; t.In != want {
		x.tb.Errorf("%d of %d have come, not %d", t.In, t.Placed, want)
	}
}

// With the number of the door she is in, from two hours before the start to the end.
func TestTheNumberOfTheDoor(t *testing.T) {
	x, ref := opened(t, 3)
	door := event.Door(x.ids, ref)
	if door < 1000 || door > 9999 || door == event.Door(x.ids, number(t, "5K7M9Q")) {
		t.Fatalf("the number is %d", door)
	}
	x.here(1, ref, door)
	x.expect(1, "early")
	x.wait(time.Hour)
	x.here(1, ref, door+1)
	x.expect(1, "wrong")
	x.here(1, ref, door)
	x.expect(1, "here")
	x.here(1, ref, door+1) // she is in, whatever she writes then
	x.expect(1, "here")
	x.here(4, ref, door) // who has no place is not in
	x.expect(4, "closed")
	x.in(ref, 1)
	x.wait(2 * time.Hour)
	x.expect(1)
	x.expect(2, "day") // at the start those are asked who are not in
	x.expect(3, "day")
	x.wait(2 * time.Hour)
	x.here(2, ref, door)
	x.expect(2, "here")
	x.wait(time.Minute)
	x.here(3, ref, door)
	x.expect(3, "closed")
	x.in(ref, 2)
	for _, row := range x.roster(ref) {
		if row.In.IsZero() != (row.Arrival == 3) {
			t.Errorf("%d came at %v", row.Arrival, row.In)
		}
	}
}

// After five wrong numbers none is right any more, and the team notes her.
func TestWrongNumbersOfTheDoor(t *testing.T) {
	x, ref := opened(t, 1)
	door := event.Door(x.ids, ref)
	x.wait(2 * time.Hour)
	for range 4 {
		x.here(1, ref, door+1)
		x.expect(1, "wrong")
	}
	x.here(1, ref, door+1)
	x.expect(1, "ask_us")
	x.here(1, ref, door)
	x.expect(1, "ask_us")
	x.in(ref, 0)
	x.came(ref, false, 1, 1)
	x.in(ref, 1)
	x.came(ref, true, 1)
	x.in(ref, 0)
	x.here(1, ref, door) // and she can try again
	x.expect(1, "here")
	x.in(ref, 1)
}

// The team notes who came, also after the end; it tells nobody.
func TestTheTeamNotesWhoCame(t *testing.T) {
	x, ref := opened(t, 3)
	x.came(ref, false, 1)
	x.in(ref, 0) // the doors are shut
	x.wish(3, "leave", ref, event.Form{})
	x.expect(3, "left")
	x.wait(6 * time.Hour)
	x.expect(1, "day", "day") // at the start, and after the end
	x.came(ref, false, 1, 2, 3, 4, 999)
	x.in(ref, 2)
	x.wait(time.Hour)
	x.expect(1)
	x.expect(3)
	if _, err := event.NewCame(x.ids, event.Order{Reference: ref, Arrivals: make([]int, event.CameMost+1)}); err == nil {
		t.Error("an order notes too many")
	}
}

// Who leaves is not among those who came; when it moves to another day, nobody is.
func TestThoseWhoCameLeaveAndMove(t *testing.T) {
	x, ref := opened(t, 3)
	door := event.Door(x.ids, ref)
	x.wait(2 * time.Hour)
	x.here(1, ref, door)
	x.expect(1, "here")
	x.here(2, ref, door)
	x.expect(2, "here")
	x.in(ref, 2)
	x.wish(2, "leave", ref, event.Form{})
	x.expect(2, "left")
	x.in(ref, 1)
	p := x.view(ref).Plan
	p.Start = p.Start.Add(time.Hour)
	x.orders(ref, &p)
	x.in(ref, 1) // the doors are still open
	x.wait(3 * time.Minute)
	x.expect(1, "time")
	p.Start = p.Start.Add(24 * time.Hour)
	x.orders(ref, &p)
	x.in(ref, 0)
	x.wait(3 * time.Minute)
	x.expect(1, "time")
	x.wait(24 * time.Hour)
	x.here(1, ref, door)
	x.expect(1, "here")
	x.in(ref, 1)
	x.wish(1, "leave", ref, event.Form{})
	x.expect(1, "left")
	x.in(ref, 0)
}

// What is asked at the start comes by night too, waits for an event that does not reply,
// and is dropped when it is late.
func TestTheStartByNightAndLate(t *testing.T) {
	x, ref := opened(t, 2)
	p := x.view(ref).Plan
	p.Start = begins.Add(13 * time.Hour) // 23 o'clock in Leipzig
	x.orders(ref, &p)
	x.wait(3 * time.Minute)
	x.expect(1, "time")
	x.expect(2, "time")
	x.wish(2, "leave", ref, event.Form{})
	x.expect(2, "left")
	x.pass(p.Start)
	x.expect(1, "day")
	x.expect(2)

	x, _ = opened(t, 1)
	x.down = begins.Add(4*time.Hour + time.Minute) // nothing runs until an hour after the start
	x.wait(12 * time.Hour)
	if x.expect(1, "day"); x.last[x.ids.Person(1)]["asks"] != "rate" { // only after the end
		t.Errorf("%v", x.last)
	}
}

// An event that is over is shown only while there is something left to do.
func TestAnEventThatIsOverIsNotListed(t *testing.T) {
	x, ref := opened(t, 1)
	x.wait(5*time.Hour + time.Minute)
	x.expect(1, "day")
	x.wish(1, "list", "", event.Form{})
	x.expect(1, "events", "listed") // she can say how it was
	x.wish(1, "open", ref, event.Form{})
	x.expect(1, "day", "opened")
	x.wait(29 * time.Minute)
	x.expect(1, "day") // by itself
	x.wait(3 * 24 * time.Hour)
	x.wish(1, "list", "", event.Form{})
	x.expect(1, "none")
	x.wish(1, "open", ref, event.Form{})
	x.expect(1, "closed")
	x.wish(1, "day", ref, event.Form{})
	x.expect(1, "closed")
}
