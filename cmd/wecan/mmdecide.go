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

// How a coordinator decides about an application at Mattermost, by the rules of "wecan
// applications" and through the same inputs. A button decides at once where nothing is
// left to say; a decline asks for a reason, in a dialog. Every button and dialog is
// about the application as it was shown: when it has changed since, nothing is decided,
// and she is told how it stands.

const (
	chooseOpen = "open" // the verb of the button that opens an application
	formDecide = "decide"
)

// choices are the verbs of the buttons under what is said about applications.
func choices() []string {
	out := []string{chooseOpen}
	for _, verb := range append(slices.Clone(mainDecisions), furtherDecisions...) {
		out = append(out, string(verb))
	}
	return out
}

// The decisions that have buttons; further ones only where none of the main ones can be
// made. They record what a person has said, or bring an application back.
var (
	mainDecisions    = []enrollment.Verb{enrollment.VerbAccept, enrollment.VerbReserve, enrollment.VerbDecline, enrollment.VerbUphold}
	furtherDecisions = []enrollment.Verb{enrollment.VerbAppeal, enrollment.VerbReview, enrollment.VerbWithdraw}
)

// decisions are those that can be made now.
func decisions(f filed) []enrollment.Verb {
	for _, some := range [][]enrollment.Verb{mainDecisions, furtherDecisions} {
		closed := func(verb enrollment.Verb) bool { return !slices.Contains(f.Open, verb) }
		if open := slices.DeleteFunc(slices.Clone(some), closed); len(open) > 0 {
			return open
		}
	}
	return nil
}

// aboutOf names an application as it stands, for buttons and dialogs.
func aboutOf(f filed) string { return fmt.Sprintf("%s %d", f.Reference, f.Version) }

// readAbout reads what aboutOf wrote, and the decision that a dialog adds to it.
func readAbout(about string) (reference string, seen int, what enrollment.Verb, err error) {
	parts := append(strings.Fields(about), "", "")
	seen, err = strconv.Atoi(parts[1])
	if err != nil {
		return "", 0, "", fmt.Errorf("read what a decision is about: %w", err)
	}
	return parts[0], seen, enrollment.Verb(parts[2]), nil
}

// Choose is for mattermost.Choices. It asks the table again: an answer may stand there
// for long.
func (d *mmDesk) Choose(ctx context.Context, c mattermost.Choice) (mattermost.Shown, *mattermost.Dialog, error) {
	v, err := d.visit(ctx, c.User, c.ID, "")
	if errors.Is(err, errStranger) {
		return mattermost.Shown{Text: v.say("stranger")}, nil, nil
	}
	if err != nil {
		return mattermost.Shown{}, nil, err
	}
	got, err := v.chosen(ctx, c)
	return got.shown(), got.dialog, err
}

// shown is what came of a dialog or a tap, to be shown below the command.
func (o outcome) shown() mattermost.Shown {
	return mattermost.Shown{Text: o.text, Cards: o.cards, Unshown: o.unshown}
}

// chosen does what a button under an answer asks for.
func (v *visit) chosen(ctx context.Context, c mattermost.Choice) (outcome, error) {
	one, ok := rightOfChoice(c.Verb)
	if !ok || one.may(v.who, nil) != allowed {
		return v.no("norole", "command", v.word+" help")
	}
	switch one.verb {
	case planning:
		return v.chosenSession(ctx, c)
	case planningEvents:
		return v.chosenEvent(ctx, c)
	case announcing:
		return v.chosenCast(ctx, c)
	}
	return v.chosenApplication(ctx, c)
}

// chosenApplication does what a button under what is said about applications asks for.
func (v *visit) chosenApplication(ctx context.Context, c mattermost.Choice) (outcome, error) {
	reference, seen, _, err := readAbout(c.About)
	if err != nil {
		return outcome{}, err
	}
	f, ok, err := v.hersToDecide(ctx, reference)
	if err != nil || !ok {
		return outcome{text: v.say("applications.notfound", "number", reference), no: true}, err
	}
	what := enrollment.Verb(c.Verb)
	switch {
	case what == enrollment.VerbDecline, what == enrollment.VerbUphold, what == enrollment.VerbWithdraw:
		if f.Version != seen || !slices.Contains(f.Open, what) {
			return v.decided(f, stands{f})
		}
		return outcome{dialog: v.asks(f, what)}, nil
	case c.Verb != chooseOpen:
		return v.takes(ctx, f, enrollment.Decision{ID: v.id, By: v.by(), What: what, Seen: seen})
	}
	return v.opened(ctx, f)
}

