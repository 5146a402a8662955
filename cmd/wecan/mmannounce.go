package main

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"wecan/flows"
	"wecan/flows/broadcast"
	"wecan/i18n"
)

// Announcements at Mattermost: coordinators, leads and deputies write to the people of
// their site. Nothing that is written is sent before it was counted and approved, so what
// a form says is kept at once, as a draft. What the forms ask for stands in
// mmannouncefields.go, and what is done with an announcement in mmannouncedo.go.

// announcing is the line of the table for those who write announcements.
const announcing = "announce"

// The verbs of the buttons under what is said about announcements. Those that open a form
// have its name.
const (
	chooseCast        = "newcast"
	chooseCastCount   = "countcast"
	chooseCastApprove = "approvecast"
	chooseCastRefuse  = "refusecast"
	chooseCastPause   = "pausecast"
	chooseCastResume  = "resumecast"
	chooseCastCancel  = "cancelcast"
	chooseCastDelete  = "deletecast"
	chooseCastTest    = "testcast"
)

// castVerb is what a button orders.
type castVerb struct {
	verb string
	what broadcast.What
	asks bool // a form asks once more
}

// castVerbs are in the order in which the buttons stand.
func castVerbs() []castVerb {
	return []castVerb{
		{chooseCastCount, broadcast.WhatCount, false},
		{chooseCastApprove, broadcast.WhatApprove, true},
		{chooseCastRefuse, broadcast.WhatRefuse, false},
		{chooseCastPause, broadcast.WhatPause, false},
		{chooseCastResume, broadcast.WhatResume, false},
		{formCastCorrect, broadcast.WhatCorrect, false},
		{chooseCastDelete, broadcast.WhatDelete, true},
		{chooseCastTest, broadcast.WhatTest, false},
		{chooseCastCancel, broadcast.WhatCancel, true},
	}
}

func castVerbOf(verb string) (castVerb, bool) {
	all := castVerbs()
	if at := slices.IndexFunc(all, func(v castVerb) bool { return v.verb == verb }); at >= 0 {
		return all[at], true
	}
	return castVerb{}, false
}

func announceChoices() []string {
	out := []string{chooseCast}
	for _, one := range castVerbs() {
		out = append(out, one.verb)
	}
	for _, part := range castParts() {
		out = append(out, part.form)
	}
	return out
}

// announceButtons are the verbs of the report, which stands in the team's channel.
func announceButtons() []string {
	return []string{broadcast.VerbApprove, broadcast.VerbRefuse, broadcast.VerbPause, broadcast.VerbResume, broadcast.VerbCancel}
}

// announce lists announcements, shows one or what people read of it, or begins a new one.
func (v *visit) announce(ctx context.Context, rest string) (outcome, error) {
	first, _ := cutWord(rest)
	reference, more, mistake := cutReference(rest)
	switch {
	case reference != "":
		a, ok, err := v.announcementHere(ctx, reference)
		if err != nil || !ok {
			return outcome{text: v.say("announce.notfound", "number", reference), no: true}, err
		}
		if word, _ := cutWord(more); oneOf(word, []string{"preview"}) != "" {
			return outcome{text: v.castTitle(a), cards: v.previewCards(a)}, nil
		}
		return v.showsCast(a), nil
	case oneOf(first, []string{"new"}) != "":
		return v.asksNewCast(), nil
	case mistake:
		return v.no("mistake", "example", exampleNumber)
	}
	list, err := v.at.announcements().list(ctx, v.who.Site, true)
	if err != nil {
		return outcome{}, err
	}
	var cards []flows.PostCard
	for _, a := range newestFirst(list)[:min(len(list), linesMost)] {
		state, lines := a.Says(v.Reader)
		cards = append(cards, v.castCard(a, append([]string{state}, lines...)))
	}
	return v.listed(announcing, cards, len(list), chooseCast), nil
}

