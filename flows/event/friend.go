package event

import (
	"time"

	"wecan/flows"
)

// Two who want to be in one team write each other's numbers when they sign up. A number
// that nobody has is said to be so at once: else each would believe that they are a pair.

// friend asks the event whether somebody has the number that she wrote for a friend's.
func (k *diary) friend(w wish) error {
	if _, ok := flows.ParseReference(w.Event); !ok || w.Other == 0 {
		return k.say(answerWrong, time.Time{}, nil)
	}
	i := k.item(w.Event)
	if i == nil {
		i = &item{Standing: Standing{Reference: w.Event}}
	}
	q := &inquiry{Event: w.Event, What: toldFriend, Left: []flows.ActorID{k.t.IDs.Of(flows.KindEvent, w.Event)}}
	k.ask(q)
	return k.askWork(toldFriend, i, request{Query: q.Query, Other: w.Other})
}

// friendKnown tells her what the event says of it. Where it cannot tell she goes on.
func (k *diary) friendKnown(r reply) error {
	name := answerKnown
	if p := r.Paper; p != nil && (p.Why == refusedWrong || p.Why == refusedOwn) {
		name = refusedWork(p.Why, name)
	}
	return k.say(name, time.Time{}, nil)
}

// answerFriend says whether somebody has a number that another one wrote for a friend's.
func (k *meeting) answerFriend(r request, g *comer) error {
	var e entry
	found, err := k.read(memberArrival(r.Other), &e)
	if err != nil {
		return err
	}
	k.settle(r.Other, &e)
	out := &paper{}
	switch {
	case k.Reference == "" || k.Forgot:
		out.Why = refusedClosed
	case g.n != 0 && r.Other == g.n:
		out.Why = refusedOwn
	case !found || e.Seat == SeatNone || e.Seat == SeatLeft:
		out.Why = refusedWrong
	}
	return k.replyWith(g, r, "", out)
}

func friend(c flows.Call) (flows.Request, error) {
	w := wish{Event: c.Answers["event"]}
	w.Other, _ = ParseCode(c.Answers[fieldFriend]) // 0: nobody has it
	return tellGuest(c, toldFriend, w)
}
