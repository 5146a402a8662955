package main

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"wecan/bot/mattermost"
	"wecan/flows"
	"wecan/flows/event"
	"wecan/flows/session"
)

// Events at Mattermost: all of a team see what is to come, at their site first, and how
// many have a place. How those who may plan do so stands in mmeventplan.go and
// mmeventchange.go, what their dialogs ask for in mmeventfields.go and mmeventparts.go,
// and who has signed up in mmeventpeople.go.

// planningEvents is the line of the table for those who plan.
const planningEvents = "events plan"

// The verbs of the buttons under what is said about events. Those that open a form have
// its name.
const (
	chooseEvent       = "planevent" // a new one
	chooseEventIt     = "eventit"   // what was shown as a draft
	chooseEventPeople = "peopleevent"
	chooseEventTeams  = "teamsevent"
	chooseEventLink   = "linkevent"
	chooseEventCancel = "cancelevent"
	chooseEventBack   = "backevent" // it takes place after all
)

func eventChoices() []string {
	out := []string{
		chooseEvent, chooseEventIt, chooseEventPeople, chooseEventTeams, chooseEventLink, chooseEventCancel, chooseEventBack,
		chooseTeamsMove, chooseTeamsPublish, chooseEventDoor, chooseEventCame, chooseEventWorks, chooseEventFile,
	}
	for _, part := range eventParts() {
		out = append(out, part.form)
	}
	return out
}

// events lists those to come, shows one, begins to plan one, or says what stands behind
// the number of one.
func (v *visit) events(ctx context.Context, rest string) (outcome, error) {
	first, _ := cutWord(rest)
	reference, more, mistake := cutReference(rest)
	switch {
	case reference != "" && more != "":
		return v.eventMore(ctx, reference, more)
	case reference != "":
		return v.event(ctx, reference)
	case oneOf(first, []string{"plan"}) != "" && !v.mayPlan(planningEvents):
		return v.no("norole", "command", v.word+" help")
	case oneOf(first, []string{"plan"}) != "":
		return v.asksNewEvent(), nil
	case mistake:
		return v.no("mistake", "example", exampleNumber)
	}
	all, err := v.eventsToCome(ctx)
	if err != nil {
		return outcome{}, err
	}
	var cards []flows.PostCard
	for _, e := range all[:min(len(all), linesMost)] {
		card := v.eventCard(e, []string{v.eventSpan(e.Plan), v.eventPlace(e.Plan), v.seats(e)})
		v.eventButtons(&card, e, formEvent, chooseEventPeople, chooseEventCancel)
		cards = append(cards, card)
	}
	plan := ""
	if v.mayPlan(planningEvents) {
		plan = chooseEvent
	}
	return v.listed("events", cards, len(all), plan), nil
}

// eventsToCome are those of her site, and behind them those to which its people can go.
func (v *visit) eventsToCome(ctx context.Context) ([]happening, error) {
	all, err := v.at.events(ctx, "", false)
	var hers, others []happening
	for _, e := range all {
		switch {
		case e.Plan.Site == v.who.Site:
			hers = append(hers, e)
		case v.seesEvent(e):
			others = append(others, e)
		}
	}
	return append(hers, others...), err
}

// seesEvent says whether an event is at her site, or open to the people there.
func (v *visit) seesEvent(e happening) bool {
	return e.Plan.Site == v.who.Site || len(e.Plan.Sites) == 0 || slices.Contains(e.Plan.Sites, v.who.Site)
}

// plansEvent says whether she may change it, and see who has signed up.
func (v *visit) plansEvent(e happening) bool {
	return e.Plan.Site == v.who.Site && v.mayPlan(planningEvents)
}

// eventHere finds an event that she may see.
func (v *visit) eventHere(ctx context.Context, reference string) (happening, bool, error) {
	e, err := v.at.event(ctx, reference)
	if errors.Is(err, errNoEvent) || err == nil && !v.seesEvent(e) {
		return e, false, nil
	}
	return e, err == nil, err
}

