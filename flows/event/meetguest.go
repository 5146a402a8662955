package event

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"wecan/flows"
)

// What a guest does about introductions: it brings what she wants to the event, asks her
// by day about those who ask for her, one after the other, and tells her what both wanted.

const (
	dayMeet  = "meet" // she can ask for somebody
	asksMeet = "meet" // she is asked by itself whether she wants to

	// letterAgain asks her whether she would like to see somebody again, or for whom.
	letterAgain = "event.again"

	// letterMeet asks her whether she wants to share how she can be reached, or tells her
	// how somebody can.
	letterMeet = "event.meet"

	// meetRest is how long an ask stands unanswered until she is asked about the next one.
	meetRest = 24 * time.Hour
)

// The kinds of what she is told.
const (
	metAsks   = "asks"
	metShares = "shares"
)

// acquaintances are whom she has asked for, and who has asked for her.
type acquaintances struct {
	Asked  string         `json:"asked,omitempty"`  // the name of her ask, while her flow waits for what comes of it
	Said   string         `json:"said,omitempty"`   // the same of what she said to one
	Asks   int            `json:"asks,omitempty"`   // for how many people she has asked
	People []acquaintance `json:"people,omitempty"` // of whom the event has told
}

// acquaintance is one of them. What it says of her goes when it was told.
type acquaintance struct {
	N     int       `json:"n"`
	Stage int       `json:"stage"`
	Name  string    `json:"name,omitempty"`
	Words string    `json:"words,omitempty"`
	Now   bool      `json:"now,omitempty"`
	Due   time.Time `json:"due,omitzero"`  // when she is told; zero: she was
	Told  time.Time `json:"told,omitzero"` // when she was asked, while she has not answered
}

// meetGives are the values of what she is told: met_kind is asks or shares, met the arrival
// number of the other, met_code the number that the other has at the event, met_name her
// name if she lets it be seen, met_words how she can be reached.
func meetGives() []string {
	return []string{"event", "title", "met_kind", "met", "met_code", "met_name", "met_words"}
}

// againGives are the values of that question: asks is meet when it comes by itself.
func againGives() []string { return []string{"event", "title", "code", "asks"} }

func (k *diary) againStart(i *item) map[string]string { return k.againGiven(i, "") }

func (k *diary) againGiven(i *item, asks string) map[string]string {
	return map[string]string{"event": i.Reference, "title": i.Plan.In(k.Lang).Title, "code": Code(i.N), "asks": asks}
}

// asksMore says whether she can ask for one more.
func (i *item) asksMore() bool { return i.Met == nil || i.Met.Asks < meetsMost }

// canMeet says whether she can ask for somebody now.
func (k *diary) canMeet(i *item) bool {
	return i.wasThere() && i.asksMore() && i.Plan.meetsOn(k.t.Now)
}

// meetWished brings what she wants to the event.
func (k *diary) meetWished(what string, w wish) error {
	i := k.item(w.Event)
	if i == nil || i.Seat != SeatPlaced || i.Cancelled || !i.Plan.meetsOn(k.t.Now) {
		return k.say(answerClosed, time.Time{}, nil)
	}
	if i.Met == nil {
		i.Met = &acquaintances{}
	}
	order := k.order()
	if what == toldMeet {
		i.Met.Asked = order
	} else {
		i.Met.Said = order
		i.Met.answered(w.Other, k.t.Now)
	}
	return k.askWork(what, i, request{Query: order, Meet: k.Said, Other: w.Other, Say: w.Say, Said: w.Said, Name: firstName(w.Name)})
}

// firstName is the first word of a name: more is not shown to a stranger.
func firstName(name string) string {
	if all := strings.Fields(name); len(all) > 0 {
		return all[0]
	}
	return ""
}

// meetAnswered takes what the event says to it.
func (k *diary) meetAnswered(i *item, r reply) error {
	if i.Met == nil {
		return nil
	}
	name := ""
	switch r.Query {
	case i.Met.Asked:
		i.Met.Asked, name = "", answerAsked
	case i.Met.Said:
		i.Met.Said, name = "", answerNoted
	default:
		return nil
	}
	i.Met.Asks = max(i.Met.Asks, r.Paper.Asks)
	return k.say(refusedWork(r.Paper.Why, name), time.Time{}, nil)
}

func (a *acquaintances) of(n int) *acquaintance {
	at := slices.IndexFunc(a.People, func(one acquaintance) bool { return one.N == n })
	if at < 0 {
		a.People = append(a.People, acquaintance{N: n})
		at = len(a.People) - 1
	}
	return &a.People[at]
}