// announcementHere finds an announcement of her site.
func (v *visit) announcementHere(ctx context.Context, reference string) (announced, bool, error) {
	a, err := v.at.announcement(ctx, reference)
	if errors.Is(err, errNoAnnouncement) || err == nil && a.Plan.Site != v.who.Site {
		return a, false, nil
	}
	return a, err == nil, err
}

func (v *visit) castTitle(a announced) string {
	title := a.Plan.Title
	if a.Plan.Kind == flows.CastDigest {
		title = v.say("announce.kind.digest")
	}
	return v.say("sessions.title", "number", a.Reference, "title", title)
}

func (v *visit) castCard(a announced, lines []string) flows.PostCard {
	card := flows.PostCard{Colour: flows.PostAmber, Title: v.castTitle(a), Text: strings.Join(lines, "\n"), About: aboutStand(a.stands())}
	switch a.State {
	case broadcast.StateRunning, broadcast.StateCorrecting, broadcast.StateDeleting:
		card.Colour = flows.PostGreen
	case broadcast.StateDone, broadcast.StateCancelled:
		card.Colour = flows.PostGrey
	case broadcast.StateDraft, broadcast.StateCounting, broadcast.StateCounted, broadcast.StateScheduled, broadcast.StatePaused:
	}
	return card
}

// showsCast shows one with all that can be done with it now, and the forms to change it.
func (v *visit) showsCast(a announced) outcome {
	lines := v.castLines(a)
	for _, c := range a.Changes {
		lines = append(lines, v.castDid(c))
	}
	card := v.castCard(a, append(lines, v.say("announce.hint.preview", "command", v.castCommand(a)+" preview")))
	if a.Parked {
		return outcome{text: v.say("aside", "number", a.Reference), cards: []flows.PostCard{card}}
	}
	next := broadcast.WhatCount
	if v.mayCast(a, broadcast.WhatApprove) {
		next = broadcast.WhatApprove
	}
	for _, one := range castVerbs() {
		if v.mayCast(a, one.what) {
			card.Buttons = append(card.Buttons, flows.PostButton{Verb: one.verb, Label: v.castLabel(a, one), Primary: one.what == next})
		}
	}
	out := outcome{cards: []flows.PostCard{card}}
	if v.mayCast(a, broadcast.WhatPlan) {
		more := flows.PostCard{Colour: flows.PostGrey, Text: v.say("announce.draft"), About: card.About}
		for _, part := range castParts() {
			if part.form != formCastCorrect {
				more.Buttons = append(more.Buttons, flows.PostButton{Verb: part.form, Label: v.say("announce." + part.form)})
			}
		}
		out.cards = append(out.cards, more)
	}
	return out
}

// castLabel is what stands on a button. What was approved and has not begun is not refused
// but taken back.
func (v *visit) castLabel(a announced, one castVerb) string {
	if one.what == broadcast.WhatRefuse && a.State == broadcast.StateScheduled && a.Pending == nil {
		return v.say("announce.draftcast")
	}
	return v.say("announce." + one.verb)
}

// mayCast says whether something could be ordered now, by her.
func (v *visit) mayCast(a announced, what broadcast.What) bool {
	o := broadcast.Order{By: v.by(), Plan: a.Plan, To: v.who.Person}
	err := a.May(what, o, v.now())
	var refused broadcast.RefusedError
	return err == nil || what == broadcast.WhatCorrect && errors.As(err, &refused) && refused.Why == broadcast.WhySame // a form says what is other
}

func (v *visit) castCommand(a announced) string { return v.word + " " + announcing + " " + a.Reference }

// castDid is a change in words.
func (v *visit) castDid(c broadcast.Change) string {
	what := v.say("announce.did." + string(c.What))
	if c.By == flows.ByProgram {
		return v.say("announce.happened", "what", what, "since", v.since(c.At))
	}
	return v.say("sessions.change", "what", what, "name", c.By, "since", v.since(c.At))
}

