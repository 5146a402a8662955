package event

import "time"

const (
	dayHere  = "here" // she can say that she is there
	asksDoor = "door" // it begins: is she there?
)

// atDoor says whether she can say now that she is there. What is only online has no door.
func (k *diary) atDoor(i *item) bool {
	from, until := i.Plan.Doors()
	return !i.In && i.Plan.Place != "" && !k.t.Now.Before(from) && !k.t.Now.After(until)
}

// askedUntil is how long it is of use to ask at the start whether somebody is there.
func askedUntil(p Plan) time.Time {
	return p.Start.Add(min(doorsBefore, p.End().Sub(p.Start)/2))
}

// hereAnswer is the answer to her number of the door.
func (i *item) hereAnswer(why refusal) string {
	switch {
	case i.In:
		return answerHere
	case why == refusedEarly:
		return answerEarly
	case why == refusedWrong:
		return answerWrong
	case why == refusedTries:
		return answerAskUs
	}
	return answerClosed
}
