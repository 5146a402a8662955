package main

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"wecan/bot/mattermost"
	"wecan/flows"
	"wecan/flows/session"
	"wecan/i18n"
)

// Sessions at Mattermost: all of a team see what is to come at their site, and who
// comes. How those who may plan do so stands in mmsessionplan.go and
// mmsessionchange.go, what their dialogs ask for in mmsessionfields.go and
// mmsessionrest.go.

// planning is the line of the table for those who plan.
const planning = "sessions plan"

// The verbs of the buttons under what is said about sessions.
const (
	choosePlan   = "plansession" // a new one
	chooseIt     = "planit"      // what was shown as a draft
	chooseChange = "changesession"
	chooseMore   = "moresession"
	chooseSeries = "seriessession" // of a draft, a series; of a series, all that come later
	choosePeople = "peoplesession"
	chooseRhythm = "rhythmsession"
	chooseCancel = "cancelsession"
	chooseBack   = "backsession" // it takes place after all
)

func sessionChoices() []string {
	return []string{choosePlan, chooseIt, chooseChange, chooseMore, chooseSeries, choosePeople, chooseRhythm, chooseCancel, chooseBack}
}

// plans says whether she may plan sessions.
func (v *visit) plans() bool { return v.mayPlan(planning) }

// mayPlan says whether a line of the table is for her.
func (v *visit) mayPlan(what string) bool {
	one, ok := rightOf(what)
	return ok && one.may(v.who, nil) == allowed
}

// sessions lists those to come, shows one, or begins to plan one.
func (v *visit) sessions(ctx context.Context, rest string) (outcome, error) {
	first, _ := cutWord(rest)
	reference, _, mistake := cutReference(rest)
	switch {
	case reference != "":
		return v.session(ctx, reference)
	case oneOf(first, []string{"plan"}) != "" && !v.plans():
		return v.no("norole", "command", v.word+" help")
	case oneOf(first, []string{"plan"}) != "":
		return v.asksNew(), nil
	case mistake:
		return v.no("mistake", "example", exampleNumber)
	}
	all, err := v.at.sessions(ctx, v.who.Site, false)
	if err != nil {
		return outcome{}, err
	}
	return v.toCome(all), nil
}

// toCome is a list, with a card for each session.
func (v *visit) toCome(all []planned) outcome {
	var cards []flows.PostCard
	for _, s := range all[:min(len(all), linesMost)] {
		card := v.sessionCard(s, []string{v.span(s.Plan), v.where(s.Plan), v.comes(s)})
		v.offers(&card, s, chooseChange, chooseCancel)
		cards = append(cards, card)
	}
	plan := ""
	if v.plans() {
		plan = choosePlan
	}
	return v.listed("sessions", cards, len(all), plan)
}

// sessionCard is a card about a session.
func (v *visit) sessionCard(s planned, lines []string) flows.PostCard {
	card := flows.PostCard{
		Colour: flows.PostGreen, Title: v.say("sessions.title", "number", s.Reference, "title", s.Plan.Title),
		Text: strings.Join(lines, "\n"), About: aboutStand(s.stands()),
	}
	if s.Cancelled || s.Over {
		card.Colour = flows.PostGrey
	}
	return card
}

// offers puts buttons on a card, when she may use them.
func (v *visit) offers(card *flows.PostCard, s planned, verbs ...string) {
	if !v.plans() || s.Parked || s.Over {
		return
	}
	for _, verb := range verbs {
		key := "sessions." + verb
		if verb == chooseSeries {
			key = "sessions.moveseries"
		}
		card.Buttons = append(card.Buttons, flows.PostButton{Verb: verb, Label: v.say(key)})
	}
}

// session shows one, and all that was done to it.
func (v *visit) session(ctx context.Context, reference string) (outcome, error) {
	s, ok, err := v.sessionHere(ctx, reference)
	if err != nil || !ok {
		return outcome{text: v.say("sessions.notfound", "number", reference), no: true}, err
	}
	lines := v.sessionLines(s.Plan)
	verbs := []string{chooseChange, chooseMore, choosePeople, chooseRhythm}
	if s.Series != "" {
		verbs = append(verbs, chooseSeries)
	}
	verbs = append(verbs, chooseCancel)
	switch {
	case s.Cancelled:
		lines, verbs = append([]string{v.say("sessions.off")}, lines...), []string{chooseBack}
	case s.Over:
		lines = append([]string{v.say("sessions.over")}, lines...)
	}
	lines = append(lines, v.comes(s))
	for _, c := range s.Changes {
		lines = append(lines, v.did(c))
	}
	card := v.sessionCard(s, lines)
	v.offers(&card, s, verbs...)
	return outcome{cards: []flows.PostCard{card}}, nil
}

// sessionHere finds a session of her site.
func (v *visit) sessionHere(ctx context.Context, reference string) (planned, bool, error) {
	s, err := v.at.session(ctx, reference)
	if errors.Is(err, errNoSession) || err == nil && s.Plan.Site != v.who.Site {
		return s, false, nil
	}
	return s, err == nil, err
}