// castLines are all that there is to say about one.
func (v *visit) castLines(a announced) []string {
	p := a.Plan
	state, numbers := a.Says(v.Reader)
	if p.Kind == flows.CastDigest {
		return append(v.digestLines(p, state, a.Until), numbers...)
	}
	lines := []string{
		state, v.say("announce.kind", "kind", v.say("announce.kind."+string(p.Kind))),
		v.say("sessions.for", "who", v.castWhom(p.Segment)), v.say("announce.soon"),
	}
	if !p.At.IsZero() {
		lines[3] = v.say("announce.begins", "when", v.clock(p.At, v.zoneOf(p.Site)))
	}
	if until := laterOf(p.Until, a.Until); !until.IsZero() {
		lines = append(lines, v.say("announce.until", "when", v.clock(until, v.zoneOf(p.Site))))
	}
	if p.File != nil {
		lines = append(lines, v.say("announce.file."+p.File.What))
	}
	for _, b := range p.Buttons {
		lines = append(lines, v.say("announce.button", "label", b.Labels[0].Text))
	}
	if missing := p.Without(readIn(v.w)); len(missing) > 0 {
		lines = append(lines, v.say("announce.without", "languages", endonyms(missing)), v.say("announce.missing."+string(p.Missing)))
	}
	lines = append(lines, numbers...)
	if t := a.Counted; !t.Ended.IsZero() && a.Sent.Began.IsZero() {
		if t.Reach() < broadcast.PeopleLeast {
			lines = append(lines, v.say("announce.few", "number", a.Reference))
		}
		lines = append(lines, v.say("announce.counted", "when", v.clock(t.Ended, v.zoneOf(p.Site))))
	}
	for _, one := range a.Approvals {
		lines = append(lines, v.say("sessions.change", "what", v.say("announce.did.approve"), "name", one.By, "since", v.since(one.At)))
	}
	return lines
}

// digestLines are what there is to say about the events of a week.
func (v *visit) digestLines(p broadcast.Plan, state string, until time.Time) []string {
	lines := []string{state, v.say("announce.asked", "command", "/weekly"), v.say("announce.until", "when", v.clock(until, v.zoneOf(p.Site)))}
	shown := p.Events[:min(len(p.Events), linesMost)]
	for _, e := range shown {
		title := e.Reference
		if len(e.Titles) > 0 {
			title = e.Titles[0].Text
		}
		lines = append(lines, "• "+v.say("sessions.title", "number", e.Reference, "title", title)+" · "+v.clock(e.Start, v.zoneOf(e.Where))+" · "+v.site(e.Where))
	}
	if left := len(p.Events) - len(shown); left > 0 {
		lines = append(lines, v.say("more", "count", strconv.Itoa(left)))
	}
	return lines
}

// previewCards are what people read, a card for each language.
func (v *visit) previewCards(a announced) []flows.PostCard {
	plan := a.Plan
	if a.Pending != nil {
		plan = *a.Pending
	}
	var cards []flows.PostCard
	for _, one := range v.w.previews(plan, a.Reference, nil) {
		card := flows.PostCard{Colour: flows.PostGreen, Title: i18n.Endonym(one.lang), Text: one.message.Text}
		switch {
		case one.missing():
			card.Colour = flows.PostAmber
			if one.without != "" {
				card.Text = v.say("announce.missing." + string(plan.Missing))
			}
		case one.words.Reviewed:
			card.Title = v.say("announce.reviewed", "language", card.Title)
		}
		for _, row := range one.message.Buttons {
			for _, b := range row {
				card.Text += "\n" + i18n.Isolate(v.Lang, "["+b.Label+"]")
			}
		}
		cards = append(cards, card)
	}
	return cards
}

// castCount is how many a count found, in one line.
func (v *visit) castCount(a announced) string {
	return v.say("announce.reach", "count", strconv.Itoa(a.Counted.Reach()))
}
