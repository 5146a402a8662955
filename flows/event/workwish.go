package event

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"wecan/flows"
)

// What a person tells her guest about what is handed in, and how the guest brings it to
// the event.

func submit(c flows.Call) (flows.Request, error) {
	return tellGuest(c, toldSubmit, wish{Event: c.Answers["event"], Work: Work{
		Title: c.Answers[fieldWorkTitle], Text: c.Answers[fieldWorkText], File: c.Answers[fieldWorkFile],
	}})
}

// ideas asks for the page that the value after names.
func ideas(c flows.Call) (flows.Request, error) {
	return tellGuest(c, toldIdeas, wish{Event: c.Answers["event"], After: whole(c.Answers["after"])})
}

// idea asks for the work that she chose from the page that stood there.
func idea(c flows.Call) (flows.Request, error) {
	w := wish{Event: c.Answers["event"], After: whole(c.Answers["page"])}
	all := strings.Split(c.Answers["ideas"], listSep)
	if at := slices.Index(numbers(), c.Answers[fieldIdeaNumber]); at >= 0 && at < len(all) {
		w.No = whole(all[at])
	}
	return tellGuest(c, toldIdea, w)
}

func vote(c flows.Call) (flows.Request, error) {
	return tellGuest(c, toldVote, wish{Event: c.Answers["event"], No: whole(c.Answers["no"])})
}

// whole is a number that a value tells, 0 for none.
func whole(value string) int {
	n, err := strconv.Atoi(value)
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// wishWork does what she wishes about what is handed in. Only who has a place can.
func (k *diary) wishWork(what string, w wish) error {
	i := k.item(w.Event)
	if i != nil && what == toldSubmit {
		i.Handing = "" // what comes of an older one answers this one no more
	}
	if i != nil && what == toldVote {
		i.Voting = ""
	}
	if i == nil || i.Seat != SeatPlaced || i.Cancelled {
		return k.say(answerClosed, time.Time{}, nil)
	}
	switch what {
	case toldHand:
		return k.beginHand(i)
	case toldSubmit:
		i.Handing, k.LastWork = k.order(), w.Event
		return k.askWork(what, i, request{Query: i.Handing, Hand: k.Said, Work: w.Work})
	case toldVote:
		i.Voting = k.order()
		return k.askWork(what, i, request{Query: i.Voting, Choice: k.Said, No: w.No})
	}
	return k.inquireWork(what, i, request{No: w.No, After: w.After})
}

// inquireWork asks the event for what she wants to see.
func (k *diary) inquireWork(what string, i *item, r request) error {
	q := &inquiry{Event: i.Reference, What: what, Left: []flows.ActorID{k.t.IDs.Of(flows.KindEvent, i.Reference)}}
	k.ask(q)
	r.Query = q.Query
	return k.askWork(what, i, r)
}

// order is the name of a new wish that changes something: it has a number, as those
// about her place.
func (k *diary) order() string {
	k.Said++
	return "w" + strconv.Itoa(k.Said)
}

func (k *diary) askWork(what string, i *item, r request) error {
	r.Guest, r.Person, r.Reference, r.N, r.Team = k.a.ID, k.Person, i.Reference, i.N, i.Team
	return k.tell(k.t.IDs.Of(flows.KindEvent, i.Reference), what, r)
}

// worked takes what an event replies about what is handed in.
func (k *diary) worked(i *item, r reply) error {
	if r.Paper == nil || r.Query == "" {
		return nil
	}
	name := ""
	switch r.Query {
	case i.Handing:
		i.Handing, name = "", answerHanded
		if r.Paper.Why == "" {
			i.Work = r.Paper.No
		}
	case i.Voting:
		i.Voting, name = "", answerVoted
	default:
		return k.meetAnswered(i, r)
	}
	return k.say(refusedWork(r.Paper.Why, name), time.Time{}, k.ofWork(i, r.Paper))
}

// refusedWork is the answer to a wish, or why it changed nothing.
func refusedWork(why refusal, done string) string {
	switch why { //nolint:exhaustive // the others are about the door
	case "":
		return done
	case refusedLate:
		return answerLate
	case refusedFull:
		return answerFull
	case refusedOwn:
		return answerOwn
	case refusedGone:
		return answerGone
	case refusedSoon:
		return answerSoon
	case refusedWrong:
		return answerWrong
	case refusedTries:
		return answerAskUs
	case refusedClosed:
	}
	return answerClosed
}

// workGives are the values of an answer about what is handed in.
func workGives() []string {
	return []string{"event", "work", "number", "at", "until", "ends", "contact"}
}

// ofWork are those values.
func (k *diary) ofWork(i *item, p *paper) map[string]string {
	out := map[string]string{"event": i.Reference, "contact": i.Plan.Contact, "until": flows.When(i.Plan.Site, i.Plan.HandIn), "ends": ""}
	if !i.Plan.Votes.IsZero() {
		out["ends"] = flows.When(i.Plan.Site, i.Plan.Votes)
	}
	if p == nil {
		return out
	}
	out["work"], out["number"] = p.Work.Title, count(p.No)
	if p.At > 0 {
		out["at"] = flows.When(i.Plan.Site, time.Unix(p.At, 0).UTC())
	}
	return out
}