// eventCard is a card about an event.
func (v *visit) eventCard(e happening, lines []string) flows.PostCard {
	card := flows.PostCard{
		Colour: flows.PostGreen, Title: v.say("sessions.title", "number", e.Reference, "title", e.Plan.In(v.Lang).Title),
		Text: strings.Join(lines, "\n"), About: aboutStand(e.stands()),
	}
	if e.Cancelled || e.Over {
		card.Colour = flows.PostGrey
	}
	return card
}

// eventButtons puts buttons on a card, when she may use them.
func (v *visit) eventButtons(card *flows.PostCard, e happening, verbs ...string) {
	if !v.plansEvent(e) || e.Parked || e.Over {
		return
	}
	card.Buttons = append(card.Buttons, v.eventLabels(verbs)...)
}

func (v *visit) eventLabels(verbs []string) []flows.PostButton {
	var out []flows.PostButton
	for _, verb := range verbs {
		out = append(out, flows.PostButton{Verb: verb, Label: v.say("events." + verb), Primary: verb == chooseEventIt})
	}
	return out
}

// event shows one, and all that was done to it.
func (v *visit) event(ctx context.Context, reference string) (outcome, error) {
	e, ok, err := v.eventHere(ctx, reference)
	if err != nil || !ok {
		return outcome{text: v.say("events.notfound", "number", reference), no: true}, err
	}
	lines := v.eventLines(e.Plan)
	verbs := []string{formEvent, chooseEventPeople}
	if e.Plan.TeamMax > 0 {
		verbs = append(verbs, chooseEventTeams)
	}
	verbs = append(verbs, chooseEventLink, chooseEventCancel)
	switch {
	case e.Cancelled:
		lines, verbs = append([]string{v.say("events.off")}, lines...), []string{chooseEventBack}
	case e.Over:
		lines = append([]string{v.say("events.over")}, lines...)
	}
	lines = append(append(lines, v.seats(e)), v.keptPlaces(e)...)
	for _, c := range e.Changes {
		lines = append(lines, v.didEvent(c))
	}
	card := v.eventCard(e, lines)
	v.eventButtons(&card, e, verbs...)
	out := outcome{cards: []flows.PostCard{card}}
	if day, ok := v.dayCard(e); ok {
		out.cards = append(out.cards, day)
	}
	if more := (flows.PostCard{Colour: flows.PostGrey, Text: v.say("events.more"), About: card.About}); len(verbs) > 1 && len(card.Buttons) > 0 {
		for _, part := range eventParts()[1:] {
			v.eventButtons(&more, e, part.form)
		}
		out.cards = append(out.cards, more)
	}
	return out, nil
}

// eventMore answers what stands behind the number of an event.
func (v *visit) eventMore(ctx context.Context, reference, more string) (outcome, error) {
	e, ok, err := v.eventHere(ctx, reference)
	if err != nil || !ok {
		return outcome{text: v.say("events.notfound", "number", reference), no: true}, err
	}
	word, rest := cutWord(more)
	what := oneOf(word, []string{"people", "teams", "link", "code", "came", "ideas"})
	switch {
	case what == "":
		return v.event(ctx, reference)
	case !v.plansEvent(e):
		return v.no("norole", "command", v.word+" help")
	case e.Parked:
		return v.no("aside", "number", e.Reference)
	}
	switch what {
	case "people":
		return v.eventPeople(ctx, e)
	case "teams":
		return v.eventTeams(ctx, e, typedProposal(e.Reference, rest))
	case "code":
		return v.eventDoor(e), nil
	case "ideas":
		return v.eventWorks(ctx, e)
	case "came":
		if rest == "" {
			return v.asksCame(ctx, e)
		}
		return v.notesCame(ctx, e, rest, false)
	}
	return v.eventLink(ctx, e)
}

