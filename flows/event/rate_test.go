package event_test

import (
	"strings"
	"testing"
	"time"

	"wecan/flows/event"
)

func (x *phones) rates(chat int64, ref string, mark event.Mark, said string) {
	x.tb.Helper()
	x.says(chat, "rate", ref, map[string]any{"mark": mark, "said": said})
}

// Those who came are asked by day how it was, once; the numbers and the sentences are the
// team's.
func TestHowItWas(t *testing.T) {
	x, ref := opened(t, 3)
	x.wait(2 * time.Hour)
	x.here(1, ref, event.Door(x.ids, ref))
	x.expect(1, "here")
	x.came(ref, false, 2)
	x.rates(1, ref, event.MarkGood, "")
	x.expect(1, "closed") // it is not over
	x.wait(3*time.Hour + 31*time.Minute)
	x.expect(1, "day")
	x.expect(2, "day")
	x.expect(3, "day") // at the start; who did not come is not asked
	if g := x.last[x.ids.Person(1)]; g["asks"] != "rate" || g["day"] != "rate" {
		t.Errorf("%v", g)
	}
	x.rates(1, ref, event.MarkGood, "  "+strings.Repeat("a", 300))
	x.expect(1, "noted")
	x.rates(2, ref, event.MarkGood, "Tea")
	x.expect(2, "noted")
	x.rates(2, ref, event.MarkBad, "No tea")
	x.expect(2, "noted")
	x.rates(2, ref, "great", "")
	x.expect(2, "closed")
	x.rates(9, ref, event.MarkBad, "")
	x.expect(9, "closed")
	if m := x.view(ref).Tally.Marks; m[event.MarkGood] != 1 || m[event.MarkBad] != 1 || len(m) != 2 {
		t.Errorf("%v", m)
	}
	if rows := x.roster(ref); len(rows[0].Said) != 200 || rows[1].Said != "No tea" || rows[2].Said != "" {
		t.Errorf("%+v", rows)
	}
	x.wish(2, "leave", ref, event.Form{}) // on a letter that stands in her chat still
	x.expect(2, "late")
	if rows := x.roster(ref); len(rows) != 3 || rows[1].In.IsZero() || rows[1].Said != "No tea" {
		t.Errorf("a leave after the end has changed it: %+v", rows)
	}
	x.wait(3 * 24 * time.Hour)
	x.rates(1, ref, event.MarkBad, "")
	x.expect(1, "closed")
}

// Where nobody was noted all who had a place are asked, in the morning; when it takes place on
// another day, once more.
func TestHowItWasIsAskedByDay(t *testing.T) {
	x, ref := opened(t, 1)
	p := x.view(ref).Plan
	p.Start = begins.Add(8 * time.Hour) // 18 to 20 o'clock in Leipzig
	x.orders(ref, &p)
	x.wait(3 * time.Minute)
	x.expect(1, "time")
	x.pass(begins.Add(20 * time.Hour))
	x.expect(1, "day")
	x.pass(begins.Add(23 * time.Hour)) // 9 o'clock
	x.expect(1, "day")
	x.rates(1, ref, event.MarkFine, "")
	x.expect(1, "noted")
	p.Start = p.Start.Add(48 * time.Hour)
	x.orders(ref, &p)
	if m := x.view(ref).Tally.Marks; len(m) != 0 {
		t.Errorf("%v of an event that has not been", m)
	}
	x.wait(5 * 24 * time.Hour)
	x.expect(1, "time", "day", "day")
}
