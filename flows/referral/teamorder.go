package referral

import "wecan/flows"

// passOrder brings the order of somebody's phone to whom it is for, signed. She may have
// left the team, or lost her role, since her phone showed her the button.
func (k *sitting) passOrder(o flows.TeamOrder, from flows.ActorID) {
	if from.Kind() != flows.KindPerson || o.To != "" && o.To.Kind() != flows.KindBroadcast {
		k.reports = append(k.reports, "an order of the team that was for nobody was dropped")
		return
	}
	m, ok := k.announcer(k.byActor(from))
	if !ok {
		k.say(from, flows.TeamOthers, nil)
		return
	}
	if o.To == "" {
		k.say(from, flows.TeamMay, nil)
		return
	}
	o.Person, o.By, o.Site = from, m.Signed(), k.Site
	k.tell(o.To, flows.ToldTeamOrder, o)
}

// announcer is somebody of the team who may write announcements now.
func (k *sitting) announcer(c *colleague) (flows.TeamMember, bool) {
	if c == nil || c.Gone || c.Actor == "" {
		return flows.TeamMember{}, false
	}
	m, ok := k.profile(c)
	return m, ok && m.Announces()
}

// passAnswer brings an answer to her who ordered; what she asked for she is told.
func (k *sitting) passAnswer(a flows.TeamAnswer, from flows.ActorID) {
	if from.Kind() == flows.KindBroadcast && a.Person.Kind() == flows.KindPerson {
		k.say(a.Person, a.Name, a.Given)
	}
}

// passLetter brings news to the phones of those who may order.
func (k *sitting) passLetter(l flows.TeamLetter, from flows.ActorID) {
	if from.Kind() != flows.KindBroadcast {
		return
	}
	for _, c := range k.team {
		if _, ok := k.announcer(c); ok && c.Actor != l.Except && (l.Only == "" || c.Actor == l.Only) {
			k.say(c.Actor, l.Name, l.Given)
		}
	}
}
