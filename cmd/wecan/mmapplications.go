package main

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"wecan/bot/sandbox"
	"wecan/flows"
	"wecan/flows/enrollment"
	"wecan/i18n"
)

// Applications at Mattermost: a coordinator sees those of her site, each with a button
// that opens it, or one with a button for each decision. How she decides stands in
// mmdecide.go.

const (
	applicationMost  = 6000 // characters of what is shown of one
	applicationsPage = 10   // so many stand in a list: each is a card
)

// applications lists those that wait for a decision, or shows one.
func (v *visit) applications(ctx context.Context, rest string) (outcome, error) {
	reference, _, mistake := cutReference(rest)
	switch {
	case mistake:
		return v.no("mistake", "example", exampleNumber)
	case reference != "":
		return v.application(ctx, reference)
	}
	var all []filed
	for _, status := range []enrollment.Status{enrollment.StatusReceived, enrollment.StatusReview, enrollment.StatusAppeal} {
		list, err := v.at.list(ctx, wanted{site: v.who.Site, status: status})
		if err != nil {
			return outcome{}, err
		}
		all = append(all, list...)
	}
	slices.SortFunc(all, func(a, b filed) int {
		return cmp.Or(a.Received.Compare(b.Received), strings.Compare(a.Reference, b.Reference))
	})
	if len(all) == 0 {
		return v.yes("applications.none")
	}
	page, _ := strconv.Atoi(rest) // the first one, unless a number says another
	return v.page(all, max(page, 1)), nil
}

// page is a page of a list, the first is 1. Behind the last one it is that: what was
// decided meanwhile stands in the list no more.
func (v *visit) page(all []filed, page int) outcome {
	from := min((page-1)*applicationsPage, (len(all)-1)/applicationsPage*applicationsPage)
	shown := all[from:min(from+applicationsPage, len(all))]
	out := outcome{text: v.say("applications.head", "count", strconv.Itoa(len(all))) + "\n" + v.say("applications.how", "command", v.word+" applications WE-…")}
	for _, f := range shown {
		out.cards = append(out.cards, flows.PostCard{
			Colour: colourOf(f), Text: v.applicationLine(f), About: aboutOf(f),
			Buttons: []flows.PostButton{{Verb: chooseOpen, Label: v.say("applications.open", "number", f.Reference)}},
		})
	}
	if left := len(all) - from - len(shown); left > 0 {
		command := v.word + " applications"
		out.cards = append(out.cards, flows.PostCard{Colour: flows.PostGrey, Text: v.say(
			"applications.more", "count", strconv.Itoa(left), "command", command, "now", command+" "+strconv.Itoa(from/applicationsPage+2),
		)})
	}
	return out
}

func (v *visit) applicationLine(f filed) string {
	return v.say("applications.line", "number", f.Reference, "status", v.standsSo(f), "points", strconv.Itoa(f.Points), "since", v.since(f.Received))
}

// colourOf is that of an application's card.
func colourOf(f filed) flows.PostColour {
	switch f.Status {
	case enrollment.StatusReceived, enrollment.StatusReview, enrollment.StatusAppeal:
		return flows.PostAmber
	case enrollment.StatusAccepted:
		return flows.PostGreen
	case enrollment.StatusReserve, enrollment.StatusOffered, enrollment.StatusDeclined, enrollment.StatusWithdrawn:
	}
	return flows.PostGrey
}

// standsSo is how an application stands.
func (v *visit) standsSo(f filed) string { return v.say("stands." + string(f.Status)) }

// hersToDecide finds an application of her site.
func (v *visit) hersToDecide(ctx context.Context, reference string) (filed, bool, error) {
	f, err := v.at.show(ctx, reference)
	if errors.Is(err, errNoApplication) || err == nil && f.Site() != v.who.Site {
		return f, false, nil
	}
	f.HideCertificate()
	return f, err == nil, err
}

func (v *visit) application(ctx context.Context, reference string) (outcome, error) {
	f, ok, err := v.hersToDecide(ctx, reference)
	if err != nil || !ok {
		return outcome{text: v.say("applications.notfound", "number", reference), no: true}, err
	}
	text, err := v.shown(ctx, f)
	if err != nil {
		return outcome{}, err
	}
	card := flows.PostCard{Colour: colourOf(f), Title: v.applicationLine(f), Text: text, About: aboutOf(f)}
	if !f.Parked {
		for _, verb := range decisions(f) {
			card.Buttons = append(card.Buttons, flows.PostButton{
				Verb: string(verb), Label: v.say("decide." + string(verb)), Primary: verb == enrollment.VerbAccept,
			})
		}
	}
	return outcome{cards: []flows.PostCard{card}}, nil
}

// shown is what "wecan applications show" shows below its first line, in her
// language, as far as there is room.
func (v *visit) shown(ctx context.Context, f filed) (string, error) {
	d := newDeskReader(v.w, v.Lang).dossier(f)
	var lines []string
	add := func(label, value string) {
		lines = append(lines, v.say("applications.answer", "label", label, "answer", value))
	}
	places, err := v.at.places(ctx, f.Site())
	if err != nil {
		return "", err
	}
	for _, p := range places {
		if p.Unlimited {
			lines = append(lines, v.say("places.all"))
			continue
		}
		lines = append(lines, v.say("places.free", "count", strconv.Itoa(p.Free), "total", strconv.Itoa(p.Total)))
	}
	for _, met := range d.Met {
		lines = append(lines, "✓ "+i18n.Isolate(v.Lang, met))
	}
	for _, a := range d.Answers {
		add(a.Label, a.Text)
	}
	for _, c := range decidedIn(d) {
		lines = append(lines, v.happened(c))
	}
	return cutTo(strings.Join(lines, "\n"), applicationMost), nil
}

// decidedIn are the changes since an application was received.
func decidedIn(d sandbox.Dossier) []sandbox.Change {
	return slices.DeleteFunc(slices.Clone(d.History), func(c sandbox.Change) bool {
		return c.What == string(enrollment.StatusReceived) || c.What == "opened"
	})
}

// happened is a change in words.
func (v *visit) happened(c sandbox.Change) string {
	args := []string{"status", v.change(c.What), "name", c.By, "since", v.since(c.At)}
	if c.Reason != "" {
		return v.say("applications.changewhy", append(args, "why", c.Reason)...)
	}
	return v.say("applications.change", args...)
}

func (v *visit) change(what string) string {
	if slices.Contains(append(enrollment.Statuses(), enrollment.ChangeLapsed, enrollment.ChangeUpheld), enrollment.Status(what)) {
		return v.say("stands." + what)
	}
	return what
}