// span is from when to when it is, by the clock of the site.
func (v *visit) span(p session.Plan) string {
	return v.say("sessions.span", "when", v.moment(p), "until", p.End().In(v.Zone).Format("15:04"))
}

func (v *visit) moment(p session.Plan) string {
	return i18n.Moment(v.Lang, p.Start, v.Zone, v.Zone, "")
}

// where is where it is, in one line.
func (v *visit) where(p session.Plan) string {
	if p.Place == "" {
		return v.row("online", "link", p.Online)
	}
	return v.row("place", "place", p.Place)
}

// row is one of the lines that people read about a session, in her language.
func (v *visit) row(name, arg, value string) string {
	return v.Say(i18n.Key("session.row."+name), i18n.Arg{Name: arg, Value: value})
}

// comes is who comes, in one line.
func (v *visit) comes(s planned) string {
	t := s.Tally
	parts := []string{v.say("sessions.come", "count", strconv.Itoa(t.Coming))}
	if s.Plan.Capacity > 0 {
		parts[0] = v.say("sessions.comeof", "count", strconv.Itoa(t.Coming), "total", strconv.Itoa(s.Plan.Capacity))
	}
	for _, one := range []struct {
		key string
		n   int
	}{{"sessions.late", t.Late}, {"sessions.wait", t.Waiting}, {"sessions.cannot", t.Off}, {"sessions.children", t.Children}} {
		if one.n > 0 {
			parts = append(parts, v.say(one.key, "count", strconv.Itoa(one.n)))
		}
	}
	return strings.Join(parts, " · ")
}

// sessionLines are all that there is to say about a plan, in her language.
func (v *visit) sessionLines(p session.Plan) []string {
	lines := []string{v.span(p)}
	add := func(line, value string) {
		if value != "" {
			lines = append(lines, line)
		}
	}
	add(v.row("place", "place", p.Place), p.Place)
	add(v.say("sessions.map", "link", p.Map), p.Map)
	add(v.row("online", "link", p.Online), p.Online)
	lines = append(lines, v.say("sessions.for", "who", v.whom(p)))
	add(v.Say(i18n.Key("programme."+session.ListPhases+"."+p.Phase)), p.Phase)
	add(v.row("spoken", "languages", endonyms(p.Languages)), endonyms(p.Languages))
	add(v.row("interpreters", "languages", endonyms(p.Interpreters)), endonyms(p.Interpreters))
	if p.Childcare {
		lines = append(lines, v.Say("session.row.childcare"))
	}
	add(v.row("travel", "travel", p.Travel), p.Travel)
	add(v.row("trainer", "trainer", p.Trainer), p.Trainer)
	add(v.row("bring", "bring", p.Bring), p.Bring)
	return lines
}

// whom a plan is for.
func (v *visit) whom(p session.Plan) string {
	parts := v.whomIn(p.Cohort, p.Track)
	if len(parts) == 0 {
		return v.say("sessions.everybody")
	}
	return strings.Join(parts, " · ")
}

func (v *visit) cohort(id string) string {
	if c, ok := v.Programme.Cohort(id); ok {
		return c.Name
	}
	return id
}

// endonyms are languages by their own names.
func endonyms(langs []i18n.Lang) string {
	var out []string
	for _, l := range langs {
		out = append(out, i18n.Endonym(l))
	}
	return strings.Join(out, ", ")
}

// did is a change in words.
func (v *visit) did(c session.Change) string {
	return v.say("sessions.change", "what", v.say("sessions.did."+c.What), "name", c.By, "since", v.since(c.At))
}

// chosenSession does what a button under what is said about sessions asks for.
func (v *visit) chosenSession(ctx context.Context, c mattermost.Choice) (outcome, error) {
	if c.Verb == choosePlan {
		return v.asksNew(), nil
	}
	sub, no, err := v.subject(ctx, c.About)
	if err != nil || no.text != "" {
		return no, err
	}
	switch {
	case c.Verb == chooseChange:
		return outcome{dialog: v.asksPlan(sub)}, nil
	case c.Verb == chooseMore:
		return outcome{dialog: v.asksMore(sub)}, nil
	case c.Verb == chooseIt && sub.draft:
		return v.plansIt(ctx, sub)
	case c.Verb == chooseSeries && sub.draft:
		return outcome{dialog: v.asksSeries(sub)}, nil
	case c.Verb == chooseSeries && sub.was.Series != "":
		return v.asksMove(ctx, sub)
	case c.Verb == choosePeople && !sub.draft:
		return v.asksPeople(ctx, sub)
	case c.Verb == chooseRhythm && !sub.draft:
		return v.asksRhythm(ctx, sub)
	case c.Verb == chooseCancel && !sub.draft:
		return v.asksCancel(ctx, sub)
	case c.Verb == chooseBack && !sub.draft && sub.was.Cancelled:
		return v.reorders(ctx, sub, sub.plan)
	}
	return outcome{}, errors.New("a button is about something that it cannot be about")
}
