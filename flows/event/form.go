package event

import (
	"errors"
	"strings"
	"time"

	"wecan/flows"
)

// letterForm begins the questions of a sign-up, since she asked for them. They are a flow
// of their own, which is told what this event is about: nothing else is asked.
const letterForm = "event.form"

// What a sign-up can ask for, as words of the value asks.
const (
	asksKept     = "kept"     // nothing anew: the answers that stand in her chat are those to this event
	asksNotice   = "notice"   // she is not enrolled: what happens with her answers, and her name
	asksTeam     = "team"     // what she can do, her idea, her languages, a friend
	asksAmong    = "among"    // whether she wants to be in a team of women only
	asksChildren = "children" // how many children she brings
	asksWomen    = "women"    // whether she wants one of the places for women
	asksParents  = "parents"  // the same
)

// formGives are the values of a sign-up: asks are words with a blank between them.
func formGives() []string { return []string{"event", "title", "when", "asks"} }

// asks are what a sign-up to this event asks her for. It is one value and not several,
// so that whoever walks the flow tries each once, and not all of them with all others.
func (p Plan) asks(kept, enrolled bool) string {
	var out []string
	add := func(word string, so bool) {
		if so {
			out = append(out, word)
		}
	}
	add(asksKept, kept)
	add(asksNotice, !enrolled)
	add(asksTeam, p.TeamMax > 0)
	add(asksAmong, p.TeamMax > 0 && p.WomenTeams)
	add(asksChildren, p.Childcare)
	add(asksWomen, p.reserves(GroupWomen))
	add(asksParents, p.reserves(GroupParents))
	return strings.Join(out, " ")
}

// form begins the sign-up to an event that she may come to, or the change of what she
// answered.
func (k *diary) form(i *item) error {
	if k.Last != i.Reference { // its answers take the place of those to the other one
		k.Last = ""
	}
	return errors.Join(
		k.say(letterForm, i.Plan.End(), map[string]string{
			"event": i.Reference, "title": i.Plan.In(k.Lang).Title, "when": flows.When(i.Plan.Site, i.Plan.Start),
			"asks": i.Plan.asks(i.Seat.engaged() && k.Last == i.Reference, len(k.parts()) > 0),
		}),
		k.say(answerBegun, time.Time{}, nil),
	)
}
