package event

import (
	"strings"
	"time"

	"wecan/flows"
)

// After the end those who came are asked how it was; all who had a place, where nobody was
// noted at the door. Whoever plans sees how many said what, and the sentences without
// names. The sentences are forgotten with the roster, the numbers stay.

// Mark is how somebody found an event. Marks are stored: never rename one.
type Mark string

// The marks.
const (
	MarkGood Mark = "good"
	MarkFine Mark = "fine"
	MarkBad  Mark = "bad"
)

const (
	toldRate = "rate" // a guest: how she found it
	dayRate  = "rate" // she can say it
	asksRate = "rate" // she is asked by itself

	rateAfter = 30 * time.Minute   // so long after the end
	rateUntil = 3 * 24 * time.Hour // and until then
)

const (
	fieldMark = "event_mark" // good, fine, bad
	fieldSaid = "event_said" // a text
)

// rate takes how she found it, once or anew.
func (k *meeting) rate(g *comer, mark Mark, said string) refusal {
	over, last := k.Plan.End(), k.Plan.End().Add(rateUntil)
	if k.Cancelled || g.Seat != SeatPlaced || k.t.Now.Before(over) || k.t.Now.After(last) || mark != MarkGood && mark != MarkFine && mark != MarkBad {
		return refusedClosed
	}
	k.renew(&g.entry)
	g.Mark, g.Said = mark, cut(strings.TrimSpace(said))
	return ""
}

// rated says whether she has said how it was.
func (e *event) rated(s *entry) bool {
	return s.Seat == SeatPlaced && s.Mark != "" && s.Round == e.Round
}

// rates counts her mark, or takes it away.
func (k *meeting) rates(e entry, by int) {
	if !k.rated(&e) {
		return
	}
	if k.Marks == nil {
		k.Marks = map[Mark]int{}
	}
	if k.Marks[e.Mark] += by; k.Marks[e.Mark] == 0 {
		delete(k.Marks, e.Mark)
	}
}

// wasThere says whether she is asked how it was.
func (i *item) wasThere() bool { return i.In || !i.Counted }

// canRate says whether she can say how it was, and has not.
func (k *diary) canRate(i *item) bool {
	return i.wasThere() && !i.Rated && i.over(k.t.Now) && k.t.Now.Before(rateLast(i.Plan))
}

func rateFirst(p Plan) time.Time { return p.End().Add(rateAfter) }
func rateLast(p Plan) time.Time  { return p.End().Add(rateUntil) }

func rate(c flows.Call) (flows.Request, error) {
	return tellGuest(c, toldRate, wish{Event: c.Answers["event"], Mark: Mark(c.Answers[fieldMark]), Said: cut(c.Answers[fieldSaid])})
}
