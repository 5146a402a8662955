package event_test

import (
	"fmt"
	"slices"

	"wecan/flows"
	"wecan/flows/event"
)

var teamCodes = []string{"", "111111", "222222"} //nolint:gochecknoglobals // a constant; "" for none

// notes in which team a guest takes herself to be.
func (x *gallery) notes(who flows.ActorID) {
	if who.Kind() != flows.KindGuest || x.now.Before(x.plan.Start) || x.ended(x.now.Add(x.slack)) {
		return
	}
	if x.been[who] == nil {
		x.been[who] = map[string]bool{}
	}
	x.been[who][x.team(who)] = true
}

// fair: nobody's vote is for a team in which she was.
func (x *gallery) fair() {
	for who, no := range x.votes {
		if key := x.works[no-1].key; x.been[who][key] && x.placed[who] > 0 {
			x.fail("somebody votes for %s, in which she was", key)
		}
	}
}

// joins puts somebody into a team, "" for none.
func (x *gallery) joins(chat int64, code string) {
	n := x.placed[event.GuestOf(x.ids, x.ids.Person(chat))]
	if n == 0 {
		return
	}
	x.wishes++
	o := event.Order{ID: fmt.Sprint("t", x.wishes), By: "Anna", Reference: x.ref}
	for _, one := range teamCodes[1:] {
		p := event.Placing{Code: one, Force: []int{n}}
		if one == code {
			p.Members = p.Force
		} else {
			p.Drop = p.Force
		}
		o.Teams = append(o.Teams, p)
	}
	in, err := event.NewTeams(x.ids, o)
	if err != nil {
		x.tb.Fatal(err)
	}
	x.bring(delivery{in.To, in.Input})
}

// cheats has somebody leave a team and vote for what it made, or vote for that and join it.
func (x *gallery) cheats(chat int64, e *exhibit) string {
	switch {
	case !slices.Contains(teamCodes, e.key):
		return "nothing"
	case x.team(event.GuestOf(x.ids, x.ids.Person(chat))) == e.key:
		x.joins(chat, "")
		x.picksOne(chat, e.no)
		return fmt.Sprint(chat, " leaves ", e.key, " and votes for it")
	}
	x.picksOne(chat, e.no)
	x.joins(chat, e.key)
	return fmt.Sprint(chat, " votes for ", e.key, " and joins it")
}
