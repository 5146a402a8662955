package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"wecan/bot/mattermost"
	"wecan/flows/enrollment"
	"wecan/i18n"
)

// Applications at Mattermost: a coordinator sees those of her site, and decides in a
// dialog, by the rules of "wecan applications" and through the same inputs.

const (
	formDecide = "decide"

	applicationMost = 6000 // characters of what is shown of one
)

// applications lists those that wait for a decision, or shows one with a dialog to
// decide.
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
	slices.SortStableFunc(all, func(a, b filed) int { return a.Received.Compare(b.Received) })
	return listed(v, "applications.none", "applications.head", all, func(f filed) string {
		return v.say("applications.line", "number", f.Reference, "status", v.standsSo(f), "points", strconv.Itoa(f.Points), "since", v.since(f.Received))
	}, v.say("applications.how", "command", v.word+" applications WE-…")), nil
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
	out := outcome{text: cutTo(text, applicationMost)}
	if open := decisions(f); len(open) > 0 && !f.Parked {
		out.dialog = v.decision(f, open)
	}
	return out, nil
}

// shown is what "wecan applications show" shows, in her language.
func (v *visit) shown(ctx context.Context, f filed) (string, error) {
	d := newDeskReader(v.w, v.Lang).dossier(f)
	lines := []string{v.say("applications.line", "number", f.Reference, "status", v.standsSo(f), "points", strconv.Itoa(f.Points), "since", v.since(f.Received))}
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
	for _, c := range d.History {
		switch {
		case c.What == string(enrollment.StatusReceived), c.What == "opened":
		case c.Reason != "":
			lines = append(lines, v.say("applications.changewhy", "status", v.change(c.What), "name", c.By, "since", v.since(c.At), "why", c.Reason))
		default:
			lines = append(lines, v.say("applications.change", "status", v.change(c.What), "name", c.By, "since", v.since(c.At)))
		}
	}
	return strings.Join(lines, "\n"), nil
}

func (v *visit) change(what string) string {
	if slices.Contains(append(enrollment.Statuses(), enrollment.ChangeLapsed, enrollment.ChangeUpheld), enrollment.Status(what)) {
		return v.say("stands." + what)
	}
	return what
}

// decisions are those that can be made now in the dialog.
func decisions(f filed) []string {
	var out []string
	for _, verb := range []enrollment.Verb{enrollment.VerbAccept, enrollment.VerbReserve, enrollment.VerbDecline, enrollment.VerbUphold} {
		if slices.Contains(f.Open, verb) {
			out = append(out, string(verb))
		}
	}
	return out
}

// decision is the dialog about an application as it stands: when it has changed by
// the time that she sends it off, nothing is decided.
func (v *visit) decision(f filed, open []string) *mattermost.Dialog {
	fields := []mattermost.Field{{
		Name: fieldDecision, Kind: mattermost.FieldOneOf, Label: v.say("decide.label"),
		Options: v.options(open, func(id string) i18n.Key { return i18n.Key(mmKeys + "decide." + id) }),
	}}
	if reasons := enrollment.Reasons(v.w.defs.Programme); len(reasons) > 0 {
		fields = append(fields, mattermost.Field{
			Name: fieldReason, Kind: mattermost.FieldChoice, Label: v.say("decide.reason"), Help: v.say("decide.reasonhelp"), Optional: true,
			Options: v.options(reasons, func(id string) i18n.Key { return i18n.Key("programme.reasons." + id) }),
		})
	}
	return &mattermost.Dialog{
		Form: formDecide, About: fmt.Sprintf("%s %d", f.Reference, f.Version), Title: v.say("decide.title"), Submit: v.say("decide.send"),
		Intro: v.say("applications.line", "number", f.Reference, "status", v.standsSo(f), "points", strconv.Itoa(f.Points), "since", v.since(f.Received)),
		Fields: append(fields, mattermost.Field{
			Name: fieldWords, Kind: mattermost.FieldLong, Label: v.say("decide.words"), Help: v.say("decide.wordshelp"), Optional: true, Most: 200,
		}),
	}
}

// decide takes a decision, as "wecan applications" does.
func (v *visit) decide(ctx context.Context, form mattermost.Form) (outcome, error) {
	if one, _ := rightOf("applications"); one.may(v.who, nil) != allowed {
		return v.no("norole", "command", v.word+" help")
	}
	reference, version, _ := strings.Cut(form.About, " ")
	seen, err := strconv.Atoi(version)
	if err != nil {
		return outcome{}, fmt.Errorf("read what a dialog is about: %w", err)
	}
	f, ok, err := v.hersToDecide(ctx, reference)
	if err != nil || !ok {
		return outcome{text: v.say("applications.notfound", "number", reference), no: true}, err
	}
	what := form.Values[fieldDecision]
	if !slices.Contains([]string{
		string(enrollment.VerbAccept), string(enrollment.VerbReserve), string(enrollment.VerbDecline), string(enrollment.VerbUphold),
	}, what) {
		return outcome{text: v.say("dialog.empty"), no: true, field: fieldDecision}, nil
	}
	dec := enrollment.Decision{ID: v.id, By: v.by(), What: enrollment.Verb(what), Seen: seen}
	if dec.What == enrollment.VerbDecline || dec.What == enrollment.VerbUphold { // to others nobody tells a reason
		dec.Reason, dec.Words = form.Values[fieldReason], i18n.Clean(form.Values[fieldWords])
	}
	_, err = v.at.decide(ctx, v.d.turns, reference, dec)
	return v.decided(f, err)
}

// decided makes words of what the desk says of a decision.
func (v *visit) decided(f filed, err error) (outcome, error) {
	var changed stands
	switch {
	case err == nil:
		return outcome{}, nil
	case errors.As(err, &changed):
		return v.no("decide.changed", "number", f.Reference, "status", v.standsSo(changed.now))
	case errors.Is(err, enrollment.ErrNoReason), errors.Is(err, enrollment.ErrReason):
		field := fieldReason
		if len(enrollment.Reasons(v.w.defs.Programme)) == 0 {
			field = fieldWords
		}
		return outcome{text: v.say("decide.noreason"), no: true, field: field}, nil
	case errors.Is(err, enrollment.ErrWords):
		return outcome{text: v.say("decide.wordshelp"), no: true, field: fieldWords}, nil
	case f.Parked:
		return v.no("aside", "number", f.Reference)
	}
	return outcome{}, err
}
