package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"wecan/bot/mattermost"
	"wecan/flows"
	"wecan/flows/event"
)

// What was handed in to an event, and the files of that, for those who plan. A file goes to
// the one who asks, in the direct channel of the bot and her: see [mattermost.Handout].

const (
	chooseEventWorks = "worksevent"
	chooseEventFile  = "fileevent"
)

// courier hands a file to one person at Mattermost: a [mattermost.Carrier].
type courier interface {
	Hand(ctx context.Context, h mattermost.Handout) error
}

// eventWorks lists what was handed in, those with the most votes first.
func (v *visit) eventWorks(ctx context.Context, e happening) (outcome, error) {
	made, err := v.at.works(ctx, e)
	if err != nil {
		return outcome{}, err
	}
	head := []string{v.eventHead(e)}
	if len(made) == 0 {
		return outcome{text: strings.Join(append(head, v.say("events.noworks")), "\n")}, nil
	}
	rows, err := v.at.roster(ctx, e)
	if err != nil {
		return outcome{}, err
	}
	if !e.Plan.Decided(v.now()) {
		head = append(head, v.say("events.secret"))
	}
	s := ideaSheet{event: e, made: ranked(made), rows: rows, now: v.now()}
	var lines []string
	var cards []flows.PostCard
	for _, w := range s.made {
		lines = append(lines, "", v.workLine(s, w))
		if w.Text != "" {
			lines = append(lines, plainly(w.Text))
		}
		if what, _, has := strings.Cut(w.File, ":"); has && len(cards) < linesMost {
			cards = append(cards, flows.PostCard{
				Colour: flows.PostGrey, Title: v.say("events.work", "count", strconv.Itoa(w.No), "title", plainly(w.Title)), Text: v.say("events.file." + fileKind(what)),
				About: fmt.Sprintf("%s %d", e.Reference, w.No), Buttons: v.eventLabels([]string{chooseEventFile}),
			})
		}
	}
	out := v.longAnswer(head, lines, "wecan events ideas "+e.Reference)
	out.cards, out.unshown = cards, v.say("events.works.unshown", "command", v.word+" events "+e.Reference+" ideas")
	return out, nil
}

// fileKind is what a file is, by the texts that there are.
func fileKind(what string) string {
	if what == "photo" {
		return what
	}
	return "document"
}

// workLine is something that was handed in, in a line.
func (v *visit) workLine(s ideaSheet, w event.Made) string {
	parts := []string{v.say("events.work", "count", strconv.Itoa(w.No), "title", plainly(w.Title))}
	if place := s.place(w); place != "" {
		parts = append(parts, v.say("events.place", "count", place))
	}
	parts = append(parts, v.say("events.votes", "count", strconv.Itoa(w.Votes)), v.say("events.by", "people", s.who(w)))
	if w.Team != "" {
		parts = append(parts, v.say("events.forteam", "number", w.Team))
	}
	return strings.Join(parts, " · ")
}

// sendsFile hands her the file of something that was handed in.
func (v *visit) sendsFile(ctx context.Context, about string) (outcome, error) {
	reference, rest := cutWord(about)
	e, no, err := v.eventToPlan(ctx, reference)
	if err != nil || no.text != "" {
		return no, err
	}
	made, err := v.at.works(ctx, e)
	if err != nil {
		return outcome{}, err
	}
	number, _ := strconv.Atoi(rest) // 0 is nobody's
	file, err := fileOf(e, made, number)
	if err != nil {
		return v.no("events.nofile")
	}
	err = v.hands(ctx, mattermost.Handout{Text: v.say("events.work", "count", strconv.Itoa(number), "title", titleOf(made, number)) + "\n" + v.eventHead(e), File: &file})
	switch {
	case err == nil:
		return v.yes("events.handed")
	case errors.Is(err, mattermost.ErrTooLarge):
		return v.no("events.large")
	case errors.Is(err, mattermost.ErrNoFile):
		return v.no("events.nofile")
	}
	return v.no("events.unhanded", "command", fmt.Sprintf("wecan events ideas %s --file=%d --out=FILE", e.Reference, number))
}

func titleOf(made []event.Made, number int) string {
	for _, w := range made {
		if w.No == number {
			return plainly(w.Title)
		}
	}
	return ""
}

var errNoCourier = errors.New("nobody carries files to Mattermost")

// hands gives her a file. What goes wrong is for the answer to say: she must not lose for it
// what was found.
func (v *visit) hands(ctx context.Context, h mattermost.Handout) error {
	if v.d.courier == nil {
		return errNoCourier
	}
	h.ID, h.User = v.id, v.user
	return v.d.courier.Hand(ctx, h)
}