// answered notes that she has answered one, so that the next can come.
func (a *acquaintances) answered(n int, now time.Time) {
	for at := range a.People {
		p := &a.People[at]
		if p.N == n {
			p.Told = time.Time{}
		}
		if p.Stage == stageAsks && p.Due.After(now) {
			p.Due = now
		}
	}
}

// met takes what the event says about somebody: what is new of her alone.
func (k *diary) met(in flows.Told) error {
	var now metNow
	if err := json.Unmarshal(in.Data, &now); err != nil {
		return fmt.Errorf("event: read who was met: %w", err)
	}
	if in.From != k.t.IDs.Of(flows.KindEvent, now.Event) {
		k.reports = append(k.reports, "what did not come from its event was dropped")
		return nil
	}
	i := k.item(now.Event)
	if i == nil || i.Seat != SeatPlaced {
		return nil
	}
	if i.Met == nil {
		i.Met = &acquaintances{}
	}
	p := i.Met.of(now.N)
	if now.Stage > p.Stage {
		*p = acquaintance{N: now.N, Stage: now.Stage, Name: now.Name, Words: now.Words, Now: now.Now, Due: k.t.Now}
	}
	return nil
}

// tellMet tells her what is due. News of a change come first.
func (k *diary) tellMet(i *item) error {
	if !i.tellsMet() {
		return nil
	}
	var err error
	for at := range i.Met.People {
		p := &i.Met.People[at]
		if p.Due.IsZero() || p.Due.After(k.t.Now) {
			continue
		}
		if later := k.metAt(i, p); later.After(k.t.Now) {
			p.Due = later
			continue
		}
		given := k.metGiven(i, p)
		last := p.last(i.Plan)
		*p = acquaintance{N: p.N, Stage: p.Stage}
		switch {
		case !k.t.Now.Before(last):
			k.reports = append(k.reports, "an introduction that came too late was dropped")
			continue
		case p.Stage == stageAsks:
			p.Told = k.t.Now
		}
		err = errors.Join(err, k.say(letterMeet, last, given))
	}
	return err
}

// tellsMet says whether she is told anything about somebody now.
func (i *item) tellsMet() bool {
	return i.Met != nil && i.Seat == SeatPlaced && !i.Cancelled && i.Notice == nil
}

// last is until when it is of use: an ask while she can answer it, what both wanted some
// days longer.
func (p *acquaintance) last(plan Plan) time.Time {
	if p.Stage == stageAsks || meetLast(plan).IsZero() {
		return meetLast(plan)
	}
	return meetLast(plan).Add(meetTold)
}

// metAt is when she is told: after the end, by day unless she has just asked, and while she
// has not answered one ask not about the next.
func (k *diary) metAt(i *item, p *acquaintance) time.Time {
	at := k.t.Now
	if end := i.Plan.End().Add(time.Second); at.Before(end) { // it takes place anew
		at = end
	}
	for _, other := range i.Met.People {
		if rest := other.Told.Add(meetRest); p.Stage == stageAsks && !other.Told.IsZero() && rest.After(at) {
			at = rest
		}
	}
	if p.Now {
		return at
	}
	return k.p.Quiet.Awake(at, k.site(i))
}

// metTimer is when she is told of the next one.
func (i *item) metTimer() (first time.Time, ok bool) {
	if !i.tellsMet() {
		return first, false
	}
	for _, p := range i.Met.People {
		if !p.Due.IsZero() && (!ok || p.Due.Before(first)) {
			first, ok = p.Due, true
		}
	}
	return first, ok
}

func (k *diary) metGiven(i *item, p *acquaintance) map[string]string {
	kind := metAsks
	if p.Stage == stageShares {
		kind = metShares
	}
	return map[string]string{
		"event": i.Reference, "title": i.Plan.In(k.Lang).Title, "met_kind": kind, "met": strconv.Itoa(p.N), "met_code": Code(p.N),
		"met_name": p.Name, "met_words": p.Words,
	}
}

// What flows tell a guest about it.

func meetSomebody(c flows.Call) (flows.Request, error) {
	w := wish{Event: c.Answers["event"], Said: cut(c.Answers[fieldMeetWords])}
	w.Other, _ = ParseCode(c.Answers[fieldMeetNumber])
	if c.Answers[fieldMeetShows] == optionYes { // else it goes nowhere
		w.Name = cut(cmp.Or(c.Answers[fieldName], c.Answers[fieldHerName]))
	}
	return tellGuest(c, toldMeet, w)
}

func meetSay(c flows.Call) (flows.Request, error) {
	w := wish{Event: c.Answers["event"], Other: whole(c.Answers["met"]), Say: c.Answers[fieldMetSay]}
	if w.Say == optionYes {
		w.Said = cut(c.Answers[fieldMetWords])
	}
	return tellGuest(c, toldMeetSay, w)
}