// opened is an application in a dialog, to read it and to decide; without anything to
// decide it is shown.
func (v *visit) opened(ctx context.Context, f filed) (outcome, error) {
	text, err := v.shown(ctx, f)
	if err != nil {
		return outcome{}, err
	}
	text = v.applicationLine(f) + "\n" + text
	open := decisions(f)
	if f.Parked || len(open) == 0 || !slices.Contains(mainDecisions, open[0]) {
		return outcome{text: text}, nil
	}
	fields := []mattermost.Field{{
		Name: fieldDecision, Kind: mattermost.FieldOneOf, Label: v.say("decide.label"),
		Help: v.say("decide.help", "command", v.word+" applications "+f.Reference),
	}}
	for _, verb := range open {
		fields[0].Options = append(fields[0].Options, mattermost.Option{Text: v.say("decide." + string(verb)), Value: string(verb)})
	}
	return outcome{dialog: &mattermost.Dialog{
		Form: formDecide, About: aboutOf(f), Title: v.say("decide.title"), Submit: v.say("decide.send"),
		Intro: text, Fields: append(fields, v.reasons("decide.reasonhelp", "decide.wordshelp")...),
	}}, nil
}

// asks is the dialog about one decision: it says what it leads to, and asks why where
// the person is to read that.
func (v *visit) asks(f filed, what enrollment.Verb) *mattermost.Dialog {
	d := &mattermost.Dialog{
		Form: formDecide, About: aboutOf(f) + " " + string(what), Title: v.say("decide.title"), Submit: v.say("decide." + string(what)),
		Intro: v.applicationLine(f),
	}
	if what == enrollment.VerbWithdraw {
		d.Intro += "\n" + v.say("decide.withdrawhelp")
		return d
	}
	d.Fields = v.reasons("decide.reasonread", "decide.wordsread")
	return d
}

// reasons are the fields for a reason: one of the programme's, or words.
func (v *visit) reasons(reasonHelp, wordsHelp string) []mattermost.Field {
	var fields []mattermost.Field
	if reasons := enrollment.Reasons(v.w.defs.Programme); len(reasons) > 0 {
		fields = append(fields, mattermost.Field{
			Name: fieldReason, Kind: mattermost.FieldChoice, Label: v.say("decide.reason"), Help: v.say(reasonHelp), Optional: true,
			Options: v.options(reasons, func(id string) i18n.Key { return i18n.Key("programme.reasons." + id) }),
		})
	}
	return append(fields, mattermost.Field{
		Name: fieldWords, Kind: mattermost.FieldLong, Label: v.say("decide.words"), Help: v.say(wordsHelp), Optional: true, Most: 200,
	})
}

// decide takes the decision of a dialog.
func (v *visit) decide(ctx context.Context, form mattermost.Form) (outcome, error) {
	if one, _ := rightOf("applications"); one.may(v.who, nil) != allowed {
		return v.no("norole", "command", v.word+" help")
	}
	reference, seen, what, err := readAbout(form.About)
	if err != nil {
		return outcome{}, err
	}
	f, ok, err := v.hersToDecide(ctx, reference)
	if err != nil || !ok {
		return outcome{text: v.say("applications.notfound", "number", reference), no: true}, err
	}
	if what == "" {
		if what = enrollment.Verb(form.Values[fieldDecision]); !slices.Contains(mainDecisions, what) {
			return outcome{text: v.say("dialog.empty"), no: true, field: fieldDecision}, nil
		}
	}
	dec := enrollment.Decision{ID: v.id, By: v.by(), What: what, Seen: seen}
	if what == enrollment.VerbDecline || what == enrollment.VerbUphold { // to others nobody tells a reason
		dec.Reason, dec.Words = form.Values[fieldReason], i18n.Clean(form.Values[fieldWords])
	}
	return v.takes(ctx, f, dec)
}

// takes brings a decision to an application, and tells what came of it.
func (v *visit) takes(ctx context.Context, f filed, dec enrollment.Decision) (outcome, error) {
	now, err := v.at.decide(ctx, v.d.turns, f.Reference, dec)
	if err != nil {
		return v.decided(f, err)
	}
	lines := []string{v.say("done.stands", "number", f.Reference, "status", v.standsSo(now))}
	if made, _ := now.Made(dec.ID); made.Reason == enrollment.ReasonNoPlace {
		lines[0] = v.say("done.noplace", "number", f.Reference)
	}
	switch {
	case !now.Tells.IsZero():
		lines = append(lines, v.say("done.tells", "since", v.since(now.Tells)))
	case dec.What != enrollment.VerbAppeal && dec.What != enrollment.VerbReview: // no letter goes with those
		lines = append(lines, v.say("done.told"))
	}
	key := "done.again"
	if now.Status == enrollment.StatusAccepted {
		key = "done.final"
	}
	return outcome{text: strings.Join(append(lines, v.say(key, "command", v.word+" applications "+f.Reference)), "\n")}, nil
}

// decided makes words of what the desk says against a decision.
func (v *visit) decided(f filed, err error) (outcome, error) {
	var changed stands
	var later undecidedError
	switch {
	case errors.As(err, &changed) && changed.now.Asked != nil:
		return v.no("decide.busy", "number", f.Reference, "name", changed.now.Asked.By)
	case errors.As(err, &changed):
		out, _ := v.no("decide.changed", "number", f.Reference, "status", v.standsSo(changed.now))
		if list := decidedIn(newDeskReader(v.w, v.Lang).dossier(changed.now)); len(list) > 0 {
			out.text += "\n" + v.happened(list[len(list)-1])
		}
		return out, nil
	case errors.As(err, &later):
		return v.yes("later", "number", f.Reference, "command", v.word+" applications "+f.Reference)
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