// chosenEvent does what a button under what is said about events asks for.
func (v *visit) chosenEvent(ctx context.Context, c mattermost.Choice) (outcome, error) {
	if c.Verb == chooseEvent {
		return v.asksNewEvent(), nil
	}
	switch c.Verb {
	case chooseTeamsMove, chooseTeamsPublish:
		return v.chosenTeams(ctx, c)
	case chooseEventDoor, chooseEventCame, chooseEventWorks:
		return v.chosenDay(ctx, c)
	case chooseEventFile:
		return v.sendsFile(ctx, c.About)
	}
	sub, no, err := v.eventSubject(ctx, c.About)
	if err != nil || no.text != "" {
		return no, err
	}
	if part, ok := partOf(c.Verb); ok && (!sub.draft || part.draft) {
		return outcome{dialog: v.asksPart(sub, part)}, nil
	}
	switch {
	case c.Verb == chooseEventIt && sub.draft:
		return v.plansEventIt(ctx, sub)
	case sub.draft:
	case c.Verb == chooseEventPeople:
		return v.eventPeople(ctx, sub.was)
	case c.Verb == chooseEventTeams:
		return v.eventTeams(ctx, sub.was, teamProposal{Reference: sub.was.Reference})
	case c.Verb == chooseEventLink:
		return v.eventLink(ctx, sub.was)
	case c.Verb == chooseEventCancel:
		return outcome{dialog: v.asksEventCancel(sub)}, nil
	case c.Verb == chooseEventBack && sub.was.Cancelled:
		return v.reordersEvent(ctx, sub, sub.plan)
	}
	return outcome{}, errors.New("a button is about something that it cannot be about")
}

// chosenDay does what a button for the day of an event asks for.
func (v *visit) chosenDay(ctx context.Context, c mattermost.Choice) (outcome, error) {
	reference, _ := cutWord(c.About)
	e, no, err := v.eventToPlan(ctx, reference)
	switch {
	case err != nil || no.text != "":
		return no, err
	case c.Verb == chooseEventWorks:
		return v.eventWorks(ctx, e)
	case c.Verb == chooseEventCame:
		return v.asksCame(ctx, e)
	}
	return v.eventDoor(e), nil
}

// seats is how the places stand, in one line.
func (v *visit) seats(e happening) string {
	t := e.Tally
	absent := 0 // where nobody was noted nothing is known
	if t.In > 0 {
		absent = t.Placed - t.In
	}
	away := "events.notyet"
	if e.Over || v.now().After(e.Plan.End()) {
		away = "events.absent"
	}
	parts := []string{v.say("events.placed", "count", strconv.Itoa(t.Placed))}
	if e.Plan.Capacity > 0 {
		parts[0] = v.say("events.placedof", "count", strconv.Itoa(t.Placed), "total", strconv.Itoa(e.Plan.Capacity))
	}
	for _, one := range []struct {
		key string
		n   int
	}{{"events.offered", t.Offered}, {"sessions.wait", t.Waiting}, {"events.silent", t.Silent}, {"events.left", t.Left}, {"events.came", t.In}, {away, absent}, {"sessions.children", t.Children}} {
		if one.n > 0 {
			parts = append(parts, v.say(one.key, "count", strconv.Itoa(one.n)))
		}
	}
	return strings.Join(parts, " · ")
}

// ofPlan is a change of what was planned, as a session's; false for what is noted beside.
func ofPlan(c event.Change) (session.Change, bool) {
	switch c.What {
	case event.ChangeCame, event.ChangeNotCame, event.ChangeTeams:
		return session.Change{}, false
	}
	return session.Change{At: c.At, By: c.By, What: c.What}, true
}

// didEvent is a change in words.
func (v *visit) didEvent(c event.Change) string {
	if one, ok := ofPlan(c); ok {
		return v.did(one)
	}
	return v.say("sessions.change", "what", v.say("events.did."+c.What, "count", strconv.Itoa(c.N)), "name", c.By, "since", v.since(c.At))
}

// keptPlaces are the places that are kept for groups, a line for each.
func (v *visit) keptPlaces(e happening) []string {
	var lines []string
	for _, r := range e.Plan.Reserved {
		lines = append(lines, v.say("events.kept", "group", v.group(r.ID), "count", strconv.Itoa(e.Tally.Reserved[r.ID]), "total", strconv.Itoa(r.Places)))
	}
	return lines
}

func (v *visit) group(id event.Group) string { return v.say("events.field." + string(id)) }
